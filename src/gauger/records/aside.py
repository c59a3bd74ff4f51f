"""Rows that could not be kept, with their reason and where they were; never their text."""

from collections import Counter
from pathlib import Path
from typing import IO

import msgspec

from gauger.records import schema
from gauger.records.read import Record

MAX_KEPT = 100_000
"""Notes written; further bad rows are counted only, so that a wrong map does not fill the disk."""
RAW_CHARS = 500
SAFE = set(schema.EXCHANGES.names) - {*schema.TEXT_COLUMNS, *schema.SENSITIVE_COLUMNS}


class Aside:
    """Counts bad rows by reason in `counts`, and writes notes on them to `folder`."""

    def __init__(self, folder: Path, counts: Counter[str]) -> None:
        self._folder = folder
        self._counts = counts
        self._file: IO[bytes] | None = None
        self._written = 0

    def put(self, source: Path, line: int, reason: str, record: Record | None) -> None:
        """Count a bad row, and note where it was."""
        self._counts[reason] += 1
        if self._written >= MAX_KEPT:
            return
        if self._file is None:
            self._folder.mkdir(exist_ok=True)
            self._file = (self._folder / "bad_rows.jsonl").open("wb")
        note = {"source": str(source), "line": line, "reason": reason, "raw": _shown(record)}
        text = msgspec.json.encode({k: _storable(v) for k, v in note.items()})
        self._file.write(text + b"\n")
        self._written += 1

    def __enter__(self) -> "Aside":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()


def _storable(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _shown(record: Record | None) -> str:
    """A record for finding it again: field names, and values only of canonical plain columns."""
    parts, room = [], RAW_CHARS
    for name, value in (record or {}).items():
        shown = str(value)[:room] if name in SAFE and not isinstance(value, dict | list) else "..."
        parts.append(f"{name[:80]}={shown}")
        room -= len(parts[-1])
        if room <= 0:
            break
    return ", ".join(parts)[:RAW_CHARS]
