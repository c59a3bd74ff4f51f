"""`gauger ingest`: logs in, a world out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.cli.lines import folded
from gauger.errors import UsageError

if TYPE_CHECKING:
    from gauger.records.contact import ContactBook
    from gauger.records.enrich import AddressBook
    from gauger.records.intake import Intaken


MOST_UNUSED = 8
"""Names of unused fields in the summary."""


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
    networks: Annotated[
        list[Path] | None, typer.Option(help="CSV start,end,asn,name; also more than once.")
    ] = None,
    countries: Annotated[
        list[Path] | None, typer.Option(help="CSV start,end,country; also more than once.")
    ] = None,
    address_class: Annotated[
        list[str] | None, typer.Option(help="List of CIDRs by class: tor=FILE, vpn=FILE, ...")
    ] = None,
    email_class: Annotated[
        list[str] | None, typer.Option(help="List of mail domains by class: disposable=FILE, ...")
    ] = None,
    phone_class: Annotated[
        list[str] | None, typer.Option(help="List of numbers by type: disposable=FILE")
    ] = None,
    undated: Annotated[
        str, typer.Option(help="Time of exchanges without one: 2026-03-01T00:00Z")
    ] = "",
    key: Annotated[Path | None, typer.Option(help="Secret key file; made if not there.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite --out.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Turn logs into a world: text becomes sketches, e-mail and payment data keyed hashes.

    Example: gauger ingest logs/ --map account_id=user,ts=time --out world
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good

    from gauger.cli.progress import shown  # noqa: PLC0415
    from gauger.records import schema  # noqa: PLC0415
    from gauger.records.door import Door  # noqa: PLC0415
    from gauger.records.files import check_free  # noqa: PLC0415
    from gauger.records.ingest import ingest as run  # noqa: PLC0415
    from gauger.records.intake import Intake  # noqa: PLC0415
    from gauger.records.mapping import parse_map, parse_time, read_map  # noqa: PLC0415
    from gauger.records.pseudonym import default_key_file, read_key  # noqa: PLC0415
    from gauger.records.read import find_files  # noqa: PLC0415

    check_free(out, replace=replace)
    files = find_files(sources)
    names = read_map(map_file, schema.EXCHANGES) if map_file else {}
    names |= parse_map(map, schema.EXCHANGES)
    account_names = parse_map(map_accounts, schema.ACCOUNTS)
    undated_us = parse_time(undated, "--undated") if undated else None
    book = _addresses(networks, countries, address_class)
    contacts = _contacts(email_class, phone_class)
    secret, new = read_key(key or default_key_file())
    if new:
        typer.echo(f"gauger: made a secret key in {key or default_key_file()}; keep it", err=True)
    intake = Intake(
        door=Door(
            key=secret, keep_text=keep_text, hash_ip=hash_ip, addresses=book, contacts=contacts
        ),
        format=format, names=names, account_names=account_names, undated_us=undated_us,
        accounts=_files(accounts), events=_files(events),
    )  # fmt: skip
    with shown() as say:
        done = run(files, out, intake, replace=replace, say=say)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(done) + b"\n")
        return
    for line in _summary(done, out):
        typer.echo(folded(line, sys.stderr), err=True)


def _files(given: list[Path] | None) -> tuple[Path, ...]:
    from gauger.records.read import find_files  # noqa: PLC0415

    return tuple(find_files([str(path) for path in given or ()]))


def _addresses(
    networks: list[Path] | None, countries: list[Path] | None, classes: list[str] | None
) -> "AddressBook":
    from gauger.records.enrich import AddressBook, read_class, read_ranges  # noqa: PLC0415

    lists = _by_class(classes, "--address-class", "vpn")
    return AddressBook(
        networks=read_ranges(*networks) if networks else None,
        countries=read_ranges(*countries) if countries else None,
        classes={name: read_class(*files) for name, files in lists.items()},
    )


def _contacts(mail: list[str] | None, phones: list[str] | None) -> "ContactBook":
    from gauger.records.contact import ContactBook, installed_mail, read_list  # noqa: PLC0415

    mails = _by_class(mail, "--email-class", "disposable")
    numbers = _by_class(phones, "--phone-class", "disposable")
    own = {n: frozenset().union(*map(read_list, files)) for n, files in mails.items()}
    return ContactBook(
        mail=installed_mail() | own,
        phones={n: frozenset().union(*map(read_list, files)) for n, files in numbers.items()},
    )


def _by_class(given: list[str] | None, option: str, example: str) -> dict[str, list[Path]]:
    """Files by class, from CLASS=FILE; a class may have several."""
    found: dict[str, list[Path]] = {}
    for part in given or ():
        name, _, file = part.partition("=")
        if not (name and file):
            raise UsageError(f"{option} needs a class and a file. Write {example}=FILE.")
        found.setdefault(name, []).append(Path(file))
    return found


def _summary(done: "Intaken", out: Path) -> list[str]:
    """What came of it, a line each."""
    return [
        f"{done.rows:,} rows, {done.kept:,} kept, {done.accounts:,} accounts -> {out}",
        *(f"  left out: {n:,} {reason}" for reason, n in done.bad.most_common()),
        *(f"  format {name}: {n:,}" for name, n in done.formats.most_common()),
        *(
            [f"  {done.undated:,} had no time and got their neighbours' or their file's"]
            if done.undated
            else []
        ),
        *_unused(done),
        *(["  not visible, without these columns:"] if done.not_visible else []),
        *(f"    {column:<20} {why}" for column, _, why in _parted(done.not_visible)),
    ]


def _unused(done: "Intaken") -> list[str]:
    """Fields that became no column, and how those with a telling name could."""
    from gauger.records.guess import LIKELY, as_map, likely  # noqa: PLC0415

    if not done.unused:
        return []
    more = "" if len(done.unused) <= MOST_UNUSED else f" and {len(done.unused) - MOST_UNUSED} more"
    lines = [f"  not used: {', '.join(done.unused[:MOST_UNUSED])}{more}"]
    missing = {column for column, _, _ in _parted(done.not_visible)}
    hint = likely([c for c in LIKELY if c in missing], done.unused)
    return [*lines, f"    perhaps {as_map(hint)}"] if hint else lines


def _parted(lines: list[str]) -> list[tuple[str, str, str]]:
    return [line.partition(": ") for line in lines]
