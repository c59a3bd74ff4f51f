"""Exact discrete Laplace noise, in whole numbers: no floating point that could give values away.

P(z) is proportional to exp(-epsilon |z|). Source: Canonne, Kamath, Steinke, The Discrete Gaussian
for Differential Privacy (NeurIPS 2020), algorithms 1 and 2.
"""

from collections.abc import Callable
from fractions import Fraction
from secrets import randbelow

Below = Callable[[int], int]
"""A whole number from 0 to below n, all alike."""
TAIL = 30
"""Noise beyond TAIL / epsilon is cut: it happens once in 10^13 draws."""


def half_width(epsilon: Fraction) -> int:
    """Largest noise that is ever added."""
    return -(-TAIL * epsilon.denominator // epsilon.numerator)


def discrete_laplace(epsilon: Fraction, below: Below = randbelow) -> int:
    """One draw, at most half_width away from 0."""
    most = half_width(epsilon)
    while True:
        drawn = _unbounded(epsilon, below)
        if abs(drawn) <= most:
            return drawn


def _unbounded(epsilon: Fraction, below: Below) -> int:
    s, t = epsilon.numerator, epsilon.denominator  # scale t / s
    while True:
        u = below(t)
        if not _exp_below_one(Fraction(u, t), below):
            continue
        v = 0
        while _exp_below_one(Fraction(1), below):
            v += 1
        y = (u + t * v) // s
        negative = below(2) == 0
        if negative and y == 0:
            continue
        return -y if negative else y


def _exp_below_one(gamma: Fraction, below: Below) -> bool:
    """True with probability exp(-gamma), for gamma from 0 to 1."""
    k = 1
    while below(gamma.denominator * k) < gamma.numerator:
        k += 1
    return k % 2 == 1
