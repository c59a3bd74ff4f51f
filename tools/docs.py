"""Write the generated pages under docs/reference: `python -m tools.docs [FOLDER]`.

The command line comes from Typer and the tables from `records.schema`, so neither page can fall
behind the code.
"""

import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import typer

from gauger.cli.app import app
from gauger.records import schema

ROOT = Path(__file__).resolve().parent.parent

TABLES: tuple[tuple[str, str, pa.Schema], ...] = (
    ("exchanges", "One row per request to the model; what users hand over.", schema.EXCHANGES),
    ("exchanges, derived", "Computed at the door beside the above.", schema.EXCHANGES_DERIVED),
    ("accounts", "One row per account; what users hand over.", schema.ACCOUNTS),
    ("accounts, derived", "Computed at the door beside the above.", schema.ACCOUNTS_DERIVED),
    ("events", "What happened around the traffic.", schema.EVENTS),
    ("truth", "Known answers of a simulated world; read by `gauger score` alone.", schema.TRUTH),
    ("traits", "What an account leaves behind: the one input of linking.", schema.TRAITS),
)


def tables_page() -> str:
    """The canonical tables, one heading and one Markdown table each."""
    parts = [
        "# Tables\n\nTimes are UTC, microseconds. A missing column that is not marked **must** "
        "switches off the signals that need it, and the run says which.\n"
    ]
    for name, says, columns in TABLES:
        rows = "".join(f"| `{c.name}` | `{c.type}` | {_must(c)} |\n" for c in columns)
        parts.append(f"## {name}\n\n{says}\n\n| column | type | |\n|---|---|---|\n{rows}")
    parts.append(f"## Text and secrets\n\nText, dropped at the door unless kept: {_names('TEXT')}.")
    parts.append(f"Replaced by keyed hashes at the door: {_names('SENSITIVE')}.\n")
    return "\n".join(parts)


def _must(column: pa.Field) -> str:
    return "" if column.nullable else "**must**"


def _names(kind: str) -> str:
    return ", ".join(f"`{name}`" for name in getattr(schema, f"{kind}_COLUMNS"))


def command_line_page(face: typer.Typer = app) -> str:
    """Every verb with its usage, help, arguments and options, as Typer knows them."""
    # Any: Typer carries its own copy of Click, whose types are not public.
    group: Any = typer.main.get_command(face)
    top = (
        "# Command line\n\nEvery verb exits with 0 on success and with 2, after one line that says "
        "what to do, on bad input or usage. Progress and notes go to standard error.\n"
    )
    verbs = [part for name in sorted(group.commands) for part in _verb(name, group.commands[name])]
    return "\n".join([top, *verbs])


def _verb(name: str, command: Any, level: int = 2) -> list[str]:
    """The part of a verb, and of each verb under it, one heading lower."""
    own = [_part(name, command, level)]
    under = getattr(command, "commands", {})
    for inner in sorted(n for n, c in under.items() if not c.hidden):
        own += _verb(f"{name} {inner}", under[inner], level + 1)
    return own


def _part(name: str, command: Any, level: int) -> str:
    context = typer.Context(command, info_name=f"gauger {name}")
    usage = command.get_usage(context).removeprefix("Usage:").strip()
    records = [r for p in command.get_params(context) if (r := p.get_help_record(context))]
    rows = "".join(
        f"| `{_cell(flag)}` | {_cell(says).replace('<', '&lt;')} |\n" for flag, says in records
    )
    table = f"| | |\n|---|---|\n{rows}" if rows else ""
    mark = "#" * level
    return f"{mark} gauger {name}\n\n```text\n{usage}\n\n{_help(command)}\n```\n\n{table}"


def _help(command: Any) -> str:
    lines = str(command.help or "").replace("\b", "").strip().splitlines()
    return "\n".join(line.rstrip() for line in lines)


def _cell(text: str) -> str:
    """Text that cannot break out of a Markdown table's cell."""
    return " ".join(text.split()).replace("|", "\\|")


def write(folder: Path) -> None:
    """Write all generated pages into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tables.md").write_text(tables_page(), encoding="utf-8")
    (folder / "command-line.md").write_text(command_line_page(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "reference")
