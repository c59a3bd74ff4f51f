"""`gauger serve`: the workbench."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.cli.extras import needs

if TYPE_CHECKING:
    from gauger.web.settings import Packs


def serve(
    store: Annotated[
        str, typer.Option(envvar="GAUGER_STORE", help="SQLite file, or postgresql://HOST/NAME.")
    ] = "cases.db",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port; 0 picks a free one.")] = 8321,
    public_url: Annotated[
        str, typer.Option(help="Address in the browser's bar, when a proxy stands before it.")
    ] = "",
    settings: Annotated[Path | None, typer.Option(help="TOML file: hosts, OpenID Connect.")] = None,
    detections: Annotated[
        Path | None, typer.Option(help="Import this folder of `gauger detect` first.")
    ] = None,
    world: Annotated[
        list[Path] | None,
        typer.Option(help="World that cases were found in, to make packs; may be repeated."),
    ] = None,
    add_person: Annotated[
        str,
        typer.Option(help="Add NAME:ROLE, its password read from standard input, and stop."),
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print the address as JSON.")] = False,
) -> None:
    """Serve the workbench for analysts, and its API.

    Example: gauger serve --store cases.db --detections detections
    """
    from gauger.cli.case import open_it  # noqa: PLC0415 - heavy imports wait
    from gauger.errors import MissingExtra  # noqa: PLC0415

    opened = open_it(store)
    try:
        from gauger.web.running import add, first_admin, listen, run  # noqa: PLC0415
        from gauger.web.settings import read_settings  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtra("the workbench", missing.name, "cases,serve") from missing
    if add_person:
        name, _, role = add_person.rpartition(":")
        add(opened, name, role, sys.stdin.readline().rstrip("\n"))
        typer.echo(f"added {name}, {role}", err=True)
        return
    if detections:
        from gauger.campaigns.detections import read_detections  # noqa: PLC0415

        opened.import_detections(read_detections(detections), by="serve")
    with listen(host, port) as socket:
        own = f"http://{'[' + host + ']' if ':' in host else host}:{socket.getsockname()[1]}"
        given = read_settings(settings, public_url=public_url or own, worlds=world or ())
        if given.packs is not None:
            _check_packs(given.packs)
        password = first_admin(opened)
        if password:
            typer.echo(f"gauger: first sign-in: admin, {password}", err=True)
        typer.echo(f'{{"url": "{own}"}}' if json else own)
        sys.stdout.flush()
        run(opened, given, socket)


def _check_packs(packs: "Packs") -> None:
    """Raise before serving, rather than when somebody asks for a pack; make keys that lack."""
    from gauger.records.pseudonym import read_key  # noqa: PLC0415
    from gauger.records.world import open_world  # noqa: PLC0415

    with needs("dossier"):
        import gauger.dossier.make  # noqa: F401, PLC0415
        from gauger.dossier.signing import signing_key  # noqa: PLC0415
    for path in packs.worlds:
        open_world(path)
    for fresh, what, where in (
        (read_key(packs.key)[1], "secret", packs.key),
        (signing_key(packs.signing_key)[1], "signing key", packs.signing_key),
    ):
        if fresh:
            typer.echo(f"gauger: made a {what} at {where}; keep it safe", err=True)
