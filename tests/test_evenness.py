"""Exchanges spread evenly over accounts, beside people, who differ by orders of magnitude."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from gauger.campaigns.features import Seen, evenness
from gauger.campaigns.ways import gini
from gauger.linking.traits import Floats

RNG = np.random.default_rng(11)
PEOPLE = RNG.lognormal(3, 1.5, 2_000)


def _x(own: Floats, rest: Floats = PEOPLE) -> float | None:
    ways = [SimpleNamespace(ways=SimpleNamespace(sent=sent)) for sent in (own, rest)]
    found = evenness(cast("Seen", SimpleNamespace(own=ways[0], rest=ways[1])))
    return found.x if found else None


def test_one_dispatcher_is_even_and_people_are_not() -> None:
    dispatched, people = _x(RNG.poisson(300, 60).astype(float)), _x(RNG.lognormal(3, 1.5, 60))
    assert dispatched is not None
    assert dispatched > 0.9
    assert people is not None
    assert people < 0.2


def test_who_is_less_even_than_people_says_nothing() -> None:
    assert _x(np.array([1.0] * 40 + [100_000.0])) == 0.0


def test_the_scale_of_what_is_sent_changes_nothing() -> None:
    own = RNG.lognormal(3, 0.5, 50)
    assert _x(own) == pytest.approx(_x(own * 1_000))


def test_few_accounts_say_nothing() -> None:
    assert _x(np.ones(4)) is None
    assert _x(np.ones(40), PEOPLE[:10]) is None


def test_the_gini_coefficient_is_half_the_mean_difference_of_two() -> None:
    some = PEOPLE[:300]
    pairs = np.abs(some[:, None] - some[None, :]).sum() / (300 * 299)
    assert gini(some) == pytest.approx(pairs / (2 * some.mean()))
