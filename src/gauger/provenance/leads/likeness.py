"""Likeness: how much a model's company leans towards models that a vendor taught.

Each two models are alike to some degree: in how often they use each phrase (`alike`), and in the
rare phrases they share on one prompt (`copies.shared`). What remains of it once each model's own
level is taken out, kin left out, is a model's *profile*: to whom it is nearer than one would
expect of the two. Plain likeness is mostly length, age and size, which everybody of a kind shares.

A ridge regression of taught (+1) against clear (-1) profiles, in which every family weighs alike,
gives the score. A score is always read from a regression that saw neither the model's family nor
the family it is compared with.
"""

from collections.abc import Sequence

import numpy as np

from gauger.provenance.arrays import Bools, Floats

RIDGE = 1.0
"""Ridge, in units of the mean squared norm of the examples."""
SOFT = 0.01
"""Added to each n-gram's standard deviation: one that hardly varies says little."""
ROUNDS = 30
"""Of the fit of levels; each halves what is left to correct."""


def alike(rates: Floats) -> Floats:
    """Cosines of standardised square-root rates, shape (models, models)."""
    x = np.arcsin(np.sqrt(np.clip(rates, 0, 1)))
    x -= x.mean(0)
    x /= x.std(0) + SOFT
    narrow = x.astype(np.float32)
    product: Floats = (narrow @ narrow.T).astype(np.float64)
    norm = np.sqrt(np.maximum(np.diag(product), 1e-12))
    cosine: Floats = product / norm[:, None] / norm[None]
    return cosine


def profiles(likeness: Floats, families: Sequence[str]) -> Floats:
    """Likeness less both models' own levels, shape (models, models); 0 among kin.

    Rows have unit length: how sharp a profile is depends on the length of the answers.
    """
    names = np.array(families)
    apart = names[:, None] != names[None]
    pairs, level = np.maximum(apart.sum(1), 1), np.zeros(len(names))
    for _ in range(ROUNDS):
        level = (((likeness - level[None]) * apart).sum(1) / pairs + level) / 2
    left = (likeness - level[:, None] - level[None]) * apart
    unit: Floats = left / np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-12)
    return unit


def kernel(*tables: Floats) -> Floats:
    """Inner products of profiles standardised by column, each table weighing alike."""
    total = np.zeros((len(tables[0]), len(tables[0])))
    for table in tables:
        x = table - table.mean(0)
        x /= np.maximum(x.std(0), 1e-12)
        product = x @ x.T
        total += product / max(float(np.trace(product)), 1e-12) * len(product)
    return total


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
