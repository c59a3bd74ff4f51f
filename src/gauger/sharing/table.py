"""What may leave, as CSV: one indicator a line, safe to open in a spreadsheet."""

import csv
import io

from gauger.sharing.gate import Preview

COLUMNS = (
    "kind", "value", "first_seen", "last_seen", "valid_until", "confidence", "accounts", "tlp",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""A cell that begins so is a formula to some spreadsheet."""


def safe(cell: str) -> str:
    """A cell that no spreadsheet computes.

    >>> safe("=1+1"), safe("203.0.113.7")
    ("'=1+1", '203.0.113.7')
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def table(found: Preview) -> bytes:
    """CSV of the indicators, with a header line."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for k in found.kept:
        if k.field.startswith("indicator."):
            row = (
                k.field.removeprefix("indicator."), k.value, k.first, k.last, k.until,
                k.confidence, k.accounts, f"TLP:{k.tlp.upper()}",
            )  # fmt: skip
            lines.writerow([safe(str(cell)) for cell in row])
    return text.getvalue().encode()
