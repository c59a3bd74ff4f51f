"""How the records of a file are read: as canonical columns, by a map, or by a format's adapter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from gauger.errors import MissingColumn, UsageError
from gauger.records.adapters import Format, detect_format, format_named
from gauger.records.guess import as_map, likely
from gauger.records.mapping import reach, renamed
from gauger.records.read import Record, kind_of
from gauger.records.world import STORED

MUST_SAY = {"ts": "when the request came", "account_id": "whose it was"}
MUSTS = tuple(MUST_SAY)
PLAIN = ("csv", "json", "jsonl", "parquet")
"""What people call a plain table; the file's name says which of these it is."""
TABULAR = (".csv", ".parquet")
"""Kinds of files whose every record has the same fields."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a file's records are read; a file may mix formats."""

    name: str
    format: Format | None
    names: Mapping[str, str]
    fixed: bool

    @property
    def may_be_undated(self) -> bool:
        """Whether the format has records that no time stands in."""
        return self.format is not None and self.format.may_be_undated

    def takes(self, record: Record) -> bool:
        """Whether this record can be read so too."""
        return self.fixed or (self.format is not None and self.format.matches(record))

    def rows(self, record: Record) -> Iterable[Mapping[str, object]]:
        """Rows of a record, not coerced yet. Raises BadRow."""
        rows = self.format.rows(record) if self.format else (record,)
        return (renamed({**record, **row}, self.names) for row in rows) if self.names else rows


def choose(file: Path, record: Record, format_name: str, names: Mapping[str, str]) -> Chosen:
    """How to read a file, by the operator's word or by its first record.

    Raises MissingColumn where a plain table lacks a must, UsageError for an unknown format or for
    a map to a field that is not there.
    """
    format_name = "canonical" if format_name in PLAIN else format_name
    fixed = format_name != "auto"
    check_map(file, record, names, "--map")
    if fixed and format_name != "canonical":
        return Chosen(format_name, format_named(format_name), names, fixed=True)
    plain = renamed(record, names)
    found = None if fixed or plain.get("account_id") else detect_format(record)
    if found is None:
        missing = [column for column in MUSTS if column not in plain]
        if missing:
            shown = _printable(record)
            raise MissingColumn(str(file), missing, shown, _fix(missing, likely(missing, shown)))
    return Chosen(found.name if found else "canonical", found, names, found is None)


def _fix(missing: list[str], hint: dict[str, str]) -> str:
    """What to do about musts that are missing, of which `hint` may know some."""
    left = [column for column in missing if column not in hint]
    perhaps = [f"Perhaps {as_map(hint)}."] if hint else []
    return " ".join(
        [
            *perhaps,
            *(
                f"Name the field that says {MUST_SAY[c]} with --map {c}=FIELD, "
                "or add one to the export."
                for c in left
            ),
        ]
    )


def check_map(file: Path, record: Record, names: Mapping[str, str], option: str) -> None:
    """Raise UsageError where a map names a field that a table of fixed columns does not have.

    Records of JSON may lack a field that others have, so only a must is looked for there.
    """
    tabular = kind_of(file) in TABULAR
    for column, source in names.items():
        there = source in record or source.partition(".")[0] in record
        if there or not (tabular or (column in MUSTS and not _reached(record, source))):
            continue
        near = get_close_matches(source, list(record), n=1)
        has = ", ".join(sorted(record)[:20]) or "none"
        fix = f"Did you mean {column}={near[0]}?" if near else f"It has: {has}."
        raise UsageError(f"{option} takes {column} from {source!r}, which {file} has not. {fix}")


def unused(record: Record, names: Mapping[str, str]) -> list[str]:
    """Fields of a plain record that become no column, sorted and fit for a terminal."""
    taken = {source.partition(".")[0] for source in names.values()} | set(names.values())
    left = {
        n: v for n, v in record.items() if n not in taken and n not in STORED["exchanges"].names
    }
    return _printable(left)


def _reached(record: Record, source: str) -> bool:
    return reach(record, source) is not None


def _printable(record: Record) -> list[str]:
    """Names of fields, fit for a terminal even where the file was no text."""
    names = ("".join(c if c.isprintable() else "?" for c in name[:60]) for name in record)
    return sorted(names)[:50]
