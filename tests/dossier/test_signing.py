"""A signature binds its key and what it signs; keys are Ed25519, and one's own alone to read."""

import stat
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from gauger.dossier.signing import holds, public_hex, read_public_key, sign, signing_key
from gauger.errors import BrokenFile
from tests.dossier.scene import signer

PRIVATE = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
PUBLIC = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
PLAIN = serialization.NoEncryption()


@pytest.mark.parametrize("field", ["key", "manifest_sha256", "timestamp_sha256"])
def test_what_is_signed_cannot_be_exchanged(field: str) -> None:
    """Another key, manifest or time stamp under the same signature."""
    signed = sign(signer(1), b"{}", b"stamp")
    other = sign(signer(2), b"[]", b"another stamp")
    assert holds(signed)
    assert not holds(msgspec.structs.replace(signed, **{field: getattr(other, field)}))


@pytest.mark.parametrize("stamp", [None, b"stamp"])
def test_what_is_signed_are_the_four_lines_of_the_format(stamp: bytes | None) -> None:
    """As docs/evidence-pack.md gives them, so that another program can check it."""
    signed = sign(signer(1), b"{}", stamp)
    of_stamp = sha256(stamp).hexdigest() if stamp else "-"
    lines = ("gauger-pack/1 signature", signed.key, sha256(b"{}").hexdigest(), of_stamp)
    signer(1).public_key().verify(bytes.fromhex(signed.signature), "\n".join(lines).encode())


def test_a_time_stamp_that_is_gone_breaks_the_signature() -> None:
    signed = sign(signer(1), b"{}", b"stamp")
    assert not holds(msgspec.structs.replace(signed, timestamp_sha256=""))


def test_a_signature_names_its_own_algorithm() -> None:
    signed = sign(signer(1), b"{}", None)
    assert holds(signed)
    assert not holds(msgspec.structs.replace(signed, algorithm="none"))


def test_a_signature_is_written_in_one_way_alone() -> None:
    """Capitals and blanks give the same number, and are other bytes than were signed."""
    signed = sign(signer(1), b"{}", None)
    small = signed.signature
    for way in (small.upper(), " ".join(small), f"{small} ", small.replace("a", "A", 1)):
        assert not holds(msgspec.structs.replace(signed, signature=way)), way


def test_a_key_in_capitals_is_no_key_of_ours() -> None:
    """Though its holder signed it so: a page and `--key` know one way of writing it."""
    signed = sign(signer(1), b"{}", None)
    key = signed.key.upper()
    lines = ("gauger-pack/1 signature", key, signed.manifest_sha256, "-")
    again = signer(1).sign("\n".join(lines).encode()).hex()
    assert not holds(msgspec.structs.replace(signed, key=key, signature=again))


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "signing.pem"
    made, fresh = signing_key(file)
    assert fresh
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again, fresh = signing_key(file)
    assert not fresh
    assert public_hex(again) == public_hex(made)


def test_what_is_no_ed25519_key_is_refused(tmp_path: Path) -> None:
    """Nor is anything written over it."""
    stranger = X25519PrivateKey.generate()
    locked = serialization.BestAvailableEncryption(b"secret")
    for name, data in {
        "other": stranger.private_bytes(*PRIVATE, PLAIN),
        "locked": signer(1).private_bytes(*PRIVATE, locked),
        "empty": b"",
    }.items():
        file = tmp_path / name
        file.write_bytes(data)
        with pytest.raises(BrokenFile, match="signing key"):
            signing_key(file)
        assert file.read_bytes() == data
    (tmp_path / "public").write_bytes(stranger.public_key().public_bytes(*PUBLIC))
    for given in (str(tmp_path / "public"), str(tmp_path / "empty"), "0" * 63, "none"):
        with pytest.raises(BrokenFile, match="public key"):
            read_public_key(given)


def test_a_public_key_comes_as_digits_or_in_a_file(tmp_path: Path) -> None:
    key = public_hex(signer(1))
    (tmp_path / "hex").write_text(f"{key.upper()}\n")
    (tmp_path / "pem").write_bytes(signer(1).public_key().public_bytes(*PUBLIC))
    for given in (key, f" {key.upper()} ", str(tmp_path / "hex"), str(tmp_path / "pem")):
        assert read_public_key(given) == key
