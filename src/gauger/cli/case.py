"""`gauger case`: cases from the command line."""

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from gauger.casework.store import CaseStore

case = typer.Typer(
    name="case",
    help="Keep cases: import detections, label, decide, and hand the labels back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Store = Annotated[
    str, typer.Option(envvar="GAUGER_STORE", help="SQLite file, or postgresql://HOST/NAME.")
]
By = Annotated[str, typer.Option(envvar="GAUGER_USER", help="Who acts; goes on record.")]
Json = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
DEFAULT_STORE = "cases.db"


def open_it(url: str) -> "CaseStore":
    """The store, or one line that says which package is missing."""
    from gauger.errors import UsageError  # noqa: PLC0415 - heavy imports wait

    try:
        from gauger.casework.store import open_store  # noqa: PLC0415
    except ImportError as missing:
        raise UsageError(
            f"cases need {missing.name}. Install them: python -m pip install 'gauger[cases,serve]'"
        ) from missing
    return open_store(url)


def _who(by: str) -> str:
    return by or os.environ.get("USER") or getpass.getuser()


def _out(value: Any, json: bool, text: str) -> None:
    import msgspec  # noqa: PLC0415

    if json:
        sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    elif text:
        typer.echo(text)


def _clean(text: str) -> str:
    """Text without control characters: names come from outside, and terminals obey them."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


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
    done = opened.import_detections(found, by=_who(by), events=events)
    fresh = (*done.opened, *done.measured_anew)
    if known and fresh:
        with opened.writing() as c:
            fetch_details(
                c, fresh, known, personal=False, text=False, by=_who(by), at=opened.clock()
            )
    said = (
        f"{len(done.opened)} opened, {len(done.measured_anew)} measured anew, "
        f"{len(done.kept_as_decided)} kept as decided, {len(done.linked)} linked"
    )
    _out(done, json, said)


@case.command("list")
def list_(
    store: Store = DEFAULT_STORE,
    status: Annotated[list[str] | None, typer.Option(help="Only with this status.")] = None,
    order: Annotated[
        str, typer.Option(help="harm, confidence, newest, accounts or price.")
    ] = "harm",
    json: Json = False,
) -> None:
    """List the cases, the most harmful first.

    Example: gauger case list --status open
    """
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    opened = open_it(store)
    from gauger.casework.reading import ORDERS  # noqa: PLC0415
    from gauger.errors import UsageError  # noqa: PLC0415

    if order not in ORDERS:
        raise UsageError(f"--order takes {', '.join(ORDERS)}; got {order!r}.")
    rows = opened.cases(status=status or (), order=order)
    if json:
        _out(rows, True, "")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("case", "status", "owner", "verdict", "sure"):
        table.add_column(name, no_wrap=True)
    for name in ("accounts", "exchanges"):
        table.add_column(name, justify="right", no_wrap=True)
    for r in rows:
        table.add_row(
            r.case_id, r.status, _clean(r.owner or "-"), r.verdict, f"{r.confidence:.2f}",
            f"{r.accounts:,}", f"{r.exchanges:,}",
        )  # fmt: skip
    Console(highlight=False).print(table)


@case.command()
def show(
    case_id: Annotated[str, typer.Argument(help="Its id.")],
    store: Store = DEFAULT_STORE,
    json: Json = False,
) -> None:
    """Show a case: where it stands, what people said and decided.

    Example: gauger case show case-C-5CHMSFP
    """
    found = open_it(store).case(case_id)
    if json:
        _out(found, True, "")
        return
    lines = [
        f"{found.case_id}  {found.title}",
        f"status {found.status}, owner {found.owner or 'none'}, actor {found.actor or 'none'}",
        f"{found.campaign.verdict}, {found.campaign.confidence:.2f} sure; "
        f"{found.campaign.accounts:,} accounts, {found.campaign.exchanges:,} exchanges",
    ]
    lines += [f"linked to {other}" for other in found.related]
    for d in found.decisions:
        standing = "in force" if d.in_force else ("withdrawn" if d.withdrawn_by else "waits")
        lines.append(f"{d.decision_id}  {d.action}, {standing}: {d.reason} ({d.proposed_by})")
    lines += [f"{n.at:%Y-%m-%d %H:%M} {n.by}: {n.text}" for n in found.notes]
    typer.echo("\n".join(_clean(x) for x in lines))


@case.command()
def label(
    case_id: Annotated[str, typer.Argument(help="Its id.")],
    kind: Annotated[str, typer.Argument(help="confirmed, cleared or unsure.")],
    accounts: Annotated[list[str], typer.Argument(help="Accounts of the case.")],
    reason: Annotated[str, typer.Option(help="Why; goes on record.")],
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Say of accounts that they are confirmed, cleared or unsure.

    Example: gauger case label case-C-5CHMSFP cleared acct-17 --reason "a customer for years"
    """
    from gauger.casework.model import LabelKind  # noqa: PLC0415
    from gauger.errors import UsageError  # noqa: PLC0415

    if kind not in set(LabelKind):
        raise UsageError(f"a label is {', '.join(LabelKind)}; got {kind!r}.")
    n = open_it(store).label(case_id, accounts, LabelKind(kind), reason, by=_who(by))
    _out({"labelled": n}, json, f"{n:,} labelled {kind}")


@case.command()
def note(
    case_id: Annotated[str, typer.Argument(help="Its id.")],
    text: Annotated[str, typer.Argument(help="The remark.")],
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Add a remark to a case.

    Example: gauger case note case-C-5CHMSFP "asked billing about the cards"
    """
    open_it(store).note(case_id, text, by=_who(by))
    _out({"noted": case_id}, json, "noted")


@case.command()
def propose(
    case_id: Annotated[str, typer.Argument(help="Its id.")],
    action: Annotated[
        str, typer.Argument(help="observe, throttle, verify, notify, share or suspend.")
    ],
    reason: Annotated[str, typer.Option(help="Why; goes on record.")],
    account: Annotated[
        list[str] | None, typer.Option(help="Accounts concerned; the whole case if left out.")
    ] = None,
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Propose an action. Notify, share and suspend wait for a second person.

    Example: gauger case propose case-C-5CHMSFP suspend --reason "one operator, a harvest"
    """
    from gauger.casework.model import Action  # noqa: PLC0415
    from gauger.errors import UsageError  # noqa: PLC0415

    if action not in set(Action):
        raise UsageError(f"an action is {', '.join(Action)}; got {action!r}.")
    made = open_it(store).propose(case_id, Action(action), account or (), reason, by=_who(by))
    standing = "in force" if made.in_force else "waits for a second person"
    _out(made, json, f"{made.decision_id}: {standing}")


@case.command()
def approve(
    decision_id: Annotated[str, typer.Argument(help="As `gauger case show` names it.")],
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Agree to a harsh decision, as somebody else than who proposed it.

    Example: gauger case approve case-C-5CHMSFP-D1 --by bob
    """
    made = open_it(store).approve(decision_id, by=_who(by))
    _out(made, json, f"{made.decision_id}: in force")


@case.command()
def withdraw(
    decision_id: Annotated[str, typer.Argument(help="As `gauger case show` names it.")],
    reason: Annotated[str, typer.Option(help="Why; goes on record.")],
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Turn a decision down, or take one back.

    Example: gauger case withdraw case-C-5CHMSFP-D1 --reason "the appeal was right"
    """
    made = open_it(store).withdraw(decision_id, reason, by=_who(by))
    _out(made, json, f"{made.decision_id}: withdrawn")


@case.command()
def link(
    a: Annotated[str, typer.Argument(help="A case.")],
    b: Annotated[str, typer.Argument(help="Another.")],
    reason: Annotated[str, typer.Option(help="Why; goes on record.")],
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Link two cases.

    Example: gauger case link case-C-5CHMSFP case-C-AIYK5N7 --reason "one card range"
    """
    open_it(store).relate(a, b, reason, by=_who(by))
    _out({"linked": [a, b]}, json, "linked")


@case.command()
def actor(
    name: Annotated[str, typer.Argument(help="Name of the profile.")],
    description: Annotated[str, typer.Option(help="Who this is, and how it is known.")],
    predicts: Annotated[
        list[str] | None, typer.Option(help="What its campaigns would show; repeatable.")
    ] = None,
    source: Annotated[str, typer.Option(help="Where the description comes from.")] = "",
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Write a known-actor profile.

    Example: gauger case actor hydra --description "sells access" --predicts "cards of one bank"
    """
    made = open_it(store).profile(
        name, description, predicts=predicts or (), source=source, by=_who(by)
    )
    _out(made, json, f"profile of {made.name} written")


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
            c, [case_id], known, personal=personal, text=text, by=_who(by), at=opened.clock()
        )
    _out({"accounts": n}, json, f"{n:,} accounts known")


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
    _out({"labels": len(found)}, json, f"{len(found):,} labels -> {out}")


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
    import msgspec  # noqa: PLC0415

    opened = open_it(store)
    from gauger.casework.feedback import learn, reviewed  # noqa: PLC0415
    from gauger.records.files import new_file  # noqa: PLC0415

    found = reviewed(opened)
    learned = learn(opened) if weights else None
    if weights and learned:
        with new_file(weights) as half:
            half.write_bytes(msgspec.json.format(msgspec.json.encode(learned), indent=2) + b"\n")
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
    _out({"reviewed": told, "learned": learned}, json, "\n".join(lines))


@case.command()
def audit(
    case_id: Annotated[str, typer.Argument(help="Only of this case.")] = "",
    store: Store = DEFAULT_STORE,
    fail_on: Annotated[str, typer.Option(help="broken: exit with 1 for a broken chain.")] = "",
    json: Json = False,
) -> None:
    """Print the audit log and check its chain; keep the last hash elsewhere too.

    Example: gauger case audit --fail-on broken
    """
    from gauger.errors import UsageError  # noqa: PLC0415

    if fail_on not in {"", "broken"}:
        raise UsageError(f"--fail-on takes broken; got {fail_on!r}.")
    opened = open_it(store)
    entries, checked = opened.audit(case_id or None), opened.verify_audit()
    lines = [
        _clean(f"{e.number:>5} {e.at:%Y-%m-%d %H:%M:%S} {e.actor}: {e.act} {e.subject} {e.detail}")
        for e in entries
    ]
    lines.append(
        f"BROKEN: {_clean(checked.wrong)}"
        if checked.wrong
        else f"the chain of {checked.entries} entries is whole and ends at {checked.head}"
    )
    _out({"entries": entries, "checked": checked}, json, "\n".join(lines))
    if fail_on and checked.wrong:
        raise typer.Exit(1)
