"""Names that mean nothing outside one pack.

The key comes from the operator's secret and from what makes this pack one of its kind, so the
operator can make the same names again and nobody else can, and two packs share none.
"""

from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b


def pack_key(secret: bytes, *, case_id: str, recipient: str, issued: datetime) -> bytes:
    """Key of one pack, from the operator's secret."""
    parts = (case_id, recipient, issued.isoformat())
    about = b"".join(len(p.encode()).to_bytes(8, "big") + p.encode() for p in parts)
    master = blake2b(secret, digest_size=32, person=b"gauger-pack-key").digest()
    return blake2b(about, digest_size=32, key=master, person=b"gauger-pack").digest()


class Pseudonyms:
    """Renames accounts and shared values under one pack's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def account(self, account_id: str) -> str:
        """Pseudonym of an account.

        >>> Pseudonyms(b"k" * 32).account("a1") == Pseudonyms(b"l" * 32).account("a1")
        False
        """
        return "A-" + b32encode(self._digest(b"account", account_id)[:10]).decode()[:12]

    def accounts(self, ids: Iterable[str]) -> dict[str, str]:
        """Pseudonyms by account."""
        return {i: self.account(i) for i in ids}

    def value(self, signal: str, value: object) -> int:
        """A shared value under this pack's key, as a signed 64-bit number."""
        digest = self._digest(b"value", f"{signal}\x00{value}")
        return int.from_bytes(digest[:8], "little", signed=True)

    def text(self, fact: str, value: object) -> str:
        """A declared fact under this pack's key."""
        return b32encode(self._digest(b"fact", f"{fact}\x00{value}")[:10]).decode()[:12]

    def _digest(self, kind: bytes, text: str) -> bytes:
        data = text.encode("utf-8", "surrogatepass")
        return blake2b(data, digest_size=16, key=self._key, person=kind).digest()
