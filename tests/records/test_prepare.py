"""Worlds by the contract alone, of whatever types, become ready for detection; others stay."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from gauger.campaigns.daily import detect_daily
from gauger.campaigns.detect import detect
from gauger.campaigns.model import Detections
from gauger.errors import BrokenFile, GaugerError, InputError
from gauger.records.prepare import prepared
from gauger.records.schema import ACCOUNTS, EXCHANGES
from gauger.records.world import World, WorldWriter, open_world
from gauger.report.html import render
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small tour with its text."""
    folder = tmp_path_factory.mktemp("worlds") / "tour"
    simulate(load("tour"), folder, scale=0.15, seed=5, keep_text=True)
    return folder


def raw(source: Path, out: Path, *, parts: int = 1, shuffle: bool = False) -> World:
    """The same world as a stranger would write it: canonical columns and some of their own."""
    (out / "exchanges" / "day=1").mkdir(parents=True)
    rows = pa.concat_tables(pq.read_table(f) for f in open_world(source).exchange_files)
    rows = rows.select([n for n in EXCHANGES.names if not n.endswith("_sketch")])
    rows = rows.append_column("shard", pa.array([{"x": 1}] * len(rows)))
    if shuffle:
        rows = rows.take(np.random.default_rng(0).permutation(len(rows)))
    for part in range(parts):
        slab = rows[part * len(rows) // parts : (part + 1) * len(rows) // parts]
        pq.write_table(slab, out / "exchanges" / "day=1" / f"{part}.parquet", row_group_size=3_000)
    people = pq.read_table(source / "accounts.parquet").select(ACCOUNTS.names)
    pq.write_table(people[::-1] if shuffle else people, out / "accounts.parquet")
    return open_world(out)


def rows_of(world: World) -> pa.Table:
    tables = [pq.ParquetFile(f).read() for f in world.exchange_files]
    return pa.concat_tables(tables, promote_options="permissive")


def world_of(folder: Path, exchanges: dict[str, Any], accounts: dict[str, Any]) -> World:
    (folder / "exchanges").mkdir(parents=True)
    pq.write_table(pa.table(exchanges), folder / "exchanges" / "a.parquet")
    pq.write_table(pa.table(accounts), folder / "accounts.parquet")
    return open_world(folder)


def comparable(found: Detections) -> Detections:
    return replace(found, run=replace(found.run, world="", inputs={}, timings_s={}))


def test_a_world_that_lacks_nothing_stays(tour: Path, tmp_path: Path) -> None:
    """The same object comes back and nothing is written."""
    world = open_world(tour)
    assert prepared(world, tmp_path / "scratch") is world
    assert not list(tmp_path.iterdir())


def test_derived_columns_are_those_of_the_door(tour: Path, tmp_path: Path) -> None:
    """Row by row what `simulate` derived, and no text in the scratch."""
    ours, want = prepared(raw(tour, tmp_path / "raw"), tmp_path / "s"), rows_of(open_world(tour))
    made = rows_of(ours)
    derived = [n for n in want.column_names if n.endswith(("_key", "_sketch")) or n == "asks"]
    assert len(derived) >= 10
    for name in derived:
        assert made[name].to_pylist() == want[name].to_pylist(), name
    assert not {"prompt", "system_prompt"} & ours.columns


def test_detections_do_not_depend_on_row_order_or_file_split(tour: Path, tmp_path: Path) -> None:
    """A raw world gives one answer, however its rows lie, and finds what the ingested one does."""
    one = prepared(raw(tour, tmp_path / "one"), tmp_path / "s1")
    two = prepared(raw(tour, tmp_path / "two", parts=3, shuffle=True), tmp_path / "s2")
    found = detect(one)
    assert comparable(detect(two)) == comparable(found)
    assert any(s.on for s in found.run.signals if s.signal == "shared-template")


ODD_TIMES = {
    "naive seconds": pa.array([1_700_000_000, 1_700_000_060], pa.timestamp("s")),
    "nanoseconds": pa.array([1_700_000_000 * 10**9, 1_700_000_060 * 10**9], pa.timestamp("ns")),
    "another zone": pa.array(
        [1_700_000_000_000, 1_700_000_060_000], pa.timestamp("ms", "Asia/Tokyo")
    ),
    "text": pa.array(["2023-11-14T22:13:20Z", "2023-11-14T23:14:20+01:00"]),
    "epoch": pa.array([1_700_000_000, 1_700_000_060]),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD_TIMES)
def test_times_of_any_unit_and_zone_are_utc(kind: str, tmp_path: Path) -> None:
    """A time without a zone is UTC; one with a zone keeps its instant."""
    world = world_of(
        tmp_path / "w", {"ts": ODD_TIMES[kind], "account_id": [1, 2]}, {"account_id": [1, 2]}
    )
    us = rows_of(prepared(world, tmp_path / "s"))["ts"].cast(pa.int64()).to_pylist()
    assert us == [1_700_000_000_000_000, 1_700_000_060_000_000]


@pytest.mark.parametrize(
    "ids",
    [
        pa.array([7, 8]),
        pa.array([7.0, 8.0]),
        pa.array(["7", "8"], pa.large_string()),
        pa.array(["7", "8"]).dictionary_encode(),
        pa.array([b"7", b"8"]),
        pa.array([7, 8], pa.int32()).dictionary_encode(),
    ],
    ids=lambda a: str(a.type),
)
def test_ids_of_any_type_are_strings(ids: pa.Array, tmp_path: Path) -> None:
    """Both tables name an account alike, whatever its type in each."""
    ts = pa.array([1, 2], pa.timestamp("us", "UTC"))
    world = world_of(tmp_path / "w", {"ts": ts, "account_id": ids}, {"account_id": ["7", "8"]})
    made = prepared(world, tmp_path / "s")
    assert rows_of(made)["account_id"].to_pylist() == ["7", "8"]
    assert pq.read_table(made.path / "accounts.parquet").num_rows == 2


def test_unlisted_and_repeated_accounts_are_mended_and_said(tmp_path: Path) -> None:
    """Every account that sent something has one row; of several rows the earliest stays."""
    ts = pa.array([1, 2], pa.timestamp("us", "UTC"))
    late, early = 9_000_000, 5_000_000
    made = []
    for name, when, plans in (("a", [late, early], ["x", "y"]), ("b", [early, late], ["y", "x"])):
        people = {
            "account_id": ["u", "u"],
            "created_at": pa.array(when, pa.timestamp("us")),
            "plan": plans,
        }
        world = world_of(tmp_path / name, {"ts": ts, "account_id": ["u", "v"]}, people)
        made.append(prepared(world, tmp_path / f"s{name}"))
    tables = [pq.read_table(w.path / "accounts.parquet") for w in made]
    assert tables[0].equals(tables[1])
    assert tables[0]["account_id"].to_pylist() == ["u", "v"]
    assert tables[0]["plan"].to_pylist() == ["y", None]
    assert made[0].amiss == {
        "accounts with several rows, of which the earliest stays": 1,
        "accounts that occur in exchanges only, added": 1,
    }


def test_rows_without_a_must_or_with_an_absurd_time_are_left_out(tmp_path: Path) -> None:
    """Counted, not fatal; a world without any usable row is an error."""
    ts = pa.array([1, None, 2, 2**62], pa.timestamp("us", "UTC"))
    rows = {"ts": ts, "account_id": ["a", "b", None, "c"]}
    made = prepared(world_of(tmp_path / "w", rows, {"account_id": ["a"]}), tmp_path / "s")
    assert made.amiss == {
        "rows without a usable account_id, left out": 1,
        "rows without a usable ts, left out": 2,
    }
    assert rows_of(made).num_rows == 1
    none = {"ts": ts[1:2], "account_id": ["b"]}
    with pytest.raises(InputError, match="no usable exchange"):
        prepared(world_of(tmp_path / "n", none, {"account_id": ["b"]}), tmp_path / "s2")
    assert not (tmp_path / "s2").exists()


def test_values_that_do_not_fit_are_counted_and_blanks_are_not(tmp_path: Path) -> None:
    """A count in words is lost, which the run says; an empty cell never said anything."""
    ts = pa.array([1, 2, 3, 4], pa.timestamp("us", "UTC"))
    rows = {
        "ts": ts,
        "account_id": ["a"] * 4,
        "output_tokens": ["many", "", "7", None],
        "cost_usd": pa.array(["0.5", "free", " ", "1"]).dictionary_encode(),
        "input_tokens": [1.0, float("nan"), 2.0, 3.0],
    }
    made = prepared(world_of(tmp_path / "w", rows, {"account_id": ["a"]}), tmp_path / "s")
    assert made.amiss == {
        "values of output_tokens that do not fit, left empty": 1,
        "values of cost_usd that do not fit, left empty": 1,
    }
    assert rows_of(made)["output_tokens"].to_pylist() == [None, None, 7, None]


def test_a_run_says_what_was_amiss_and_so_does_a_daily_one(tmp_path: Path) -> None:
    """Nothing is lost without a word, whichever way the files are read."""
    ts = pa.array([1, None, 3, 4], pa.timestamp("us", "UTC"))
    rows = {"ts": ts, "account_id": ["a", "b", None, "c"], "output_tokens": ["x", "1", "2", "3"]}
    world = world_of(tmp_path / "w", rows, {"account_id": ["a", "a"]})
    said = {
        "accounts that occur in exchanges only, added": 1,
        "accounts with several rows, of which the earliest stays": 1,
        "rows without a usable account_id, left out": 1,
        "rows without a usable ts, left out": 1,
        "values of output_tokens that do not fit, left empty": 1,
    }
    found = detect(world)
    assert found.run.amiss == said
    assert detect_daily(world, tmp_path / "state").run.amiss == said
    assert detect_daily(world, tmp_path / "state").run.amiss == said  # nothing new was read
    for line in ("1 rows without a usable ts, left out", "1 values of output_tokens"):
        assert line in render(found)


def test_sketches_alone_switch_the_content_signals_on(tour: Path, tmp_path: Path) -> None:
    """Equal sketches are equal prompts; prompts of one template share bands."""
    rows = rows_of(open_world(tour))
    only = rows.select(["ts", "account_id", "prompt_sketch", "system_sketch"])
    folder = tmp_path / "w"
    (folder / "exchanges").mkdir(parents=True)
    signed = pa.list_(pa.int64())  # as another writer may have it
    only = only.set_column(2, "prompt_sketch", only["prompt_sketch"].cast(signed))
    pq.write_table(only, folder / "exchanges" / "a.parquet")
    pq.write_table(
        pa.table({"account_id": pc.unique(rows["account_id"])}), folder / "accounts.parquet"
    )
    made = rows_of(prepared(open_world(folder), tmp_path / "s"))
    for name in ("system_key", "prompt_key"):
        sketch = name.replace("key", "sketch")
        assert made[name].null_count == rows[sketch].null_count
        pairs = set(zip(made[name].to_pylist(), map(str, rows[sketch].to_pylist()), strict=True))
        assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    held = pc.list_value_length(made["template_sketch"].combine_chunks())
    assert pc.max(held).as_py() <= 4


def test_placeholders_link_nobody(tmp_path: Path) -> None:
    """An innocent's missing value, written as text, is no identifier; nor is a hash a number."""
    ts = pa.array([1, 2, 3], pa.timestamp("us", "UTC"))
    rows = {"ts": ts, "account_id": ["a", "b", "c"], "ip": ["", "Unknown", "203.0.113.7"]}
    people = {
        "account_id": ["a", "b", "c"],
        "phone": ["n/a", "9fa1", "9fb1"],
        "card_bin": ["-", "", "4"],
    }
    made = prepared(world_of(tmp_path / "w", rows, people), tmp_path / "s")
    assert [k is None for k in rows_of(made)["ip_key"].to_pylist()] == [True, True, False]
    accounts = pq.read_table(made.path / "accounts.parquet")
    assert accounts["phone_key"].null_count == 1
    assert len(set(accounts["phone_key"].to_pylist())) == 3
    assert accounts["phone_range_key"].null_count == 3


def test_a_file_that_lacks_nothing_is_linked(tmp_path: Path) -> None:
    """Only the file with a source and no key for it is written anew; one column may be in few."""
    rows = pa.table({"ts": pa.array([1], pa.timestamp("us", "UTC")), "account_id": ["a"]})
    (tmp_path / "w" / "exchanges").mkdir(parents=True)
    pq.write_table(rows, tmp_path / "w" / "exchanges" / "a.parquet")
    more = rows.append_column("ip", pa.array(["203.0.113.7"]))
    pq.write_table(more, tmp_path / "w" / "exchanges" / "b.parquet")
    pq.write_table(rows.select(["account_id"]), tmp_path / "w" / "accounts.parquet")
    made = prepared(open_world(tmp_path / "w"), tmp_path / "s")
    assert [f.is_symlink() for f in made.exchange_files] == [True, False]
    assert "ip_key" in made.columns
    assert detect(made).run.exchanges == 2


def test_a_file_that_breaks_off_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    """The footer is whole and a page is not: no traceback, no half scratch."""
    ids = [f"user-{i}" for i in range(5_000)]
    rows = {"ts": pa.array(range(5_000), pa.timestamp("us", "UTC")), "account_id": ids, "ip": ids}
    world = world_of(tmp_path / "w", rows, {"account_id": ids})
    file = world.exchange_files[0]
    data = bytearray(file.read_bytes())
    data[200:4_000] = b"\0" * 3_800
    file.write_bytes(data)
    with pytest.raises(BrokenFile, match=r"a\.parquet"):
        prepared(open_world(tmp_path / "w"), tmp_path / "s")
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("table", ["exchanges/a", "accounts", "events"])
def test_a_column_of_a_hopeless_type_is_an_error(table: str, tmp_path: Path) -> None:
    """A list is no account; the error names file and column."""
    ts = pa.array([1], pa.timestamp("us", "UTC"))
    world_of(tmp_path / "w", {"ts": ts, "account_id": ["a"]}, {"account_id": ["a"]})
    bad = pa.table({"ts": ts, "account_id": [["a"]], "kind": [{"a": 1}]})
    pq.write_table(bad, tmp_path / "w" / f"{table}.parquet")
    with pytest.raises(GaugerError, match=r"column (account_id|kind) is"):
        open_world(tmp_path / "w")


def test_what_is_there_stays(tmp_path: Path) -> None:
    """A value that somebody derived is not derived again; gaps are filled row by row."""
    ts = pa.array([1, 2], pa.timestamp("us", "UTC"))
    rows = pa.table({"ts": ts, "account_id": ["a", "b"], "ip": ["203.0.113.7"] * 2,
                     "ip_key": pa.array([42, None], pa.int64())})  # fmt: skip
    with WorldWriter(tmp_path / "w", replace=False) as writer:
        writer.exchanges(rows)
        writer.accounts(rows.select(["account_id"]))
    keys = rows_of(prepared(open_world(tmp_path / "w"), tmp_path / "s"))["ip_key"].to_pylist()
    assert keys[0] == 42
    assert keys[1] not in (None, 42)
