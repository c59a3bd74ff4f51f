"""Few links that hold a group together: along each value's ring, never all its pairs.

A value of d holders gives 3 d links, not d squared. All rings use one order of accounts, so two
accounts that share several values meet in several rings, and their evidence adds up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gauger.linking.null import link_bits
from gauger.linking.traits import Floats, Ints, SignalTraits, Traits

LEADS = (1, 2, 3)
"""How far along the ring an account is linked; three keep a ring whole when links are cut."""
MIN_BITS = 4.0
"""Links below this are noise that only costs time: one in sixteen by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Links, one per pair, a < b by number; bits of shape (pairs, signals)."""

    a: Ints
    b: Ints
    bits: Floats

    @property
    def total(self) -> Floats:
        """Evidence of each link over all signals, in bits."""
        return np.asarray(self.bits.sum(axis=1), np.float64)


def ring_edges(traits: Traits, *, by_activity: bool = True) -> Edges:
    """Links along every value's ring, with what each signal says of them.

    Within a signal only the strongest value counts in full, more values by the logarithm of
    their number: addresses of one pool, or sketches of one template, come together. Without
    `by_activity`, what else the two ends hold does not count: see `link_bits`.
    """
    n = len(traits.accounts)
    order = _shuffled(n)
    found = [_signal_edges(s, order, by_activity) for s in traits.signals]
    pairs = _once([code for code, _ in found]) if found else np.zeros(0, np.int64)
    total = np.zeros(len(pairs))
    for code, weight in found:
        total[np.searchsorted(pairs, code)] += weight
    pairs = pairs[total >= MIN_BITS]  # few of all; only these take room for every signal
    bits = np.zeros((len(pairs), len(found)))
    for column, (code, weight) in enumerate(found):
        at = np.searchsorted(code, pairs)
        there = np.append(code, -1)[at] == pairs
        bits[there, column] = weight[at[there]]
    return Edges(a=pairs // n, b=pairs % n, bits=bits)


def _once(codes: Sequence[Ints]) -> Ints:
    """Each code once, sorted; `np.unique` hashes first, which takes ten times as long."""
    every = np.sort(np.concatenate(list(codes)))
    return np.asarray(every[np.diff(every, prepend=-1) != 0], np.int64)


def _shuffled(n: int) -> Ints:
    """A fixed order without meaning: neighbours in it are not neighbours by name."""
    return np.random.default_rng(20260422).permutation(n).astype(np.int64)


def _signal_edges(traits: SignalTraits, order: Ints, by_activity: bool) -> tuple[Ints, Floats]:
    """Pairs on this signal's rings, each once as a * accounts + b, and their bits."""
    coo = traits.held.tocoo()
    account, value = coo.coords[0].astype(np.int64), coo.coords[1].astype(np.int64)
    ring = np.lexsort((order[account], value))
    account, value = account[ring], value[ring]
    pieces = [_lead(account, value, lead) for lead in LEADS]
    a, b, v = (np.concatenate(part) for part in zip(*pieces, strict=True))
    bits = link_bits(traits, a, b, v, by_activity=by_activity)
    some = bits > 0
    a, b, bits = np.minimum(a, b)[some], np.maximum(a, b)[some], bits[some]
    return _per_pair(a * len(traits.degree) + b, bits)


def _lead(account: Ints, value: Ints, lead: int) -> tuple[Ints, Ints, Ints]:
    """Pairs `lead` steps apart on one ring."""
    same = value[lead:] == value[:-lead]
    return account[:-lead][same], account[lead:][same], value[lead:][same]


def _per_pair(pairs: Ints, bits: Floats) -> tuple[Ints, Floats]:
    """One row a pair: its strongest value, and half a bit per doubling of shared values."""
    code, place, count = np.unique(pairs, return_inverse=True, return_counts=True)
    best = np.zeros(len(code))
    np.maximum.at(best, place, bits)
    return code, best + 0.5 * np.log2(np.maximum(count, 1))
