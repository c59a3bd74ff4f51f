"""`gauger detect`: the main job."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.cli.extras import needs
from gauger.errors import UsageError

if TYPE_CHECKING:
    from gauger.campaigns.model import Detections
    from gauger.casework.learning import Learned


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
    weights: Annotated[
        Path | None,
        typer.Option(
            help="Weights of `gauger case precision --weights`: also write learned.parquet, every "
            "member's probability by the default and by them."
        ),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(help="Folder of a daily run's state: only what is new is read."),
    ] = None,
    gone: Annotated[
        str,
        typer.Option(help="With --state: keep or drop what was read from files now gone."),
    ] = "",
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

    With --state, run again and again as files come in: campaigns keep their names.
    Example: gauger detect world --out detections
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good

    from gauger.campaigns.daily import detect_daily  # noqa: PLC0415
    from gauger.campaigns.detect import detect as run  # noqa: PLC0415
    from gauger.campaigns.detections import write_detections  # noqa: PLC0415
    from gauger.campaigns.intake import Gone  # noqa: PLC0415
    from gauger.campaigns.ledger import read_ledger  # noqa: PLC0415
    from gauger.campaigns.partners import NOTHING, read_said  # noqa: PLC0415
    from gauger.records.files import check_free  # noqa: PLC0415
    from gauger.records.world import open_world  # noqa: PLC0415
    from gauger.report.html import write_report  # noqa: PLC0415

    if gone and (state is None or gone not in set(Gone)):
        raise UsageError(f"--gone takes {' or '.join(Gone)}, together with --state; got {gone!r}.")
    check_free(out, replace=replace)
    opened = open_world(world)
    cleared = _cleared(labels) if labels else frozenset()
    learned = _learned(weights) if weights else None
    earlier = read_ledger(ledger) if ledger else ()
    said = read_said(indicators) if indicators else NOTHING
    if state is None:
        found = run(
            opened, ledger=earlier, seed=seed, threads=threads, cleared=cleared, partners=said,
            say=_say,
        )  # fmt: skip
    else:
        found = detect_daily(
            opened, state, gone=Gone(gone) if gone else None, ledger=earlier, seed=seed,
            threads=threads, cleared=cleared, partners=said, say=_say,
        )  # fmt: skip
    write_detections(found, out, replace=replace)
    write_report(found, out / "report.html")
    if learned:
        _compare(found, learned, out / "learned.parquet")
    for what, n in found.run.amiss.items():
        typer.echo(f"gauger: {n:,} {what}", err=True)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        return
    accused = sum(c.verdict == "distillation" for c in found.campaigns)
    typer.echo(
        f"{found.run.exchanges:,} exchanges of {found.run.accounts:,} accounts\n"
        f"{_counted(accused, 'distillation campaign')}, "
        f"{_counted(len(found.campaigns) - accused, 'other group')} -> {out}",
        err=True,
    )


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _cleared(labels: Path) -> frozenset[str]:
    with needs("cases"):
        from gauger.casework.feedback import read_labels  # noqa: PLC0415
        from gauger.casework.model import LabelKind  # noqa: PLC0415

        kinds = read_labels(labels)
    return frozenset(account for account, kind in kinds.items() if kind is LabelKind.CLEARED)


def _learned(weights: Path) -> "Learned":
    with needs("cases"):
        from gauger.casework.learning import read_learned  # noqa: PLC0415

        return read_learned(weights)


def _compare(found: "Detections", learned: "Learned", path: Path) -> None:
    from gauger.casework.learning import write_compared  # noqa: PLC0415

    members, low = write_compared(found, learned, path)
    typer.echo(
        f"gauger: by the learned weights {low:,} of {members:,} members are more likely not ones "
        f"-> {path}; verdicts rest on the default",
        err=True,
    )


def _say(step: str) -> None:
    typer.echo(f"gauger: {step} ...", err=True)
