"""Files of logs, one record at a time: JSON Lines, JSON, CSV, Parquet, OTLP; plain, gz or zst.

A line that is no record is handed on as a reason, for the caller to count; a file that cannot be
read at all raises BrokenFile. No more than one record is held, whatever the size of the file.
"""

import csv
import glob
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from gauger.errors import BrokenFile, UsageError
from gauger.records.framed import messages
from gauger.records.json_split import BLANK, MAX_RECORD, chunks_of, split_values

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Record = dict[str, object]
MESSAGES = (".pb", ".binpb", ".otlp")
"""Binary files of OTLP messages; the exporter leaves the name to its operator."""
SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".parquet", *MESSAGES)
PACKED = (".gz", ".zst")
BATCH_ROWS = 10_000
PACKED_BYTES = 128 * 1024
FIELD_CHARS = 64 * 1024 * 1024
"""Longest CSV field: a prompt may be millions of characters."""


def find_files(sources: Sequence[str]) -> list[Path]:
    """Files behind paths, folders and globs, each once, sorted within a source.

    Raises UsageError for a source that has no file we read.
    """
    found: dict[Path, None] = {}
    for source in sources:
        path = Path(source)
        names = (
            path.rglob("*")
            if path.is_dir()
            else map(
                Path,
                glob.glob(source, recursive=True),  # noqa: PTH207 - sources may be absolute
            )
        )
        candidates = [path] if path.is_file() else sorted(f for f in names if f.is_file())
        files = [f for f in candidates if kind_of(f)]
        if not files:
            raise UsageError(
                f"{source} has no file to read. Give files ending in {', '.join(SUFFIXES)}, "
                "plain or with .gz or .zst."
            )
        found |= dict.fromkeys(files)
    return list(found)


def kind_of(path: Path) -> str | None:
    """Kind of a file by its name: its suffix without packing, None where we do not read it.

    >>> kind_of(Path("logs.jsonl.gz")), kind_of(Path("notes.txt"))
    ('.jsonl', None)
    """
    name = path.with_suffix("") if path.suffix in PACKED else path
    return name.suffix.lower() if name.suffix.lower() in SUFFIXES else None


class Place:
    """How far reading has come, in bytes of the file as it lies on the disk."""

    def __init__(self) -> None:
        self._raw: IO[bytes] | None = None
        self._share = (0, 1)
        self._size = 0

    @property
    def done_bytes(self) -> int:
        """Bytes read of the file that is being read, or was last."""
        if self._raw is None or self._raw.closed:
            return self._size * self._share[0] // max(self._share[1], 1)
        return self._raw.tell()

    def follow(self, path: Path, raw: IO[bytes] | None) -> None:
        """Start on a file."""
        self._raw, self._size, self._share = raw, path.stat().st_size, (0, 1)

    def rows(self, done: int, of: int) -> None:
        """Say it in rows, where a format jumps about in its file."""
        self._share = (done, of)


def read_records(path: Path, place: Place | None = None) -> Iterator[tuple[int, Record | str]]:
    """Number (from 1) and record of each line or row; a reason instead of a record that is broken.

    Raises BrokenFile when the file ends early or is not what its name says.
    """
    kind = kind_of(path)
    place = place or Place()
    try:
        if kind == ".parquet":
            yield from _parquet(path, place)
        elif kind == ".csv":
            yield from _csv(path, place)
        elif kind in MESSAGES:
            yield from _messages(path, place)
        else:
            yield from _json(path, place, lines=kind != ".json")
    except (OSError, EOFError, zlib.error, zstandard.ZstdError, pa.ArrowException) as seen:
        fix = "Export or copy it again."
        raise BrokenFile(path, f"{kind} file", str(seen).split("\n")[0], fix) from seen


def _open(path: Path, place: Place) -> IO[bytes]:
    raw = path.open("rb")
    place.follow(path, raw)
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
    if path.suffix == ".zst":
        return io.BufferedReader(cast("io.RawIOBase", _Unpacked(raw)))
    return raw


class _Unpacked(io.RawIOBase):
    """A zstd stream, which must end where a frame does: cut short, it is an error."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._left = b""  # of the file, not yet unpacked
        self._ready = b""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._raw.close()
        super().close()

    def readinto(self, room: "WriteableBuffer") -> int:
        view = memoryview(room)
        while not self._ready and self._more():
            pass
        size = min(len(view), len(self._ready))
        view[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _more(self) -> bool:
        """Unpack some more; false at the end."""
        data = self._left or self._raw.read(PACKED_BYTES)
        if not data:
            if self._frame is not None:
                raise EOFError("it ends in the middle of a zstd frame")
            return False
        if self._frame is None:
            self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._ready = self._frame.decompress(data)
        self._left = self._frame.unused_data if self._frame.eof else b""
        if self._frame.eof:
            self._frame = None
        return True


def _parquet(path: Path, place: Place) -> Iterator[tuple[int, Record | str]]:
    row = 0
    file = pq.ParquetFile(path)
    place.follow(path, None)
    for batch in file.iter_batches(batch_size=BATCH_ROWS):
        for record in _rows_of(_whole_microseconds(batch)):
            row += 1
            yield row, record
        place.rows(row, file.metadata.num_rows)


def _whole_microseconds(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Python has no nanoseconds."""
    for place, column in enumerate(batch.schema):
        if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
            cut = batch.column(place).cast(pa.timestamp("us", column.type.tz), safe=False)
            batch = batch.set_column(place, column.name, cut)
    return batch


def _rows_of(batch: pa.RecordBatch) -> Iterator[Record | str]:
    """Rows of a batch; one whose text is not UTF-8, or whose time Python lacks, is a reason."""
    try:
        yield from batch.to_pylist()
    except (UnicodeDecodeError, ValueError, OverflowError):
        for row in range(len(batch)):
            try:
                yield batch.slice(row, 1).to_pylist()[0]
            except (UnicodeDecodeError, ValueError, OverflowError):
                yield "not readable as text or time"


def _csv(path: Path, place: Place) -> Iterator[tuple[int, Record | str]]:
    csv.field_size_limit(FIELD_CHARS)
    with io.TextIOWrapper(_open(path, place), "utf-8-sig", errors="replace", newline="") as lines:
        reader = csv.DictReader(lines)
        try:
            for record in reader:
                if None in record or None in record.values():
                    yield reader.line_num, "wrong number of fields"
                else:
                    yield reader.line_num, {k: v if v else None for k, v in record.items()}
        except csv.Error as seen:
            raise BrokenFile(path, "CSV", str(seen), "Export it again.") from seen


def _messages(path: Path, place: Place) -> Iterator[tuple[int, Record | str]]:
    """Messages of OTLP, of protobuf or JSON, each a record."""
    read = None
    with _open(path, place) as file:
        for number, body in enumerate(messages(file), 1):
            if isinstance(body, str) or body.startswith(b"{"):
                yield number, body if isinstance(body, str) else _decoded(body)
                continue
            if read is None:  # message classes are an extra: needed for protobuf alone
                from gauger.records.otlp_proto import reader  # noqa: PLC0415

                read = reader()
            yield number, read(body)


def _json(path: Path, place: Place, *, lines: bool) -> Iterator[tuple[int, Record | str]]:
    with _open(path, place) as file:
        first = file.readline(MAX_RECORD)
        lined = lines or isinstance(_decoded(first), dict)  # many write JSON Lines into .json
        if lined and not first.lstrip(BLANK).startswith(b"["):
            yield from _lines(first, file)
        else:
            yield from _values(path, first, file)


def _lines(first: bytes, file: IO[bytes]) -> Iterator[tuple[int, Record | str]]:
    number, line = 1, first
    while line:
        whole = len(line) < MAX_RECORD or line.endswith(b"\n")
        if not whole:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_RECORD)
            yield number, f"longer than {MAX_RECORD // 2**20} MiB"
        elif line.strip():
            yield number, _decoded(line)
        number, line = number + 1, file.readline(MAX_RECORD)


def _values(path: Path, first: bytes, file: IO[bytes]) -> Iterator[tuple[int, Record | str]]:
    """Elements of an array, or values one after another, on however many lines."""
    number = 0
    try:
        for number, value in enumerate(split_values(chunks_of(first, file)), 1):
            yield number, _decoded(value)
    except ValueError as seen:
        raise BrokenFile(
            path, "JSON", f"{seen}, after record {number}", "Export it again."
        ) from seen


def _decoded(line: bytes) -> Record | str:
    plain = line.lstrip(BLANK)
    try:
        return msgspec.json.decode(plain, type=Record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _lenient(plain)


def _lenient(line: bytes) -> Record | str:
    """Read what the fast parser refuses and loggers write: lone surrogates, broken UTF-8."""
    try:
        record = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return "not a JSON object"
    return record if isinstance(record, dict) else "not a JSON object"
