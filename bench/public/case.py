"""A data set made ready: traits for the core, the raw rows for peers, and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from gauger.records.keys import keys_of
from gauger.records.schema import KEY, TIME
from gauger.signals.family import Family

Tables = dict[str, tuple[Family, pa.Table]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One data set, and the question put to it."""

    name: str
    tables: Tables
    """Traits of each signal, with its family."""
    causes: Mapping[str, str]
    accounts: list[str]
    """Whole population."""
    guilty: frozenset[str] = frozenset()
    """Accounts that should be named. Together with `innocent` they are what can be judged."""
    innocent: frozenset[str] = frozenset()
    """Accounts that should not be named; a method that does accuses them falsely."""
    cluster_of: Mapping[str, str] = field(default_factory=dict)
    """True group of the accounts that have one."""
    suspects: frozenset[str] = frozenset()
    """The part of `innocent` that somebody once accused and a review cleared."""
    unit_of: Mapping[str, str] = field(default_factory=dict)
    """What is kept together when accounts are split in two halves; else cluster, else account."""
    rows: pa.Table | None = None
    """Raw rows, for peers that want them."""
    window_s: int = 0
    """Seconds within which two shares of `rows` are together."""

    def side(self, account: str) -> int:
        """Half of an account: 0 to tune on, 1 to report on. Whole groups fall to one side."""
        unit = self.unit_of.get(account) or self.cluster_of.get(account) or account
        return blake2b(unit.encode(), digest_size=1, person=b"half").digest()[0] & 1


def traits(
    kind: str, accounts: pa.Array, values: pa.Array, seconds: pa.Array | None = None
) -> pa.Table:
    """Traits (account_id, value, first_ts, last_ts, n) of one row per sighting; nulls left out.

    `values` are strings, hashed as `kind`; `seconds` are Unix times of the sightings.
    """
    us = pa.array(np.zeros(len(accounts)), pa.int64()) if seconds is None else seconds
    table = pa.table(
        {
            "account_id": accounts.cast(pa.string()),
            "value": keys_of(kind, values.cast(pa.string())).cast(KEY),
            "ts": us,
        }
    )
    seen = table.filter(table["value"].is_valid())
    rolled = seen.group_by(["account_id", "value"]).aggregate(
        [("ts", "min"), ("ts", "max"), ("ts", "count")]
    )
    times = [_time(rolled[f"ts_{end}"]) for end in ("min", "max")]
    return pa.table(
        {
            "account_id": rolled["account_id"],
            "value": rolled["value"],
            "first_ts": times[0],
            "last_ts": times[1],
            "n": rolled["ts_count"],
        }
    )


def _time(seconds: pa.ChunkedArray) -> pa.Array:
    us = (np.asarray(seconds.to_numpy(), float) * 1e6).astype(np.int64)
    return pa.array(us, TIME)


def overlapping(
    kind: str, accounts: pa.Array, what: pa.Array, s: pa.Array, window: int
) -> pa.Table:
    """Traits "`what` within a slot of time", slots twice the window long and half overlapping.

    Two sightings at most `window` seconds apart share a slot, whatever the clock said; two that
    share one are less than twice the window apart.
    """
    slot = np.floor(np.asarray(s.to_numpy(zero_copy_only=False), float) / window).astype(np.int64)
    texts = what.cast(pa.string()).to_pylist()
    names = [
        f"{text}|{n - back}"
        for back in (0, 1)
        for text, n in zip(texts, slot.tolist(), strict=True)
    ]
    both = pa.concat_arrays([accounts.cast(pa.string())] * 2)
    return traits(kind, both, pa.array(names, pa.string()), pa.concat_arrays([s, s]))
