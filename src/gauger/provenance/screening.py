"""Screening: a key that control text already leans to is retired, and decoys are held to the same.

With the key fixed, the z-scores of different innocent models are correlated (measured: 0.43), so
an unlucky key accuses many of them at once. A decoy drawn without the same screening would make
the true key look rarer than it is on the other side, so the rule covers both.
"""

from collections.abc import Sequence

import numpy as np

from gauger.provenance.arrays import Ints, Keys
from gauger.provenance.exact import binomial_p
from gauger.provenance.greenlist import GreenList
from gauger.provenance.prf import green, random_keys


def leans_to_controls(mark: GreenList, texts: Sequence[Sequence[int]], alpha: float) -> bool:
    """Whether the distinct tuples of control texts stand on the list too often, at level alpha."""
    windows, tokens = control_tuples(texts, mark.shape.window)
    on = green(mark.key, windows, tokens, mark.shape.gamma)
    return binomial_p(int(on.sum()), len(tokens), mark.shape.gamma) < alpha


def control_tuples(texts: Sequence[Sequence[int]], window: int) -> tuple[Ints, Ints]:
    """Distinct windows of shape (n, window) and the tokens after them, of shape (n,)."""
    parts = [np.zeros((0, window + 1), np.int64)]
    for text in texts:
        if len(text) > window:
            flat = np.asarray(text, np.int64)
            parts.append(np.lib.stride_tricks.sliding_window_view(flat, window + 1))
    grams = np.unique(np.concatenate(parts), axis=0)
    return grams[:, :-1], grams[:, -1]


def screened_decoys(
    n: int, texts: Sequence[Sequence[int]], mark: GreenList, alpha: float, rng: np.random.Generator
) -> Keys:
    """Decoy keys of shape (n, 2) that pass the screening the true key passed."""
    windows, tokens = control_tuples(texts, mark.shape.window)
    gamma = mark.shape.gamma
    kept: list[Keys] = []
    while len(kept) < n:
        key = random_keys(1, rng)[0]
        hits = int(green(key, windows, tokens, gamma).sum())
        if binomial_p(hits, len(tokens), gamma) >= alpha:
            kept.append(key)
    return np.array(kept)
