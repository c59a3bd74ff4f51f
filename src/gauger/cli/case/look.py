"""Looking at cases, and at the record."""

from typing import Annotated

import typer

from gauger.cli.case.common import DEFAULT_STORE, Json, Store, case, clean, open_it, tell


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
        tell(rows, True, "")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("case", "status", "owner", "verdict", "sure"):
        table.add_column(name, no_wrap=True)
    for name in ("accounts", "exchanges"):
        table.add_column(name, justify="right", no_wrap=True)
    for r in rows:
        table.add_row(
            r.case_id, r.status, clean(r.owner or "-"), r.verdict, f"{r.confidence:.2f}",
            f"{r.accounts:,}", f"{r.exchanges:,}",
        )  # fmt: skip
    Console(highlight=False).print(table)


@case.command()
def show(
    case_id: Annotated[str, typer.Argument(help="Its id.")],
    store: Store = DEFAULT_STORE,
    json: Json = False,
) -> None:
    """Show a case: where it stands, what people said and decided, and why it was found.

    Example: gauger case show case-C-5CHMSFP
    """
    opened = open_it(store)
    found = opened.case(case_id)
    if json:
        tell(found, True, "")
        return
    from gauger.casework.model import LabelKind  # noqa: PLC0415
    from gauger.casework.reading import count_cleared_elsewhere, label_counts  # noqa: PLC0415

    with opened.reading() as c:
        counts, elsewhere = label_counts(c, case_id), count_cleared_elsewhere(c, case_id)
    lines = [
        f"{found.case_id}  {found.title}",
        f"status {found.status}, owner {found.owner or 'none'}, actor {found.actor or 'none'}",
    ]
    said = [f"{counts.get(kind, 0):,} {kind}" for kind in LabelKind]
    said += [f"{elsewhere:,} cleared in another case"] if elsewhere else []
    lines.append(f"accounts: {', '.join(said)}")
    lines += [f"linked to {other}" for other in found.related]
    for d in found.decisions:
        standing = "in force" if d.in_force else ("withdrawn" if d.withdrawn_by else "waits")
        lines.append(f"{d.decision_id}  {d.action}, {standing}: {d.reason} ({d.proposed_by})")
    lines += [f"{n.at:%Y-%m-%d %H:%M} {n.by}: {n.text}" for n in found.notes]
    from rich.console import Console  # noqa: PLC0415

    from gauger.report.terminal import explained  # noqa: PLC0415

    typer.echo("\n".join(clean(x) for x in lines) + "\n")
    Console(highlight=False).print(explained(found.campaign, found.members))


@case.command()
def audit(
    case_id: Annotated[str, typer.Argument(help="Only of this case.")] = "",
    store: Store = DEFAULT_STORE,
    fail_on: Annotated[
        str, typer.Option(help="broken: exit with 1 if the log or the store was changed.")
    ] = "",
    json: Json = False,
) -> None:
    """Print the audit log, check its chain and what the store says against it; keep the last hash.

    Example: gauger case audit --fail-on broken
    """
    from gauger.errors import UsageError  # noqa: PLC0415

    if fail_on not in {"", "broken"}:
        raise UsageError(f"--fail-on takes broken; got {fail_on!r}.")
    opened = open_it(store)
    entries, checked = opened.audit(case_id or None), opened.verify_audit()
    lines = [
        clean(f"{e.number:>5} {e.at:%Y-%m-%d %H:%M:%S} {e.actor}: {e.act} {e.subject} {e.detail}")
        for e in entries
    ]
    lines.append(
        f"BROKEN: {clean(checked.wrong)}"
        if checked.wrong
        else f"the chain of {checked.entries} entries is whole and ends at {checked.head}"
    )
    lines += [f"AT ODDS WITH THE LOG: {clean(x)}" for x in checked.at_odds]
    tell({"entries": entries, "checked": checked}, json, "\n".join(lines))
    if fail_on and not checked.holds:
        raise typer.Exit(1)
