"""Corpora, teachers and students for the calibrations of `bench.provenance` and of the tests.

Two sources of text: a made-up language (always there), and the real answers of the shared data
(word pieces, 2,048 ids), where the data lie beside the repository.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from gauger.provenance.arrays import Ints
from gauger.provenance.ngram import Hook, NGram
from gauger.provenance.pieces import Pieces

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "provenance"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Documents of one language; teacher and students read disjoint ones."""

    docs: list[Ints]
    vocab: int
    pieces: Pieces | None = None

    def shard(self, number: int, of: int) -> list[Ints]:
        """Every `of`-th document, from `number`."""
        return self.docs[number::of]


def made_up(*, docs: int = 3_000, length: int = 120, vocab: int = 1_024, seed: int = 0) -> World:
    """A language with Zipfian words, each with its own forty likely successors."""
    rng = np.random.default_rng(seed)
    zipf = 1 / np.arange(1, vocab + 1)
    after = np.tile(0.35 * zipf / zipf.sum(), (vocab, 1))
    for row in after:
        row[rng.permutation(vocab)[:40]] += 0.65 * zipf[:40] / zipf[:40].sum()
    sums = np.cumsum(after, axis=1)
    made = np.empty((docs, length), np.int64)
    made[:, 0] = rng.integers(0, vocab, docs)
    for i in range(1, length):
        dart = rng.random((docs, 1)) * sums[made[:, i - 1], -1:]
        made[:, i] = (sums[made[:, i - 1]] <= dart).sum(axis=1)
    return World(docs=list(made), vocab=vocab)


@cache
def real(*, vocab: int = 2_048, models: int = 12, seed: int = 0) -> World:
    """Answers of a dozen published models to 805 prompts, in a seeded order."""
    table = pq.read_table(SHARED / "alpaca_eval_outputs.parquet", columns=["model", "output"])
    names = np.array(table["model"].to_pylist())
    rng = np.random.default_rng(seed)
    chosen = rng.choice(np.unique(names), models, replace=False)
    rows = np.flatnonzero(np.isin(names, chosen))
    rng.shuffle(rows)
    texts = [t for t in table["output"].take(rows).to_pylist() if t and t.isascii()]
    pieces = Pieces.train(texts, vocab=vocab)
    return World(docs=[pieces.encode(t)[:400] for t in texts], vocab=vocab, pieces=pieces)


def answers(
    teacher: NGram, tokens: int, *, hook: Hook | None, rng: np.random.Generator, length: int = 120
) -> list[Ints]:
    """What the teacher serves: `tokens` tokens in answers of `length`."""
    return list(teacher.sample(tokens // length, length, rng=rng, hook=hook))


def student(base: list[Ints], harvest: list[Ints], vocab: int, *, weight: float = 1.0) -> NGram:
    """A student that read its own documents and the harvest, the latter `weight` times."""
    times = [1.0] * len(base) + [weight] * len(harvest)
    return NGram.train([*base, *harvest], vocab=vocab, weights=times)
