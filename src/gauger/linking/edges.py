"""Few links that hold a group together: along each value's ring, never all its pairs.

A value of d holders gives 3 d links, not d squared. All rings use one order of accounts, so two
accounts that share several values meet in several rings, and their evidence adds up.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array, vstack

from gauger.linking.null import link_bits
from gauger.linking.traits import Floats, Int32s, Ints, SignalTraits, Traits

LEADS = (1, 2, 3)
"""How far along the ring an account is linked; three keep a ring whole when links are cut."""
MIN_BITS = 4.0
"""Links below this are noise that only costs time: one in sixteen by chance."""
PIECE = 1 << 20
"""Pairs looked at together: what is worked out about them takes memory only for so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Links, one per pair, a < b by number, in order of a and b."""

    a: Int32s
    b: Int32s
    total: Floats
    """Shape (pairs,): evidence of each link over all signals, in bits."""
    bits: csr_array
    """Shape (pairs, signals): what each signal says; most say nothing of most links."""

    def inside(self, groups: Iterable[Ints]) -> "Edges":
        """The links with both ends in one of `groups` (sorted numbers)."""
        kept = np.zeros(len(self.a), bool)
        for group in groups:
            kept[self.within(group)] = True
        return self.some(np.flatnonzero(kept))

    def some(self, places: Ints) -> "Edges":
        """The links in these places, which are in order."""
        a, b, total = self.a[places], self.b[places], self.total[places]
        return Edges(a=a, b=b, total=total, bits=self.bits[places])

    def beyond(self, pairs: float) -> "Edges":
        """The links of which chance gives less than one among so many pairs."""
        return self.some(np.flatnonzero(self.total >= np.log2(max(pairs, 2.0))))

    def but(self, signals: Sequence[bool]) -> "Edges":
        """The links without what some of the signals say of them."""
        bits = self.bits[:, np.flatnonzero(~np.array(signals, bool))]
        total = np.asarray(bits.sum(axis=1), np.float64).ravel()
        left = Edges(a=self.a, b=self.b, total=total, bits=bits)
        return left.some(np.flatnonzero(total > 0))

    def within(self, group: Ints) -> Ints:
        """Places of the links that have both ends in `group` (sorted numbers)."""
        ends = group.astype(self.a.dtype)  # of another type, all links would be copied
        first, end = (np.searchsorted(self.a, ends, side) for side in ("left", "right"))
        many = end - first
        place = np.repeat(first - np.cumsum(many) + many, many) + np.arange(many.sum())
        at = np.minimum(np.searchsorted(group, self.b[place]), len(group) - 1)
        return np.asarray(place[group[at] == self.b[place]], np.int64)


def ring_edges(traits: Traits, *, by_activity: bool = True) -> Edges:
    """Links along every value's ring, with what each signal says of them.

    Within a signal only the strongest value counts in full, more values by the logarithm of
    their number: addresses of one pool, or sketches of one template, come together. Without
    `by_activity`, what else the two ends hold does not count: see `link_bits`.
    """
    n = len(traits.accounts)
    around = np.argsort(_shuffled(n))
    found = [_signal_edges(s, around, by_activity) for s in traits.signals]
    pieces = [_combined(some) for some in _side_by_side(found)]
    del found  # at full size as much as all that is kept
    pairs = np.concatenate([np.zeros(0, np.int64), *(p.pairs for p in pieces)])
    none = csr_array((0, len(traits.signals)), dtype=np.float32)
    return Edges(
        a=(pairs // n).astype(np.int32),
        b=(pairs % n).astype(np.int32),
        total=np.concatenate([np.zeros(0), *(p.total for p in pieces)]),
        bits=vstack([none, *(p.bits for p in pieces)], "csr"),
    )


class _Piece(NamedTuple):
    """Some of all links; `pairs` are a * accounts + b."""

    pairs: Ints
    total: Floats
    bits: csr_array


def _side_by_side(found: Sequence[tuple[Ints, Floats]]) -> Iterator[list[tuple[Ints, Floats]]]:
    """What the signals say of the same pairs, at most PIECE rows of all signals at a time."""
    step = PIECE // max(1, len(found))
    cuts = [code[step::step] for code, _ in found]
    last = max((code[-1] + 1 for code, _ in found if len(code)), default=0)
    bounds = np.unique(np.concatenate([*cuts, [0, last]]))
    for low, end in pairwise(bounds.tolist()):
        places = [np.searchsorted(code, [low, end]).tolist() for code, _ in found]
        yield [
            (code[a:b], weight[a:b]) for (code, weight), (a, b) in zip(found, places, strict=True)
        ]


def _combined(found: Sequence[tuple[Ints, Floats]]) -> _Piece:
    """Links: pairs whose evidence adds up to MIN_BITS."""
    every = np.sort(np.concatenate([code for code, _ in found]))
    pairs = every[np.diff(every, prepend=-1) != 0]
    total = np.zeros(len(pairs))
    for code, weight in found:
        total[np.searchsorted(pairs, code)] += weight
    pairs = pairs[total >= MIN_BITS]  # few of all; only these take room for every signal
    bits = np.zeros((len(pairs), len(found)))
    for column, (code, weight) in enumerate(found):
        at = np.searchsorted(code, pairs)
        there = np.append(code, -1)[at] == pairs
        bits[there, column] = weight[at[there]]
    return _Piece(pairs, bits.sum(axis=1), csr_array(bits.astype(np.float32)))


def _shuffled(n: int) -> Ints:
    """A fixed order without meaning: neighbours in it are not neighbours by name."""
    return np.random.default_rng(20260422).permutation(n).astype(np.int64)


def _signal_edges(traits: SignalTraits, around: Ints, by_activity: bool) -> tuple[Ints, Floats]:
    """Pairs on this signal's rings, each once as a * accounts + b, and their bits.

    `around` is all accounts in the order of the rings.
    """
    rings = traits.held[around].tocsc()  # each value's accounts, in that order
    account = around.astype(np.int32)[rings.indices]
    value = np.repeat(np.arange(rings.shape[1], dtype=np.int32), np.diff(rings.indptr))
    codes, weights = [np.zeros(0, np.int64)], [np.zeros(0)]
    for a, b, v in _ring_pairs(account, value):
        bits = link_bits(traits, a, b, v, by_activity=by_activity)
        some = bits > 0
        low, high = np.minimum(a, b)[some].astype(np.int64), np.maximum(a, b)[some]
        codes.append(low * len(traits.degree) + high)
        weights.append(bits[some])
    return _per_pair(np.concatenate(codes), np.concatenate(weights))


def _ring_pairs(account: Int32s, value: Int32s) -> Iterator[tuple[Int32s, Int32s, Int32s]]:
    """Pairs that stand a lead apart on one ring, some at a time."""
    for lead in LEADS:
        for start in range(0, len(account) - lead, PIECE):
            here = slice(start, min(start + PIECE, len(account) - lead))
            there = slice(here.start + lead, here.stop + lead)
            same = value[there] == value[here]
            yield account[here][same], account[there][same], value[there][same]


def _per_pair(pairs: Ints, bits: Floats) -> tuple[Ints, Floats]:
    """One row a pair: its strongest value, and half a bit per doubling of shared values."""
    order = np.argsort(pairs)
    pairs = pairs[order]
    starts = np.flatnonzero(np.diff(pairs, prepend=-1) != 0)
    count = np.diff(np.append(starts, len(pairs)))
    best = np.maximum.reduceat(bits[order], starts) if len(starts) else np.zeros(0)
    return pairs[starts], best + 0.5 * np.log2(count)
