"""`gauger share`, incoming: partners' words, what they hit here, and how far they are believed."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from gauger.cli import share as parent
from gauger.errors import BrokenFile, InputError

# ruff: noqa: PLC0415 - heavy imports wait until the arguments are known to be good

SHOWN = 10
"""Leads on the screen."""


def take(
    source: Annotated[Path, typer.Argument(help="STIX bundle, MISP event or feed, CSV, list.")],
    sender: Annotated[str, typer.Option("--from", help="The partner's id in agreements.toml.")],
    store: parent.StoreOption = parent.STORE,
    json: parent.JsonOption = False,
) -> None:
    """Take in a partner's indicators. Nothing received acts by itself.

    Example: gauger share import bundle.json --from lab-b
    """
    from gauger.sharing.incoming import keep, read_incoming
    from gauger.sharing.release import utc_now
    from gauger.sharing.store import open_store

    opened = open_store(store)
    opened.agreements().of(sender)
    found = read_incoming(source, sender, today=utc_now().date())
    new = keep(opened, found)
    kinds = dict(sorted(Counter(r.kind for r in found.rows).items()))
    if json:
        parent.emit({"read": len(found.rows), "new": new, "kinds": kinds, "refused": found.refused})
        return
    typer.echo(f"{len(found.rows)} indicators of {sender}, {new} of them new: {_counts(kinds)}")
    for reason, n in found.refused.items():
        typer.echo(f"  left out: {n}, {reason}")


def _counts(kinds: dict[str, int]) -> str:
    return ", ".join(f"{n} {kind}" for kind, n in kinds.items()) or "none"


def match(
    world: Annotated[Path, typer.Argument(help="World to look in.")],
    out: Annotated[Path, typer.Option(help="Parquet file to write.")],
    detections: Annotated[
        Path | None, typer.Option(help="Leave out accounts that these campaigns hold.")
    ] = None,
    store: parent.StoreOption = parent.STORE,
    json: parent.JsonOption = False,
) -> None:
    """Look for partners' indicators in a world; write what they say of whom.

    Example: gauger share match world --out partner-indicators.parquet
    """
    from gauger.campaigns.detections import read_detections
    from gauger.records.world import open_world
    from gauger.sharing.incoming import received
    from gauger.sharing.leads import NOBODY, judged, leads
    from gauger.sharing.match import match as run
    from gauger.sharing.match import write_matches
    from gauger.sharing.store import open_store
    from gauger.sharing.trust import table

    opened = open_store(store)
    seen = open_world(world)
    rows = run(seen, received(opened), table(opened))
    have = judged(read_detections(detections)) if detections else NOBODY
    write_matches(rows, out)
    accounts = set(rows["account_id"].to_pylist())
    found = leads(seen, rows, have)
    if json:
        parent.emit({"rows": rows.num_rows, "accounts": len(accounts), "leads": found})
        return
    typer.echo(f"{rows.num_rows} matches of {len(accounts)} accounts -> {out}")
    where = f"outside the campaigns of {detections}" if detections else "in campaigns or not"
    parent.say(f"{len(found)} leads: accounts, {where}, that evidence of a second kind backs")
    for lead in found[:SHOWN]:
        theirs, ours = ", ".join(lead.partner_families), ", ".join(lead.own_families) or "nothing"
        parent.say(
            f"  {lead.account_id}: {lead.bits:.1f} bits; partners: {theirs}; ours: {ours}; "
            f"by chance {lead.q:.1g}"
        )
    if len(found) > SHOWN:
        typer.echo(f"  and {len(found) - SHOWN} more; --json has them all")


def outcomes(
    matches: Annotated[Path, typer.Argument(help="File that `gauger share match` wrote.")],
    labels: Annotated[
        Path,
        typer.Argument(
            help="CSV account_id,label with confirmed or cleared, or labels.parquet of "
            "`gauger case labels`."
        ),
    ],
    store: parent.StoreOption = parent.STORE,
    json: parent.JsonOption = False,
) -> None:
    """Note what came of the accounts that partners' indicators hit.

    Example: gauger share outcomes partner-indicators.parquet labels.csv
    """
    from gauger.campaigns.partners import read_matches
    from gauger.sharing.match import hits
    from gauger.sharing.store import open_store
    from gauger.sharing.trust import record

    noted = record(open_store(store), hits(read_matches(matches)), _labels(labels))
    if json:
        parent.emit({"noted": noted})
        return
    typer.echo(f"{noted} outcomes noted; see `gauger share trust`")


def _labels(path: Path) -> dict[str, bool]:
    import csv

    if path.suffix == ".parquet":
        from gauger.cli.extras import needs

        with needs("cases"):
            from gauger.casework.feedback import read_labels
            from gauger.casework.model import LabelKind

            kinds = read_labels(path)
        settled = {LabelKind.CONFIRMED: True, LabelKind.CLEARED: False}
        return {a: settled[kind] for a, kind in kinds.items() if kind in settled}
    words = {"confirmed": True, "cleared": False}
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not {"account_id", "label"} <= set(rows.fieldnames or ()):
                raise InputError(f"{path} needs the columns account_id and label.")
            return {r["account_id"]: words[r["label"]] for r in rows if r.get("label") in words}
    except (OSError, UnicodeDecodeError, csv.Error) as seen:
        fix = "Write account_id,label lines."
        raise BrokenFile(path, "labels", str(seen), fix) from seen


def trust(store: parent.StoreOption = parent.STORE, json: parent.JsonOption = False) -> None:
    """Show how far each partner's indicators are believed, and why.

    Example: gauger share trust
    """
    from gauger.sharing.store import open_store
    from gauger.sharing.trust import table

    found = table(open_store(store))
    if json:
        parent.emit(found)
        return
    for t in found:
        muted = "  SILENT" if t.muted else ""
        typer.echo(
            f"{t.partner} {t.kind}: {t.confirmed} confirmed, {t.cleared} cleared, "
            f"precision {t.precision:.2f} ({t.low:.2f}-{t.high:.2f}){muted}"
        )


def together(
    bundles: Annotated[list[str], typer.Argument(help="PARTNER=BUNDLE for each view.")],
    json: parent.JsonOption = False,
) -> None:
    """Merge several providers' views of campaigns into one picture each.

    Example: gauger share together lab-a=ours.json lab-b=theirs.json
    """
    from gauger.sharing.check import check, read_bundle
    from gauger.sharing.together import together as run
    from gauger.sharing.together import views

    read = []
    for given in bundles:
        partner, equals, file = given.partition("=")
        if not equals:
            raise InputError(f"give PARTNER=BUNDLE; got {given!r}.")
        bundle = read_bundle(Path(file))
        if findings := check(bundle):
            raise InputError(
                f"{file} does not keep the profile ({findings[0].rule}: {findings[0].text}) "
                "See `gauger share check`."
            )
        read.append((partner, bundle))
    found = run(views(read))
    if json:
        parent.emit(found)
        return
    for p in found:
        typer.echo(
            f"{', '.join(p.providers)}: {p.accounts} accounts, {p.exchanges} exchanges, "
            f"{p.first_seen} to {p.last_seen}, {_counts(p.identifiers)}"
        )
        for tie in p.ties:
            typer.echo(f"  in common: {_counts(tie.shared)}")


def join(group: typer.Typer) -> None:
    """Add these verbs to `gauger share`."""
    group.command("import")(take)
    for verb in (match, outcomes, trust, together):
        group.command()(verb)
