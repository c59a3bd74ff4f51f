"""`python -m bench.glen KIND --seed N --scale S --out FOLDER`: write one world, and check it."""

import argparse
import gc
import time
from pathlib import Path

from bench.glen import operators
from bench.glen.kinds import KINDS, build
from bench.glen.world import check


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.glen", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=sorted(KINDS))
    parser.add_argument("--list", action="store_true", help="say what each kind is, and stop")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="times as many accounts")
    parser.add_argument("--out", type=Path, help="a folder that does not exist yet, or is empty")
    asked = parser.parse_args()
    if asked.list:
        for name, kind in KINDS.items():
            harvests = sorted({g.name.partition("/")[0] for g in operators.OPERATORS[name]})
            print(
                f"{name}: {kind.about}\n  campaigns: {', '.join(harvests) or 'none'}\n  crowds: {', '.join(kind.crowds)}"
            )
        return
    if asked.kind is None or asked.out is None:
        parser.error("name a KIND and a folder with --out, or ask for --list")
    if asked.out.exists() and any(asked.out.iterdir()):
        parser.error(f"{asked.out} is not empty; name a new folder")
    gc.disable()  # rows are small tuples by the hundred thousand, and none is in a cycle
    began, worked = time.perf_counter(), time.process_time()
    build(asked.kind, asked.seed, asked.scale).write(asked.out)
    found = check(asked.out, KINDS[asked.kind].provider)
    took_s, cpu_s = time.perf_counter() - began, time.process_time() - worked
    print(f"{asked.kind}, seed {asked.seed}: {found}; {took_s:.0f} s, {cpu_s:.0f} s of CPU")


if __name__ == "__main__":
    main()
