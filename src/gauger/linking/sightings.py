"""Any table of actors and shared values, read as sightings: who showed which value, and when.

Actors may be accounts, wallets or reviewers; values may be cards, addresses or products.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from gauger.errors import InputError, UsageError
from gauger.records.door import PLACEHOLDERS
from gauger.records.mapping import BadValue, reach, time_us, value_of
from gauger.records.read import Record, kind_of, read_records

BATCH_ROWS = 100_000
SIGHTINGS = pa.schema(
    [
        pa.field("actor", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
        ("us", pa.int64()),  # UTC microseconds; null where the table has no time
    ]
)
_TEXT = pa.field("value", pa.string())
Sighting = tuple[str, str, str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which fields of a table are what; `a.b` reaches into objects."""

    actor: str
    values: tuple[str, ...]
    """Fields of shared values, each a kind of its own."""
    signal: str | None = None
    """Field that names the kind of each row's value; the table then has one field of values."""
    time: str | None = None

    def __post_init__(self) -> None:
        if not self.values:
            raise UsageError("nothing to share: name a column of values with --value.")
        if self.signal and len(self.values) > 1:
            raise UsageError(
                "--signal names the kind of one --value; give it once, or no --signal."
            )

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Option and field of every column named."""
        some = (("--signal", self.signal), ("--time", self.time))
        values = (("--value", name) for name in self.values)
        return ("--actor", self.actor), *values, *((o, name) for o, name in some if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """What a table holds."""

    table: pa.Table
    """SIGHTINGS, one row per actor, value and row of the input."""
    rows: int
    left_out: Counter[str]
    """Rows that could not be used, by reason."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the kinds of values that occur, sorted."""
        return tuple(sorted(pc.unique(self.table["kind"]).to_pylist()))


def read_sightings(files: Sequence[Path], columns: Columns) -> Sightings:
    """Sightings of all rows of all files. Memory grows with the values, not with other columns.

    Raises UsageError for a column that is not there, BrokenFile for a file that breaks off and
    InputError when no row is usable.
    """
    left_out: Counter[str] = Counter()
    batches, rows = [], 0
    for batch, taken in _batches(files, columns, left_out):
        batches.append(
            pa.Table.from_arrays([pa.array(c, f.type) for c, f in batch], SIGHTINGS.names)
        )
        rows += taken
    table = pa.concat_tables(batches) if batches else SIGHTINGS.empty_table()
    if not len(table):
        why = ", ".join(f"{n:,} {reason}" for reason, n in left_out.most_common(3)) or "no rows"
        raise InputError(
            f"{', '.join(map(str, files))}: no row has an actor and a value ({why}). "
            "Check --actor and --value."
        )
    return Sightings(table=table, rows=rows, left_out=left_out)


def _batches(
    files: Sequence[Path], columns: Columns, left_out: Counter[str]
) -> Iterator[tuple[list[tuple[tuple[object, ...], pa.Field]], int]]:
    """Columns of up to BATCH_ROWS rows with their fields, and rows read for them."""
    found: list[Sighting] = []
    taken = 0
    for file in files:
        for line, record in read_records(file):
            taken += 1
            if isinstance(record, str):
                left_out[record] += 1
                continue
            if line <= 2:  # line 2 is the first of a CSV
                _check(file, record, columns)
            found += _of_record(record, columns, left_out)
            if len(found) >= BATCH_ROWS:
                yield list(zip(zip(*found, strict=True), SIGHTINGS, strict=True)), taken
                found, taken = [], 0
    if found:
        yield list(zip(zip(*found, strict=True), SIGHTINGS, strict=True)), taken


def _check(file: Path, record: Record, columns: Columns) -> None:
    """Raise UsageError where a column is not there; a record of JSON may lack values."""
    tabular = kind_of(file) in (".csv", ".parquet")
    for option, name in columns.named if tabular else columns.named[:1]:
        if name not in record and name.partition(".")[0] not in record:
            near = get_close_matches(name, list(record), n=1)
            has = ", ".join(n.encode("unicode_escape").decode()[:40] for n in list(record)[:20])
            fix = f"Did you mean {near[0]!r}?" if near else f"It has: {has or 'none'}."
            raise UsageError(f"{option} names {name!r}, which {file} does not have. {fix}")


def _of_record(record: Record, columns: Columns, left_out: Counter[str]) -> list[Sighting]:
    """Sightings of one row; a row without any is counted when it should have one."""
    try:
        actor = _said(record, columns.actor)
        if actor is None:
            raise BadValue(f"without {columns.actor}")
        us = _when(record, columns.time)
        kind = _said(record, columns.signal) if columns.signal else None
        if columns.signal and kind is None:
            raise BadValue(f"without {columns.signal}")
        values = [(name, _said(record, name)) for name in columns.values]
    except BadValue as wrong:
        left_out[str(wrong)] += 1
        return []
    return [(actor, kind or name, value, us) for name, value in values if value is not None]


def _said(record: Record, name: str) -> str | None:
    """A value as text; None for nothing, and for what loggers write for nothing."""
    value = reach(record, name)
    text = None if value is None else str(value_of(value, _TEXT))
    return None if text is None or text.strip().lower() in PLACEHOLDERS else text


def _when(record: Record, name: str | None) -> int | None:
    if name is None:
        return None
    try:
        return time_us(reach(record, name))
    except (ValueError, TypeError, OverflowError) as seen:
        raise BadValue(f"{name} is not a time") from seen
