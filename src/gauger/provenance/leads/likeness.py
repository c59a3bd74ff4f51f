"""Likeness: how much a model's wording leans towards those that a vendor taught.

Presence rates of n-grams, variance-stabilised and standardised over the panel, go through a ridge
regression of taught (+1) against clear (-1) in which every family weighs alike. A score is always
read from a regression that saw neither the model's family nor the family it is compared with.
"""

from collections.abc import Sequence

import numpy as np

from gauger.provenance.arrays import Bools, Floats

RIDGE = 1.0
"""Ridge, in units of the mean squared norm of the examples."""
SOFT = 0.01
"""Added to each n-gram's standard deviation: one that hardly varies says little."""


def kernel(rates: Floats) -> Floats:
    """Inner products of standardised square-root rates, shape (models, models)."""
    x = np.arcsin(np.sqrt(np.clip(rates, 0, 1)))
    x -= x.mean(0)
    x /= x.std(0) + SOFT
    narrow = x.astype(np.float32)
    product: Floats = (narrow @ narrow.T).astype(np.float64)
    return product


def lean(
    products: Floats, taught: Bools, clear: Bools, families: Sequence[str], without: set[str]
) -> Floats:
    """Scores of all models, shape (models,), from a regression that leaves out `without`.

    Zero is half way between the families that were taught and those that were not.
    """
    names = np.array(families)
    free = ~np.isin(names, sorted(without))
    rows = np.flatnonzero((taught | clear) & free)
    sign = np.where(taught[rows], 1.0, -1.0)
    weight = _balanced(names[rows], sign)
    towards = products[:, rows] @ weight
    centred = products[:, rows] - towards[:, None] - towards[rows][None] + weight @ towards[rows]
    root = np.sqrt(weight)
    inner = root[:, None] * centred[rows] * root[None]
    ridge = RIDGE * np.trace(inner) / len(rows) * np.eye(len(rows))
    score: Floats = centred @ (root * np.linalg.solve(inner + ridge, root * sign))
    return score


def _balanced(families: np.ndarray, sign: Floats) -> Floats:
    """Weights that sum to one half on each side, alike for each family of a side."""
    weight = np.zeros(len(sign))
    for side in (1.0, -1.0):
        own = np.unique(families[sign == side])
        for family in own:
            rows = (families == family) & (sign == side)
            weight[rows] = 0.5 / len(own) / rows.sum()
    return weight
