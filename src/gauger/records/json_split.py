"""A JSON document of any length, cut into the records it is made of, one at a time."""

import re
from collections.abc import Iterable, Iterator
from typing import IO

BLANK = b"\xef\xbb\xbf \t\r\n"
"""White space, and the mark that some programs write at the start of a file."""
CHUNK_BYTES = 1024 * 1024
MAX_RECORD = 256 * 1024 * 1024
"""Longest record: one cannot be half read, so it must fit in memory."""
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[][{},]|"', re.S)
"""What moves between depths; strings whole, so that brackets in them do not count. A quote that
stands alone opens a string that goes on in the next chunk."""


def chunks_of(first: bytes, file: IO[bytes]) -> Iterator[bytes]:
    """What was read already, then the rest of the file."""
    yield first
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def split_values(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Elements of a top-level array, or top-level values one after another, as they were written.

    Raises ValueError where brackets do not match, a value is longer than MAX_RECORD, or the
    document ends inside one.

    >>> list(split_values([b'[{"a": "]"}, {"b"', b': [1]}]']))
    [b'{"a": "]"}', b'{"b": [1]}']
    >>> list(split_values([b'{"a": 1}', b' {"b": 2}']))
    [b'{"a": 1}', b'{"b": 2}']
    """
    cutter = _Cutter()
    for chunk in chunks:
        yield from cutter.take(chunk)
    yield from cutter.end()


class _Cutter:
    """State of the cut: how deep, and what of the value was seen."""

    def __init__(self) -> None:
        self._held = b""
        self._at = 0  # up to here, `held` was looked at
        self._depth = 0
        self._array = False
        self._begun = False

    def take(self, chunk: bytes) -> Iterator[bytes]:
        """Values that end in this chunk."""
        self._held += chunk
        if len(self._held) > MAX_RECORD:
            raise ValueError(f"a record is longer than {MAX_RECORD // 2**20} MiB")
        if not self._begun and not self._begin():
            return
        start = 0
        while found := TOKEN.search(self._held, self._at):
            sign = found[0]
            if sign == b'"':  # goes on in the next chunk
                self._at = found.start()
                break
            self._at = found.end()
            if sign in (b"{", b"["):
                self._depth += 1
            elif sign in (b"}", b"]"):
                self._depth -= 1
                if self._depth < (-1 if self._array else 0):
                    raise ValueError("a bracket closes that was never opened")
            ends = self._depth < 0 or (self._depth == 0 and sign == (b"," if self._array else b"}"))
            if ends:
                stop = found.start() if self._array else found.end()
                if value := self._held[start:stop].strip(BLANK):
                    yield value
                start = found.end()
        else:
            self._at = max(self._at, len(self._held))
        self._held, self._at = self._held[start:], self._at - start

    def end(self) -> Iterator[bytes]:
        """What is left at the end of the document."""
        rest = self._held.strip(BLANK)
        if self._depth != (-1 if self._array else 0) or (self._array and rest):
            raise ValueError("it ends in the middle of a value")
        if rest:
            yield rest

    def _begin(self) -> bool:
        plain = self._held.lstrip(BLANK)
        if not plain:
            return False
        self._begun = True
        self._array = plain.startswith(b"[")
        self._held = plain[1:] if self._array else plain
        return True
