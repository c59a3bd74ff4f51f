"""The ledger: what was done with shares, by whom, in a chain that shows any later change.

Each entry's hash covers the entry and the hash before it. Entries name fields, counts, rules and
hashes of bytes; never a value that was shared or dropped.
"""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

import msgspec

from gauger.errors import InputError

FIRST = "0" * 64


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One act on record."""

    number: int
    at: str
    actor: str
    act: str
    subject: str
    detail: dict[str, object]
    previous: str
    hash: str = ""


SCHEMA = """
create table if not exists ledger (
    number   integer primary key,
    entry    blob not null              -- canonical JSON of the entry, hash included
);
"""


def sealed(entry: Entry) -> Entry:
    """The entry with its hash over canonical JSON (sorted keys) of all else."""
    return msgspec.structs.replace(entry, hash=_hash(entry))


def _hash(entry: Entry) -> str:
    plain = msgspec.structs.replace(entry, hash="")
    return sha256(msgspec.json.encode(plain, order="deterministic")).hexdigest()


def append(
    db: sqlite3.Connection,
    *,
    actor: str,
    act: str,
    subject: str,
    detail: dict[str, object],
    at: datetime,
) -> Entry:
    """Add an entry inside the caller's transaction."""
    row = db.execute("select entry from ledger order by number desc limit 1").fetchone()
    last = msgspec.json.decode(row[0], type=Entry) if row else None
    entry = sealed(
        Entry(
            number=last.number + 1 if last else 1,
            at=at.astimezone(UTC).isoformat(timespec="seconds"),
            actor=actor,
            act=act,
            subject=subject,
            detail=detail,
            previous=last.hash if last else FIRST,
        )
    )
    text = msgspec.json.encode(entry, order="deterministic")
    db.execute("insert into ledger values (?, ?)", (entry.number, text))
    return entry


def entries(db: sqlite3.Connection) -> tuple[Entry, ...]:
    """All entries, oldest first."""
    rows = db.execute("select entry from ledger order by number").fetchall()
    return tuple(msgspec.json.decode(row[0], type=Entry) for row in rows)


def verify(found: Sequence[Entry]) -> str:
    """Hash of the last entry of an unbroken chain. Raises InputError at the first break."""
    previous = FIRST
    for number, entry in enumerate(found, 1):
        if entry.number != number or entry.previous != previous or entry.hash != _hash(entry):
            raise InputError(
                f"the ledger is broken at entry {number}: its hash or its place does not fit the "
                "entries before it. Compare a copy kept elsewhere."
            )
        previous = entry.hash
    return previous
