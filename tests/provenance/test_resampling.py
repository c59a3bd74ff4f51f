"""Resampling: what it refuses, and when it says that its logs cannot be trusted."""

import numpy as np
import pytest

from gauger.errors import InputError
from gauger.provenance.arrays import Floats
from gauger.provenance.resampling import MISMATCH_P, resampling_test, score_answers, settings_p
from tests.provenance import small


def alike(n: int, k: int, seed: int = 1_000) -> Floats:
    """Log-probabilities of served and k unserved answers, drawn alike."""
    return np.random.default_rng(seed).normal(-100, 5, (n, k + 1))


@pytest.mark.parametrize(
    ("suspect", "reference", "says"),
    [
        (alike(30, 1), alike(30, 2), "one shape"),
        (alike(30, 0), alike(30, 0), "one shape"),
        (alike(30, 1).ravel(), alike(30, 1).ravel(), "one shape"),
        (alike(19, 1), alike(19, 1), "20 served answers"),
        (np.full((30, 2), np.nan), alike(30, 1), "20 served answers"),
    ],
)
def test_scores_that_cannot_be_tested(suspect: Floats, reference: Floats, says: str) -> None:
    """Unlike shapes, no resample, too few, a served answer without its score."""
    with pytest.raises(InputError, match=says):
        resampling_test(suspect, reference, np.random.default_rng(0))


def test_twenty_are_enough_and_the_best_of_each_gives_the_exact_chance() -> None:
    """A half for each with one resample, a third with two; absent resamples are not beaten."""
    ours = np.tile([[-100.0, -100.0, -100.0]], (20, 1))
    suspect = ours + np.array([[2.0, 0.0, 1.0]])
    suspect[10:, 2] = ours[10:, 2] = np.nan
    got = resampling_test(suspect, ours, np.random.default_rng(1_000))
    assert got.p == pytest.approx(3.0**-10 * 2.0**-10)
    assert got.p_permutation == pytest.approx(1e-4)  # the least of its draws
    assert got.gain_nats == pytest.approx((1.5 + 2.0) / 2)


def test_the_permutation_reads_what_our_own_model_leaves() -> None:
    """As the rank test does; and gains that are all the same have a finite t."""
    ours = np.random.default_rng(1_000).normal(-100, 30, (40, 2))
    got = resampling_test(ours + np.array([1.0, 0.0]), ours, np.random.default_rng(0))
    assert got.p_permutation == pytest.approx(1e-4)
    assert np.isfinite(got.t)


@pytest.mark.parametrize("sign", [1, -1])
def test_another_level_is_noticed_either_way(sign: int) -> None:
    """With one resample each, where spread shows nothing: exactly four times the rank test's."""
    ours = alike(20, 1)
    ours[:, 0] = ours[:, 1] + sign
    assert settings_p(ours, np.random.default_rng(0)) == pytest.approx(4 * 2.0**-20)
    more = np.c_[ours, np.where(np.arange(20) < 10, ours[:, 1], np.nan)]  # absent: not beaten
    exact = 4 * 3.0**-10 * 2.0**-10
    assert settings_p(more, np.random.default_rng(0)) == pytest.approx(exact)


@pytest.mark.parametrize("factor", [0.05, 4.0])
def test_another_spread_is_noticed_either_way(factor: float) -> None:
    """Served at a narrower cut-off than the resamples, or at a wider one, at one level."""
    ours = alike(80, 3)
    ours[:, 0] = -100 + (ours[:, 0] + 100) * factor
    got = resampling_test(ours, ours, np.random.default_rng(0))
    assert got.settings_differ
    assert got.p == 1.0


def test_settings_that_are_right_are_left_alone() -> None:
    """Four hundred draws: a warning is about as rare as it says, not four times as frequent."""
    ps = [settings_p(alike(20, 1, seed), np.random.default_rng(seed)) for seed in range(400)]
    assert np.mean(np.array(ps) <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)
    assert max(ps) == 1.0
    assert MISMATCH_P == 1e-3


def test_answers_are_read_after_their_prompts() -> None:
    """The first token's chance depends on what was asked; absent answers are no numbers."""
    ask, answer = [np.array([3]), np.array([5])], np.array([7, 9])
    got = score_answers(small.base(), ask, [[answer, answer], [answer]])
    assert got[0, 0] == got[0, 1] == small.base().logp(answer, prompt=ask[0]).sum()
    assert got[0, 0] != got[1, 0]
    assert np.isnan(got[1, 1])
