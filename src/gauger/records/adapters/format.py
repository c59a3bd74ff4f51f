"""What an input format is: how its records are known and how they become canonical rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Row = dict[str, object]
"""Canonical column to value; `ts` as an aware UTC datetime or integer microseconds."""


class BadRow(Exception):
    """A record of a known format that gives no row; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Format:
    """One log format."""

    name: str
    spec: str
    """Link to the specification."""
    matches: Callable[[dict[str, object]], bool]
    rows: Callable[[dict[str, object]], Iterable[Row]]
    """The record's rows, none for a record without an exchange. Raises BadRow."""
    may_be_undated: bool = False
    """Whether a record may lack its time, which ingest then takes from its neighbours."""
