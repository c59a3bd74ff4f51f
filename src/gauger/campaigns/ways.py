"""When and what single accounts send, and how far that differs from one account to another.

All of it is measured on pairs or days, so that an account with few requests seems to have no habit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from gauger.linking.communities import MIN_ACCOUNTS
from gauger.linking.traits import Floats, Ints
from gauger.signals.pooling import MOST_ROWS

WEEK_D = 7.0
"""Days after which rests show."""
EACH_DAY = 3.0
"""Exchanges a day from which chance leaves no more than one day in twenty empty."""
BUSY = 0.95
"""Share of honest accounts that send less than a busy one."""
WAYS = ("day", "hour", "model", "capability")
"""In what accounts of people differ, and those that one dispatcher serves do not."""
MIN_PAIRED = 5
"""Exchanges of an account from which its ways are compared with others'."""
MIN_VARIES = 0.02
"""Two exchanges in fifty must differ at all before accounts can."""


def by_account(rows: pa.Table) -> tuple[Ints, Floats]:
    """Number of each row's account, and exchanges of each account, shape (accounts,)."""
    account = rows["account_id"].dictionary_encode().combine_chunks()
    which = np.asarray(account.indices.to_numpy(), np.int64)
    n = np.asarray(rows["exchanges"].to_numpy(), np.float64)
    return which, np.bincount(which, n, len(account.dictionary)).astype(np.float64)


def days_worked(rows: pa.Table) -> tuple[Floats, Floats]:
    """Days with exchanges, and days from first to last, shape (accounts,).

    Zero of zero for who is there for less than a week or sends fewer than three a day, whose rests
    chance explains: one in twenty such days would be empty.
    """
    which, sent = by_account(rows)
    day = rows["day"].cast(pa.date32()).cast(pa.int32()).to_numpy().astype(np.int64)
    first, last = np.full(len(sent), np.iinfo(np.int64).max), np.full(len(sent), -1)
    np.minimum.at(first, which, day)
    np.maximum.at(last, which, day)
    span = (last - first + 1).astype(float)
    could = (span >= WEEK_D) & (sent >= EACH_DAY * span)
    return np.bincount(which, minlength=len(sent)) * could, span * could


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How some accounts work."""

    sent: Floats
    """Exchanges of each, shape (accounts,)."""
    days: tuple[Floats, Floats]
    """`days_worked` of each, and of how many, both of shape (accounts,)."""
    between: Mapping[str, float | None]
    """Of each of WAYS, the share of its variation that lies between accounts."""


def ways(tables: Mapping[str, pa.Table]) -> Ways:
    """From tables of (account_id, column, exchanges) by column, for WAYS."""
    return Ways(
        sent=by_account(tables["day"])[1],
        days=days_worked(tables["day"]),
        between={column: between(table, column) for column, table in tables.items()},
    )


def between(rows: pa.Table, column: str) -> float | None:
    """Share of the variation of `column` over exchanges that lies between accounts.

    From pairs of exchanges of one account and of two, so that few exchanges of an account do not
    look like a habit. None from fewer than five accounts, or where nothing varies.
    Source: Weir & Cockerham 1984, Evolution 38 (6), F statistics.
    """
    which, sent = by_account(rows)
    enough = sent >= MIN_PAIRED
    kind = rows[column].cast(pa.string()).combine_chunks().dictionary_encode("encode")
    place = np.asarray(kind.indices.to_numpy(), np.int64)
    n = np.asarray(rows["exchanges"].to_numpy(), np.float64)
    if enough.sum() < MIN_ACCOUNTS:
        return None
    cell = which * len(kind.dictionary) + place  # `asks` splits a capability's rows: add them up
    cells, at = np.unique(cell[enough[which]], return_inverse=True)
    n = np.bincount(at, n[enough[which]]).astype(np.float64)
    account, place = cells // len(kind.dictionary), cells % len(kind.dictionary)
    weight = np.where(enough, np.minimum(sent, MOST_ROWS), 0.0)
    pairs = np.where(enough, sent * (sent - 1), 1.0)
    within = float((weight[account] * n * (n - 1) / pairs[account]).sum() / weight.sum())
    share = weight[account] * n / sent[account]
    alike = np.square(np.bincount(place, share)).sum() - np.square(share).sum()
    across = float(alike / (weight.sum() ** 2 - np.square(weight).sum()))
    return (within - across) / (1 - across) if 1 - across > MIN_VARIES else None


def gini(sent: Floats) -> float:
    """Half the mean difference of two accounts' exchanges over their mean; 0 where all are alike.

    Unbiased by how many accounts there are. `sent` has shape (accounts,), two or more.
    Source: Gini 1912; Deltas 2003, Review of Economics and Statistics 85, for few.

    >>> gini(np.array([1.0, 1.0, 4.0]))
    0.5
    """
    n = len(sent)
    rank = np.arange(1, n + 1)
    return float(2 * (rank - (n + 1) / 2) @ np.sort(sent) / (n - 1) / sent.sum())


def hours_kept(mine: pa.Table) -> tuple[float, float]:
    """Mean squared resultant of an account's hours over its pairs of requests, and the pairs.

    Unbiased: an account without rhythm gives zero on average, whatever its requests. An account
    counts with at most as many pairs as fifty requests make, so that no heavy one decides.
    """
    which, total = by_account(mine)
    n = np.asarray(mine["exchanges"].to_numpy(), float)
    turn = np.exp(2j * np.pi * np.asarray(mine["hour"].to_numpy(), float) / 24)
    size = len(total)
    vector = np.bincount(which, n * turn.real, size) + 1j * np.bincount(which, n * turn.imag, size)
    pairs = total * (total - 1)
    some = pairs > 0
    kept = (np.abs(vector[some]) ** 2 - total[some]) / pairs[some]
    weight = np.minimum(pairs[some], MOST_ROWS * (MOST_ROWS - 1))
    return (
        (float((kept * weight).sum() / weight.sum()), float(weight.sum()))
        if some.any()
        else (0.0, 0.0)
    )
