"""Signing in and staying signed in.

Secrets are kept as hashes: passwords with Argon2id, session cookies and tokens (256 random bits,
which no list of guesses reaches) with SHA-256.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, func, insert, select, update

from gauger.casework import tables as t
from gauger.casework.audit import record
from gauger.casework.people import HASHER, Person, as_person
from gauger.errors import UsageError

SESSION_IDLE = timedelta(hours=2)
SESSION_MOST = timedelta(hours=12)
WINDOW = timedelta(minutes=15)
MAX_BY_NAME = 5
"""Failed sign-ins with one name from one address in a window before it has to wait."""
MAX_BY_ADDRESS = 30
"""The same from one address with any names: an office may share one."""
MAX_BY_NAME_ANYWHERE = 50
"""The same with one name from anywhere: a spread attack is slowed, a person seldom is."""


class WrongSignIn(UsageError):
    """A name and password that do not belong together; never says which is wrong."""


class TooManyTries(UsageError):
    """Sign-in has to wait."""


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
    return as_person(row)


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
        insert(t.sessions).values(digest=digest(secret), person=name, created_at=at, seen_at=at)
    )
    c.execute(delete(t.sessions).where(t.sessions.c.created_at < at - SESSION_MOST))
    return secret


def session_person(c: Connection, secret: str, *, at: datetime) -> tuple[Person, datetime] | None:
    """Whose session it is, and when last seen; None when it ended or its person was barred."""
    s = t.sessions.c
    row = c.execute(
        select(t.people, s.created_at.label("begun"), s.seen_at)
        .join(t.sessions, s.person == t.people.c.name)
        .where(s.digest == digest(secret))
    ).first()
    if row is None or not row.active:
        return None
    if at - row.begun > SESSION_MOST or at - row.seen_at > SESSION_IDLE:
        return None
    return as_person(row), row.seen_at


def touch_session(c: Connection, secret: str, *, at: datetime) -> None:
    """Note that a session is in use."""
    c.execute(update(t.sessions).where(t.sessions.c.digest == digest(secret)).values(seen_at=at))


def end_session(c: Connection, secret: str, *, by: str, at: datetime) -> None:
    """End a session."""
    c.execute(delete(t.sessions).where(t.sessions.c.digest == digest(secret)))
    record(c, actor=by, act="sign out", subject=by, detail="", at=at)


def digest(secret: str) -> str:
    """What is kept of a secret that nobody can guess."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _right(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password[:1_000])
    except (VerificationError, InvalidHashError):
        return False


DUMMY = HASHER.hash(secrets.token_urlsafe(16))
"""Checked for unknown names, so that time does not tell which names there are."""
