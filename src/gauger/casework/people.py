"""Who may do what: people with roles, their sessions and tokens, and grants to see what is hidden.

Secrets are kept as hashes: passwords with Argon2id, session cookies and tokens (256 random bits,
which no list of guesses reaches) with SHA-256.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, func, insert, select, update

from gauger.casework import tables as t
from gauger.casework.audit import record
from gauger.errors import InputError, UsageError

SESSION_IDLE = timedelta(hours=2)
SESSION_MOST = timedelta(hours=12)
GRANT_LASTS = timedelta(hours=1)
TOKEN_MOST = timedelta(days=366)
WINDOW = timedelta(minutes=15)
MAX_BY_NAME = 5
"""Failed sign-ins with one name from one address in a window before it has to wait."""
MAX_BY_ADDRESS = 30
"""The same from one address with any names: an office may share one."""
MAX_BY_NAME_ANYWHERE = 50
"""The same with one name from anywhere: a spread attack is slowed, a person seldom is."""
MIN_PASSWORD = 12
TOKEN_PREFIX = "gauger_"  # noqa: S105 - what secret scanners look for
HASHER = PasswordHasher()


class Permission(StrEnum):
    """What a route may need."""

    READ = "read"
    WRITE = "write"
    """Label, note, propose, link, change a case."""
    EXPORT = "export"
    REVEAL = "reveal"
    """See personal data and prompt text, for one case, on record."""
    APPROVE = "approve"
    IMPORT = "import"
    ADMIN = "admin"
    """People and the audit log."""


class Role(StrEnum):
    """What a person is here."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    APPROVER = "approver"
    ADMIN = "admin"

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role may do."""
        return MAY[self]


_ANALYST = frozenset({Permission.READ, Permission.WRITE, Permission.EXPORT, Permission.REVEAL})
MAY: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.READ}),
    Role.ANALYST: _ANALYST,
    Role.APPROVER: _ANALYST | {Permission.APPROVE},
    Role.ADMIN: frozenset(Permission),
}


class WrongSignIn(UsageError):
    """A name and password that do not belong together; never says which is wrong."""


class TooManyTries(UsageError):
    """Sign-in has to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may use the workbench."""

    name: str
    role: Role
    active: bool
    local: bool
    """Signs in with a password, rather than through an identity provider."""


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


def add_person(
    c: Connection, name: str, role: Role, *, password: str | None, by: str, at: datetime,
    issuer: str | None = None, subject: str | None = None,
) -> None:  # fmt: skip
    """Add somebody. Raises InputError for a taken or empty name, or a short password."""
    if not name.strip() or name != name.strip() or len(name) > 100 or not name.isprintable():
        raise InputError(f"{name!r} is no name: give 1 to 100 printable characters.")
    taken = c.execute(select(t.people.c.name).where(func.lower(t.people.c.name) == name.lower()))
    if taken.first():
        raise InputError(f"there is somebody called {name} already.")
    c.execute(
        insert(t.people).values(
            name=name,
            role=role,
            password=hashed(password, name) if password is not None else None,
            issuer=issuer,
            subject=subject,
            active=True,
            created_at=at,
        )
    )
    record(c, actor=by, act="add person", subject=name, detail=role.value, at=at)


def change_person(
    c: Connection, name: str, *, by: str, at: datetime,
    role: Role | None = None, active: bool | None = None, password: str | None = None,
) -> None:  # fmt: skip
    """Change role, standing or password; effective at once, since rights are read on each request.

    Raises InputError when the last active admin would go.
    """
    person = _known(c, name)
    values: dict[str, Any] = {}
    if role is not None and role is not person.role:
        values["role"] = role
    if active is not None and active is not person.active:
        values["active"] = active
    if password is not None:
        values["password"] = hashed(password, name)
    if not values:
        return
    if person.role is Role.ADMIN and ("role" in values or active is False):
        others = select(func.count()).where(
            t.people.c.role == Role.ADMIN, t.people.c.active, t.people.c.name != name
        )
        if not c.execute(others).scalar_one():
            raise InputError(f"{name} is the last admin; make another first.")
    c.execute(update(t.people).where(t.people.c.name == name).values(**values))
    if active is False or password is not None:
        c.execute(delete(t.sessions).where(t.sessions.c.person == name))
    said = ", ".join("password" if n == "password" else f"{n}: {v}" for n, v in values.items())
    record(c, actor=by, act="change person", subject=name, detail=said, at=at)


def everybody(c: Connection) -> tuple[Person, ...]:
    """All people, by name."""
    return tuple(_person(r) for r in c.execute(select(t.people).order_by(t.people.c.name)))


def person_of(c: Connection, *, issuer: str, subject: str) -> Person | None:
    """The active person behind an OpenID Connect identity."""
    row = c.execute(
        select(t.people).where(t.people.c.issuer == issuer, t.people.c.subject == subject)
    ).first()
    return _person(row) if row is not None and row.active else None


def sign_in(c: Connection, name: str, password: str, *, address: str, at: datetime) -> Person:
    """Check name and password. Raises TooManyTries or WrongSignIn.

    The caller commits also when this raises, so that the try counts.
    """
    wait(c, name, address, at)
    row = c.execute(select(t.people).where(t.people.c.name == name)).first()
    usable = row is not None and row.active and row.password is not None
    if not (_right(row.password if usable and row else DUMMY, password) and usable and row):
        c.execute(insert(t.attempts).values(name=name[:100], address=address, at=at))
        record(c, actor=name[:100], act="wrong sign-in", subject=name[:100], detail=address, at=at)
        raise WrongSignIn("name or password is wrong.")
    if HASHER.check_needs_rehash(row.password):
        fresh = HASHER.hash(password)
        c.execute(update(t.people).where(t.people.c.name == name).values(password=fresh))
    record(c, actor=name, act="sign in", subject=name, detail=address, at=at)
    return _person(row)


def wait(c: Connection, name: str, address: str, at: datetime) -> None:
    """Raise TooManyTries when too many sign-ins failed of late; forget old tries."""
    a = t.attempts.c
    c.execute(delete(t.attempts).where(a.at < at - WINDOW))
    count = select(func.count()).select_from(t.attempts)
    both = c.execute(count.where(a.name == name[:100], a.address == address)).scalar_one()
    from_here = c.execute(count.where(a.address == address)).scalar_one()
    anywhere = c.execute(count.where(a.name == name[:100])).scalar_one()
    if both >= MAX_BY_NAME or from_here >= MAX_BY_ADDRESS or anywhere >= MAX_BY_NAME_ANYWHERE:
        minutes = int(WINDOW.total_seconds() // 60)
        raise TooManyTries(f"too many wrong sign-ins; try again in {minutes} minutes.")


def start_session(c: Connection, name: str, *, at: datetime) -> str:
    """Begin a session; gives the cookie's value."""
    secret = secrets.token_urlsafe(32)
    c.execute(
        insert(t.sessions).values(digest=_digest(secret), person=name, created_at=at, seen_at=at)
    )
    c.execute(delete(t.sessions).where(t.sessions.c.created_at < at - SESSION_MOST))
    return secret


def session_person(c: Connection, secret: str, *, at: datetime) -> tuple[Person, datetime] | None:
    """Whose session it is, and when last seen; None when it ended or its person was barred."""
    s = t.sessions.c
    row = c.execute(
        select(t.people, s.created_at.label("begun"), s.seen_at)
        .join(t.sessions, s.person == t.people.c.name)
        .where(s.digest == _digest(secret))
    ).first()
    if row is None or not row.active:
        return None
    if at - row.begun > SESSION_MOST or at - row.seen_at > SESSION_IDLE:
        return None
    return _person(row), row.seen_at


def touch_session(c: Connection, secret: str, *, at: datetime) -> None:
    """Note that a session is in use."""
    c.execute(update(t.sessions).where(t.sessions.c.digest == _digest(secret)).values(seen_at=at))


def end_session(c: Connection, secret: str, *, by: str, at: datetime) -> None:
    """End a session."""
    c.execute(delete(t.sessions).where(t.sessions.c.digest == _digest(secret)))
    record(c, actor=by, act="sign out", subject=by, detail="", at=at)


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
            digest=_digest(secret),
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
    if row is None or not secrets.compare_digest(row.digest, _digest(secret)):
        return None
    if not row.active or row.revoked_at is not None or at >= row.expires_at:
        return None
    person = _person(row)
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


def grant(c: Connection, case_id: str, person: str, reason: str, *, at: datetime) -> datetime:
    """Let somebody see what is hidden in one case for an hour; gives until when."""
    if not reason.strip():
        raise InputError("say why you need to see it: the reason is kept.")
    until = at + GRANT_LASTS
    c.execute(
        insert(t.grants).values(
            case_id=case_id, person=person, reason=reason.strip(), at=at, until=until
        )
    )
    record(c, actor=person, act="ask to see hidden data", subject=case_id, detail=reason, at=at)
    return until


def granted(c: Connection, case_id: str, person: str, *, at: datetime) -> datetime | None:
    """Until when somebody may see what is hidden in a case; None when they may not."""
    g = t.grants.c
    until: datetime | None = c.execute(
        select(func.max(g.until).label("until")).where(g.case_id == case_id, g.person == person)
    ).scalar_one_or_none()
    return until if until is not None and until > at else None


def hashed(password: str, name: str) -> str:
    """Argon2id hash of a password. Raises InputError for one that is easily guessed."""
    if len(password) < MIN_PASSWORD or name.lower() in password.lower():
        raise InputError(
            f"a password needs {MIN_PASSWORD} characters or more, and not the name within it."
        )
    if len(password) > 1_000 or len(set(password)) < 5:
        raise InputError("a password needs five different characters, and at most 1,000.")
    return HASHER.hash(password)


def _right(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password[:1_000])
    except (VerificationError, InvalidHashError):
        return False


DUMMY = HASHER.hash(secrets.token_urlsafe(16))
"""Checked for unknown names, so that time does not tell which names there are."""


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _known(c: Connection, name: str) -> Person:
    row = c.execute(select(t.people).where(t.people.c.name == name)).first()
    if row is None:
        raise InputError(f"there is nobody called {name!r}.")
    return _person(row)


def _person(row: Any) -> Person:
    return Person(
        name=row.name, role=Role(row.role), active=row.active, local=row.password is not None
    )
