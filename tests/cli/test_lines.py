"""Lines fit a terminal, and stay whole where a program reads them."""

import io
import sys

import pytest

from gauger.cli.extras import needs
from gauger.cli.lines import fold, folded
from gauger.errors import MissingExtra


class Screen(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_lines_that_fit_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    text = "short\n    1 ann: " + "label case-C-5CHMSFP confirmed " * 6
    lines = folded(text, Screen()).splitlines()
    assert lines[0] == "short"
    assert max(map(len, lines)) <= 60
    assert all(line.startswith("      label") or " confirmed" in line for line in lines[2:])
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())


def test_a_pipe_gets_one_line_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    text = "word " * 40
    assert folded(text, io.StringIO()) == text


def test_a_path_or_hash_is_never_cut() -> None:
    assert fold("the chain ends at " + "ab" * 40, 60).splitlines()[-1].strip() == "ab" * 40


def test_a_missing_library_is_installed_for_the_python_that_runs() -> None:
    """`pip` alone may be another Python's, or the system's, which refuses."""
    with pytest.raises(MissingExtra) as wrong, needs("dossier"):
        raise ModuleNotFoundError(name="cryptography")
    assert str(wrong.value) == (
        "this needs cryptography, of the extra 'dossier'. "
        f"Install it: {sys.executable} -m pip install 'gauger[dossier]'"
    )
