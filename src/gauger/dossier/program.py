"""Which state of the program makes and checks packs: two may bear one version number.

Documents are compared byte for byte, so the smallest change of a sentence tells. A digest of the
files that make a pack says whether such a difference is one of programs. It is the pack's own word:
`verify` confirms nothing by it, and says what it could not check.
"""

import platform
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import gauger

PARTS = (
    "campaigns", "casework", "dossier", "engines", "errors.py", "linking", "records", "report",
    "signals", "stats",
)  # fmt: skip
"""Of the package: all that is loaded to make a pack or to check one."""
KINDS = frozenset({".j2", ".json", ".py", ".typ"})
SHOWN = 16
"""Digits of a digest that people see: a name, since equal bytes are shown by the documents."""


@cache
def digest() -> str:
    """SHA-256 over the files of PARTS, each by its path, length and bytes, in the order of paths.

    The root of the package, where the version number stands, is not among them: a number alone
    changes nothing.
    """
    home = Path(gauger.__file__).parent
    found = (f for part in PARTS for f in ((home / part), *(home / part).rglob("*")))
    files = {f.relative_to(home).as_posix(): f for f in found if f.suffix in KINDS and f.is_file()}
    whole = sha256()
    for path in sorted(files):
        data = files[path].read_bytes()
        whole.update(f"{path}\n{len(data)}\n".encode() + data)
    return whole.hexdigest()


def versions() -> dict[str, str]:
    """What makes a pack, for its manifest."""
    return {
        "gauger": gauger.__version__,
        "program": digest(),
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
        "pyarrow": version("pyarrow"),
        "typst": version("typst"),
        "jinja2": version("jinja2"),
    }


def other(theirs: Mapping[str, str], *names: str) -> str:
    """How what made a pack differs from what is here, of these; empty when it does not."""
    here = versions()
    return "; ".join(
        f"{name} {theirs.get(name, 'unknown')[:SHOWN]} there, {here[name][:SHOWN]} here"
        for name in names
        if theirs.get(name) != here[name]
    )


def named(theirs: Mapping[str, str]) -> str:
    """A state of the program as people name it."""
    number, state = theirs.get("gauger", "unknown"), theirs.get("program", "unknown")
    return f"gauger {number}, state {state[:SHOWN]}"
