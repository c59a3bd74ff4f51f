"""Who may do what: people and their roles. How they come in: `sessions.py`, `tokens.py`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from unicodedata import normalize

from argon2 import PasswordHasher
from sqlalchemy import Connection, delete, func, insert, select, update

from gauger.casework import tables as t
from gauger.casework.audit import record
from gauger.errors import InputError

MIN_PASSWORD = 12
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may use the workbench."""

    name: str
    role: Role
    active: bool
    local: bool
    """Signs in with a password, rather than through an identity provider."""


def add_person(
    c: Connection, name: str, role: Role, *, password: str | None, by: str, at: datetime,
    issuer: str | None = None, subject: str | None = None,
) -> None:  # fmt: skip
    """Add somebody. Raises InputError for a taken or empty name, or a short password."""
    if not name.strip() or name != name.strip() or len(name) > 100 or not name.isprintable():
        raise InputError(f"{name!r} is no name: give 1 to 100 printable characters.")
    if any(same_person(name, taken) for taken in c.execute(select(t.people.c.name)).scalars()):
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


def same_person(a: str, b: str) -> bool:
    """Whether people read two names as one: blanks, capitals and ways to write a letter aside.

    >>> same_person("Zo\u00eb", " ZOE\u0308 ")
    True
    """
    return _as_read(a) == _as_read(b)


def everybody(c: Connection) -> tuple[Person, ...]:
    """All people, by name."""
    return tuple(as_person(r) for r in c.execute(select(t.people).order_by(t.people.c.name)))


def person_of(c: Connection, *, issuer: str, subject: str) -> Person | None:
    """The active person behind an OpenID Connect identity."""
    row = c.execute(
        select(t.people).where(t.people.c.issuer == issuer, t.people.c.subject == subject)
    ).first()
    return as_person(row) if row is not None and row.active else None


def hashed(password: str, name: str) -> str:
    """Argon2id hash of a password. Raises InputError for one that is easily guessed."""
    if len(password) < MIN_PASSWORD or name.lower() in password.lower():
        raise InputError(
            f"a password needs {MIN_PASSWORD} characters or more, and not the name within it."
        )
    if len(password) > 1_000 or len(set(password)) < 5:
        raise InputError("a password needs five different characters, and at most 1,000.")
    return HASHER.hash(password)


def _as_read(name: str) -> str:
    return normalize("NFKC", normalize("NFKC", name).strip().casefold())


def _known(c: Connection, name: str) -> Person:
    row = c.execute(select(t.people).where(t.people.c.name == name)).first()
    if row is None:
        raise InputError(f"there is nobody called {name!r}.")
    return as_person(row)


def as_person(row: Any) -> Person:
    """The person of a row of the table."""
    return Person(
        name=row.name, role=Role(row.role), active=row.active, local=row.password is not None
    )
