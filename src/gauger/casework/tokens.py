"""Tokens of programs: each does what its scopes and its owner's role both allow."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from gauger.casework import tables as t
from gauger.casework.audit import record
from gauger.casework.people import Permission, Person, as_person
from gauger.casework.sessions import digest
from gauger.errors import InputError

TOKEN_MOST = timedelta(days=366)
TOKEN_PREFIX = "gauger_"  # noqa: S105 - what secret scanners look for


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is known of a token; never the token."""

    token_id: str
    person: str
    name: str
    scopes: frozenset[Permission]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def make_token(
    c: Connection, person: Person, name: str, scopes: Sequence[Permission], *,
    lasts: timedelta, at: datetime,
) -> str:  # fmt: skip
    """Make a token of at most the person's own rights; gives it, once. Raises InputError."""
    over = [s.value for s in scopes if s not in person.role.permissions]
    if over or not scopes:
        raise InputError(f"a {person.role} cannot give a token {', '.join(over) or 'no scope'}.")
    if not timedelta(0) < lasts <= TOKEN_MOST:
        raise InputError(f"a token lasts 1 to {TOKEN_MOST.days} days.")
    token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    c.execute(
        insert(t.tokens).values(
            token_id=token_id,
            digest=digest(secret),
            person=person.name,
            name=name.strip() or "token",
            scopes=" ".join(sorted(scopes)),
            created_at=at,
            expires_at=at + lasts,
        )
    )
    said = f"{token_id}: {' '.join(sorted(scopes))} until {at + lasts:%Y-%m-%d}"
    record(c, actor=person.name, act="make token", subject=person.name, detail=said, at=at)
    return f"{TOKEN_PREFIX}{token_id}_{secret}"


def token_person(
    c: Connection, token: str, *, at: datetime
) -> tuple[Person, frozenset[Permission], str] | None:
    """Whose token it is and what it may do: its scopes, as far as the person's role still goes."""
    token_id, _, secret = token.removeprefix(TOKEN_PREFIX).partition("_")
    k = t.tokens.c
    row = c.execute(
        select(t.people, k.digest, k.scopes, k.expires_at, k.revoked_at)
        .join(t.tokens, k.person == t.people.c.name)
        .where(k.token_id == token_id)
    ).first()
    if row is None or not secrets.compare_digest(row.digest, digest(secret)):
        return None
    if not row.active or row.revoked_at is not None or at >= row.expires_at:
        return None
    person = as_person(row)
    scopes = frozenset(Permission(s) for s in row.scopes.split())
    return person, scopes & person.role.permissions, token_id


def use_token(c: Connection, token_id: str, *, at: datetime) -> None:
    """Note when a token was last used."""
    c.execute(update(t.tokens).where(t.tokens.c.token_id == token_id).values(used_at=at))


def revoke_token(
    c: Connection, token_id: str, *, by: str, at: datetime, any_owner: bool = False
) -> None:
    """End a token at once. Raises InputError when it is not one's own, unless `any_owner`."""
    row = c.execute(select(t.tokens).where(t.tokens.c.token_id == token_id)).first()
    if row is None or (row.person != by and not any_owner):
        raise InputError(f"you have no token {token_id!r}.")
    if row.revoked_at is None:
        c.execute(update(t.tokens).where(t.tokens.c.token_id == token_id).values(revoked_at=at))
        record(c, actor=by, act="revoke token", subject=row.person, detail=token_id, at=at)


def tokens_of(c: Connection, name: str | None = None) -> tuple[Token, ...]:
    """Tokens, newest first; of one person where named."""
    query = select(t.tokens).order_by(t.tokens.c.created_at.desc(), t.tokens.c.token_id)
    if name is not None:
        query = query.where(t.tokens.c.person == name)
    return tuple(
        Token(
            token_id=r.token_id,
            person=r.person,
            name=r.name,
            scopes=frozenset(Permission(s) for s in r.scopes.split()),
            created_at=r.created_at,
            expires_at=r.expires_at,
            used_at=r.used_at,
            revoked_at=r.revoked_at,
        )
        for r in c.execute(query)
    )
