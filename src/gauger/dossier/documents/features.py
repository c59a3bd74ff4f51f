"""What was measured of a group, in the units that a reader thinks in, and what each says."""

import math
from collections.abc import Callable, Sequence

from gauger.campaigns.features import MAX_EVIDENCE_X, VOLUME_X, WORDING_ALONE
from gauger.dossier.documents.blocks import Block, Spans, caption, table, text
from gauger.dossier.model import Cell, Figures
from gauger.signals.catalogue import EVIDENCE

FEATURES = {
    "templating": "exchanges that fill templates which members share",
    "answers": "length of answers, against others' of the same kind",
    "focus": "distance of the mix of capabilities from others'",
    "rhythm": "how little its accounts keep hours of the day",
    "industrial": "how far accounts without a declared owner are worked as machines of one plant",
    "evenness": "how evenly its exchanges are spread over its accounts, beside others'",
    "volume": "exchanges of the whole group, to three digits",
    "clients": "how much more alike its clients are than all accounts'",
    "networks": "address blocks it sends from, as if evenly",
    "payers": "share that pays with the most common instrument",
    "organisation": "share that gives one organisation",
    "mail": "share with mail in one domain, less everybody's",
    "sign-up": "share registered within three days",
    "kinds": "kinds of evidence that tie its members, beyond two",
    WORDING_ALONE: "whether nothing but what they send ties its members",
    "undeclared": "kinds of evidence, beyond one, that tie members who declare nothing in common",
} | {e.name: f"how often {e.says}, as odds, against honest accounts'" for e in EVIDENCE}
LEAST_BITS = 0.05
"""Features that say less, either way, are only counted: they fill pages and move nothing."""


def weighed(title: str, figures: Figures, name: str) -> tuple[Block, ...]:
    """Features and what each says; apart from them, those that move the odds and show nothing."""
    said = [r for r in figures[name].rows if abs(_bits(r)) >= LEAST_BITS]
    silent = len(figures[name].rows) - len(said)
    left_out = f" {silent} more say less than {LEAST_BITS} bits either way." if silent else ""
    lacking = [r for r in said if _bits(r) > 0 and not _shows(r)]
    blocks = _features(
        [r for r in said if r not in lacking],
        caption(
            f"{title} One bit doubles the odds, beyond what an average group of the fitting "
            f"worlds shows.{left_out}",
            figures[name],
        ),
    )
    return blocks + _features(
        lacking,
        caption(
            "Weighed, and no reasons: here the group is much as others are, or shows less. It "
            "moves the odds only because groups of the fitting worlds, most of them innocent, lie "
            "elsewhere on average.",
            figures[name],
        ),
    )


def _features(rows: Sequence[Sequence[Cell]], below: Spans) -> tuple[Block, ...]:
    if not rows:
        return ()
    shown = [
        (
            text(str(r[0])),
            FEATURES.get(str(r[1]), str(r[1])),
            measured(str(r[1]), float(r[2] or 0)),
            f"{_bits(r):+.1f}",
        )
        for r in rows
    ]
    return (
        table(
            ("Family", "What is measured", "Measure", "Bits"),
            shown,
            align="llrr",
            widths=(18, 50, 22, 10),
            caption=below,
        ),
    )


def _bits(row: Sequence[Cell]) -> float:
    return float(row[3] or 0)


def _shows(row: Sequence[Cell]) -> bool:
    """Whether half or more of what it says comes from the group's being beyond what is usual.

    The rest comes from where the groups of the fitting worlds lie. Not as strict as
    `weights.signs`: what says little may stand here.
    """
    return float(row[2] or 0) > 0 and 2 * float(row[4] or 0) >= _bits(row)


def measured(feature: str, x: float) -> str:
    """A feature's number as a reader thinks of it; at the end of its scale, "or more".

    >>> measured("networks", 8.0), measured("volume", 2.0), measured("foreign-egress", -1.0)
    ('256 or more', '100,000 or more', '0.5 times')
    """
    write, end = IN_WORDS.get(feature, (_odds, MAX_EVIDENCE_X))
    return write(x) + (" or more" if x >= end else "")


def _odds(x: float) -> str:
    """How many times the odds are honest accounts' (`signals.pooling`: log2, shrunk by chance)."""
    return "no difference" if abs(x) < 0.05 else _times(x)


def _times(x: float) -> str:
    many = math.exp2(x)
    return f"{many:.0f} times" if x >= 3 else f"{many:.1f} times"


def _share_of(x: float) -> str:
    return f"{x:.0%}".replace("%", " %")


IN_WORDS: dict[str, tuple[Callable[[float], str], float]] = {
    "templating": (_share_of, math.inf),
    "answers": (_times, 3),
    "focus": (lambda x: f"{x:.1f} bits", 4),
    "rhythm": (lambda x: f"{x:.2f}; 1 is not at all", math.inf),
    "industrial": (_share_of, math.inf),
    "evenness": (lambda x: f"{x:.2f}; 1 is all alike", math.inf),
    "volume": (lambda x: f"{float(f'{1_000 * 10**x:.3g}'):,.0f}", VOLUME_X[1]),
    "clients": (_times, 6),
    "networks": (lambda x: f"{2**x:,.0f}", 8),
    "payers": (_share_of, math.inf),
    "organisation": (_share_of, math.inf),
    "mail": (lambda x: f"{100 * x:.0f} points", math.inf),
    "sign-up": (_share_of, math.inf),
    "kinds": (lambda x: f"{x:.1f}", math.inf),
    WORDING_ALONE: (lambda x: "yes" if x else "no", math.inf),
    "undeclared": (lambda x: f"{x:.1f} of 2", math.inf),
}
"""How a feature is written, from its scale in `campaigns.features`, and where that scale ends."""
