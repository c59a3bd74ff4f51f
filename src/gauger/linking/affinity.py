"""Whether two groups are one: pairs across share values as pairs within do.

For each signal, the rate at which pairs across share values is set against the rates within either
side, without counting anybody with itself and less what strangers share anyway. Two random halves
of one operator's accounts have affinity one whatever their values' number or popularity; two crowds
that only registered in the same hours have it in that cause, and none in others. So groups join by
two causes and two families, and a group whose parts have no such affinity is taken apart.
Source: method of moments for the block model (Holland, Laskey, Leinhardt 1983), by signal.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from gauger.linking.null import P_SHARED
from gauger.linking.traits import Ints, SignalTraits, Traits

MIN_AFFINITY = 0.25
"""Between the one of halves of a whole and the zero of strangers, below the middle: cells of one
operator may have pools of their own beside the common ones."""
MIN_LIFT = 16.0
"""Signals in which pairs of either side share less than so many times what pairs of strangers do
say nothing: all users of a client with a market share of 6 % are this much alike."""
MIN_KINDS = 2
"""Families and causes that must tie two groups, as for a single account."""


def tied(traits: Traits, parts: Sequence[Ints]) -> list[tuple[int, int, float]]:
    """Pairs of parts (a < b) that are one by two causes and families, with their affinity.

    The affinity given is that of the second strongest family: what the tie rests on.
    """
    if len(parts) < 2:
        return []
    found = [_signal_affinity(s, parts) for s in traits.signals]
    kinds = [(s.family, s.cause) for s in traits.signals]
    best: dict[tuple[int, int], list[dict[str, float]]] = {}
    for (family, cause), pairs in zip(kinds, found, strict=True):
        for pair, strength in pairs.items():
            by_family, by_cause = best.setdefault(pair, [{}, {}])
            by_family[family] = max(by_family.get(family, 0.0), strength)
            by_cause[cause] = max(by_cause.get(cause, 0.0), strength)
    return [
        (a, b, sorted(by_family.values())[-MIN_KINDS])
        for (a, b), (by_family, by_cause) in sorted(best.items())
        if min(len(by_family), len(by_cause)) >= MIN_KINDS
    ]


def _signal_affinity(traits: SignalTraits, parts: Sequence[Ints]) -> dict[tuple[int, int], float]:
    """Pairs of parts with an affinity of at least MIN_AFFINITY in this signal."""
    size = np.array([len(p) for p in parts], float)
    count = _counts(traits, parts)
    among = np.asarray(count.sum(axis=0), np.float64).ravel()
    strangers = len(traits.degree) - len(np.unique(np.concatenate(list(parts))))
    base = np.maximum(traits.holders - among, 0.0) / max(strangers, 1)
    rarity = np.log2(P_SHARED * len(traits.degree) / np.maximum(traits.holders, 1))
    weight = np.where(rarity >= 1.0, rarity, 0.0)
    scaled = count.multiply(weight[None, :]).tocsr()
    shared = (scaled @ count.T).tocoo()
    alone = np.asarray(scaled.sum(axis=1), np.float64).ravel()  # each account with itself
    by_base = (scaled @ base) / size
    base_pairs = float((weight * base**2).sum())
    own = np.asarray((scaled.multiply(count)).sum(axis=1), np.float64).ravel() - alone
    within = own / (size * np.maximum(size - 1, 1)) - 2 * by_base + base_pairs
    lifted = within >= MIN_LIFT * max(base_pairs, 1e-12)
    a, b = shared.coords[0], shared.coords[1]
    look = (a < b) & lifted[a] & lifted[b]
    a, b = a[look], b[look]
    across = shared.data[look] / (size[a] * size[b]) - by_base[a] - by_base[b] + base_pairs
    strength = across / np.sqrt(within[a] * within[b])
    return {
        (int(i), int(j)): float(s)
        for i, j, s in zip(a, b, strength, strict=True)
        if s >= MIN_AFFINITY
    }


def _counts(traits: SignalTraits, parts: Sequence[Ints]) -> csr_array:
    """Shape (parts, values): accounts of each part that hold each value."""
    members = np.concatenate(list(parts))
    row = np.repeat(np.arange(len(parts)), [len(p) for p in parts])
    shape = (len(parts), len(traits.degree))
    counts: csr_array = (
        csr_array((np.ones(len(row)), (row, members)), shape=shape) @ traits.held
    ).tocsr()
    return counts
