"""`gauger score`: detections against truth."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def score(
    detections: Annotated[Path, typer.Argument(help="Folder that `gauger detect` wrote.")],
    world: Annotated[Path, typer.Argument(help="World with truth.parquet.")],
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Score detections against a world's truth.

    Example: gauger score detections world
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good
    from rich.console import Console  # noqa: PLC0415

    from gauger.campaigns.detections import read_detections  # noqa: PLC0415
    from gauger.campaigns.score import score as run  # noqa: PLC0415
    from gauger.records.world import open_world  # noqa: PLC0415
    from gauger.report.scores import score_table  # noqa: PLC0415

    measured = run(read_detections(detections), open_world(world))
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(measured) + b"\n")
        return
    Console(highlight=False).print(score_table(measured))
