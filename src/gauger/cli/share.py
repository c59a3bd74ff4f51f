"""`gauger share`: warn partners without giving away customers or business."""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gauger.cli.lines import folded
from gauger.errors import BrokenFile, InputError, MissingExtra, UsageError

if TYPE_CHECKING:
    from gauger.casework.model import CaseFile
    from gauger.sharing.gate import Preview

# ruff: noqa: PLC0415 - heavy imports wait until the arguments are known to be good

share = typer.Typer(
    name="share",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Warn partners without giving away customers or business.

    Persons: key, enrol, people, retire.
    Outgoing: init, preview, propose, inspect, release, export, check, counsel.
    Incoming: import, match, outcomes, trust, together.
    TAXII 2.1: collection, grant, token, publish, serve, fetch, push.

    Example: gauger share init store --name "Lab A"
    """,
)
StoreOption = Annotated[Path, typer.Option("--store", help="The sharing store's folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
ByOption = Annotated[str, typer.Option("--by", help="The person who does it.")]
DetectionsArgument = Annotated[Path, typer.Argument(help="Folder that `gauger detect` wrote.")]
CampaignArgument = Annotated[str, typer.Argument(help="The campaign; a prefix will do.")]
WorldOption = Annotated[Path, typer.Option("--world", help="World that the detections come from.")]
ToOption = Annotated[str, typer.Option("--to", help="The partner's id in agreements.toml.")]
GroundOption = Annotated[
    list[str] | None,
    typer.Option(
        "--ground",
        help="What the case rests on: false-identity, payment-fraud, control-evasion, "
        "proxy-resale, credential-theft, terms. Give each.",
    ),
]
CaseOption = Annotated[
    Path | None, typer.Option("--case", help="Case file as JSON, with labels and decisions.")
]
AsOfOption = Annotated[
    str, typer.Option("--as-of", help="Day that ages are counted to (YYYY-MM-DD); today.")
]
KeyOption = Annotated[
    Path | None,
    typer.Option("--key", help="The person's key; its passphrase in GAUGER_PASSPHRASE, or asked."),
]
STORE = Path("share")


def signer_of(by: str, key: Path | None) -> Any:
    """The person who acts, with a key. Raises UsageError without one."""
    from gauger.cli.share_people import signer

    return signer(by, key)


def emit(value: object) -> None:
    """Print a value as one JSON document."""
    import msgspec

    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")


def say(text: str) -> None:
    """Print lines that end at words on a terminal."""
    typer.echo(folded(text, sys.stdout))


def needs(*modules: str) -> None:
    """Raise UsageError where a module of the extra is not installed."""
    from importlib.util import find_spec

    missing = [m for m in modules if find_spec(m) is None]
    if missing:
        raise MissingExtra("this", ", ".join(missing), "share")


def day_of(text: str, now: datetime) -> date:
    """The day given, today for none."""
    try:
        return date.fromisoformat(text) if text else now.date()
    except ValueError as seen:
        raise UsageError(f"--as-of is a day such as 2026-06-06; got {text!r}.") from seen


def one_case(detections: Path, campaign: str, file: Path | None) -> "CaseFile":
    """The case of a campaign: with people's words from a file, or fresh."""
    import msgspec

    from gauger.campaigns.detections import read_detections
    from gauger.casework.model import CaseFile, case_from

    if file is not None:
        try:
            case = msgspec.json.decode(file.read_bytes(), type=CaseFile)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as seen:
            fix = "Export the case again."
            raise BrokenFile(file, "a case", str(seen), fix) from seen
        if not case.campaign.campaign_id.startswith(campaign):
            raise InputError(f"{file} is of {case.campaign.campaign_id}, not of {campaign}.")
        return case
    found = read_detections(detections)
    hits = [c.campaign_id for c in found.campaigns if c.campaign_id.startswith(campaign.upper())]
    if len(hits) != 1:
        have = ", ".join(hits or [c.campaign_id for c in found.campaigns][:8]) or "none"
        raise UsageError(f"give one campaign of {detections}: {have}.")
    return case_from(found, hits[0])


def grounds_of(given: Sequence[str] | None) -> tuple[str, ...]:
    """Grounds from the command line. Raises UsageError."""
    from typing import get_args

    from gauger.sharing.profile import Ground

    known = get_args(Ground)
    if not given:
        raise UsageError(f"name what the case rests on with --ground: {', '.join(known)}.")
    strangers = sorted(set(given) - set(known))
    if strangers:
        raise UsageError(f"--ground takes {', '.join(known)}; got {', '.join(strangers)}.")
    return tuple(sorted(set(given)))


@share.command()
def init(
    store: Annotated[Path, typer.Argument(help="Folder to make.")],
    name: Annotated[str, typer.Option(help="Who we are to others; a pseudonym will do.")],
    json: JsonOption = False,
) -> None:
    """Make a sharing store: agreements, policy, key, ledger.

    Example: gauger share init share --name "Lab A"
    """
    from gauger.sharing.store import make_store

    made = make_store(store, name)
    files = sorted(p.name for p in made.path.iterdir())
    if json:
        emit({"store": str(store), "files": files})
        return
    typer.echo(f"{store}: {', '.join(files)}. Write your partners into agreements.toml.")


def _preview(
    store: Path,
    detections: Path,
    campaign: str,
    world: Path,
    to: str,
    ground: Sequence[str] | None,
    case: Path | None,
    as_of: str,
) -> "tuple[Any, CaseFile, Preview]":
    from gauger.records.world import open_world
    from gauger.sharing.release import preview_case, utc_now
    from gauger.sharing.store import open_store

    opened = open_store(store)
    now = utc_now()
    one = one_case(detections, campaign, case)
    found = preview_case(
        opened, one, open_world(world), to, grounds_of(ground), on=day_of(as_of, now), now=now
    )
    return opened, one, found


@share.command()
def preview(
    detections: DetectionsArgument,
    campaign: CampaignArgument,
    world: WorldOption,
    to: ToOption,
    ground: GroundOption = None,
    case: CaseOption = None,
    as_of: AsOfOption = "",
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Show what would leave for one partner, what would not, and why.

    Example: gauger share preview detections C-5C --world world --to lab-b --ground proxy-resale
    """
    from collections import Counter

    from gauger.sharing.gate import by_reason

    _, _, found = _preview(store, detections, campaign, world, to, ground, case, as_of)
    if json:
        emit(found)
        return
    typer.echo(f"to {found.partner}, TLP:{found.tlp.upper()}")
    for why in found.blocks:
        say(f"BLOCKED: {why}")
    typer.echo("\nleaves:")
    for kept in found.kept:
        if kept.field.startswith("share."):
            say(f"  {kept.field}: {_words(kept.value)}")
    counts = Counter(k.field for k in found.kept if k.field.startswith("indicator."))
    for field, n in sorted(counts.items()):
        example = next(k for k in found.kept if k.field == field)
        typer.echo(f"  {field}: {n}, such as {example.value} until {example.until}")
    typer.echo("\nstays:")
    for why, fields in by_reason(found.dropped).items():
        say(f"  {why}: {', '.join(fields)}")


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_words(v) for v in value)
    if hasattr(value, "tie"):
        return f"{value.tie} in {value.groups} groups of up to {value.largest}"  # type: ignore[attr-defined]
    return str(value)


@share.command()
def propose(
    detections: DetectionsArgument,
    campaign: CampaignArgument,
    world: WorldOption,
    to: ToOption,
    by: ByOption,
    ground: GroundOption = None,
    case: CaseOption = None,
    as_of: AsOfOption = "",
    tlp_form: Annotated[
        str, typer.Option("--tlp-form", help="Marking ids to write: oasis or opencti.")
    ] = "oasis",
    key: KeyOption = None,
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Write what would leave, byte for byte, for a second person to release.

    Example: gauger share propose detections C-5C --world world --to lab-b --by ann --key ann.key
    """
    from gauger.sharing.release import propose as run
    from gauger.sharing.release import utc_now
    from gauger.sharing.tlp import parse_form

    needs("stix2", "pymisp")
    form, person = parse_form(tlp_form), signer_of(by, key)
    opened, one, found = _preview(store, detections, campaign, world, to, ground, case, as_of)
    made = run(opened, found, one.case_id, by=person, now=utc_now(), form=form)
    if json:
        emit({"proposal": made.proposal_id, "fields": made.fields, "tlp": made.tlp})
        return
    typer.echo(f"{made.proposal_id}: {sum(made.fields.values())} values, TLP:{made.tlp.upper()}")
    typer.echo(f"a second person: gauger share release {made.proposal_id} --by NAME --key FILE")


@share.command()
def inspect(
    proposal: Annotated[str, typer.Argument(help="The proposal's id.")],
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Show a proposal to the second person: what its bytes say, and their hashes.

    Example: gauger share inspect P-0123456789
    """
    from hashlib import sha256

    from gauger.sharing.release import CSV, STIX
    from gauger.sharing.release import proposal as one
    from gauger.sharing.store import open_store

    made = one(open_store(store), proposal)
    hashes = {name: sha256(data).hexdigest() for name, data in made.files.items()}
    if json:
        said = _said(made.files[STIX])
        emit(
            {"fields": made.fields, "said": said, "dropped": made.dropped, "sha256": hashes,
             "by": made.by}
        )  # fmt: skip
        return
    typer.echo(f"{made.proposal_id} by {made.by} for {made.partner}, TLP:{made.tlp.upper()}")
    for name, value in _said(made.files[STIX]).items():
        say(f"  {name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    for field, n in made.fields.items():
        if field.startswith("indicator."):
            typer.echo(f"  {field}: {n}, below")
    for name, digest in hashes.items():
        typer.echo(f"  {name} SHA-256 {digest}")
    typer.echo(made.files[CSV].decode().replace("\r\n", "\n"))


def _said(bundle: bytes) -> dict[str, Any]:
    """What a bundle says of the case, read from its bytes; its indicators aside."""
    import msgspec

    things = msgspec.json.decode(bundle)["objects"]
    subject = next(t for t in things if t["type"] in {"campaign", "grouping"})
    (facts,) = subject["extensions"].values()
    named = [t["name"] for t in things if t["type"] == "attack-pattern"]
    days = {k: str(subject[k])[:10] for k in ("first_seen", "last_seen") if k in subject}
    facts |= {"clusters": [" ".join(c.values()) for c in facts.get("clusters", ())]}
    hidden = {"extension_type", "kind"}
    return {k: v for k, v in facts.items() if k not in hidden} | days | {"techniques": named}


@share.command()
def release(
    proposal: Annotated[str, typer.Argument(help="The proposal's id.")],
    by: ByOption,
    key: KeyOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the files.")] = None,
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Let a proposal leave; a person other than the one who proposed it.

    Example: gauger share release P-0123456789 --by bob --key bob.key --out outbox
    """
    from gauger.sharing.release import release as run
    from gauger.sharing.release import utc_now, write_release
    from gauger.sharing.store import open_store

    opened = open_store(store)
    freed = run(opened, proposal, by=signer_of(by, key), now=utc_now())
    files = write_release(opened, freed.release_id, out, now=utc_now()) if out else []
    if json:
        emit({"release": freed.release_id, "files": [str(f) for f in files]} | _hashes(freed))
        return
    say(f"{freed.release_id} for {freed.partner}, under: {freed.basis}")
    for file in files:
        typer.echo(f"  {file}")


def _hashes(freed: Any) -> dict[str, object]:
    return {"sha256": freed.sha256, "partner": freed.partner, "tlp": freed.tlp}


@share.command()
def export(
    release: Annotated[str, typer.Argument(help="The release's id.")],
    out: Annotated[Path, typer.Option(help="Folder for the files.")],
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Write a release's files again, the very bytes that were released.

    Example: gauger share export R-0123456789 --out outbox
    """
    from gauger.sharing.release import utc_now, write_release
    from gauger.sharing.store import open_store

    written = write_release(open_store(store), release, out, now=utc_now())
    files = [str(f) for f in written]
    if json:
        emit({"release": release, "files": files})
        return
    for file in files:
        typer.echo(file)


@share.command()
def check(
    bundle: Annotated[Path, typer.Argument(help="STIX bundle, ours or anybody's.")],
    fail_on: Annotated[
        str, typer.Option(help="Exit with 1 at findings so bad: error, warning or none.")
    ] = "error",
    json: JsonOption = False,
) -> None:
    """Check a bundle against the distillation indicator profile.

    Example: gauger share check bundle.json
    """
    from gauger.sharing.check import check as run
    from gauger.sharing.check import read_bundle

    if fail_on not in {"error", "warning", "none"}:
        raise UsageError(f"--fail-on takes error, warning or none; got {fail_on!r}.")
    needs("stix2")
    read = read_bundle(bundle)
    found = run(read)
    if json:
        emit({"objects": len(read["objects"]), "findings": found})
    else:
        for f in found:
            typer.echo(f"{f.level.value}: {f.object}: {f.rule}: {f.text}")
        word = "keeps the profile" if not found else f"{len(found)} findings"
        typer.echo(f"{len(read['objects'])} objects: {word}")
    bad = {"error": {"error"}, "warning": {"error", "warning"}, "none": set()}[fail_on]
    if any(f.level.value in bad for f in found):
        raise typer.Exit(1)


@share.command()
def counsel(
    out: Annotated[Path | None, typer.Option(help="Markdown file to write.")] = None,
    store: StoreOption = STORE,
    json: JsonOption = False,
) -> None:
    """Report all that was ever shared, with whom, under which rule; verify the ledger.

    Example: gauger share counsel --out counsel.md
    """
    from gauger.records.files import new_file
    from gauger.sharing.counsel import counsel as run
    from gauger.sharing.counsel import page
    from gauger.sharing.store import open_store

    record = run(open_store(store))
    if out is not None:
        with new_file(out) as half:
            half.write_text(page(record), "utf-8")
    if json:
        emit(record)
    elif out is None:
        typer.echo(page(record))
    else:
        typer.echo(f"{out}: ledger of {record.entries} entries, unbroken; last hash")
        typer.echo(f"  {record.chain}")


def _join() -> None:
    """Add the verbs of the other files to the group."""
    from gauger.cli import share_incoming, share_people, share_taxii

    share_people.join(share)
    share_incoming.join(share)
    share_taxii.join(share)


_join()
