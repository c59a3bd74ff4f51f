"""Worlds that several tests read."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from gauger.simulate.run import simulate
from gauger.simulate.scenario import load

Ask = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tour, seed 3."""
    folder = tmp_path_factory.mktemp("worlds") / "tour"
    simulate(load("tour"), folder, seed=3)
    return folder


def asker(world: Path) -> Ask:
    """Ask a world in SQL: tables x (exchanges), a (accounts), t (truth), e (events)."""
    base = duckdb.connect()
    base.execute("set TimeZone = 'UTC'")
    base.execute(f"create view x as from read_parquet('{world}/exchanges/**/*.parquet')")
    for name in ("accounts", "truth", "events"):
        base.execute(f"create view {name[0]} as from '{world}/{name}.parquet'")
    return lambda question: base.execute(question).fetchall()


@pytest.fixture(scope="session")
def ask(tour: Path) -> Ask:
    """Ask the tour in SQL."""
    return asker(tour)
