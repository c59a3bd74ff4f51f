"""Score the detector on simulated worlds: `python -m bench [SCALE] [SEED...]`, raw figures out."""

import sys
import tempfile
from pathlib import Path

from gauger.campaigns.detect import detect
from gauger.campaigns.score import score
from gauger.records.world import open_world
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load

SCENARIOS = ("tour", "quiet", "acceptance")


def main(scale: float, seeds: list[int]) -> None:
    """Print one line per campaign and one per world."""
    for name in SCENARIOS:
        for seed in seeds:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / name
                simulate(load(name), path, scale=scale, seed=seed)
                world = open_world(path)
                found = detect(world)
                measured = score(found, world)
            for c in measured.campaigns:
                print(
                    f"{name} {seed} {c.campaign} recall {c.recall:.3f} precision {c.precision:.3f}"
                )
            print(
                f"{name} {seed} honest accused {measured.honest_accused}/{measured.honest_accounts}"
                f", crowds {measured.crowds_accused}, seconds {found.run.timings_s}",
                flush=True,
            )


if __name__ == "__main__":
    given = sys.argv[1:]
    main(float(given[0]) if given else 0.3, [int(s) for s in given[1:]] or [101, 102])
