"""Signals run over a world, each indexed before the next is read.

So the rows of one signal are in memory at a time, and account ids never leave the engine again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from gauger.engines.keys import hashed
from gauger.engines.relations import Engine, Relations
from gauger.engines.times import micros
from gauger.linking.traits import Held, SignalTraits, Traits, signal_traits, spread
from gauger.signals.catalogue import ASKING, LINKING
from gauger.signals.model import Signal
from gauger.signals.rollup import Rolled, rolled, state_of, traits_of
from gauger.signals.state import SignalState


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """The accounts of a world, numbered by their sorted ids."""

    ids: tuple[str, ...]
    numbers: Table
    """(account_id, account)."""


def population(engine: Engine, accounts: Table) -> Population:
    """Number the accounts of a table, which must list all that sent; `prepared` sees to it."""
    ids = sorted(engine.arrow(accounts.select("account_id"))["account_id"].to_pylist())
    rows = {"account_id": pa.array(ids, pa.string()), "account": np.arange(len(ids), dtype="i4")}
    return Population(ids=tuple(ids), numbers=engine.table(pa.table(rows)))


def read_traits(
    engine: Engine, world: Relations, signals: tuple[Signal, ...] = LINKING
) -> tuple[Traits, tuple[SignalState, ...]]:
    """Traits of each signal that the world's columns allow, and why the others are off."""
    people, world = _by_hash(engine, population(engine, world.accounts), world)
    found, states = [], []
    for signal in signals:
        missing = world.missing(*signal.needs)
        its = None
        if not missing:
            with rolled(engine, signal, traits_of(engine, signal, world)) as rows:
                its = indexed(engine, people, signal, rows)
        found += [its] if its is not None else []
        states.append(state_of(signal, missing, shown=its is not None))
    return traits_by(people, found), tuple(states)


def traits_by(people: Population, found: Sequence[SignalTraits]) -> Traits:
    """All signals of a population; what only shows how accounts ask stands apart."""
    return Traits(
        accounts=people.ids,
        signals=tuple(s for s in found if s.signal != ASKING.name),
        asking=next((s for s in found if s.signal == ASKING.name), None),
    )


def _by_hash(engine: Engine, people: Population, world: Relations) -> tuple[Population, Relations]:
    """Both with a hash for each account's id, which is cheaper; as they are, should two be equal.

    Of a million accounts, two have one hash in one of forty million worlds.
    """
    numbers = hashed(people.numbers, "account_id")
    if engine.count(numbers.select("account_id").distinct()) < len(people.ids):
        return people, world
    return replace(people, numbers=numbers), replace(
        world,
        exchanges=hashed(world.exchanges, "account_id"),
        accounts=hashed(world.accounts, "account_id"),
        counted=None if world.counted is None else hashed(world.counted, "account_id"),
    )


def indexed(
    engine: Engine, people: Population, signal: Signal, rows: Rolled
) -> SignalTraits | None:
    """One signal as arrays; None where no account shows it."""
    shared, degrees = (
        table.inner_join(people.numbers, "account_id") for table in (rows.shared, rows.degrees)
    )
    degree = engine.arrow(degrees.select("account", "degree"))
    if not degree.num_rows:
        return None
    held = engine.arrow(
        shared.select(
            "account",
            "value",
            first_us=micros(shared.first_ts).fill_null(0),
            uses=shared.n.fill_null(1).cast("int32"),
        )
    )
    return signal_traits(
        Held(**{name: held[name].to_numpy() for name in Held._fields}),
        signal=signal.name,
        family=signal.family,
        cause=signal.cause,
        accounts=len(people.ids),
        degree=spread(degree["account"].to_numpy(), degree["degree"].to_numpy(), len(people.ids)),
    )
