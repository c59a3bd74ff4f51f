"""Makes a pack's documents again from its figures and statement, and compares."""

from dataclasses import dataclass
from pathlib import Path

from gauger.dossier.documents.render import PATHS, documents
from gauger.dossier.model import Figures, Manifest, Statement
from gauger.dossier.program import other

MADE_BY = ("program", "typst", "jinja2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """What came of making the documents again."""

    same: tuple[str, ...]
    differ: tuple[str, ...]
    why: str
    """Why they may differ innocently; empty when the same program made both."""
    broken: str = ""
    """What went wrong when none could be drawn at all."""


def redraw(folder: Path, manifest: Manifest, figures: Figures, statement: Statement) -> Redrawn:
    """Compare each document with what its figures give."""
    why = other(manifest.versions, *MADE_BY)
    try:
        made = documents(figures, statement)
    except Exception as seen:  # a stranger's figures may break any of it, and must not break us
        line = " ".join(str(seen).split())[:200]
        return Redrawn(same=(), differ=PATHS, why=why, broken=line)
    same, differ = list[str](), list[str]()
    for path in PATHS:
        file = folder / path
        equal = file.is_file() and file.read_bytes() == made[path]
        (same if equal else differ).append(path)
    return Redrawn(same=tuple(same), differ=tuple(differ), why=why)
