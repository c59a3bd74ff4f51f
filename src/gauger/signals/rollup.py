"""Signals run over a world: traits that accounts share, and how many each account has.

What is read of some exchanges adds up with what was read of others, so a run over all of them and
a run that follows earlier ones are one piece of code.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from ibis.expr.types import Table

from gauger.engines.keys import lots
from gauger.engines.relations import Engine, Relations
from gauger.signals.model import Signal
from gauger.signals.state import SignalState

AT_ONCE = 350_000_000
"""Values that are counted at once. With a thirtieth of the engine's memory a thirtieth of 400
million fit, and of 1.2 thousand million did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """One signal's traits, as linking takes them: relations, good while the roll is open."""

    shared: Table
    """(account_id, value, first_ts, last_ts, n) of values that two accounts or more hold."""
    degrees: Table
    """(account_id, degree): values of each account, shared or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What earlier runs left of one signal."""

    rows: Table
    """(account_id, value, first_ts, last_ts, n): all that was read, any number of rows a pair."""
    shared: Table
    """As in `Rolled`, of all that was read."""
    degrees: Table


def state_of(signal: Signal, missing: tuple[str, ...], *, shown: bool) -> SignalState:
    """Whether a signal says anything, which no account may have `shown`, and if not, why."""
    reason = f"no column {', '.join(missing)}" if missing else ""
    if not missing and not shown:
        reason = f"no values in {', '.join(signal.needs)}"
    return SignalState(signal=signal.name, family=signal.family, on=not reason, reason=reason)


def traits_of(engine: Engine, signal: Signal, world: Relations) -> tuple[Table, ...]:
    """A signal's traits over all exchanges, some accounts at a time if it draws many values.

    Sketches draw several values an exchange, most of which one account alone has. The engine counts
    with the help of a disk, but holds a block for each part of what it counts, and makes more parts
    the more there is: 1.3 thousand million values did not fit where a tenth of them did.
    """
    drawn = signal.draws > 1 and signal.draws * engine.count(signal.some(world.exchanges))
    parts = max(1, -(-drawn // AT_ONCE))
    some = lots(world.exchanges, "account_id", parts)
    return tuple(signal.traits(replace(world, exchanges=rows)) for rows in some)


@contextmanager
def rolled(
    engine: Engine, signal: Signal, new: Sequence[Table], before: Before | None = None
) -> Iterator[Rolled]:
    """Holders of values, degrees of accounts, and what is shared, of `before` and `new` together.

    Takes rows as `Signal.traits` gives them, an account's in one part. Of what was there before,
    only rows whose value occurs in `new` are looked at again; the rest of the work is in proportion
    to `new`.
    """
    with ExitStack() as stack:
        if before is None:
            new = [part.filter(part.n >= signal.least) for part in new]
        mine = stack.enter_context(engine.kept(*new))
        old = None if before is None else stack.enter_context(engine.kept(_old(before, mine)))
        now = mine if old is None else stack.enter_context(engine.kept(added(old.union(mine))))
        held = now.filter(now.n >= signal.least)
        by_value = held.group_by("value").agg(holders=held.count())
        shared = held.semi_join(by_value.filter(by_value.holders > 1), "value")
        degrees = _degrees(held)
        if before is not None and old is not None:
            kept = before.shared.anti_join(mine, "value")
            shared = kept.select(shared.columns).union(shared)
            was = _degrees(old.filter(old.n >= signal.least))
            degrees = _sum(before.degrees, degrees, was.mutate(degree=-was.degree))
        yield Rolled(shared=shared, degrees=degrees)


def added(rows: Table) -> Table:
    """One row an account and value, of rows that may have several."""
    return rows.group_by("account_id", "value").agg(
        first_ts=rows.first_ts.min(), last_ts=rows.last_ts.max(), n=rows.n.sum().cast("int64")
    )


def _old(before: Before, new: Table) -> Table:
    """What was read of the values that occur again; the first look reads one column only."""
    again = before.rows.select("value").semi_join(new, "value").distinct()
    return added(before.rows.semi_join(again, "value"))


def _degrees(held: Table) -> Table:
    return held.group_by("account_id").agg(degree=held.count())


def _sum(*degrees: Table) -> Table:
    first, *others = (d.select("account_id", "degree") for d in degrees)
    rows = first.union(*others)
    total = rows.group_by("account_id").agg(degree=rows.degree.sum().cast("int64"))
    return total.filter(total.degree > 0)
