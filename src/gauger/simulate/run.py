"""Write a scenario as a world with truth: day by day, in order of time, in bounded memory."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gauger.records.door import Door, derive_accounts
from gauger.records.schema import EVENTS, TIME
from gauger.records.world import WorldWriter
from gauger.simulate.draw import Cast, cast
from gauger.simulate.market import market
from gauger.simulate.population import Census, enforcement, take_census
from gauger.simulate.rows import FILE_SCHEMA, rows_of, shelf
from gauger.simulate.scenario import Scenario, at_day
from gauger.simulate.traffic import Diary, one_day

KEY = b"a simulated operator's key: worlds hold no real person"
PART_ROWS = 4_000_000
"""Rows of one file, at most about: readers may take one at a time."""


def simulate(
    scenario: Scenario,
    folder: Path,
    *,
    scale: float = 1.0,
    seed: int = 0,
    keep_text: bool = False,
    replace: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> int:
    """Write `scenario` to `folder`; gives the number of exchanges.

    `scale` multiplies accounts and exchanges alike, so what one account does stays the same.
    Same scenario, variant, scale and seed, same tables. With `keep_text` every text goes through
    the door by itself, which is slow.
    """
    door = Door(key=KEY, keep_text=keep_text)
    drawn = cast(scenario, scale=scale, seed=seed)
    with WorldWriter(folder, replace=replace) as world:
        census = _register(drawn, world, door, say)
        rows = _write_days(census, world.folder / "exchanges", door, say)
        world.events(_events(drawn))
        world.note(
            title=scenario.title, variant=scenario.variant, scale=scale, seed=seed, exchanges=rows
        )
    return rows


def enrol(
    scenario: Scenario,
    folder: Path,
    *,
    scale: float = 1.0,
    seed: int = 0,
    say: Callable[[str], None] = lambda _: None,
) -> int:
    """Write the accounts that `simulate` would, with their truth and no exchange; gives how many.

    What accounts registered with takes a small part of the time that their traffic takes.
    """
    drawn = cast(scenario, scale=scale, seed=seed)
    with WorldWriter(folder, replace=False) as world:
        return len(_register(drawn, world, Door(key=KEY), say).ids)


def _register(drawn: Cast, world: WorldWriter, door: Door, say: Callable[[str], None]) -> Census:
    """Make everybody, and write accounts and truth."""
    waiting: list[tuple[pa.Table, pa.Table]] = []
    kinds = ""

    def quietly(name: str) -> None:
        nonlocal kinds
        kind = name.rsplit("-", 1)[0] if name.rsplit("-", 1)[-1].isdigit() else name
        if kind != kinds:
            kinds = kind
            say(kind)

    census = None
    for census, accounts, truth in take_census(drawn, tuple(market().tokens), quietly):  # noqa: B007
        waiting.append((accounts, truth))
        if sum(len(a) for a, _ in waiting) > 100_000:
            _flush(waiting, world, door)
    _flush(waiting, world, door)
    assert census is not None  # noqa: S101 - a cast has honest people
    return census


def _flush(waiting: list[tuple[pa.Table, pa.Table]], world: WorldWriter, door: Door) -> None:
    if waiting:
        world.accounts(
            derive_accounts(pa.concat_tables([a for a, _ in waiting]).combine_chunks(), door)
        )
        world.truth(pa.concat_tables([t for _, t in waiting]))
        waiting.clear()


def _write_days(census: Census, folder: Path, door: Door, say: Callable[[str], None]) -> int:
    people = census.population()
    say(f"{len(census.librarian.texts):,} prompts are read")
    library = census.librarian.library(door)
    have = shelf(people, door)
    drawn, done = census.cast, 0
    diary = Diary(
        left=people.members.sends.copy(),
        tasks=np.zeros(len(drawn.cohorts), np.int64),
        decks=np.zeros(len(library.deck_size), np.int64),
    )
    census.parts.clear()
    for number in range(drawn.scenario.days):
        rng = np.random.default_rng([drawn.seed, 4, number])
        day = one_day(people, library, diary, number, _incidents(drawn, number), rng)
        if day is None:
            continue
        date = np.datetime64(at_day(drawn.scenario, number), "us").astype("datetime64[D]")
        target = folder / f"day={date}"
        target.mkdir(parents=True)
        parts = -(-len(day.ts_us) // PART_ROWS)
        limit = -(-len(day.ts_us) // parts)
        _write_day(target, rows_of(day, people, library, have, number, done), limit)
        done += len(day.ts_us)
        if number % 5 == 4:
            say(f"day {number + 1} of {drawn.scenario.days}, {done:,} exchanges")
    return done


def _write_day(folder: Path, tables: "object", limit: int) -> None:
    """One file a day, or several of at most about `limit` rows."""
    writer, rows, part = None, 0, 0
    for table in tables:  # type: ignore[attr-defined]
        if writer is None:
            # the schema that Arrow would keep would turn strings into dictionaries for its readers
            writer = pq.ParquetWriter(
                folder / f"part-{part:03}.parquet", FILE_SCHEMA, compression="zstd",
                compression_level=1, store_schema=False,
            )  # fmt: skip
        writer.write_table(table, row_group_size=131_072)
        rows += len(table)
        if rows >= limit:
            writer.close()
            writer, rows, part = None, 0, part + 1
    if writer is not None:
        writer.close()


def _incidents(drawn: Cast, day: int) -> np.ndarray:
    """The provider's own bad half hours: about one day in twelve has one."""
    rng = np.random.default_rng([drawn.seed, 5, day])
    if rng.random() > 1 / 12:
        return np.zeros((0, 2))
    start = rng.random() * 0.95
    return np.array([[start, start + rng.uniform(0.01, 0.06)]])


def _events(drawn: Cast) -> pa.Table:
    """Releases, policy and prices as they stand in the scenario, and the waves of enforcement."""
    scenario = drawn.scenario
    rows = [(e.day, e.kind, e.name, e.detail) for e in scenario.event]
    rows += [(d, "enforcement", "accounts closed", "") for d in enforcement(drawn)]
    rows.sort()
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    ts = pa.array([at_day(scenario, d) for d in columns[0]], pa.int64()).cast(TIME)
    texts = [pa.array(c, pa.string()) for c in columns[1:]]
    return pa.Table.from_arrays([ts, *texts], schema=EVENTS)
