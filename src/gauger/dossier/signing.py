"""Ed25519 signatures over a pack's manifest, and the operator's signing key."""

import os
import re
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gauger.dossier.model import Signature
from gauger.errors import BrokenFile

ALGORITHM = "Ed25519"
HEX_KEY = re.compile(r"[0-9a-f]{64}")
HEX_SIGNATURE = re.compile(r"[0-9a-f]{128}")


def default_signing_key() -> Path:
    """Where the signing key lives unless the operator says otherwise."""
    return Path.home() / ".config" / "gauger" / "signing-key.pem"


def signing_key(file: Path) -> tuple[Ed25519PrivateKey, bool]:
    """The signing key, and whether it was made just now (readable by its owner only).

    Raises BrokenFile when the file holds no unencrypted Ed25519 private key in PEM.
    """
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            made = Ed25519PrivateKey.generate()
            opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "wb") as out:
                out.write(
                    made.private_bytes(
                        serialization.Encoding.PEM,
                        serialization.PrivateFormat.PKCS8,
                        serialization.NoEncryption(),
                    )
                )
            return made, True
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as seen:
        fix = "Make one with `openssl genpkey -algorithm ed25519 -out FILE`."
        raise BrokenFile(file, "a signing key", str(seen), fix) from seen
    if not isinstance(key, Ed25519PrivateKey):
        raise BrokenFile(file, "a signing key", "it is not Ed25519", "Give an Ed25519 key in PEM.")
    return key, False


def public_hex(key: Ed25519PrivateKey) -> str:
    """Public half of a signing key, hexadecimal."""
    return key.public_key().public_bytes_raw().hex()


def read_public_key(given: str) -> str:
    """A public key as 64 hexadecimal digits, or a file with them or with PEM, as hexadecimal."""
    text = given.strip().lower()
    if HEX_KEY.fullmatch(text):
        return text
    file = Path(given)
    try:
        data = file.read_bytes()
        text = data.decode("ascii").strip().lower()
        if HEX_KEY.fullmatch(text):
            return text
        key = serialization.load_pem_public_key(data)
    except (OSError, ValueError, UnsupportedAlgorithm) as seen:
        fix = "Give 64 hexadecimal digits, or a file with them or with a PEM public key."
        raise BrokenFile(file, "a public key", str(seen), fix) from seen
    if not isinstance(key, Ed25519PublicKey):
        raise BrokenFile(file, "a public key", "it is not Ed25519", "Give an Ed25519 key.")
    return key.public_bytes_raw().hex()


def sign(key: Ed25519PrivateKey, manifest: bytes, timestamp: bytes | None) -> Signature:
    """Sign the manifest's bytes, and the time stamp's where there is one."""
    public = public_hex(key)
    digest = sha256(manifest).hexdigest()
    stamp = sha256(timestamp).hexdigest() if timestamp is not None else ""
    return Signature(
        algorithm=ALGORITHM,
        key=public,
        manifest_sha256=digest,
        timestamp_sha256=stamp,
        signature=key.sign(_message(public, digest, stamp)).hex(),
    )


def holds(signature: Signature) -> bool:
    """Whether a signature is its own key's, over what it says it signs, and written as ours are."""
    if not HEX_KEY.fullmatch(signature.key) or not HEX_SIGNATURE.fullmatch(signature.signature):
        return False  # `fromhex` takes capitals and blanks too: other bytes, the same signature
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.key))
        message = _message(signature.key, signature.manifest_sha256, signature.timestamp_sha256)
        key.verify(bytes.fromhex(signature.signature), message)
    except (InvalidSignature, ValueError):
        return False
    return signature.algorithm == ALGORITHM


def fingerprint(key: str) -> str:
    """A public key as people read it out: eight groups of four digits of its SHA-256."""
    digest = sha256(bytes.fromhex(key)).hexdigest()[:32]
    return " ".join(digest[i : i + 4] for i in range(0, 32, 4))


def _message(key: str, manifest_sha256: str, timestamp_sha256: str) -> bytes:
    lines = ("gauger-pack/1 signature", key, manifest_sha256, timestamp_sha256 or "-")
    return "\n".join(lines).encode("ascii", "replace")
