"""RFC 3161 time stamps: somebody else's word for when a manifest existed.

The network is the caller's: nothing here contacts a service.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import new as new_hash
from pathlib import Path

import rfc3161_client as tsp
from cryptography import x509

from gauger.errors import BrokenFile, InputError

HASHES = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.3": "sha512"}
"""Object identifiers of the digests that a time stamp may be over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a time stamp says."""

    at: datetime
    over_manifest: bool
    trusted: bool
    """Whether it chains to a root certificate that the reader gave."""
    why: str


def request(manifest: bytes) -> bytes:
    """DER of the request to send to a service."""
    built = tsp.TimestampRequestBuilder(data=manifest, hash_algorithm=tsp.HashAlgorithm.SHA256)
    return bytes(built.build().as_bytes())


def check_reply(reply: bytes, manifest: bytes) -> None:
    """Raise InputError unless a service's reply is a time stamp over this manifest."""
    stamp = read_stamp(reply, manifest, ())
    if not stamp.over_manifest:
        raise InputError("the time stamp is not over this manifest. Ask the service again.")


def read_stamp(reply: bytes, manifest: bytes, roots: tuple[x509.Certificate, ...]) -> Stamp:
    """What a time stamp says of a manifest. Raises InputError when it is none."""
    try:
        response = tsp.decode_timestamp_response(reply)
        info = response.tst_info
        imprint = info.message_imprint
        name = HASHES.get(imprint.hash_algorithm.dotted_string)
        over = name is not None and new_hash(name, manifest).digest() == imprint.message
        at = info.gen_time
    except Exception as seen:  # the library raises bare ones on broken input
        raise InputError(f"the time stamp is not readable as RFC 3161: {seen}") from seen
    trusted, why = _chained(response, manifest, roots) if over else (False, "over something else")
    return Stamp(at=at, over_manifest=over, trusted=trusted, why=why)


def read_roots(file: Path) -> tuple[x509.Certificate, ...]:
    """Certificates of a PEM file. Raises BrokenFile."""
    try:
        return tuple(x509.load_pem_x509_certificates(file.read_bytes()))
    except (OSError, ValueError) as seen:
        fix = "Give the root certificate of the time stamp service in PEM."
        raise BrokenFile(file, "certificates", str(seen), fix) from seen


def _chained(
    response: tsp.TimeStampResponse, manifest: bytes, roots: tuple[x509.Certificate, ...]
) -> tuple[bool, str]:
    if not roots:
        return False, "no root certificate given (--tsa-root)"
    builder = tsp.VerifierBuilder()
    for certificate in roots:
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(response, manifest)
    except (tsp.VerificationError, ValueError) as seen:
        return False, str(seen)
    return True, ""
