"""Sketches of text: what stays when the text is dropped.

MinHash (Broder 1997) over word 3-shingles tells near-duplicates; the template sketch does so after
slots (numbers, quotes, code, addresses) became placeholders, apart for a text's head and tail,
where templates keep their fixed words.
"""

import re
from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from gauger.records.keys import key_of

PERMUTATIONS = 16
"""Standard error of a similarity is 1/4: enough to tell near-duplicates from strangers."""
EDGE_CHARS = 4_000
"""Characters read at either end; a million-character prompt costs no more than a page."""
EDGE_WORDS = 48
"""Words of head and tail that a template sketch reads."""
SEED = 42
SLOT = re.compile(
    r"(?P<url>https?://\S+)|(?P<quote>\"[^\"]{0,200}\"|'[^'\s][^']{0,200}'|`[^`]{0,400}`)"
    r"|(?P<hex>\b[0-9a-f]{8,}\b)|(?P<number>\d[\d.,:/-]*)|(?P<name>\w+[_.(]\w[\w.()]*)"
)
WORD = re.compile(r"\w+|<\w+>")


def minhash(text: str) -> list[int]:
    """MinHash of a text's word 3-shingles: PERMUTATIONS unsigned 32-bit numbers.

    >>> a, b = minhash("review this patch and say what breaks"), minhash("review this patch")
    >>> len(a), a == minhash("Review this  patch and say what breaks"), a == b
    (16, True, False)
    """
    return _digest(_shingles(WORD.findall(_edges(text).lower()), 3), PERMUTATIONS)


def template(text: str) -> list[int]:
    """At most four signed 64-bit values that prompts of one template tend to share.

    >>> one = template("Solve task 17 step by step. Return only the patch for main.py, please.")
    >>> two = template("Solve task 4012 step by step. Return only the patch for util.py, please.")
    >>> one == two
    True
    """
    words = WORD.findall(SLOT.sub(lambda m: f"<{m.lastgroup}>", _edges(text)).lower())
    if len(words) < 6:  # a greeting is nobody's template
        return []
    head = _digest(_shingles(words[:EDGE_WORDS], 4), 2)
    tail = _digest(_shingles(words[-EDGE_WORDS:], 4), 4)[2:]
    parts = [f"{place}:{value}" for place, value in enumerate([*head, *tail])]
    return sorted({key_of("template", part) for part in parts})


def minhashes(texts: pa.Array) -> pa.Array:
    """MinHash of each text; each distinct text is read once."""
    return _each(texts, minhash, pa.list_(pa.uint32()))


def templates(texts: pa.Array) -> pa.Array:
    """Template sketch of each text; each distinct text is read once."""
    return _each(texts, template, pa.list_(pa.int64()))


def _each(texts: pa.Array, sketch: Callable[[str], list[int]], kind: pa.DataType) -> pa.Array:
    coded = pc.dictionary_encode(texts)
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    if not len(coded):
        return pa.array([], kind)
    distinct = pa.array([sketch(t) or None for t in coded.dictionary.to_pylist()], kind)
    return pc.take(distinct, coded.indices)


def _edges(text: str) -> str:
    if len(text) > 2 * EDGE_CHARS:
        return f"{text[:EDGE_CHARS]} {text[-EDGE_CHARS:]}"
    return text


def _shingles(words: list[str], size: int) -> Iterable[str]:
    if len(words) <= size:
        return [" ".join(words)] if words else []
    return [" ".join(words[i : i + size]) for i in range(len(words) - size + 1)]


def _digest(shingles: Iterable[str], permutations: int) -> list[int]:
    items = [s.encode("utf-8", "replace").decode() for s in shingles]
    if not items:
        return []
    hashed = RMinHash(num_perm=permutations, seed=SEED)
    hashed.update(items)
    return [int(v) for v in np.asarray(hashed.digest(), np.uint64) & 0xFFFFFFFF]
