"""What every verb of `gauger case` shares: options, the store, what is printed."""

import getpass
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gauger.cli.lines import folded

if TYPE_CHECKING:
    from gauger.casework.store import CaseStore

case = typer.Typer(
    name="case",
    help="Keep cases: import detections, label, decide, and hand the labels back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Store = Annotated[
    str, typer.Option(envvar="GAUGER_STORE", help="SQLite file, or postgresql://HOST/NAME.")
]
By = Annotated[str, typer.Option(envvar="GAUGER_USER", help="Who acts; goes on record.")]
Json = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
DEFAULT_STORE = "cases.db"


def open_it(url: str) -> "CaseStore":
    """The store, or one line that says which package is missing."""
    from gauger.errors import MissingExtra  # noqa: PLC0415 - heavy imports wait

    try:
        from gauger.casework.store import open_store  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtra("this", missing.name, "cases,serve") from missing
    return open_store(url)


def who(by: str) -> str:
    """Who acts: as given, else the user of the machine."""
    return by or os.environ.get("USER") or getpass.getuser()


def tell(value: Any, json: bool, text: str) -> None:
    """Print a value as JSON, or the text."""
    import msgspec  # noqa: PLC0415

    if json:
        sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    elif text:
        typer.echo(folded(text, sys.stdout))


def clean(text: str) -> str:
    """Text without control characters: names come from outside, and terminals obey them."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
