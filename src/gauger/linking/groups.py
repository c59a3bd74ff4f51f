"""From traits to groups: candidates, each member on trial, wholes told from heaps.

`link` is the one door: anything with actors and shared values can go through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from gauger.linking.affinity import AS_ONE, PUBLIC, Affinity
from gauger.linking.asked import asked_alike
from gauger.linking.communities import MIN_ACCOUNTS, candidate_groups, parts_of
from gauger.linking.edges import Edges, ring_edges
from gauger.linking.inside import inside
from gauger.linking.traits import Ints, Traits
from gauger.linking.trial import MIN_FAMILIES, P_SETTLED, Trial, try_accounts
from gauger.linking.wording import confirmed, worded_alike

ROUNDS = 8
"""Trials grow and shed members until they settle; a group that has not by then has no core."""
SAME_SHARE = 0.5
"""Two candidates that share half of the smaller one are one group seen twice."""
MOSTLY = 0.75
"""A part that is so much of a group is the group; a heap's largest part is less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Accounts that act as one, and the trial that says so."""

    members: Ints
    """Sorted account numbers."""
    trial: Trial
    """Of the members, in their order."""
    joined_by_wording: bool = False
    """Whether nothing but their software and sign-ups ties its parts to one another, though more
    ties the accounts of each: cells of one operator, firms that use one public suite, or people who
    come on one day for one thing."""
    beside: Ints | None = None
    """Where nothing ties its accounts but what they ask for, each in words of his own: who asks
    likewise, and is neither a member nor a stranger. Its trial then is by `Traits.with_asking`."""

    @property
    def own_words(self) -> bool:
        """Whether nothing ties its accounts but what they ask for, each in words of his own."""
        return self.beside is not None

    @property
    def by_wording_alone(self) -> bool:
        """Whether nothing but what they send ties its accounts: one kind of evidence."""
        return int(self.trial.families.max(initial=0)) < MIN_FAMILIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking gives."""

    groups: tuple[Group, ...]
    """Largest first; an account is in more than one only if each convicts it by itself."""
    edges: Edges
    """The links within groups."""
    tested: int
    """Candidates looked at."""


def link(traits: Traits, *, seed: int = 0, certain: float = P_SETTLED) -> Linked:
    """Groups of accounts that share more than chance, popularity and activity explain.

    Who is tied by two kinds of evidence is in a group from probability `certain` on: the default is
    for accusing people, `P_MEMBER` for looking.
    """
    # First what is by wording: later there are the links in memory.
    worded, asked = worded_alike(traits, seed), asked_alike(traits, seed)
    groups, edges, tested = _tied(traits, seed, certain)
    groups += _fresh(groups, [Group(members=m, trial=trial) for m, trial in worded])
    groups += _fresh(
        groups, [Group(members=a.members, trial=a.trial, beside=a.beside) for a in asked]
    )
    within = edges.inside(g.members for g in groups)
    tested += len(worded) + len(asked)
    return Linked(groups=tuple(groups), edges=within, tested=tested)


def link_inside(traits: Traits, group: Ints, *, seed: int = 0) -> list[Group]:
    """Groups within a group of accounts that share more than what all of it shares."""
    if len(group) < 2 * MIN_ACCOUNTS:
        return []
    found, _, _ = _tied(inside(traits, group), seed, P_SETTLED)
    return [_group(traits, group[part.members], part.joined_by_wording) for part in found]


def _tied(traits: Traits, seed: int, certain: float) -> tuple[list[Group], Edges, int]:
    """Groups by two kinds of evidence, the links, and how many candidates were looked at."""
    edges, affinity = ring_edges(traits), Affinity(traits)
    n = len(traits.accounts)
    candidates, cells = candidate_groups(edges, n, seed), _Cells(n)
    for candidate in candidates:
        _settle_into(cells, traits, affinity, edges, candidate, seed)
    # A few with much in common disappear among the weak links of busy accounts. Each account is in
    # n pairs, so of these links chance gives it less than one.
    missed = _unknown(candidate_groups(edges.beyond(n), n, seed), cells.kept, n)
    for candidate in missed:
        _settle_into(cells, traits, affinity, edges, candidate, seed)
    joined = _unite(affinity, cells.kept)
    grown = [s for members in joined if (s := settle(traits, members)) is not None]
    settled = [core for members in grown for core in _cores(affinity, edges, members, seed)]
    settled.sort(key=lambda members: (-len(members), members.tolist()))
    sure = [c for m in _apart(settled) if len(c := confirmed(traits, m, certain)) >= MIN_ACCOUNTS]
    apart = edges.inside(sure).but([s.cause in PUBLIC for s in traits.signals])
    groups = [_group(traits, m, _joined_by_wording(affinity, apart, m, seed)) for m in sure]
    return groups, edges, len(candidates) + len(missed)


def _group(traits: Traits, members: Ints, joined_by_wording: bool) -> Group:
    trial = try_accounts(traits, members).of(members)
    return Group(members=members, trial=trial, joined_by_wording=joined_by_wording)


def _fresh(groups: list[Group], more: list[Group]) -> list[Group]:
    """More groups, but those that are mostly what was found already."""
    known = [g.members for g in groups]
    kept = _apart([*known, *(g.members for g in more)])[len(_apart(known)) :]
    by_members = {g.members.tobytes(): g for g in more}
    return [by_members[m.tobytes()] for m in kept]


def seen_once(groups: Sequence[Group]) -> list[Group]:
    """Groups but those that are mostly in others; what two kinds of evidence tie comes first."""
    first = sorted(groups, key=lambda g: g.by_wording_alone)
    by_members = {g.members.tobytes(): g for g in reversed(first)}
    return [by_members[m.tobytes()] for m in _apart([g.members for g in first])]


def settle(traits: Traits, candidate: Ints) -> Ints | None:
    """Try accounts against a candidate until its membership stays; None if it dissolves."""
    members = candidate
    for _ in range(ROUNDS):
        found = try_accounts(traits, members).members
        if len(found) < MIN_ACCOUNTS:
            return None
        if np.array_equal(found, members):
            break
        members = found
    return members


def _settle_into(
    cells: "_Cells", traits: Traits, affinity: Affinity, edges: Edges, candidate: Ints, seed: int
) -> None:
    """Add what a candidate settles to: one group, several, or none.

    A coarse candidate has much in it that fine ones gave already, which is not tried again.
    """
    settled = settle(traits, candidate)
    if settled is None:
        return
    for whole in _wholes(affinity, edges, settled, seed):
        if whole is settled:
            cells.add(whole)
        elif cells.fresh(whole) and (grown := settle(traits, whole)) is not None:
            cells.add(grown)


def _unknown(candidates: list[Ints], cells: list[Ints], accounts: int) -> list[Ints]:
    """Candidates that are mostly in none of the cells."""
    if not candidates or not cells:
        return candidates
    shared = _membership(candidates, accounts) @ _membership(cells, accounts).T
    most = shared.max(axis=1).toarray().ravel().tolist()
    return [c for c, m in zip(candidates, most, strict=True) if m < SAME_SHARE * len(c)]


def _membership(groups: list[Ints], accounts: int) -> csr_array:
    """Shape (groups, accounts): one where an account is in a group."""
    ends = np.append(0, np.cumsum([len(g) for g in groups]))
    members = np.concatenate(groups)
    return csr_array((np.ones(len(members)), members, ends), shape=(len(groups), accounts))


def _wholes(affinity: Affinity, edges: Edges, group: Ints, seed: int) -> list[Ints]:
    """The group where its parts belong together, else each set of parts that do."""
    wholes = _absorbed(affinity, _unite(affinity, parts_of(edges, group, seed)))
    if _is_whole(affinity, wholes, group):
        return [group]
    if len(max(wholes, key=len)) >= MOSTLY * len(group):
        return [group]  # it has settled as it is; those swept along are set apart in the end
    return [whole for whole in wholes if len(whole) >= MIN_ACCOUNTS]


def _cores(affinity: Affinity, edges: Edges, group: Ints, seed: int) -> list[Ints]:
    """What hangs together in a grown group: a clique that was swept along is set apart.

    Members without a link of their own into the group, convicted by what they hold, stay with the
    largest part.
    """
    wholes = _absorbed(affinity, _unite(affinity, parts_of(edges, group, seed)))
    if _is_whole(affinity, wholes, group):
        return [group]
    largest = max(wholes, key=len)
    loose = np.setdiff1d(group, np.concatenate(wholes))
    parts = [np.union1d(w, loose) if w is largest else w for w in wholes]
    return [part for part in parts if len(part) >= MIN_ACCOUNTS]


def _absorbed(affinity: Affinity, wholes: list[Ints]) -> list[Ints]:
    """Crumbs go to the largest part where pairs across share as its own pairs do.

    The rate within a crumb of two or three means little, so the largest part's rate is the measure.
    """
    if len(wholes) <= 1:
        return wholes
    largest, *others = sorted(wholes, key=lambda w: (-len(w), w.tolist()))
    mine = [w for w in others if len(w) < MIN_ACCOUNTS and affinity.coheres([largest, w])]
    rest = [w for w in others if not any(w is m for m in mine)]
    return [np.unique(np.concatenate([largest, *mine])), *rest]


def _joined_by_wording(affinity: Affinity, apart: Edges, group: Ints, seed: int) -> bool:
    """Whether most of a group is outside its largest part, by links `apart` from what is public.

    A part is what links tie of which chance gives less than one among all pairs of the group, or
    what affinity joins by two kinds: the one shows in few accounts, the other in many.
    """
    n = len(group)
    own = apart.some(apart.within(group))
    strong = own.beyond(n * (n - 1) / 2)
    ends = tuple(np.searchsorted(group, end) for end in (strong.a, strong.b))
    _, label = connected_components(coo_array((np.ones(len(strong.a)), ends), shape=(n, n)))
    if np.bincount(label).max() >= SAME_SHARE * n:
        return False
    wholes = _unite(affinity, parts_of(own, group, seed), public=False)
    return len(_absorbed(affinity, wholes)[0]) < SAME_SHARE * n if wholes else True


def _is_whole(affinity: Affinity, wholes: list[Ints], group: Ints) -> bool:
    """Whether there is nothing to take apart: one part, or only crumbs that hang together."""
    if len(wholes) <= 1:
        return True
    crumbs = max(len(w) for w in wholes) < max(MIN_ACCOUNTS, SAME_SHARE * len(group))
    return crumbs and affinity.coheres(wholes)


def _unite(affinity: Affinity, parts: list[Ints], *, public: bool = True) -> list[Ints]:
    """Join tied parts, each round anew by what they have become, until none are tied."""
    while ties := affinity.tied(parts, public=public):
        pairs = _matched(ties)
        n, ends = len(parts), tuple(np.array(pairs).T)
        _, label = connected_components(coo_array((np.ones(len(pairs)), ends), shape=(n, n)))
        parts = [
            np.unique(np.concatenate([p for p, k in zip(parts, label, strict=True) if k == number]))
            for number in range(label.max() + 1)
        ]
    return parts


def _matched(ties: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """Pairs to join at once, no part in two: those best for both, and such as share as one whole.

    Of an operator with thousands of accounts all parts are alike, and few are best for each other.

    >>> _matched([(0, 1, 0.9), (1, 2, 0.8), (2, 3, 0.5)])
    [(0, 1)]
    >>> _matched([(0, 1, 1.3), (1, 2, 1.2), (2, 3, 1.1)])
    [(0, 1), (2, 3)]
    """
    best: dict[int, float] = {}
    for a, b, strength in ties:
        best[a], best[b] = (max(best.get(end, 0.0), strength) for end in (a, b))
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    for a, b, strength in sorted(ties, key=lambda t: (-t[2], t[0], t[1])):
        if taken.isdisjoint((a, b)) and strength >= min(AS_ONE, max(best[a], best[b])):
            pairs.append((a, b))
            taken |= {a, b}
    return pairs


class _Cells:
    """Cells seen once; what is mostly in an earlier one is dropped.

    Cells come from fine candidates first. A fine one grows, by trial, to all who belong to it,
    while a coarse one may join two crowds that have nothing to do with each other.
    """

    def __init__(self, accounts: int) -> None:
        """Of cells of so many accounts in all."""
        self.kept: list[Ints] = []
        self._taken = np.zeros(accounts, bool)

    def fresh(self, cell: Ints) -> bool:
        """Whether enough of a cell is in none so far."""
        fresh = len(cell) - int(self._taken[cell].sum())
        return fresh >= max(MIN_ACCOUNTS, SAME_SHARE * len(cell))

    def add(self, cell: Ints) -> None:
        """Keep a cell, if it is a fresh one."""
        if self.fresh(cell):
            self.kept.append(cell)
            self._taken[cell] = True


def _apart(cells: list[Ints]) -> list[Ints]:
    """Cells seen once, in order."""
    seen = _Cells(max((int(c.max()) + 1 for c in cells if len(c)), default=0))
    for cell in cells:
        seen.add(cell)
    return seen.kept
