"""How well probabilities agree with what happened."""

from collections.abc import Sequence

import msgspec
import numpy as np

from gauger.bench.rows import Judged
from gauger.stats.intervals import of_rate

BINS = 10


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Groups whose probability fell into one tenth."""

    p: float
    """Mean probability they were given."""
    rate: float
    """Share of them that were campaigns."""
    groups: int
    low: float
    high: float


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """Probabilities against what the groups were."""

    groups: int
    campaigns: int
    brier: float
    """Mean squared error; Brier 1950."""
    ece: float
    """Expected calibration error over ten equal bins; Naeini, Cooper, Hauskrecht 2015."""
    bins: tuple[Bin, ...]


def calibration(judged: Sequence[Judged]) -> Calibration | None:
    """Reliability of group probabilities; None without groups.

    >>> sure = [Judged(p=0.9, campaign=True, accounts=5), Judged(p=0.1, campaign=False, accounts=5)]
    >>> found = calibration(sure)
    >>> round(found.brier, 3), round(found.ece, 3)
    (0.01, 0.1)
    """
    if not judged:
        return None
    p = np.array([g.p for g in judged])
    y = np.array([g.campaign for g in judged], float)
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    bins = tuple(_bin(p[place == b], y[place == b]) for b in np.unique(place))
    return Calibration(
        groups=len(p),
        campaigns=int(y.sum()),
        brier=float(np.square(p - y).mean()),
        ece=sum(b.groups * abs(b.p - b.rate) for b in bins) / len(p),
        bins=bins,
    )


def _bin(p: np.ndarray, y: np.ndarray) -> Bin:
    low, high = of_rate(int(y.sum()), len(y))
    return Bin(p=float(p.mean()), rate=float(y.mean()), groups=len(y), low=low, high=high)
