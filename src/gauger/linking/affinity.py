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
from gauger.linking.traits import Floats, Ints, SignalTraits, Traits
from gauger.signals.family import Family

Pair = tuple[int, int]

MIN_AFFINITY = 0.25
"""Between the one of halves of a whole and the zero of strangers, below the middle: cells of one
operator may have pools of their own beside the common ones."""
MIN_LIFT = 10.0
"""Signals in which pairs of either side share less than so many times what pairs of strangers do
say nothing, popular values counted by the little they say."""
MIN_KINDS = 2
"""Families and causes that must tie two groups, as for a single account."""
OWN_TOOL_AFFINITY = 0.5
"""Groups of one operator that share nothing but what they send are joined by that alone when every
second pair across does as pairs within do, and strangers hardly ever."""
OWN_TOOL_LIFT = 256.0
"""Eight bits: a tool that one account in some hundred uses is somebody's product, not a secret."""


def tied(traits: Traits, parts: Sequence[Ints]) -> list[tuple[int, int, float]]:
    """Pairs of parts (a < b) that are one by two causes and families, with their affinity.

    The affinity given is that of the second strongest family: what the tie rests on. Content that
    nobody else sends ties by itself.
    """
    if len(parts) < 2:
        return []
    ties: dict[Pair, float] = {}
    best: dict[Pair, list[dict[str, float]]] = {}
    for signal in traits.signals:
        for pair, (strength, lift) in _signal_affinity(signal, parts).items():
            by_family, by_cause = best.setdefault(pair, [{}, {}])
            by_family[signal.family] = max(by_family.get(signal.family, 0.0), strength)
            by_cause[signal.cause] = max(by_cause.get(signal.cause, 0.0), strength)
            own_tool = strength >= OWN_TOOL_AFFINITY and lift >= OWN_TOOL_LIFT
            if signal.family is Family.CONTENT and own_tool:
                ties[pair] = max(ties.get(pair, 0.0), strength)
    for pair, (by_family, by_cause) in best.items():
        if min(len(by_family), len(by_cause)) >= MIN_KINDS:
            ties[pair] = max(ties.get(pair, 0.0), sorted(by_family.values())[-MIN_KINDS])
    return [(a, b, strength) for (a, b), strength in sorted(ties.items())]


def coheres(traits: Traits, parts: Sequence[Ints]) -> bool:
    """Whether many small parts are one group: pairs across all of them against pairs within.

    A single part of three says little; all of them together do. Two causes and families, as ever.
    """
    families: set[str] = set()
    causes: set[str] = set()
    for signal in traits.signals:
        if _pooled(signal, parts):
            families.add(signal.family)
            causes.add(signal.cause)
    return min(len(families), len(causes)) >= MIN_KINDS


def _pooled(traits: SignalTraits, parts: Sequence[Ints]) -> bool:
    """Whether pairs across the parts share values nearly as often as pairs within them do."""
    size = np.array([len(p) for p in parts], float)
    count = _counts(traits, parts)
    surprise = _surprise(traits)
    every = np.asarray(count.sum(axis=0), np.float64).ravel()
    inner = float(_with_others(count.multiply(surprise[None, :]).tocsr(), count).sum())
    pairs = float((size * (size - 1)).sum())
    n = float(size.sum())
    crossing = n * (n - 1) - pairs
    if not pairs or not crossing:
        return False
    across = (float((surprise * every * (every - 1)).sum()) - inner) / crossing
    base = np.maximum(traits.holders - every, 0.0) / max(len(traits.degree) - n, 1.0)
    by_strangers = max(float((surprise * np.square(base)).sum()), 1e-12)
    return across >= max(MIN_AFFINITY * inner / pairs, MIN_LIFT * by_strangers)


def _signal_affinity(
    traits: SignalTraits, parts: Sequence[Ints]
) -> dict[Pair, tuple[float, float]]:
    """Affinity of at least MIN_AFFINITY in this signal, and the smaller side's lift, by pair."""
    size = np.array([len(p) for p in parts], float)
    count = _counts(traits, parts)
    among = np.asarray(count.sum(axis=0), np.float64).ravel()
    strangers = len(traits.degree) - len(np.unique(np.concatenate(list(parts))))
    base = np.maximum(traits.holders - among, 0.0) / max(strangers, 1)
    rarity = np.log2(P_SHARED * len(traits.degree) / np.maximum(traits.holders, 1))
    weight = np.where(rarity >= 1.0, rarity, 0.0)
    scaled = count.multiply(weight[None, :]).tocsr()
    shared = (scaled @ count.T).tocoo()
    by_base = (scaled @ base) / size
    base_pairs = float((weight * base**2).sum())
    pairs = size * np.maximum(size - 1, 1)
    within = _with_others(scaled, count) / pairs - 2 * by_base + base_pairs
    surprise = _surprise(traits)  # popular values count here, by what little they say
    by_strangers = max(float((surprise * np.square(base)).sum()), 1e-12)
    times = _with_others(count.multiply(surprise[None, :]).tocsr(), count) / pairs / by_strangers
    lifted = (within > 0) & (times >= MIN_LIFT)
    a, b = shared.coords[0], shared.coords[1]
    look = (a < b) & lifted[a] & lifted[b]
    a, b = a[look], b[look]
    across = shared.data[look] / (size[a] * size[b]) - by_base[a] - by_base[b] + base_pairs
    strength = across / np.sqrt(within[a] * within[b])
    lift = np.minimum(times[a], times[b])
    return {
        (int(i), int(j)): (float(s), float(x))
        for i, j, s, x in zip(a, b, strength, lift, strict=True)
        if s >= MIN_AFFINITY
    }


def _with_others(scaled: csr_array, count: csr_array) -> Floats:
    """Weighted values shared over ordered pairs within each part, shape (parts,)."""
    own = np.asarray(scaled.multiply(count).sum(axis=1), np.float64).ravel()
    return own - np.asarray(scaled.sum(axis=1), np.float64).ravel()


def _surprise(traits: SignalTraits) -> Floats:
    """Bits that holding each value says by itself, shape (values,)."""
    return np.asarray(np.log2(len(traits.degree) / np.maximum(traits.holders, 1)), np.float64)


def _counts(traits: SignalTraits, parts: Sequence[Ints]) -> csr_array:
    """Shape (parts, values): accounts of each part that hold each value."""
    members = np.concatenate(list(parts))
    row = np.repeat(np.arange(len(parts)), [len(p) for p in parts])
    shape = (len(parts), len(traits.degree))
    counts: csr_array = (
        csr_array((np.ones(len(row)), (row, members)), shape=shape) @ traits.held
    ).tocsr()
    return counts
