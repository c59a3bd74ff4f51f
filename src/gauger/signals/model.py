"""What a signal is: a name, a family, the columns it needs, and one function over relations."""

from collections.abc import Callable
from dataclasses import dataclass

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One kind of trace that accounts leave and may share."""

    name: str
    family: Family
    needs: tuple[str, ...]
    """Columns as "table.column"; the signal is off when one is missing."""
    traits: Callable[[Relations], Table]
    """Gives (account_id, value, first_ts, last_ts, n), one row per account and value.

    What it gives for parts of the exchanges must add up to what it gives for all of them: earliest
    `first_ts`, latest `last_ts`, sum of `n`. A daily run reads only what is new. Else say so with
    `adds_up`.
    """
    cause: str
    """What may lie behind several signals at once; evidence of one cause counts once."""
    says: str
    """How accounts share it, for a sentence: "{accounts} accounts {says}"."""
    least: int = 1
    """Uses of a value from which on an account holds it, over all exchanges."""

    adds_up: bool = True
    """Whether `traits` of parts add up. If not, a daily run keeps a copy of the columns it needs
    and reads that copy in full each time."""

    @property
    def reads_exchanges(self) -> bool:
        """Whether it grows with the traffic; else accounts.parquet alone says it."""
        return any(column.startswith("exchanges.") for column in self.needs)


def exchange_traits(exchanges: Table, value: str) -> Table:
    """Roll exchanges up by account and `value`: (account_id, value, first_ts, last_ts, n)."""
    seen = exchanges.filter(exchanges[value].notnull())
    return seen.group_by("account_id", value=seen[value]).agg(
        first_ts=seen.ts.min(), last_ts=seen.ts.max(), n=seen.count()
    )


def account_traits(accounts: Table, value: str) -> Table:
    """Traits that an account has from its creation on, in the same shape."""
    seen = accounts.filter(accounts[value].notnull())
    created = seen.created_at
    return seen.group_by("account_id", value=seen[value]).agg(
        first_ts=created.min(), last_ts=created.min(), n=seen.count()
    )
