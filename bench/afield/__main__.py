"""Command line: `python -m bench.afield KIND --seed N --scale S --out WORLD`."""

from argparse import ArgumentParser
from pathlib import Path

from bench.afield.kinds import KINDS, write


def main() -> None:
    """Write one world; the folder must not exist yet."""
    parser = ArgumentParser(
        prog="python -m bench.afield", description="Write a world with known truth."
    )
    parser.add_argument("kind", choices=list(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="1: 3,000 to 8,000 accounts")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    write(args.kind, args.seed, args.scale, args.out)


if __name__ == "__main__":
    main()
