"""Signing in and out, the look, and one's own tokens."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from gauger.casework import sessions, tokens
from gauger.casework.people import Permission, Person
from gauger.casework.sessions import TooManyTries, WrongSignIn
from gauger.errors import InputError
from gauger.web.guard import (
    Visitor,
    act,
    need,
    same_site,
    session_of,
    settings_of,
    store_of,
)
from gauger.web.view import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visitor, Depends(need(Permission.READ))]
Actor = Annotated[Visitor, Depends(act(Permission.READ))]


def local_path(path: str) -> str:
    r"""A path of this site, for going on after a sign-in; anything else is the first page.

    >>> local_path("/cases/x?y=1"), local_path("//evil"), local_path("/\\evil"), local_path("x")
    ('/cases/x?y=1', '/', '/', '/')
    >>> local_path("/cases/x" + chr(13) + "Set-Cookie: y")
    '/'
    """
    good = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if good else "/"


def address_of(after: str) -> str:
    """Address of the sign-in that goes on to a page."""
    return f"/sign-in?{urlencode({'next': local_path(after)})}"


def begin(request: Request, person: Person, after: str) -> Response:
    """Start a session and go on."""
    store, settings = store_of(request), settings_of(request)
    with store.writing() as c:
        secret = sessions.start_session(c, person.name, at=store.clock())
    answer = RedirectResponse(local_path(after), status_code=303)
    answer.set_cookie(
        settings.cookie, secret, httponly=True, samesite="lax", secure=settings.secure, path="/"
    )
    return answer


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - the query's name
    """The form."""
    if session_of(request):
        return RedirectResponse(local_path(next), status_code=303)
    return page(request, "sign_in.html", None, after=local_path(next), wrong="", name="")


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Check a name and a password; what is wrong is said the same way for either."""
    same_site(request)
    form = await request.form(max_files=0, max_fields=5)
    given = {k: str(v) for k, v in form.items()}
    return await run_in_threadpool(_sign_in, request, given)


def _sign_in(request: Request, given: dict[str, str]) -> Response:
    name, after = given.get("name", "").strip(), local_path(given.get("next", "/"))
    address = request.client.host if request.client else "unknown"
    wrong: WrongSignIn | TooManyTries | None = None
    person = None
    store = store_of(request)
    with store.writing() as c:  # commits a wrong try too, so that it counts
        try:
            if not settings_of(request).local_sign_in:
                raise WrongSignIn("sign in through your identity provider.")
            person = sessions.sign_in(
                c, name, given.get("password", ""), address=address, at=store.clock()
            )
        except (WrongSignIn, TooManyTries) as seen:
            wrong = seen
    if person is not None:
        return begin(request, person, after)
    status = 429 if isinstance(wrong, TooManyTries) else 401
    answer = page(
        request, "sign_in.html", None, status, after=after, wrong=str(wrong), name=name[:100]
    )
    if status == 429:
        answer.headers["Retry-After"] = "900"
    return answer


@router.post("/sign-out")
def sign_out(request: Request, me: Actor) -> Response:
    """End the session."""
    settings, store = settings_of(request), store_of(request)
    with store.writing() as c:
        secret = request.cookies.get(settings.cookie, "")
        sessions.end_session(c, secret, by=me.name, at=store.clock())
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(
        settings.cookie, httponly=True, samesite="lax", secure=settings.secure, path="/"
    )
    return answer


@router.post("/look")
def look(request: Request, me: Actor) -> Response:
    """Light, dark, or as the system has it; kept in a cookie, since it is a browser's matter."""
    answer = RedirectResponse(local_path(me.text("next")), status_code=303)
    secure = settings_of(request).secure
    if me.text("theme") in {"light", "dark"}:
        answer.set_cookie(
            "theme", me.text("theme"), max_age=31_536_000, samesite="lax", secure=secure,
            httponly=True,
        )  # fmt: skip
    else:
        answer.delete_cookie("theme")
    return answer


@router.get("/me")
def own(request: Request, me: Reader) -> Response:
    """One's role, rights and tokens."""
    store = store_of(request)
    with store.reading() as c:
        mine = tokens.tokens_of(c, me.name)
    return page(request, "me.html", me, tokens=mine, fresh="", now=store.clock())


@router.post("/me/tokens")
def make_token(request: Request, me: Actor) -> Response:
    """Make a token; it is shown this once."""
    store = store_of(request)
    try:
        scopes = [Permission(s) for s in me.fields.get("scope", [])]
        lasts = timedelta(days=int(me.text("days") or "30"))
    except (ValueError, OverflowError) as seen:
        raise InputError(f"that is no scope, or no number of days: {seen}.") from seen
    with store.writing() as c:
        fresh = tokens.make_token(
            c, me.person, me.text("name"), scopes, lasts=lasts, at=store.clock()
        )
    with store.reading() as c:
        mine = tokens.tokens_of(c, me.name)
    return page(request, "me.html", me, tokens=mine, fresh=fresh, now=store.clock())


@router.post("/me/tokens/revoke")
def revoke_token(request: Request, me: Actor) -> Response:
    """End one of one's tokens at once; an admin may end anybody's."""
    store = store_of(request)
    with store.writing() as c:
        tokens.revoke_token(
            c, me.text("token_id"), by=me.name, at=store.clock(),
            any_owner=me.may(Permission.ADMIN),
        )  # fmt: skip
    return RedirectResponse(local_path(me.text("next") or "/me"), status_code=303)
