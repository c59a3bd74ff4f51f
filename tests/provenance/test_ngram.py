"""The reference suspect: a language model whose figures a reader can redo by hand."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from gauger.errors import BrokenFile, InputError
from gauger.provenance.ngram import Mixture, NGram, sample

TEXT = [np.array([0, 1, 2, 0, 1, 3, 0, 1, 2, 2]), np.array([3, 0, 2, 1])]


def by_hand(context: int, token: int) -> float:
    """Interpolated Kneser-Ney bigram, straight from the formula; -1 stands before the start."""
    pairs = Counter(
        (a, b) for s in TEXT for a, b in zip([-1, *s.tolist()], s.tolist(), strict=False)
    )

    def discount(counts: list[int]) -> float:
        once, twice = counts.count(1), counts.count(2)
        return once / (once + 2 * twice) if once and twice else 0.75

    followers = Counter(b for _, b in pairs)
    d1, d2 = discount(list(followers.values())), discount(list(pairs.values()))
    kinds = sum(followers.values())
    kept = [min(n, d1) for n in followers.values()]
    lower = max(followers[token] - d1, 0) / kinds + sum(kept) / kinds / 4
    after = {b: n for (a, b), n in pairs.items() if a == context}
    total = sum(after.values())
    back = sum(min(n, d2) for n in after.values()) / total
    return max(after.get(token, 0) - d2, 0) / total + back * lower


@pytest.mark.parametrize("context", [-1, 0, 1, 2, 3])
def test_probabilities_are_those_of_the_formula(context: int) -> None:
    """Four tokens after each context, redone with dictionaries."""
    p = NGram.train(TEXT, vocab=4, order=2).next_p(np.array([[context]]))[0]
    assert p == pytest.approx([by_hand(context, t) for t in range(4)])


def test_every_context_gives_a_distribution_seen_or_not() -> None:
    """Random contexts, most never trained on."""
    rng = np.random.default_rng(0)
    model = NGram.train([rng.integers(0, 50, 300)], vocab=50, order=3)
    p = model.next_p(rng.integers(-1, 50, (200, 5)))
    assert p.sum(axis=1) == pytest.approx(1)
    assert p.min() > 0


def test_samples_follow_the_distribution_and_the_hook() -> None:
    """Frequencies after token 0 are its probabilities; a hook that forbids a token is obeyed."""
    model = NGram.train(TEXT, vocab=4, order=2)
    rng = np.random.default_rng(1)
    drawn = model.sample(20_000, 1, rng=rng, prompts=np.zeros((20_000, 1), np.int64))
    p = model.next_p(np.array([[0]]))[0]
    assert np.bincount(drawn[:, 0], minlength=4) / 20_000 == pytest.approx(p, abs=0.015)

    def never_two(_: object, logits: np.ndarray) -> np.ndarray:
        return np.where(np.arange(4) == 2, -np.inf, logits)

    assert 2 not in model.sample(50, 40, rng=rng, hook=never_two)


def test_weight_two_is_reading_twice() -> None:
    """A weighed sequence and a repeated one train the same model."""
    a = NGram.train(TEXT, vocab=4, weights=[2.0, 1.0])
    b = NGram.train([TEXT[0], *TEXT], vocab=4)
    where = np.array([[0, 1], [2, 2], [-1, -1]])
    assert a.next_p(where) == pytest.approx(b.next_p(where))


def test_a_mixture_lies_between_its_parts() -> None:
    """Half of each, and its log-probabilities are of the mixed distribution."""
    a, b = (NGram.train([s], vocab=4, order=2) for s in TEXT)
    half = Mixture((a, b), (0.5, 0.5))
    where = np.array([[1], [3]])
    assert half.next_p(where) == pytest.approx((a.next_p(where) + b.next_p(where)) / 2)
    assert half.logp(np.array([1, 2]), prompt=np.array([0]))[1] == pytest.approx(
        np.log(half.next_p(np.array([[1]]))[0, 2])
    )
    with pytest.raises(InputError, match="sum 1"):
        Mixture((a, b), (0.5, 0.6))


def test_a_saved_model_is_the_same_model(tmp_path: Path) -> None:
    """The file format keeps every figure."""
    model = NGram.train(TEXT, vocab=4)
    model.save(tmp_path / "m.npz")
    again = NGram.load(tmp_path / "m.npz")
    assert (again.next_p(np.array([[0, 1]])) == model.next_p(np.array([[0, 1]]))).all()


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """Neither text nor a pickle is read."""
    (tmp_path / "m.npz").write_bytes(b"\x80\x04K\x01.")
    with pytest.raises(BrokenFile, match="n-gram model"):
        NGram.load(tmp_path / "m.npz")


@pytest.mark.parametrize(
    ("sequences", "says"),
    [([], "no token"), ([np.array([0, 9])], "0 to 3; got 0 to 9"), ([np.array([-1])], "got -1")],
)
def test_unusable_training_text_says_what_was_seen(sequences: list[np.ndarray], says: str) -> None:
    """No token, or ids outside the vocabulary."""
    with pytest.raises(InputError, match=says):
        NGram.train(sequences, vocab=4)


def test_the_same_seed_draws_the_same_text() -> None:
    """Any model can be sampled; a seed decides all."""
    model = NGram.train(TEXT, vocab=4)
    a, b = (sample(model, 700, 9, rng=np.random.default_rng(5), memory=2) for _ in range(2))
    assert (a == b).all()
