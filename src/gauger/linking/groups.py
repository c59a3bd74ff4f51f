"""From traits to groups: candidates, each member on trial, overlaps settled.

`link` is the one door: anything with actors and shared values can go through it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gauger.linking.communities import MIN_ACCOUNTS, candidate_groups
from gauger.linking.edges import Edges, ring_edges
from gauger.linking.traits import Ints, Traits
from gauger.linking.trial import Trial, try_accounts

ROUNDS = 8
"""Trials grow and shed members until they settle; a group that has not by then has no core."""
HOLDING_BITS = 8.0
"""A group hangs together by links that chance makes once in 256 pairs; two crowds do not."""
SAME_SHARE = 0.5
"""Two candidates that share half of the smaller one are one group seen twice."""
TIED_SHARE = 0.5
"""A cell belongs to a campaign when half of its accounts have a strong link into it."""


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
    settled = [
        group
        for candidate in candidates
        if (whole := settle(traits, candidate)) is not None
        for group in _parts(traits, edges, whole)
    ]
    groups = _assembled(traits, edges, _apart(settled))
    return Linked(groups=tuple(groups), edges=edges, tested=len(candidates))


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


def _parts(traits: Traits, edges: Edges, group: Group) -> list[Group]:
    """The group itself where its strong links hold it together, else its parts, each settled."""
    n = len(traits.accounts)
    inside = np.zeros(n, bool)
    inside[group.members] = True
    strong = inside[edges.a] & inside[edges.b] & (edges.total >= HOLDING_BITS)
    ends = (edges.a[strong], edges.b[strong])
    _, label = connected_components(coo_array((np.ones(len(ends[0])), ends), shape=(n, n)), False)
    label = label[group.members]
    parts = [group.members[label == k] for k in np.unique(label)]
    large = [p for p in parts if len(p) >= MIN_ACCOUNTS]
    if len(large) <= 1:
        return [group]
    return [part for p in large if (part := settle(traits, p)) is not None]


def _apart(groups: list[Group]) -> list[Group]:
    """Each account in one group; what was seen before is dropped.

    Groups come from fine candidates first. A fine one grows, by trial, to all who belong to it,
    while a coarse one may join two crowds that have nothing to do with each other.
    """
    kept: list[Group] = []
    taken: set[int] = set()
    for group in groups:
        own = [m for m in group.members.tolist() if m not in taken]
        if len(own) < max(MIN_ACCOUNTS, SAME_SHARE * len(group.members)):
            continue
        kept.append(Group(members=np.array(own, np.int64), trial=group.trial))
        taken.update(own)
    return kept


def _assembled(traits: Traits, edges: Edges, groups: list[Group]) -> list[Group]:
    """Cells become one campaign where strong links tie most of one to another."""
    if not groups:
        return []
    label = np.full(len(traits.accounts), -1)
    for number, group in enumerate(groups):
        label[group.members] = number
    a, b = label[edges.a], label[edges.b]
    cross = (edges.total >= HOLDING_BITS) & (a >= 0) & (b >= 0) & (a != b)
    ends = [(edges.a, b), (edges.b, a)]
    tied = {
        (int(m), int(other))
        for member, group in ends
        for m, other in zip(member[cross], group[cross], strict=True)
    }
    count = np.zeros((len(groups), len(groups)))
    for member, other in tied:
        count[label[member], other] += 1
    size = np.array([len(g.members) for g in groups])
    joined = (count >= TIED_SHARE * size[:, None]).astype(float)
    _, campaign = connected_components(joined, directed=False)
    found = []
    for number in np.unique(campaign):
        cells = [g for g, c in zip(groups, campaign, strict=True) if c == number]
        found.append(cells[0] if len(cells) == 1 else _union(traits, cells))
    return sorted(found, key=lambda g: (-len(g.members), g.members.tolist()))


def _union(traits: Traits, cells: list[Group]) -> Group:
    """One group of several cells; who was convicted in a cell stays, on trial against all."""
    members = np.sort(np.concatenate([c.members for c in cells]))
    return Group(members=members, trial=try_accounts(traits, members))
