"""Worlds on disk: opened and checked at the door, written whole or not at all."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from gauger.errors import BrokenFile, MissingColumn, NotAWorld
from gauger.records import schema
from gauger.records.conform import convertible
from gauger.records.files import new_folder

PART_ROWS = 4_000_000
"""Rows of one exchanges file: about 200 MB, so that a reader may take one at a time."""
STORED = {
    "exchanges": schema.stored(schema.EXCHANGES, schema.EXCHANGES_DERIVED),
    "accounts": schema.stored(schema.ACCOUNTS, schema.ACCOUNTS_DERIVED),
    "events": schema.EVENTS,
    "truth": schema.TRUTH,
}
MUST = {n: tuple(f.name for f in table if not f.nullable) for n, table in STORED.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A folder with the canonical tables, checked."""

    path: Path
    exchange_files: tuple[Path, ...]
    columns: frozenset[str]
    """Columns that some exchanges file fills; where a file lacks one, its rows have no value."""
    account_columns: frozenset[str]
    has_events: bool
    has_truth: bool
    manifest: dict[str, object] = field(default_factory=dict)
    amiss: Mapping[str, int] = field(default_factory=dict)
    """What was amiss when the world was prepared, and how many times: rows left out, values left
    empty, accounts added."""


def open_world(path: Path) -> World:
    """Check a world's files by their footers; no row is read.

    Raises NotAWorld, MissingColumn or BrokenFile, naming the file.
    """
    if not path.is_dir():
        raise NotAWorld(path, "there is no such folder")
    files = tuple(sorted((path / "exchanges").rglob("*.parquet")))
    if not files:
        raise NotAWorld(path, "it has no exchanges/*.parquet")
    if not (path / "accounts.parquet").is_file():
        raise NotAWorld(path, "it has no accounts.parquet")
    columns = frozenset[str]().union(*(_columns(f, "exchanges") for f in files))
    accounts = path / "accounts.parquet"
    for name in ("events", "truth"):
        if (path / f"{name}.parquet").is_file():
            _columns(path / f"{name}.parquet", name)
    return World(
        path=path,
        exchange_files=files,
        columns=columns & _filled(files, "exchanges"),
        account_columns=_columns(accounts, "accounts") & _filled((accounts,), "accounts"),
        has_events=(path / "events.parquet").is_file(),
        has_truth=(path / "truth.parquet").is_file(),
        manifest=_manifest(path / "world.json"),
    )


def small_files(world: World) -> list[Path]:
    """The tables beside the exchanges that a detection reads; truth is not among them."""
    return [p for n in ("accounts", "events") if (p := world.path / f"{n}.parquet").exists()]


def _columns(file: Path, table: str) -> frozenset[str]:
    try:
        found = pq.read_schema(file)
    except (OSError, pa.ArrowException) as seen:
        raise BrokenFile(file, "Parquet", str(seen), "Export it again.") from seen
    for column in MUST[table]:
        if column not in found.names:
            raise MissingColumn(str(file), column, found.names)
    for name in found.names:
        want = STORED[table].field(name).type if name in STORED[table].names else None
        if want is not None and not convertible(found.field(name).type, want):
            fix = "Run it through `gauger ingest`, which converts what can be converted."
            what = f"column {name} is {found.field(name).type}, not {want}"
            raise BrokenFile(file, f"table {table}", what, fix)
    return frozenset(found.names)


def _filled(files: tuple[Path, ...], table: str) -> frozenset[str]:
    """Columns with a value somewhere, by the footers' counts of nulls; musts always count."""
    found = set(MUST[table])
    for file in files:
        footer = pq.read_metadata(file)
        for group in range(footer.num_row_groups):
            chunks = [footer.row_group(group).column(c) for c in range(footer.num_columns)]
            found |= {c.path_in_schema.split(".")[0] for c in chunks if not _all_null(c)}
    return frozenset(found)


def _all_null(chunk: pq.ColumnChunkMetaData) -> bool:
    counts = chunk.statistics  # absent in files of some writers: then nothing is known
    known = counts is not None and counts.has_null_count
    return bool(known and counts.null_count == chunk.num_values)


def _manifest(file: Path) -> dict[str, object]:
    if not file.is_file():
        return {}
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeDecodeError) as seen:
        raise BrokenFile(file, "JSON", str(seen), "Delete it; it is only a note.") from seen


class WorldWriter:
    """Writes a world's tables as they come; the folder appears when all went well."""

    def __init__(self, folder: Path, *, replace: bool) -> None:
        self._stack = ExitStack()
        self._half = self._stack.enter_context(new_folder(folder, replace=replace))
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._part_rows = 0
        self._parts = 0
        self._notes: dict[str, object] = {"version": 1}

    @property
    def folder(self) -> Path:
        """Where files of this world go until it is whole."""
        return self._half

    def __enter__(self) -> "WorldWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        if kind is None:
            text = msgspec.json.format(msgspec.json.encode(self._notes), indent=2)
            (self._half / "world.json").write_bytes(text + b"\n")
        self._stack.__exit__(kind, error, trace)

    def exchanges(self, table: pa.Table) -> None:
        """Append exchanges; a new file starts every PART_ROWS."""
        if self._part_rows >= PART_ROWS:
            self._close("exchanges")
            self._part_rows, self._parts = 0, self._parts + 1
        self._write("exchanges", f"exchanges/part-{self._parts:05}.parquet", table)
        self._part_rows += table.num_rows

    def accounts(self, table: pa.Table) -> None:
        """Append accounts."""
        self._write("accounts", "accounts.parquet", table)

    def events(self, table: pa.Table) -> None:
        """Append events."""
        self._write("events", "events.parquet", table)

    def truth(self, table: pa.Table) -> None:
        """Append truth."""
        self._write("truth", "truth.parquet", table)

    def drop_exchanges(self, rows: npt.NDArray[np.int64]) -> None:
        """Take exchanges out again, by their number in the order they came, sorted."""
        self._close("exchanges")
        start = 0
        for part in sorted((self._half / "exchanges").glob("part-*.parquet")):
            stop = start + pq.read_metadata(part).num_rows
            own = rows[np.searchsorted(rows, start) : np.searchsorted(rows, stop)]
            if len(own):
                _rewrite_without(part, own - start)
            start = stop

    def note(self, **facts: object) -> None:
        """Add facts to world.json."""
        self._notes |= facts

    def _close(self, name: str) -> None:
        if name in self._writers:
            self._writers.pop(name).close()

    def _write(self, name: str, file: str, table: pa.Table) -> None:
        if name not in self._writers:
            path = self._half / file
            path.parent.mkdir(exist_ok=True)
            self._writers[name] = pq.ParquetWriter(path, STORED[name], compression="zstd")
        self._writers[name].write_table(_cast(table, STORED[name]), row_group_size=122_880)


def _rewrite_without(part: Path, rows: npt.NDArray[np.int64]) -> None:
    """Write a file anew without some of its rows, group by group."""
    half = part.with_suffix(".half")
    start = 0
    with (
        pq.ParquetFile(part) as file,
        pq.ParquetWriter(half, STORED["exchanges"], compression="zstd") as writer,
    ):
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            keep = np.ones(len(table), bool)
            own = rows[(rows >= start) & (rows < start + len(table))]
            keep[own - start] = False
            writer.write_table(_cast(table.filter(pa.array(keep)), STORED["exchanges"]))
            start += len(table)
    half.replace(part)


def _cast(table: pa.Table, want: pa.Schema) -> pa.Table:
    columns = [
        table[f.name].cast(f.type) if f.name in table.column_names else pa.nulls(len(table), f.type)
        for f in want
    ]
    return pa.Table.from_arrays(columns, schema=want)
