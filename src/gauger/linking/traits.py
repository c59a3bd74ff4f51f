"""Traits as arrays: accounts and values become integers, each signal a sparse matrix.

Everything after this line is blind to names and order: accounts are numbered by sorted id and
values by their keys, so row order, file split and thread count leave no trace.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csc_array, csr_array

from gauger.signals.family import Family

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalTraits:
    """One signal's traits: entry (account, value) is 1 where the account has the value."""

    signal: str
    family: Family
    cause: str
    """Signals of one cause may have one innocent explanation, so they count once."""
    held: csr_array
    """Shape (accounts, values), entries 1.0; values held by one account alone are left out."""
    by_value: csc_array
    """The same, laid out by value."""
    holders: Ints
    """Shape (values,): accounts that hold each value."""
    first_us: Ints
    """Shape (nnz,): when the account first showed the value, in the order of `held`."""
    uses: Ints
    """Shape (nnz,): how often the account showed the value, in the order of `held`."""
    degree: Ints
    """Shape (accounts,): values an account has, those it shares with nobody included."""
    pairs: int
    """Sum of the degrees of the whole population."""
    others: int = 0
    """Accounts of the population that are not here; as holders they are counted all the same."""

    @property
    def population(self) -> int:
        """How many accounts there are, those that are not here among them."""
        return len(self.degree) + self.others


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What linking works on."""

    accounts: tuple[str, ...]
    """Sorted account ids; an account's number is its place here."""
    signals: tuple[SignalTraits, ...]
    others: int = 0
    """Accounts of the population that are not here."""

    @property
    def population(self) -> int:
        """How many accounts there are, those that are not here among them."""
        return len(self.accounts) + self.others


def entries(held: csr_array, members: Ints) -> tuple[Ints, Ints]:
    """Of these rows of `held`: the place in `members`, and in `held.indices`, of each entry.

    >>> entries(csr_array([[0, 1], [1, 1]]), np.array([1, 0]))[0].tolist()
    [0, 0, 1]
    """
    starts, many = held.indptr[members], np.diff(held.indptr)[members].astype(np.int64)
    row = np.repeat(np.arange(len(members)), many)
    return row, np.repeat(starts - np.cumsum(many) + many, many) + np.arange(len(row))


def distinct(numbers: npt.NDArray[np.integer], below: int) -> Ints:
    """The `numbers` (0 to `below` - 1) that occur, sorted.

    >>> distinct(np.array([4, 1, 4]), 5).tolist()
    [1, 4]
    """
    occurs = np.zeros(below, bool)
    occurs[numbers] = True
    return np.flatnonzero(occurs)


def numbered(numbers: npt.NDArray[np.integer], below: int) -> tuple[Ints, Ints]:
    """The numbers that occur, sorted, and the place of each of `numbers` among them.

    What `np.unique` gives with `return_inverse`, without a sort: linking asks for it for every
    signal of every group on trial.

    >>> numbered(np.array([4, 1, 4]), 5)[1].tolist()
    [1, 0, 1]
    """
    occur = distinct(numbers, below)
    place = np.empty(below, np.int64)
    place[occur] = np.arange(len(occur))
    return occur, place[numbers]


def index_traits(
    tables: Mapping[str, tuple[Family, pa.Table]],
    accounts: list[str] | None = None,
    causes: Mapping[str, str] | None = None,
    degrees: Mapping[str, pa.Table] | None = None,
) -> Traits:
    """Number accounts and values of each signal's (account_id, value, first_ts, ...) rows.

    `accounts` names the whole population where some of it has no trait; the null model needs it.
    `causes` names what may lie behind a signal; a signal it leaves out is its own cause.
    `degrees` holds (account_id, degree) by signal: values of each account where `tables` leaves out
    those that nobody shares; without it, values are counted.
    """
    counted = degrees or {}
    seen = [
        table["account_id"].unique().to_pylist()
        for table in [*(t for _, t in tables.values()), *counted.values()]
    ]
    ids = sorted(set(accounts or ()).union(*seen))
    lookup = pa.array(ids, pa.string())
    return Traits(
        accounts=tuple(ids),
        signals=tuple(
            _signal_traits(
                name, family, (causes or {}).get(name, name), table, counted.get(name), lookup
            )
            for name, (family, table) in tables.items()
        ),
    )


def _signal_traits(
    name: str,
    family: Family,
    cause: str,
    table: pa.Table,
    degrees: pa.Table | None,
    ids: pa.Array,
) -> SignalTraits:
    account = _numbers(table, ids)
    value = table["value"].to_numpy()
    degree = np.bincount(account, minlength=len(ids)).astype(np.int64)
    if degrees is not None:
        degree[_numbers(degrees, ids)] = degrees["degree"].to_numpy()
    _, value, holders = np.unique(value, return_inverse=True, return_counts=True)
    shared = holders[value] > 1
    number = np.cumsum(holders > 1) - 1
    account, value = account[shared], number[value[shared]]
    first, uses = _first_us(table)[shared], _uses(table)[shared]
    order = np.lexsort((value, account))
    shape = (len(ids), int((holders > 1).sum()))
    starts = np.concatenate([[0], np.cumsum(np.bincount(account, minlength=len(ids)))])
    held = csr_array((np.ones(len(order)), value[order], starts), shape=shape)
    return SignalTraits(
        signal=name,
        family=family,
        cause=cause,
        held=held,
        by_value=held.tocsc(),
        holders=holders[holders > 1].astype(np.int64),
        first_us=first[order],
        uses=uses[order],
        degree=degree,
        pairs=int(degree.sum()),
    )


def _numbers(table: pa.Table, ids: pa.Array) -> Ints:
    found = pc.index_in(table["account_id"].cast(pa.string()), ids)
    return np.asarray(found.to_numpy(), np.int64)


def _first_us(table: pa.Table) -> Ints:
    if "first_ts" not in table.column_names:
        return np.zeros(table.num_rows, np.int64)
    us = pc.fill_null(table["first_ts"].cast(pa.int64()), 0)
    return np.asarray(us.to_numpy(), np.int64)


def _uses(table: pa.Table) -> Ints:
    if "n" not in table.column_names:
        return np.ones(table.num_rows, np.int64)
    return np.asarray(pc.fill_null(table["n"].cast(pa.int64()), 1).to_numpy(), np.int64)
