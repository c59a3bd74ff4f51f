"""A commitment to a set before it is compared: the root of a salted Merkle tree (RFC 6962 shape).

The root says nothing of the members; later one member, or all, can be opened to an auditor, who
sees that the set compared was the set committed to.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256


def salt_of(secret: bytes, item: str) -> bytes:
    """The 16-byte salt of a leaf; without it, leaves of few possible values could be guessed."""
    return hmac.digest(secret, item.encode(), sha256)[:16]


def leaf(secret: bytes, item: str) -> bytes:
    """Hash of a salted leaf."""
    return sha256(b"\x00" + salt_of(secret, item) + item.encode()).digest()


def root(secret: bytes, items: Sequence[str]) -> str:
    """Root over sorted items, hexadecimal."""
    return _fold([leaf(secret, item) for item in items]).hex()


def _fold(level: list[bytes]) -> bytes:
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:
        pairs = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0]


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def proof(secret: bytes, items: Sequence[str], item: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Salt of an item and its path: ("left" or "right", hash of the sibling), leaf first."""
    place = list(items).index(item)
    level = [leaf(secret, x) for x in items]
    path: list[tuple[str, bytes]] = []
    while len(level) > 1:
        mate = place ^ 1
        if mate < len(level):
            path.append(("right" if mate > place else "left", level[mate]))
        pairs = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
        place //= 2
    return salt_of(secret, item), path


def opens(committed: str, item: str, salt: bytes, path: list[tuple[str, bytes]]) -> bool:
    """Whether an item with its salt and path belongs under a root.

    >>> s, items = b"key", ["a", "b", "c"]
    >>> opens(root(s, items), "c", *proof(s, items, "c"))
    True
    """
    current = sha256(b"\x00" + salt + item.encode()).digest()
    for side, other in path:
        current = _node(other, current) if side == "left" else _node(current, other)
    return hmac.compare_digest(current.hex(), committed)
