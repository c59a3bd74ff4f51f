"""Files of logs, one record at a time: JSON Lines, a JSON array, CSV or Parquet; plain, gz or zst.

A line that is no record is handed on as a reason, for the caller to count; a file that cannot be
read at all raises BrokenFile.
"""

import csv
import glob
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, cast

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from gauger.errors import BrokenFile, UsageError

Record = dict[str, object]
SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".parquet")
PACKED = (".gz", ".zst")
BATCH_ROWS = 10_000
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


def read_records(path: Path) -> Iterator[tuple[int, Record | str]]:
    """Number (from 1) and record of each line or row; a reason instead of a record that is broken.

    Raises BrokenFile when the file ends early or is not what its name says.
    """
    kind = kind_of(path)
    try:
        if kind == ".parquet":
            yield from _parquet(path)
        elif kind == ".csv":
            yield from _csv(path)
        else:
            yield from _json(path)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError, pa.ArrowException) as seen:
        fix = "Export or copy it again."
        raise BrokenFile(path, f"{kind} file", str(seen).split("\n")[0], fix) from seen


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if path.suffix == ".zst":
        source = zstandard.ZstdDecompressor().stream_reader(
            path.open("rb"), read_across_frames=True, closefd=True
        )
        return io.BufferedReader(cast("io.RawIOBase", source))
    return path.open("rb")


def _parquet(path: Path) -> Iterator[tuple[int, Record | str]]:
    row = 0
    for batch in pq.ParquetFile(path).iter_batches(batch_size=BATCH_ROWS):
        for record in batch.to_pylist():
            row += 1
            yield row, record


def _csv(path: Path) -> Iterator[tuple[int, Record | str]]:
    csv.field_size_limit(FIELD_CHARS)
    with io.TextIOWrapper(_open(path), "utf-8-sig", errors="replace", newline="") as lines:
        reader = csv.DictReader(lines)
        try:
            for record in reader:
                if None in record or None in record.values():
                    yield reader.line_num, "wrong number of fields"
                else:
                    yield reader.line_num, {k: v if v else None for k, v in record.items()}
        except csv.Error as seen:
            raise BrokenFile(path, "CSV", str(seen), "Export it again.") from seen


def _json(path: Path) -> Iterator[tuple[int, Record | str]]:
    with _open(path) as lines:
        for number, line in enumerate(lines, 1):
            if number == 1 and line.lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
                yield from _array(path, line + lines.read())
                return
            if line.strip():
                yield number, _decoded(line)


def _array(path: Path, text: bytes) -> Iterator[tuple[int, Record | str]]:
    try:
        records = msgspec.json.decode(text.lstrip(b"\xef\xbb\xbf"), type=list[msgspec.Raw])
    except msgspec.MsgspecError as seen:
        raise BrokenFile(path, "a JSON array", str(seen), "Export it again.") from seen
    for number, record in enumerate(records, 1):
        yield number, _decoded(bytes(record))


def _decoded(line: bytes) -> Record | str:
    plain = line.lstrip(b"\xef\xbb\xbf")
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
