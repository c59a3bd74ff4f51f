"""How fast worlds are written: `python -m bench.simulate [SCENARIO] [SCALE] [SEED]`.

Prints rows, seconds of wall clock and of CPU for each step, peak memory and bytes a row. Nothing
is kept: the world goes to a temporary folder (or to the one named by --keep FOLDER).
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from gauger.simulate.run import simulate
from gauger.simulate.scenario import load


def main() -> None:
    """Write one world and say what it cost."""
    parser = argparse.ArgumentParser(description="Measure the simulator.")
    parser.add_argument("scenario", nargs="?", default="letter-2026-06")
    parser.add_argument("scale", nargs="?", type=float, default=0.01)
    parser.add_argument("seed", nargs="?", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    steps: list[tuple[float, float, str]] = []

    def say(step: str) -> None:
        steps.append((time.perf_counter(), time.process_time(), step))

    with tempfile.TemporaryDirectory() as folder:
        world = given.keep or Path(folder) / "world"
        say("accounts")
        rows = simulate(load(given.scenario), world, scale=given.scale, seed=given.seed, say=say)
        say("end")
        size = sum(f.stat().st_size for f in (world / "exchanges").rglob("*.parquet"))
    texts = next(i for i, s in enumerate(steps) if "prompts are read" in s[2])
    first_days = next(s for s in steps if s[2].startswith("day "))
    done = first_days[2].split(",", 1)[1].split()[0]
    for name, (a, b) in {
        "accounts and books": (0, texts),
        "texts, and the first days": (texts, steps.index(first_days)),
        "the other days": (steps.index(first_days), len(steps) - 1),
    }.items():
        wall, cpu = steps[b][0] - steps[a][0], steps[b][1] - steps[a][1]
        print(f"{name:28} {wall:8.1f} s wall {cpu:8.1f} s CPU")
    later = rows - int(done.replace(",", ""))
    cpu = steps[-1][1] - first_days[1]
    print(f"{rows:,} rows in all; the other days: {later:,} rows, {later / cpu:,.0f} a CPU second")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"whole run {rows / (steps[-1][1] - steps[0][1]):,.0f} rows a CPU second, ", end="")
    print(f"{rows / (steps[-1][0] - steps[0][0]):,.0f} a second; peak {peak:.2f} GB, ", end="")
    print(f"{size / rows:.0f} bytes a row")


if __name__ == "__main__":
    main()
