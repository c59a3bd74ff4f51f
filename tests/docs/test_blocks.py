"""The pages do what they say: their shell and Python blocks run, page by page."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from gauger.cli.app import app
from tests.once import once

REPO = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^(<!-- no-run: .+? -->\n)?```(sh|console|python)\n(.*?)^```", re.M | re.S)
OPENING = re.compile(r"(?:gauger (?:simulate tour|detect world) [^\\\n]*\n)+")
"""Lines with which many pages begin, a command each."""
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


def run(command: list[str], folder: Path) -> None:
    """One block in a page's folder; it must end well."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}\n{done.stderr}"


def opened(text: str, folder: Path, temporary: pytest.TempPathFactory) -> str:
    """What is left of a page's first block when its opening ran, once for all pages that share it.

    An opening starts in an empty folder and draws by its seed, so it leaves the same files
    whichever page it stands on.
    """
    found = OPENING.match(text)
    if found is None:
        return text
    name = f"opening-{hashlib.sha256(found[0].encode()).hexdigest()[:12]}"
    made = once(temporary, name, lambda f: _in_new(f / "page", script("sh", found[0])))
    shutil.copytree(made / "page", folder, dirs_exist_ok=True)
    return text[found.end() :]


def _in_new(folder: Path, command: list[str]) -> None:
    folder.mkdir()
    run(command, folder)


@pytest.mark.parametrize(
    "page", [p for p in PAGES if blocks(p)], ids=lambda p: p.relative_to(REPO).as_posix()
)
def test_the_blocks_of_a_page_run_in_order(
    page: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A reader who copies every block, top to bottom, meets no error."""
    assert not unregistered(page), f"no such verb: {unregistered(page)}"
    (language, first), *rest = blocks(page)
    left = opened(first, tmp_path, tmp_path_factory) if language == "sh" else first
    for spoken, text in [(language, left), *rest]:
        run(script(spoken, text), tmp_path)


def test_a_marked_block_is_not_run(tmp_path: Path) -> None:
    """The marker opts out the one block under it."""
    page = tmp_path / "page.md"
    page.write_text("<!-- no-run: installs -->\n```sh\nmake run\n```\n\n```sh\ntrue\n```\n")
    assert blocks(page) == [("sh", "true\n")]
