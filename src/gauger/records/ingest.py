"""Logs in, a world out: read, rename, coerce, let through the door, write; bad rows are kept apart.

Rows are taken BATCH_ROWS at a time. What must be remembered of every row, its exchange id, goes to
disk (`spill`); what is remembered of every account takes 8 bytes of memory.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeVar

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gauger.errors import UsageError
from gauger.records.adapters import BadRow
from gauger.records.aside import Aside
from gauger.records.choose import Chosen, check_map, choose, unused
from gauger.records.door import derive_accounts
from gauger.records.intake import INVISIBLE, INVISIBLE_ACCOUNTS, Intake, Intaken, Progress, Say
from gauger.records.keys import keys_of
from gauger.records.mapping import BadValue, coerced, renamed
from gauger.records.pool import derived
from gauger.records.read import Place, Record, read_records
from gauger.records.spill import Ints, Seen, Spill
from gauger.records.world import STORED, WorldWriter

BATCH_ROWS = 20_000
BATCH_CHARS = 64 * 1024 * 1024
"""A batch is full at so much text, however few its rows."""
SAY_ROWS = 1_000
T = TypeVar("T")
_TIME = pa.schema([STORED["exchanges"].field("ts")])


def ingest(
    files: Sequence[Path],
    out: Path,
    intake: Intake,
    *,
    replace: bool,
    say: Say = lambda _: None,
) -> Intaken:
    """Write a world from files of logs; `say` is told now and then how far it is.

    Raises BrokenFile, MissingColumn or UsageError, and then leaves nothing behind.
    """
    done = Intaken()
    with (
        WorldWriter(out, replace=replace) as writer,
        Spill(writer.folder) as spill,
        Aside(writer.folder / "bad_rows", done.bad) as aside,
        tempfile.TemporaryFile(dir=writer.folder) as names,
    ):
        work = _Work(
            writer=writer, intake=intake, done=done, spill=spill, aside=aside, names=names, say=say
        )
        work.exchanges(files)
        work.drop_repeats()
        if not done.kept:
            reasons = ", ".join(f"{n} {r}" for r, n in done.bad.most_common(3)) or "no rows"
            raise UsageError(f"no exchange could be kept ({reasons}). Check --format and --map.")
        work.accounts()
        work.events()
        done.not_visible = [f"{c}: {why}" for c, why in INVISIBLE.items() if c not in work.seen]
        done.not_visible += [
            f"{c}: {why}" for c, why in INVISIBLE_ACCOUNTS.items() if c not in work.seen_accounts
        ]
        writer.note(
            rows=done.rows, kept=done.kept, bad=dict(done.bad), formats=dict(done.formats),
            undated=done.undated, accounts=done.accounts, not_visible=done.not_visible,
        )  # fmt: skip
    return done


@dataclass(frozen=True, slots=True)
class _Row:
    """A coerced row, the line it came from, and the length of its text."""

    values: dict[str, object]
    line: int
    chars: int


@dataclass(slots=True, kw_only=True)
class _Work:
    """One ingest under way."""

    writer: WorldWriter
    intake: Intake
    done: Intaken
    spill: Spill
    say: Say
    aside: Aside
    names: IO[bytes]
    """Accounts that sent something, each once, a JSON string a line."""
    taken: int = 0
    """Rows handed to the door."""
    starts: list[tuple[int, Path]] = field(default_factory=list)
    """First row of each file."""
    listed: Seen = field(default_factory=Seen)
    sent: Seen = field(default_factory=Seen)
    seen: set[str] = field(default_factory=set)
    seen_accounts: set[str] = field(default_factory=set)
    last_us: dict[str, int] = field(default_factory=dict)

    def exchanges(self, files: Sequence[Path]) -> None:
        """Take all exchanges of all files."""
        tables = (self.table(batch) for batch in _full(self.rows(files)))
        for made in derived(tables, self.intake.door, workers=self.intake.workers):
            self.seen |= {n for n in made.column_names if made[n].null_count < len(made)}
            self.writer.exchanges(made)

    def rows(self, files: Sequence[Path]) -> Iterator[_Row]:
        """Coerced rows of the files, in order."""
        total = sum(file.stat().st_size for file in files)
        before = 0
        for file in files:
            self.starts.append((self.done.kept, file))
            self.last_us.clear()
            place = Place()
            for row in self.rows_of_file(file, place):
                yield row
                if self.done.rows % SAY_ROWS == 0:
                    self.tell(file, before + place.done_bytes, total)
            before += file.stat().st_size
            self.tell(file, before, total)

    def tell(self, file: Path, done_bytes: int, total_bytes: int) -> None:
        """Say how far it is."""
        self.say(
            Progress(file=file, rows=self.done.rows, done_bytes=done_bytes, total_bytes=total_bytes)
        )

    def rows_of_file(self, file: Path, place: Place) -> Iterator[_Row]:
        """Coerced rows of one file, which may mix formats."""
        chosen: Chosen | None = None
        for line, record in read_records(file, place):
            if isinstance(record, str):
                self.done.rows += 1
                self.aside.put(file, line, record, None)
                continue
            if chosen is None or not chosen.takes(record):
                chosen = choose(file, record, self.intake.format, self.intake.names)
                if chosen.format is None:
                    left = unused(record, self.intake.names)
                    self.done.unused += [n for n in left if n not in self.done.unused]
            self.done.formats[chosen.name] += 1
            yield from self.rows_of_record(file, line, record, chosen)

    def rows_of_record(
        self, file: Path, line: int, record: Record, chosen: Chosen
    ) -> Iterator[_Row]:
        """Coerced rows of one record; what cannot be kept is put aside."""
        try:
            for row in chosen.rows(record):
                self.done.rows += 1
                try:
                    full = self.dated(row, file, undated=chosen.may_be_undated)
                    values = coerced(full, STORED["exchanges"], self.intake.now_us)
                except BadValue as wrong:
                    self.aside.put(file, line, str(wrong), record)
                    continue
                self.done.kept += 1
                yield _Row(values, line, sum(len(v) for v in values.values() if isinstance(v, str)))
        except BadRow as wrong:
            self.done.rows += 1
            self.aside.put(file, line, str(wrong), record)

    def dated(
        self, row: Mapping[str, object], file: Path, *, undated: bool
    ) -> Mapping[str, object]:
        """The row with a time, where its format may lack one and the operator or a neighbour helps.

        A recorded call without a date was made about when its neighbours in the same recording
        were, and never after its file was written.
        """
        account = str(row.get("account_id"))
        if row.get("ts") is not None:
            if undated:
                with_time = coerced({"ts": row["ts"]}, _TIME, self.intake.now_us)
                self.last_us[account] = int(str(with_time["ts"]))
            return row
        if self.intake.undated_us is None and not undated:
            return row
        written = min(int(file.stat().st_mtime * 1_000_000), self.intake.now_us)
        when = self.last_us.get(account, self.intake.undated_us or written)
        self.done.undated += 1
        return {**row, "ts": when}

    def table(self, batch: list[_Row]) -> pa.Table:
        """A batch as a table, its ids and accounts remembered."""
        rows = _table([row.values for row in batch], STORED["exchanges"])
        self.seen |= set(rows.column_names)
        if "exchange_id" in rows.column_names:
            ids = rows["exchange_id"].combine_chunks()
            has = np.flatnonzero(pc.is_valid(ids).to_numpy(zero_copy_only=False))
            lines = np.array([row.line for row in batch], np.int64)
            self.spill.add(_keys("exchange", ids.take(pa.array(has))), has + self.taken, lines[has])
        self.taken += len(batch)
        names = pc.unique(rows["account_id"])
        new = names.filter(pa.array(self.sent.add(_keys("account", names))))
        self.names.write(b"".join(msgspec.json.encode(n) + b"\n" for n in new.to_pylist()))
        return rows

    def drop_repeats(self) -> None:
        """Take out exchanges whose id an earlier one had."""
        rows, lines = self.spill.repeats()
        if not len(rows):
            return
        starts = np.array([start for start, _ in self.starts], np.int64)
        files = np.searchsorted(starts, rows, "right") - 1
        for file, line in zip(files.tolist(), lines.tolist(), strict=True):
            self.aside.put(self.starts[file][1], line, "duplicate exchange_id", None)
        self.done.kept -= len(rows)
        self.writer.drop_exchanges(rows)

    def accounts(self) -> None:
        """Write the accounts given, and a bare row for every other account that sent something."""
        intake = self.intake
        rows = self.rows_of(intake.accounts, "accounts", intake.account_names)
        for batch in _full(rows):
            keys = _keys("account", pa.array([str(r.values["account_id"]) for _, r in batch]))
            new = self.listed.add(keys).tolist()
            for fresh, (file, row) in zip(new, batch, strict=True):
                if not fresh:
                    self.aside.put(file, row.line, "accounts: duplicate account_id", None)
            kept = [row.values for fresh, (_, row) in zip(new, batch, strict=True) if fresh]
            self.write_accounts(kept)
        self.names.seek(0)
        bare: list[str] = []
        for name in map(msgspec.json.Decoder(str).decode, self.names):
            bare.append(name)
            if len(bare) == BATCH_ROWS:
                self.write_bare(bare)
        self.write_bare(bare)

    def write_bare(self, names: list[str]) -> None:
        """Write rows for those of the accounts that no file of accounts lists."""
        missing = ~self.listed.has(_keys("account", pa.array(names, pa.string())))
        self.write_accounts([{"account_id": n} for n, m in zip(names, missing, strict=True) if m])
        names.clear()

    def write_accounts(self, rows: list[dict[str, object]]) -> None:
        """Let accounts through the door."""
        if rows:
            made = derive_accounts(_table(rows, STORED["accounts"]), self.intake.door)
            self.done.accounts += len(made)
            self.seen_accounts |= {n for n in made.column_names if made[n].null_count < len(made)}
            self.writer.accounts(made)

    def events(self) -> None:
        """Write the events given."""
        rows = [row.values for _, row in self.rows_of(self.intake.events, "events", {})]
        if rows:
            self.writer.events(_table(rows, STORED["events"]))

    def rows_of(
        self, files: Iterable[Path], name: str, names: Mapping[str, str]
    ) -> Iterator[tuple[Path, _Row]]:
        """Coerced rows of accounts or events, each with its file."""
        for file in files:
            looked = False
            for line, record in read_records(file):
                try:
                    if isinstance(record, str):
                        raise BadValue(record)
                    if not looked:
                        check_map(file, record, names, f"--map-{name}")
                        looked = True
                    row = coerced(renamed(record, names), STORED[name], self.intake.now_us)
                except BadValue as wrong:
                    self.aside.put(file, line, f"{name}: {wrong}", None)
                    continue
                yield file, _Row(row, line, 0)


def _full(rows: Iterable[T]) -> Iterator[list[T]]:
    """Rows in batches of BATCH_ROWS, or of so much text."""
    batch: list[T] = []
    chars = 0
    for row in rows:
        batch.append(row)
        chars += row.chars if isinstance(row, _Row) else 0
        if len(batch) >= BATCH_ROWS or chars >= BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def _keys(kind: str, texts: pa.Array) -> Ints:
    return np.asarray(keys_of(kind, texts).to_numpy(zero_copy_only=False), np.int64)


def _table(rows: list[dict[str, object]], table: pa.Schema) -> pa.Table:
    present = set().union(*rows)
    return pa.Table.from_pylist(rows, schema=pa.schema([f for f in table if f.name in present]))
