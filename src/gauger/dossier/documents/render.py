"""All documents of a pack, as bytes by path."""

from collections.abc import Callable
from dataclasses import dataclass

from gauger.dossier.documents.letters import notice, notification
from gauger.dossier.documents.page import page
from gauger.dossier.documents.pdf import pdf
from gauger.dossier.documents.readme import readme
from gauger.dossier.documents.report import report
from gauger.dossier.documents.sheets import SHEETS, sheets
from gauger.dossier.model import Figures, Statement


@dataclass(frozen=True, slots=True)
class Rendering:
    """One document: where it goes and how it is made."""

    path: str
    make: Callable[[Figures, Statement], bytes]


RENDERINGS = (
    Rendering("readme.txt", readme),
    Rendering("report.pdf", lambda f, s: pdf(report(f, s))),
    Rendering("report.html", lambda f, s: page(report(f, s), f)),
    Rendering("letter.pdf", lambda f, s: pdf(notification(f, s))),
    Rendering("notice.pdf", lambda f, s: pdf(notice(f, s))),
)
PATHS = (*(r.path for r in RENDERINGS), "tables/figures.csv", *SHEETS)


def documents(figures: Figures, statement: Statement) -> dict[str, bytes]:
    """Every document of a pack."""
    return {r.path: r.make(figures, statement) for r in RENDERINGS} | sheets(figures)
