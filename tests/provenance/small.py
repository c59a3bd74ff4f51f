"""A small language, its teacher and its students, for tests that take a second."""

from functools import cache
from pathlib import Path

import numpy as np

from gauger.provenance.arrays import Ints
from gauger.provenance.greenlist import GreenList, SplitList
from gauger.provenance.ngram import NGram
from gauger.provenance.registry import Registry

VOCAB = 300
MASTER = "5e" * 32
"""A master secret that is the same in every run of the tests."""
NOTHING = np.zeros(0, np.int64)


def registry(folder: Path) -> Registry:
    """A registry whose keys are the same in every run."""
    made = Registry.create(folder)
    (folder / "master.key").write_text(MASTER + "\n")
    return made


@cache
def documents(n: int = 900, length: int = 100) -> tuple[Ints, ...]:
    """Texts of a language with Zipfian words, each with thirty likely successors."""
    rng = np.random.default_rng(0)
    zipf = 1 / np.arange(1, VOCAB + 1)
    after = np.tile(0.35 * zipf / zipf.sum(), (VOCAB, 1))
    for row in after:
        row[rng.permutation(VOCAB)[:30]] += 0.65 * zipf[:30] / zipf[:30].sum()
    sums = np.cumsum(after, axis=1)
    made = np.empty((n, length), np.int64)
    made[:, 0] = rng.integers(0, VOCAB, n)
    for i in range(1, length):
        dart = rng.random((n, 1)) * sums[made[:, i - 1], -1:]
        made[:, i] = (sums[made[:, i - 1]] <= dart).sum(axis=1)
    return tuple(made)


@cache
def teacher() -> NGram:
    """The model that served: it read every even document."""
    return NGram.train(documents()[::2], vocab=VOCAB, order=2)


@cache
def base() -> NGram:
    """What a rival had before: it read every odd document, less those kept as probes."""
    return NGram.train(documents()[1:700:2], vocab=VOCAB, order=2)


def probes() -> list[Ints]:
    """Ordinary text that nobody trained on."""
    return list(documents()[701::2])


def innocent(seed: int) -> NGram:
    """A student of a random third of the odd documents, and of nothing of ours."""
    rng = np.random.default_rng((seed, 9))
    rows = rng.choice(350, 120, replace=False) * 2 + 1
    return NGram.train([documents()[i] for i in rows], vocab=VOCAB, order=2)


def harvest(mark: GreenList | SplitList | None, seed: int, n: int = 300) -> list[Ints]:
    """Answers of the teacher, marked or not."""
    rng = np.random.default_rng((seed, 8))
    return list(teacher().sample(n, 100, rng=rng, hook=mark.hook if mark else None))


def student(learned: list[Ints], weight: float = 3.0) -> NGram:
    """A student of a rival's documents and of what it harvested."""
    own = list(documents()[1:700:2])
    weights = [1.0] * len(own) + [weight] * len(learned)
    return NGram.train([*own, *learned], vocab=VOCAB, weights=weights, order=2)


def says(model: NGram, seed: int, n: int = 200) -> list[Ints]:
    """What a model says unprompted."""
    return list(model.sample(n, 80, rng=np.random.default_rng((seed, 7))))


def no_prompts(outputs: list[Ints]) -> list[Ints]:
    """As many empty prompts."""
    return [NOTHING] * len(outputs)
