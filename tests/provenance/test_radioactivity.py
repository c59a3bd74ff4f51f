"""What test C counts and how it weighs: each choice by a case that it decides."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.stats import norm

from gauger.errors import InputError
from gauger.provenance.arrays import Floats, Ints
from gauger.provenance.greenlist import GreenList, MarkShape, shared_windows
from gauger.provenance.prf import green, random_keys
from gauger.provenance.radioactivity import (
    Leaning,
    Tuples,
    open_test,
    open_tuples,
    scored_tuples,
    text_test,
)
from gauger.provenance.screening import control_tuples, leans_to_controls, screened_decoys
from tests.provenance import small

GAMMA = 0.25
MARK = GreenList(key=random_keys(1, np.random.default_rng(1_000))[0])


@dataclass(frozen=True)
class Table:
    """A model that looks one token back: a row of probabilities for each."""

    rows: Floats

    @property
    def vocab(self) -> int:
        """Number of token ids."""
        return int(self.rows.shape[1])

    def next_p(self, contexts: Ints) -> Floats:
        """The row of the last token."""
        return np.asarray(self.rows[contexts[:, -1]])

    def logp(self, sequence: Ints, *, prompt: Ints | None = None) -> Floats:
        """Nothing here asks for it."""
        raise NotImplementedError


def leaning(**other: float) -> Leaning:
    """What a test found, its parts as given."""
    told: dict[str, float] = {"z": 3.0, "p_analytic": 0.002, "p_bound": 0.01, "p_decoy": 0.003}
    told |= {"decoys": 999, "decoy_sd": 1.0, **other}
    return Leaning(tuples=9, green_share=0.5, gamma=GAMMA, **told)  # type: ignore[arg-type]


def test_the_larger_of_two_counts_while_decoys_can_tell() -> None:
    """Neither an analytic tail nor lucky decoys alone make a p smaller."""
    assert leaning().p == 0.003
    assert leaning(p_analytic=0.02).p == 0.02


def test_below_the_decoys_the_bound_counts_and_their_spread() -> None:
    """Never above what the decoys say; a spread above one widens, one below narrows nothing."""
    far = {"z": 6.0, "p_analytic": 1e-9, "p_decoy": 0.001}
    assert leaning(**far, p_bound=1e-8).p == 1e-8
    assert leaning(**far, p_bound=1e-12, decoy_sd=1.5).p == pytest.approx(norm.sf(4.0))
    assert leaning(**far, p_bound=1e-12, decoy_sd=0.5).p == pytest.approx(norm.sf(6.0), abs=0)
    assert leaning(**far, p_bound=0.02).p == 0.001
    assert leaning(**far, p_bound=1e-8, decoys=0).p == pytest.approx(1e-8)


def test_a_window_weighs_by_what_a_mark_can_move_over_what_chance_moves() -> None:
    """The next token certain: no weight. Models equal to the last digit: no window of its own."""
    rows = np.array([[1.0, 0, 0, 0], [0.4, 0.2, 0.2, 0.2], [0.3, 0.3, 0.2, 0.2], [0.25] * 4])
    base = rows + np.array([[0, 0, 0, 0], [-0.2, 0.2, 0, 0], [0, -1e-9, 0, 0], [-0.15, 0.25, 0, 0]])
    probe = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3])
    got = open_tuples(Table(rows), [probe], window=1, base=Table(base), top=2)
    moved = rows - base
    noise = (moved**2).sum(axis=1)
    room = 1 - (rows**2).sum(axis=1)
    factor = room / (noise + np.median(noise) + 1e-18)
    assert got.windows.ravel().tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    pairs = zip(got.windows.ravel().tolist(), got.tokens.tolist(), strict=True)
    weights = dict(zip(pairs, got.weights.tolist(), strict=True))
    for window in (1, 3):
        for token in np.argsort(-np.abs(moved[window]))[:2].tolist():  # gains and losses alike
            assert weights[window, token] == pytest.approx(moved[window, token] * factor[window])
    assert max(abs(weights[k]) for k in weights if k[0] == 0) == 0
    assert max(abs(weights[k]) for k in weights if k[0] == 2) < 1e-6
    plain = open_tuples(Table(rows), [probe], window=1, top=9)
    assert len(plain.tokens) == 16  # no more tokens than there are


def test_a_model_is_asked_with_what_stood_before_the_window() -> None:
    """Seven tokens more, and -1 where there are none: many models remember more than a window."""
    asked = []

    class Listening(Table):
        def next_p(self, contexts: Ints) -> Floats:
            asked.append(contexts.tolist())
            return super().next_p(contexts)

    open_tuples(Listening(np.full((9, 3), 1 / 3)), [np.arange(9)], window=1)
    assert [-1] * 7 + [0] in asked[0]
    assert [*range(1, 9)] in asked[0]


def test_models_that_do_not_differ_say_nothing() -> None:
    """No weight at all is no evidence, and no division by nought."""
    same = open_tuples(small.base(), small.probes()[:3], window=1, base=small.base())
    got = open_test(same, MARK, rng=np.random.default_rng(0), decoys=19)
    assert got.z == 0
    assert got.p == 1.0


def test_probes_without_a_window_are_an_error() -> None:
    """And so is text too short for one; not a p-value."""
    with pytest.raises(InputError, match="no window of 1"):
        open_tuples(small.base(), [], window=1)
    with pytest.raises(InputError, match="no window of 9"):
        open_tuples(small.base(), [np.arange(4)], window=9)


def test_a_window_met_thousands_of_times_is_one_window() -> None:
    """More positions than fit one part."""
    probe = np.full(3_000, 7)
    got = open_tuples(small.base(), [probe], window=1, top=4)
    assert len(got.tokens) == 4


def test_decoys_that_are_given_are_those_used() -> None:
    """Keys screened as the true one was: where they are the true one, it is no better than they."""
    out = small.says(small.innocent(1), 1_000, n=20)
    told = scored_tuples(out, small.no_prompts(out), window=1)
    keys = np.repeat(MARK.key[None], 9, axis=0)
    for test in (text_test, open_test):
        got = test(told, MARK, rng=np.random.default_rng(0), decoys=500, keys=keys)
        assert (got.decoys, got.p_decoy) == (9, 1.0)
        none = test(told, MARK, rng=np.random.default_rng(0), decoys=0)
        assert (none.decoys, none.p_decoy, none.decoy_sd) == (0, 1.0, 1.0)


def test_a_window_reaches_into_the_prompt_where_the_prompt_does_not_hold_it() -> None:
    """Two tokens back: the window across the edge is the output's own, the prompt's last is not."""
    told = scored_tuples([np.array([5, 6])], [np.array([1, 2, 3])], window=2)
    assert np.c_[told.windows, told.tokens].tolist() == [[3, 5, 6]]
    short = scored_tuples([np.array([5, 6, 7])], [np.array([1])], window=2)
    assert np.c_[short.windows, short.tokens].tolist() == [[1, 5, 6], [5, 6, 7]]
    assert len(scored_tuples([np.array([5])], [small.NOTHING], window=1).tokens) == 0


def test_screening_counts_each_tuple_once_and_decoys_pass_it() -> None:
    """Control text said twice screens as said once; what passes is what the rule lets pass."""
    texts = [d.tolist() for d in small.documents()[:20]]
    once, twice = control_tuples(texts, 1), control_tuples([*texts, *texts, [3]], 1)
    assert (once[0] == twice[0]).all()
    assert (once[1] == twice[1]).all()
    keys = screened_decoys(60, texts, MARK, 0.3, np.random.default_rng(1))
    assert not any(leans_to_controls(GreenList(key=k), texts, 0.3) for k in keys)
    free = random_keys(60, np.random.default_rng(1))
    assert any(leans_to_controls(GreenList(key=k), texts, 0.3) for k in free)


def test_the_coin_of_shared_windows_is_not_the_coin_of_the_list() -> None:
    """Else every green token would stand on a window that the shared key owns."""
    windows = np.arange(4_000)[:, None]
    mine = shared_windows(MARK.key, windows)
    on = green(MARK.key, windows, np.zeros(4_000, np.int64), GAMMA)
    assert mine.mean() == pytest.approx(0.5, abs=0.03)
    assert abs(np.corrcoef(mine, on)[0, 1]) < 0.06


@pytest.mark.parametrize("wrong", [{"gamma": 0}, {"gamma": 1}, {"delta": 0}, {"window": 0}])
def test_a_list_that_marks_nothing_is_refused(wrong: dict[str, int]) -> None:
    """A share of none or all, no strength, no window."""
    with pytest.raises(InputError, match="a green list needs"):
        MarkShape(**wrong)


def test_a_list_shown_is_no_key_shown() -> None:
    """In a log or a traceback."""
    assert str(MARK.key[0]) not in repr(MARK)
    assert "key" not in repr(MARK)


def test_only_the_window_chooses_the_list() -> None:
    """What stands further back does not."""
    near = np.array([[1, 2, 3], [9, 9, 3]])
    a, b = GreenList(key=MARK.key).mask(near, 50)
    assert (a == b).all()
    wide = GreenList(key=MARK.key, shape=MarkShape(window=2)).mask(near, 50)
    assert (wide[0] != wide[1]).any()


def test_tuples_can_be_picked() -> None:
    """Windows, tokens and weights together."""
    some = Tuples(windows=np.arange(3)[:, None], tokens=np.arange(3), weights=np.arange(3.0))
    got = some.only(np.array([False, True, True]))
    assert got.windows.ravel().tolist() == got.tokens.tolist() == got.weights.tolist() == [1, 2]
