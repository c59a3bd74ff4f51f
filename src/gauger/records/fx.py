"""FxHash of many byte slices at once: what rensa gives a token, without a Python object for each.

Source: the crate rustc-hash 2 (Rust project), `hash_bytes` and `FxHasher::finish`; a test compares
with rensa's own hashes. Not a cryptographic hash: fit for shingles, not for secrets.
"""

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

SEEDS = np.uint64(0x243F6A8885A308D3), np.uint64(0x13198A2E03707344)
TOUCH = np.uint64(0xA4093822299F31D0)
FACTOR = np.uint64(0xF1357AEA2E62A9C5)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def fx_hashes(buffer: npt.NDArray[np.uint8], starts: Ints, ends: Ints) -> Words:
    """Hash of each slice buffer[start:end], shape (slices,).

    >>> text = np.frombuffer(b"abc", np.uint8)
    >>> fx_hashes(text, np.array([0]), np.array([3])).tolist()
    [16703778344493195583]
    """
    padded = np.concatenate([buffer, np.zeros(16, np.uint8)])
    # every byte is the start of a 64-bit number: unaligned loads as one indexed view
    loads = np.ndarray(len(padded) - 8, np.uint64, padded.tobytes(), strides=(1,))
    size = ends - starts
    a = np.full(len(size), SEEDS[0], np.uint64)
    b = np.full(len(size), SEEDS[1], np.uint64)
    _short(loads, starts, ends, size, a, b)
    _long(loads, starts, ends, size, a, b)
    state = (_folded(a, b) ^ size.astype(np.uint64)) * FACTOR
    return (state << np.uint64(26)) | (state >> np.uint64(38))


def _short(loads: Words, starts: Ints, ends: Ints, size: Ints, a: Words, b: Words) -> None:
    """Slices of at most 16 bytes: their two ends, which may overlap."""
    for low, high, width in ((8, 16, 8), (4, 7, 4)):
        at = np.flatnonzero((size >= low) & (size <= high))
        mask = np.uint64(2 ** (8 * width) - 1)
        a[at] ^= loads[starts[at]] & mask
        b[at] ^= loads[ends[at] - width] & mask
    at = np.flatnonzero((size > 0) & (size < 4))
    byte = np.uint64(0xFF)
    a[at] ^= loads[starts[at]] & byte
    middle = loads[starts[at] + size[at] // 2] & byte
    b[at] ^= ((loads[ends[at] - 1] & byte) << np.uint64(8)) | middle


def _long(loads: Words, starts: Ints, ends: Ints, size: Ints, a: Words, b: Words) -> None:
    """Slices of more than 16 bytes: 16 at a time, then the last 16."""
    at = np.flatnonzero(size > 16)
    step = 0
    while len(going := at[size[at] - 16 > step]):
        place = starts[going] + step
        folded = _folded(a[going] ^ loads[place], TOUCH ^ loads[place + 8])
        a[going], b[going] = b[going], folded
        at, step = going, step + 16
    at = np.flatnonzero(size > 16)
    a[at] ^= loads[ends[at] - 16]
    b[at] ^= loads[ends[at] - 8]


def _folded(x: Words, y: Words) -> Words:
    """High half of the 128-bit product, xor its low half."""
    x_low, x_high, y_low, y_high = x & LOW, x >> HALF, y & LOW, y >> HALF
    cross, other = x_low * y_high, x_high * y_low
    carry = ((x_low * y_low) >> HALF) + (cross & LOW) + (other & LOW)
    high = x_high * y_high + (cross >> HALF) + (other >> HALF) + (carry >> HALF)
    folded: Words = high ^ (x * y)
    return folded
