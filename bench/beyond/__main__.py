"""`python -m bench.beyond KIND --seed N --scale S --out WORLD` writes one world."""

import argparse
from pathlib import Path

from bench.beyond.kinds import KINDS
from bench.beyond.write import write_world


def main() -> None:
    """Parse the command line and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.beyond", description=__doc__)
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="factor on the number of accounts")
    parser.add_argument("--out", type=Path, required=True, help="a folder that does not exist yet")
    given = parser.parse_args()
    rows = write_world(KINDS[given.kind](), given.seed, given.scale, given.out)
    print(f"{given.kind}-{given.seed}: {rows} exchanges in {given.out}")


if __name__ == "__main__":
    main()
