"""`gauger link`: the linking core on any table of actors and shared values."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.errors import UsageError

if TYPE_CHECKING:
    from gauger.signals.family import Family


def link(
    tables: Annotated[
        list[str],
        typer.Argument(metavar="TABLE...", help="Parquet, CSV or JSON Lines; files or globs."),
    ],
    actor: Annotated[str, typer.Option(help="Column of who: account, wallet, reviewer.")],
    value: Annotated[
        list[str], typer.Option(help="Column of what they may share; also more than once.")
    ],
    signal: Annotated[
        str, typer.Option(help="Column that names the kind of each row's value.")
    ] = "",
    time: Annotated[str, typer.Option(help="Column of when.")] = "",
    family: Annotated[
        list[str] | None,
        typer.Option(help="What a kind counts as: card=identity; also more than once."),
    ] = None,
    window: Annotated[int, typer.Option(help="Seconds that count as together.", min=1)] = 3_600,
    seed: Annotated[int, typer.Option(help="Seed of the community search.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for groups, members, links.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite --out.")] = False,
    fail_on_groups: Annotated[
        bool, typer.Option("--fail-on-groups", help="Exit with 1 when there is a group.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Find groups of actors that share more than chance explains, in any table.

    Example: gauger link transfers.csv --actor wallet --value counterparty --time at
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good
    from rich.console import Console  # noqa: PLC0415

    from gauger.linking.outcome import link_table, write_groups  # noqa: PLC0415
    from gauger.linking.sightings import Columns, read_sightings  # noqa: PLC0415
    from gauger.linking.table import kinds_of  # noqa: PLC0415
    from gauger.records.files import check_free  # noqa: PLC0415
    from gauger.records.read import find_files  # noqa: PLC0415
    from gauger.report.groups import group_table  # noqa: PLC0415

    columns = Columns(
        actor=actor, values=tuple(dict.fromkeys(value)), signal=signal or None, time=time or None
    )
    given = _families(family or [])
    if out:
        check_free(out, replace=replace)
    files = find_files(tables)
    seen = read_sightings(files, columns)
    kinds = kinds_of(seen.kinds, given, timed=bool(time))
    found = link_table(files, seen, kinds, window_s=window, seed=seed)
    if out:
        write_groups(found, out, replace=replace)
    for reason, n in seen.left_out.most_common():
        typer.echo(f"gauger: left out {n:,} rows: {reason}", err=True)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
    else:
        Console(highlight=False).print(group_table(found))
        if out:
            typer.echo(f"\ngroups, members and links: {out}")
    if fail_on_groups and found.groups:
        raise typer.Exit(1)


def _families(given: list[str]) -> "dict[str, Family]":
    """Families by kind, from KIND=FAMILY."""
    from gauger.signals.family import Family  # noqa: PLC0415

    found = {}
    for part in given:
        kind, _, name = part.rpartition("=")
        if not kind or name not in set(Family):
            raise UsageError(
                f"--family {part!r} is not KIND=FAMILY; families are {', '.join(Family)}."
            )
        found[kind] = Family(name)
    return found
