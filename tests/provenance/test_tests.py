"""Tests B and C on a small language, and what they say of their own power."""

import numpy as np
import pytest

from gauger.errors import InputError
from gauger.provenance import power
from gauger.provenance.cost import sampler_cost
from gauger.provenance.exact import binomial_p, e_value, rank_sum_p, ranks_of_served
from gauger.provenance.greenlist import GreenList, MarkShape
from gauger.provenance.prf import random_keys, uniform, uniform_over
from gauger.provenance.radioactivity import (
    open_test,
    open_tuples,
    scored_tuples,
    text_test,
    z_scores,
)
from gauger.provenance.resampling import resampling_test, score_answers
from gauger.provenance.screening import screened_decoys
from tests.provenance import small

GAMMA = 0.25


def a_mark(seed: int) -> GreenList:
    """A green list."""
    return GreenList(key=random_keys(1, np.random.default_rng((seed, 1)))[0])


def test_greens_are_a_quarter_and_the_same_by_token_and_by_row() -> None:
    """The sampler's mask and the test's coins are one function."""
    rng = np.random.default_rng(1_000)
    key = random_keys(1, rng)[0]
    windows = rng.integers(0, 5_000, (400, 1))
    table = uniform_over(key, windows, 250)
    tokens = rng.integers(0, 250, 400)
    assert (table[np.arange(400), tokens] == uniform(key, windows, tokens)).all()
    assert (table < GAMMA).mean() == pytest.approx(GAMMA, abs=0.006)


def test_marked_students_are_found_by_text_and_by_weights() -> None:
    """All marked, half marked, and an innocent one, with the model that served as comparison."""
    rng = np.random.default_rng(1_000)
    mark = a_mark(1_000)
    marked, clean = small.harvest(mark, 1_000), small.harvest(None, 1_001)
    for share, most, least in ((1.0, 1e-10, 0.0), (0.5, 1e-6, 0.0), (0.0, 1.0, 0.01)):
        k = int(share * len(marked))
        suspect = small.student(marked[:k] + clean[k:])
        tuples = open_tuples(suspect, small.probes(), window=1, base=small.teacher())
        got = open_test(tuples, mark, rng=rng, decoys=199)
        assert least <= got.p_analytic <= most
    out = small.says(small.student(marked), 1_000)
    told = scored_tuples(out, small.no_prompts(out), window=1)
    assert text_test(told, mark, rng=rng, decoys=199).p < 1e-6


def test_weights_do_not_see_the_key() -> None:
    """Keys nobody used: spread one, mean nought, with either model to compare with or none."""
    rng = np.random.default_rng(1_000)
    keys = random_keys(300, rng)
    suspect = small.innocent(3)
    for ref in (None, small.teacher(), small.base()):
        z = z_scores(open_tuples(suspect, small.probes(), window=1, base=ref), keys, GAMMA)
        assert z.mean() == pytest.approx(0, abs=4 / np.sqrt(300))
        assert z.std() == pytest.approx(1, abs=0.15)


def test_the_model_that_served_steadies_the_test() -> None:
    """What both models like of the list is nothing we caused; half marked, it hides us no more."""
    gains = []
    for seed in (1_000, 1_001):
        mark = a_mark(seed)
        half = small.harvest(mark, seed)[:150] + small.harvest(None, seed + 5)[150:]
        suspect, z = small.student(half), []
        for ref in (None, small.teacher()):
            tuples = open_tuples(suspect, small.probes(), window=1, base=ref)
            z.append(float(z_scores(tuples, mark.key[None], GAMMA)[0]))
        gains.append(z[1] / z[0])
    assert min(gains) > 1.3


def test_decoys_are_screened_as_the_key_was() -> None:
    """Every decoy passes the rule that retires keys."""
    rng = np.random.default_rng(1_000)
    texts = [d.tolist() for d in small.documents()[:20]]
    mark = a_mark(1)
    keys = screened_decoys(100, texts, mark, 0.3, rng)
    told = scored_tuples([np.array(t) for t in texts], [small.NOTHING] * 20, window=1)
    assert z_scores(told, keys, GAMMA).max() < 1.0


def test_resampling_finds_the_student_and_not_the_stranger() -> None:
    """The student knows which of four answers was served; the base does not."""
    rng = np.random.default_rng(1_000)
    ask = rng.integers(0, small.VOCAB, (128, 1))
    drawn = [small.teacher().sample(128, 60, rng=rng, prompts=ask) for _ in range(4)]
    rows = [[d[i] for d in drawn] for i in range(128)]
    prompts = list(ask)
    ours = score_answers(small.teacher(), prompts, rows)
    learned = small.student([np.r_[q, r[0]] for q, r in zip(ask, rows, strict=True)], weight=1.0)
    found = resampling_test(score_answers(learned, prompts, rows), ours, rng)
    none = resampling_test(score_answers(small.base(), prompts, rows), ours, rng)
    assert found.p < 1e-6
    assert not found.settings_differ
    assert none.p > 0.01


def test_our_own_model_takes_away_what_anybody_finds_likely() -> None:
    """A gain of a nat among answers that differ by tens is lost without it, and plain with it."""
    rng = np.random.default_rng(1_000)
    ours = rng.normal(-100, 30, (60, 2))
    suspect = ours + rng.normal(0, 0.1, ours.shape) + np.array([1.0, 0.0])
    assert rank_sum_p(ranks_of_served(suspect, rng), np.full(60, 2)) > 1e-3
    got = resampling_test(suspect, ours, rng)
    assert got.p == pytest.approx(2.0**-60, abs=0)
    assert got.gain_nats == pytest.approx(1, abs=0.1)


def test_another_cut_off_is_noticed_by_spread() -> None:
    """Served answers at the same level as the others, and all alike: not drawn as they were."""
    rng = np.random.default_rng(1_000)
    ours = rng.normal(-100, 5, (80, 4))
    assert not resampling_test(ours, ours, rng).settings_differ
    ours[:, 0] = np.median(ours[:, 1:], axis=1)
    assert resampling_test(ours, ours, rng).settings_differ


def test_resampling_null_is_exact() -> None:
    """Nine in two hundred at .05: served and unserved are drawn alike, whatever the suspect."""
    rng = np.random.default_rng(1_000)
    ps = []
    for _ in range(200):
        scores = rng.gamma(2.0, 3.0, (30, 4)) * rng.gamma(1.0, 1.0, (30, 1))
        ranks = ranks_of_served(scores, rng)
        ps.append(rank_sum_p(ranks, np.full(30, 4)))
    assert 0.01 <= np.mean(np.array(ps) <= 0.05) <= 0.1


def test_too_little_evidence_is_an_error() -> None:
    """Not a p-value of one."""
    with pytest.raises(InputError, match="20 served"):
        resampling_test(np.zeros((5, 2)), np.zeros((5, 2)), np.random.default_rng(0))
    nothing = scored_tuples([], [], window=1)
    with pytest.raises(InputError, match="no tuple"):
        text_test(nothing, a_mark(1), rng=np.random.default_rng(0))


def test_the_smallest_share_that_is_claimed_is_found() -> None:
    """A suspect that shows just the share claimed is caught in 95 of 100 draws of the key."""
    rng = np.random.default_rng(1_000)
    shape, alpha = MarkShape(), 1e-3
    full = power.full_green(shape)
    share = power.share_of_coins(2_000, shape.gamma, alpha=alpha, full=full)
    p_green = (1 - share) * shape.gamma + share * full
    caught = [binomial_p(int(h), 2_000, GAMMA) <= alpha for h in rng.binomial(2_000, p_green, 400)]
    assert np.mean(caught) >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 400)
    less = power.share_of_coins(20_000, shape.gamma, alpha=alpha, full=full)
    assert less < share / 2
    assert power.share_of_coins(3, 0.5, alpha=1e-6) == 1.0


def test_the_open_tests_smallest_share_is_found() -> None:
    """The suspect marked in the share that is claimed, by keys of its own, is caught."""
    rng = np.random.default_rng(1_000)
    suspect, probes, alpha = small.innocent(2), small.probes(), 1e-3
    share = power.share_of_mass(suspect, probes, small.teacher(), MarkShape(), alpha=alpha, rng=rng)
    assert 0 < share < 0.6
    caught = []
    for key in random_keys(6, rng):
        mark = GreenList(key=key)
        shown = power.PartlyMarked(suspect, mark, share)
        tuples = open_tuples(shown, probes, window=1, base=small.teacher())
        caught.append(open_test(tuples, mark, rng=rng, decoys=0).p_analytic <= alpha)
    assert np.mean(caught) >= 0.65


def test_e_values_do_not_depend_on_how_looks_are_cut() -> None:
    """Many small looks or one: the same evidence at the end."""
    hits, n = np.array([1, 0, 3, 2]), np.array([8, 8, 8, 8])
    whole = e_value(np.array([6]), np.array([32]), 1 / 16)[-1]
    assert e_value(hits, n, 1 / 16)[-1] == pytest.approx(whole)


def test_a_stronger_mark_costs_more() -> None:
    """Nats per token that an honest reader pays, by the strength of the list."""
    contexts = np.concatenate(small.probes()[:5])[:, None]
    costs = [
        sampler_cost(
            small.teacher(), GreenList(key=a_mark(1).key, shape=MarkShape(delta=d)).hook, contexts
        ).nats_per_token
        for d in (0.5, 1.0, 2.0)
    ]
    assert 0 < costs[0] < costs[1] < costs[2] < 1
