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

    from gauger.campaigns.detections import read_detections  # noqa: PLC0415
    from gauger.campaigns.early import DAY, HOUR, time_to_flag  # noqa: PLC0415
    from gauger.campaigns.score import score as run  # noqa: PLC0415
    from gauger.records.world import open_world  # noqa: PLC0415

    found, opened = read_detections(detections), open_world(world)
    step = HOUR if by_hour else DAY
    early = time_to_flag(opened, step=step, seed=found.run.seed) if by_day or by_hour else ()
    measured = run(found, opened, early)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(measured) + b"\n")
        return
    for c in measured.campaigns:
        if c.found_as is None:
            typer.echo(f"{c.campaign}: NOT FOUND ({c.accounts:,} accounts)")
            continue
        flag = ", never flagged on the way" if early else ""
        if c.before_flag is not None:
            flag = f", {c.before_flag:.2%} taken in {c.days_to_flag:.1f} days before its flag"
        typer.echo(
            f"{c.campaign}: {c.found_as}, recall {c.recall:.4f}, precision {c.precision:.4f}, "
            f"exchanges off by {c.exchange_error:.2%}, window by {c.window_error_h:.1f} h{flag}"
        )
    typer.echo(
        f"honest accounts accused: {measured.honest_accused:,} of {measured.honest_accounts:,} "
        f"({measured.accused_per_million:,.0f} per million)"
    )
    typer.echo(f"innocent crowds accused: {', '.join(measured.crowds_accused) or 'none'}")
