"""Numbers that follow from numbers: what an account has on a day, without keeping a table."""

import numpy as np
import numpy.typing as npt

UInts = npt.NDArray[np.uint64]


def mixed(*parts: npt.ArrayLike) -> UInts:
    """A well-spread 64-bit number of each row of parts (SplitMix64, Steele et al. 2014)."""
    state = np.uint64(0x9E3779B97F4A7C15)
    out: UInts = np.zeros(1, np.uint64)
    with np.errstate(over="ignore"):
        for part in parts:
            x = np.asarray(part).astype(np.int64).view(np.uint64)
            out = (out + state) ^ x
            out = (out ^ (out >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            out = (out ^ (out >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            out = out ^ (out >> np.uint64(31))
    return out


def share_of(*parts: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """A number in [0, 1) of each row of parts."""
    return np.asarray((mixed(*parts) >> np.uint64(11)) / float(1 << 53), float)


def below(limit: npt.ArrayLike, *parts: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """A whole number from 0 to limit - 1 of each row of parts."""
    return np.asarray(share_of(*parts) * np.asarray(limit), np.int64)
