"""A data set made ready: traits for the core, the raw rows for peers, and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import pyarrow as pa

from gauger.linking.table import Tables


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
