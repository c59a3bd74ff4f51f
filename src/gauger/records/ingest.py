"""Logs in, a world out: read, rename, coerce, let through the door, write; bad rows are kept apart.

Rows are taken BATCH_ROWS at a time, so memory is bounded but for the sets of account ids and of
exchange keys (8 bytes and some overhead each).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pyarrow as pa

from gauger.errors import MissingColumn, UsageError
from gauger.records import schema
from gauger.records.adapters import BadRow, Format, detect_format, format_named
from gauger.records.door import Door, derive_accounts, derive_exchanges
from gauger.records.keys import key_of
from gauger.records.mapping import BadValue, coerced, renamed
from gauger.records.read import Record, read_records
from gauger.records.world import STORED, WorldWriter

BATCH_ROWS = 50_000
RAW_CHARS = 500
INVISIBLE = {
    "ip": "shared addresses",
    "ip_asn": "networks by provider (--networks)",
    "ip_class": "VPN, Tor and relay exits (--address-class)",
    "user_agent": "shared clients",
    "tls_fingerprint": "shared TLS stacks",
    "prompt": "shared templates and what prompts ask for",
    "system_prompt": "shared system prompts",
    "thinking_signature": "reuse of signed thinking",
    "output_tokens": "the size of the harvest",
}
"""What a detection cannot see without a column."""
Say = Callable[[Path, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How logs are read."""

    door: Door
    format: str = "auto"
    names: Mapping[str, str] = field(default_factory=dict)
    """Canonical exchanges column -> source field."""
    account_names: Mapping[str, str] = field(default_factory=dict)
    accounts: tuple[Path, ...] = ()
    events: tuple[Path, ...] = ()
    now_us: int = field(default_factory=lambda: time.time_ns() // 1_000)


@dataclass(slots=True, kw_only=True)
class Intaken:
    """What came of it."""

    rows: int = 0
    kept: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    """Rows left out, by reason."""
    formats: Counter[str] = field(default_factory=Counter)
    """Records by format."""
    accounts: int = 0
    not_visible: list[str] = field(default_factory=list)


def ingest(
    files: Iterable[Path], out: Path, intake: Intake, *, replace: bool, say: Say | None = None
) -> Intaken:
    """Write a world from files of logs; `say` is told each file and the rows read so far.

    Raises BrokenFile, MissingColumn or UsageError, and then leaves nothing behind.
    """
    done = Intaken()
    with WorldWriter(out, replace=replace) as writer:
        work = _Work(writer=writer, intake=intake, done=done)
        for file in files:
            work.exchanges(file, say)
        work.flush()
        if not done.kept:
            reasons = ", ".join(f"{n} {r}" for r, n in done.bad.most_common(3)) or "no rows"
            raise UsageError(f"no exchange could be kept ({reasons}). Check --format and --map.")
        work.accounts()
        work.events()
        done.not_visible = [f"{c}: {why}" for c, why in INVISIBLE.items() if c not in work.seen]
        writer.note(
            rows=done.rows, kept=done.kept, bad=dict(done.bad), formats=dict(done.formats),
            accounts=done.accounts, not_visible=done.not_visible,
        )  # fmt: skip
    return done


@dataclass(slots=True, kw_only=True)
class _Work:
    """One ingest under way."""

    writer: WorldWriter
    intake: Intake
    done: Intaken
    batch: list[dict[str, object]] = field(default_factory=list)
    ids: set[int] = field(default_factory=set)
    account_ids: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def exchanges(self, file: Path, say: Say | None) -> None:
        """Take a file's exchanges."""
        chosen: _Chosen | None = None
        for line, record in read_records(file):
            if isinstance(record, str):
                self.done.rows += 1
                self.bad(file, line, record, None)
                continue
            if chosen is None or not chosen.takes(record):
                chosen = _choose(file, record, self.intake)
            self.done.formats[chosen.name] += 1
            self.take(file, line, record, chosen)
            if say and self.done.rows % 5_000 == 0:
                say(file, self.done.rows)

    def take(self, file: Path, line: int, record: Record, chosen: "_Chosen") -> None:
        """Coerce a record's rows into the batch, or count it as bad."""
        try:
            for row in chosen.rows(record):
                self.done.rows += 1
                self.keep(coerced(row, STORED["exchanges"], self.intake.now_us))
        except BadValue as wrong:
            self.bad(file, line, str(wrong), record)
        except BadRow as wrong:
            self.done.rows += 1
            self.bad(file, line, str(wrong), record)

    def keep(self, row: dict[str, object]) -> None:
        """Add a row to the batch; raises BadValue for an exchange that was there before."""
        name = row.get("exchange_id")
        if name is not None:
            key = key_of("exchange", str(name))
            if key in self.ids:
                raise BadValue("duplicate exchange_id")
            self.ids.add(key)
        self.account_ids.add(str(row["account_id"]))
        self.batch.append(row)
        self.done.kept += 1
        if len(self.batch) >= BATCH_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write the batch."""
        if self.batch:
            rows = _table(self.batch, STORED["exchanges"])
            self.seen |= set(rows.column_names)
            made = derive_exchanges(rows, self.intake.door)
            self.seen |= {n for n in made.column_names if made[n].null_count < len(made)}
            self.writer.exchanges(made)
            self.batch.clear()

    def bad(self, file: Path, line: int, reason: str, record: Record | None) -> None:
        """Count a bad row and keep where it was; never its prompt text."""
        self.done.bad[reason] += 1
        folder = self.writer.folder / "bad_rows"
        folder.mkdir(exist_ok=True)
        note = {"source": str(file), "line": line, "reason": reason, "raw": _shown(record)}
        with (folder / "bad_rows.jsonl").open("ab") as out:
            out.write(msgspec.json.encode(note) + b"\n")

    def accounts(self) -> None:
        """Write the accounts given, and a bare row for every other account that sent something."""
        rows: list[dict[str, object]] = []
        for row in self.rows_of(self.intake.accounts, "accounts", self.intake.account_names):
            rows.append(row)
            self.account_ids.discard(str(row["account_id"]))
        rows += [{"account_id": name} for name in sorted(self.account_ids)]
        self.done.accounts = len(rows)
        for start in range(0, len(rows), BATCH_ROWS):
            table = _table(rows[start : start + BATCH_ROWS], STORED["accounts"])
            self.writer.accounts(derive_accounts(table, self.intake.door))

    def events(self) -> None:
        """Write the events given."""
        rows = list(self.rows_of(self.intake.events, "events", {}))
        if rows:
            self.writer.events(_table(rows, STORED["events"]))

    def rows_of(
        self, files: Iterable[Path], name: str, names: Mapping[str, str]
    ) -> Iterator[dict[str, object]]:
        """Coerced rows of a small table; an account counts once, as it came first."""
        before: set[object] = set()
        for file in files:
            for line, record in read_records(file):
                try:
                    if isinstance(record, str):
                        raise BadValue(record)
                    row = coerced(renamed(record, names), STORED[name], self.intake.now_us)
                    if name == "accounts" and row["account_id"] in before:
                        raise BadValue("duplicate account_id")
                except BadValue as wrong:
                    self.bad(file, line, f"{name}: {wrong}", None)
                    continue
                before.add(row.get("account_id"))
                yield row


@dataclass(frozen=True, slots=True)
class _Chosen:
    """How a file's records are read; a file may mix formats."""

    name: str
    format: Format | None
    names: Mapping[str, str]
    fixed: bool

    def takes(self, record: Record) -> bool:
        return self.fixed or (self.format is not None and self.format.matches(record))

    def rows(self, record: Record) -> Iterable[Mapping[str, object]]:
        rows = self.format.rows(record) if self.format else (record,)
        return (renamed({**record, **row}, self.names) for row in rows) if self.names else rows


def _choose(file: Path, record: Record, intake: Intake) -> _Chosen:
    fixed = intake.format != "auto"
    if fixed and intake.format != "canonical":
        return _Chosen(intake.format, format_named(intake.format), intake.names, fixed=True)
    plain = renamed(record, intake.names)
    found = None if fixed or plain.get("account_id") else detect_format(record)
    if found is None:
        for column in ("ts", "account_id"):
            if column not in plain or (column in intake.names and plain[column] is None):
                raise MissingColumn(str(file), column, sorted(record))
    return _Chosen(found.name if found else "canonical", found, intake.names, found is None)


def _table(rows: list[dict[str, object]], table: pa.Schema) -> pa.Table:
    present = set().union(*rows)
    return pa.Table.from_pylist(rows, schema=pa.schema([f for f in table if f.name in present]))


def _shown(record: Record | None) -> str:
    """A record for finding it again: field names, and values only of canonical plain columns."""
    hidden = {*schema.TEXT_COLUMNS, *schema.SENSITIVE_COLUMNS}
    safe = set(schema.EXCHANGES.names) - hidden
    shown = {k: v if k in safe else "..." for k, v in (record or {}).items()}
    return repr(shown)[:RAW_CHARS]
