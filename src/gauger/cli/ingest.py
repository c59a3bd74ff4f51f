"""`gauger ingest`: logs in, a world out."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def ingest(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, globs.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the world.")] = Path("world"),
    format: Annotated[  # noqa: A002 - the option's name
        str, typer.Option(help="auto, canonical, or a log format.")
    ] = "auto",
    map: Annotated[  # noqa: A002 - the option's name
        str, typer.Option(help="Fields by name: account_id=groupId,ts=time")
    ] = "",
    map_file: Annotated[Path | None, typer.Option(help="The same as a JSON object.")] = None,
    accounts: Annotated[list[Path] | None, typer.Option(help="File of accounts.")] = None,
    map_accounts: Annotated[str, typer.Option(help="Fields of accounts by name.")] = "",
    events: Annotated[list[Path] | None, typer.Option(help="File of events.")] = None,
    keep_text: Annotated[bool, typer.Option("--keep-text", help="Keep prompts.")] = False,
    hash_ip: Annotated[bool, typer.Option("--hash-ip", help="Hash addresses too.")] = False,
    networks: Annotated[Path | None, typer.Option(help="CSV start,end,asn,name.")] = None,
    countries: Annotated[Path | None, typer.Option(help="CSV start,end,country.")] = None,
    address_class: Annotated[
        list[str] | None, typer.Option(help="List of CIDRs by class: vpn=FILE")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Secret key file; made if not there.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite --out.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Turn logs into a world: text becomes sketches, e-mail and payment data keyed hashes.

    Example: gauger ingest logs/ --map account_id=user,ts=time --out world
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good

    from gauger.errors import UsageError  # noqa: PLC0415
    from gauger.records import schema  # noqa: PLC0415
    from gauger.records.door import Door  # noqa: PLC0415
    from gauger.records.enrich import AddressBook, read_class, read_ranges  # noqa: PLC0415
    from gauger.records.files import check_free  # noqa: PLC0415
    from gauger.records.ingest import Intake  # noqa: PLC0415
    from gauger.records.ingest import ingest as run  # noqa: PLC0415
    from gauger.records.mapping import parse_map, read_map  # noqa: PLC0415
    from gauger.records.pseudonym import default_key_file, read_key  # noqa: PLC0415
    from gauger.records.read import find_files  # noqa: PLC0415

    check_free(out, replace=replace)
    files = find_files(sources)
    names = read_map(map_file, schema.EXCHANGES) if map_file else {}
    names |= parse_map(map, schema.EXCHANGES)
    account_names = parse_map(map_accounts, schema.ACCOUNTS)
    lists = [part.partition("=") for part in address_class or ()]
    if not all(name and file for name, _, file in lists):
        raise UsageError("--address-class needs a class and a file. Write vpn=FILE.")
    book = AddressBook(
        networks=read_ranges(networks) if networks else None,
        countries=read_ranges(countries) if countries else None,
        classes={name: read_class(Path(file)) for name, _, file in lists},
    )
    secret, new = read_key(key or default_key_file())
    if new:
        typer.echo(f"gauger: made a secret key in {key or default_key_file()}; keep it", err=True)
    intake = Intake(
        door=Door(key=secret, keep_text=keep_text, hash_ip=hash_ip, addresses=book),
        format=format, names=names,
        account_names=account_names, accounts=tuple(accounts or ()), events=tuple(events or ()),
    )  # fmt: skip
    done = run(files, out, intake, replace=replace)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(done) + b"\n")
        return
    typer.echo(
        f"{done.rows:,} rows, {done.kept:,} kept, {done.accounts:,} accounts -> {out}", err=True
    )
    for reason, n in done.bad.most_common():
        typer.echo(f"  left out: {n:,} {reason}", err=True)
    for name, n in done.formats.most_common():
        typer.echo(f"  format {name}: {n:,}", err=True)
    for line in done.not_visible:
        typer.echo(f"  not visible without {line}", err=True)
