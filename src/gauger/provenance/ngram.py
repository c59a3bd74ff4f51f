"""A reference suspect: an interpolated Kneser-Ney n-gram language model in NumPy.

Trains on a million tokens in about a second and gives full distributions, so that a whole
teacher, harvest and student fit into a test. It memorises counts: use it to calibrate a test and
to try the plumbing, not to predict what a large network would learn.
Source: Kneser and Ney 1995; Chen and Goodman 1999, Computer Speech and Language 13(4), eq. 24-26.

>>> import numpy as np
>>> model = NGram.train([np.array([0, 1, 0, 1, 0, 1, 2])], vocab=3, order=2)
>>> model.next_p(np.array([[0]])).round(2)
array([[0.08, 0.88, 0.04]])
>>> model.sample(2, 5, rng=np.random.default_rng(0)).shape
(2, 5)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from gauger.errors import BrokenFile, InputError
from gauger.provenance.arrays import Floats, Ints
from gauger.provenance.model import PAD, LanguageModel
from gauger.records.files import new_file

Hook = Callable[[Ints, Floats], Floats]
"""(contexts of shape (n, h), logits of shape (n, vocab)) to logits: what a sampler lets one do."""

MAX_ORDER = 4
BATCH = 512
"""Contexts whose full distributions are held at once: 512 x 4,096 doubles are 16 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Discounted counts of all n-grams of one length, grouped by their context."""

    contexts: Ints
    """Sorted codes of the contexts seen, shape (contexts,)."""
    starts: Ints
    """Where each context's tokens begin in `tokens`, shape (contexts + 1,)."""
    tokens: Ints
    p_kept: Floats
    """Discounted relative frequency of each token after its context."""
    p_back: Floats
    """Share of each context's mass that is left to the next shorter context."""


class Finite(LanguageModel, Protocol):
    """A model that reads `order - 1` tokens back."""

    @property
    def order(self) -> int:
        """Length of the longest n-gram."""
        ...


class Windowed:
    """What any model of finite memory can do, from `next_p` and `order` alone."""

    __slots__ = ()

    def logp(self: Finite, sequence: Ints, *, prompt: Ints | None = None) -> Floats:
        """Log-probability in nats of each token of `sequence`, read after `prompt`."""
        before = np.zeros(0, np.int64) if prompt is None else prompt
        return logp_by_windows(self, np.asarray(sequence), before, self.order - 1)

    def sample(
        self: Finite,
        n: int,
        length: int,
        *,
        rng: np.random.Generator,
        prompts: Ints | None = None,
        hook: Hook | None = None,
        temperature: float = 1.0,
    ) -> Ints:
        """Draw n sequences of `length` tokens, shape (n, length); see `sample`."""
        return sample(
            self, n, length, rng=rng, prompts=prompts, hook=hook, temperature=temperature,
            memory=self.order - 1,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NGram(Windowed):
    """Interpolated Kneser-Ney over token ids; make one with `NGram.train`."""

    vocab: int
    order: int
    levels: tuple[Level, ...]
    """From the longest context to the empty one."""

    @classmethod
    def train(
        cls,
        sequences: Sequence[Ints],
        *,
        vocab: int,
        order: int = 3,
        weights: Sequence[float] | None = None,
    ) -> "NGram":
        """Count n-grams of `sequences`, each weighing `weights` (1 by default).

        Further training of a base model on a harvest is training on both with the harvest's
        weight raised; `Mixture` mixes finished models. Raises InputError for ids out of range.
        """
        _check(sequences, vocab, order)
        times = [1.0] * len(sequences) if weights is None else list(weights)
        grams, counts = _grams(sequences, times, vocab, order)
        levels = []
        for length in range(order, 0, -1):
            levels.append(_level(grams, counts, vocab))
            grams, counts = _continuations(grams, vocab, length)
        return cls(vocab=vocab, order=order, levels=tuple(levels))

    def next_p(self, contexts: Ints) -> Floats:
        """Probabilities of shape (n, vocab) after contexts of shape (n, h), padded left by -1."""
        recent = _recent(contexts, self.order - 1)
        p = np.tile(self._unigram(), (len(recent), 1))
        for length in range(1, self.order):
            level = self.levels[self.order - 1 - length]
            codes = _code(recent[:, self.order - 1 - length :], self.vocab)
            at = np.minimum(np.searchsorted(level.contexts, codes), len(level.contexts) - 1)
            rows = np.flatnonzero(level.contexts[at] == codes)
            at = at[rows]
            p[rows] *= level.p_back[at][:, None]
            sizes = level.starts[at + 1] - level.starts[at]
            first = np.repeat(level.starts[at] - np.cumsum(sizes) + sizes, sizes)
            entries = first + np.arange(sizes.sum())
            p[np.repeat(rows, sizes), level.tokens[entries]] += level.p_kept[entries]
        return p

    def _unigram(self) -> Floats:
        """Probabilities of shape (vocab,) after no context; unseen tokens share what is left."""
        level = self.levels[-1]
        p = np.full(self.vocab, level.p_back[0] / self.vocab)
        p[level.tokens] += level.p_kept
        return p

    def save(self, path: Path) -> None:
        """Write the model as a NumPy archive, whole or not at all."""
        arrays: dict[str, np.ndarray] = {"shape": np.array([self.vocab, self.order])}
        for i, level in enumerate(self.levels):
            for name in Level.__slots__:
                arrays[f"{name}{i}"] = getattr(level, name)
        with new_file(path) as half, half.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # its stub lacks **kwds

    @classmethod
    def load(cls, path: Path) -> "NGram":
        """Read what `save` wrote. Raises BrokenFile; no code in the file is ever run."""
        try:
            with np.load(path, allow_pickle=False) as held:
                vocab, order = (int(x) for x in held["shape"])
                levels = tuple(
                    Level(**{name: held[f"{name}{i}"] for name in Level.__slots__})
                    for i in range(order)
                )
        except (OSError, ValueError, KeyError, EOFError) as wrong:
            fix = "Write it with `NGram.save`."
            raise BrokenFile(path, "an n-gram model", str(wrong), fix) from wrong
        return cls(vocab=vocab, order=order, levels=levels)


@dataclass(frozen=True, slots=True)
class Mixture(Windowed):
    """Finished models weighed by shares: a student that learned partly from each.

    >>> import numpy as np
    >>> a = NGram.train([np.array([0, 1])], vocab=2, order=1)
    >>> Mixture((a, a), (0.25, 0.75)).next_p(np.array([[0]])).sum().round(6)
    np.float64(1.0)
    """

    models: tuple[NGram, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        whole = abs(sum(self.shares) - 1) < 1e-9 and min(self.shares) >= 0
        if len(self.models) != len(self.shares) or not whole:
            raise InputError(f"shares of a mixture must be one a model, sum 1; got {self.shares}.")
        if len({m.vocab for m in self.models}) != 1:
            raise InputError("models of a mixture must have one vocabulary; theirs differ.")

    @property
    def vocab(self) -> int:
        """Number of token ids."""
        return self.models[0].vocab

    @property
    def order(self) -> int:
        """Length of the longest n-gram of any part."""
        return max(m.order for m in self.models)

    def next_p(self, contexts: Ints) -> Floats:
        """Probabilities of shape (n, vocab) after contexts of shape (n, h)."""
        parts = [s * m.next_p(contexts) for m, s in zip(self.models, self.shares, strict=True)]
        return np.asarray(np.sum(parts, axis=0), np.float64)


def sample(
    model: LanguageModel,
    n: int,
    length: int,
    *,
    rng: np.random.Generator,
    prompts: Ints | None = None,
    hook: Hook | None = None,
    temperature: float = 1.0,
    memory: int,
) -> Ints:
    """Draw n sequences of `length` tokens from any model that reads `memory` tokens back.

    `prompts` of shape (n, h), padded left, are continued. `hook` sees the last `memory` tokens
    (at least one) and the logits at temperature one, as a sampler's logits processor does.
    """
    wide = max(memory, 1)
    made = np.full((n, wide + length), PAD, np.int64)
    if prompts is not None:
        made[:, :wide] = _recent(prompts, wide)
    for start in range(0, n, BATCH):
        rows = slice(start, min(start + BATCH, n))
        for i in range(wide, wide + length):
            before = made[rows, i - wide : i]
            p = model.next_p(before)
            if hook is not None or temperature != 1.0:
                logits = np.log(p)
                logits = hook(before, logits) if hook is not None else logits
                p = softmax(logits / temperature)
            made[rows, i] = draw(p, rng)
    return made[:, wide:]


def softmax(logits: Floats) -> Floats:
    """Probabilities of shape (n, vocab) from logits of that shape."""
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(p / p.sum(axis=1, keepdims=True))


def draw(p: Floats, rng: np.random.Generator) -> Ints:
    """One token per row of `p`, by inverting its cumulative sum."""
    sums = np.cumsum(p, axis=1)
    dart = rng.random((len(p), 1)) * sums[:, -1:]
    return np.asarray((sums <= dart).sum(axis=1), np.int64)


def logp_by_windows(model: LanguageModel, sequence: Ints, prompt: Ints, memory: int) -> Floats:
    """Log-probabilities of a sequence for a model that reads `memory` tokens back."""
    padded = np.concatenate([np.full(memory, PAD, np.int64), prompt, sequence])
    first = len(padded) - len(sequence)
    parts = []
    for start in range(0, len(sequence), BATCH):
        at = np.arange(first + start, first + min(start + BATCH, len(sequence)))
        contexts = padded[at[:, None] + np.arange(-memory, 0)]
        parts.append(np.log(model.next_p(contexts)[np.arange(len(at)), padded[at]]))
    return np.concatenate(parts) if parts else np.zeros(0)


def _check(sequences: Sequence[Ints], vocab: int, order: int) -> None:
    if not 1 <= order <= MAX_ORDER or (vocab + 1) ** order >= 2**63:
        raise InputError(f"order must be 1 to {MAX_ORDER} and fit 63 bits; got {order} x {vocab}.")
    if not any(len(s) for s in sequences):
        raise InputError("there is no token to train on; give at least one sequence.")
    low = min(int(s.min()) for s in sequences if len(s))
    high = max(int(s.max()) for s in sequences if len(s))
    if low < 0 or high >= vocab:
        raise InputError(f"token ids must be 0 to {vocab - 1}; got {low} to {high}.")


def _recent(contexts: Ints, h: int) -> Ints:
    """The last h columns, padded left."""
    short = h - contexts.shape[1]
    if short > 0:
        pad = np.full((len(contexts), short), PAD, np.int64)
        return np.concatenate([pad, contexts], axis=1)
    return np.asarray(contexts[:, contexts.shape[1] - h :])


def _code(grams: Ints, vocab: int) -> Ints:
    """One integer per row; a pad counts as the id past the last."""
    code = np.zeros(len(grams), np.int64)
    for column in grams.T:
        code = code * (vocab + 1) + np.where(column == PAD, vocab, column)
    return code


def _grams(
    sequences: Sequence[Ints], times: Sequence[float], vocab: int, order: int
) -> tuple[Ints, Floats]:
    """Distinct n-grams of the full order, as sorted codes, and their weighed counts."""
    pad = np.full(order - 1, PAD, np.int64)
    flat = np.concatenate([part for s in sequences for part in (pad, np.asarray(s, np.int64))])
    each = [[0.0] * (order - 1) + [t] * len(s) for s, t in zip(sequences, times, strict=True)]
    weight = np.concatenate(each)
    windows = np.lib.stride_tricks.sliding_window_view(flat, order)
    codes = _code(windows, vocab)
    real = weight[order - 1 :] > 0
    distinct, inverse = np.unique(codes[real], return_inverse=True)
    counts = np.bincount(inverse, weights=weight[order - 1 :][real])
    return distinct, counts.astype(float)


def _continuations(grams: Ints, vocab: int, length: int) -> tuple[Ints, Floats]:
    """N-grams one shorter, counted by how many distinct tokens stood before each."""
    shorter = grams % (vocab + 1) ** (length - 1)
    distinct, inverse = np.unique(shorter, return_inverse=True)
    return distinct, np.bincount(inverse).astype(float)


def _level(grams: Ints, counts: Floats, vocab: int) -> Level:
    contexts, tokens = np.divmod(grams, vocab + 1)
    once, twice = ((counts == k).sum() for k in (1, 2))
    discount = once / (once + 2 * twice) if once and twice else 0.75
    taken = np.minimum(counts, discount)
    seen, starts = np.unique(contexts, return_index=True)
    total = np.add.reduceat(counts, starts)
    ends = np.r_[starts, len(grams)]
    return Level(
        contexts=seen,
        starts=ends.astype(np.int64),
        tokens=tokens,
        p_kept=(counts - taken) / np.repeat(total, np.diff(ends)),
        p_back=np.add.reduceat(taken, starts) / total,
    )
