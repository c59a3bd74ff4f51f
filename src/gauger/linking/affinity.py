"""Whether two groups are one: pairs across share values as pairs within do.

For each signal, the rate at which pairs across share values is set against the rates within either
side, without counting anybody with itself and less what strangers share anyway. Two random halves
of one operator's accounts have affinity one whatever their values' number or popularity; two crowds
that only registered in the same hours have it in that cause, and none in others. So groups join by
two causes and two families, and a group whose parts have no such affinity is taken apart.
Source: method of moments for the block model (Holland, Laskey, Leinhardt 1983), by signal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from gauger.linking.null import P_SHARED
from gauger.linking.traits import Floats, Ints, SignalTraits, Traits, distinct, entries, numbered
from gauger.linking.trial import MIN_FAMILY_BITS
from gauger.signals.family import Family

Pair = tuple[int, int]

MIN_AFFINITY = 0.25
"""Between the one of halves of a whole and the zero of strangers, below the middle: parts were
found by how much they share within."""
MIN_EVEN = 0.5
"""Halves of a whole are as one in every signal. Groups that what ties them second best ties by less
than half as much as what ties them best are two, such as two operators on one relay network with a
template in common. On tuning worlds these stood at 0.3 to 0.4, parts of one operator at 0.8 and
above."""
MIN_LIFT = 10.0
"""Signals in which pairs of either side share less than so many times what pairs of strangers do
say nothing, popular values counted by the little they say."""
MIN_COVERED = 0.25
"""Of either side's accounts, so many must share something across: a rate over pairs that rests on
eight of two hundred accounts says nothing of the others."""
MIN_KINDS = 2
"""Families and causes that must tie two groups, as for a single account."""
OWN_TOOL_AFFINITY = 0.75
"""Groups of one operator that share nothing but what they send are joined by that alone when three
of four pairs across do as pairs within do, and strangers hardly ever. On tuning worlds parts of one
operator stood at 0.76 and above, two harvests with like templates at 0.5, like teams up to 0.74."""
OWN_TOOL_LIFT = 256.0
"""Eight bits: a tool that one account in some hundred uses is somebody's product, not a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """One signal, with what its values weigh; sums over all of them are taken once."""

    traits: SignalTraits
    weight: Floats
    """Shape (values,): bits that sharing a value says of two accounts; none of one that is no
    evidence of membership either, as a client that one account in 32 uses."""
    surprise: Floats
    """Shape (values,): bits that holding a value says by itself; popular values a little."""
    weight_pairs: float
    surprise_pairs: float
    """Sum over values of weight, or surprise, times holders squared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """How many accounts of each part hold each value; entries of (part, value), sorted."""

    part: Ints
    column: Ints
    """A value's place among those that any part holds."""
    n: Floats
    size: Floats
    """Shape (parts,): accounts of each part."""
    value: Ints
    """Shape (columns,): numbers of those values."""
    among: Floats
    """Shape (columns,): accounts of all parts that hold the value."""

    def by_part(self, entry: Floats) -> Floats:
        """Sums over each part's entries, shape (parts,)."""
        return np.asarray(np.bincount(self.part, entry, len(self.size)), np.float64)

    def with_others(self, weight: Floats) -> Floats:
        """Weighted values shared over ordered pairs within each part, shape (parts,)."""
        return self.by_part(weight[self.column] * self.n * (self.n - 1))


class _Alike(NamedTuple):
    """One signal in which pairs across two parts are as pairs within."""

    kind: _Kind
    strength: float
    lift: float
    """Of the smaller side, how many times as often as strangers."""


class Affinity:
    """Affinity between groups of the accounts of `traits`."""

    def __init__(self, traits: Traits) -> None:
        """Weigh all values once; groups are many."""
        self._kinds = tuple(_kind(s) for s in traits.signals)

    def tied(self, parts: Sequence[Ints]) -> list[tuple[int, int, float]]:
        """Pairs of parts (a < b) that are one by two causes and families, with their affinity.

        The affinity given is that of the second strongest family: what the tie rests on. Content
        that nobody else sends ties by itself.
        """
        if len(parts) < 2:
            return []
        found: dict[Pair, list[_Alike]] = {}
        for kind in self._kinds:
            for pair, (strength, lift) in _signal_affinity(kind, parts).items():
                found.setdefault(pair, []).append(_Alike(kind, strength, lift))
        found = _covering({pair: alike for pair, alike in found.items() if _strength(alike)}, parts)
        return [
            (a, b, strength)
            for (a, b), alike in sorted(found.items())
            if (strength := _strength(alike))
        ]

    def coheres(self, parts: Sequence[Ints]) -> bool:
        """Whether many small parts are one group: pairs across all against pairs within.

        A single part of three says little; all of them together do. Two causes and families, as
        ever.
        """
        families: set[str] = set()
        causes: set[str] = set()
        for kind in self._kinds:
            if _pooled(kind, parts):
                families.add(kind.traits.family)
                causes.add(kind.traits.cause)
        return min(len(families), len(causes)) >= MIN_KINDS


def _strength(alike: Sequence[_Alike]) -> float:
    """What the tie of two parts rests on, zero where it does not hold."""
    own_tool = max(
        (
            a.strength
            for a in alike
            if a.kind.traits.family is Family.CONTENT
            and a.strength >= OWN_TOOL_AFFINITY
            and a.lift >= OWN_TOOL_LIFT
        ),
        default=0.0,
    )
    best, second = max((a.strength for a in alike), default=0.0), _second(alike)
    return max(own_tool, second if second >= MIN_EVEN * min(best, 1.0) else 0.0)


def _second(alike: Sequence[_Alike]) -> float:
    """What the weaker of two signals says that differ in cause and family; the best such two."""
    kinds = [(a.kind.traits.family, a.kind.traits.cause, a.strength) for a in alike]
    return max(
        (min(s, x) for f, c, s in kinds for g, d, x in kinds if f != g and c != d), default=0.0
    )


def _covering(
    found: Mapping[Pair, Sequence[_Alike]], parts: Sequence[Ints]
) -> dict[Pair, list[_Alike]]:
    """Of each pair's signals, those that enough accounts of either part share across."""
    asked: dict[int, list[Pair]] = {}
    kinds = {id(a.kind): a.kind for alike in found.values() for a in alike}
    for pair, alike in found.items():
        for a in alike:
            asked.setdefault(id(a.kind), []).append(pair)
    covered = {name: _covered(kinds[name], parts, pairs) for name, pairs in asked.items()}
    return {
        pair: [a for a in alike if pair in covered[id(a.kind)]] for pair, alike in found.items()
    }


def _kind(traits: SignalTraits) -> _Kind:
    holders = traits.holders.astype(float)
    surprise = np.log2(traits.population / np.maximum(holders, 1))
    rarity = surprise + np.log2(P_SHARED)
    weight = np.where(surprise >= MIN_FAMILY_BITS, rarity, 0.0)
    return _Kind(
        traits=traits,
        weight=weight,
        surprise=surprise,
        weight_pairs=float((weight * holders**2).sum()),
        surprise_pairs=float((surprise * holders**2).sum()),
    )


def _counts(traits: SignalTraits, parts: Sequence[Ints]) -> _Counts:
    own = np.repeat(np.arange(len(parts)), [len(p) for p in parts])
    row, place = entries(traits.held, np.concatenate(list(parts)))
    value, column = numbered(traits.held.indices[place], len(traits.holders))
    code, n = np.unique(own[row] * len(value) + column, return_counts=True)
    width = max(len(value), 1)
    column = code % width
    return _Counts(
        part=code // width,
        column=column,
        n=n.astype(float),
        size=np.array([len(p) for p in parts], float),
        value=value,
        among=np.bincount(column, n, len(value)).astype(float),
    )


def _by_strangers(kind: _Kind, counts: _Counts, strangers: float) -> tuple[Floats, float, float]:
    """How often strangers hold the parts' values, and what pairs of strangers share of all values.

    The latter by weight and by surprise.
    """
    holders = kind.traits.holders[counts.value].astype(float)
    left = np.maximum(holders - counts.among, 0.0)
    less = np.square(holders) - np.square(left)
    weight = kind.weight_pairs - float((kind.weight[counts.value] * less).sum())
    surprise = kind.surprise_pairs - float((kind.surprise[counts.value] * less).sum())
    return left / strangers, weight / strangers**2, surprise / strangers**2


def _pooled(kind: _Kind, parts: Sequence[Ints]) -> bool:
    """Whether pairs across the parts share values nearly as often as pairs within them do."""
    counts = _counts(kind.traits, parts)
    n = float(counts.size.sum())
    pairs = float((counts.size * (counts.size - 1)).sum())
    crossing = n * (n - 1) - pairs
    if not pairs or not crossing:
        return False
    surprise = kind.surprise[counts.value]
    inner = float(counts.with_others(surprise).sum())
    every = float((surprise * counts.among * (counts.among - 1)).sum())
    strangers = max(kind.traits.population - n, 1.0)
    by_strangers = max(_by_strangers(kind, counts, strangers)[2], 1e-12)
    across = (every - inner) / crossing
    return across >= max(MIN_AFFINITY * inner / pairs, MIN_LIFT * by_strangers)


def _signal_affinity(kind: _Kind, parts: Sequence[Ints]) -> dict[Pair, tuple[float, float]]:
    """Affinity of at least MIN_AFFINITY in this signal, and the smaller side's lift, by pair."""
    counts = _counts(kind.traits, parts)
    size, pairs = counts.size, counts.size * np.maximum(counts.size - 1, 1)
    strangers = kind.traits.population - len(
        distinct(np.concatenate(list(parts)), len(kind.traits.degree))
    )
    base, base_pairs, by_strangers = _by_strangers(kind, counts, max(strangers, 1))
    weight, surprise = kind.weight[counts.value], kind.surprise[counts.value]
    by_base = counts.by_part((weight * base)[counts.column] * counts.n) / size
    within = counts.with_others(weight) / pairs - 2 * by_base + base_pairs
    times = counts.with_others(surprise) / pairs / max(by_strangers, 1e-12)
    lifted = (within > 0) & (times >= MIN_LIFT)
    if lifted.sum() < 2:
        return {}
    a, b, shared = _shared(counts, weight, lifted)
    across = shared / (size[a] * size[b]) - by_base[a] - by_base[b] + base_pairs
    strength = across / np.sqrt(within[a] * within[b])
    lift = np.minimum(times[a], times[b])
    return {
        (int(i), int(j)): (float(s), float(x))
        for i, j, s, x in zip(a, b, strength, lift, strict=True)
        if s >= MIN_AFFINITY
    }


def _covered(kind: _Kind, parts: Sequence[Ints], pairs: Sequence[Pair]) -> set[Pair]:
    """Of these pairs, those where enough accounts of either part hold a telling value of both."""
    size = np.array([len(p) for p in parts])
    own = np.repeat(np.arange(len(parts)), size)
    row, place = entries(kind.traits.held, np.concatenate(list(parts)))
    value = kind.traits.held.indices[place]
    telling = kind.weight[value] > 0
    row, (values, column) = row[telling], numbered(value[telling], len(kind.weight))
    ones = np.ones(len(row), np.int32)
    held = csr_array((ones, (row, column)), shape=(len(own), len(values)))
    has = csr_array((ones, (own[row], column)), shape=(len(parts), len(values)))
    account, other = (held @ has.T).nonzero()  # an account, and a part that has a value of its
    ends, shape = (own[account], other), (len(parts), len(parts))
    sharing = csr_array((np.ones(len(account), np.int64), ends), shape=shape)
    a, b = np.array(pairs).T
    enough = (sharing[a, b] >= MIN_COVERED * size[a]) & (sharing[b, a] >= MIN_COVERED * size[b])
    return {pair for pair, yes in zip(pairs, enough.tolist(), strict=True) if yes}


def _shared(counts: _Counts, weight: Floats, some: np.ndarray) -> tuple[Ints, Ints, Floats]:
    """Pairs a < b of `some` parts that share values, and the weighted values shared across."""
    keep = some[counts.part]
    ends = (counts.part[keep], counts.column[keep])
    shape = (len(counts.size), len(counts.value))
    held = csr_array((counts.n[keep], ends), shape=shape)
    scaled = csr_array((counts.n[keep] * weight[ends[1]], ends), shape=shape)
    found = (scaled @ held.T).tocoo()
    a, b = found.coords[0], found.coords[1]
    ahead = a < b
    return a[ahead], b[ahead], found.data[ahead]
