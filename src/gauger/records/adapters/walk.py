"""Safe steps through parsed JSON: whatever stands there, a typed value or None."""

from datetime import UTC, datetime

Json = dict[str, object]


def child(record: object, *path: str) -> Json:
    """The object at the end of a path, empty where there is none.

    >>> child({"a": {"b": {"c": 1}}}, "a", "b"), child({"a": 3}, "a")
    ({'c': 1}, {})
    """
    for step in path:
        record = record.get(step) if isinstance(record, dict) else None
    return record if isinstance(record, dict) else {}


def text(record: Json, name: str) -> str | None:
    """A non-empty string or a whole number as text; None for all else."""
    value = record.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def first_text(*places: tuple[Json, str]) -> str | None:
    """The first of several places that holds a text."""
    return next((found for place in places if (found := text(*place)) is not None), None)


def integer(record: Json, *names: str) -> int | None:
    """The first name that holds a whole number, or text that is one."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            return int(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1:
            return int(value) if abs(value) < 2**62 else None
    return None


def number(record: Json, name: str) -> float | None:
    """A finite number, or None."""
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e15 else None


def seconds(value: object) -> object:
    """A time as logged: seconds since 1970 become a time, all else is left to the door.

    >>> seconds(0.5).isoformat(), seconds("2026-04-22")
    ('1970-01-01T00:00:00.500000+00:00', '2026-04-22')
    """
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    if plain and 0 <= value < 1e11:  # type: ignore[operator]
        return datetime.fromtimestamp(value, UTC)  # type: ignore[arg-type]
    return value
