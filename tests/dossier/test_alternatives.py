"""What is true of a crowd is never set aside for it; a campaign's figures set most aside.

Figures of groups that a run found in the simulated world `crowds` (scale 0.15, seed 5); shares of
one payer are of the same world's accounts. `python -m bench.alternatives` looks at such groups whole.
"""

import pytest

from gauger.dossier.alternatives import ASIDE, LOOKS, OPEN, WEAKENED, consider
from gauger.dossier.model import Figure, Figures

CAUSES = ("address", "payment", "registration", "software")
NAMES = (
    "declared-share", "payer-share", "window-days", "quiet-share", "release-share", "asks-share",
    "new-accounts", "capability-divergence", "p-not-chance",
)  # fmt: skip
CUSTOMER = "One customer with many seats"
CLASS = "A class, course or hackathon"
SHARED = "A shared network: office, carrier, university, VPN or relay"
SOFTWARE = "A popular framework or client"
RESELLER = "A reseller or gateway with customers of its own"
BUILDS = "Build servers or a nightly evaluation suite"
RESEARCH = "Research or synthetic data for an own purpose"
# kind of crowd, what is true of it, its figures as in NAMES, what is left without each of CAUSES
CROWDS = (
    ("enterprise seats", CUSTOMER, (1.0, 1.0, 45, 0.149, 0.083, 0.029, 1.0, 0.651, 1.0), (1, 1, 1, 1)),
    ("migrated keys", CUSTOMER, (0.05, 0.225, 45, 0.145, 0.061, 0.0, 0.375, 0.666, 1.0), (1, 1, 1, 1)),
    ("build servers", BUILDS, (1.0, 1.0, 45, 0.141, 0.082, 0.0, 1.0, 2.192, 1.0), (1, 1, 1, 1)),
    ("undeclared build servers", BUILDS, (0.059, 1.0, 45, 0.197, 0.086, 0.0, 1.0, 2.192, 1.0), (1, 1, 1, 1)),
    ("undeclared build servers", CUSTOMER, (0.062, 1.0, 45, 0.15, 0.06, 0.0, 0.0, 2.192, 1.0), (1, 1, 1, 1)),
    ("evaluation suite", BUILDS, (1.0, 1.0, 45, 0.0, 0.081, 0.329, 1.0, 2.809, 1.0), (1, 1, 1, 1)),
    ("a class", CLASS, (0.0, 0.05, 45, 0.017, 0.072, 0.017, 1.0, 0.789, 1.0), (0.07, 1, 1, 0.07)),
    ("a hackathon", CLASS, (0.075, 0.05, 3, 0.177, 0.0, 0.016, 1.0, 1.323, 1.0), (0.75, 1, 0.94, 0.81)),
    ("a class behind one address", SHARED, (0.95, 0.05, 45, 0.0, 0.052, 0.005, 1.0, 0.807, 1.0), (0, 1, 1, 0)),
    ("a class with one tool", SOFTWARE, (0.95, 0.05, 45, 0.0, 0.052, 0.005, 1.0, 0.807, 1.0), (0, 1, 1, 0)),
    ("a reseller", RESELLER, (0.029, 0.63, 45, 0.139, 0.1, 0.068, 0.265, 0.253, 1.0), (0.21, 0.41, 0.97, 0.94)),
    ("a laboratory", RESEARCH, (0.077, 1.0, 45, 0.0, 0.065, 0.414, 0.154, 2.138, 1.0), (1, 1, 1, 1)),
    ("a laboratory", CUSTOMER, (0.077, 1.0, 45, 0.0, 0.065, 0.414, 0.154, 2.138, 1.0), (1, 1, 1, 1)),
)  # fmt: skip
LETTER = (0.038, 0.042, 45, 0.239, 0.07, 0.9, 1.0, 2.074, 0.9999)


def figures(values: tuple[float, ...], left: tuple[float, ...]) -> Figures:
    """Figures of a group, as far as the rules read them."""

    def one(
        id_: str, value: float | None, rows: tuple[tuple[str | float, ...], ...] = ()
    ) -> Figure:
        return Figure(
            id=id_, number=1, label=id_, unit="share", value=value, columns=(), rows=rows, sql="",
            extracts=(),
        )  # fmt: skip

    single = [one(n, v) for n, v in zip(NAMES, values, strict=True)]
    without = tuple((c, 0.0, float(v)) for c, v in zip(CAUSES, left, strict=True))
    return Figures(
        steps=(),
        figures=(*single, one("without", None, without), one("capabilities", None, (("x", 1.0),))),
    )


@pytest.mark.parametrize(("kind", "true", "values", "left"), CROWDS)
def test_what_is_true_of_a_crowd_is_not_set_aside(
    kind: str, true: str, values: tuple[float, ...], left: tuple[float, ...]
) -> None:
    told = {a.name: a.standing for a in consider(figures(values, left))}
    assert told[true] != ASIDE, kind


def test_the_letters_figures_leave_two_explanations_weakened() -> None:
    """Nobody declares, nobody pays for a fifth, every cause can go: what is left is said."""
    told = {a.name: a.standing for a in consider(figures(LETTER, (1, 1, 1, 1)))}
    assert [n for n, standing in told.items() if standing != ASIDE] == [BUILDS, RESEARCH]
    assert OPEN not in told.values()
    assert len(told) == len(LOOKS)


@pytest.mark.parametrize("quiet_share", [0.0, 0.14, 0.25])
def test_automation_that_declares_nothing_is_weakened_whatever_its_hours(
    quiet_share: float,
) -> None:
    """An evaluation suite under many names ran at fixed hours, as people do (`bench.alternatives`
    0.05 5), and what was true of it was set aside."""
    values = (0.0625, 0.0625, 45, quiet_share, 0.0739, 0.5203, 1.0, 3.724, 1.0)
    told = {a.name: a.standing for a in consider(figures(values, (1, 1, 1, 1)))}
    assert told[BUILDS] == WEAKENED


@pytest.mark.parametrize("share", [0.2, 0.6, 1.0])
def test_one_payer_is_as_good_as_one_name(share: float) -> None:
    """A company whose seats give no name, and one whose seats pay apart, stand alike."""
    named = consider(figures((share, 0.0, *LETTER[2:]), (1, 1, 1, 1)))
    paying = consider(figures((0.0, share, *LETTER[2:]), (1, 1, 1, 1)))
    for name in (CUSTOMER, BUILDS):
        one, other = (next(a.standing for a in x if a.name == name) for x in (named, paying))
        assert one == other != ASIDE
