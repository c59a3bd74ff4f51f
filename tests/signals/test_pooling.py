"""Pooled evidence: what chance explains weighs nothing, and no heavy account decides."""

import numpy as np
import pytest

from gauger.signals.pooling import FLOOR, Usual, pool, usual, worth


def honest(rng: np.random.Generator, accounts: int) -> tuple[np.ndarray, np.ndarray]:
    """Accounts of very different volume whose shares differ: mean 0.1, correlation 0.2."""
    of = np.ceil(rng.lognormal(2, 1.5, accounts))
    return rng.binomial(of.astype(int), rng.beta(0.4, 3.6, accounts)).astype(float), of


def test_the_null_is_recovered() -> None:
    found = usual(*honest(np.random.default_rng(1), 20_000))
    assert found is not None
    assert found.share == pytest.approx(0.1, abs=0.01)
    assert found.alike == pytest.approx(0.2, abs=0.03)


def test_groups_of_honest_accounts_stay_near_zero() -> None:
    """Of random honest groups, few have two bits, and what they have is shrunk."""
    rng = np.random.default_rng(2)
    null = usual(*honest(rng, 20_000))
    assert null is not None
    groups = [pool(*honest(rng, int(rng.integers(5, 200))), null) for _ in range(400)]
    bits = np.array([g.bits for g in groups if g])
    assert (bits >= 2).mean() < 0.12  # chi-square with one degree of freedom: 0.096
    assert np.mean([abs(g.x) for g in groups if g]) < 0.5


def test_one_heavy_account_does_not_speak_for_a_group() -> None:
    """Ten thousand hits of one account weigh no more than one account can."""
    null = Usual(share=0.1, alike=0.2)
    heavy = pool(np.array([10_000.0, *[1.0] * 20]), np.array([10_000.0, *[10.0] * 20]), null)
    every = pool(np.array([9.0] * 21), np.array([10.0] * 21), null)
    assert heavy is not None
    assert every is not None
    assert heavy.share < 0.2
    assert every.x > 4 * heavy.x > 0


def test_rows_of_an_account_are_worth_at_most_the_inverse_of_their_correlation() -> None:
    assert worth(np.array([1.0, 1e9]), 0.25) == pytest.approx([1.0, 4.0])


def test_nobody_who_could_show_it_says_nothing() -> None:
    assert pool(np.zeros(3), np.zeros(3), Usual(share=0.1, alike=0.2)) is None
    assert usual(np.zeros(5), np.ones(5)) is None


def test_the_measure_is_bounded() -> None:
    """All against none: the floor bounds what a share of one can say."""
    found = pool(np.full(500, 50.0), np.full(500, 50.0), Usual(share=0.001, alike=0.01))
    assert found is not None
    assert found.x < 2 * np.log2((1 + FLOOR) / FLOOR)
