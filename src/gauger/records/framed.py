"""Binary files of messages, each behind its length, as OpenTelemetry's file exporters write them.

The collector's file exporter (`format: proto`, or `json` with compression) puts four bytes before
each message, its length as an unsigned big-endian number, and compresses each message by itself:
https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/fileexporter.
The specification's own exporter writes protobuf's delimited messages, the length as a varint. A
file may also be the one body of an HTTP export, without a length.
"""

from collections.abc import Callable, Iterator
from typing import IO

import zstandard

from gauger.records.json_split import MAX_RECORD

ZSTD = b"\x28\xb5\x2f\xfd"
FIRST = (0x0A, ZSTD[0], 0x7B)
"""What a message starts with: protobuf's first field, a zstd frame, or an object of JSON."""
HEAD = 4
VARINT_BYTES = 5
"""A length below 2^35 in seven bits a byte."""


def messages(file: IO[bytes]) -> Iterator[bytes | str]:
    """Messages of a file, unpacked; a reason instead of one that is too long or badly packed.

    Raises EOFError where the file ends inside a message.
    """
    head = file.read(HEAD + 1)
    if len(head) == HEAD + 1 and head[HEAD] in FIRST and int.from_bytes(head[:HEAD]) <= MAX_RECORD:
        yield from _each(_Ahead(head, file), _fixed)
    elif head[:1] == bytes(FIRST[:1]):
        body = head + file.read(MAX_RECORD)
        yield _unpacked(body) if len(body) <= MAX_RECORD else _too_long()
    elif head:
        yield from _each(_Ahead(head, file), _varint)


class _Ahead:
    """A file of which some bytes were read already."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        self._head, self._file = head, file

    def read(self, size: int) -> bytes:
        """The next bytes; fewer at the end."""
        held, self._head = self._head[:size], self._head[size:]
        return held + self._file.read(size - len(held))


def _each(file: _Ahead, length_of: Callable[[_Ahead], int | None]) -> Iterator[bytes | str]:
    while (size := length_of(file)) is not None:
        if size > MAX_RECORD:
            _pass_over(file, size)
            yield _too_long()
            continue
        body = file.read(size)
        if len(body) < size:
            raise EOFError("it ends in the middle of a message")
        if body:
            yield _unpacked(body)


def _fixed(file: _Ahead) -> int | None:
    head = file.read(HEAD)
    if 0 < len(head) < HEAD:
        raise EOFError("it ends in the middle of a length")
    return int.from_bytes(head) if head else None


def _varint(file: _Ahead) -> int | None:
    size = 0
    for place in range(VARINT_BYTES):
        byte = file.read(1)
        if not byte:
            if place:
                raise EOFError("it ends in the middle of a length")
            return None
        size |= (byte[0] & 0x7F) << (7 * place)
        if byte[0] < 0x80:
            return size
    raise EOFError("it has no length where a message should begin")


def _pass_over(file: _Ahead, size: int) -> None:
    while size > 0:
        read = len(file.read(min(size, 1 << 20)))
        if not read:
            raise EOFError("it ends in the middle of a message")
        size -= read


def _unpacked(body: bytes) -> bytes | str:
    if not body.startswith(ZSTD):
        return body
    try:
        if zstandard.frame_content_size(body) > MAX_RECORD:
            return _too_long()
        return zstandard.ZstdDecompressor().decompress(body, max_output_size=MAX_RECORD)
    except (zstandard.ZstdError, MemoryError):
        return "a message that is no whole zstd frame"


def _too_long() -> str:
    return f"longer than {MAX_RECORD // 2**20} MiB"
