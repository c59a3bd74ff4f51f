"""`gauger dossier`: a campaign's evidence pack, report and letters."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gauger.errors import InputError, UsageError

MAX_REPLY = 1 << 20
TIMEOUT_S = 30.0


def dossier(
    source: Annotated[str, typer.Argument(help="Detections folder; with --store, the case's id.")],
    campaign: Annotated[str, typer.Argument(help="Campaign's id; a prefix will do.")] = "",
    world: Annotated[Path, typer.Option(help="World that the detections came from.")] = Path(
        "world"
    ),
    out: Annotated[Path, typer.Option(help="Folder for the pack; its zip lies beside it.")] = Path(
        "pack"
    ),
    store: Annotated[str, typer.Option(help="Case store to take the case from.")] = "",
    detections: Annotated[
        Path | None, typer.Option(help="With --store: the run's detections, for its other groups.")
    ] = None,
    recipient: Annotated[str, typer.Option(help="Whom the pack is for.")] = "whom it may concern",
    issuer: Annotated[str, typer.Option(help="Who issues it.")] = "the provider",
    contact: Annotated[str, typer.Option(help="Where its reader can ask.")] = "",
    appeal: Annotated[str, typer.Option(help="Where an account holder can appeal.")] = "",
    marking: Annotated[str, typer.Option(help="Handling mark on every page.")] = "TLP:AMBER",
    ask: Annotated[
        list[str] | None, typer.Option(help="What the letter asks for; may be repeated.")
    ] = None,
    actors: Annotated[
        Path | None, typer.Option(help="Folder of known-actor profiles (TOML).")
    ] = None,
    sample: Annotated[
        list[str] | None, typer.Option(help="Id of an exchange to show, redacted; may be repeated.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Operator's secret, for pseudonyms.")] = None,
    signing_key: Annotated[
        Path | None, typer.Option(help="Ed25519 private key in PEM; made if there is none.")
    ] = None,
    issued: Annotated[str, typer.Option(help="Time of issue, ISO 8601; now if left out.")] = "",
    timestamp: Annotated[str, typer.Option(help="Address of an RFC 3161 time stamp service.")] = "",
    timestamp_file: Annotated[
        Path | None, typer.Option(help="Time stamp got earlier for the same pack.")
    ] = None,
    threads: Annotated[int | None, typer.Option(help="Threads; all cores if left out.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite --out.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Make an evidence pack that a third party can recompute, with report and letters.

    Example: gauger dossier detections CAMPAIGN --world world --out pack
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good

    from gauger.cli.extras import needs  # noqa: PLC0415
    from gauger.records.pseudonym import default_key_file, read_key  # noqa: PLC0415
    from gauger.records.world import open_world  # noqa: PLC0415

    with needs("dossier"):
        from gauger.dossier.make import Order, check_out, make_pack  # noqa: PLC0415
        from gauger.dossier.profiles import read_profiles  # noqa: PLC0415
        from gauger.dossier.signing import default_signing_key  # noqa: PLC0415
        from gauger.dossier.signing import signing_key as read_signing  # noqa: PLC0415
        from gauger.dossier.statement import Wishes  # noqa: PLC0415

    if timestamp and timestamp_file:
        raise UsageError("give --timestamp or --timestamp-file, not both.")
    check_out(out, replace=replace)
    case, elsewhere = _case(source, campaign, store, detections)
    wishes = Wishes(
        issued=_time(issued),
        issuer=issuer,
        recipient=recipient,
        contact=contact or issuer,
        appeal=appeal or contact or issuer,
        marking=marking,
        asks=tuple(ask or ()),
    )
    secret, fresh = read_key(key or default_key_file())
    signer, made_signer = read_signing(signing_key or default_signing_key())
    for new, what, where in (
        (fresh, "secret", key or default_key_file()),
        (made_signer, "signing key", signing_key or default_signing_key()),
    ):
        if new:
            typer.echo(f"gauger: made a {what} at {where}; keep it safe", err=True)
    made = make_pack(
        Order(
            case=case,
            world=open_world(world),
            wishes=wishes,
            secret=secret,
            signing=signer,
            elsewhere=elsewhere,
            profiles=read_profiles(actors) if actors else (),
            samples=tuple(sample or ()),
            stamp=_read(timestamp_file) if timestamp_file else None,
            ask=(lambda request: _post(timestamp, request)) if timestamp else None,
            threads=threads,
            say=lambda step: typer.echo(f"gauger: {step} ...", err=True),
        ),
        out,
        replace=replace,
    )
    if json:
        sys.stdout.buffer.write(
            msgspec.json.encode(msgspec.to_builtins(made, enc_hook=str)) + b"\n"
        )
        return
    typer.echo(
        f"{made.figures} figures, {made.bytes:,} bytes -> {made.folder} and {made.zip}\n"
        f"root {made.merkle_root}\npublic key {made.public_key}"
    )


def _case(
    source: str, campaign: str, store: str, detections: Path | None
) -> tuple[Any, frozenset[str]]:
    """The case, and the accounts of the run's other groups."""
    from gauger.campaigns.detections import read_detections  # noqa: PLC0415
    from gauger.casework.model import case_from  # noqa: PLC0415

    if store:
        case = _stored(store, source)
        found = read_detections(detections) if detections else None
        chosen = case.campaign.campaign_id
    else:
        found = read_detections(Path(source))
        if not campaign:
            ids = ", ".join(c.campaign_id for c in found.campaigns[:10]) or "none"
            raise UsageError(f"say which campaign the dossier is about; the run has {ids}.")
        chosen = _choose([c.campaign_id for c in found.campaigns], campaign)
        case = case_from(found, chosen)
    others = found.members.items() if found else ()
    return case, frozenset(m.account_id for name, ms in others if name != chosen for m in ms)


def _choose(ids: list[str], wanted: str) -> str:
    hits = [i for i in ids if i.upper().startswith(wanted.upper())]
    if len(hits) != 1:
        have = ", ".join(hits[:5] or ids[:10]) or "none"
        raise UsageError(f"{wanted!r} names {len(hits)} campaigns; the run has {have}.")
    return hits[0]


def _stored(store: str, case_id: str) -> Any:
    from gauger.cli.case import open_it  # noqa: PLC0415

    opened = open_it(store)
    try:
        return opened.case(case_id)
    finally:
        opened.close()


def _time(text: str) -> datetime:
    if not text:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as seen:
        raise UsageError(
            f"--issued takes a time such as 2026-07-01T09:00:00Z; got {text!r}."
        ) from seen
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as seen:
        raise InputError(f"{file} cannot be read: {seen}. Give another --timestamp-file.") from seen


def _post(address: str, request: bytes) -> bytes:
    """Ask the configured time stamp service; the only thing here that leaves the machine."""
    from urllib.error import URLError  # noqa: PLC0415
    from urllib.parse import urlsplit  # noqa: PLC0415
    from urllib.request import Request, urlopen  # noqa: PLC0415

    if urlsplit(address).scheme not in {"http", "https"}:
        raise UsageError(f"--timestamp takes an http or https address; got {address!r}.")
    asked = Request(  # noqa: S310 - the scheme is checked above
        address, data=request, headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urlopen(asked, timeout=TIMEOUT_S) as reply:  # noqa: S310
            return bytes(reply.read(MAX_REPLY))
    except (URLError, OSError, ValueError) as seen:
        fix = "Try again later, or leave --timestamp out."
        raise InputError(
            f"the time stamp service {address} did not answer: {seen}. {fix}"
        ) from seen
