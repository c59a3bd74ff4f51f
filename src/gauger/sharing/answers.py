"""What a TAXII server answers with: collections, pages, filters, statuses; and a filter as SQL."""

import msgspec

from gauger.sharing.envelope import version_of

PAGE = 1_000
"""Most objects of one answer."""


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """A collection as one partner may use it."""

    id: str
    title: str
    can_read: bool
    can_write: bool


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """An object as it lies."""

    seq: int
    id: str
    type: str
    spec_version: str
    version: str
    date_added: str
    bytes: bytes


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One answer; `next` is where the following one starts, None at the end."""

    objects: tuple[Stored, ...]
    next: str | None


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """TAXII's filters (section 3.4)."""

    added_after: str | None = None
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    versions: tuple[str, ...] = ("last",)
    spec_versions: tuple[str, ...] = ()
    limit: int = PAGE
    next: int = 0


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One object's fate in a post."""

    id: str
    version: str
    message: str = ""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """TAXII's status resource (section 4.3)."""

    id: str
    status: str
    request_timestamp: str
    total_count: int
    success_count: int
    successes: tuple[Outcome, ...]
    failure_count: int
    failures: tuple[Outcome, ...]
    pending_count: int = 0


def where(collection: str, f: Filters) -> tuple[str, list[object]]:
    """A filter as a condition on `object o`, with the values that it binds."""
    parts, values = ["o.collection = ?", "o.seq > ?"], [collection, f.next]
    if f.added_after:
        parts.append("o.date_added > ?")
        values.append(version_of(f.added_after))
    for column, wanted in (("id", f.ids), ("type", f.types), ("spec_version", f.spec_versions)):
        if wanted:
            parts.append(f"o.{column} in ({', '.join('?' * len(wanted))})")
            values += wanted
    if "all" not in f.versions:
        choices = []
        for word, order in (("last", ">"), ("first", "<")):
            if word in f.versions:
                choices.append(
                    "not exists (select 1 from object n where n.collection = o.collection "  # noqa: S608
                    f"and n.id = o.id and n.version {order} o.version)"
                )
        stamps = [version_of(v) for v in f.versions if v not in {"last", "first"}]
        if stamps:
            choices.append(f"o.version in ({', '.join('?' * len(stamps))})")
            values += stamps
        parts.append(f"({' or '.join(choices)})")
    return " and ".join(parts), values
