"""`gauger simulate`: a world with known truth."""

from pathlib import Path
from typing import Annotated

import typer

from gauger.errors import UsageError


def simulate(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario, or a TOML file.")] = "",
    out: Annotated[Path, typer.Option(help="Folder for the world.")] = Path("world"),
    scale: Annotated[float, typer.Option(help="Multiplies accounts and exchanges.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Another seed, another world.")] = 0,
    variant: Annotated[
        str, typer.Option(help="shifted: habits outside the tuning ranges; seeds from 1000 on.")
    ] = "standard",
    keep_text: Annotated[bool, typer.Option("--keep-text", help="Keep prompts.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite --out.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the scenarios.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Write a made-up provider's logs, with the truth beside them.

    Example: gauger simulate tour --out world
    """
    import msgspec  # noqa: PLC0415 - heavy imports wait until the arguments are known to be good

    from gauger.simulate.run import simulate as run  # noqa: PLC0415
    from gauger.simulate.scenario import load, names  # noqa: PLC0415

    if list_:
        for name in names():
            typer.echo(f"{name:24} {load(name).title}")
        return
    if not scenario:
        raise UsageError(f"no scenario was named; there are {', '.join(names())}.")
    if not scale > 0:
        raise UsageError(f"--scale must be above 0; got {scale:g}.")
    rows = run(
        load(scenario, variant), out, scale=scale, seed=seed, keep_text=keep_text, replace=replace,
        say=lambda step: typer.echo(f"gauger: {step} ...", err=True),
    )  # fmt: skip
    if json:
        summary = {
            "scenario": scenario,
            "variant": variant,
            "scale": scale,
            "seed": seed,
            "exchanges": rows,
        }
        typer.echo(msgspec.json.encode(summary).decode())
        return
    typer.echo(f"{rows:,} exchanges -> {out}", err=True)
