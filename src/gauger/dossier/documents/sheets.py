"""Tables of a pack as CSV, safe to open in a spreadsheet.

A cell that begins like a formula gets an apostrophe before it, since names come from whoever sent
the requests; texts stand in quotes, so that a cell stays one where semicolons part cells. Source:
OWASP, CSV Injection.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from gauger.dossier.model import Cell, Figures
from gauger.dossier.wording import clean

FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that some spreadsheet takes for a formula; the last four are full-width."""
SHEETS = {
    "tables/timeline.csv": "daily",
    "tables/capabilities.csv": "capabilities",
    "tables/models.csv": "models",
    "tables/networks.csv": "networks",
}


def sheets(figures: Figures) -> dict[str, bytes]:
    """The CSV files of a pack, by path."""
    every = [
        (f"F{f.number}", f.id, f.label, "" if f.columns else f.value, f.unit, " ".join(f.extracts))
        for f in figures.figures
    ]
    head = ("number", "id", "what", "value", "unit", "extracts")
    return {"tables/figures.csv": sheet(head, every)} | {
        path: sheet(figures[name].columns, figures[name].rows) for path, name in SHEETS.items()
    }


def sheet(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(head)
    writer.writerows([safe(c) for c in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs; numbers stay numbers.

    >>> safe("=HYPERLINK(1)"), safe(-3), safe("m-large")
    ("'=HYPERLINK(1)", -3, 'm-large')
    """
    if not isinstance(cell, str):
        return cell
    text = clean(cell, 200)
    return f"'{text}" if text.startswith(FORMULA) else text
