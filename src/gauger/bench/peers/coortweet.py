"""CooRTweet's definition of coordination, written anew from its documentation, as a reference.

Two accounts are coordinated when both share the same object within a time window; an account counts
with at least so many shares in all and so many coordinated ones. The network keeps pairs whose
number of joint shares exceeds a quantile of all pairs'.
Source: Righetti and Balluff 2025, CooRTweet, Computational Communication Research 7(1); pairs and
repetition after Giglietto et al. 2020, Information, Communication & Society 23(6).
"""

from collections.abc import Iterator
from itertools import count

import numpy as np
import pyarrow as pa

from gauger.bench.peers.groups import Groups, Ints, components

WINDOW_S = 60
MIN_PARTICIPATION = 2
EDGE_QUANTILE = 0.5
"""The package's own example: 60 s, twice, above the median pair."""


def coordinated(
    shares: pa.Table,
    *,
    window_s: int = WINDOW_S,
    min_participation: int = MIN_PARTICIPATION,
    edge_quantile: float = EDGE_QUANTILE,
) -> Groups:
    """Components of the coordinated network.

    In:  shares(object_id, account_id, content_id, timestamp_share): one row per share, seconds.
    Out: groups of accounts, largest first.
    """
    names, a, b, weight = pairs(shares, window_s=window_s, min_participation=min_participation)
    if not len(weight):
        return []
    kept = weight > np.quantile(weight, edge_quantile)
    return components(names, a[kept], b[kept])


def pairs(
    shares: pa.Table, *, window_s: int, min_participation: int
) -> tuple[list[str], Ints, Ints, Ints]:
    """Account names, and each coordinated pair (numbers, a < b) with its joint shares."""
    names = sorted(set(shares["account_id"].to_pylist()))
    account = _coded(shares["account_id"])
    busy = np.bincount(account)[account] >= min_participation
    account, at = account[busy], shares["timestamp_share"].to_numpy()[busy]
    item = _codes([shares["object_id"], shares["content_id"]])
    shared, content = item[0][busy], item[1][busy]
    order = np.lexsort((content, at, shared))
    near = zip(*_near(order, shared, at, window_s), strict=True)
    x, y = (np.concatenate(part) for part in near)
    loop = (shared[x] == content[x]) | (shared[x] == content[y])
    other = (account[x] != account[y]) & (content[x] != content[y]) & ~loop
    x, y = x[other], y[other]
    together = np.unique(content[np.concatenate([x, y])])
    times = np.bincount(account[np.isin(content, together)], minlength=len(names))
    often = (times[account[x]] >= min_participation) | (times[account[y]] >= min_participation)
    low, high = np.minimum(account[x], account[y])[often], np.maximum(account[x], account[y])[often]
    code, weight = np.unique(low * len(names) + high, return_counts=True)
    return names, code // len(names), code % len(names), weight.astype(np.int64)


def _coded(column: pa.ChunkedArray) -> Ints:
    """Number of each value among the sorted distinct ones."""
    return np.unique(column.to_numpy().astype(str), return_inverse=True)[1].astype(np.int64)


def _codes(columns: list[pa.ChunkedArray]) -> list[Ints]:
    """Numbers of several columns in one numbering, so that they can be compared."""
    texts = np.concatenate([c.to_numpy().astype(str) for c in columns])
    code = np.unique(texts, return_inverse=True)[1].astype(np.int64)
    return np.split(code, len(columns))


def _near(order: Ints, shared: Ints, at: Ints, window_s: int) -> Iterator[tuple[Ints, Ints]]:
    """Rows of one object at most the window apart, neighbours in time first.

    Where no rows k apart in order are near, none further apart can be.
    """
    for k in count(1):
        x, y = order[:-k], order[k:]
        near = (shared[x] == shared[y]) & (at[y] - at[x] <= window_s)
        yield x[near], y[near]
        if not near.any():
            return
