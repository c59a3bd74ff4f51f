"""Hidden machines that take nothing in particular are no harvest, however busy they are."""

from types import SimpleNamespace
from typing import cast

import pyarrow as pa
import pytest

from gauger.campaigns.features import Feature, Seen, answers
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


def _answers(lengths: list[int]) -> Feature:
    """The measure of a group whose accounts get answers of these lengths, where others get 500."""

    def does(tokens: list[int]) -> pa.Table:
        return pa.table(
            {
                "account_id": [f"a{i:03}" for i in range(len(tokens))],
                "capability": ["software-engineering"] * len(tokens),
                "exchanges": [100] * len(tokens),
                "output_tokens": [100 * n for n in tokens],
            }
        )

    books = (SimpleNamespace(does=does(lengths)), SimpleNamespace(does=does([500] * 100)))
    found = answers(cast("Seen", SimpleNamespace(own=books[0], rest=books[1])))
    assert found is not None
    return found


def test_long_answers_of_a_few_people_may_be_their_habit() -> None:
    """Fourteen small teams' accounts, 1.3 times as long on average: three of them write books."""
    few = _answers([400] * 11 + [1_600] * 3)
    assert few.x == pytest.approx(0.40, abs=0.01)
    assert few.x < few.give


def test_an_operator_asks_at_length_from_all_accounts() -> None:
    alike = _answers([640, 660, 655, 645, 650, 660, 640])
    assert alike.x == pytest.approx(0.38, abs=0.01)
    assert alike.give < 0.05


def test_of_one_account_nothing_is_sure() -> None:
    assert _answers([1_000]).give == 6.0


def test_what_habit_may_have_made_shows_nothing_taken() -> None:
    hidden = tuple(
        Feature(name=name, family=Family.BEHAVIOUR, x=x, text="") for name, x in HIDDEN.items()
    )

    def p(give: float) -> float:
        length = Feature(name="answers", family=Family.CONTENT, x=1.0, text="", give=give)
        return p_harvest(cast("Seen", SimpleNamespace(features=(*hidden, length))))

    assert p(0.1) > P_HARVEST
    assert p(0.9) == P_NOTHING_TAKEN
