"""Answers as sets of hashed word n-grams: what is compared, whatever the length of an answer.

Only the first words of an answer count, so that a talkative model does not look like every other.
Hashes are the same on every machine and in every run.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from gauger.provenance.arrays import Floats
from gauger.provenance.leads.panel import Answers

Grams = npt.NDArray[np.int32]
"""Distinct hashed n-grams of an answer, ascending."""
WORDS = 80
"""Words of each answer that are looked at; marks and line ends count as words."""
LONGEST = 4
"""n-grams of one to four words."""
BITS = 20
_WORD = re.compile(r"\w+|[^\w\s]|\n+")
_STEP, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_LAST, _SHIFT = np.uint64(0x94D049BB133111EB), np.uint64(29)
_KNOWN: dict[str, int] = {}


def grams(text: str) -> Grams:
    """N-grams of the first words of `text`, hashed to 20 bits, shape (distinct,).

    >>> len(grams("one two three")), len(grams("one one")), len(grams(""))
    (6, 2, 0)
    """
    words = _WORD.findall(text[: WORDS * 12])[:WORDS]
    if not words:
        return np.zeros(0, np.int32)
    single = np.array([_word(w) for w in words], np.uint64)
    found, rolling = [single], single
    with np.errstate(over="ignore"):
        for n in range(2, min(LONGEST, len(words)) + 1):
            rolling = rolling[:-1] * _STEP + single[n - 1 :]
            rolling ^= rolling >> _SHIFT
            found.append(rolling * _MIX)
        hashed = np.concatenate(found) * _LAST >> np.uint64(64 - BITS)
    return np.unique(hashed).astype(np.int32)


def _word(word: str) -> int:
    known = _KNOWN.get(word)
    if known is None:
        key = "\n" if word[0] == "\n" else word
        known = int.from_bytes(blake2b(key.encode(), digest_size=8).digest())
        if len(_KNOWN) < 1_000_000:
            _KNOWN[word] = known
    return known


def sketch(answers: Answers, prompts: Sequence[str]) -> list[Grams]:
    """N-grams of each answer to `prompts`; an empty set where there is none."""
    return [grams(answers.get(p, "")) for p in prompts]


def rates(sketches: Sequence[Sequence[Grams]], *, least_models: int) -> Floats:
    """Share of each model's answers that hold each n-gram, shape (models, n-grams).

    N-grams that fewer than `least_models` models use are left out: they are names and slips.
    """
    size = 1 << BITS
    used = np.zeros(size, np.int32)
    counts = []
    for own in sketches:
        all_ = np.concatenate(own) if own else np.zeros(0, np.int32)
        values, times = np.unique(all_, return_counts=True)
        used[values] += 1
        counts.append((values, times / max(1, sum(len(g) > 0 for g in own))))
    place = np.full(size, -1, np.int64)
    kept = np.flatnonzero(used >= least_models)
    place[kept] = np.arange(len(kept))
    table = np.zeros((len(sketches), len(kept)))
    for row, (values, shares) in zip(table, counts, strict=True):
        there = place[values] >= 0
        row[place[values[there]]] = shares[there]
    return table
