"""Groups that ask for the same in words of their own: an operator who has each account reworded.

Whoever pays, registers, connects and words his prompts anew for each account, under four times as
much ordinary use, shares next to nothing. What stays is what he wants: phrases that his accounts
use again and again where they ask for training material. Crowds share such phrases too, and more
of them, since they copy a published text. So who shares most of his phrases with any one other is
left out, and what is left is a group only where most do not.

As with other groups by wording, this accuses nobody by itself.
"""

from dataclasses import dataclass

import numpy as np

from gauger.linking.communities import MIN_ACCOUNTS, candidate_groups
from gauger.linking.edges import ring_edges
from gauger.linking.traits import Floats, Ints, SignalTraits, Traits
from gauger.linking.trial import P_MEMBER, P_SETTLED, Trial, try_accounts
from gauger.linking.wording import ROUNDS, membership, wording_bits

OWN = 0.5
"""Who shares less of his phrases with any one other words them for himself: copies of one published
text share more than half, even where each account sends a part of it."""
AT_ONCE = 1_000
"""Accounts that are set beside all others at once: in a crowd everybody shares with everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Accounts that ask alike, each in words of his own."""

    members: Ints
    """Sorted account numbers."""
    beside: Ints
    """Who asks likewise, and is neither a member nor a stranger."""
    trial: Trial
    """Of the members, by `Traits.with_asking(beside)`."""


def asked_alike(traits: Traits, seed: int) -> list[Asked]:
    """Such groups, largest first."""
    if traits.asking is None or not traits.signals:
        return []
    found: dict[bytes, tuple[Ints, Ints]] = {}
    for candidate in asking_communities(traits.accounts, traits.asking, seed):
        if (group := of_own_words(traits.asking, candidate)) is not None:
            found.setdefault(group[0].tobytes(), group)
    largest_first = sorted(found.values(), key=lambda g: (-len(g[0]), g[0].tolist()))
    return [_tried(traits, traits.asking, *group) for group in largest_first]


def asking_communities(accounts: tuple[str, ...], asking: SignalTraits, seed: int) -> list[Ints]:
    """Sorted account numbers of those who ask alike, by nothing else: fine before coarse."""
    edges = ring_edges(Traits(accounts=accounts, signals=(asking,)), by_activity=False)
    return candidate_groups(edges, len(accounts), seed)


def nearest(asking: SignalTraits, group: Ints) -> Floats:
    """The most that each shares of its phrases with one other of the group, shape (accounts,)."""
    held = asking.held[group].astype(np.int32)
    most = np.zeros(len(group))
    for start in range(0, len(group), AT_ONCE):
        both = (held[start : start + AT_ONCE] @ held.T).tocoo()
        others = both.row + start != both.col
        np.maximum.at(most, both.row[others] + start, both.data[others])
    return np.asarray(most / np.maximum(asking.degree[group], 1), np.float64)


def of_own_words(asking: SignalTraits, candidate: Ints) -> tuple[Ints, Ints] | None:
    """Who is surely of a candidate and words his prompts for himself, and who is left of it.

    Whoever leaves is no stranger: he was a candidate since he asks as the group does, and beside
    his phrases those of the others would seem to be anybody's. None where few are of own words.
    """
    members = candidate[nearest(asking, candidate) < OWN]
    if len(members) < OWN * len(candidate):
        return None
    for _ in range(ROUNDS):
        beside = np.setdiff1d(candidate, members)
        p = _membership(asking.without(beside), members)
        stay = members[p >= P_MEMBER]
        if len(stay) < MIN_ACCOUNTS:
            return None
        if len(stay) == len(members):
            break
        members = stay
    else:
        return None
    sure = members[_membership(asking.without(beside), members) >= P_SETTLED]
    return (sure, np.setdiff1d(candidate, sure)) if len(sure) >= MIN_ACCOUNTS else None


def _membership(asking: SignalTraits, members: Ints) -> Floats:
    return membership(asking, members, _bits(asking, members))


def _bits(asking: SignalTraits, members: Ints) -> Floats:
    """Log2 odds that each words as the group does, shape (members,); 0 for who shows nothing."""
    who, bits = wording_bits(asking, members)
    every = np.zeros(len(asking.degree))
    every[who] = bits
    return every[members]


def _tried(traits: Traits, asking: SignalTraits, members: Ints, beside: Ints) -> Asked:
    asking = asking.without(beside)
    bits = _bits(asking, members)
    every = np.column_stack([try_accounts(traits, members).of(members).bits, bits])
    trial = Trial(
        accounts=members,
        bits=every,
        p_member=membership(asking, members, bits),
        families=np.ones(len(members), np.int64),
        causes=np.ones(len(members), np.int64),
    )
    return Asked(members=members, beside=beside, trial=trial)
