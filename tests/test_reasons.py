"""What is named as a reason for an answer is something that the group itself shows."""

from pathlib import Path

import pytest

from gauger.campaigns.detect import detect
from gauger.campaigns.features import Feature
from gauger.campaigns.model import Detections
from gauger.campaigns.weights import Model, signs
from gauger.records.world import open_world
from gauger.signals.family import Family
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load
from tests.once import once

MODEL = Model(bias=0.0, weight={"more": 1.0, "less": -1.0, "none": 0.0})


def feature(name: str, x: float) -> Feature:
    return Feature(name=name, family=Family.BEHAVIOUR, x=x, text="")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Detections:
    def make(folder: Path) -> None:
        simulate(load("tour"), folder / "world", scale=0.3, seed=6)

    return detect(open_world(once(tmp_path_factory, "tour-reasons", make) / "world"))


@pytest.mark.parametrize(
    ("name", "x", "shown"),
    [
        ("more", 2.0, True),
        ("more", 0.1, False),  # as others, or nearly
        ("more", 0.0, False),
        ("more", -2.0, False),
        ("less", -2.0, False),  # lack of what would speak against is no reason for
        ("less", 2.0, False),
        ("none", 2.0, False),
        ("unknown", 2.0, False),
    ],
)
def test_a_sign_is_more_than_usual_of_what_speaks_so(name: str, x: float, shown: bool) -> None:
    assert signs([feature(name, x)], MODEL) == ({name} if shown else set())


def test_what_is_missing_is_weighed_and_not_named(found: Detections) -> None:
    """No campaign has "0 % of exchanges came from hosting" among what speaks for either answer."""
    named = [r for c in found.campaigns for r in (*c.one_operator, *c.harvest)]
    assert len(named) > 50
    assert not [r.text for r in named if r.text.startswith("0%")]
    assert "hosting-share" not in {r.signal for r in named}
    assert [r for c in found.campaigns for r in c.against if r.text.startswith("0%")]


def test_a_single_one_is_not_said_as_many(found: Detections) -> None:
    said = [r.text for c in found.campaigns for r in (*c.one_operator, *c.harvest, *c.against)]
    assert [t for t in said if " 1 instrument;" in t]
    assert not [t for t in said if " 1 instruments" in t or " 1 address blocks" in t]
