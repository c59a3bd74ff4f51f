"""The ledger: what was committed, served, opened and tried, in an order nobody can change later.

One JSON line an entry; each carries the hash of the one before. Publishing or having stamped any
one hash (RFC 3161, a newspaper, a partner) fixes all that came earlier: the chain alone shows
tampering only to somebody who holds a later hash. Entries hold digests and names, never keys,
prompts or answers.
"""

import fcntl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from gauger.errors import BrokenFile, InputError, UsageError

FIRST = "0" * 64


class TamperedLedger(InputError):
    """An entry does not follow from the one before."""

    def __init__(self, path: Path, number: int, what: str) -> None:
        super().__init__(
            f"{path} was changed after it was written: entry {number} {what}. Nothing that rests "
            "on it is evidence; restore the file from a copy whose last hash you published."
        )


class LateCommitment(UsageError):
    """Something was used before it was committed to."""

    def __init__(self, subject: str, act: str, at: datetime, committed: datetime | None) -> None:
        when = f"it was committed {committed:%Y-%m-%d %H:%M}" if committed else "it never was"
        super().__init__(
            f"{subject} had to be committed before {act} ({at:%Y-%m-%d %H:%M}), but {when}: a key "
            "or plan chosen afterwards proves nothing. Commit first, and use it from then on."
        )


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act on record."""

    number: int
    at: datetime
    kind: str
    """`key`, `retire`, `handout`, `serve`, `plan`, `open` or `trial`."""
    subject: str
    digest: str
    detail: dict[str, str]
    previous: str
    hash: str

    def honest_hash(self) -> str:
        """What `hash` has to be."""
        plain = [self.number, self.at.isoformat(), self.kind, self.subject, self.digest]
        told = [*plain, sorted(self.detail.items()), self.previous]
        return sha256(msgspec.json.encode(told)).hexdigest()


@dataclass(frozen=True, slots=True)
class Ledger:
    """An append-only file of entries."""

    path: Path

    def entries(self) -> tuple[Entry, ...]:
        """All entries, checked. Raises BrokenFile or TamperedLedger."""
        if not self.path.exists():
            return ()
        return tuple(_checked(self.path, self.path.read_bytes().splitlines()))

    def append(self, kind: str, subject: str, digest: str, *, at: datetime, **detail: str) -> Entry:
        """Add one entry after checking all before it; concurrent writers take turns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            held = tuple(_checked(self.path, file.read().splitlines()))
            at = at.astimezone(UTC)
            if held and at < held[-1].at:
                raise UsageError(
                    f"{self.path} ends at {held[-1].at:%Y-%m-%d %H:%M:%S}, after the clock's "
                    f"{at:%Y-%m-%d %H:%M:%S}. Set the clock right; entries are never backdated."
                )
            entry = Entry(
                number=len(held), at=at, kind=kind, subject=subject, digest=digest, detail=detail,
                previous=held[-1].hash if held else FIRST, hash="",
            )  # fmt: skip
            entry = msgspec.structs.replace(entry, hash=entry.honest_hash())
            file.write(msgspec.json.encode(entry) + b"\n")
        return entry

    def head(self) -> str:
        """Hash of the last entry: the one to publish."""
        held = self.entries()
        return held[-1].hash if held else FIRST

    def find(self, kind: str, digest: str) -> Entry | None:
        """The first entry of that kind and digest."""
        return next((e for e in self.entries() if e.kind == kind and e.digest == digest), None)

    def require_before(self, kind: str, digest: str, subject: str, act: str, at: datetime) -> Entry:
        """The entry that commits `digest`, made before `at`. Raises LateCommitment."""
        entry = self.find(kind, digest)
        if entry is None or entry.at >= at:
            raise LateCommitment(subject, act, at, entry.at if entry else None)
        return entry


def _checked(path: Path, lines: Sequence[bytes]) -> Iterator[Entry]:
    previous, last = FIRST, datetime.min.replace(tzinfo=UTC)
    for number, line in enumerate(lines):
        try:
            entry = msgspec.json.decode(line, type=Entry)
        except (msgspec.MsgspecError, ValueError) as wrong:
            fix = "Restore it from a copy; it is only ever appended to."
            raise BrokenFile(path, "a ledger", f"line {number + 1}: {wrong}", fix) from wrong
        if entry.number != number or entry.previous != previous:
            raise TamperedLedger(path, number, "does not follow the entry before it")
        if entry.hash != entry.honest_hash():
            raise TamperedLedger(path, number, "does not have the hash of its contents")
        if entry.at < last:
            raise TamperedLedger(path, number, "is older than the entry before it")
        previous, last = entry.hash, entry.at
        yield entry
