"""Candidate groups: Leiden communities of the links at several resolutions.

One resolution cannot serve a cell of twenty and a pool of twenty thousand, so candidates overlap;
the trial of members decides. One thread, because two give another partition for the same seed.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from scipy.sparse import csr_array

from gauger.linking.edges import Edges
from gauger.linking.traits import Floats, Ints, Numbers

UNUSED = ("sklearn", "networkx", "matplotlib")
"""NetworKit loads them where they are installed, for two seconds; without, it does the same."""


@contextmanager
def _as_if_missing(*names: str) -> Iterator[None]:
    """Imports of these packages fail in the block, but for what was imported before."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: there is no such
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _as_if_missing(*UNUSED):
    import networkit as nk

RESOLUTIONS = (2.0, 0.5, 0.05)
"""Fine to coarse, a factor of ten and four apart; engine measurements found one too few."""
PARTS_RESOLUTION = 2.0
"""To take a group apart: fine, since parts that belong together are joined again."""
GRAIN = 64.0
"""Links weigh in 64ths of a bit: their sums are exact, so that equal gains compare as equal. With
weights as they come, NetworKit's Leiden moved an account between two equal communities for ever, in
3 of 6,000 small random graphs; so rounded, in none of 60,000."""
MIN_ACCOUNTS = 5
"""Smaller groups cannot be told from a household with any confidence."""


def candidate_groups(edges: Edges, accounts: int, seed: int) -> list[Ints]:
    """Sorted account numbers of each candidate, none twice: fine before coarse, then by size."""
    found: dict[bytes, Ints] = {}
    with _seeded(seed):
        graph = _graph(edges.a, edges.b, edges.total, accounts)
        for gamma in RESOLUTIONS if len(edges.a) else ():
            level = _communities(graph, gamma)
            for group in sorted(level, key=lambda g: (-len(g), g.tolist())):
                found.setdefault(group.tobytes(), group)
    return list(found.values())


def parts_of(edges: Edges, group: Ints, seed: int) -> list[Ints]:
    """A group's communities among its own links, pairs and larger, and who is alone with one.

    So fine a resolution leaves most accounts of a small even clique alone. Each of them goes to the
    community that it has most links with, by bits.
    """
    own = edges.within(group)
    if not len(own):
        return []
    a, b = (np.searchsorted(group, end[own]) for end in (edges.a, edges.b))
    with _seeded(seed):
        graph = _graph(a, b, edges.total[own], len(group))
        parts = _communities(graph, PARTS_RESOLUTION, least=2)
    if not parts:
        return []
    label = np.full(len(group), -1)
    for number, part in enumerate(parts):
        label[part] = number
    one, other = np.concatenate([a, b]), np.concatenate([b, a])
    out = (label[one] < 0) & (label[other] >= 0)
    bits = np.tile(edges.total[own], 2)[out]
    to = csr_array((bits, (one[out], label[other[out]])), shape=(len(group), len(parts)))
    alone = np.unique(one[out])
    label[alone] = to[alone].argmax(axis=1)
    return [group[label == number] for number in range(len(parts))]


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    threads = nk.getMaxNumberOfThreads()
    nk.setNumberOfThreads(1)
    nk.engineering.setSeed(seed, False)
    try:
        yield
    finally:
        nk.setNumberOfThreads(threads)


def _graph(a: Numbers, b: Numbers, bits: Floats, accounts: int) -> nk.Graph:
    ends = (a.astype(np.uint64), b.astype(np.uint64))
    weight = np.rint(bits * GRAIN) / GRAIN
    return nk.GraphFromCoo((weight, ends), n=accounts, weighted=True, directed=False)


def _communities(graph: nk.Graph, gamma: float, *, least: int = MIN_ACCOUNTS) -> list[Ints]:
    leiden = nk.community.ParallelLeiden(graph, iterations=3, randomize=False, gamma=gamma)
    leiden.run()
    label = np.asarray(leiden.getPartition().getVector(), dtype=np.int64)
    order = np.argsort(label, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(label[order])) + 1, len(order))
    starts = np.append(0, ends[:-1])
    large = ends - starts >= least  # most accounts are alone
    return [
        np.sort(order[start:end])
        for start, end in zip(starts[large].tolist(), ends[large].tolist(), strict=True)
    ]
