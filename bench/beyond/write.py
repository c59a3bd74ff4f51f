"""A kind, a seed and a scale become a folder of tables."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.beyond.build import NEW_MODEL, Kind, Row, account, closing, exchanges, lives
from bench.beyond.people import START
from gauger.records import schema

COLUMNS = (
    "ts", "account_id", "exchange_id", "org_id", "api_key_id",
    "session_id", "channel", "ip", "user_agent", "tls_fingerprint",
    "model", "system_prompt", "prompt", "tools_hash", "input_tokens",
    "output_tokens", "reasoning_tokens", "cached_tokens", "status", "refused",
    "thinking_signature", "cost_usd",
)  # fmt: skip
TABLE = pa.schema([schema.EXCHANGES.field(name) for name in COLUMNS])
_BUFFER_ROWS = 20_000


def write_world(kind: Kind, seed: int, scale: float, folder: Path) -> int:
    """Write the world and give the number of exchanges; the folder must not hold one yet."""
    folder.mkdir(parents=True)
    name = f"{kind.name}-{seed}"
    accounts: list[Row] = []
    truth: list[Row] = []
    bans: list[datetime] = []
    log = _Log(kind)
    for group, me, i in lives(kind, name, scale):
        closed = closing(kind, me)
        until = closed[0] if closed else START + timedelta(days=kind.days)
        for row in exchanges(kind, me, until):
            log.add(row)
        if closed and closed[1] == "terms_of_service":
            bans.append(closed[0])
        accounts.append(account(me, name, i, closed))
        tag = group.name or None
        truth.append((me.account, tag if group.operator else None, None if group.operator else tag))
    rows = log.write(folder)
    _small(folder / "accounts.parquet", schema.ACCOUNTS, accounts, kind)
    _small(folder / "truth.parquet", schema.TRUTH, truth, kind)
    _small(folder / "events.parquet", schema.EVENTS, _events(kind, bans), kind)
    return rows


def _events(kind: Kind, bans: list[datetime]) -> list[Row]:
    """The release, and each day on which several accounts were closed for cause."""
    release = START + timedelta(days=kind.release_day, hours=16)
    found: list[Row] = [(release, "model_release", NEW_MODEL, "the strongest reasoning model")]
    days = sorted({ban.replace(hour=12, minute=0, second=0, microsecond=0) for ban in bans})
    for day in days:
        n = sum(ban.date() == day.date() for ban in bans)
        if n >= 4:
            found.append((day, "enforcement", "account closures", f"{n} accounts closed"))
    return sorted(found, key=str)


def _table(wanted: pa.Schema, rows: list[Row]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in wanted)
    return pa.Table.from_arrays(
        [pa.array(c, f.type) for c, f in zip(columns, wanted, strict=True)], schema=wanted
    )


def _small(path: Path, wanted: pa.Schema, rows: list[Row], kind: Kind) -> None:
    table = _table(wanted, sorted(rows, key=lambda row: str(row[0])))
    _save(path, table.drop_columns([c for c in table.column_names if c in kind.unlogged]))


def _save(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", row_group_size=20_000)


class _Log:
    """Exchanges as they come, cut into days."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._rows: list[Row] = []
        self._days: dict[str, list[pa.Table]] = {}
        self._text = COLUMNS.index("prompt"), COLUMNS.index("ip")

    def add(self, row: Row) -> None:
        """Keep one exchange as this provider would."""
        prompt, ip = self._text
        kept = list(row)
        if self._kind.kept_chars:
            kept[prompt] = str(row[prompt])[: self._kind.kept_chars]
        if self._kind.coarse_ip and ":" not in str(row[ip]):
            kept[ip] = str(row[ip]).rsplit(".", 1)[0] + ".0"
        self._rows.append(tuple(kept))
        if len(self._rows) == _BUFFER_ROWS:
            self._cut()

    def _cut(self) -> None:
        table = _table(TABLE, self._rows)
        self._rows = []
        dates = np.asarray(pc.strftime(table["ts"], format="%Y-%m-%d").to_pylist())
        for date in np.unique(dates):
            part = table.filter(pa.array(dates == date))
            self._days.setdefault(str(date), []).append(part)

    def write(self, folder: Path) -> int:
        """Write a file per day, by time."""
        self._cut()
        rows = 0
        for date, parts in sorted(self._days.items()):
            table = pa.concat_tables(parts).sort_by(
                [("ts", "ascending"), ("exchange_id", "ascending")]
            )
            rows += len(table)
            dropped = [c for c in COLUMNS if c in self._kind.unlogged]
            _save(
                folder / "exchanges" / f"day={date}" / "part-0.parquet", table.drop_columns(dropped)
            )
        return rows
