"""Tables as CSV that a spreadsheet shows and never runs.

A cell that begins with a character that starts a formula gets an apostrophe before it (OWASP, CSV
injection), since account names come from whoever signed up.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
PIECE = 1 << 16


def safe(cell: object) -> str:
    """A cell's text, harmless in a spreadsheet.

    >>> safe("=1+1"), safe("acct-1"), safe(-3), safe(" @x")
    ("'=1+1", 'acct-1', '-3', "' @x")
    """
    if isinstance(cell, int | float):
        return str(cell)
    text = str(cell).replace("\0", "")
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text[:1] in FORMULA else text


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """CSV in pieces of some 64 kB, every cell in quotes: a piece a row costs a thread's turn each.

    >>> "".join(lines(("a",), [["x"]])).split()
    ['"a"', '"x"']
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    for row in (header, *rows):
        writer.writerow([safe(cell) for cell in row])
        if buffer.tell() >= PIECE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
