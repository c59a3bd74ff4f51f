"""At the door of every route: who asks, whether they may, and whether it was their own doing.

A route names what it needs with `need(...)` (reading) or `act(...)` (anything that changes
something). Rights are looked up on each request, so a change of role acts at once.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, NoReturn, cast
from urllib.parse import urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from gauger.casework import sessions, tokens
from gauger.casework.people import Permission, Person
from gauger.casework.store import CaseStore
from gauger.errors import GaugerError
from gauger.web.settings import Settings

TOUCH = timedelta(minutes=1)
"""How exactly it is known when a session was last used."""


class NotSignedIn(GaugerError):
    """Nobody is signed in, or the token is not good."""


class Forbidden(GaugerError):
    """Somebody is, and may not."""


class CrossSite(GaugerError):
    """The request did not come from a page of the workbench."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks, and with which rights."""

    person: Person
    permissions: frozenset[Permission]
    csrf: str = ""
    """What a form of this session has to carry; empty for a token."""
    fields: dict[str, list[str]] = field(default_factory=dict)
    """The form's fields, for an act."""
    files: dict[str, UploadFile] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The person's name, as it goes on record."""
        return self.person.name

    def may(self, permission: str) -> bool:
        """Whether the visitor has a right; for templates too."""
        return permission in self.permissions

    def text(self, name: str) -> str:
        """A field of the form; empty when it was not sent."""
        return self.fields.get(name, [""])[0]


Dependency = Callable[[Request], Coroutine[Any, Any, Visitor]]


def store_of(request: Request) -> CaseStore:
    """The store that the application was made with."""
    return cast("CaseStore", request.app.state.store)


def settings_of(request: Request) -> Settings:
    """The settings that the application was made with."""
    return cast("Settings", request.app.state.settings)


def need(permission: Permission) -> Dependency:
    """A dependency that lets in who may `permission`."""

    async def visitor(request: Request) -> Visitor:
        found = await run_in_threadpool(_visitor, request)
        _check(found, permission)
        return found

    return visitor


def act(permission: Permission) -> Dependency:
    """The same for a form that changes something: it has to be the session's own form."""

    async def visitor(request: Request) -> Visitor:
        same_site(request)
        found = await run_in_threadpool(_visitor, request)
        form = await request.form(max_files=8, max_fields=2_000)
        fields: dict[str, list[str]] = {}
        files: dict[str, UploadFile] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
            else:
                files[name] = value
        given = fields.get("csrf", [""])[0]
        if not found.csrf or not compare_digest(given.encode(), found.csrf.encode()):
            raise CrossSite("the form is not of this session; open the page again.")
        _check(found, permission)
        return Visitor(
            person=found.person,
            permissions=found.permissions,
            csrf=found.csrf,
            fields=fields,
            files=files,
        )

    return visitor


def call(permission: Permission) -> Dependency:
    """The same for the API: a token, or a session that sends its mark in X-CSRF-Token."""

    async def visitor(request: Request) -> Visitor:
        found = await run_in_threadpool(_visitor, request)
        if found.csrf and request.method not in {"GET", "HEAD"}:
            same_site(request)
            given = request.headers.get("x-csrf-token", "")
            if not compare_digest(given.encode(), found.csrf.encode()):
                raise CrossSite("a session has to send its X-CSRF-Token; or use a token.")
        _check(found, permission)
        return found

    return visitor


def same_site(request: Request) -> None:
    """Raise CrossSite when the browser says that another site sent the request."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        raise CrossSite("the request comes from another site.")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise CrossSite("the request comes from another site.")


def session_of(request: Request) -> Visitor | None:
    """The visitor of a session, where there is one; for pages that anybody sees."""
    try:
        return _by_session(request)
    except NotSignedIn:
        return None


def csrf_of(secret: str) -> str:
    """The mark of a session's forms: who knows the cookie knows it, and it tells nothing of it."""
    return sha256(b"form:" + secret.encode("utf-8", "replace")).hexdigest()


def _visitor(request: Request) -> Visitor:
    header = request.headers.get("authorization", "")
    if not header:
        return _by_session(request)
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        _refuse()
    store, now = store_of(request), store_of(request).clock()
    with store.reading() as c:
        found = tokens.token_person(c, token.strip(), at=now)
        last = {k.token_id: k.used_at for k in tokens.tokens_of(c, found[0].name)} if found else {}
    if found is None:
        _refuse()
    person, permissions, token_id = found
    if _stale(last.get(token_id), now):
        with store.writing() as c:
            tokens.use_token(c, token_id, at=now)
    return Visitor(person=person, permissions=permissions)


def _by_session(request: Request) -> Visitor:
    secret = request.cookies.get(settings_of(request).cookie, "")
    if not secret:
        _refuse()
    store, now = store_of(request), store_of(request).clock()
    with store.reading() as c:
        found = sessions.session_person(c, secret, at=now)
    if found is None:
        _refuse()
    person, seen = found
    if _stale(seen, now):
        with store.writing() as c:
            sessions.touch_session(c, secret, at=now)
    return Visitor(person=person, permissions=person.role.permissions, csrf=csrf_of(secret))


def _stale(seen: datetime | None, now: datetime) -> bool:
    return seen is None or now - seen > TOUCH


def _refuse() -> NoReturn:
    raise NotSignedIn("sign in first, or send a token that is good.")


def _check(visitor: Visitor, permission: Permission) -> None:
    if permission not in visitor.permissions:
        raise Forbidden(
            f"this takes the right {permission.value!r}, which {visitor.name} does not have; "
            "an admin can give it."
        )
