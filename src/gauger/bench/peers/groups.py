"""Links to groups: connected components, the plainest rule that every peer ends with."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Groups = list[set[str]]
Ints = npt.NDArray[np.int64]


def components(names: list[str], a: Ints, b: Ints, smallest: int = 2) -> Groups:
    """Groups of at least `smallest` names joined by links (a, b), numbers into `names`.

    Largest first, then by first name.

    >>> [sorted(g) for g in components(["x", "y", "z"], np.array([0]), np.array([2]))]
    [['x', 'z']]
    """
    shape = (len(names), len(names))
    _, label = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=shape), False)
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    return ordered({names[i] for i in part.tolist()} for part in parts if len(part) >= smallest)


def of_pairs(pairs: Iterable[tuple[str, str]], smallest: int = 2) -> Groups:
    """Groups of names joined by pairs of names."""
    kept = list(pairs)
    names = sorted({name for pair in kept for name in pair})
    number = {name: i for i, name in enumerate(names)}
    ends = np.array([(number[a], number[b]) for a, b in kept], np.int64).reshape(-1, 2)
    return components(names, ends[:, 0], ends[:, 1], smallest) if names else []


def ordered(groups: Iterable[set[str]]) -> Groups:
    """Largest first, then by first name: the same list whatever the order they were found in."""
    return sorted((g for g in groups if g), key=lambda g: (-len(g), min(g)))
