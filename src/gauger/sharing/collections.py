"""What a TAXII server keeps: collections, partners' rights and tokens, objects byte for byte.

One SQLite file. An object is stored as the bytes that came, so nothing is lost by reading and
writing it again; a post is one transaction, so a kill leaves it whole or absent.
"""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import msgspec

from gauger.errors import BrokenFile, InputError, UsageError
from gauger.sharing.answers import Collection, Filters, Outcome, Page, Status, Stored, where
from gauger.sharing.envelope import VERSION_FORMAT, head_of, parse_envelope

TOKEN_PREFIX = "gauger_"  # noqa: S105 - a prefix by which secret scanners know our tokens
SCHEMA = """
pragma journal_mode = wal;
create table if not exists collection (
    id          text primary key,
    title       text not null
);
create table if not exists access_right (
    partner     text not null,
    collection  text not null references collection(id),
    can_read    integer not null,
    can_write   integer not null,
    primary key (partner, collection)
);
create table if not exists token (
    digest      text primary key,       -- SHA-256; tokens hold 256 random bits, so no slow hash
    partner     text not null,
    made        text not null,
    used        text
);
create table if not exists object (
    seq         integer primary key autoincrement,
    collection  text not null references collection(id),
    id          text not null,
    type        text not null,
    spec_version text not null,
    version     text not null,
    date_added  text not null,
    digest      text not null,
    poster      text not null,
    bytes       blob not null,
    unique (collection, id, version)
);
create index if not exists object_by_date on object (collection, date_added);
create index if not exists object_by_poster on object (poster, length(bytes));
create table if not exists status (
    id          text primary key,
    partner     text not null,
    body        blob not null
);
create table if not exists served (
    at          text not null,
    partner     text not null,
    collection  text not null,
    objects     integer not null
);
"""
MAX_STATUSES = 100
"""That a partner's posts leave behind: older ones go."""
MAX_STATUS_BYTES = 16 * 1024 * 1024
"""Of all those together; the newest stays, however long."""
NOT_YOURS = "this object is another's: its author alone posts further versions"
OURSELVES = ""
"""Poster of our own objects; no partner has an empty id."""
COLUMNS = "seq, id, type, spec_version, version, date_added, bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """What one partner's objects may take up here, in all collections together."""

    max_bytes: int = 1024 * 1024 * 1024
    max_objects: int = 200_000

    def __post_init__(self) -> None:
        if min(self.max_bytes, self.max_objects) < 1:
            raise UsageError("a quota is at least one byte and one object; end rights by a grant.")


class OverQuota(InputError):
    """A post that does not fit beside what its poster has here already."""

    def __init__(self, objects: int, size: int, quota: Quota) -> None:
        super().__init__(
            f"with this post you would have {objects:,} objects of {size:,} bytes here, and may "
            f"have {quota.max_objects:,} of {quota.max_bytes:,}. Nothing of it was stored. Delete "
            "what is out of date, or ask for more room."
        )


class Shelf:
    """The server's store. Methods raise InputError for what a client can mend."""

    def __init__(self, path: Path, *, quota: Quota | None = None) -> None:
        self.path, self.quota = path, quota or Quota()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as db:
            try:
                db.executescript(SCHEMA)
            except sqlite3.Error as seen:
                fix = "Give another --shelf, or restore it from a copy."
                raise BrokenFile(path, "a TAXII store", str(seen), fix) from seen

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=30, isolation_level=None)) as db:
            db.execute("pragma foreign_keys = on")
            db.execute("pragma synchronous = full")
            yield db

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db:
            db.execute("begin immediate")
            yield db  # an error or a kill here leaves the transaction undone
            db.commit()

    # --- who may do what ---

    def add_collection(self, title: str) -> str:
        """Make a collection; gives its id."""
        if not title.strip() or not title.isprintable() or len(title) > 80:
            raise UsageError("a collection's title is one line of 1 to 80 characters.")
        made = str(uuid4())
        with self._changing() as db:
            db.execute("insert into collection values (?, ?)", (made, title))
        return made

    def grant(self, partner: str, collection: str, *, read: bool, write: bool) -> None:
        """Give a partner rights to a collection; both false takes them away."""
        with self._changing() as db:
            if not db.execute("select 1 from collection where id = ?", (collection,)).fetchone():
                raise UsageError(
                    f"there is no collection {collection!r}; see `gauger share collection`."
                )
            if read and _is_published(db, collection, partner):
                raise UsageError(
                    f"this collection holds what was released to somebody else than {partner}. "
                    "Make another one, and publish there what is for them."
                )
            db.execute(
                "insert into access_right values (?, ?, ?, ?) on conflict (partner, collection) "
                "do update set can_read = excluded.can_read, can_write = excluded.can_write",
                (partner, collection, read, write),
            )

    def issue_token(self, partner: str, now: datetime) -> str:
        """A new token; it is shown once and kept only as a hash."""
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        with self._changing() as db:
            db.execute(
                "insert into token (digest, partner, made) values (?, ?, ?)",
                (_digest(token), partner, now.strftime(VERSION_FORMAT)),
            )
        return token

    def revoke_tokens(self, partner: str) -> int:
        """Take all of a partner's tokens away at once."""
        with self._changing() as db:
            return int(db.execute("delete from token where partner = ?", (partner,)).rowcount)

    def partner_of(self, token: str) -> str | None:
        """Whose token it is; looked up by its hash, so timing tells nothing of others."""
        with self._open() as db:
            row = db.execute(
                "select partner from token where digest = ?", (_digest(token),)
            ).fetchone()
        return str(row[0]) if row else None

    def collections(self, partner: str | None = None) -> tuple[Collection, ...]:
        """Collections a partner may read or write; all of them for None."""
        with self._open() as db:
            if partner is None:
                rows = db.execute("select id, title, 1, 1 from collection order by title, id")
            else:
                rows = db.execute(
                    "select id, title, can_read, can_write from collection join access_right "
                    "on id = collection where partner = ? and (can_read or can_write) "
                    "order by title, id",
                    (partner,),
                )
            return tuple(
                Collection(id=i, title=t, can_read=bool(r), can_write=bool(w))
                for i, t, r, w in rows.fetchall()
            )

    def readers(self, collection: str) -> frozenset[str]:
        """Partners that may read a collection."""
        with self._open() as db:
            rows = db.execute(
                "select partner from access_right where collection = ? and can_read", (collection,)
            ).fetchall()
        return frozenset(str(r[0]) for r in rows)

    # --- objects ---

    def post(self, partner: str, collection: str, body: bytes, now: datetime) -> Status:
        """Store an envelope's objects, each once; gives what came of every one of them.

        Posting the same bytes again changes nothing. Raises InputError for what is no envelope, and
        OverQuota, with nothing stored, where a partner would have too much here.
        """
        raws = parse_envelope(body)
        good: list[Outcome] = []
        bad: list[Outcome] = []
        with self._changing() as db:
            start = added = _after(db, collection, now)
            for raw in raws:
                fate, kept = self._put(db, partner, collection, bytes(raw), added)
                (bad if fate.message else good).append(fate)
                if kept:
                    added += timedelta(microseconds=1)  # each its own time: added_after is strict
            if added > start and partner != OURSELVES:
                self._require_room(db, partner)
            status = Status(
                id=str(uuid4()),
                status="complete",
                request_timestamp=now.strftime(VERSION_FORMAT),
                total_count=len(raws),
                success_count=len(good),
                successes=tuple(good),
                failure_count=len(bad),
                failures=tuple(bad),
            )
            db.execute(
                "insert into status values (?, ?, ?)",
                (status.id, partner, msgspec.json.encode(status)),
            )
            db.execute(
                "delete from status where partner = ? and rowid not in (select rowid from status "
                "where partner = ? order by rowid desc limit ?)",
                (partner, partner, MAX_STATUSES),
            )
            db.execute(
                "delete from status where id != ? and rowid in (select rowid from (select rowid, "
                "sum(length(body)) over (order by rowid desc) as size from status "
                "where partner = ?) where size > ?)",
                (status.id, partner, MAX_STATUS_BYTES),
            )
        return status

    def _require_room(self, db: sqlite3.Connection, partner: str) -> None:
        """Raise OverQuota for more than may lie here: the transaction is then undone."""
        objects, size = db.execute(
            "select count(*), coalesce(sum(length(bytes)), 0) from object where poster = ?",
            (partner,),
        ).fetchone()
        if objects > self.quota.max_objects or size > self.quota.max_bytes:
            raise OverQuota(objects, size, self.quota)

    @staticmethod
    def _put(
        db: sqlite3.Connection, partner: str, collection: str, raw: bytes, added: datetime
    ) -> tuple[Outcome, bool]:
        try:
            head, version = head_of(raw)
        except InputError as wrong:
            return Outcome(id="unknown", version="", message=str(wrong)), False
        digest = sha256(raw).hexdigest()
        there = db.execute(
            "select digest from object where collection = ? and id = ? and version = ?",
            (collection, head.id, version),
        ).fetchone()
        if there:
            clash = "this version is here already, with other content; post a newer one"
            same = there[0] == digest
            return Outcome(id=head.id, version=version, message="" if same else clash), False
        if db.execute(
            "select 1 from object where collection = ? and id = ? and poster != ?",
            (collection, head.id, partner),
        ).fetchone():  # else a reader would take it for the author's newest word
            return Outcome(id=head.id, version=version, message=NOT_YOURS), False
        db.execute(
            "insert into object (collection, id, type, spec_version, version, date_added, digest, "
            "poster, bytes) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                collection, head.id, head.type, head.spec_version, version,
                added.strftime(VERSION_FORMAT), digest, partner, raw,
            ),
        )  # fmt: skip
        return Outcome(id=head.id, version=version), True

    def status(self, partner: str, status_id: str) -> bytes | None:
        """A status as JSON, None unless it is this partner's own."""
        with self._open() as db:
            row = db.execute(
                "select body from status where id = ? and partner = ?", (status_id, partner)
            ).fetchone()
        return bytes(row[0]) if row else None

    def page(self, collection: str, filters: Filters) -> Page:
        """Objects after the filters, by the order in which they were added."""
        chosen, values = where(collection, filters)
        with self._open() as db:
            rows = db.execute(
                f"select {COLUMNS} from object o where {chosen} order by seq limit ?",  # noqa: S608
                (*values, filters.limit + 1),
            ).fetchall()
        found = tuple(
            Stored(
                seq=r[0], id=r[1], type=r[2], spec_version=r[3], version=r[4], date_added=r[5],
                bytes=bytes(r[6]),
            )
            for r in rows[: filters.limit]
        )  # fmt: skip
        more = len(rows) > filters.limit
        return Page(objects=found, next=str(found[-1].seq) if more else None)

    def delete(self, partner: str, collection: str, object_id: str, versions: Sequence[str]) -> int:
        """Take back one's own object; others' stay. Gives how many versions went."""
        filters = Filters(ids=(object_id,), versions=tuple(versions))
        chosen, values = where(collection, filters)
        with self._changing() as db:
            gone = db.execute(
                f"delete from object where seq in (select seq from object o where {chosen}) "  # noqa: S608
                "and poster = ?",
                (*values, partner),
            )
            return int(gone.rowcount)

    def note_served(self, partner: str, collection: str, objects: int, now: datetime) -> None:
        """Remember who was given how many objects of what, for the audit."""
        with self._changing() as db:
            db.execute(
                "insert into served values (?, ?, ?, ?)",
                (now.strftime(VERSION_FORMAT), partner, collection, objects),
            )

    def served(self) -> tuple[tuple[str, str, str, int], ...]:
        """(time, partner, collection, objects) of every answer with objects."""
        with self._open() as db:
            rows = db.execute("select at, partner, collection, objects from served").fetchall()
        return tuple((str(a), str(p), str(c), int(n)) for a, p, c, n in rows)


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _is_published(db: sqlite3.Connection, collection: str, partner: str) -> bool:
    """Whether our own objects lie here and the partner is none of those who may read them."""
    return bool(
        db.execute(
            "select 1 from object where collection = ? and poster = ? and not exists (select 1 "
            "from access_right where collection = ? and partner = ? and can_read) limit 1",
            (collection, OURSELVES, collection, partner),
        ).fetchone()
    )


def _after(db: sqlite3.Connection, collection: str, now: datetime) -> datetime:
    """Now, but later than whatever was added before: clocks may stand still or go back."""
    row = db.execute(
        "select max(date_added) from object where collection = ?", (collection,)
    ).fetchone()
    if row[0] is None:
        return now
    last = datetime.strptime(row[0], VERSION_FORMAT).replace(tzinfo=UTC)
    return max(now, last + timedelta(microseconds=1))
