"""Cells that nothing but their software joins are weighed as accounts by wording alone are."""

from collections import Counter
from types import SimpleNamespace
from typing import cast

import pytest

from gauger.campaigns.features import UNKNOWN, Facts, Feature, Seen, wording_alone
from gauger.campaigns.judge import P_HARVEST, P_NO_HARVEST, p_harvest
from gauger.signals.family import Family

SUITE = {
    "volume": 2.0, "answers": 0.5, "networks": 5.0, "reasoning-share": 1.6, "strongest-model": 2.0,
    "evenness": 0.5, "undeclared": 2.0, "rhythm": 0.5, "industrial": 0.3, "early-pivot": 2.0,
}  # fmt: skip
"""Firms that run one public evaluation suite every night look so, as if they were one."""


def seen(
    *, by_wording_alone: bool = False, joined_by_wording: bool = False, firms: bool = True
) -> Seen:
    group = SimpleNamespace(by_wording_alone=by_wording_alone, joined_by_wording=joined_by_wording)
    each = 10 if firms else 1
    cards = {str(i): {"payment_key": f"card {i // each}", "org_id": None} for i in range(100)}
    facts = Facts(cards, Counter())
    return cast("Seen", SimpleNamespace(group=group, members=[*facts], facts=facts))


@pytest.mark.parametrize(
    ("alone", "joined", "x", "says"),
    [
        (False, False, 0.0, "More than what they send"),
        (True, False, 1.0, "a course's or a plugin's"),
        (False, True, 1.0, "firms that use one public suite"),
    ],
)
def test_both_say_as_little(alone: bool, joined: bool, x: float, says: str) -> None:
    feature = wording_alone(seen(by_wording_alone=alone, joined_by_wording=joined))
    assert feature.x == x
    assert says in feature.text


def test_cells_that_are_openly_nobodys_are_weighed_as_before() -> None:
    """An operator with exits of its own for each cell, and a card for each account."""
    assert wording_alone(seen(joined_by_wording=True, firms=False)).x == 0.0


def test_what_is_not_logged_is_not_said() -> None:
    group = SimpleNamespace(by_wording_alone=False, joined_by_wording=True)
    facts = Facts({str(i): {} for i in range(10)}, Counter())
    feature = wording_alone(
        cast("Seen", SimpleNamespace(group=group, members=[*facts], facts=facts))
    )
    assert feature.x == UNKNOWN
    assert "is not logged" in feature.text


def test_firms_with_one_suite_are_not_accused_for_it() -> None:
    """As one operator's accounts they would be; as cells that a suite joins they are undecided."""

    def p(*, joined: bool) -> float:
        features = [
            Feature(name=name, family=Family.BEHAVIOUR, x=x, text="") for name, x in SUITE.items()
        ]
        features.append(wording_alone(seen(joined_by_wording=joined)))
        return p_harvest(cast("Seen", SimpleNamespace(features=tuple(features))))

    assert p(joined=False) >= P_HARVEST
    assert P_NO_HARVEST < p(joined=True) < P_HARVEST
