"""Account evidence of a group against honest accounts: the beta-binomial null.

Accounts of one kind differ by more than chance: an honest account draws its share from a beta
distribution and its hits from a binomial. Fitted to honest accounts by moments, that gives their
usual share and how alike an account's own rows are (the intraclass correlation). An account of n
rows then carries n / (1 + (n - 1) alike) independent ones, so no heavy account decides for a group,
and a group is judged by how many accounts it has, not by their volume.
Source: Kleinman 1973, JASA 68 (341), moments of the beta-binomial; Kish 1965, design effect.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]

FLOOR = 0.02
"""Added to shares before odds are taken: below two in a hundred, classifiers' errors speak."""
ALIKE = (0.001, 0.999)
"""Bounds of the intraclass correlation; few accounts estimate it badly."""
MOST_ROWS = 50.0
"""Rows with which one account counts when the usual share is fitted."""
MIN_HONEST = 20
"""Fewer honest accounts that could show it say nothing of what is usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What honest accounts do."""

    share: float
    alike: float
    """Intraclass correlation, 0 to 1: one where an account's rows are all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """What a group does, beside it."""

    share: float
    """By account, heavy ones no more than independent rows allow."""
    rows: float
    """Independent rows that the group's are worth."""
    bits: float
    """Log2 likelihood ratio of the group's own share against the usual one; never negative."""
    x: float
    """Log2 odds ratio, shrunk by what chance explains: near zero where bits are few."""


def usual(hits: Floats, of: Floats) -> Usual | None:
    """Fit the null to honest accounts' counts, both of shape (accounts,); None from too few."""
    some = of > 0
    if some.sum() < MIN_HONEST:
        return None
    share, n = hits[some] / of[some], of[some]
    weight = np.minimum(n, MOST_ROWS)
    total = weight.sum()
    mean = float((weight * share).sum() / total)
    spread = float((weight * np.square(share - mean)).sum())
    noise, room = weight * (1 - weight / total) / n, weight * (1 - weight / total)
    free = mean * (1 - mean)
    alike = (spread - free * noise.sum()) / max(free * (room - noise).sum(), 1e-12)
    alike = float(np.clip(alike, *ALIKE))
    rows = worth(n, alike)
    return Usual(share=float(((rows * share).sum() + 0.5) / (rows.sum() + 1)), alike=alike)


def pool(hits: Floats, of: Floats, null: Usual) -> Pooled | None:
    """Pool a group's counts; None where none of its accounts could show it.

    >>> null = Usual(share=0.1, alike=0.5)
    >>> round(pool(np.array([9.0] * 30), np.array([10.0] * 30), null).x)
    6
    >>> pool(np.array([1.0]), np.array([10.0]), null).x
    0.0
    """
    some = of > 0
    if not some.any():
        return None
    rows = worth(of[some], null.alike)
    n = float(rows.sum())
    share = float((rows * hits[some] / of[some]).sum() / n)
    bits = max(0.0, n * _divergence(share, null.share))
    lift = _odds(share) - _odds(null.share)
    return Pooled(share=share, rows=n, bits=bits, x=lift * (1 - 2.0 ** -min(bits, 60.0)))


def worth(n: Floats, alike: float) -> Floats:
    """Independent rows that accounts' n rows are worth, shape (accounts,)."""
    return np.asarray(n / (1 + (n - 1) * alike), np.float64)


def _odds(share: float) -> float:
    return float(np.log2((share + FLOOR) / (1 - share + FLOOR)))


def _divergence(share: float, other: float) -> float:
    """Kullback-Leibler divergence of two shares, in bits."""
    parts = ((share, other), (1 - share, 1 - other))
    return float(sum(p * np.log2(p / q) for p, q in parts if p > 0))
