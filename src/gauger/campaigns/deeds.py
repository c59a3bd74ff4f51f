"""Who in a group does what the group is about, and who only stands beside it.

What an account asks for (its capabilities, and whether it asks for training material) is a draw
from a Dirichlet-multinomial: accounts of one kind differ more than chance alone explains. A group
is a mixture of honest accounts, whose distribution is known from everybody else, and of harvesting
ones, whose distribution is learned from the group itself. Owners of borrowed addresses, and a
reseller's real customers, then fall to the honest side.
Source: Minka 2000, Estimating a Dirichlet distribution.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import gammaln

from gauger.linking.traits import Floats, Ints
from gauger.stats.mixture import PRIOR, two_kinds

MIN_ASKS_LIFT = 4.0
"""The learned kind must ask for training material so many times as often as honest accounts do: a
group is not taken apart for working on something else."""
MIN_ASKS = 0.1
"""And in a tenth of its requests."""
P_ASIDE = 0.05
"""Of a group that seems to be of one kind, an account is set aside only when it is twenty times as
likely to be an honest one."""
P_AMONG = 0.99
"""Where honest accounts stand in the group, one is counted in only at a hundred to one: two
requests tell no customer of a reseller from who hides among them."""
PRECISION = (1.0, 100.0)
"""Bounds of a Dirichlet's precision; few accounts estimate it badly."""


def harvesting(own: pa.Table, rest: pa.Table) -> dict[str, bool] | None:
    """By account id whether it does what the group does; None where there are no two kinds.

    Takes (account_id, capability, asks, exchanges) of a group and of honest accounts.
    """
    kinds, place = _kinds([own, rest])
    asks = np.array([k[1] for k in kinds], bool)
    names, mine = _counts(own, place[0], len(kinds))
    _, honest = _counts(rest, place[1], len(kinds))
    if len(mine) < 2 or len(honest) < 2 or not asks.any():
        return None
    usual = _fit(honest, np.ones(len(honest)))
    share = mine @ asks / mine.sum(axis=1)
    p, harvest = two_kinds(
        share,
        lambda p: _log_likelihood(mine, _fit(mine, p)) - _log_likelihood(mine, usual),
    )
    learned = _fit(mine, p)
    theirs, everybody = (a @ asks / a.sum() for a in (learned, usual))
    if theirs < max(MIN_ASKS, MIN_ASKS_LIFT * everybody):
        return None
    least = P_AMONG if harvest < PRIOR[1] else P_ASIDE
    return dict(zip(names, (p > least).tolist(), strict=True))


def _kinds(tables: Sequence[pa.Table]) -> tuple[list[tuple[str, bool]], list[Ints]]:
    """The sorted kinds of deed, (capability, asks), and the kind of each row of each table."""
    rows = pa.concat_tables(
        [
            pa.table(
                {
                    "capability": pc.fill_null(t["capability"].cast(pa.string()), ""),
                    "asks": pc.fill_null(t["asks"].cast(pa.bool_()), False),
                }
            )
            for t in tables
        ]
    ).combine_chunks()
    labels, label = _coded(rows["capability"])
    code = 2 * label + rows["asks"].to_numpy(zero_copy_only=False)
    seen, place = np.unique(code, return_inverse=True)
    kinds = [(labels[c // 2], bool(c % 2)) for c in seen.tolist()]
    return kinds, np.split(place.astype(np.int64), np.cumsum([len(t) for t in tables])[:-1])


def _counts(does: pa.Table, place: Ints, kinds: int) -> tuple[list[str], Floats]:
    """Sorted account ids, and requests of shape (accounts, kinds)."""
    names, account = _coded(does["account_id"])
    counts = np.zeros((len(names), kinds))
    np.add.at(counts, (account, place), does["exchanges"].to_numpy())
    return names, counts


def _coded(column: pa.ChunkedArray) -> tuple[list[str], Ints]:
    """The sorted distinct values, and the number of each row's among them."""
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks() if coded.num_chunks != 1 else coded.chunk(0)
    names = coded.dictionary.to_pylist()
    rank = np.empty(len(names), np.int64)
    rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return sorted(names), rank[coded.indices.to_numpy()]


def _fit(counts: Floats, weight: Floats) -> Floats:
    """Dirichlet parameters by moments of the accounts' shares, shape (kinds,)."""
    share = counts / counts.sum(axis=1, keepdims=True)
    weight = weight * np.minimum(counts.sum(axis=1), 10.0)  # one request tells little of a mix
    total = max(float(weight.sum()), 1e-9)
    mean = (weight @ share + 0.05) / (total + 0.05 * share.shape[1])
    spread = weight @ np.square(share - mean) / total
    precision = float((mean * (1 - mean)).sum() / max(spread.sum(), 1e-9) - 1)
    return np.asarray(mean * np.clip(precision, *PRECISION), np.float64)


def _log_likelihood(counts: Floats, alpha: Floats) -> Floats:
    """Log probability of each account's requests, up to what no parameter changes."""
    n = counts.sum(axis=1)
    kinds = (gammaln(counts + alpha) - gammaln(alpha)).sum(axis=1)
    return np.asarray(gammaln(alpha.sum()) - gammaln(n + alpha.sum()) + kinds, np.float64)
