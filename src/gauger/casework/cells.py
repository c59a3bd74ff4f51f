"""Accounts of a case in cells that a person can look at: who is tied to whom, and by what.

The stored links are a sample, the strongest. Label propagation over them (Raghavan et al. 2007,
Phys. Rev. E 76, 036106; here by weight and in a fixed order, so that the same links give the same
cells) finds who hangs together; accounts that no stored link touches stand with those that carry
the same evidence. A cell is named by its first account, so that its address lasts.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from gauger.campaigns.model import Link, Member
from gauger.casework import reading as read
from gauger.casework import tables as t

ROUNDS = 12
MOST_CELLS = 60
"""More bubbles than this are a foam; the smallest join those with the same evidence."""
MOST_ACCOUNTS = 240
"""Dots of a cell when it is looked into; the best linked and their neighbours come first."""
UNLINKED = "same evidence: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Accounts that hang together."""

    name: str
    accounts: tuple[str, ...]
    exchanges: int
    signals: tuple[tuple[str, int], ...]
    """Signals of its accounts, each with how many carry it, the most first."""
    linked: bool
    """Whether stored links tie it; else its accounts carry the same evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What joins two cells, or two accounts."""

    a: str
    b: str
    links: int
    bits: float
    signals: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Cells and what joins them."""

    cells: tuple[Cell, ...]
    ties: tuple[Tie, ...]
    accounts: int
    links: int


@dataclass(frozen=True, slots=True)
class _Account:
    signals: tuple[str, ...]
    exchanges: int


def cells(members: Sequence[Member], links: Sequence[Link]) -> Picture:
    """The whole case as cells, the largest first."""
    accounts = {
        m.account_id: _Account(tuple(dict.fromkeys(r.signal for r in m.evidence)), m.exchanges)
        for m in sorted(members, key=lambda m: m.account_id)
    }
    links = [k for k in links if k.a in accounts and k.b in accounts]
    label = _propagate(links)
    grouped: dict[str, list[str]] = defaultdict(list)
    for name, account in accounts.items():
        rest = UNLINKED + (", ".join(account.signals) or "none")
        grouped[label.get(name, rest)].append(name)
    grouped = _merge_small(grouped, accounts)
    made = [_cell(names, accounts, linked=key in accounts) for key, names in grouped.items()]
    order = sorted(made, key=lambda c: (-len(c.accounts), c.name))
    place = {a: c.name for c in order for a in c.accounts}
    return Picture(
        cells=tuple(order), ties=_ties(links, place), accounts=len(accounts), links=len(links)
    )


def cells_of(connection: Connection, case_id: str) -> Picture:
    """The cells as they were made on import."""
    query = select(t.pictures.c.picture).where(t.pictures.c.case_id == case_id)
    return msgspec.json.decode(connection.execute(query).scalar_one(), type=Picture)


def look_into(
    connection: Connection, case_id: str, cell: Cell
) -> tuple[tuple[str, ...], tuple[Link, ...]]:
    """The best linked accounts of a cell and their neighbours, MOST_ACCOUNTS at most; its links."""
    near: dict[str, list[str]] = {a: [] for a in sorted(cell.accounts)}
    for a, b in read.link_ends(connection, case_id):
        if a in near and b in near:
            near[a].append(b)
            near[b].append(a)
    best = _outwards(near)
    return best, read.links_among(connection, case_id, best)


def _outwards(near: dict[str, list[str]]) -> tuple[str, ...]:
    """The best linked account, who is tied to it, who to those; then the next best linked, ...

    The best linked alone would be hubs of many groups, hardly tied to each other.
    """
    found: dict[str, None] = {}
    for first in sorted(near, key=lambda a: (-len(near[a]), a)):
        waiting = deque([] if first in found else [first])
        while waiting and len(found) < MOST_ACCOUNTS:
            account = waiting.popleft()
            if account not in found:
                found[account] = None
                waiting.extend(sorted(near[account], key=lambda a: (-len(near[a]), a)))
    return tuple(found)


def _propagate(links: Sequence[Link]) -> dict[str, str]:
    """Account: the first account of its cell."""
    near: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for k in links:
        near[k.a].append((k.b, k.bits))
        near[k.b].append((k.a, k.bits))
    label = {a: a for a in sorted(near)}
    for _ in range(ROUNDS):
        moved = 0
        for a, mine in list(label.items()):
            weight: dict[str, float] = defaultdict(float)
            for b, bits in near[a]:
                weight[label[b]] += bits
            best = min(weight, key=lambda name: (-weight[name], name))
            if weight[best] > weight.get(mine, 0.0):
                label[a] = best
                moved += 1
        if not moved:
            break
    first: dict[str, str] = {}
    for a, name in label.items():  # in order, so the first seen is the smallest
        first.setdefault(name, a)
    return {a: first[name] for a, name in label.items()}


def _merge_small(
    grouped: dict[str, list[str]], accounts: dict[str, _Account]
) -> dict[str, list[str]]:
    order = sorted(grouped, key=lambda k: (-len(grouped[k]), k))
    kept = {k: grouped[k] for k in order[:MOST_CELLS]}
    for key in order[MOST_CELLS:]:
        common = Counter(accounts[a].signals for a in grouped[key]).most_common(1)[0][0]
        kept.setdefault(f"{UNLINKED}{', '.join(common) or 'none'}", []).extend(grouped[key])
    if len(kept) <= 2 * MOST_CELLS:
        return kept
    return dict(list(kept.items())[:MOST_CELLS]) | {
        f"{UNLINKED}mixed": [a for k in list(kept)[MOST_CELLS:] for a in kept[k]]
    }


def _cell(names: list[str], accounts: dict[str, _Account], *, linked: bool) -> Cell:
    signals = Counter(s for a in names for s in accounts[a].signals)
    return Cell(
        name=min(names),
        accounts=tuple(sorted(names)),
        exchanges=sum(accounts[a].exchanges for a in names),
        signals=tuple(sorted(signals.items(), key=lambda x: (-x[1], x[0]))),
        linked=linked,
    )


def _ties(links: Sequence[Link], place: dict[str, str]) -> tuple[Tie, ...]:
    bits: dict[tuple[str, str], float] = defaultdict(float)
    count: Counter[tuple[str, str]] = Counter()
    signals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for k in links:
        a, b = sorted((place[k.a], place[k.b]))
        if a == b:
            continue
        bits[a, b] += k.bits
        count[a, b] += 1
        signals[a, b].update(k.signals)
    return tuple(
        Tie(
            a=a,
            b=b,
            links=count[a, b],
            bits=round(bits[a, b], 1),
            signals=tuple(signals[a, b].most_common()),
        )
        for a, b in sorted(bits, key=lambda x: (-bits[x], x))
    )
