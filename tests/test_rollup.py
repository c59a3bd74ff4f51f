"""Traits of parts add up to the traits of the whole, signal by signal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from ibis.expr.types import Table

from gauger.campaigns.tallies import TALLIES, count
from gauger.campaigns.tallies import added as added_tally
from gauger.engines.relations import Engine, closing_engine
from gauger.records.world import open_world
from gauger.signals.catalogue import SIGNALS
from gauger.signals.hours import by_hour
from gauger.signals.model import Signal
from gauger.signals.rollup import Before, added, rolled
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load

T0 = datetime(2026, 6, 1, tzinfo=UTC)
LEAST_TWO = next(s for s in SIGNALS if s.least > 1)
LEAST_ONE = next(s for s in SIGNALS if s.grows and s.least == 1)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with closing_engine(threads=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds") / "quiet"
    simulate(load("quiet"), folder, scale=0.03, seed=3)
    return folder


def rows(table: pa.Table) -> list[tuple[object, ...]]:
    return sorted(tuple(r.items()) for r in table.select(sorted(table.column_names)).to_pylist())


def drawn(rng: np.random.Generator, size: int) -> pa.Table:
    """Rows as a signal gives them for one part: each pair of account and value once."""
    pairs = np.unique(
        np.column_stack([rng.integers(0, 12, size), rng.zipf(1.5, size) % 40]), axis=0
    )
    first = [T0 + timedelta(minutes=int(m)) for m in rng.integers(0, 9_000, len(pairs))]
    return pa.table(
        {
            "account_id": pa.array([f"a{a}" for a in pairs[:, 0]]),
            "value": pa.array(pairs[:, 1], pa.int64()),
            "first_ts": pa.array(first, pa.timestamp("us", tz="UTC")),
            "last_ts": pa.array(first, pa.timestamp("us", tz="UTC")),
            "n": pa.array(rng.integers(1, 3, len(pairs)), pa.int64()),
        }
    )


def roll(
    engine: Engine, signal: Signal, new: Table, before: Before | None = None
) -> tuple[pa.Table, pa.Table]:
    """What is shared, and how many values each account has."""
    with rolled(engine, signal, [new], before) as found:
        return engine.arrow(found.shared), engine.arrow(found.degrees)


@pytest.mark.parametrize("signal", [LEAST_ONE, LEAST_TWO], ids=lambda s: s.name)
def test_part_after_part_gives_what_all_at_once_gives(engine: Engine, signal: Signal) -> None:
    """Values come again, become shared, and cross the least number of uses, part by part."""
    rng = np.random.default_rng(5)
    parts = [drawn(rng, 25) for _ in range(6)]
    before, found = None, None
    for number, part in enumerate(parts):
        found = roll(engine, signal, engine.table(part), before)
        before = Before(
            rows=engine.table(pa.concat_tables(parts[: number + 1])),
            shared=engine.table(found[0]),
            degrees=engine.table(found[1]),
        )
    whole = roll(engine, signal, added(engine.table(pa.concat_tables(parts))))
    assert found is not None
    assert [rows(table) for table in found] == [rows(table) for table in whole]


def test_hours_give_what_exchanges_give(engine: Engine, quiet: Path) -> None:
    """Whoever reads a world's hours reads the same traits and counts as from its exchanges."""
    world = open_world(quiet)
    plain = engine.world(list(world.exchange_files), quiet / "accounts.parquet", None)
    with engine.kept(by_hour(plain.exchanges)) as hours:
        counted = replace(plain, counted=hours)
        assert engine.count(hours) < engine.count(plain.exchanges)
        for signal in SIGNALS:
            one, two = (engine.arrow(signal.traits(w)) for w in (plain, counted))
            assert rows(one) == rows(two), signal.name
        for tally in TALLIES:
            one, two = (engine.arrow(count(w, tally)) for w in (plain, counted))
            assert sorted(map(str, rows(one))) == sorted(map(str, rows(two))), tally.name


def test_every_signal_and_tally_adds_up(engine: Engine, quiet: Path) -> None:
    """What the catalogue promises: two halves of a world give what the whole gives."""
    world = open_world(quiet)
    files, accounts = list(world.exchange_files), quiet / "accounts.parquet"
    half = len(files) // 2
    whole = engine.world(files, accounts, None)
    parts = [engine.world(some, accounts, None) for some in (files[:half], files[half:])]
    for signal in SIGNALS:
        if signal.grows:
            one, two = (signal.traits(p) for p in parts)
            together = engine.arrow(added(one.union(two.select(one.columns))))
            assert rows(together) == rows(engine.arrow(signal.traits(whole))), signal.name
    for tally in TALLIES:
        one, two = (count(p, tally) for p in parts)
        together = engine.arrow(added_tally(one.union(two.select(one.columns)), tally))
        whole_counts = engine.arrow(count(whole, tally))
        assert sorted(map(str, rows(together))) == sorted(map(str, rows(whole_counts))), tally.name
