"""Simulated worlds for the benchmarks: made once, kept under build/bench."""

from pathlib import Path

from gauger.records.world import World, open_world
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load

FOLDER = Path("build/bench/worlds")
TUNING_SEEDS = range(1_000)
"""Seeds below a thousand are for tuning, those above for reporting; docs/scenarios.md."""


def world(scenario: str, scale: float, seed: int) -> World:
    """The world of a scenario, simulated unless it is there already."""
    path = FOLDER / f"{scenario}-{scale:g}-{seed}"
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        simulate(load(scenario), path, scale=scale, seed=seed)
    return open_world(path)
