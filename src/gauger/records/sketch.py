"""Sketches of text: what stays when the text is dropped.

MinHash (Broder 1997) over word 3-shingles tells near-duplicates; the template sketch does so after
slots (numbers, quotes, code, addresses) became placeholders, apart for a text's head and tail,
where templates keep their fixed words.

Texts go through in batches: RE2 finds slots, `shingles` cuts words, rensa hashes and takes minima.
"""

import re
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from gauger.records.keys import key_of
from gauger.records.shingles import NUMBER, WORD, Shingles, words_of

PERMUTATIONS = 16
"""Standard error of a similarity is 1/4: enough to tell near-duplicates from strangers."""
EDGE_CHARS = 4_000
"""Characters read at either end; a million-character prompt costs no more than a page."""
EDGE_WORDS = 48
"""Words of head and tail that a template sketch reads."""
MIN_WORDS = 6
"""A greeting is nobody's template."""
SEED = 42
BATCH_BYTES = 4 * 1024 * 1024
"""Text of one batch; the working arrays take some 30 bytes for each."""
QUOTED = re.compile(r"https?://\S+|\"[^\"]{0,200}\"|'[^'\s][^']{0,200}'|`[^`]{0,400}`")
"""Slots that may hold other slots, found first. Python's own engine is faster here: counted
repeats blow RE2's automaton up, and every branch has a first letter to skip to."""
SLOTS = {
    "hex": r"\b[0-9a-f]{8,}\b",
    "number": rf"[{NUMBER}][{NUMBER}.,:/-]*",
    "name": rf"[{WORD}]+[_.(][{WORD}][{WORD}.()]*",
}
"""What changes from one use of a template to the next; the first that matches wins."""
MARKS = [chr(code) for code in range(1, len(SLOTS) + 2)]


def minhash(text: str) -> list[int]:
    """MinHash of a text's word 3-shingles: PERMUTATIONS unsigned 32-bit numbers.

    >>> a, b = minhash("review this patch and say what breaks"), minhash("review this patch")
    >>> len(a), a == minhash("Review this  patch and say what breaks"), a == b
    (16, True, False)
    """
    return minhashes(_array(text)).to_pylist()[0] or []


def template(text: str) -> list[int]:
    """At most four signed 64-bit values that prompts of one template tend to share.

    >>> one = template("Solve task 17 step by step. Return only the patch for main.py, please.")
    >>> two = template("Solve task 4012 step by step. Return only the patch for util.py, please.")
    >>> one == two
    True
    """
    return templates(_array(text)).to_pylist()[0] or []


def minhashes(texts: pa.Array) -> pa.Array:
    """MinHash of each text, null where it has no word; each distinct text is read once."""
    return _each(texts, _minhashes, pa.list_(pa.uint32()))


def templates(texts: pa.Array) -> pa.Array:
    """Template sketch of each text, null for a short one; each distinct text is read once."""
    return _each(texts, _templates, pa.list_(pa.int64()))


def _minhashes(texts: pa.Array) -> list[list[int] | None]:
    words = words_of(pc.utf8_lower(texts))
    return _digests(words.shingles(3, words.first, words.last), PERMUTATIONS)


def _templates(texts: pa.Array) -> list[list[int] | None]:
    words = words_of(pc.utf8_lower(slots_filled(texts)))
    head = words.shingles(4, words.first, np.minimum(words.last, words.first + EDGE_WORDS))
    tail = words.shingles(4, np.maximum(words.first, words.last - EDGE_WORDS), words.last)
    ends = zip(_digests(head, 2), _digests(tail, 4), strict=True)
    known: dict[str, int] = {}
    return [
        None if size < MIN_WORDS or not h or not t else _values([*h, *t[2:]], known)
        for size, (h, t) in zip((words.last - words.first).tolist(), ends, strict=True)
    ]


def _values(parts: list[int], known: dict[str, int]) -> list[int]:
    """Keys of a template's parts, by place; templates repeat, so most are `known`."""
    found = set()
    for place, value in enumerate(parts):
        part = f"{place}:{value}"
        if part not in known:
            known[part] = key_of("template", part)
        found.add(known[part])
    return sorted(found)


def slots_filled(texts: pa.Array) -> pa.Array:
    """Texts with `<name>` for each slot.

    RE2 replaces with what it captured and nothing else, so the captures are set between control
    characters, of which a second pass knows which one is not empty.
    """
    texts = _quotes_filled(texts)
    texts = pc.replace_substring_regex(texts, rf"[\x01-\x0{len(MARKS)}]", " ")
    pattern = "|".join(f"({slot})" for slot in SLOTS.values())
    captures = "".join(f"{mark}\\{n}" for n, mark in enumerate(MARKS[:-1], 1)) + MARKS[-1]
    texts = pc.replace_substring_regex(texts, pattern, captures)
    for n, name in enumerate(SLOTS):
        before, after = "".join(MARKS[: n + 1]), "".join(MARKS[n + 1 :])
        texts = pc.replace_substring_regex(
            texts, f"{before}[^{MARKS[0]}-{MARKS[-1]}]+{after}", f"<{name}>"
        )
    return texts


def _quotes_filled(texts: pa.Array) -> pa.Array:
    """Texts with `<url>` and `<quote>` for those slots."""
    maybe = pc.fill_null(pc.match_substring_regex(texts, "[\"'`]|https?://"), False)
    filled = [QUOTED.sub(_place, text) for text in texts.filter(maybe).to_pylist()]
    return pc.replace_with_mask(texts, maybe, pa.array(filled, texts.type))


def _place(found: re.Match[str]) -> str:
    return "<url>" if found[0][0] == "h" else "<quote>"


def _digests(shingles: Shingles, permutations: int) -> list[list[int] | None]:
    offsets = np.concatenate([[0], np.cumsum(shingles.counts)]).astype(np.uint64)
    rows = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles.hashes, offsets, permutations, SEED
    )
    empty = (shingles.counts == 0).tolist()
    return [None if none else row for none, row in zip(empty, rows.to_rows(), strict=True)]


def _each(
    texts: pa.Array, sketch: Callable[[pa.Array], list[list[int] | None]], kind: pa.DataType
) -> pa.Array:
    coded = pc.dictionary_encode(texts)
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    if not len(coded):
        return pa.array([], kind)
    distinct = [sketch(part) for part in _batches(_edges(coded.dictionary))]
    return pc.take(pa.concat_arrays([pa.array(d, kind) for d in distinct]), coded.indices)


def _batches(texts: pa.Array) -> Iterator[pa.Array]:
    """Runs of texts of at most BATCH_BYTES, or of one text."""
    ends = np.cumsum(np.asarray(pc.fill_null(pc.binary_length(texts), 0).to_numpy(), np.int64))
    start = 0
    while start < len(texts):
        room = BATCH_BYTES + (int(ends[start - 1]) if start else 0)
        stop = max(int(np.searchsorted(ends, room, "right")), start + 1)
        yield texts[start:stop]
        start = stop
    if not len(texts):
        yield texts


def _edges(texts: pa.Array) -> pa.Array:
    long = pc.greater(pc.utf8_length(texts), 2 * EDGE_CHARS)
    if not pc.any(long).as_py():
        return texts
    head = pc.utf8_slice_codeunits(texts, 0, EDGE_CHARS)
    tail = pc.utf8_slice_codeunits(texts, -EDGE_CHARS)
    return pc.if_else(long, pc.binary_join_element_wise(head, tail, " "), texts)


def _array(text: str) -> pa.Array:
    return pa.array([text.encode("utf-8", "replace").decode()], pa.string())
