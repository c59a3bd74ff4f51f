"""Candidate groups: Leiden communities of the links at several resolutions.

One resolution cannot serve a cell of twenty and a pool of twenty thousand, so candidates overlap;
the trial of members decides. One thread, because two give another partition for the same seed.
"""

import networkit as nk
import numpy as np

from gauger.linking.edges import Edges
from gauger.linking.traits import Ints

RESOLUTIONS = (2.0, 0.5, 0.05)
"""Fine to coarse, a factor of ten and four apart; engine measurements found one too few."""
MIN_ACCOUNTS = 5
"""Smaller groups cannot be told from a household with any confidence."""


def candidate_groups(edges: Edges, accounts: int, seed: int) -> list[Ints]:
    """Sorted account numbers of each candidate, none twice: fine before coarse, then by size."""
    if not len(edges.a):
        return []
    threads = nk.getMaxNumberOfThreads()
    nk.setNumberOfThreads(1)
    try:
        nk.engineering.setSeed(seed, False)
        ends = (edges.a.astype(np.uint64), edges.b.astype(np.uint64))
        graph = nk.GraphFromCoo((edges.total, ends), n=accounts, weighted=True, directed=False)
        found: dict[bytes, Ints] = {}
        for gamma in RESOLUTIONS:
            level = _communities(graph, gamma)
            for group in sorted(level, key=lambda g: (-len(g), g.tolist())):
                found.setdefault(group.tobytes(), group)
    finally:
        nk.setNumberOfThreads(threads)
    return list(found.values())


def _communities(graph: nk.Graph, gamma: float) -> list[Ints]:
    leiden = nk.community.ParallelLeiden(graph, iterations=3, randomize=False, gamma=gamma)
    leiden.run()
    label = np.asarray(leiden.getPartition().getVector(), dtype=np.int64)
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return [np.sort(g) for g in np.split(order, cuts) if len(g) >= MIN_ACCOUNTS]
