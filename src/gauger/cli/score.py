"""`gauger score`: detections against truth."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def score(
    detections: Annotated[Path, typer.Argument(help="Folder that `gauger detect` wrote.")],
    world: Annotated[Path, typer.Argument(help="World with truth.parquet.")],
    by_day: Annotated[
        bool, typer.Option("--by-day", help="Replay the world: what was taken before each flag.")
    ] = False,
    by_hour: Annotated[
        bool, typer.Option("--by-hour", help="The same, for a provider who runs every hour.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Score detections against a world's truth.

    Example: gauger score detections world
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good
    from rich.console import Console  # noqa: PLC0415

    from gauger.campaigns.detections import read_detections  # noqa: PLC0415
    from gauger.campaigns.early import DAY, HOUR, time_to_flag  # noqa: PLC0415
    from gauger.campaigns.score import score as run  # noqa: PLC0415
    from gauger.records.world import open_world  # noqa: PLC0415
    from gauger.report.scores import score_table  # noqa: PLC0415

    found, opened = read_detections(detections), open_world(world)
    step = HOUR if by_hour else DAY
    early = time_to_flag(opened, step=step, seed=found.run.seed) if by_day or by_hour else ()
    measured = run(found, opened, early)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(measured) + b"\n")
        return
    Console(highlight=False).print(score_table(measured, replayed=by_day or by_hour))
