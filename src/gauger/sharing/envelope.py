"""What a TAXII server reads of a post: an envelope, and of each object its head and version.

The rest of an object is only kept, as the bytes that came.
"""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec

from gauger.errors import InputError
from gauger.sharing.check import ID, MAX_DEPTH, depth

MAX_OBJECTS = 20_000
"""Of one envelope."""
VERSION_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
STIX_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)


class Head(msgspec.Struct, frozen=True):
    """What the server reads of an object; the rest it only keeps."""

    type: str
    id: str
    spec_version: str = "2.1"
    created: str | None = None
    modified: str | None = None


class Envelope(msgspec.Struct, frozen=True):
    """A posted envelope; its objects stay raw."""

    objects: list[msgspec.Raw] = []


def parse_envelope(body: bytes) -> list[msgspec.Raw]:
    """Raw objects of an envelope (or of a bundle, which some clients post)."""
    if depth(body) > MAX_DEPTH:
        raise InputError(f"the envelope is nested deeper than {MAX_DEPTH} levels.")
    try:
        found = msgspec.json.decode(body, type=Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as seen:
        raise InputError(
            "the body is no TAXII envelope: it is not valid JSON of its shape."
        ) from seen
    if len(found.objects) > MAX_OBJECTS:
        raise InputError(f"the envelope has more than {MAX_OBJECTS:,} objects; split it.")
    return found.objects


def head_of(raw: bytes) -> tuple[Head, str]:
    """The head of a raw object and its version. Raises InputError."""
    try:
        head = msgspec.json.decode(raw, type=Head)
        raw.decode("utf-8")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as seen:
        raise InputError("an object has no type and id, or is no JSON object.") from seen
    if not ID.fullmatch(head.id) or not head.id.startswith(f"{head.type}--"):
        raise InputError("an object's id is not its type--UUID.")
    if head.spec_version != "2.1":
        raise InputError("an object is not of spec_version 2.1.")
    stamp = head.modified or head.created
    return head, version_of(stamp) if stamp else _stable(raw)


def version_of(stamp: str) -> str:
    """A STIX time in the one form in which versions are compared.

    >>> version_of("2026-06-05T00:00:00Z")
    '2026-06-05T00:00:00.000000Z'
    """
    hit = STIX_TIME.fullmatch(stamp)
    try:
        datetime.strptime(hit[1] if hit else "", "%Y-%m-%dT%H:%M:%S")
    except ValueError as seen:
        raise InputError("an object's created or modified is no STIX time.") from seen
    second, micro = hit.groups("") if hit else ("", "")
    return f"{second}.{micro[:6]:0<6}Z"


def _stable(raw: bytes) -> str:
    """Version of an object without times: by its content, so that a second post is no second."""
    number = int.from_bytes(sha256(raw).digest()[:6], "big")
    return (datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=number)).strftime(
        VERSION_FORMAT
    )
