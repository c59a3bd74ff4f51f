"""The pages do what they say: their shell and Python blocks run, page by page."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from gauger.cli.app import app

REPO = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^(<!-- no-run: .+? -->\n)?```(sh|console|python)\n(.*?)^```", re.M | re.S)
PAGES = [
    REPO / "README.md",
    *sorted(p for p in (REPO / "docs").rglob("*.md") if p.parent.name != "reference"),
]


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and text of the blocks to run, in order."""
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [(language, text) for skip, language, text in found if not skip]


def script(language: str, text: str) -> list[str]:
    """How to run one block; of a console block, the lines after a prompt."""
    if language == "python":
        return [sys.executable, "-c", text]
    if language == "console":
        text = "\n".join(line[2:] for line in text.splitlines() if line.startswith("$ "))
    return ["bash", "-euo", "pipefail", "-c", text]


def registered() -> set[str]:
    """Verbs of the command line."""
    return set(getattr(typer.main.get_command(app), "commands", {}))


def unregistered(page: Path) -> set[str]:
    """Verbs that a page uses and the command line does not have."""
    used = re.findall(r"^(?:\$ )?gauger ([a-z]+)", "\n".join(t for _, t in blocks(page)), re.M)
    return set(used) - registered()


@pytest.mark.parametrize(
    "page", [p for p in PAGES if blocks(p)], ids=lambda p: p.relative_to(REPO).as_posix()
)
def test_the_blocks_of_a_page_run_in_order(page: Path, tmp_path: Path) -> None:
    """A reader who copies every block, top to bottom, meets no error."""
    assert not unregistered(page), f"no such verb: {unregistered(page)}"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for language, text in blocks(page):
        done = subprocess.run(
            script(language, text),
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"


def test_a_marked_block_is_not_run(tmp_path: Path) -> None:
    """The marker opts out the one block under it."""
    page = tmp_path / "page.md"
    page.write_text("<!-- no-run: installs -->\n```sh\nmake run\n```\n\n```sh\ntrue\n```\n")
    assert blocks(page) == [("sh", "true\n")]
