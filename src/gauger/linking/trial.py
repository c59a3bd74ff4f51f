"""Each account on trial by itself: whether it belongs to a group, or was swept along.

For a group G, a value that a share f of G's other accounts hold, and that an account of this
activity holds by chance with probability b, speaks log2(f / b) bits for an account that has it. An
account that could show a signal and does not, while most of G does, has that against it. Values of
one signal come together (addresses of one pool), so a signal's bits grow with the logarithm of
their number, and are never more than the surprise of holding so many at all. Signals of one family
may have one cause, so a family counts by its strongest, and two families with two causes are
needed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import gammainc

from gauger.linking.null import expected, p_by_chance
from gauger.linking.traits import (
    Floats,
    Int32s,
    Ints,
    Numbers,
    SignalTraits,
    Traits,
    distinct,
    entries,
    placed,
)

MAX_FAMILY_BITS = 12.0
"""No family carries more: beyond one in four thousand, our model of it is the weaker link."""
MIN_FAMILY_BITS = 5.0
"""A family speaks when its evidence is 32 times as likely in the group as outside: more than one
framework with a market share of 3 % can say."""
MIN_FAMILIES = 2
"""The design's rule: no single kind of evidence accuses anybody."""
MIN_HOLDERS = 3
"""A value that two members share ties the two, not the group: of random people, some pairs always
share a rare value in two ways."""
TYPICAL_SHARE = 0.5
"""An account shows a signal as the group does with at least half of its members' median evidence;
less comes from a clique swept along, whose members share values with one another alone."""
MAX_AGAINST_BITS = 3.0
"""Not showing what the group shows says at most 8 to 1: who evades one signal is still found."""
SURPRISE_LEVELS = (MIN_FAMILY_BITS, 8.0, 11.0)
"""Values counted together are those that say so many bits or more, each level by itself: one rare
value and many common ones are both surprising."""
P_MEMBER = 0.99
"""Accounts below this probability stay out while a group grows."""
P_SETTLED = 0.9999
"""Where people are accused, who stays below this once it has settled is left out: of a million
accounts some share two rare things with a group by chance, and ten in a million is the most that
may be accused wrongly. It cost three of 120 accounts on the worst of a score of tuning worlds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the evidence says of the accounts that a group touches; the others share nothing."""

    accounts: Ints
    """Sorted account numbers on trial, the group's own among them."""
    bits: Floats
    """Shape (accounts, signals): evidence of each signal, tempered; negative where against."""
    p_member: Floats
    """Shape (accounts,): posterior probability of membership."""
    families: Ints
    """Shape (accounts,): families that speak."""
    causes: Ints
    """Shape (accounts,): distinct causes that speak."""

    @property
    def members(self) -> Ints:
        """Accounts that belong: probable, and by two families with two causes."""
        two = (self.families >= MIN_FAMILIES) & (self.causes >= MIN_FAMILIES)
        return self.accounts[(self.p_member >= P_MEMBER) & two]

    def of(self, members: Ints) -> "Trial":
        """The rows of these accounts, which must all be on trial here."""
        at = np.searchsorted(self.accounts, members)
        return Trial(
            accounts=members,
            bits=self.bits[at],
            p_member=self.p_member[at],
            families=self.families[at],
            causes=self.causes[at],
        )


def try_accounts(traits: Traits, group: Ints) -> Trial:
    """Weigh the traits of `group` (sorted numbers), and of all accounts that any signal ties to it.

    Whoever no signal ties by MIN_FAMILY_BITS belongs to no group, and is left out.
    """
    found = _weigh(traits, group, _told(traits, group))
    speaks = found.bits >= MIN_FAMILY_BITS
    accounts = distinct(np.concatenate([group, found.account[speaks]]), len(traits.accounts))
    inside = _among(accounts, group, traits.room) >= 0
    bits = np.zeros((len(accounts), len(traits.signals)))
    row = _among(found.account, accounts, traits.room)
    bits[row[row >= 0], found.signal[row >= 0]] = found.bits[row >= 0]
    for column, signal in enumerate(traits.signals):
        bits[:, column] = _as_the_group(signal, accounts, inside, bits[:, column])
    return weighed(traits, len(group), accounts, bits)


def weighed(traits: Traits, size: int, accounts: Ints, bits: Floats) -> Trial:
    """What these bits, of shape (accounts, signals), come to for a group of `size`."""
    by_family = _strongest_of(bits, [s.family for s in traits.signals])
    by_cause = _strongest_of(bits, [s.cause for s in traits.signals])
    outside = max(1, traits.population - size)
    posterior = by_family.sum(axis=1) - np.log2(outside / max(1, size))
    return Trial(
        accounts=accounts,
        bits=bits,
        p_member=1.0 / (1.0 + np.exp2(-np.clip(posterior, -60, 60))),
        families=(by_family >= MIN_FAMILY_BITS).sum(axis=1).astype(np.int64),
        causes=(by_cause >= MIN_FAMILY_BITS).sum(axis=1).astype(np.int64),
    )


def _among(accounts: Ints, group: Ints, room: Int32s) -> Int32s:
    """Place of each account in a group, -1 of those who are not in it; see `placed` for `room`."""
    room[accounts] = -1
    room[group] = np.arange(len(group), dtype=np.int32)
    return room[accounts]


def _strongest_of(bits: Floats, kinds: Sequence[str]) -> Floats:
    """Shape (accounts, distinct kinds): the strongest signal of each kind, capped."""
    columns = [[i for i, k in enumerate(kinds) if k == kind] for kind in sorted(set(kinds))]
    strongest = [bits[:, c].max(axis=1) for c in columns]
    return np.asarray(np.minimum(np.column_stack(strongest), MAX_FAMILY_BITS), np.float64)


def _as_the_group(traits: SignalTraits, accounts: Ints, inside: np.ndarray, bits: Floats) -> Floats:
    """Evidence of those who show the signal as the group does; of the others, what speaks against.

    Only who has values of this signal could have shown it. The share of members that do leaves out
    the account itself. Shape (accounts,).
    """
    n, speaks = int(inside.sum()), bits >= MIN_FAMILY_BITS
    if n < 2 or not (speaks & inside).any():
        return bits
    typical = TYPICAL_SHARE * float(np.median(bits[speaks & inside]))
    shows = bits >= max(MIN_FAMILY_BITS, typical)
    among = shows & inside
    share = (among.sum() - among) / np.where(inside, n - 1, n)
    elsewhere = (shows & ~inside).sum() / max(1, traits.population - n)
    against = np.log2(np.maximum(1 - share, 1e-9) / (1 - elsewhere))
    could = traits.degree[accounts] > 0
    return np.where(shows, bits, np.where(could, np.clip(against, -MAX_AGAINST_BITS, 0.0), 0.0))


class _Telling(NamedTuple):
    """Values that speak for a group, being so much more common there, in order of signals."""

    value: Ints
    within: Ints
    """How many members hold each."""
    outside: Floats
    """How many others do, and a half."""
    lift: Floats
    """How many bits each says of any account at most."""

    def some(self, which: np.ndarray) -> "_Telling":
        return _Telling(*(x[which] for x in self))


class _Bits(NamedTuple):
    """What a signal says of an account, one row each, no pair twice."""

    account: Ints
    signal: Ints
    bits: Floats


def _told(traits: Traits, group: Ints) -> _Telling:
    """The telling values of a group."""
    of = traits.stacked
    _, entry = entries(of.held, group)
    held = of.held.indices[entry].astype(np.int64)
    first, number = placed(held, traits.room)
    within = np.bincount(number, minlength=len(first))
    value, within = held[first[within >= MIN_HOLDERS]], within[within >= MIN_HOLDERS]
    in_order = np.argsort(value)
    value, within = value[in_order], within[in_order]
    outside = np.asarray(of.holders[value] - within + 0.5, np.float64)
    rest = max(1, traits.population - len(group))
    lift = np.log2(within / len(group) / (outside / (rest + 1)))
    return _Telling(value, within, outside, lift).some(lift >= MIN_FAMILY_BITS)


def _weigh(traits: Traits, group: Ints, told: _Telling) -> _Bits:
    """What holding these values says of their holders."""
    n, rest = len(group), max(1, traits.population - len(group))
    by_value = traits.stacked.by_value
    place, entry = entries(by_value, told.value)
    account = by_value.indices[entry].astype(np.int64)
    signal = traits.stacked.signal[told.value][place]
    within, outside = told.within[place], told.outside[place]
    inside = _among(account, group, traits.room) >= 0
    share = (within - inside) / np.where(inside, n - 1, n)
    by_chance = [
        p_by_chance(s, s.degree[account[a:b]].astype(float), outside[a:b])
        for s, a, b in _slices(traits, signal)
    ]
    chance = np.maximum(np.concatenate([np.zeros(0), *by_chance]), outside / (rest + 1))
    bits = np.log2(np.maximum(share, 0.5 / n) / chance)
    pair, row = placed(signal * len(traits.accounts) + account, traits.room)
    best = np.zeros(len(pair))
    np.maximum.at(best, row, bits)
    # Only values that speak by themselves add up: a heavy user holds some that merely fit.
    count = np.bincount(row, bits >= MIN_FAMILY_BITS, len(pair))
    found = _Bits(
        account=account[pair],
        signal=signal[pair],
        bits=np.where(best > 0, best + np.log2(np.maximum(count, 1.0)), 0.0),
    )
    speaks = np.flatnonzero(found.bits >= MIN_FAMILY_BITS)  # whatever else is held says nothing
    found.bits[speaks] = np.minimum(
        found.bits[speaks], _surprise(traits, told, found, speaks, row, place)
    )
    return found


def _surprise(
    traits: Traits, told: _Telling, pairs: _Bits, some: Ints, row: Numbers, place: Ints
) -> Floats:
    """How surprising it is to hold so many telling values at all, in bits, for `some` pairs.

    A group may have a thousand rare phrases. Somebody busy holds one of them, and it would convict
    him: of many values, the best fits by chance. How many strangers with as many values hold is
    Poisson.
    """
    lift, signals = told.lift, len(traits.signals)
    kind = traits.stacked.signal[told.value]
    account, signal, most = pairs.account[some], pairs.signal[some], np.zeros(len(some))
    for least in SURPRISE_LEVELS:
        strong = lift >= least
        outside = np.bincount(kind[strong], told.outside[strong], signals)
        held = np.bincount(row, strong[place], len(pairs.account)).astype(np.int64)[some]
        for s, a, b in _slices(traits, signal):
            degree, theirs = s.degree[account[a:b]], outside[signal[a]]
            most[a:b] = np.maximum(most[a:b], surprise(s, degree, held[a:b], theirs))
    return most


def surprise(traits: SignalTraits, degree: Ints, held: Ints, outside: float) -> Floats:
    """Bits of holding so many or more of values that so many accounts hold outside a group.

    Takes counts of shape (accounts,), and the holders of all the values together.
    """
    with np.errstate(divide="ignore"):
        bits = -np.log2(gammainc(np.maximum(held, 1), expected(traits, degree, outside)))
    return np.where(held > 0, bits, 0.0)


def _slices(traits: Traits, signal: Ints) -> Iterator[tuple[SignalTraits, int, int]]:
    """Signals, and where each stands among these numbers of signals, which are in order."""
    ends = np.searchsorted(signal, np.arange(len(traits.signals) + 1)).tolist()
    for its, a, b in zip(traits.signals, ends[:-1], ends[1:], strict=True):
        if a < b:
            yield its, a, b
