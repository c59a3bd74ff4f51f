"""The application: routes, the order of its middleware, and what an error looks like."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from gauger import __version__
from gauger.casework.errors import CaseChanged, FilterChanged, NoSuchCase, NotAllowed
from gauger.casework.store import CaseStore
from gauger.errors import GaugerError
from gauger.web import api
from gauger.web.guard import CrossSite, Forbidden, NotSignedIn, session_of
from gauger.web.headers import Headers
from gauger.web.packing import packing_of
from gauger.web.pages import (
    accounts,
    actors,
    acts,
    audit,
    case,
    compare,
    intake,
    pack,
    people,
    queue,
    sign_in,
)
from gauger.web.pages.sign_in import local_path
from gauger.web.settings import Settings
from gauger.web.view import page

STATUS: tuple[tuple[type[GaugerError], int], ...] = (
    (NoSuchCase, 404),
    (CaseChanged, 409),
    (FilterChanged, 409),
    (NotAllowed, 409),
    (NotSignedIn, 401),
    (Forbidden, 403),
    (CrossSite, 403),
)
PARTS = (sign_in, queue, case, accounts, acts, pack, compare, actors, people, audit, intake, api)
TITLES = {
    400: "That did not work",
    401: "Sign in first",
    403: "Not allowed",
    404: "Nothing here",
    405: "That is not a page",
    409: "Somebody was faster",
    413: "Too large",
    422: "That did not work",
}


def create_app(store: CaseStore, settings: Settings) -> FastAPI:
    """The workbench over a store."""
    packing = packing_of(store, settings.packs)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        if packing is not None:
            packing.close()

    app = FastAPI(
        title="Gauger",
        version=__version__,
        description="Cases of adversarial distillation, for people and programs.",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        openapi_url=None,  # `api` serves it, to who may read
        lifespan=life,
    )
    app.state.store, app.state.settings, app.state.packing = store, settings, packing
    for part in PARTS:
        app.include_router(part.router)
    if settings.oidc is not None:
        from gauger.web import oidc  # noqa: PLC0415 - its library is not small

        app.include_router(oidc.router(settings.oidc))
    app.mount("/static", StaticFiles(packages=[("gauger.web", "static")]), name="static")
    app.add_exception_handler(GaugerError, _wrong)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(
        SessionMiddleware,
        secret_key=settings.secret,
        session_cookie="gauger_oidc",
        max_age=600,
        same_site="lax",
        https_only=settings.secure,
    )
    app.add_middleware(Headers, secure=settings.secure)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.allowed_hosts)
    return app


async def _wrong(request: Request, wrong: Exception) -> Response:
    status = next((code for kind, code in STATUS if isinstance(wrong, kind)), 400)
    return _answer(request, status, str(wrong))


async def _http(request: Request, wrong: Exception) -> Response:
    status = getattr(wrong, "status_code", 500)
    headers = getattr(wrong, "headers", None)
    return _answer(request, status, str(getattr(wrong, "detail", wrong)), headers)


async def _invalid(request: Request, wrong: Exception) -> Response:
    first = cast("RequestValidationError", wrong).errors()[0]
    where = ".".join(str(x) for x in first["loc"])
    return _answer(request, 422, f"{where}: {first['msg']}")


def _form_of(request: Request) -> str:
    """The page of ours that a form was sent from; empty for anything else."""
    came = urlsplit(request.headers.get("referer", ""))
    if request.method != "POST" or came.netloc != request.headers.get("host"):
        return ""
    return local_path(f"{came.path}?{came.query}" if came.query else came.path)


def _answer(request: Request, status: int, said: str, headers: object = None) -> Response:
    sent = {str(k): str(v) for k, v in headers.items()} if isinstance(headers, dict) else {}
    if request.url.path.startswith("/api/"):
        if status == 401:
            sent["WWW-Authenticate"] = "Bearer"
        return JSONResponse({"error": said}, status_code=status, headers=sent)
    if status == 401 and request.method == "GET":
        after = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(sign_in.address_of(after), status_code=303)
    me = session_of(request) if status != 401 else None
    title = TITLES.get(status, "That did not work")
    made = page(request, "error.html", me, status, title=title, said=said, back=_form_of(request))
    made.headers.update(sent)
    return made
