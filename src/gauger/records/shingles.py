"""Words and shingles of many texts at once, as places in one buffer.

A word is a run of letters, digits and underscores, or such a run in angle brackets. All words of a
batch stand in one buffer, one space behind each, so that a shingle of k words is a slice of it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gauger.records.fx import fx_hashes

LETTER = r"\p{L}\p{N}_"
WORD = LETTER
"""Characters of words, for an RE2 class."""
NUMBER = r"\p{Nd}"
NO_WORD = rf"[^\x00-\x7F{LETTER}]+"
"""Characters beyond ASCII that are in no word: quotes, dashes, emoji."""
Ints = npt.NDArray[np.int64]


def _ascii_words() -> npt.NDArray[np.bool_]:
    table = np.ones(256, bool)  # bytes of characters beyond ASCII, once NO_WORD is gone
    table[:128] = [chr(code).isalnum() or chr(code) == "_" for code in range(128)]
    return table


IS_WORD = _ascii_words()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shingles:
    """Hashes of shingles, in runs, one run a text."""

    hashes: npt.NDArray[np.uint64]
    counts: Ints
    """Shape (texts,): hashes of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of a batch of texts."""

    buffer: npt.NDArray[np.uint8]
    starts: Ints
    ends: Ints
    """Shape (words,): slices of the buffer."""
    first: Ints
    last: Ints
    """Shape (texts,): a text has words first, ..., last - 1."""

    def shingles(self, size: int, first: Ints, last: Ints) -> Shingles:
        """Runs of `size` words of each text's words first, ..., last - 1; all, if it has fewer."""
        words = last - first
        counts = np.where(words > 0, np.maximum(words - size + 1, 1), 0)
        run = np.repeat(np.arange(len(counts)), counts)
        word = np.arange(len(run)) - (np.cumsum(counts) - counts)[run] + first[run]
        final = np.minimum(word + size, last[run]) - 1
        hashes = fx_hashes(self.buffer, self.starts[word], self.ends[final])
        return Shingles(hashes=hashes, counts=counts)


def words_of(texts: pa.Array) -> Words:
    r"""Words of texts that are lower-case already; nulls have none.

    >>> words = words_of(pa.array(["one  two\u2014three, <tag>", None, "four"]))
    >>> words.buffer.tobytes(), (words.last - words.first).tolist()
    (b'one two three <tag> four ', [4, 0, 1])
    """
    texts = pc.replace_substring_regex(pc.fill_null(texts, ""), NO_WORD, " ")
    offsets, data = _raw(texts)
    opens, closes = np.zeros(len(data) + 1, bool), np.zeros(len(data) + 1, bool)
    inside = IS_WORD[data]
    cut = np.zeros(len(data) + 1, bool)
    cut[offsets] = True  # texts stand end to end
    opens[:-1] = inside & (cut[:-1] | ~np.concatenate([[False], inside[:-1]]))
    closes[1:] = inside & (cut[1:] | ~np.concatenate([inside[1:], [False]]))
    starts, ends = np.flatnonzero(opens), np.flatnonzero(closes)
    tag = _tagged(data, cut, starts, ends)
    starts, ends = starts - tag, ends + tag
    first = np.searchsorted(starts, offsets[:-1])
    return Words(
        buffer=_joined(data, starts, ends),
        starts=_places(starts, ends),
        ends=_places(starts, ends) + ends - starts,
        first=first,
        last=np.searchsorted(starts, offsets[1:]),
    )


def _raw(texts: pa.Array) -> tuple[Ints, npt.NDArray[np.uint8]]:
    """Offsets and bytes of strings."""
    wide = texts.cast(pa.large_string())
    _, offsets, data = wide.buffers()
    bounds = np.frombuffer(offsets, np.int64)[wide.offset : wide.offset + len(wide) + 1]
    held = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    return bounds - bounds[0], held[bounds[0] : bounds[-1]]


def _tagged(
    data: npt.NDArray[np.uint8], cut: npt.NDArray[np.bool_], starts: Ints, ends: Ints
) -> Ints:
    """1 for a word with `<` before and `>` after it in the same text, else 0."""
    padded = np.concatenate([[0], data, [0]])
    tag = (padded[starts] == ord("<")) & (padded[ends + 1] == ord(">"))
    inside: Ints = (tag & ~cut[starts] & ~cut[ends]).astype(np.int64)
    return inside


def _places(starts: Ints, ends: Ints) -> Ints:
    """Where each word begins in the joined buffer."""
    widths = ends - starts + 1
    places: Ints = np.cumsum(widths) - widths
    return places


def _joined(data: npt.NDArray[np.uint8], starts: Ints, ends: Ints) -> npt.NDArray[np.uint8]:
    """All words, one space behind each."""
    widths = ends - starts
    made = np.full(int(widths.sum()) + len(widths), ord(" "), np.uint8)
    word = np.repeat(np.arange(len(widths)), widths)
    within = np.arange(len(word)) - (np.cumsum(widths) - widths)[word]
    made[_places(starts, ends)[word] + within] = data[starts[word] + within]
    return made
