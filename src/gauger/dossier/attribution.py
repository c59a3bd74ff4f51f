"""Who might be behind it: analysis of competing hypotheses.

Each hypothesis predicts what one would see; what is seen moves it by a likelihood ratio against
the unknown operator, whose assumptions are written beside it. The unknown operator and the
reseller always compete. A network that several profiles use attributes nobody, and infrastructure
alone never names anybody. Hypotheses are also ranked by what speaks against them, as Heuer asks.
Source: Heuer, Psychology of Intelligence Analysis (1999), chapter 8.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2

import pyarrow as pa

from gauger.dossier.model import Attribution, Evidence, Figures, Hypothesis
from gauger.dossier.profiles import Prediction, Profile
from gauger.dossier.tables import EXTRACTS
from gauger.signals.family import Family

P_RESELLER = 0.25
"""Prior of a reseller with customers of its own: of the published campaigns, relays carried about
a quarter of the named ones. An assumption; a factor of two moves the odds by one bit."""
P_KNOWN = 0.25
"""Prior of all known actors together, shared equally: most campaigns are nobody's we know."""
MAX_FAMILY_BITS = 6.0
"""One family of evidence counts at most 64 to 1, as in `questions.who`."""
NAMING_P = 0.55
"""Below "likely" nobody is named."""
NAMING_BITS = 2.0
"""A family speaks for a name from four to one on; two families must, one not infrastructure."""
SHARED = 0.5
NOTABLE = 0.2
"""A fifth of exchanges makes a model, an ask or a network one of the campaign's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Generic:
    """What a reseller predicts otherwise than an operator who harvests."""

    name: str
    family: Family
    seen: Callable[[Figures], bool | None]
    p_reseller: float
    p_operator: float
    why: str


def _share(figures: Figures, table: str, name: str, column: int) -> float:
    row = next((r for r in figures[table].rows if r[0] == name), None)
    value = row[column] if row else 0.0
    return float(value) if isinstance(value, int | float) else 0.0


def _signal_share(figures: Figures, signal: str) -> float:
    row = next((r for r in figures["evidence"].rows if r[1] == signal), None)
    return float(row[3] or 0) if row else 0.0


RESELLER: tuple[_Generic, ...] = (
    _Generic(
        name="asks for what ungrouped accounts ask for",
        family=Family.BEHAVIOUR,
        seen=lambda f: (
            f.number("capability-divergence") < SHARED if f["capabilities"].rows else None
        ),
        p_reseller=0.7,
        p_operator=0.1,
        why="a reseller's customers want what customers want; a harvest picks",
    ),
    _Generic(
        name="few prompts ask for training material",
        family=Family.CONTENT,
        seen=lambda f: f.number("asks-share") < NOTABLE if f["asks"].rows else None,
        p_reseller=0.85,
        p_operator=0.3,
        why="customers seldom do; a harvest may also go without",
    ),
    _Generic(
        name="most accounts fill the same prompt templates",
        family=Family.CONTENT,
        seen=lambda f: _signal_share(f, "shared-template") >= SHARED,
        p_reseller=0.15,
        p_operator=0.6,
        why="strangers who share a relay do not share their prompts",
    ),
    _Generic(
        name="runs round the clock without a quiet time",
        family=Family.TIMING,
        seen=lambda f: f.number("quiet-share") * 4 >= 0.8,
        p_reseller=0.4,
        p_operator=0.6,
        why="customers in one part of the world sleep; in many parts they do not",
    ),
)
"""Built in, for every case. The chances are assumptions of ours, not measurements."""


def attribute(
    figures: Figures, profiles: Sequence[Profile], held: Callable[[str, int], bool]
) -> Attribution:
    """Weigh the hypotheses. `held(signal, value)` says whether members hold an indicator."""
    lines = [*_reseller_lines(figures), *_profile_lines(figures, profiles, held)]
    known = {p.name: P_KNOWN / len(profiles) for p in profiles}
    priors = {"unknown": 1 - P_RESELLER - sum(known.values()), "reseller": P_RESELLER, **known}
    titles = {
        "unknown": "an operator we have no profile of",
        "reseller": "a reseller, for customers of its own",
    }
    sources = {p.name: p.grade for p in profiles}
    spread = [_posterior(priors, lines, factor) for factor in (1.0, 0.5, 1.5)]
    found = [
        Hypothesis(
            name=name,
            title=titles.get(name) or next(p.title for p in profiles if p.name == name),
            kind=name if name in titles else "known",
            prior=round(prior, 4),
            p=round(spread[0][name], 4),
            low=round(min(s[name] for s in spread), 4),
            high=round(max(s[name] for s in spread), 4),
            against=sum(line.bits.get(name, 0.0) < 0 for line in lines),
            source=sources.get(name, "built in"),
        )
        for name, prior in priors.items()
    ]
    found.sort(key=lambda h: (-h.p, h.name))
    named, why = _named(found[0], lines)
    return Attribution(
        hypotheses=tuple(found), evidence=tuple(lines), named=named, why=why, notes=_notes(profiles)
    )


def hypotheses_table(found: Attribution) -> pa.Table:
    """The matrix as an extract, so that its probabilities can be computed again."""
    rows: list[dict[str, object]] = [
        {"hypothesis": h.name, "prior": h.prior, "evidence": None, "family": None, "bits": 0.0}
        for h in found.hypotheses
    ]
    priors = {h.name: h.prior for h in found.hypotheses}
    rows += [
        {
            "hypothesis": name,
            "prior": priors[name],
            "evidence": e.name,
            "family": e.family,
            "bits": b,
        }
        for e in found.evidence
        for name, b in e.bits.items()
    ]
    table = pa.Table.from_pylist(rows, schema=EXTRACTS["hypotheses"])
    return table.sort_by(
        [("hypothesis", "ascending"), ("evidence", "ascending"), ("bits", "ascending")]
    )


def seen(feature: str, figures: Figures, held: Callable[[str, int], bool]) -> bool | None:
    """Whether a predicted feature is seen; None where the logs cannot show it."""
    kind, _, rest = feature.partition(":")
    if kind in TABLES:
        table, column = TABLES[kind]
        rows = figures[table].rows
        return _share(figures, table, rest, column) >= NOTABLE if rows else None
    if kind == "indicator":
        signal, _, value = rest.partition(":")
        return held(signal, int(value))
    return OTHERWISE[kind](figures, rest)


TABLES = {"model": ("models", 2), "network": ("networks", 2), "asks": ("asks", 1)}
"""Features that are a share in a table: the table, and the column of the campaign's share."""
OTHERWISE: dict[str, Callable[[Figures, str], bool | None]] = {
    "targets": lambda f, cap: (
        cap in f.text("targeted").split(", ") if f["capabilities"].rows else None
    ),
    "signal": lambda f, name: _signal_share(f, name) >= SHARED,
    "round-the-clock": lambda f, _: f.number("quiet-share") * 4 >= 0.8,
    "retargets-after-release": lambda f, _: any(
        str(r[2] or "").startswith("model release") for r in f["changes"].rows
    ),
    "declares-organisation": lambda f, _: f.number("declared-share") >= 0.6,
}


def _reseller_lines(figures: Figures) -> list[Evidence]:
    lines = []
    for g in RESELLER:
        it = g.seen(figures)
        bits = 0.0 if it is None else _bits(it, g.p_reseller, g.p_operator)
        lines.append(
            Evidence(
                name=g.name,
                family=g.family.value,
                seen=bool(it),
                assumption=f"chance {g.p_reseller:.2f} for a reseller, {g.p_operator:.2f} for an "
                f"operator: {g.why}",
                bits={"reseller": round(bits, 3)},
                discount="" if it is not None else "not visible in these logs",
            )
        )
    return lines


def _profile_lines(
    figures: Figures, profiles: Sequence[Profile], held: Callable[[str, int], bool]
) -> list[Evidence]:
    common = Counter(
        p.feature for x in profiles for p in {q.feature: q for q in x.predicts}.values()
    )
    return [_line(x, p, figures, held, common[p.feature]) for x in profiles for p in x.predicts]


def _line(
    profile: Profile,
    p: Prediction,
    figures: Figures,
    held: Callable[[str, int], bool],
    predicted_by: int,
) -> Evidence:
    it = seen(p.feature, figures, held)
    bits, discount = 0.0 if it is None else _bits(it, p.p_if, p.p_else), ""
    infrastructure = p.family is Family.INFRASTRUCTURE
    if it is None:
        discount = "not visible in these logs"
    elif infrastructure and p.relay:
        bits, discount = 0.0, "a relay that carries several operators attributes nobody"
    elif infrastructure and predicted_by > 1:
        bits, discount = (
            0.0,
            f"{predicted_by} profiles predict it: a shared network attributes nobody",
        )
    return Evidence(
        name=f"{profile.name}: {p.feature}",
        family=p.family.value,
        seen=bool(it),
        assumption=f"chance {p.p_if:.2f} for {profile.name}, {p.p_else:.2f} for others: {p.why}",
        bits={profile.name: round(bits, 3)},
        discount=discount,
    )


def _bits(it: bool, p_if: float, p_else: float) -> float:
    return log2(p_if / p_else) if it else log2((1 - p_if) / (1 - p_else))


def _families(name: str, lines: Sequence[Evidence]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for line in lines:
        if name in line.bits:
            sums[line.family] = sums.get(line.family, 0.0) + line.bits[name]
    return {f: max(-MAX_FAMILY_BITS, min(MAX_FAMILY_BITS, b)) for f, b in sums.items()}


def _posterior(
    priors: dict[str, float], lines: Sequence[Evidence], factor: float
) -> dict[str, float]:
    weight = {
        name: prior * 2 ** (factor * sum(_families(name, lines).values()))
        for name, prior in priors.items()
    }
    total = sum(weight.values())
    return {name: w / total for name, w in weight.items()}


def _named(first: Hypothesis, lines: Sequence[Evidence]) -> tuple[str | None, str]:
    if first.kind != "known":
        return None, "No known actor explains the evidence better than an operator without a name."
    if first.low < NAMING_P:
        return None, "A known actor leads, but not if the likelihood ratios count half: no name."
    speaking = {f for f, b in _families(first.name, lines).items() if b >= NAMING_BITS}
    if len(speaking) < 2 or speaking == {Family.INFRASTRUCTURE.value}:
        return None, "A known actor leads on one kind of evidence alone: no name."
    return first.name, f"Evidence of {len(speaking)} kinds: {', '.join(sorted(speaking))}."


def _notes(profiles: Sequence[Profile]) -> tuple[str, ...]:
    few = () if profiles else ("No profile of a known actor was given, so none could be weighed.",)
    return (
        *few,
        "A known actor may buy from a reseller: both may be true, and the logs then show the "
        "reseller.",
        "Nothing here shows on whose behalf an operator acts, nor that a model was trained on it.",
    )
