"""Who in a group does what the group is about, and who only stands beside it.

What an account asks for (its capabilities, and whether it asks for training material) is a draw
from a Dirichlet-multinomial: accounts of one kind differ more than chance alone explains. A group
is a mixture of honest accounts, whose distribution is known from everybody else, and of harvesting
ones, whose distribution is learned from the group itself (EM). Owners of borrowed addresses, and a
reseller's real customers, then fall to the honest side.
Source: Minka 2000, Estimating a Dirichlet distribution; Dempster, Laird, Rubin 1977 for EM.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from scipy.special import gammaln

from gauger.linking.traits import Floats

ROUNDS = 20
"""EM settles in fewer; what has not is a group without two kinds of accounts."""
MIN_ASKS_LIFT = 4.0
"""The learned kind must ask for training material so many times as often as honest accounts do: a
group is not taken apart for working on something else."""
MIN_ASKS = 0.1
"""And in a tenth of its requests."""
P_ASIDE = 0.05
"""An account is set aside only when it is twenty times as likely to be an honest one."""
P_SURE = 0.95
"""Where nothing but wording ties a group, only who is so probable to do what it does stays."""
PRECISION = (1.0, 100.0)
"""Bounds of a Dirichlet's precision; few accounts estimate it badly."""


def harvesting(own: pa.Table, rest: pa.Table, *, least: float = P_ASIDE) -> dict[str, bool] | None:
    """By account id whether it does what the group does; None where there are no two kinds.

    Takes (account_id, capability, asks, exchanges) of a group and of honest accounts. Who does it
    with a probability of at most `least` is set aside.
    """
    kinds = sorted({_kind(r) for r in (*own.to_pylist(), *rest.to_pylist())})
    asks = np.array([k[1] for k in kinds])
    names, mine = _counts(own, kinds)
    _, honest = _counts(rest, kinds)
    if len(mine) < 2 or len(honest) < 2 or not asks.any():
        return None
    usual = _fit(honest, np.ones(len(honest)))
    share = mine @ asks / mine.sum(axis=1)
    p = np.where(share >= np.median(share), 0.9, 0.1)
    for _ in range(ROUNDS):
        learned = _fit(mine, p)
        odds = _log_likelihood(mine, learned) - _log_likelihood(mine, usual)
        prior = np.clip(p.mean(), 0.05, 0.95)
        p = 1 / (1 + np.exp(-np.clip(odds + np.log(prior / (1 - prior)), -50, 50)))
    theirs, everybody = (a @ asks / a.sum() for a in (learned, usual))
    if theirs < max(MIN_ASKS, MIN_ASKS_LIFT * everybody):
        return None
    return dict(zip(names, (p > least).tolist(), strict=True))


def _kind(row: dict[str, object]) -> tuple[str, bool]:
    return str(row["capability"] or ""), bool(row["asks"])


def _counts(does: pa.Table, kinds: Sequence[tuple[str, bool]]) -> tuple[list[str], Floats]:
    """Sorted account ids, and requests of shape (accounts, kinds)."""
    rows = does.to_pylist()
    names = sorted({r["account_id"] for r in rows})
    at, column = {a: i for i, a in enumerate(names)}, {k: i for i, k in enumerate(kinds)}
    counts = np.zeros((len(names), len(kinds)))
    for r in rows:
        counts[at[r["account_id"]], column[_kind(r)]] += r["exchanges"]
    return names, counts


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
