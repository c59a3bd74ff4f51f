"""`python -m bench.moor KIND --seed N --scale S --out FOLDER`, or `--list`."""

import argparse
from pathlib import Path

from bench.moor.engine import build, census, write
from bench.moor.kinds import KINDS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.moor", description=__doc__)
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
    write(world, kind, given.out)
    rows = census(world, kind)
    total = sum(sent for _, _, _, sent, _ in rows)
    print(f"{kind.name}: {len(world.accounts):,} accounts, {total:,} exchanges, {kind.days} days")
    for name, role, members, sent, cost in rows:
        print(
            f"  {name:<22}{role:<10}{members:>6,}{sent:>10,}{sent / total:>8.1%}{cost:>10,.0f} USD"
        )


def describe() -> None:
    for kind in KINDS.values():
        print(f"{kind.name}, {kind.days} days: {kind.note}")
        print(f"  exchanges: {', '.join(kind.exchanges)}\n  accounts: {', '.join(kind.accounts)}")
        for group in kind.groups:
            if group.role == "campaign":
                print(f"  {group.name}, {group.size} accounts: {group.note}")
        print("  crowds:", ", ".join(g.name for g in kind.groups if g.role == "crowd"))


if __name__ == "__main__":
    main()
