"""`gauger lab`: what a harvest teaches, measured; what a case's harvest could have bought."""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gauger.errors import UsageError

if TYPE_CHECKING:
    from gauger.lab.harvest import Taken
    from gauger.lab.results import Results
    from gauger.records.world import World

lab = typer.Typer(
    name="lab",
    help="Measure what a student learns from a harvest, and estimate what one was worth.\n\n"
    "Example: gauger lab run --reduced --out lab",
    no_args_is_help=True,
)
SCENARIO = "campaign.toml"


@lab.command()
def run(
    world: Annotated[
        Path | None, typer.Argument(help="World to take the harvest from; one of its own if none.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the run.")] = Path("lab"),
    campaign: Annotated[str, typer.Option(help="Campaign; the largest if none.")] = "",
    detections: Annotated[
        Path | None, typer.Option(help="Take the campaign from these, not from the truth.")
    ] = None,
    model: Annotated[str, typer.Option(help="Student: ngram or transformer.")] = "ngram",
    seeds: Annotated[int, typer.Option(help="Seeds: two or more.")] = 3,
    reduced: Annotated[bool, typer.Option("--reduced", help="Seconds, wider intervals.")] = False,
    curve: Annotated[
        bool, typer.Option("--curve", help="Only with and without reasoning.")
    ] = False,
    workers: Annotated[int, typer.Option(help="Processes side by side; 0 for one a core.")] = 0,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite --out.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the run as JSON.")] = False,
) -> None:
    """Train students on a campaign's harvest, with and without countermeasures, and score them.

    Example: gauger lab run --reduced --out lab
    """
    from gauger.lab import plan as plans  # noqa: PLC0415 - heavy imports wait for good arguments
    from gauger.lab.reach import limits_reach  # noqa: PLC0415
    from gauger.lab.results import write_results  # noqa: PLC0415
    from gauger.lab.run import run as measure  # noqa: PLC0415
    from gauger.records.files import check_free, new_folder  # noqa: PLC0415

    if model not in {"ngram", "transformer"}:
        raise UsageError(f"--model takes ngram or transformer; got {model!r}.")
    if workers < 0:
        raise UsageError(f"--workers must be 0 (one a core) or more; got {workers}.")
    workers = workers or os.cpu_count() or 1
    make = plans.reduced if reduced else plans.curve if curve else plans.full
    plan = make(model, seeds)
    check_free(out, replace=replace)
    with tempfile.TemporaryDirectory() as folder:
        opened, taken, members = _harvest(world, Path(folder), campaign, detections)
        reach = limits_reach(opened, taken, plan, members)
    results = measure(plan, taken, reach, workers=workers, say=_say)
    with new_folder(out, replace=replace) as half:
        write_results(results, half)
        _draw(results, half)
    _print_run(results, json=json)


@lab.command()
def show(
    folder: Annotated[Path, typer.Argument(metavar="LAB", help="What `gauger lab run` wrote.")],
    json: Annotated[bool, typer.Option("--json", help="Print curves and effects as JSON.")] = False,
) -> None:
    """Show a run: gain curves, what countermeasures withhold, what they cost.

    Example: gauger lab show lab
    """
    import msgspec  # noqa: PLC0415

    from gauger.lab.curves import counted, curves, effects  # noqa: PLC0415
    from gauger.lab.results import read_results  # noqa: PLC0415

    results = read_results(folder)
    if json:
        found = effects(results)
        shown = {"curves": curves(results), "effects": found, "counted": counted(found),
                 "costs": results.costs}  # fmt: skip
        sys.stdout.buffer.write(msgspec.json.encode(shown) + b"\n")
        return
    _print_run(results, json=False)


@lab.command()
def harm(
    detections: Annotated[Path, typer.Argument(help="Folder that `gauger detect` wrote.")],
    campaign: Annotated[str, typer.Argument(help="Campaign; a prefix will do.")],
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Estimate what a campaign's harvest could have bought, low and high, assumptions in the open.

    Example: gauger lab harm detections C-5CHMSFP
    """
    import msgspec  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    from gauger.campaigns.detections import read_detections  # noqa: PLC0415
    from gauger.lab.harm import harm as estimate  # noqa: PLC0415
    from gauger.lab.show import shown_harm  # noqa: PLC0415

    found = read_detections(detections)
    chosen = _one([c.campaign_id for c in found.campaigns], campaign)
    result = estimate(next(c for c in found.campaigns if c.campaign_id == chosen))
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")
        return
    Console(highlight=False).print(shown_harm(result))


def _harvest(
    world: Path | None, folder: Path, campaign: str, detections: Path | None
) -> tuple["World", "Taken", set[str]]:
    from gauger import lab as package  # noqa: PLC0415
    from gauger.campaigns.detections import read_detections  # noqa: PLC0415
    from gauger.lab.harvest import from_detections, from_truth, true_members  # noqa: PLC0415
    from gauger.records.world import open_world  # noqa: PLC0415
    from gauger.simulate.run import simulate  # noqa: PLC0415
    from gauger.simulate.scenario import load  # noqa: PLC0415

    if world is None:
        if detections is not None:
            raise UsageError("--detections needs the WORLD that they were made from.")
        world = folder / "world"
        _say("simulating a world")
        simulate(load(str(Path(package.__file__).parent / SCENARIO)), world)
    opened = open_world(world)
    if detections is None:
        taken = from_truth(opened, campaign)
        return opened, taken, true_members(opened, taken.campaign)
    found = read_detections(detections)
    chosen = _one([c.campaign_id for c in found.campaigns], campaign)
    members = {m.account_id for m in found.members[chosen]}
    return opened, from_detections(opened, found, chosen), members


def _one(ids: list[str], wanted: str) -> str:
    hits = [i for i in ids if i.upper().startswith(wanted.upper())]
    if len(hits) == 1:
        return hits[0]
    there = ", ".join(hits or ids) or "none"
    raise UsageError(f"{wanted!r} names no single campaign; there are {there}.")


def _draw(results: "Results", folder: Path) -> None:
    try:
        from gauger.lab.chart import gain_chart  # noqa: PLC0415
    except ModuleNotFoundError:
        typer.echo("gauger: no chart without altair and vl-convert (the extra `lab`)", err=True)
        return
    chart = gain_chart(results)
    chart.save(folder / "curves.svg")
    chart.save(folder / "curves.png", ppi=110)


def _print_run(results: "Results", *, json: bool) -> None:
    import msgspec  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    from gauger.lab.show import shown_run  # noqa: PLC0415

    if json:
        sys.stdout.buffer.write(msgspec.json.encode(results) + b"\n")
        return
    Console(highlight=False).print(shown_run(results))


def _say(step: str) -> None:
    typer.echo(f"gauger: {step} ...", err=True)
