"""`python -m bench.harbour KIND --seed N --scale S --out FOLDER`, or `--list`."""

import argparse
import textwrap
from dataclasses import asdict
from pathlib import Path

from bench.harbour.kinds import KINDS
from bench.harbour.world import build, census, write


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.harbour", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=sorted(KINDS), help="the kind of world")
    parser.add_argument("--list", action="store_true", help="describe the kinds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is full size")
    parser.add_argument("--out", type=Path, help="the folder to write")
    given = parser.parse_args()
    if given.list:
        describe()
        return
    if given.kind is None or given.out is None:
        parser.error("name a kind and a folder, or ask for --list")
    kind = KINDS[given.kind]
    world = build(kind, given.seed, given.scale)
    write(world, kind, given.seed, given.scale, given.out)
    rows = census(world)
    total = sum(sent for _, _, sent, _ in rows)
    print(f"{kind.name}: {len(world.accounts):,} accounts, {total:,} exchanges, {kind.days} days")
    for name, members, sent, harvest in rows:
        mark = "  harvest" if harvest else ""
        print(f"  {name:<24}{members:>6,}{sent:>10,}{sent / total:>8.1%}{mark}")


def describe() -> None:
    for kind in KINDS.values():
        print(f"{kind.name}, {kind.days} days")
        for title, text in asdict(kind.note).items():
            print(textwrap.indent(textwrap.fill(f"{title}: {text}", 92), "  "))


if __name__ == "__main__":
    main()
