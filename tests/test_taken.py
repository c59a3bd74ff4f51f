"""Hidden machines that take nothing in particular are no harvest, however busy they are."""

from types import SimpleNamespace
from typing import cast

import pytest

from gauger.campaigns.features import Feature, Seen
from gauger.campaigns.judge import P_HARVEST, P_NOTHING_TAKEN, p_harvest
from gauger.signals.family import Family

HIDDEN = {
    "volume": 2.0, "undeclared": 2.0, "rhythm": 1.0, "industrial": 0.9, "networks": 8.0,
    "evenness": 0.9, "strongest-model": 3.0, "round-the-clock": 3.0, "payers": 0.1,
}  # fmt: skip
"""Small teams on one relay that never name themselves look so, and so does an operator."""


def _p(**more: float) -> float:
    features = tuple(
        Feature(name=name.replace("_", "-"), family=Family.BEHAVIOUR, x=x, text="")
        for name, x in (HIDDEN | more).items()
    )
    return p_harvest(cast("Seen", SimpleNamespace(features=features)))


def test_where_nothing_shows_what_was_taken_the_odds_are_even_at_most() -> None:
    assert _p() == P_NOTHING_TAKEN
    assert _p(answers=0.0, reasoning_share=0.0, training_material=0.0) == P_NOTHING_TAKEN


@pytest.mark.parametrize(
    ("name", "x"), [("answers", 1.5), ("reasoning_share", 3.0), ("training_material", 2.5)]
)
def test_any_one_thing_taken_lets_the_rest_speak(name: str, x: float) -> None:
    assert _p(**{name: x}) > P_HARVEST


def test_what_is_taken_is_no_harvest_by_itself() -> None:
    """Long answers with reasoning, asked for in the open by a few people."""
    features = tuple(
        Feature(name=name, family=Family.CONTENT, x=x, text="")
        for name, x in {"answers": 1.0, "reasoning-share": 3.0, "training-material": 3.0}.items()
    )
    assert p_harvest(cast("Seen", SimpleNamespace(features=features))) < 0.5
