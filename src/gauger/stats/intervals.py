"""How sure a rate or a mean is."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import beta, t

LEVEL = 0.95
"""Of all intervals, unless another is asked for."""


def of_rate(hits: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """Clopper-Pearson interval of a rate; of no hits, the upper end is about 3.7 / `of`.

    Assumes that trials are independent, which accounts of one crowd are not: read it as the
    narrowest interval that could be true.

    >>> low, high = of_rate(0, 300_000)
    >>> low, round(1e6 * high, 1)
    (0.0, 12.3)
    """
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, of - hits)) if hits < of else 1.0
    return low, high


def of_mean(values: Sequence[float], level: float = LEVEL) -> tuple[float, float, float]:
    """Mean, and the ends of Student's t interval for it; the mean thrice for one value.

    >>> [round(x, 2) for x in of_mean([0.4, 0.5, 0.6])]
    [0.5, 0.25, 0.75]
    """
    mean, n = float(np.mean(values)), len(values)
    if n < 2:
        return mean, mean, mean
    half = float(t.ppf((1 + level) / 2, n - 1) * np.std(values, ddof=1) / np.sqrt(n))
    return mean, mean - half, mean + half
