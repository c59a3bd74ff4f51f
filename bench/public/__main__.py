"""Run the core and its peers on public data: `python -m bench.public [NAME...] [--json FILE]`.

Each method on each data set runs in a process of its own, so that its memory is its own.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import msgspec

from bench.public.cases import CASES, FOLDER
from bench.public.methods import METHODS, Method
from bench.public.score import Row, run
from bench.public.table import HEAD, line


def main(argv: list[str]) -> int:
    """Print one line per data set and method; 2 for a name or folder that is not there."""
    asked = _arguments(argv)
    if not asked.data.is_dir():
        print(f"{asked.data} is no folder. Give the data sets with --data.", file=sys.stderr)
        return 2
    if asked.one:
        row = run(CASES[asked.names[0]](asked.data), _method(asked.one))
        sys.stdout.buffer.write(msgspec.json.encode(row))
        return 0
    rows = _all(asked)
    if asked.json:
        asked.json.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.public", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*CASES, []], help="data sets; all if none")
    parser.add_argument("--data", type=Path, default=FOLDER, help="folder of the data sets")
    parser.add_argument("--methods", default="", help="comma-separated; all that fit if none")
    parser.add_argument("--json", type=Path, help="also write raw figures to this file")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def _method(name: str) -> Method:
    return next(m for m in METHODS if m.name == name)


def _all(asked: argparse.Namespace) -> list[Row]:
    wanted = set(filter(None, asked.methods.split(","))) or {m.name for m in METHODS}
    for method in METHODS:
        if method.missing and method.name in wanted:
            print(
                f"LEFT OUT: {method.name}, since {method.needs} is not installed; "
                "install the extra `peers`",
                file=sys.stderr,
            )
    print(HEAD)
    rows = []
    for name in asked.names or CASES:
        case = CASES[name](asked.data)
        for method in METHODS:
            if method.name in wanted and not method.missing and method.fits(case):
                row = _apart(asked.data, name, method)
                if row is not None:
                    rows.append(row)
                    print(line(row), flush=True)
    return rows


def _apart(data: Path, name: str, method: Method) -> Row | None:
    """Run in a fresh process; a method that fails is reported, and the others go on."""
    command = [
        sys.executable,
        "-m",
        "bench.public",
        name,
        "--one",
        method.name,
        "--data",
        str(data),
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().split("\n")[-1]
        print(f"FAILED: {method.name} on {name}: {last}", file=sys.stderr, flush=True)
        return None
    return msgspec.json.decode(done.stdout, type=Row)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
