"""Copies: n-grams that two models share on one prompt and that few other models use there.

A phrase counts by its rarity among the panel's answers to that very prompt, so what the prompt
itself brings, and what everybody says, weighs nothing. On public data this tells a near copy of a
model (an edited answer, a router) but not a student: see docs/provenance/leads.md.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags

from gauger.provenance.arrays import Bools, Floats
from gauger.provenance.leads.grams import Grams

COMMON = 0.25
"""An n-gram that this share of the models use on a prompt says nothing about any of them."""


def shared(sketches: Sequence[Sequence[Grams]]) -> Floats:
    """Mean rarity-weighted cosine of each two models' answers, shape (models, models)."""
    models, prompts = len(sketches), len(sketches[0])
    total, counted = np.zeros((models, models)), np.zeros((models, models))
    for prompt in range(prompts):
        answers = [own[prompt] for own in sketches]
        there = np.array([len(a) > 0 for a in answers], float)
        counted += np.outer(there, there)
        total += _one(answers)
    cosine: Floats = total / np.maximum(counted, 1)
    np.fill_diagonal(cosine, 0.0)
    return cosine


def _one(answers: Sequence[Grams]) -> Floats:
    """Cosines on one prompt."""
    models = len(answers)
    values, column = np.unique(np.concatenate(answers), return_inverse=True)
    starts = np.concatenate([[0], np.cumsum([len(a) for a in answers])])
    table = csr_matrix((np.ones(len(column)), column, starts), shape=(models, len(values)))
    used = np.bincount(column, minlength=len(values))
    # What one model alone says is part of its answer's length, though nobody can share it.
    telling = used <= max(2, COMMON * models)
    weight = np.where(telling, np.log(models / np.maximum(used, 1)), 0.0)
    scaled = table @ diags(weight)
    norm = np.sqrt(np.asarray(scaled.multiply(scaled).sum(1)).ravel())
    unit = diags(1 / np.maximum(norm, 1e-9)) @ scaled
    product: Floats = (unit @ unit.T).toarray()
    return product


def contrast(cosine: Floats, own: Bools, others: Bools, families: Sequence[str]) -> Floats:
    """Copies from a vendor's own models less those from all others, shape (models,).

    A model's own family counts on neither side.
    """
    names = np.array(families)
    score = np.full(len(names), np.nan)
    for row, family in enumerate(names):
        near, far = own & (names != family), others & (names != family)
        if near.any() and far.any():
            score[row] = cosine[row, near].mean() - cosine[row, far].mean()
    return score
