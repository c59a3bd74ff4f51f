"""`gauger detect`: the main job."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from gauger.cli.extras import needs


def detect(
    world: Annotated[Path, typer.Argument(help="Folder with the canonical tables.")],
    out: Annotated[Path, typer.Option(help="Folder for the detections.")] = Path("detections"),
    ledger: Annotated[
        Path | None, typer.Option(help="JSON array of earlier campaigns to compare with.")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="Labels of `gauger case labels`; cleared accounts stand in no group."),
    ] = None,
    indicators: Annotated[
        Path | None,
        typer.Option(
            help="Partners' indicators in this world, as `gauger share match` wrote them; they "
            "weigh beside our own evidence, and decide nothing alone."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the community search.")] = 0,
    threads: Annotated[int | None, typer.Option(help="Threads; all cores if left out.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite --out.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the detections as JSON.")] = False,
) -> None:
    """Find, measure and explain the campaigns in a world.

    Example: gauger detect world --out detections
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good

    from gauger.campaigns.detect import detect as run  # noqa: PLC0415
    from gauger.campaigns.detections import write_detections  # noqa: PLC0415
    from gauger.campaigns.ledger import read_ledger  # noqa: PLC0415
    from gauger.campaigns.partners import NOTHING, read_said  # noqa: PLC0415
    from gauger.records.files import check_free  # noqa: PLC0415
    from gauger.records.world import open_world  # noqa: PLC0415
    from gauger.report.html import write_report  # noqa: PLC0415

    check_free(out, replace=replace)
    opened = open_world(world)
    cleared = _cleared(labels) if labels else frozenset()
    earlier = read_ledger(ledger) if ledger else ()
    said = read_said(indicators) if indicators else NOTHING
    found = run(
        opened, ledger=earlier, seed=seed, threads=threads, cleared=cleared, partners=said, say=_say
    )
    write_detections(found, out, replace=replace)
    write_report(found, out / "report.html")
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        return
    accused = sum(c.verdict == "distillation" for c in found.campaigns)
    typer.echo(
        f"{found.run.exchanges:,} exchanges, {found.run.accounts:,} accounts: "
        f"{accused} distillation campaign{'' if accused == 1 else 's'}, "
        f"{len(found.campaigns) - accused} other groups -> {out}",
        err=True,
    )


def _cleared(labels: Path) -> frozenset[str]:
    with needs("cases"):
        from gauger.casework.feedback import read_labels  # noqa: PLC0415
        from gauger.casework.model import LabelKind  # noqa: PLC0415

        kinds = read_labels(labels)
    return frozenset(account for account, kind in kinds.items() if kind is LabelKind.CLEARED)


def _say(step: str) -> None:
    typer.echo(f"gauger: {step} ...", err=True)
