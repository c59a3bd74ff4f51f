"""`gauger verify`: check an evidence pack, without the logs."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def verify(
    pack: Annotated[Path, typer.Argument(help="Folder or .zip that `gauger dossier` wrote.")],
    key: Annotated[
        str, typer.Option(help="The issuer's public key: 64 hexadecimal digits, or a file.")
    ] = "",
    tsa_root: Annotated[
        Path | None, typer.Option(help="PEM root certificate of the time stamp service.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Check an evidence pack: hashes, signature, and every figure computed again.

    Exits with 0 when the pack holds, 1 when something does not, 3 when nothing is wrong but not
    all could be checked here, as when another state of the program made it.

    Example: gauger verify pack
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good

    from gauger.cli.extras import needs  # noqa: PLC0415

    with needs("dossier"):
        from gauger.dossier.outcome import BROKEN, HOLDS, IN_PART, page  # noqa: PLC0415
        from gauger.dossier.signing import read_public_key  # noqa: PLC0415
        from gauger.dossier.timestamp import read_roots  # noqa: PLC0415
        from gauger.dossier.verify import Reader  # noqa: PLC0415
        from gauger.dossier.verify import verify as run  # noqa: PLC0415

    reader = Reader(
        key=read_public_key(key) if key else None,
        tsa_roots=read_roots(tsa_root) if tsa_root else (),
    )
    found = run(pack, reader)
    if json:
        sys.stdout.buffer.write(
            msgspec.json.encode(
                msgspec.to_builtins(found) | {"verdict": found.verdict, "holds": found.holds}
            )
            + b"\n"
        )
    else:
        typer.echo(page(found))
    raise typer.Exit({HOLDS: 0, BROKEN: 1, IN_PART: 3}[found.verdict])
