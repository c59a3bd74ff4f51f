"""Signed 64-bit keys of strings: the same on every machine and engine, computed at the door."""

from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def key_of(kind: str, text: str) -> int:
    """Key of one string of one kind ("ip", "agent", ...); kinds never collide by design.

    >>> key_of("ip", "203.0.113.7") == key_of("agent", "203.0.113.7")
    False
    """
    data = text.encode("utf-8", "surrogatepass")
    digest = blake2b(data, digest_size=8, person=kind.encode()[:16]).digest()
    return int.from_bytes(digest, "little", signed=True)


def keys_of(kind: str, texts: pa.Array) -> pa.Array:
    """Keys of an array of strings, null where it is null. Each distinct string is hashed once."""
    coded = pc.dictionary_encode(texts)
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # a table without rows has no chunk to combine
        return pa.array([], pa.int64())
    distinct = np.array([key_of(kind, text) for text in coded.dictionary.to_pylist()], np.int64)
    return pc.take(pa.array(distinct, pa.int64()), coded.indices)
