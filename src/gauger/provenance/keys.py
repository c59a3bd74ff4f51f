"""Keys: one master secret, and from it a key for each campaign and purpose.

Keyed BLAKE2b is the pseudo-random function: whoever holds a derived key learns neither the master
secret nor another campaign's key, so that a mark stolen from one campaign frames nobody else.
Source: RFC 7693 (keyed BLAKE2b); NIST SP 800-108 for deriving keys from a PRF in this way.
"""

import os
import secrets
from hashlib import blake2b, sha256
from pathlib import Path

import numpy as np

from gauger.errors import BrokenFile, UsageError
from gauger.provenance.arrays import Keys

SHARED_CAMPAIGN = "*"
"""Stands for the key that all campaigns share: "ours at all?", before "whose?"."""


def new_master(path: Path) -> None:
    """Write 32 random bytes, readable by their owner alone. Raises UsageError if there are some."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as held:
        raise UsageError(
            f"{path} holds a master secret already; a new one would orphan every mark made with "
            "it. Give another folder."
        ) from held
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32) + "\n")


def read_master(path: Path) -> bytes:
    """The 32 bytes of a master secret. Raises BrokenFile, without showing what was read."""
    try:
        master = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as wrong:
        raise BrokenFile(path, "a master secret", type(wrong).__name__, _FIX) from wrong
    if len(master) != 32:
        raise BrokenFile(path, "a master secret", f"{len(master)} bytes", _FIX)
    return master


_FIX = "It holds 64 hexadecimal digits; `gauger provenance init` makes one."


def derive(master: bytes, *, campaign: str, purpose: str) -> bytes:
    """The 16-byte key of one campaign and purpose ("green", "canary", "words", ...).

    >>> derive(bytes(32), campaign="a", purpose="green").hex()[:8]
    'a3d1f814'
    """
    label = campaign.encode() + b"\0" + purpose.encode()
    return blake2b(label, key=master, digest_size=16, person=b"gauger-mark").digest()


def words_of(key: bytes) -> Keys:
    """A 16-byte key as the two 64-bit words that `prf.py` takes."""
    return np.frombuffer(key, np.dtype("<u8")).astype(np.uint64)


def coin(key: bytes, *labels: str) -> int:
    """A keyed 64-bit number for a list of strings: which alternative, on or off, and the like.

    >>> coin(b"k" * 16, "a", "bc") == coin(b"k" * 16, "ab", "c")
    False
    """
    text = b"".join(len(part).to_bytes(8, "big") + part for part in map(str.encode, labels))
    return int.from_bytes(blake2b(text, key=key, digest_size=8).digest(), "big")


def commitment(key: bytes, terms: str) -> str:
    """What is published before serving: binds to key and terms, and hides the key.

    The key has 128 bits of entropy, so no further nonce is needed. Showing key and terms later
    lets anybody recompute this.
    """
    return sha256(b"gauger-commitment\0" + key + b"\0" + terms.encode()).hexdigest()
