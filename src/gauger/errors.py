"""Errors a user can mend: each says what is wrong, where, what was seen, and what to do.

GaugerError
├── InputError        a file, table or value that cannot be used
│   ├── MissingColumn
│   ├── BrokenFile
│   └── NotAWorld
└── UsageError        the command was asked for something it cannot do
    └── MissingExtra  a library that this installation lacks
"""

import shlex
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path


class GaugerError(Exception):
    """What the command line prints in one line and turns into exit code 2."""


class InputError(GaugerError):
    """A file, table or value that cannot be used."""


class UsageError(GaugerError):
    """The command was asked for something it cannot do."""


class MissingExtra(UsageError):
    """A library of an optional part is not installed.

    The command is for the Python that runs: `pip` alone may belong to another one.
    """

    def __init__(self, what: str, library: str | None, extra: str, other: str = "") -> None:
        command = f"{shlex.quote(sys.executable)} -m pip install 'gauger[{extra}]'"
        super().__init__(
            f"{what} needs {library or 'a library'}, of the extra {extra!r}. Install it: {command}"
            + (f", or {other}." if other else "")
        )


class MissingColumn(InputError):
    """A table lacks columns that the work cannot do without."""

    def __init__(
        self, table: str, columns: str | Sequence[str], found: Sequence[str], fix: str = ""
    ) -> None:
        missing = [columns] if isinstance(columns, str) else columns
        near = get_close_matches(missing[0], found, n=1)
        fix = fix or (
            f"Map it with --map {missing[0]}={near[0]}." if near else "Add it to the export."
        )
        names, has = " and no ".join(map(repr, missing)), ", ".join(found) or "no columns"
        super().__init__(f"{table} has no column {names}; it has {has}. {fix}")


class BrokenFile(InputError):
    """A file that cannot be read as what it should be."""

    def __init__(self, path: Path, expected: str, seen: str, fix: str) -> None:
        super().__init__(f"{path} is not readable as {expected}: {seen}. {fix}")


class NotAWorld(InputError):
    """A folder without the canonical tables."""

    def __init__(self, path: Path, seen: str) -> None:
        super().__init__(
            f"{path} is not a world: {seen}. "
            "Make one with `gauger ingest LOGS --out WORLD`, or `gauger simulate tour --out WORLD`."
        )
