"""`gauger bench`: the detector and its peers on a suite of worlds."""

import sys
from dataclasses import replace as replace_
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.errors import UsageError

if TYPE_CHECKING:
    from gauger.bench.summary import Summary


class FailOn(StrEnum):
    """What counts as found for exit code 1."""

    MUST = "must"
    AIM = "aim"


def bench(
    suite: Annotated[str, typer.Argument(help="Name of a suite, or a TOML file.")] = "standard",
    seeds: Annotated[str, typer.Option(help="Other seeds, comma-separated.")] = "",
    scale: Annotated[float | None, typer.Option(help="One scale for all worlds.")] = None,
    rungs: Annotated[
        str, typer.Option(help="Only these worlds: names or patterns, comma-separated.")
    ] = "",
    peers: Annotated[
        str | None, typer.Option(help="Only these peers, comma-separated; 'none' for none.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the figures.")] = Path("benchmark"),
    early: Annotated[
        bool | None,
        typer.Option(
            "--early/--no-early", help="Time to the flag, day by day: in all worlds, none."
        ),
    ] = None,
    scratch: Annotated[
        Path | None, typer.Option(help="Where worlds are made; the temporary folder if left out.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Measure all of it again.")] = False,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="Exit 1 when a target does not hold.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List suites and their worlds.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Make a suite of worlds, detect in each, score, and put it in one table.

    A run that was killed goes on where it was: give the same --out.

    Example: gauger bench quick --rungs tour --out benchmark
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good

    from gauger.bench import suite as suites  # noqa: PLC0415

    if list_:
        _list()
        return
    picked = suites.read_suite(suite)
    if scale is not None and not scale > 0:
        raise UsageError(f"--scale must be above 0; got {scale:g}.")
    cells = suites.cells(picked, seeds=_seeds(seeds), scale=scale, rungs=_words(rungs))
    chosen = picked.peers if peers is None else () if peers == "none" else _words(peers)

    from gauger.bench.publish import publish  # noqa: PLC0415
    from gauger.bench.run import run  # noqa: PLC0415
    from gauger.bench.summary import summed  # noqa: PLC0415
    from gauger.bench.targets import targets  # noqa: PLC0415

    if early is not None:
        cells = [replace_(c, early=early) for c in cells]
    _warn_of_tuning_seeds([c.seed for c in cells])
    rows = run(cells, chosen, out, replace=replace, scratch=scratch, say=_say)
    found = summed(rows, picked.name)
    publish(found, rows, out)
    _draw(found, out)
    if json:
        sys.stdout.buffer.write(
            msgspec.json.encode({"figures": found, "targets": targets(found)}) + b"\n"
        )
    else:
        _print(found)
        typer.echo(f"gauger: {len(rows)} rows -> {out}", err=True)
    bad = {None: set(), FailOn.MUST: {"no"}, FailOn.AIM: {"no", "must"}}[fail_on]
    if any(t.holds in bad for t in targets(found)):
        raise typer.Exit(1)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _seeds(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(word) for word in _words(text))
    except ValueError:
        raise UsageError(f"--seeds takes whole numbers, as in 1001,1002; got {text!r}.") from None


def _warn_of_tuning_seeds(seeds: list[int]) -> None:
    from gauger.simulate.scenario import reporting_seeds_from  # noqa: PLC0415

    first = reporting_seeds_from()
    if tuned := sorted({s for s in seeds if s < first}):
        _say(f"NOT FOR REPORTING: seeds below {first} were tuned on ({', '.join(map(str, tuned))})")


def _list() -> None:
    from gauger.bench.suite import cells, read_suite, suites  # noqa: PLC0415

    for name in suites():
        suite = read_suite(name)
        worlds = cells(suite)
        typer.echo(f"{name}: {suite.title} ({len(worlds)} worlds)")
        for label in dict.fromkeys(c.label for c in worlds):
            typer.echo(f"  {label}")


def _draw(found: "Summary", folder: Path) -> None:
    try:
        from gauger.bench.charts import draw  # noqa: PLC0415

        draw(found, folder)
    except ModuleNotFoundError as missing:
        if missing.name not in {"altair", "vl_convert"}:
            raise
        _say("no pictures without altair and vl-convert (the extra 'bench')")


def _print(found: "Summary") -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from gauger.bench.table import method_cells, target_cells, world_cells  # noqa: PLC0415
    from gauger.bench.targets import targets  # noqa: PLC0415

    console = Console(width=None if sys.stdout.isatty() else 200)
    parts = [("Targets", target_cells(targets(found))), ("Worlds", world_cells(found.worlds))]
    if found.methods:
        parts.append(("Beside its peers", method_cells(found.methods)))
    for title, (head, lines) in parts:
        shown = Table(title=title, title_justify="left")
        for name in head:
            shown.add_column(name, overflow="fold")
        for line in lines:
            shown.add_row(*line)
        console.print(shown)
    if found.calibration:
        c = found.calibration
        typer.echo(f"calibration: {c.groups} groups, Brier {c.brier:.4f}, ECE {c.ece:.4f}")
    for failure in found.failures:
        _say(f"FAILED: {failure}")


def _say(text: str) -> None:
    typer.echo(f"gauger: {text}", err=True)
