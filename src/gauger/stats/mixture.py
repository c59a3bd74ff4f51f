"""A group as a mixture of two kinds of accounts, one of which is known (EM).

What honest accounts do is known from everybody else; what the others do is learned from the group.
Source: Dempster, Laird, Rubin 1977.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ROUNDS = 20
"""EM settles in fewer; what has not is a group without two kinds of accounts."""
PRIOR = (0.05, 0.95)
"""Bounds of the share of a group's accounts that harvest."""


def two_kinds(leads: Floats, odds: Callable[[Floats], Floats]) -> tuple[Floats, float]:
    """Probability that each account harvests, shape (accounts,), and the share of those who do.

    `odds` gives each account's log odds where the harvest's ways are learned from accounts that
    count by the probabilities it is handed. It begins with the half that `leads`.
    """
    p, share = np.where(leads >= np.median(leads), 0.9, 0.1), 0.5
    for _ in range(ROUNDS):
        share = float(np.clip(p.mean(), *PRIOR))
        p = 1 / (1 + np.exp(-np.clip(odds(p) + np.log(share / (1 - share)), -50, 50)))
    return np.asarray(p, np.float64), share
