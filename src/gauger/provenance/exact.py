"""P-values that need no model of the suspect: our own coins are the null distribution."""

import math
from collections.abc import Mapping

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import binom

from gauger.provenance.arrays import Floats, Ints


def binomial_p(hits: int, n: int, p: float) -> float:
    """Chance of at least `hits` of n independent coins that come up with probability p.

    >>> round(binomial_p(19, 24, 1 / 16), 19)
    4e-19
    """
    return float(binom.sf(hits - 1, n, p)) if n else 1.0


def rank_sum_p(ranks: Ints, choices: Ints) -> float:
    """Chance that uniform ranks sum to so much: exact, by convolution.

    `ranks` of shape (n,) counts, per draw, the alternatives that the drawn one beats; it is uniform
    on 0 .. choices-1 when our coin chose it and nobody looked. The tail keeps about 1e-12 relative
    accuracy down to 1e-290, since all terms are positive.
    Source: Wilcoxon's rank sum, stratified (van Elteren 1960), for one draw a stratum.

    >>> round(rank_sum_p(np.array([1, 1, 1, 1]), np.array([2, 2, 2, 2])), 4)
    0.0625
    """
    total = int(ranks.sum())
    # From the top down: the shortfall below the best possible sum, so that the sum adds tiny
    # terms to tiny terms instead of taking them from one.
    short = int((choices - 1).sum()) - total
    p = np.ones(1)
    for k in choices:
        wide = np.convolve(p, np.full(int(k), 1.0 / k))
        p = wide[: short + 1]
    return float(min(1.0, p[: short + 1].sum()))


def ranks_of_served(scores: Floats, rng: np.random.Generator) -> Ints:
    """How many alternatives column 0 beats in each row of `scores`, shape (n, k + 1).

    Ties fall by coin. Columns that hold NaN are absent.
    """
    jitter = rng.random(scores.shape)
    first, rest = scores[:, :1], scores[:, 1:]
    beats = (first > rest) | ((first == rest) & (jitter[:, :1] > jitter[:, 1:]))
    return np.asarray((beats & ~np.isnan(rest)).sum(axis=1), np.int64)


def weighed_bound(weights: Floats, p: float, score: float) -> float:
    """A bound that the chance of `score` or more never exceeds, for coins that weigh differently.

    Each of `weights`, shape (n,), counts where its own coin of probability p comes up. Where few
    coins hold the weight, or coins are unfair, a normal tail is too small, and the more so the
    further out; this holds at any depth, at the price of a factor of about 12 at 1e-6.
    Source: Chernoff 1952, Annals of Mathematical Statistics 23(4), over all tilts.

    >>> round(weighed_bound(np.ones(20), 0.5, 20.0) / 0.5**20, 6)
    1.0
    """
    if score <= p * float(weights.sum()):
        return 1.0
    scale = max(float(np.abs(weights).max()), 1e-300)
    w, s = weights / scale, score / scale

    def exponent(tilt: float) -> float:
        return float(np.logaddexp(np.log1p(-p), np.log(p) + tilt * w).sum() - tilt * s)

    # Convex in the tilt: any tilt gives a bound, the least of them is quoted.
    best = minimize_scalar(exponent, bounds=(0.0, 1e3), method="bounded")
    return float(np.exp(min(float(best.fun), 0.0)))


def decoy_p(true: float, decoys: Floats) -> float:
    """Randomisation p-value: how rarely a key that nobody used does as well.

    Exact for any statistic and any duplication; never below 1 / (decoys + 1).

    >>> decoy_p(3.0, np.array([1.0, 2.0, 4.0]))
    0.5
    """
    return float((1 + (decoys >= true).sum()) / (len(decoys) + 1))


def permutation_p(scores: Floats, rng: np.random.Generator, *, draws: int = 9_999) -> float:
    """Permutation p of "column 0 is higher than its row's others", within rows of shape (n, k+1).

    For one alternative (k = 1) this is the sign-flip test. Columns that hold NaN are absent.
    """
    centred = scores - np.nanmean(scores, axis=1, keepdims=True)
    held = ~np.isnan(centred)
    flat = np.where(held, centred, 0.0)
    order = np.argsort(~held, axis=1, kind="stable")  # those present first
    packed = np.take_along_axis(flat, order, axis=1)
    counts = held.sum(axis=1)
    null = np.empty(draws)
    for start in range(0, draws, 500):
        n = min(500, draws - start)
        pick = (rng.random((n, len(scores))) * counts).astype(np.int64)
        null[start : start + n] = packed[np.arange(len(scores)), pick].sum(axis=1)
    return decoy_p(float(flat[:, 0].sum()) - 1e-12, null)


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """P-values adjusted for everything tried, by name (Holm 1979).

    >>> holm({"a": 0.01, "b": 0.04, "c": 0.03})
    {'a': 0.03, 'b': 0.06, 'c': 0.06}
    """
    adjusted: dict[str, float] = {}
    worst = 0.0
    for i, name in enumerate(sorted(p, key=lambda k: (p[k], k))):
        worst = max(worst, min(1.0, (len(p) - i) * p[name]))
        adjusted[name] = worst
    return {name: adjusted[name] for name in p}


def e_value(hits: Ints, trials: Ints, p: float) -> Floats:
    """Evidence after each look, shape (looks,), that may be read at any time and as often as liked.

    `hits` and `trials` of shape (looks,) are what each look added. Under the null the chance that
    the evidence ever reaches 1/alpha is at most alpha (Ville), however one stops.
    A mixture of likelihood ratios over hit rates above p.
    Source: Shafer 2021, JRSS A 184(2); Ramdas et al. 2023, Statistical Science 38(4).

    >>> e_value(np.array([0, 9]), np.array([10, 10]), 1 / 16)[1] > 1_000
    np.True_
    """
    rates = p + (1 - p) * (np.arange(200) + 0.5) / 200
    h, n = np.cumsum(hits)[:, None], np.cumsum(trials)[:, None]
    logs = h * np.log(rates / p) + (n - h) * np.log((1 - rates) / (1 - p))
    top = logs.max(axis=1)
    mean = np.log(np.exp(logs - top[:, None]).mean(axis=1)) + top
    return np.asarray(np.exp(np.minimum(mean, 700.0)))


def smallest_rate(n: int, p: float, *, alpha: float, power: float = 0.95) -> float:
    """Smallest hit rate that n coins would tell from p with this power, by bisection.

    >>> round(smallest_rate(24, 1 / 16, alpha=1e-3), 2)
    0.43
    """
    if n == 0:
        return 1.0
    need = int(binom.isf(alpha, n, p)) + 1  # the smallest count whose tail is below alpha
    while binom.sf(need - 1, n, p) > alpha:
        need += 1
    if need > n:
        return 1.0
    low, high = p, 1.0
    for _ in range(60):
        mid = (low + high) / 2
        low, high = (low, mid) if binom.sf(need - 1, n, mid) >= power else (mid, high)
    return high


def log10(p: float) -> float:
    """Decimal exponent of a p-value; 0 stands for "below what a double holds".

    >>> log10(0.001)
    -3.0
    """
    return math.log10(p) if p > 0 else -300.0
