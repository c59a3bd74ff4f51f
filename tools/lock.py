"""Print the part of requirements.lock that a set of extras needs: `lock.py [EXTRA...]`.

The lock names, for each package, what asked for it ("# via"). Walking those lines from the
project's own entry gives the lean core without a second lock file. Standard library only, since
it runs before anything is installed.
"""

import re
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==", re.M)
VIA = re.compile(r"^ +# +(?:via +)?([A-Za-z0-9._-]+)", re.M)


def normal(name: str) -> str:
    """Name of a distribution as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(text: str) -> dict[str, str]:
    """Blocks of the lock file, by package."""
    starts = [m.start() for m in ENTRY.finditer(text)] + [len(text)]
    blocks: dict[str, str] = {}
    for a, b in pairwise(starts):
        name = normal(text[a:b].split("==", 1)[0])
        blocks[name] = blocks.get(name, "") + text[a:b]  # one per Python version, where they differ
    return blocks


def asked_by(block: str) -> set[str]:
    """Packages that a block's "# via" lines name."""
    return {normal(name) for name in VIA.findall(block)}


def direct(extras: list[str]) -> set[str]:
    """Packages that the project itself asks for, with these extras, and what builds it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in extras:
        wanted += project["project"]["optional-dependencies"][extra]
    return {normal(re.match(r"[A-Za-z0-9._-]+", w)[0]) for w in wanted}  # type: ignore[index]


def main(extras: list[str]) -> None:
    """Write the blocks reachable from the project's direct requirements."""
    blocks = entries((ROOT / "requirements.lock").read_text())
    chosen = direct(extras)
    grown = True
    while grown:
        more = {name for name, block in blocks.items() if asked_by(block) & chosen} - chosen
        chosen |= more
        grown = bool(more)
    missing = chosen - blocks.keys()
    if missing:
        sys.exit(f"requirements.lock lacks {', '.join(sorted(missing))}: run `make lock`")
    print("".join(blocks[name] for name in sorted(chosen)))


if __name__ == "__main__":
    main(sys.argv[1:])
