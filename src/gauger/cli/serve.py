"""`gauger serve`: the workbench."""

import sys
from pathlib import Path
from typing import Annotated

import typer


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
    from gauger.errors import UsageError  # noqa: PLC0415

    opened = open_it(store)
    try:
        from gauger.web.running import add, first_admin, listen, run  # noqa: PLC0415
        from gauger.web.settings import read_settings  # noqa: PLC0415
    except ImportError as missing:
        raise UsageError(
            f"the workbench needs {missing.name}. "
            "Install it: python -m pip install 'gauger[cases,serve]'"
        ) from missing
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
        given = read_settings(settings, public_url=public_url or own)
        password = first_admin(opened)
        if password:
            typer.echo(f"gauger: first sign-in: admin, {password}", err=True)
        typer.echo(f'{{"url": "{own}"}}' if json else own)
        sys.stdout.flush()
        run(opened, given, socket)
