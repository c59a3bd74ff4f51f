"""Hashes as dice: the same inputs give the same draw, without any state."""

import zlib

import numpy as np

from bench.elsewhere.spec import Floats, Ints, Words64


def stream(*names: object) -> np.random.Generator:
    """A generator of its own for whatever is named."""
    return np.random.default_rng([zlib.crc32(str(n).encode()) for n in names])


def mixed(*parts: Ints | Words64 | int) -> Words64:
    """One 64-bit hash of several whole numbers (splitmix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        state: Words64 = np.zeros((), np.uint64)
        for part in parts:
            value = (
                np.asarray(part).astype(np.int64, copy=False).view(np.uint64)
                if not _unsigned(part)
                else part
            )
            state = (state ^ np.asarray(value, np.uint64)) + np.uint64(0x9E3779B97F4A7C15)
            state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            state = state ^ (state >> np.uint64(31))
    return np.asarray(state, np.uint64)


def _unsigned(part: object) -> bool:
    return isinstance(part, (np.ndarray, np.generic)) and part.dtype == np.uint64


def unit(hashes: Words64) -> Floats:
    """Hashes as numbers in [0, 1)."""
    return np.asarray((hashes >> np.uint64(11)).astype(np.float64) / 2.0**53, np.float64)


def below(hashes: Words64, bound: Ints | int) -> Ints:
    """Hashes as whole numbers below a bound."""
    return np.asarray(unit(hashes) * bound, np.int64)
