"""From traits to groups: candidates, each member on trial, overlaps settled.

`link` is the one door: anything with actors and shared values can go through it.
"""

from dataclasses import dataclass

import numpy as np

from gauger.linking.communities import MIN_ACCOUNTS, candidate_groups
from gauger.linking.edges import Edges, ring_edges
from gauger.linking.traits import Ints, Traits
from gauger.linking.trial import Trial, try_accounts

ROUNDS = 4
"""Trials grow and shed members until they settle; four are enough or the group has no core."""
SAME_SHARE = 0.5
"""Two candidates that share half of the smaller one are one group seen twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Accounts that act as one, and the trial that says so."""

    members: Ints
    """Sorted account numbers."""
    trial: Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking gives."""

    groups: tuple[Group, ...]
    """Largest first; an account is in at most one."""
    edges: Edges
    tested: int
    """Candidates looked at."""


def link(traits: Traits, *, seed: int = 0) -> Linked:
    """Groups of accounts that share more than chance, popularity and activity explain."""
    edges = ring_edges(traits)
    candidates = candidate_groups(edges, len(traits.accounts), seed)
    settled = [group for group in (settle(traits, c) for c in candidates) if group is not None]
    return Linked(groups=tuple(_apart(settled)), edges=edges, tested=len(candidates))


def settle(traits: Traits, candidate: Ints) -> Group | None:
    """Try all accounts against a candidate until its membership stays; None if it dissolves."""
    members = candidate
    for _ in range(ROUNDS):
        trial = try_accounts(traits, members)
        found = trial.members
        if len(found) < MIN_ACCOUNTS:
            return None
        if np.array_equal(found, members):
            break
        members = found
    return Group(members=members, trial=try_accounts(traits, members))


def _apart(groups: list[Group]) -> list[Group]:
    """Each account in its most probable group; candidates seen twice are dropped."""
    ranked = sorted(groups, key=lambda g: (-len(g.members), g.members.tolist()))
    kept: list[Group] = []
    taken: set[int] = set()
    for group in ranked:
        own = [m for m in group.members.tolist() if m not in taken]
        if len(own) < max(MIN_ACCOUNTS, SAME_SHARE * len(group.members)):
            continue
        kept.append(Group(members=np.array(own, np.int64), trial=group.trial))
        taken.update(own)
    return kept
