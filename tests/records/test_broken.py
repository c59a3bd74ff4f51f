"""Broken input of every kind: a clear error or a counted bad row, and nothing half-written."""

import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from gauger.errors import BrokenFile, GaugerError, MissingColumn, UsageError
from gauger.records.door import Door
from gauger.records.ingest import ingest
from gauger.records.intake import Intake, Progress
from gauger.records.read import find_files
from gauger.records.world import open_world

DOOR = Door(key=b"k" * 32)
LINE = b'{"ts":1700000000,"account_id":"a","prompt":"x"}\n'
DEEP = b"[" * 100_000 + b"]" * 100_000 + b"\n"


def parquet(**columns: object) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return bytes(sink.getvalue())


GOOD = parquet(
    ts=pa.array([1] * 3_000, pa.timestamp("s")), account_id=[str(i) for i in range(3_000)]
)
PAGE = GOOD[:50] + b"\0" * 2_950 + GOOD[3_000:]
ZST = zstandard.ZstdCompressor().compress(LINE * 500)
FATAL = {
    "empty.jsonl": (b"", UsageError),
    "empty.csv": (b"", UsageError),
    "empty.parquet": (b"", BrokenFile),
    "norows.parquet": (parquet(ts=pa.array([], pa.timestamp("s")), account_id=pa.array([], pa.string())), UsageError),
    "cut.jsonl.gz": (gzip.compress(LINE * 500)[:-9], BrokenFile),
    "no.jsonl.gz": (LINE, BrokenFile),
    "cut.jsonl.zst": (ZST[:-5], BrokenFile),
    "no.jsonl.zst": (LINE, BrokenFile),
    "cut.parquet": (GOOD[: len(GOOD) // 2], BrokenFile),
    "page.parquet": (PAGE, BrokenFile),
    "types.parquet": (parquet(ts=[[1]], account_id=[{"a": 1}]), UsageError),
    "column.parquet": (parquet(ts=[1]), MissingColumn),
    "random.csv": (os.urandom(5_000), GaugerError),
    "utf16.csv": ("ts,account_id\n1,a\n".encode("utf-16"), GaugerError),
    "cut.json": (b'[{"ts":1700000000,"account_id":"a"},{"ts":17', BrokenFile),
    "brackets.json": (b"]]]}}", BrokenFile),
    "deep.json": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, GaugerError),
}  # fmt: skip
COUNTED = {
    "quotes.csv": (b'ts,account_id,prompt\n1700000000,a,"one\n""two"""\n1700000000,b\n', 1, 1),
    "nul.csv": (b"ts,account_id\n1700000000,a\0b\n", 1, 0),
    "nul.jsonl": (LINE + b"\0\0\n", 1, 1),
    "latin.jsonl": (LINE + b'{"ts":1700000000,"account_id":"\xe9","prompt":"\xff\xfe"}\n', 2, 0),
    "deep.jsonl": (LINE + DEEP, 1, 1),
    "surrogate.jsonl": (LINE + b'{"ts":1,"account_id":"\\ud800","prompt":"\\udfff x"}\n', 2, 0),
    "million.jsonl": (json.dumps({"ts": 1, "account_id": "a", "prompt": "w " * 500_000}).encode(), 1, 0),
    "numbers.jsonl": (LINE + b'{"ts":1e400,"account_id":"a"}\n{"ts":-5,"account_id":"a"}\n', 1, 2),
    "types.jsonl": (LINE + b'{"ts":true,"account_id":[1]}\n[1]\nnull\n', 1, 3),
    "future.jsonl": (LINE + b'{"ts":"2999-01-01","account_id":"a"}\n', 1, 1),
    "twice.jsonl": (b'{"ts":1,"account_id":"a","exchange_id":"e"}\n' * 3, 1, 2),
    "array.json": (b'[1,"x",null,{"ts":1700000000,\n"account_id":"a"}]', 1, 3),
    "pretty.json": (b'{\n "ts": 1700000000,\n "account_id": "a"\n}\n{\n"ts":1,"account_id":"b"}', 2, 0),
    "bytes.parquet": (parquet(ts=[1, 2], account_id=[b"a", b"\xff"]), 2, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", FATAL)
def test_a_hopeless_file_is_one_clear_error(name: str, tmp_path: Path) -> None:
    """One line, and neither a world nor a half one stays."""
    data, error = FATAL[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(error) as seen:
        ingest([tmp_path / name], tmp_path / "world", Intake(door=DOOR), replace=False)
    assert "\n" not in str(seen.value)
    assert all(c.isprintable() for c in str(seen.value))
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", COUNTED)
def test_a_bad_row_costs_only_itself(name: str, tmp_path: Path) -> None:
    """The rest is kept; the bad ones are counted."""
    data, kept, bad = COUNTED[name]
    (tmp_path / name).write_bytes(data)
    done = ingest([tmp_path / name], tmp_path / "world", Intake(door=DOOR), replace=False)
    assert (done.kept, done.bad.total()) == (kept, bad)
    rows = sum(pq.read_metadata(f).num_rows for f in open_world(tmp_path / "world").exchange_files)
    assert rows == kept


def test_a_folder_given_as_a_file_is_an_error(tmp_path: Path) -> None:
    """A folder without logs has nothing to read."""
    (tmp_path / "logs.jsonl").mkdir()
    with pytest.raises(UsageError, match="no file to read"):
        find_files([str(tmp_path / "logs.jsonl")])


def test_a_map_to_an_unknown_field_is_an_error(tmp_path: Path) -> None:
    """The nearest field is named."""
    (tmp_path / "l.csv").write_text("time,user,address\n1,a,203.0.113.7\n")
    names = {"ts": "time", "account_id": "user", "ip": "adress"}
    with pytest.raises(UsageError, match="Did you mean ip=address"):
        ingest([tmp_path / "l.csv"], tmp_path / "w", Intake(door=DOOR, names=names), replace=False)


def test_repeats_are_found_across_files_and_the_first_stays(tmp_path: Path) -> None:
    """Ids are compared over all files; each repeat is noted with its own file and line."""
    for name, ids in (("a", "xyx"), ("b", "zyz")):
        lines = [
            json.dumps({"ts": i + 1, "account_id": name, "exchange_id": x})
            for i, x in enumerate(ids)
        ]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines))
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    told: list[Progress] = []
    done = ingest(files, tmp_path / "w", Intake(door=DOOR), replace=False, say=told.append)
    notes = [
        json.loads(n) for n in (tmp_path / "w/bad_rows/bad_rows.jsonl").read_text().splitlines()
    ]
    assert [(Path(n["source"]).name, n["line"]) for n in notes] == [
        ("a.jsonl", 3), ("b.jsonl", 2), ("b.jsonl", 3),
    ]  # fmt: skip
    kept = pq.read_table(open_world(tmp_path / "w").exchange_files[0])["exchange_id"].to_pylist()
    assert kept == ["x", "y", "z"]
    assert done.kept == 3
    assert told[-1].done_bytes == told[-1].total_bytes
