"""From an operator's fields to canonical columns: names by a map, values by coercion.

Every column has one Python type at the door. What cannot be converted raises BadValue, whose text
is a reason fit for counting: it never holds the value.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

import msgspec
import pyarrow as pa

from gauger.errors import BrokenFile, UsageError

Record = Mapping[str, object]
US = 1_000_000
SCALES = ((1e11, US), (1e14, 1_000), (1e17, 1))
"""Epoch numbers below the limit are seconds, milliseconds, microseconds; above, nanoseconds.
Seconds reach the limit in the year 5138, milliseconds fall below it before March 1973."""
FUTURE_US = 86_400 * US
"""Clocks may be a day ahead; beyond that a time is wrong."""
LAST_US = 253_402_300_800 * US
"""Year 10000."""


class BadValue(Exception):
    """A value that does not fit its column; the text is the reason."""


def parse_map(text: str, table: pa.Schema) -> dict[str, str]:
    """Read `account_id=groupId,ts=time` into canonical column -> source field.

    Raises UsageError for a part without `=` or an unknown canonical column.
    """
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    for name, equals, source in pairs:
        if not (name and equals and source):
            raise UsageError(f"--map has {name!r} without a field. Write --map ts=time,ip=client.")
    return checked({name.strip(): source.strip() for name, _, source in pairs}, table)


def read_map(path: Path, table: pa.Schema) -> dict[str, str]:
    """Read a map from a JSON object; raises BrokenFile or UsageError."""
    try:
        return checked(msgspec.json.decode(path.read_bytes(), type=dict[str, str]), table)
    except (OSError, msgspec.MsgspecError) as seen:
        fix = 'Write {"ts": "time", "account_id": "user"}.'
        raise BrokenFile(path, "a JSON map", str(seen), fix) from seen


def checked(names: dict[str, str], table: pa.Schema) -> dict[str, str]:
    """The map itself; raises UsageError when it names a column that the table does not have."""
    for name in names:
        if name not in table.names:
            near = get_close_matches(name, table.names, n=1)
            fix = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(table.names)}."
            raise UsageError(f"--map names {name!r}, which is no canonical column. {fix}")
    return names


def renamed(record: Record, names: Mapping[str, str]) -> dict[str, object]:
    """The record with canonical names; `a.b` reaches into objects.

    >>> renamed({"time": 5, "user": {"id": 7}}, {"ts": "time", "account_id": "user.id"})
    {'time': 5, 'user': {'id': 7}, 'ts': 5, 'account_id': 7}
    """
    return {**record, **{name: reach(record, source) for name, source in names.items()}}


def reach(record: Record, source: str) -> object:
    """The value of a field, or at the end of a path `a.b` into objects, else None."""
    if source in record:
        return record[source]
    value: object = record
    for part in source.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def coerced(row: Record, table: pa.Schema, now_us: int) -> dict[str, object]:
    """Canonical columns of a row as Python values of the table's types; others are left out.

    Raises BadValue where a must is missing, a value does not fit, a count is negative, or `ts`
    lies more than a day after `now_us` (UTC microseconds).
    """
    fields, musts = _columns(table)
    made = {
        name: value_of(value, fields[name])
        for name, value in row.items()
        if value is not None and name in fields
    }
    for name in musts:
        if made.get(name) in (None, ""):
            raise BadValue(f"no {name}")
    when = made.get("ts")
    if isinstance(when, int) and when > now_us + FUTURE_US:
        raise BadValue("ts in the future")
    return made


Columns = tuple[dict[str, pa.Field], tuple[str, ...]]
_KNOWN: dict[int, tuple[pa.Schema, Columns]] = {}


def _columns(table: pa.Schema) -> Columns:
    """Fields by name and names of musts, kept by identity: walking or hashing a schema is slow."""
    if id(table) not in _KNOWN:
        musts = tuple(f.name for f in table if not f.nullable)
        _KNOWN[id(table)] = table, ({f.name: f for f in table}, musts)  # held, so the id stays its
    return _KNOWN[id(table)][1]


def value_of(value: object, field: pa.Field) -> object:
    """A value as the Python value of a column; raises BadValue where it does not fit."""
    kind = field.type
    try:
        if pa.types.is_timestamp(kind):
            return time_us(value)
        if pa.types.is_string(kind):
            return _text(value)
        if pa.types.is_boolean(kind):
            return _truth(value)
        if pa.types.is_floating(kind):
            return float(value)  # type: ignore[arg-type]
        if pa.types.is_list(kind):
            return [int(v) for v in value] if isinstance(value, list) else None
        return _whole(value, field)
    except (ValueError, TypeError, OverflowError) as seen:
        raise BadValue(f"{field.name} is not {_in_words(kind)}") from seen


def _in_words(kind: pa.DataType) -> str:
    """What a column wants, as its user would say it."""
    for is_a, words in (
        (pa.types.is_timestamp, "a time"),
        (pa.types.is_boolean, "true or false"),
        (pa.types.is_floating, "a number"),
        (pa.types.is_integer, "a whole number"),
    ):
        if is_a(kind):
            return words
    return f"a {kind}"


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # a lone surrogate cannot be stored
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return str(value)


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if str(value).lower() not in known:
        raise ValueError
    return known[str(value).lower()]


def _whole(value: object, field: pa.Field) -> int:
    number = int(value) if isinstance(value, int | str) else int(float(value))  # type: ignore[arg-type]
    if not -(2 ** (field.type.bit_width - 1)) <= number < 2 ** (field.type.bit_width - 1):
        raise OverflowError
    if number < 0 and field.name.endswith("_tokens"):
        raise BadValue(f"negative {field.name}")
    return number


def parse_time(text: str, option: str) -> int:
    """UTC microseconds of an option's time; raises UsageError."""
    try:
        return time_us(text)
    except (ValueError, TypeError, OverflowError) as seen:
        raise UsageError(f"{option} {text!r} is no time. Write 2026-03-01T00:00Z.") from seen


def time_us(value: object) -> int:
    """UTC microseconds of a time: datetime, ISO 8601 (without zone: UTC) or epoch number.

    >>> time_us("1970-01-02T00:00:00Z") == time_us(86400) == time_us("1970-01-02 01:00+01:00")
    True
    >>> time_us(1_700_000_000) == time_us(1_700_000_000_000) == time_us("1700000000")
    True
    """
    if isinstance(value, str):
        plain = value.strip().removesuffix(" UTC")  # as BigQuery writes it
        if not plain.lstrip("+-").replace(".", "", 1).isdigit():
            return _instant(datetime.fromisoformat(plain))
        value = float(plain) if "." in plain else int(plain)
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return _epoch(value)


def _epoch(value: float) -> int:
    for limit, scale in SCALES:
        if abs(value) < limit:
            return _in_range(round(value * scale))
    return _in_range(int(value) // 1_000)


def _instant(when: datetime) -> int:
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    gap = aware - datetime(1970, 1, 1, tzinfo=UTC)
    return _in_range((gap.days * 86_400 + gap.seconds) * US + gap.microseconds)


def _in_range(us: int) -> int:
    if not 0 <= us < LAST_US:
        raise ValueError
    return us
