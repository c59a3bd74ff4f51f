"""The audit log: each entry's hash covers the entry and the hash of the one before.

Whoever changes, removes or slips in an entry breaks the chain from there on; whoever cuts its tail
disagrees with the store's record of where it ended. Whether the tables say what the log says, see
`agreement.py`. What neither can show is a chain rewritten whole by somebody who may write the
store: keep its end (`gauger case audit`) elsewhere too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, insert, select, update

from gauger.casework import tables as t
from gauger.casework.model import AuditEntry

START = "0" * 64
MOST_AT_ODDS = 50
"""Lines that somebody reads; who changed more has shown enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What checking the log found."""

    entries: int
    head: str
    """Hash of the last entry that is right: where the log ends, to be kept elsewhere too."""
    wrong: str | None
    """What is wrong with the first entry that is, in one line."""
    at_odds: tuple[str, ...] = ()
    """Where the tables do not say what the log says, a line each; the first MOST_AT_ODDS."""

    @property
    def holds(self) -> bool:
        """Whether the chain is whole and nothing was found at odds with it."""
        return self.wrong is None and not self.at_odds


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the entry's fields as a JSON array, `previous` among them, `hash` not."""
    fields = [
        entry.number,
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.act,
        entry.subject,
        entry.detail,
        entry.previous,
    ]
    return sha256(msgspec.json.encode(fields)).hexdigest()


def record(
    connection: Connection, *, actor: str, act: str, subject: str, detail: str, at: datetime
) -> AuditEntry:
    """Append an entry, in the transaction of the act that it records: both happen, or neither."""
    last = connection.execute(select(t.chain.c.number, t.chain.c.hash)).one()
    clean = [_stored(x) for x in (actor, act, subject, detail)]
    draft = AuditEntry(
        number=last.number + 1,
        at=at,
        actor=clean[0],
        act=clean[1],
        subject=clean[2],
        detail=clean[3],
        previous=last.hash,
        hash="",
    )
    entry = replace(draft, hash=entry_hash(draft))
    connection.execute(insert(t.audit).values(**_row(entry)))
    connection.execute(update(t.chain).values(number=entry.number, hash=entry.hash))
    return entry


def verify(entries: Iterable[AuditEntry], *, end: tuple[int, str]) -> Verified:
    """Check a whole log, oldest first, against where the store says that it ends."""
    number, head = 0, START
    for entry in entries:
        wrong = _wrong(entry, number + 1, head)
        if wrong:
            return Verified(entries=number, head=head, wrong=wrong)
        number, head = entry.number, entry.hash
    if (number, head) != end:
        lost = f"the log ends at entry {number}, and entry {end[0]} was written"
        return Verified(entries=number, head=head, wrong=lost)
    return Verified(entries=number, head=head, wrong=None)


def entries_of(connection: Connection, subject: str | None = None) -> tuple[AuditEntry, ...]:
    """Entries, oldest first; with `subject`, those of one case, person or actor."""
    query = select(t.audit).order_by(t.audit.c.number)
    if subject is not None:
        query = query.where(t.audit.c.subject == subject)
    return tuple(AuditEntry(**row._mapping) for row in connection.execute(query))


def _wrong(entry: AuditEntry, number: int, previous: str) -> str | None:
    if entry.number != number:
        return f"entry {number} is missing: entry {entry.number} stands in its place"
    if entry.previous != previous:
        return f"entry {number} does not follow the one before it"
    if entry.hash != entry_hash(entry):
        return f"entry {number} ({entry.act} by {entry.actor}) was changed after it was written"
    return None


def _stored(text: str) -> str:
    """The text as the store will give it back, so that the hash is of what is stored."""
    return t.Words().process_bind_param(text, None) or ""  # type: ignore[arg-type]


def _row(entry: AuditEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in AuditEntry.__slots__}
