"""Traits as arrays: accounts and values become integers, each signal a sparse matrix.

Everything after this line is blind to names and order: accounts are numbered by sorted id and
values by their keys, so row order, file split and thread count leave no trace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csc_array, csr_array, hstack

from gauger.signals.family import Family

Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float64]


SPARSE = 64
"""Of so many possible numbers to one given, sorting those given is cheaper than marking all."""


@dataclass(frozen=True, kw_only=True)
class SignalTraits:
    """One signal's traits: entry (account, value) is 1 where the account has the value."""

    signal: str
    family: Family
    cause: str
    """Signals of one cause may have one innocent explanation, so they count once."""
    held: csr_array
    """Shape (accounts, values), entries 1 of one byte; what one account alone holds is left out."""
    holders: Ints
    """Shape (values,): accounts that hold each value."""
    first_us: Ints
    """Shape (nnz,): when the account first showed the value, in the order of `held`."""
    uses: Int32s
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

    @cached_property
    def by_value(self) -> csc_array:
        """The same as `held`, laid out by value."""
        return self.held.tocsc()

    def without(self, accounts: Ints) -> "SignalTraits":
        """As if these accounts held nothing."""
        stays = np.ones(len(self.degree), bool)
        stays[accounts] = False
        many = np.diff(self.held.indptr)
        entry = np.repeat(stays, many)
        ends = np.concatenate([[0], np.cumsum(np.where(stays, many, 0))])
        held = ones(self.held.indices[entry], ends, self.held.shape)
        degree = np.where(stays, self.degree, 0)
        return replace(
            self,
            held=held,
            holders=np.bincount(held.indices, minlength=held.shape[1]).astype(np.int64),
            first_us=self.first_us[entry],
            uses=self.uses[entry],
            degree=degree,
            pairs=int(degree.sum()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stacked:
    """The values of all signals side by side, so that a group is looked at in all of them at once.

    V values in all, in order of signals.
    """

    held: csr_array
    """Shape (accounts, V), entries 1 of one byte."""
    by_value: csc_array
    """The same, laid out by value."""
    holders: Ints
    """Shape (V,): accounts that hold each value."""
    signal: Ints
    """Shape (V,): the place of its signal."""


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What linking works on."""

    accounts: tuple[str, ...]
    """Sorted account ids; an account's number is its place here."""
    signals: tuple[SignalTraits, ...]
    others: int = 0
    """Accounts of the population that are not here."""
    asking: SignalTraits | None = None
    """Phrases with which accounts ask for training material: they tie nobody by themselves."""

    @property
    def population(self) -> int:
        """How many accounts there are, those that are not here among them."""
        return len(self.accounts) + self.others

    def with_asking(self, but: Ints) -> "Traits":
        """The same, and last among the signals how accounts ask, as if those of `but` did not."""
        asking = [] if self.asking is None else [self.asking.without(but)]
        return replace(self, signals=(*self.signals, *asking))

    @cached_property
    def room(self) -> Int32s:
        """For `placed`: an entry for every value, and for every signal of every account."""
        shown = len(self.signals) * len(self.accounts)
        return np.empty(max(len(self.stacked.holders), shown), np.int32)

    @cached_property
    def stacked(self) -> Stacked:
        """The values of all signals side by side."""
        nothing = csc_array((len(self.accounts), 0), dtype=np.int8)
        parts = [nothing, *(s.held.tocsc() for s in self.signals)]
        by_value = hstack(parts, format="csc")  # by columns, which only are put side by side as is
        return Stacked(
            held=by_value.tocsr(),
            by_value=by_value,
            holders=np.concatenate([np.zeros(0, np.int64), *(s.holders for s in self.signals)]),
            signal=np.repeat(np.arange(len(self.signals)), [len(s.holders) for s in self.signals]),
        )


def entries(held: csr_array | csc_array, members: Ints) -> tuple[Ints, Ints]:
    """Of these rows of `held`: the place in `members`, and in `held.indices`, of each entry.

    Of columns, where it is laid out by columns. What indexing the matrix gives, at a tenth of the
    time where members are few.

    >>> entries(csr_array([[0, 1], [1, 1]]), np.array([1, 0]))[0].tolist()
    [0, 0, 1]
    """
    starts = held.indptr[members]
    many = (held.indptr[members + 1] - starts).astype(np.int64)
    row = np.repeat(np.arange(len(members)), many)
    return row, np.repeat(starts - np.cumsum(many) + many, many) + np.arange(len(row))


def distinct(numbers: Numbers, below: int) -> Ints:
    """The `numbers` (0 to `below` - 1) that occur, sorted.

    >>> distinct(np.array([4, 1, 4]), 5).tolist()
    [1, 4]
    """
    if len(numbers) < below // SPARSE:
        return np.unique(numbers).astype(np.int64)
    occurs = np.zeros(below, bool)
    occurs[numbers] = True
    return np.flatnonzero(occurs)


def numbered(numbers: Numbers, below: int) -> tuple[Ints, Numbers]:
    """The numbers that occur, sorted, and the place of each of `numbers` among them.

    What `np.unique` gives with `return_inverse`, without a sort where they are many: linking asks
    for it for every signal of every group on trial.

    >>> numbered(np.array([4, 1, 4]), 5)[1].tolist()
    [1, 0, 1]
    """
    if len(numbers) < below // SPARSE:
        occur, place = np.unique(numbers, return_inverse=True)
        return occur.astype(np.int64), place
    occur = distinct(numbers, below)
    place = np.empty(below, np.int32)  # of eight bytes, linking's peak at full size is higher
    place[occur] = np.arange(len(occur))
    return occur, place[numbers]


def placed(numbers: Numbers, room: Int32s) -> tuple[Ints, Int32s]:
    """Where each number occurs first, in order, and the place of each of `numbers` among these.

    In the time that those given take, however many are possible: `room` has an entry for each
    possible number, and what stands in it does not matter.

    >>> [x.tolist() for x in placed(np.array([4, 1, 4]), np.empty(5, np.int32))]
    [[0, 1], [0, 1, 0]]
    """
    each = np.arange(len(numbers), dtype=np.int32)
    room[numbers[::-1]] = each[::-1]
    first = np.flatnonzero(room[numbers] == each)
    room[numbers[first]] = each[: len(first)]
    return first, room[numbers]


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

    def degree(name: str) -> Ints | None:
        table = counted.get(name)
        if table is None:
            return None
        return spread(_numbers(table, lookup), table["degree"].to_numpy(), len(ids))

    return Traits(
        accounts=tuple(ids),
        signals=tuple(
            signal_traits(
                Held(
                    account=_numbers(table, lookup),
                    value=table["value"].to_numpy(),
                    first_us=_first_us(table),
                    uses=_uses(table),
                ),
                signal=name,
                family=family,
                cause=(causes or {}).get(name, name),
                accounts=len(ids),
                degree=degree(name),
            )
            for name, (family, table) in tables.items()
        ),
    )


class Held(NamedTuple):
    """Who holds what, one row per account and value, in any order."""

    account: Numbers
    """Numbers of accounts."""
    value: Ints
    """Keys."""
    first_us: Ints
    uses: Numbers


def spread(account: Numbers, n: Numbers, accounts: int) -> Ints:
    """A number for each account, zero where none is given."""
    every = np.zeros(accounts, np.int64)
    every[account] = n
    return every


def signal_traits(
    rows: Held, *, signal: str, family: Family, cause: str, accounts: int, degree: Ints | None
) -> SignalTraits:
    """Index one signal; `degree` where `rows` leave out values that nobody shares."""
    if degree is None:
        degree = np.bincount(rows.account, minlength=accounts).astype(np.int64)
    by_value = np.argsort(rows.value)
    value = rows.value[by_value]
    starts = np.flatnonzero(np.diff(value, prepend=value[:1] - 1) != 0)
    holders = np.diff(np.append(starts, len(value)))
    shared = by_value[np.repeat(holders > 1, holders)].astype(np.int32)
    holders = holders[holders > 1]
    ends = np.concatenate([[0], np.cumsum(holders)]).astype(np.int32)
    shape = (accounts, len(holders))
    # Laying the matrix out anew sorts the entries by account in linear time; they carry their rows.
    places = csc_array((shared, rows.account[shared].astype(np.int32), ends), shape=shape).tocsr()
    held = ones(places.indices, places.indptr, shape)
    return SignalTraits(
        signal=signal,
        family=family,
        cause=cause,
        held=held,
        holders=holders,
        first_us=rows.first_us[places.data],
        uses=rows.uses[places.data].astype(np.int32),
        degree=degree,
        pairs=int(degree.sum()),
    )


def ones(indices: Numbers, ends: Numbers, shape: tuple[int, int]) -> csr_array:
    """A matrix of ones, of one byte each."""
    parts = (np.ones(len(indices), np.int8), indices.astype(np.int32), ends.astype(np.int32))
    return csr_array(parts, shape=shape)


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
