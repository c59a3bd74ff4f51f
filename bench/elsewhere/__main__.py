"""`python -m bench.elsewhere KIND --seed N --out FOLDER [--scale S] [--replace]`."""

import argparse
import json
import resource
import sys
from pathlib import Path

from bench.elsewhere.build import build
from bench.elsewhere.check import check
from bench.elsewhere.kinds import KINDS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.elsewhere", description=__doc__)
    parser.add_argument("kind", choices=[*KINDS])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the accounts")
    parser.add_argument("--replace", action="store_true", help="overwrite --out")
    given = parser.parse_args()
    counts = build(
        KINDS[given.kind], given.seed, given.out, scale=given.scale, replace_old=given.replace
    )
    check(given.out, KINDS[given.kind])
    used = resource.getrusage(resource.RUSAGE_SELF)
    cost = {"cpu_s": round(used.ru_utime + used.ru_stime, 1), "peak_mb": used.ru_maxrss // 1024}
    json.dump(
        {"kind": given.kind, "seed": given.seed, "scale": given.scale, **counts, **cost}, sys.stdout
    )
    print()


if __name__ == "__main__":
    main()
