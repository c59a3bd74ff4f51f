"""Long lines on a terminal end at words; in a pipe or file they stay whole, one a message."""

import shutil
import textwrap
from typing import TextIO


def folded(text: str, stream: TextIO) -> str:
    """`text` for `stream`: folded to a terminal's width, what goes on under its own beginning."""
    if not stream.isatty():
        return text
    width = max(20, shutil.get_terminal_size().columns)
    return "\n".join(fold(line, width) for line in text.splitlines())


def fold(line: str, width: int) -> str:
    """One line as several of at most `width` characters; words are never cut.

    >>> print(fold("  a: one two three four five six", 20))
      a: one two three
        four five six
    """
    rest = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.fill(
        line,
        width,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
        expand_tabs=False,
        replace_whitespace=False,
    )
