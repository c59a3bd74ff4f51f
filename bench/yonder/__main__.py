"""`python -m bench.yonder KIND --seed 1 --scale 1 --out world`, or `--list`."""

import argparse
import textwrap
from pathlib import Path

from bench.yonder.kinds import KINDS, Kind
from bench.yonder.world import Made, make, write


def main() -> None:
    """Read the arguments, make one world or print the table of kinds."""
    ask = argparse.ArgumentParser(prog="python -m bench.yonder", description=__doc__)
    ask.add_argument("kind", nargs="?", choices=sorted(KINDS))
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--scale", type=float, default=1.0)
    ask.add_argument("--out", type=Path)
    ask.add_argument("--replace", action="store_true", help="overwrite --out")
    ask.add_argument("--list", action="store_true", help="print what each kind holds")
    given = ask.parse_args()
    if given.list:
        print("\n\n".join(told(kind) for kind in KINDS.values()))
        return
    if not given.kind or not given.out:
        ask.error("give a KIND and --out, or --list")
    kind = KINDS[given.kind]
    made = make(kind, seed=given.seed, scale=given.scale)
    write(made, kind, given.out, seed=given.seed, scale=given.scale, replace=given.replace)
    print(summary(kind, made))


def told(kind: Kind) -> str:
    """A kind as a table of what it logs, who harvests and who tempts."""
    lines = [("logs", kind.logged)]
    for own in kind.harvests:
        lines += [
            (own.name, f"{own.accounts} accounts, {own.care}. {own.who}"),
            ("  cost", own.cost),
            ("  found by", f"{own.found_by}."),
        ]
    if not kind.harvests:
        lines += [("harvests", "none")]
    lines += [("crowds", ", ".join(f"{name} {size}" for name, size in kind.crowds))]
    lines += [("tempts", kind.tempts), ("weak", kind.weak)]
    return kind.name.upper() + "\n" + "\n".join(_line(name, text) for name, text in lines)


def _line(name: str, text: str) -> str:
    return textwrap.fill(text, 100, initial_indent=f"  {name:<12}", subsequent_indent=" " * 14)


def summary(kind: Kind, made: Made) -> str:
    """Accounts and exchanges of a world, group by group."""
    every = made.exchanges.num_rows
    lines = [f"{kind.name}: {made.accounts.num_rows:,} accounts, {every:,} exchanges"]
    harvests = {h.name for h in kind.harvests}
    for name, (people, sent) in made.groups.items():
        mark = "harvest" if name in harvests else ""
        lines.append(f"  {name:<22}{people:>7,}{sent:>10,}{sent / every:>8.1%}  {mark}".rstrip())
    return "\n".join(lines)


if __name__ == "__main__":
    main()
