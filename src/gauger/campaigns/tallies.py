"""What accounting needs of the exchanges: a few counts by account.

Counts of parts of the exchanges, put under each other, count all of them: whoever reads a tally
sums. So what a run keeps of a day is never read again from the day's exchanges.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import ibis
from ibis.expr.types import Table, Value

from gauger.engines.relations import Engine, Relations
from gauger.engines.sums import micro_usd, whole_sum
from gauger.engines.times import DAY_S, date_of, hour_of_day, slot
from gauger.signals.tally import needed

TOKENS = ("input_tokens", "output_tokens", "reasoning_tokens")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One count: (account_id, *by, exchanges, *sums), and where `span`, first_ts and last_ts."""

    name: str
    by: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    span: bool = False
    hourly: bool = True
    """Whether a world's `hourly` rows are enough to count it."""


TALLIES = (
    Tally(name="sent", sums=(*TOKENS, "micro_usd"), span=True),
    Tally(name="day", by=("day",)),
    Tally(name="hour", by=("hour",)),
    Tally(name="deed", by=("capability", "asks"), sums=("output_tokens",), hourly=False),
    Tally(name="model", by=("model",)),
    Tally(name="country", by=("ip_country",)),
    Tally(name="network", by=("ip_as_name",)),
    Tally(name="net", by=("net_key",)),
    Tally(name="organisation", by=("org_id",)),
)
TYPES = {
    "asks": "int64",
    "net_key": "int64",
    "output_tokens": "int64",
    "input_tokens": "int64",
    "micro_usd": "int64",
    "reasoning_tokens": "int64",
}
"""Of columns that a world may lack; the others are strings."""


SETTING = {"asks", "cost_usd", "model", "net_key", "output_tokens"}
COPIED = tuple(sorted((SETTING | set(needed())) - {"account_id", "ts"}))
"""Columns that account evidence reads row by row: it asks what a day held, or knows a setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """A world as accounting sees it."""

    exchanges: Table
    """`account_id`, `ts` and those of the columns COPIED that there are; it may have more."""
    accounts: Table
    events: Table | None
    tallies: Mapping[str, Table]
    """By name, rows of any number of parts; always sum."""


@contextmanager
def tallied(engine: Engine, world: Relations) -> Iterator[Tallied]:
    """Count a world's exchanges; the counts go when the context ends."""
    with ExitStack() as stack:
        tallies = {t.name: stack.enter_context(engine.kept(count(world, t))) for t in TALLIES}
        yield Tallied(
            exchanges=world.exchanges,
            accounts=world.accounts,
            events=world.events,
            tallies=tallies,
        )


def count(world: Relations, tally: Tally) -> Table:
    """One tally of a world's exchanges; a column they lack counts as one without values."""
    read = world.hourly if tally.hourly else world.exchanges
    named = {name: _column(read, name) for name in (*tally.by, *tally.sums)}
    ends = {"last_ts": read.last_ts, "n": read.n} if "n" in read.columns else {"last_ts": read.ts}
    rows = read.select("account_id", "ts", **ends, **named)
    sums = {name: total(rows, name) for name in tally.sums}
    span = {"first_ts": rows.ts.min(), "last_ts": rows.last_ts.max()} if tally.span else {}
    exchanges = total(rows, "n") if "n" in rows.columns else rows.count()
    counted = rows.group_by("account_id", *tally.by).agg(exchanges=exchanges, **span, **sums)
    return counted.mutate(day=date_of(counted.day)) if "day" in tally.by else counted


def added(rows: Table, tally: Tally) -> Table:
    """A tally's rows of several parts as one part's."""
    sums = {name: total(rows, name) for name in ("exchanges", *tally.sums)}
    span = {"first_ts": rows.first_ts.min(), "last_ts": rows.last_ts.max()} if tally.span else {}
    return rows.group_by("account_id", *tally.by).agg(**sums, **span)


def total(rows: Table, column: str) -> Value:
    """Sum of a column, zero where nothing has a value."""
    return ibis.coalesce(whole_sum(rows[column]), 0)


def _column(exchanges: Table, name: str) -> Value:
    if name == "day":
        return slot(exchanges.ts, DAY_S)
    if name == "hour":
        return hour_of_day(exchanges.ts)
    if name == "micro_usd" and name not in exchanges.columns:  # see `signals.hours`
        if "cost_usd" not in exchanges.columns:
            return ibis.null("int64")
        return micro_usd(exchanges.cost_usd)
    kind = TYPES.get(name, "string")
    return exchanges[name].cast(kind) if name in exchanges.columns else ibis.null(kind)
