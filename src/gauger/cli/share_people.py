"""`gauger share`, persons: keys of those who propose, release and approve."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.cli import share as parent
from gauger.errors import UsageError

if TYPE_CHECKING:
    from gauger.sharing.people import Signer

# ruff: noqa: PLC0415 - heavy imports wait until the arguments are known to be good


def _passphrase(of: str) -> str:
    """From the environment or the terminal; never from the command line, which others see."""
    found = os.environ.get("GAUGER_PASSPHRASE", "")
    if not found and sys.stdin.isatty():
        found = str(typer.prompt(f"Passphrase of {of}", hide_input=True, err=True))
    if not found:
        raise UsageError("give the key's passphrase in GAUGER_PASSPHRASE, or at a terminal.")
    return found


def signer(by: str, key: Path | None) -> "Signer":
    """The person who acts, with a key. Raises UsageError without one."""
    parent.needs("cryptography")
    if key is None:
        raise UsageError(
            "sign with --key FILE. Make a key with `gauger share key FILE`, and have it enrolled "
            "with `gauger share enrol NAME PUBLIC`."
        )
    from gauger.sharing.people import read_signer

    return read_signer(by, key, _passphrase(by))


def key(
    file: Annotated[Path, typer.Argument(help="File to make; it stays with the person.")],
    json: parent.JsonOption = False,
) -> None:
    """Make a person's key, under a passphrase; print its public half.

    Example: gauger share key ann.key
    """
    parent.needs("cryptography")
    from gauger.sharing.people import make_key

    public = make_key(file, _passphrase(str(file)))
    if json:
        parent.emit({"file": str(file), "public": public})
    else:
        typer.echo(public)


def enrol(
    name: Annotated[str, typer.Argument(help="The person.")],
    public: Annotated[str, typer.Argument(help="The public key that `gauger share key` printed.")],
    by: Annotated[str, typer.Option("--by", help="Who confirms; not for the first two.")] = "",
    key: parent.KeyOption = None,
    store: parent.StoreOption = parent.STORE,
    json: parent.JsonOption = False,
) -> None:
    """Let a person propose, release and approve. From the third on, an enrolled one confirms.

    Example: gauger share enrol cyd 5c0f...e1 --by ann --key ann.key
    """
    parent.needs("cryptography")
    from gauger.sharing.people import enrol as run
    from gauger.sharing.people import short
    from gauger.sharing.release import utc_now
    from gauger.sharing.store import open_store

    opened = open_store(store)
    confirms = signer(by, key) if by else None
    made = run(opened, name, public.strip().lower(), by=confirms, now=utc_now())
    if json:
        parent.emit(made)
        return
    word = f"on the word of {made.confirmed_by}" if made.confirmed_by else "on nobody's word"
    typer.echo(f"{made.name}: key {short(made.key)}, {word}; on record")


def people(store: parent.StoreOption = parent.STORE, json: parent.JsonOption = False) -> None:
    """List who may propose, release and approve.

    Example: gauger share people
    """
    parent.needs("cryptography")
    from gauger.sharing.people import people as run
    from gauger.sharing.people import short
    from gauger.sharing.store import open_store

    found = tuple(run(open_store(store)).values())
    if json:
        parent.emit(found)
        return
    for p in found:
        typer.echo(
            f"{p.name}: key {short(p.key)}, since {p.since[:10]}, login {p.login}, "
            f"confirmed by {p.confirmed_by or 'nobody'}"
        )


def retire(
    name: Annotated[str, typer.Argument(help="The person.")],
    by: parent.ByOption,
    key: parent.KeyOption = None,
    store: parent.StoreOption = parent.STORE,
    json: parent.JsonOption = False,
) -> None:
    """End a person's key: it signs nothing from now on, and what it signed stays on record.

    Example: gauger share retire bob --by ann --key ann.key
    """
    from gauger.sharing.people import retire as run
    from gauger.sharing.release import utc_now
    from gauger.sharing.store import open_store

    run(open_store(store), name, by=signer(by, key), now=utc_now())
    if json:
        parent.emit({"retired": name})
    else:
        typer.echo(f"{name} is retired; on record")


def join(group: typer.Typer) -> None:
    """Add these verbs to `gauger share`."""
    for verb in (key, enrol, people, retire):
        group.command()(verb)
