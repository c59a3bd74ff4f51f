"""Tables as CSV that a spreadsheet shows and never runs.

A cell that begins with a character that starts a formula gets an apostrophe before it (OWASP, CSV
injection), since account names come from whoever signed up.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
ROWS = 500


def safe(cell: object) -> str:
    """A cell's text, harmless in a spreadsheet.

    >>> safe("=1+1"), safe("acct-1"), safe(-3), safe(" @x")
    ("'=1+1", 'acct-1', '-3', "' @x")
    """
    if isinstance(cell, int | float):
        return str(cell)
    text = str(cell).replace("\0", "")
    return f"'{text}" if text[:1] in FORMULA or text.lstrip()[:1] in FORMULA else text


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """CSV in pieces of some hundred rows, every cell in quotes: each piece is a thread's turn.

    >>> "".join(lines(("a",), [["x"]])).split()
    ['"a"', '"x"']
    """
    left = chain((header,), rows)
    while piece := list(islice(left, ROWS)):
        buffer = io.StringIO()
        csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(map(safe, row) for row in piece)
        yield buffer.getvalue()
