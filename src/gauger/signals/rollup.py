"""Signals run over a world: traits that accounts share, and how many each account has."""

from dataclasses import dataclass

import pyarrow as pa

from gauger.engines.relations import Engine, Relations
from gauger.signals.catalogue import TYING
from gauger.signals.family import Family
from gauger.signals.model import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """One signal's traits, as linking takes them."""

    family: Family
    cause: str
    shared: pa.Table
    """(account_id, value, first_ts, last_ts, n) of values that two accounts or more hold."""
    degrees: pa.Table
    """(account_id, degree): values of each account, shared or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalState:
    """Whether a signal ran, and if not, why."""

    signal: str
    family: Family
    on: bool
    reason: str


def run_signals(
    engine: Engine, world: Relations, signals: tuple[Signal, ...] = TYING
) -> tuple[dict[str, Rolled], tuple[SignalState, ...]]:
    """Traits of each signal that the world's columns allow, and why the others are off."""
    rolled: dict[str, Rolled] = {}
    states = []
    for signal in signals:
        missing = world.missing(*signal.needs)
        reason = f"no column {', '.join(missing)}" if missing else ""
        if not missing:
            found = _roll(engine, world, signal)
            if found.degrees.num_rows:
                rolled[signal.name] = found
            else:
                reason = f"no values in {', '.join(signal.needs)}"
        states.append(
            SignalState(signal=signal.name, family=signal.family, on=not reason, reason=reason)
        )
    return rolled, tuple(states)


def _roll(engine: Engine, world: Relations, signal: Signal) -> Rolled:
    """One roll-up, read three times: holders of values, degrees of accounts, and what is shared."""
    with engine.kept(signal.traits(world)) as traits:
        by_value = traits.group_by("value").agg(holders=traits.count())
        held = by_value.filter(by_value.holders > 1)
        degrees = traits.group_by("account_id").agg(degree=traits.count())
        return Rolled(
            family=signal.family,
            cause=signal.cause,
            shared=engine.arrow(traits.semi_join(held, "value")),
            degrees=engine.arrow(degrees),
        )
