"""FRAUDAR, written anew from the paper: dense blocks of accounts and values, camouflage discounted.

Peel the account or value that adds least until nothing is left; the densest set met on the way is
the block. A value of degree d weighs 1 / log(d + 5), so popular ones bought as camouflage add
little. Further blocks are found after the edges of earlier ones are taken out.
Source: Hooi, Song, Beutel, Shah, Shin, Faloutsos 2016, FRAUDAR: bounding graph fraud in the face of
camouflage, KDD (algorithm 1, column weights of section 4.3).
"""

import heapq
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from gauger.bench.peers.groups import Groups, Ints

Floats = npt.NDArray[np.float64]
DISCOUNT = 5.0
"""The paper's constant in the column weight."""


def blocks(accounts: Ints, values: Ints, names: list[str], *, most: int = 1) -> Groups:
    """Up to `most` blocks of accounts, densest first; edges (accounts[i], values[i]) may repeat.

    Numbers of accounts point into `names`; numbers of values start at 0.
    """
    n = len(names)
    edges = np.unique(np.column_stack([accounts, values]), axis=0)
    found: Groups = []
    for _ in range(most):
        if not len(edges):
            break
        kept = densest(edges[:, 0], edges[:, 1], n)
        inside = kept[edges[:, 0]] & kept[n + edges[:, 1]]
        if not inside.any():
            break
        found.append({names[i] for i in np.unique(edges[inside, 0]).tolist()})
        edges = edges[~inside]
    return found


def densest(accounts: Ints, values: Ints, n: int) -> npt.NDArray[np.bool_]:
    """Membership of the densest set met while peeling, over n accounts and then the values.

    >>> a = np.array([0, 0, 1, 1, 2, 2, 3]); v = np.array([0, 1, 0, 1, 0, 1, 2])
    >>> densest(a, v, 4).tolist()
    [True, True, True, False, True, True, False]
    """
    degree = np.bincount(values)
    weight = 1.0 / np.log(degree[values] + DISCOUNT)
    size = n + len(degree)
    graph = _symmetric(accounts, values + n, weight, size)
    load: Floats = np.asarray(graph.sum(axis=1), np.float64).ravel()
    present = load > 0
    order = list(_peeled(graph, load.copy(), present))
    total, left = float(weight.sum()), int(present.sum())
    best, cut = total / left, 0
    for step, (_, lost) in enumerate(order[:-1], 1):
        total, left = total - lost, left - 1
        if total / left > best:
            best, cut = total / left, step
    kept = present.copy()
    kept[[node for node, _ in order[:cut]]] = False
    return kept


def _symmetric(a: Ints, b: Ints, weight: Floats, size: int) -> csr_array:
    both = (np.concatenate([a, b]), np.concatenate([b, a]))
    return coo_array((np.concatenate([weight, weight]), both), shape=(size, size)).tocsr()


def _peeled(
    graph: csr_array, load: Floats, present: npt.NDArray[np.bool_]
) -> Iterator[tuple[int, float]]:
    """Nodes in the order they go, lightest first, each with the weight that goes with it."""
    starts, ends, weights = graph.indptr.tolist(), graph.indices.tolist(), graph.data.tolist()
    heap = [(w, i) for i, w in enumerate(load.tolist()) if present[i]]
    heapq.heapify(heap)
    now, there = load.tolist(), present.tolist()
    while heap:
        w, node = heapq.heappop(heap)
        if not there[node] or w != now[node]:  # an older, heavier entry
            continue
        there[node] = False
        yield node, max(0.0, w)
        for k in range(starts[node], starts[node + 1]):
            other = ends[k]
            if there[other]:
                now[other] -= weights[k]
                heapq.heappush(heap, (now[other], other))
