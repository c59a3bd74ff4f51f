"""Detections on disk: `campaigns.parquet`, `members.parquet`, `links.parquet`, `run.json`.

`no-harvest.parquet` has the accounts that were looked at and let be; older folders have none.

A folder appears whole or not at all: everything is written beside it and then moved.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from gauger.campaigns.model import Campaign, Detections, Link, Member, Run
from gauger.errors import BrokenFile, InputError
from gauger.records.files import new_folder
from gauger.records.schema import TIME

T = TypeVar("T")
_BUILTIN = (datetime, date)  # Arrow takes these as they are

REASON = pa.struct(
    [
        ("signal", pa.string()),
        ("family", pa.string()),
        ("text", pa.string()),
        ("strength", pa.float64()),
    ]
)
SHARE = pa.struct(
    [
        ("name", pa.string()),
        ("exchanges", pa.int64()),
        ("share", pa.float64()),
        ("honest_share", pa.float64()),
    ]
)
DAY = pa.struct([("day", pa.date32()), ("exchanges", pa.int64()), ("accounts", pa.int64())])
CHANGE = pa.struct(
    [("at", TIME), ("text", pa.string()), ("event", pa.string()), ("lag_h", pa.float64())]
)
HAPPENING = pa.struct(
    [
        ("at", TIME),
        ("kind", pa.string()),
        ("text", pa.string()),
        ("other", pa.string()),
        ("evidence", pa.list_(REASON)),
    ]
)

CAMPAIGNS = pa.schema(
    [
        ("campaign_id", pa.string()),
        ("verdict", pa.string()),
        ("confidence", pa.float64()),
        ("p_one_operator", pa.float64()),
        ("p_harvest", pa.float64()),
        ("crowd", pa.string()),
        ("accounts", pa.int64()),
        ("exchanges", pa.int64()),
        ("first_ts", TIME),
        ("last_ts", TIME),
        ("input_tokens", pa.int64()),
        ("output_tokens", pa.int64()),
        ("reasoning_tokens", pa.int64()),
        ("cost_usd", pa.float64()),
        ("first_flag_ts", TIME),
        ("targeted", pa.list_(pa.string())),
        ("capabilities", pa.list_(SHARE)),
        ("models", pa.list_(SHARE)),
        ("countries", pa.list_(SHARE)),
        ("networks", pa.list_(SHARE)),
        ("days", pa.list_(DAY)),
        ("changes", pa.list_(CHANGE)),
        ("one_operator", pa.list_(REASON)),
        ("harvest", pa.list_(REASON)),
        ("against", pa.list_(REASON)),
        ("not_visible", pa.list_(pa.string())),
        ("would_change", pa.list_(pa.string())),
        ("comparisons", pa.list_(pa.string())),
        ("history", pa.list_(HAPPENING)),
        ("by_wording_alone", pa.bool_()),
        ("joined_by_wording", pa.bool_()),
        ("own_words", pa.bool_()),
    ]
)
MEMBERS = pa.schema(
    [
        ("campaign_id", pa.string()),
        ("account_id", pa.string()),
        ("p_member", pa.float64()),
        ("exchanges", pa.int64()),
        ("first_ts", TIME),
        ("last_ts", TIME),
        ("evidence", pa.list_(REASON)),
    ]
)
LINKS = pa.schema(
    [
        ("campaign_id", pa.string()),
        ("a", pa.string()),
        ("b", pa.string()),
        ("bits", pa.float64()),
        ("signals", pa.list_(pa.string())),
    ]
)
NO_HARVEST = pa.schema([("account_id", pa.string())])
NO_HARVEST_FILE = "no-harvest.parquet"


def write_detections(found: Detections, folder: Path, *, replace: bool) -> None:
    """Write a run's output to `folder`, whole or not at all.

    Raises UsageError when the folder exists and `replace` is false.
    """
    with new_folder(folder, replace=replace) as half:
        _write(half / "campaigns.parquet", [_plain(c) for c in found.campaigns], CAMPAIGNS)
        _write(half / "members.parquet", _keyed(found.members), MEMBERS)
        _write(half / "links.parquet", _keyed(found.links), LINKS)
        rows = [{"account_id": a} for a in sorted(found.no_harvest)]
        _write(half / NO_HARVEST_FILE, rows, NO_HARVEST)
        run = msgspec.json.format(msgspec.json.encode(found.run), indent=2)
        (half / "run.json").write_bytes(run + b"\n")


def read_detections(folder: Path) -> Detections:
    """Read what `write_detections` wrote. Raises InputError naming the file that is wrong."""
    run_file = folder / "run.json"
    if not run_file.is_file():
        raise InputError(
            f"{folder} holds no detections: there is no run.json. "
            "Make them with `gauger detect WORLD --out DETECTIONS`."
        )
    try:
        run = msgspec.json.decode(run_file.read_bytes(), type=Run)
    except (msgspec.MsgspecError, UnicodeDecodeError) as seen:
        raise BrokenFile(run_file, "a run", str(seen), "Run `gauger detect` again.") from seen
    campaigns = [_typed(row, Campaign) for row in _read(folder / "campaigns.parquet", CAMPAIGNS)]
    quiet = folder / NO_HARVEST_FILE
    rows = _read(quiet, NO_HARVEST) if quiet.is_file() else []
    return Detections(
        run=run,
        campaigns=tuple(campaigns),
        members=_grouped(_read(folder / "members.parquet", MEMBERS), Member),
        links=_grouped(_read(folder / "links.parquet", LINKS), Link),
        no_harvest=frozenset(row["account_id"] for row in rows),
    )


def _write(path: Path, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, compression="zstd")


def _read(path: Path, schema: pa.Schema) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = pq.read_table(path, schema=schema).to_pylist()
    except (OSError, pa.ArrowException) as seen:
        raise BrokenFile(path, "detections", str(seen), "Run `gauger detect` again.") from seen
    return rows


def _plain(value: object) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(value, builtin_types=_BUILTIN)
    return built


def _typed(row: dict[str, Any], kind: type[T]) -> T:
    if row.get("history", ()) is None:  # written before campaigns had one
        row = row | {"history": ()}
    # And before wording was looked at.
    for said in ("by_wording_alone", "joined_by_wording", "own_words"):
        if row.get(said, False) is None:
            row = row | {said: False}
    return msgspec.convert(row, kind)


def _keyed(groups: dict[str, tuple[T, ...]]) -> list[dict[str, Any]]:
    return [_plain(x) | {"campaign_id": key} for key, items in groups.items() for x in items]


def _grouped(rows: Iterable[dict[str, Any]], kind: type[T]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        groups[row.pop("campaign_id")].append(_typed(row, kind))
    return {key: tuple(items) for key, items in groups.items()}
