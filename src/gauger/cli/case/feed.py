"""What goes into the store and what comes back out: detections, details, labels, precision."""

from pathlib import Path
from typing import Annotated

import typer

from gauger.cli.case.common import DEFAULT_STORE, By, Json, Store, case, open_it, tell, who


@case.command("import")
def import_(
    detections: Annotated[Path, typer.Argument(help="Folder that `gauger detect` wrote.")],
    world: Annotated[
        Path | None, typer.Option(help="The world: its events, and plain facts of accounts.")
    ] = None,
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Make a case of each campaign.

    Example: gauger case import detections --store cases.db
    """
    from gauger.campaigns.detections import read_detections  # noqa: PLC0415

    found = read_detections(detections)
    opened = open_it(store)
    from gauger.casework.details import fetch_details, world_events  # noqa: PLC0415
    from gauger.records.world import open_world  # noqa: PLC0415

    known = open_world(world) if world else None
    events = world_events(known) if known else ()
    done = opened.import_detections(found, by=who(by), events=events)
    fresh = (*done.opened, *done.measured_anew)
    if known and fresh:
        with opened.writing() as c:
            fetch_details(
                c, fresh, known, personal=False, text=False, by=who(by), at=opened.clock()
            )
    said = (
        f"{len(done.opened)} opened, {len(done.measured_anew)} measured anew, "
        f"{len(done.kept_as_decided)} kept as decided, {len(done.linked)} linked"
    )
    tell(done, json, said)


@case.command()
def details(
    case_id: Annotated[str, typer.Argument(help="Its id.")],
    world: Annotated[Path, typer.Option(help="The world that the case was found in.")],
    personal: Annotated[
        bool, typer.Option("--personal", help="Also names, mail, payment, addresses.")
    ] = False,
    text: Annotated[
        bool, typer.Option("--text", help="Also a few exchanges, where text was kept.")
    ] = False,
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Fetch what the world knows of one case's accounts; hidden in the workbench until asked for.

    Example: gauger case details case-C-5CHMSFP --world world --personal
    """
    opened = open_it(store)
    from gauger.casework.details import fetch_details  # noqa: PLC0415
    from gauger.records.world import open_world  # noqa: PLC0415

    known = open_world(world)
    with opened.writing() as c:
        n = fetch_details(
            c, [case_id], known, personal=personal, text=text, by=who(by), at=opened.clock()
        )
    tell({"accounts": n}, json, f"{n:,} accounts known")


@case.command()
def labels(
    out: Annotated[Path, typer.Option(help="Parquet file for the detector.")],
    store: Store = DEFAULT_STORE,
    json: Json = False,
) -> None:
    """Write the labels that count, for the detector: account_id, kind, reason, at.

    Example: gauger case labels --out labels.parquet
    """
    opened = open_it(store)
    from gauger.casework.feedback import write_labels  # noqa: PLC0415

    found = opened.labels()
    write_labels(found, out)
    tell({"labels": len(found)}, json, f"{len(found):,} labels -> {out}")


@case.command()
def precision(
    store: Store = DEFAULT_STORE,
    weights: Annotated[
        Path | None, typer.Option(help="Also learn weights from the labels, into this file.")
    ] = None,
    json: Json = False,
) -> None:
    """Say how often people agreed with the detector, and whether learned weights would do better.

    Example: gauger case precision
    """
    opened = open_it(store)
    from gauger.casework.feedback import reviewed  # noqa: PLC0415
    from gauger.casework.learning import learn, write_learned  # noqa: PLC0415

    found = reviewed(opened)
    learned = learn(opened) if weights else None
    if weights and learned:
        write_learned(learned, weights)
    told = [
        {
            "of": r.of, "precision": r.precision, "interval": r.interval,
            "confirmed": r.confirmed, "cleared": r.cleared, "unsure": r.unsure,
            "not_reviewed": r.not_reviewed,
        }
        for r in found
    ]  # fmt: skip
    lines = [
        f"{r.of}: {r.confirmed} confirmed, {r.cleared} cleared, {r.unsure} unsure, "
        f"{r.not_reviewed:,} not reviewed"
        + (
            f"; precision {r.precision:.2f} ({r.interval[0]:.2f} to {r.interval[1]:.2f})"
            if r.precision is not None
            else ""
        )
        for r in found
    ]
    if learned:
        lines.append(
            f"log loss {learned.loss_default} by default, {learned.loss_learned} learned: "
            f"{learned.note}"
        )
    tell({"reviewed": told, "learned": learned}, json, "\n".join(lines))
