"""Whether two groups are one: pairs across share values as pairs within do.

For each signal, the rate at which pairs across share values is set against the rates within either
side, without counting anybody with itself and less what strangers share anyway. Two random halves
of one operator's accounts have affinity one whatever their values' number or popularity; two crowds
that only registered in the same hours have it in that cause, and none in others. So groups join by
two causes and two families, and a group whose parts have no such affinity is taken apart.
Source: method of moments for the block model (Holland, Laskey, Leinhardt 1983), by signal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from gauger.linking.null import P_SHARED
from gauger.linking.traits import Floats, Int32s, Ints, Numbers, Traits, distinct, numbered
from gauger.linking.trial import MIN_FAMILY_BITS
from gauger.signals.family import Family

Mask = npt.NDArray[np.bool_]

MIN_AFFINITY = 0.25
"""Between the one of halves of a whole and the zero of strangers, below the middle: parts were
found by how much they share within."""
AS_ONE = 1.0
"""Pairs across share as often as pairs within: the affinity of two halves of one whole."""
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
ADDRESS = "address"
"""Cause of what a rented network gives to all its customers: addresses, and the hours in which each
is in use. Two operators on one relay share both, and often a common client; whoever joins groups
takes them for one kind of evidence."""
SOFTWARE = "software"
"""Cause of what accounts run and send: one program's clients, tools and prompts."""
REGISTRATION = "registration"
"""Cause of what a sign-up shows, above all its time."""
PUBLIC = (SOFTWARE, REGISTRATION)
"""What a public event explains: on a launch day people come within hours, with one prompt."""
MIN_KINDS = 2
"""Families and causes that must tie two groups, as for a single account."""
OWN_TOOL_AFFINITY = 0.75
"""Groups of one operator that share nothing but what they send are joined by that alone when three
of four pairs across do as pairs within do, and strangers hardly ever. On tuning worlds parts of one
operator stood at 0.76 and above, two harvests with like templates at 0.5, like teams up to 0.74."""
OWN_TOOL_LIFT = 256.0
"""Eight bits: a tool that one account in some hundred uses is somebody's product, not a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """Which values the accounts of each part hold.

    There are P parts; C columns are the values that any part holds, in order of signals.
    """

    account: Int32s
    """Shape (entries,): place of an account among those of all parts, one part after the other."""
    column: Int32s
    """Shape (entries,): a value that it holds."""
    part: Ints
    """Shape (cells,): a part, in order."""
    held: Ints
    """Shape (cells,): a column that accounts of the part hold, in order within the part."""
    n: Floats
    """Shape (cells,): how many of its accounts."""
    size: Ints
    """Shape (P,): accounts of each part."""
    strangers: int
    """Accounts in no part; at least one."""
    value: Ints
    """Shape (C,): numbers of the values."""
    kind: Ints
    """Shape (C,): numbers of their signals."""
    among: Floats
    """Shape (C,): accounts of all parts that hold each."""
    across: Mask
    """Shape (C,): whether accounts of more than one part do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alike:
    """Pairs of parts, and how far they are as one in each of K signals; zero where they are not."""

    a: Ints
    b: Ints
    strength: Floats
    """Shape (pairs, K)."""
    lift: Floats
    """Shape (pairs, K): of the smaller side, how many times as often as strangers."""

    def some(self, pairs: Mask) -> "_Alike":
        """Some of the pairs."""
        strength, lift = self.strength[pairs], self.lift[pairs]
        return _Alike(a=self.a[pairs], b=self.b[pairs], strength=strength, lift=lift)


class _Weighing(NamedTuple):
    """What each value weighs."""

    bits: Floats
    """Shape (V,)."""
    pairs: Floats
    """Shape (K,): bits times holders squared, summed over each signal's values."""


class Affinity:
    """Affinity between groups of the accounts of `traits`, all signals beside one another.

    Their K signals have V values in all.
    """

    def __init__(self, traits: Traits) -> None:
        """Weigh all values once; groups are many."""
        signals = traits.signals
        self._held = traits.stacked.held
        self._population = traits.population
        self._family = np.array([s.family.value for s in signals], str)
        self._cause = np.array([s.cause for s in signals], str)
        rented = self._cause == ADDRESS  # a network's hours come with its addresses
        self._family[rented] = Family.INFRASTRUCTURE.value
        self._kind, self._holders = traits.stacked.signal, traits.stacked.holders.astype(float)
        surprise = np.log2(traits.population / np.maximum(self._holders, 1))
        tells = surprise >= MIN_FAMILY_BITS
        self._surprise = self._weighing(surprise)
        """What holding a value says by itself; popular values a little."""
        self._weight = self._weighing(np.where(tells, surprise + np.log2(P_SHARED), 0.0))
        """What sharing a value says of two accounts; nothing of one that is no evidence of
        membership either, as a client that one account in 32 uses."""
        one, other = np.triu_indices(len(signals), 1)
        differ = (self._family[one] != self._family[other]) & (
            self._cause[one] != self._cause[other]
        )
        self._unlike = one[differ], other[differ]

    def tied(self, parts: Sequence[Ints], *, public: bool = True) -> list[tuple[int, int, float]]:
        """Pairs of parts (a < b) that are one by two causes and families, with their affinity.

        The affinity given is that of the second strongest family: what the tie rests on. Content
        that nobody else sends ties by itself. Unless `public`, it does not, and what sign-ups show
        ties nothing.
        """
        if len(parts) < 2:
            return []
        counts = self._counts(parts)
        alike = self._alike(counts)
        alike = alike.some(self._ties(alike, public) > 0)
        alike = replace(alike, strength=np.where(self._covered(counts, alike), alike.strength, 0.0))
        ties = self._ties(alike, public)
        return [
            (int(a), int(b), float(tie))
            for a, b, tie in zip(alike.a, alike.b, ties, strict=True)
            if tie
        ]

    def coheres(self, parts: Sequence[Ints]) -> bool:
        """Whether many small parts are one group: pairs across all against pairs within.

        A single part of three says little; all of them together do. Two causes and families, as
        ever.
        """
        counts = self._counts(parts)
        n = int(counts.size.sum())
        pairs = int((counts.size * (counts.size - 1)).sum())
        crossing = n * (n - 1) - pairs
        if not pairs or not crossing:
            return False
        surprise = self._surprise.bits[counts.value]
        inner = self._by_part(counts, surprise[counts.held] * counts.n * (counts.n - 1)).sum(axis=0)
        every = self._by_kind(counts.kind, surprise * counts.among * (counts.among - 1))
        strangers = self._sharing(counts, self._surprise)
        least = np.maximum(MIN_AFFINITY * inner / pairs, MIN_LIFT * strangers)
        yes = (every - inner) / crossing >= least
        return min(len(set(k[yes])) for k in (self._family, self._cause)) >= MIN_KINDS

    def _ties(self, alike: _Alike, public: bool) -> Floats:
        """What the tie of each pair rests on, zero where it does not hold, shape (pairs,)."""
        strength = np.where(public | (self._cause != REGISTRATION), alike.strength, 0.0)
        by_tool = np.where(
            public
            & (self._family == Family.CONTENT.value)
            & (strength >= OWN_TOOL_AFFINITY)
            & (alike.lift >= OWN_TOOL_LIFT),
            strength,
            0.0,
        ).max(axis=1, initial=0.0)
        one, other = self._unlike
        best = strength.max(axis=1, initial=0.0)
        second = np.minimum(strength[:, one], strength[:, other]).max(axis=1, initial=0.0)
        even = second >= MIN_EVEN * np.minimum(best, 1.0)
        return np.asarray(np.maximum(by_tool, np.where(even, second, 0.0)), np.float64)

    def _counts(self, parts: Sequence[Ints]) -> _Counts:
        size = np.array([len(p) for p in parts])
        accounts = np.concatenate(list(parts))
        # At full size there are as many entries as traits, so none of them takes eight bytes.
        own = self._held[accounts]
        value, places = numbered(own.indices, len(self._holders))
        column = places.astype(np.int32, copy=False)
        account = np.repeat(np.arange(len(accounts), dtype=np.int32), np.diff(own.indptr))
        ones = np.ones(len(column), np.int32)
        held = csr_array((ones, column, own.indptr), shape=(len(accounts), len(value)))
        del own, places
        cells = _by_row(size) @ held
        cells.sort_indices()
        return _Counts(
            account=account,
            column=column,
            part=np.repeat(np.arange(len(parts)), np.diff(cells.indptr)),
            held=cells.indices.astype(np.int64),
            n=np.asarray(cells.data, np.float64),
            size=size,
            strangers=max(1, self._population - len(distinct(accounts, self._held.shape[0]))),
            value=value,
            kind=self._kind[value],
            among=np.bincount(column, minlength=len(value)).astype(float),
            across=np.bincount(cells.indices, minlength=len(value)) > 1,
        )

    def _weighing(self, bits: Floats) -> _Weighing:
        return _Weighing(bits, self._by_kind(self._kind, bits * np.square(self._holders)))

    def _by_kind(self, kind: Ints, x: Floats) -> Floats:
        """Sums over each signal's values, shape (K,)."""
        return np.asarray(np.bincount(kind, x, len(self._family)), np.float64)

    def _by_part(self, counts: _Counts, x: Floats) -> Floats:
        """Sums over each part's cells, shape (P, K)."""
        shape = (len(counts.size), len(self._family))
        at = counts.part * shape[1] + counts.kind[counts.held]
        return np.asarray(np.bincount(at, x, shape[0] * shape[1]).reshape(shape), np.float64)

    def _sharing(self, counts: _Counts, by: _Weighing) -> Floats:
        """What pairs of strangers share of all values, shape (K,)."""
        holders = self._holders[counts.value]
        theirs = np.square(holders) - np.square(np.maximum(holders - counts.among, 0.0))
        shared = by.pairs - self._by_kind(counts.kind, by.bits[counts.value] * theirs)
        return np.maximum(shared / counts.strangers**2, 1e-12)

    def _alike(self, counts: _Counts) -> _Alike:
        """Pairs with an affinity of at least MIN_AFFINITY in some signal."""
        weight, surprise = (w.bits[counts.value] for w in (self._weight, self._surprise))
        base = np.maximum(self._holders[counts.value] - counts.among, 0.0) / counts.strangers
        base_pairs = self._sharing(counts, self._weight)
        size, pairs = counts.size[:, None], (counts.size * np.maximum(counts.size - 1, 1))[:, None]
        shared = counts.n * (counts.n - 1)
        by_base = self._by_part(counts, (weight * base)[counts.held] * counts.n) / size
        within = self._by_part(counts, weight[counts.held] * shared) / pairs
        within += base_pairs - 2 * by_base
        lift = self._by_part(counts, surprise[counts.held] * shared) / pairs
        lift /= self._sharing(counts, self._surprise)
        a, b, kind, across = self._across(counts, weight, (within > 0) & (lift >= MIN_LIFT))
        across = across / (counts.size[a] * counts.size[b])
        across += base_pairs[kind] - by_base[a, kind] - by_base[b, kind]
        strength = across / np.sqrt(within[a, kind] * within[b, kind])
        some = strength >= MIN_AFFINITY
        a, b, kind, strength = a[some], b[some], kind[some], strength[some]
        code, pair = np.unique(a * len(counts.size) + b, return_inverse=True)
        every = np.zeros((2, len(code), len(self._family)))
        every[:, pair, kind] = strength, np.minimum(lift[a, kind], lift[b, kind])
        return _Alike(
            a=code // len(counts.size), b=code % len(counts.size), strength=every[0], lift=every[1]
        )

    def _across(
        self, counts: _Counts, weight: Floats, lifted: Mask
    ) -> tuple[Ints, Ints, Ints, Floats]:
        """Pairs a < b of parts `lifted` in a signal (P, K), the signal, and the weight shared."""
        kinds = len(self._family)
        keep = lifted[counts.part, counts.kind[counts.held]] & counts.across[counts.held]
        part, column, n = counts.part[keep], counts.held[keep], counts.n[keep]
        row = part * kinds + counts.kind[column]
        parts, values = len(counts.size), len(counts.value)
        scaled = _in_order(n * weight[column], row, column, (parts * kinds, values))
        held = _in_order(n, part, column, (parts, values))
        found = (scaled @ held.T).tocoo()
        a, kind, b = found.coords[0] // kinds, found.coords[0] % kinds, found.coords[1]
        ahead = a < b
        return a[ahead], b[ahead], kind[ahead], found.data[ahead]

    def _covered(self, counts: _Counts, alike: _Alike) -> Mask:
        """Whether enough accounts of either part share across, shape (pairs, K)."""
        kinds, parts, values = len(self._family), len(counts.size), len(counts.value)
        pair, kind = np.nonzero(alike.strength)
        a, b = alike.a[pair], alike.b[pair]
        asked = np.zeros((parts, kinds), bool)
        asked[a, kind] = asked[b, kind] = True
        tells = (self._weight.bits[counts.value] > 0) & counts.across
        own = np.repeat(np.arange(parts), counts.size)
        keep = tells[counts.column] & asked[own[counts.account], counts.kind[counts.column]]
        account = counts.account[keep]
        held = _in_order(np.ones(len(account)), account, counts.column[keep], (len(own), values))
        keep = tells[counts.held] & asked[counts.part, counts.kind[counts.held]]
        row, column = counts.part[keep] * kinds + counts.kind[counts.held[keep]], counts.held[keep]
        has = _in_order(np.ones(len(row)), row, column, (parts * kinds, values))
        shared = held @ has.T  # an account, and a part that has a value of its
        shared.data[:] = 1.0
        sharing = _by_row(counts.size) @ shared
        enough = (sharing[a, b * kinds + kind] >= MIN_COVERED * counts.size[a]) & (
            sharing[b, a * kinds + kind] >= MIN_COVERED * counts.size[b]
        )
        covered = np.zeros(alike.strength.shape, bool)
        covered[pair, kind] = enough
        return covered


def _by_row(size: Ints) -> csr_array:
    """A matrix that adds up rows, so many at a time: shape (sums, rows)."""
    rows = int(size.sum())
    ends = np.append(0, np.cumsum(size))
    return csr_array((np.ones(rows, np.int32), np.arange(rows), ends), shape=(len(size), rows))


def _in_order(data: Floats, row: Numbers, column: Numbers, shape: tuple[int, int]) -> csr_array:
    """A matrix of entries that stand in order of rows and columns already."""
    return csr_array((data, column, np.searchsorted(row, np.arange(shape[0] + 1))), shape=shape)
