"""The main job on what is new: a world and a state in, the detections of a run over everything out.

Reading is in proportion to the new files. What accounts share is brought up to date where new
values touch it. Linking and judging then run over the merged traits, as in a single run.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
from ibis.expr.types import Table

from gauger.campaigns import identity
from gauger.campaigns.detect import Read, Say, conclude
from gauger.campaigns.intake import Gone, take_in
from gauger.campaigns.ledger import Earlier
from gauger.campaigns.model import Detections
from gauger.campaigns.partners import NOTHING, Said
from gauger.campaigns.state import Merged, State, open_state
from gauger.campaigns.tallies import TALLIES, Tallied, added
from gauger.engines.relations import (
    ASIDE_GB,
    BESIDE_GB,
    Engine,
    Relations,
    closing_engine,
)
from gauger.errors import InputError
from gauger.linking.groups import link
from gauger.linking.reading import indexed, population, traits_by
from gauger.linking.traits import Traits
from gauger.records.files import sha256_of
from gauger.records.prepare import prepared_accounts
from gauger.records.world import World, small_files
from gauger.signals.catalogue import LINKING
from gauger.signals.model import Signal
from gauger.signals.rollup import Before, Rolled, rolled, state_of
from gauger.signals.rollup import added as added_traits
from gauger.signals.state import SignalState

LOOSE_PARTS = 16
"""Parts beside the base from which on they are put into it: putting together costs in proportion
to the whole state, so it is done seldom."""


def detect_daily(
    world: World,
    folder: Path,
    *,
    gone: Gone | None = None,
    ledger: tuple[Earlier, ...] = (),
    seed: int = 0,
    threads: int | None = None,
    scratch: Path | None = None,
    cleared: frozenset[str] = frozenset(),
    partners: Said = NOTHING,
    say: Say = lambda _: None,
) -> Detections:
    """What `detect` finds, of which only files that the state in `folder` does not know are read.

    Campaigns keep the names they had in earlier runs, and have a history. `gone` says what
    becomes of what was read from files that have left the world.

    Raises UsageError for a folder that is no state or is in use, and when files are gone and
    `gone` is None; InputError for bad files. The state is whole after any of them.
    """
    clock: dict[str, float] = {}
    with (
        open_state(folder) as state,
        TemporaryDirectory(prefix="gauger-", dir=scratch) as name,
        closing_engine(threads=threads, spill=Path(name) / "spill") as engine,
    ):
        room = Path(name)
        if state.stale:
            say("the state was made by another version or other signals: all is read again")
        with _timed("reading", clock):
            say(str(take_in(engine, world, state, room, gone=gone, say=say)))
        with _timed("traits", clock):
            accounts, events, amiss = _accounts(engine, world, state, room)
            traits, states = _signals(engine, state, accounts)
            _put_together(engine, state)
        engine.limit(ASIDE_GB)
        with _timed("linking", clock):
            say("linking")
            linked = link(traits, seed=seed)
        engine.limit(BESIDE_GB)
        read = Read(
            tallied=Tallied(
                exchanges=_copy(engine, state),
                accounts=accounts,
                events=events,
                tallies=_tallies(engine, state),
            ),
            traits=traits,
            states=states,
            inputs=_inputs(world, state),
            amiss=amiss,
            clock=clock,
        )

        def follow(found: Detections, traits: Traits) -> Detections:
            file = state.folder / "history.json"
            return identity.follow(file, found, traits, _closings(engine, accounts))

        return conclude(
            engine,
            world,
            read,
            linked,
            ledger=ledger,
            seed=seed,
            cleared=cleared,
            partners=partners,
            say=say,
            then=follow,
        )


def _accounts(
    engine: Engine, world: World, state: State, room: Path
) -> tuple[Table, Table | None, dict[str, int]]:
    """accounts.parquet as it is now, with a bare row for each account that only sent; events.

    And what was amiss in these, and in all files that the state holds.
    """
    sent = engine.parquet(_needed(state, "tally-sent", state.parts, world))
    names = engine.arrow(sent.select("account_id").distinct())["account_id"].to_pylist()
    ready = prepared_accounts(world, set(names), room / "accounts")
    amiss = sum((Counter(p.amiss) for p in state.manifest.files.values()), Counter(ready.amiss))
    events = ready.path / "events.parquet"
    return (
        engine.parquet([ready.path / "accounts.parquet"]),
        engine.parquet([events]) if events.exists() else None,
        dict(amiss),
    )


def _needed(state: State, table: str, parts: frozenset[str], world: World) -> list[Path]:
    files = state.tables(table, parts)
    if not files:
        raise InputError(f"{world.path} has no usable exchange. Export it again.")
    return files


def _signals(
    engine: Engine, state: State, accounts: Table
) -> tuple[Traits, tuple[SignalState, ...]]:
    """As `read_traits`, with what is new added to what earlier runs left."""
    world = Relations(exchanges=_copy(engine, state), accounts=accounts)
    columns = {f"exchanges.{c}" for p in state.manifest.files.values() for c in p.columns}
    columns |= {f"accounts.{c}" for c in accounts.columns}
    past, people = _still_true(state), population(engine, accounts)
    found, states = [], []
    with state.new_merged("rolled") as (name, half):
        for signal in LINKING:
            missing = tuple(c for c in signal.needs if c not in columns)
            its = None
            if not missing and signal.grows:
                rows = _rolled(engine, state, signal, past, half)
                its = None if rows is None else indexed(engine, people, signal, rows)
            elif not missing:
                with rolled(engine, signal, [signal.traits(world)]) as rows:
                    its = indexed(engine, people, signal, rows)
            found += [its] if its is not None else []
            states.append(state_of(signal, missing, shown=its is not None))
    state.manifest.rolled = Merged(folder=name, parts=state.parts)
    state.manifest.runs += 1
    state.save()
    return traits_by(people, found), tuple(states)


def _copy(engine: Engine, state: State) -> Table:
    """Columns of all exchanges that are needed row by row."""
    return engine.parquet(state.single("copy"), union=True)


def _still_true(state: State) -> Merged | None:
    """What was rolled up before, unless a part of it changed or was dropped."""
    m, parts = state.manifest, state.parts
    if m.base is not None and not m.base.parts <= parts:
        m.base = None
    return m.rolled if m.rolled is not None and m.rolled.parts <= parts else None


def _rolled(
    engine: Engine, state: State, signal: Signal, past: Merged | None, folder: Path
) -> Rolled | None:
    """One signal over all parts, written to `folder`; None where no part has it."""
    table = f"signal-{signal.name}"
    old = frozenset[str]() if past is None else past.parts
    fresh, seen = state.tables(table, state.parts - old), state.tables(table, old)
    before = None
    if past is not None and seen:
        kept = _written(engine, signal, state.folder / past.folder)
        before = Before(rows=engine.parquet(seen), shared=kept.shared, degrees=kept.degrees)
    if not fresh and before is None:
        return None
    with ExitStack() as stack:
        if fresh:
            rows = engine.parquet(fresh)
            new = added_traits(rows) if len(fresh) > 1 else rows
            kept = stack.enter_context(rolled(engine, signal, [new], before))
        for kind, relation in (("shared", kept.shared), ("degrees", kept.degrees)):
            pq.write_table(engine.arrow(relation), folder / f"{kind}-{signal.name}.parquet")
    return _written(engine, signal, folder)


def _written(engine: Engine, signal: Signal, folder: Path) -> Rolled:
    shared, degrees = (
        engine.parquet([folder / f"{kind}-{signal.name}.parquet"]) for kind in ("shared", "degrees")
    )
    return Rolled(shared=shared, degrees=degrees)


def _put_together(engine: Engine, state: State) -> None:
    """Merge parts into the base once there are many."""
    m = state.manifest
    loose = state.parts - (m.base.parts if m.base is not None else frozenset())
    if len(loose) < LOOSE_PARTS:
        return
    with state.new_merged("base") as (name, half):
        for signal in LINKING:
            table = f"signal-{signal.name}"
            if files := state.tables(table, state.parts):
                engine.write(added_traits(engine.parquet(files)), half / f"{table}.parquet")
        for tally in TALLIES:
            table = f"tally-{tally.name}"
            if files := state.tables(table, state.parts):
                engine.write(added(engine.parquet(files), tally), half / f"{table}.parquet")
    m.base = Merged(folder=name, parts=state.parts)
    state.save()


def _tallies(engine: Engine, state: State) -> dict[str, Table]:
    return {t.name: engine.parquet(state.tables(f"tally-{t.name}", state.parts)) for t in TALLIES}


def _closings(engine: Engine, accounts: Table) -> dict[str, datetime]:
    """When accounts were closed, by account id."""
    if "closed_at" not in accounts.columns:
        return {}
    closed = accounts.filter(accounts.closed_at.notnull()).select("account_id", "closed_at")
    return {r["account_id"]: r["closed_at"] for r in engine.arrow(closed).to_pylist()}


def _inputs(world: World, state: State) -> dict[str, str]:
    """SHA-256 of all that the state holds, and of the small tables as they are now."""
    small = {p.relative_to(world.path).as_posix(): sha256_of(p) for p in small_files(world)}
    return {name: part.sha256 for name, part in sorted(state.manifest.files.items())} | small


@contextmanager
def _timed(name: str, clock: dict[str, float]) -> Iterator[None]:
    start = time.perf_counter()
    yield
    clock[name] = time.perf_counter() - start
