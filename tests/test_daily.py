"""A daily run: only what is new is read, and what is found is what one run over all would find."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ibis.expr.types import Table

from gauger.campaigns import daily
from gauger.campaigns.daily import detect_daily
from gauger.campaigns.detect import Read, conclude, detect
from gauger.campaigns.intake import Gone
from gauger.campaigns.model import Detections
from gauger.campaigns.state import State, open_state
from gauger.engines.relations import Engine, Relations, closing_engine
from gauger.errors import BrokenFile, UsageError
from gauger.linking.groups import Linked
from gauger.linking.reading import read_traits
from gauger.records.prepare import prepared
from gauger.records.world import World, open_world
from gauger.signals.catalogue import LINKING
from gauger.signals.model import exchange_traits
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small tour. Its seed was looked at while tuning: this guards, it measures nothing."""
    folder = tmp_path_factory.mktemp("worlds") / "tour"
    simulate(load("tour"), folder, scale=0.15, seed=11)
    return folder


@pytest.fixture(scope="module")
def whole(tour: Path) -> Detections:
    return detect(open_world(tour))


def nameless(found: Detections) -> Detections:
    """Detections without clocks and histories, each campaign under the name of its first member."""
    name = {c: min(m.account_id for m in members) for c, members in found.members.items()}
    campaigns = [replace(c, campaign_id=name[c.campaign_id], history=()) for c in found.campaigns]
    return replace(
        found,
        run=replace(found.run, world="", timings_s={}),
        campaigns=tuple(sorted(campaigns, key=lambda c: c.campaign_id)),
        members={name[c]: m for c, m in found.members.items()},
        links={name[c]: links for c, links in found.links.items()},
    )


def days_of(world: Path) -> list[Path]:
    return sorted((world / "exchanges").rglob("*.parquet"))


def arrived(source: Path, target: Path, files: list[Path]) -> World:
    """The world with these files of `source` in it."""
    for file in files:
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            shutil.copy2(file, place)
    for name in ("accounts", "events"):
        shutil.copy2(source / f"{name}.parquet", target)
    return open_world(target)


def test_days_in_any_order_give_what_one_run_gives(
    tour: Path, whole: Detections, tmp_path: Path
) -> None:
    """The days arrive shuffled, some together; in the end the detections are those of one run."""
    days = days_of(tour)
    np.random.default_rng(1).shuffle(days)
    cuts = [0, len(days) // 2, len(days) // 2 + 1, len(days)]
    for start, stop in pairwise(cuts):
        world = arrived(tour, tmp_path / "world", days[start:stop])
        found = detect_daily(world, tmp_path / "state")
    assert nameless(found) == nameless(whole)


T0 = datetime(2026, 6, 1, tzinfo=UTC)


def day(world: Path, number: int, rows: int = 30) -> Path:
    """A day of a handful of accounts behind a few addresses, written into a world."""
    file = world / "exchanges" / f"day={number:02}.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    at = [T0 + timedelta(days=number, minutes=m) for m in range(rows)]
    table = pa.table(
        {
            "ts": pa.array(at, pa.timestamp("us", tz="UTC")),
            "account_id": [f"a{m % 6}" for m in range(rows)],
            "ip_key": pa.array([m % 3 for m in range(rows)], pa.int64()),
            "output_tokens": pa.array(range(rows), pa.int64()),
        }
    )
    pq.write_table(table, file)
    pq.write_table(pa.table({"account_id": ["a0", "a1"]}), world / "accounts.parquet")
    return file


def run(world: Path, state: Path, gone: Gone | None = None) -> tuple[Detections, list[str]]:
    """Run on the state; what was found and what was said."""
    said: list[str] = []
    return detect_daily(open_world(world), state, gone=gone, say=said.append), said


def same(world: Path, state: Path, gone: Gone | None = None) -> list[str]:
    """Run on the state, check against one run over all, and give what was said."""
    found, said = run(world, state, gone)
    assert nameless(found) == nameless(detect(open_world(world)))
    return said


def test_a_file_is_read_once_again_when_changed_and_late_when_late(tmp_path: Path) -> None:
    world, state = tmp_path / "world", tmp_path / "state"
    day(world, 1), day(world, 3)
    assert "2 new files" in run(world, state)[1]
    (world / "exchanges" / "day=03.parquet").touch()
    assert "0 new files" in run(world, state)[1]
    day(world, 2)
    assert "1 new file (1 late)" in same(world, state)
    day(world, 3, rows=50)
    (world / "exchanges" / "day=01.parquet").rename(world / "exchanges" / "moved.parquet")
    assert "0 new files, 1 changed and read again" in same(world, state)


def test_files_that_left_the_world_are_asked_about(tmp_path: Path) -> None:
    """Rotated away or wrong: the run cannot know, and reads nothing twice either way."""
    world, state = tmp_path / "world", tmp_path / "state"
    day(world, 1), day(world, 2)
    both = detect_daily(open_world(world), state)
    (world / "exchanges" / "day=01.parquet").unlink()
    with pytest.raises(UsageError, match=r"--gone keep .* --gone drop"):
        detect_daily(open_world(world), state)
    detect_daily(open_world(world), state, gone=Gone.KEEP)
    assert nameless(detect_daily(open_world(world), state)) == nameless(both)
    same(world, state, Gone.DROP)


def test_many_parts_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The base is made, added to, and given up when a part of it changes."""
    monkeypatch.setattr(daily, "LOOSE_PARTS", 2)
    world, state = tmp_path / "world", tmp_path / "state"
    for number in range(1, 4):
        day(world, number)
        run(world, state)
    day(world, 4)
    same(world, state)
    assert len(list(state.glob("base-*"))) == 1
    day(world, 2, rows=10)
    same(world, state)


@pytest.mark.parametrize("at", ["save", "new_merged"])
def test_a_run_killed_in_the_middle_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Whatever it was doing, the next run finds a whole state and finishes."""
    world, state = tmp_path / "world", tmp_path / "state"
    day(world, 1)
    run(world, state)
    day(world, 2), day(world, 3)
    with monkeypatch.context() as patch:
        patch.setattr(State, at, _killed)
        with pytest.raises(KeyboardInterrupt):
            detect_daily(open_world(world), state)
    same(world, state)
    assert {p.name for p in state.iterdir()} >= {"state.json", "parts"}
    with open_state(state) as opened:
        assert {p.name for p in (state / "parts").iterdir()} == opened.parts


def _killed(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def test_a_state_of_other_signals_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, state = tmp_path / "world", tmp_path / "state"
    day(world, 1)
    run(world, state)
    monkeypatch.setattr("gauger.campaigns.state.__version__", "another")
    said = same(world, state)
    assert any("another version or other signals" in s for s in said)
    assert "1 new file" in said


def test_a_state_is_used_by_one_run_and_is_not_any_folder(tmp_path: Path) -> None:
    day(tmp_path / "world", 1)
    with (
        open_state(tmp_path / "state"),
        pytest.raises(UsageError, match="another run is using"),
        open_state(tmp_path / "state"),
    ):
        pass
    with pytest.raises(UsageError, match="is no state"), open_state(tmp_path / "world"):
        pass
    (tmp_path / "state" / "state.json").write_text("{")
    with pytest.raises(BrokenFile, match="Move the folder away"), open_state(tmp_path / "state"):
        pass


def test_a_signal_that_does_not_add_up_is_read_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last address of each account: no part of the exchanges knows it."""

    def last_address(world: Relations) -> Table:
        x = world.exchanges
        last = x.group_by("account_id").agg(at=x.ts.max())
        rows = x.inner_join(last, "account_id")
        return exchange_traits(rows.filter(rows.ts == rows["at"]), "ip_key")

    odd = replace(LINKING[0], name="odd", traits=last_address, needs=("exchanges.ip_key",))
    signals = (*LINKING, replace(odd, adds_up=False))
    for place in ("linking.reading", "campaigns.state", "campaigns.intake", "campaigns.daily"):
        monkeypatch.setattr(f"gauger.{place}.LINKING", signals)
    world, state = tmp_path / "world", tmp_path / "state"
    day(world, 1)
    run(world, state)
    day(world, 2, rows=20)
    read: list[Read] = []

    def noted(engine: Engine, world: World, got: Read, linked: Linked, **more: Any) -> Detections:
        read.append(got)
        return conclude(engine, world, got, linked, **more)

    monkeypatch.setattr(daily, "conclude", noted)
    run(world, state)
    with closing_engine() as engine:
        made = prepared(open_world(world), tmp_path / "made")  # with the accounts that only sent
        relations = engine.world(list(made.exchange_files), made.path / "accounts.parquet", None)
        whole, _ = read_traits(engine, relations, signals)
    assert read[0].traits.accounts == whole.accounts
    wanted = {s.signal: s for s in whole.signals}
    for got in read[0].traits.signals:
        if got.signal in {"odd", "shared-address"}:
            want = wanted.pop(got.signal)
            assert got.held.nnz
            assert (got.held.toarray() == want.held.toarray()).all()
            for name in ("holders", "first_us", "uses", "degree"):
                assert np.array_equal(getattr(got, name), getattr(want, name)), name
    assert not wanted.keys() & {"odd", "shared-address"}
