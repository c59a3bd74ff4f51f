"""Nothing is left out of the pages, and nothing private is in the repository."""

import re
import subprocess
from pathlib import Path

import pytest
import typer
from tools.docs import command_line_page, tables_page, write

from gauger.cli.app import app
from gauger.records.schema import ACCOUNTS, EXCHANGES

REPO = Path(__file__).resolve().parents[2]
# Joined here, so that this file does not hold what it looks for.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "registry" + ".npm")
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:home|Users|root|work)/\w+")


def repository_files() -> list[Path]:
    """Files that are, or are about to be, under version control."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=REPO, capture_output=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout: cannot tell the repository's files from others")
    files = [REPO / name for name in listing.stdout.decode().splitlines()]
    return [f for f in files if f.is_file() and b"\0" not in f.read_bytes()]


def test_every_verb_has_a_heading() -> None:
    """The generated page names each verb of the command line."""
    page = command_line_page()
    for verb in getattr(typer.main.get_command(app), "commands", {}):
        assert f"\n## gauger {verb}\n" in page


def test_verbs_of_a_group_are_listed_under_it() -> None:
    """`gauger case` alone says nothing: its verbs have headings and options of their own."""
    page = command_line_page()
    face = typer.main.get_command(app)
    groups = {
        n: c.commands for n, c in getattr(face, "commands", {}).items() if hasattr(c, "commands")
    }
    assert {"case", "share", "overlap", "lab"} <= set(groups)
    for name, verbs in groups.items():
        for verb in verbs:
            assert f"\n### gauger {name} {verb}\n" in page


def test_a_verb_is_shown_with_its_options_and_example() -> None:
    """A verb's page part holds usage, the example of its help, and a row an option."""
    face = typer.Typer(rich_markup_mode=None)
    face.callback()(lambda: None)

    @face.command()
    def weigh(world: str, grams: int = typer.Option(1, help="Weight | in grams.")) -> None:
        """Weigh a world.

        Example: gauger weigh world
        """

    page = command_line_page(face)
    assert "## gauger weigh\n" in page
    assert "gauger weigh [OPTIONS]" in page
    assert "Example: gauger weigh world" in page
    assert "` | Weight \\| in grams." in page


def test_every_column_is_in_the_tables_page() -> None:
    """What users hand over is listed; the two required columns of exchanges are marked."""
    page = tables_page()
    assert all(f"| `{name}` |" in page for name in [*EXCHANGES.names, *ACCOUNTS.names])
    assert "| `ts` | `timestamp[us, tz=UTC]` | **must** |" in page


def test_generated_pages_are_the_same_every_time(tmp_path: Path) -> None:
    """Writing twice gives the same bytes."""
    write(tmp_path / "a")
    write(tmp_path / "b")
    for page in sorted((tmp_path / "a").iterdir()):
        assert page.read_bytes() == (tmp_path / "b" / page.name).read_bytes()


def test_every_signal_has_a_heading() -> None:
    """A signal without words for it cannot be explained to the accused."""
    catalogue = pytest.importorskip("gauger.signals.catalogue", reason="NO SIGNAL CATALOGUE YET")
    page = REPO / "docs" / "signals.md"
    if not page.exists():
        pytest.skip("NO docs/signals.md YET: signals are not documented")
    headings = re.findall(r"^#+ +`?([\w-]+)`?", page.read_text(encoding="utf-8"), re.M)
    assert {signal.name for signal in (*catalogue.SIGNALS, *catalogue.EVIDENCE)} <= set(headings)


def test_no_registry_host_is_named() -> None:
    """Where packages come from is the installing machine's business."""
    texts = {f: f.read_text(encoding="utf-8", errors="replace") for f in repository_files()}
    assert not [f"{f}: {r}" for f, text in texts.items() for r in REGISTRIES if r in text]


def test_no_machine_path_is_named() -> None:
    """A path of one machine works on no other."""
    texts = {f: f.read_text(encoding="utf-8", errors="replace") for f in repository_files()}
    assert not [f"{f}: {m}" for f, text in texts.items() for m in MACHINE_PATH.findall(text)]
