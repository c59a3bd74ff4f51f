"""Cells that nothing but their software joins are weighed as accounts by wording alone are."""

from collections import Counter
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from gauger.campaigns.features import UNKNOWN, Facts, Feature, Seen, wording_alone
from gauger.campaigns.judge import P_HARVEST, P_NO_HARVEST, p_harvest
from gauger.signals.family import Family

SUITE = {
    "volume": 2.0, "answers": 0.5, "networks": 5.0, "reasoning-share": 1.6, "strongest-model": 2.0,
    "evenness": 0.5, "undeclared": 2.0, "rhythm": 0.5, "industrial": 0.3, "early-pivot": 2.0,
}  # fmt: skip
"""Firms that run one public evaluation suite every night look so, as if they were one."""


CAUSES = ("software", "registration", "address")


def seen(
    *,
    by_wording_alone: bool = False,
    joined_by_wording: bool = False,
    own_words: bool = False,
    firms: bool = True,
    logged: bool = True,
    lone: int = 0,
) -> Seen:
    """A hundred accounts, of which `lone` are tied by wording and sign-up alone."""
    each = 10 if firms else 1
    cards = {
        str(i): {"payment_key": f"card {i // each}", "org_id": None} if logged else {}
        for i in range(100)
    }
    bits = np.full((len(cards), len(CAUSES)), 12.0)
    bits[:lone, CAUSES.index("address")] = 4.9
    group = SimpleNamespace(
        by_wording_alone=by_wording_alone,
        joined_by_wording=joined_by_wording,
        own_words=own_words,
        members=np.arange(len(cards)),
        trial=SimpleNamespace(bits=bits),
    )
    traits = SimpleNamespace(signals=[SimpleNamespace(cause=cause) for cause in CAUSES])
    return cast(
        "Seen",
        SimpleNamespace(
            group=group, traits=traits, members=[*cards], facts=Facts(cards, Counter())
        ),
    )


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


def test_who_asks_in_words_of_his_own_copies_no_course() -> None:
    feature = wording_alone(seen(by_wording_alone=True, own_words=True))
    assert feature.x == pytest.approx(1 / 101)
    assert "each words it for itself" in feature.text


def test_cells_that_are_openly_nobodys_are_weighed_as_before() -> None:
    """An operator with exits of its own for each cell, and a card for each account."""
    assert wording_alone(seen(joined_by_wording=True, firms=False)).x == 0.0


def test_people_who_come_on_one_day_are_weighed_as_wording_alone_is() -> None:
    """Who tries a model on its release day signs up then, sends what all send, and pays alone."""
    feature = wording_alone(seen(joined_by_wording=True, firms=False, lone=80))
    assert feature.x == pytest.approx(0.8)
    assert "80% of its accounts are tied by nothing else" in feature.text


def test_what_is_not_logged_is_not_said() -> None:
    feature = wording_alone(seen(joined_by_wording=True, logged=False))
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
