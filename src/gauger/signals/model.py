"""What a signal is. Two kinds, which answer two questions.

A `Signal` is a *shared value*: something that several accounts have in common. Linking weighs it
against chance and asks whether one operator runs the accounts. `Evidence` is about *one account
alone*: two counts, pooled over a group and set beside honest accounts. It says what a group does,
and never puts anybody into one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Table

from gauger.engines.relations import Relations
from gauger.engines.sums import whole_sum
from gauger.signals.family import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What every signal owes its reader."""

    name: str
    ids: tuple[str, ...]
    """Numbers of the published signals it looks for, S01 to S36."""
    family: Family
    needs: tuple[str, ...]
    """Columns as "table.column"; the signal is off when one is missing."""
    misses: str
    benign: str
    """Who shows it and is innocent."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal(Declared):
    """A value that accounts may share."""

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
    draws: int = 1
    """Values that one exchange gives at most."""
    some: Callable[[Table], Table] = lambda exchanges: exchanges
    """The exchanges that it draws them from."""
    adds_up: bool = True
    """Whether `traits` of parts add up. If not, a daily run keeps a copy of the columns it needs
    and reads that copy in full each time."""
    ties: bool = True
    """Whether linking may use it. Others were measured and speak for strangers too often, or merge
    what does not belong together; docs/signals.md has the figures."""

    @property
    def grows(self) -> bool:
        """Whether what is new is added to what was there; else it is made anew in each run."""
        return self.adds_up and any(column.startswith("exchanges.") for column in self.needs)


class Unit(StrEnum):
    """What evidence counts."""

    EXCHANGE = "exchange"
    DAY = "day of an account"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Declared):
    """What one account does, as two counts that add up: how often, of how many.

    Null model: honest accounts draw their counts from a beta-binomial (`signals.pooling`).
    """

    unit: Unit
    hits: Callable[[Table], BooleanValue | IntegerValue]
    """Of a row of that unit: what is counted."""
    of: Callable[[Table], BooleanValue | IntegerValue]
    """Of the same row: out of how many; nothing where the row cannot tell."""
    says: str
    """What the share is of, for a sentence: "63% of {says}"."""
    harvest: int = 0
    """1 when more of it may only speak for a harvest, -1 only against one, 0 when either."""
    within: str = ""
    """Evidence that contains this one and is weighed in its stead: one cause counts once."""
    work: bool = True
    """Whether it is what is done; then it has no say in whether one operator does it."""


def exchange_traits(exchanges: Table, value: str) -> Table:
    """Roll exchanges up by account and `value`: (account_id, value, first_ts, last_ts, n).

    Takes rows of a world's `exchanges`, or of its `hourly`.
    """
    seen = exchanges.filter(exchanges[value].notnull())
    counted = "n" in seen.columns
    return seen.group_by("account_id", value=seen[value]).agg(
        first_ts=seen.ts.min(),
        last_ts=(seen.last_ts if counted else seen.ts).max(),
        n=whole_sum(seen.n) if counted else seen.count(),
    )


def account_traits(accounts: Table, value: str) -> Table:
    """Traits that an account has from its creation on, in the same shape."""
    seen = accounts.filter(accounts[value].notnull())
    created = seen.created_at
    return seen.group_by("account_id", value=seen[value]).agg(
        first_ts=created.min(), last_ts=created.min(), n=seen.count()
    )


def every(_: Table) -> IntegerValue:
    """Each row is one chance."""
    return ibis.literal(1)
