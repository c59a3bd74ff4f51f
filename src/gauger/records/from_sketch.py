"""What can be had from a MinHash sketch where the operator keeps no text.

Equal sketches are as good as equal texts, so a sketch gives the key of its prompt. For templates
the sketch is cut into bands (locality-sensitive hashing, Leskovec, Rajaraman, Ullman, *Mining of
Massive Datasets*, 3.4): prompts whose word shingles have a share s in common agree on a band of r
values with probability s to the power of r. Head and tail cannot be told apart as in a template
sketch of text, so a template whose slots are long is missed more often.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gauger.records.keys import key_of

BANDS = 4
"""As many values as a template sketch of text has at most."""
BAND_VALUES = 3
"""Values of one band: prompts that share 80 % of their shingles share one of four bands with
probability 0.94, strangers that share 5 % with 0.0005."""
SHIFT = np.uint64(32)
ODD = np.uint64(0x9E3779B97F4A7C15)
Words = npt.NDArray[np.uint64]


def sketch_keys(kind: str, sketches: pa.Array) -> pa.Array:
    """Signed 64-bit key of each whole sketch; null for a null or empty one.

    >>> a, b, c = sketch_keys("prompt", pa.array([[1, 2], [1, 2], [2, 1]])).to_pylist()
    >>> a == b, a == c
    (True, False)
    """
    made = np.zeros(len(sketches), np.int64)
    none = np.ones(len(sketches), bool)
    for rows, values in _by_length(sketches):
        made[rows], none[rows] = _mixed(kind, values).view(np.int64), False
    return pa.array(made, pa.int64(), mask=none)


def template_bands(sketches: pa.Array) -> pa.Array:
    """At most BANDS signed 64-bit values a sketch, that prompts of one template tend to share.

    Null for a null sketch and for one too short to have a band.
    """
    length = np.zeros(len(sketches), np.int64)
    parts: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []
    for rows, values in _by_length(sketches):
        bands = min(BANDS, values.shape[1] // BAND_VALUES)
        if bands:
            cut = [values[:, b * BAND_VALUES : (b + 1) * BAND_VALUES] for b in range(bands)]
            keys = np.stack([_mixed(f"band {b}", part) for b, part in enumerate(cut)], axis=1)
            length[rows] = bands
            parts.append((rows, keys.view(np.int64)))
    offsets = np.concatenate([[0], np.cumsum(length)])
    flat = np.zeros(offsets[-1], np.int64)
    for rows, made in parts:
        flat[offsets[rows][:, None] + np.arange(made.shape[1])] = made
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(flat, pa.int64()))
    return pc.if_else(pa.array(length > 0), lists, pa.scalar(None, lists.type))


def _by_length(sketches: pa.Array) -> list[tuple[npt.NDArray[np.int64], Words]]:
    """Rows and values of sketches of each length: one operator's all have one, as a rule."""
    if isinstance(sketches, pa.ChunkedArray):
        sketches = sketches.combine_chunks()
    lengths = np.asarray(pc.fill_null(pc.list_value_length(sketches), 0).to_numpy(), np.int64)
    flat = np.asarray(sketches.flatten().to_numpy(zero_copy_only=False)).astype(np.uint64)
    starts = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    found = []
    for length in np.unique(lengths[lengths > 0]).tolist():
        rows = np.flatnonzero(lengths == length)
        found.append((rows, flat[starts[rows][:, None] + np.arange(length)]))
    return found


def _mixed(kind: str, values: Words) -> Words:
    """Hash of each row of values: multiply and xor-shift over the columns (splitmix64's steps)."""
    state = np.full(len(values), key_of("sketch", kind) & (2**64 - 1), np.uint64)
    for column in values.T:
        state = (state ^ column) * ODD
        state ^= state >> SHIFT
    return (state * ODD) ^ (state >> SHIFT)
