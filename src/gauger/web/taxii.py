"""TAXII 2.1 over HTTP: a small server of our own, standing alone as one FastAPI app.

Why not a known one: `docs/why/taxii.md`. Every route asks for a token first; what a partner may
not see answers as if it were not there. Errors say what is wrong and nothing about others.
"""

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import Depends, FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from gauger.errors import InputError
from gauger.sharing.agreements import in_force
from gauger.sharing.answers import PAGE, Collection, Filters, Page, Stored
from gauger.sharing.collections import OverQuota, Shelf

MEDIA = "application/taxii+json;version=2.1"
ROOT = "/taxii2/api"
MAX_BYTES = 16 * 1024 * 1024
"""Of one posted envelope."""
POST_SECONDS = 60.0
"""A post that takes longer to arrive is cut off."""
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class Problem(HTTPException):
    """An answer of TAXII's error shape."""


def taxii_app(
    shelf: Shelf,
    *,
    title: str = "Gauger",
    max_bytes: int = MAX_BYTES,
    post_seconds: float = POST_SECONDS,
    clock: Clock = utc_now,
    agreements: Path | None = None,
) -> FastAPI:
    """The server over a shelf; with a file of agreements, for partners alone whose is in force."""
    app = FastAPI(title=title, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.shelf, app.state.clock, app.state.agreements = shelf, clock, agreements
    app.state.max_bytes, app.state.post_seconds, app.state.title = max_bytes, post_seconds, title
    app.add_exception_handler(HTTPException, _problem)
    app.add_exception_handler(OverQuota, _full)
    app.add_exception_handler(InputError, _wrong)
    app.add_exception_handler(Exception, _broken)
    app.middleware("http")(_headers)
    for path, route in (
        ("/taxii2/", discovery),
        (f"{ROOT}/", api_root),
        (f"{ROOT}/status/{{status_id}}/", status),
        (f"{ROOT}/collections/", collections),
        (f"{ROOT}/collections/{{collection}}/", collection_of),
        (f"{ROOT}/collections/{{collection}}/manifest/", manifest),
        (f"{ROOT}/collections/{{collection}}/objects/", objects),
        (f"{ROOT}/collections/{{collection}}/objects/{{object_id}}/", one_object),
        (f"{ROOT}/collections/{{collection}}/objects/{{object_id}}/versions/", versions),
    ):
        app.get(path)(route)
    app.post(f"{ROOT}/collections/{{collection}}/objects/")(post)
    app.delete(f"{ROOT}/collections/{{collection}}/objects/{{object_id}}/")(delete)
    return app


# --- errors ---


def _answer(code: int, text: str, headers: dict[str, str] | None = None) -> Response:
    body = {"title": text, "http_status": str(code)}
    return Response(msgspec.json.encode(body), code, headers, media_type=MEDIA)


async def _problem(_: Request, seen: Exception) -> Response:
    assert isinstance(seen, HTTPException)  # noqa: S101 - registered for it alone
    headers = dict(seen.headers) if seen.headers else None
    return _answer(seen.status_code, str(seen.detail), headers)


async def _wrong(_: Request, seen: Exception) -> Response:
    return _answer(422, str(seen))


async def _full(_: Request, seen: Exception) -> Response:
    # 413 is the one code of TAXII's own list that says "too large"; 507 would ask for a retry
    return _answer(413, str(seen))


async def _broken(_: Request, __: Exception) -> Response:
    return _answer(500, "the server failed; nothing was stored")


async def _headers(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await go_on(request)
    response.headers["cache-control"] = "no-store"
    response.headers["x-content-type-options"] = "nosniff"
    return response


# --- who asks ---


def partner(request: Request) -> str:
    """The partner behind a request's token; 401 without a good one, 406 for another media type."""
    kept: Shelf = request.app.state.shelf
    name, token = _credentials(request.headers.get("authorization", ""))
    found = kept.partner_of(token) if token else None
    if found is None or (name and name != found):
        raise Problem(
            401, "a valid token is needed", headers={"www-authenticate": 'Basic realm="taxii"'}
        )
    file, now = request.app.state.agreements, request.app.state.clock()
    if file is not None and not in_force(file, found, now.date()):
        raise Problem(403, "no agreement with this partner is in force")
    accept = request.headers.get("accept", "*/*").replace(" ", "").lower()
    if not any(
        part.split(";q=")[0] in {"*/*", "application/*", "application/taxii+json", MEDIA}
        for part in accept.split(",")
    ):
        raise Problem(406, f"this server speaks {MEDIA}")
    return found


def _credentials(header: str) -> tuple[str, str]:
    """User (for Basic) and token of an Authorization header."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() in {"bearer", "token"}:
        return "", rest.strip()
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(rest, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return "", ""
        return user, password
    return "", ""


Partner = Annotated[str, Depends(partner)]


def _may(request: Request, who: str, name: str) -> Collection:
    """The collection, where the partner may use it; else it is not there."""
    kept: Shelf = request.app.state.shelf
    for one in kept.collections(who):
        if one.id == name:
            return one
    raise Problem(404, "there is no such collection for you")


def _readable(request: Request, who: str, name: str) -> None:
    if not _may(request, who, name).can_read:
        raise Problem(403, "you may write to this collection, and not read it")


# --- answers ---


def _json(body: Any, code: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), code, headers, media_type=MEDIA)


def discovery(request: Request, _: Partner) -> Response:
    """Where the API root is."""
    root = f"{str(request.base_url).rstrip('/')}{ROOT}/"
    return _json({"title": request.app.state.title, "default": root, "api_roots": [root]})


def api_root(request: Request, _: Partner) -> Response:
    """What the API root can do."""
    return _json(
        {
            "title": request.app.state.title,
            "versions": [MEDIA],
            "max_content_length": request.app.state.max_bytes,
        }
    )


def collections(request: Request, who: Partner) -> Response:
    """Collections that the partner may use."""
    kept: Shelf = request.app.state.shelf
    return _json({"collections": [_described(c) for c in kept.collections(who)]})


def collection_of(request: Request, who: Partner, collection: str) -> Response:
    """One collection."""
    return _json(_described(_may(request, who, collection)))


def _described(one: Collection) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(one)
    return plain | {"media_types": ["application/stix+json;version=2.1"]}


def status(request: Request, who: Partner, status_id: str) -> Response:
    """What came of one's own post."""
    kept: Shelf = request.app.state.shelf
    body = kept.status(who, status_id)
    if body is None:
        raise Problem(404, "there is no such status for you")
    return Response(body, media_type=MEDIA)


def filters_of(request: Request, **fixed: Any) -> Filters:
    """Filters of a query. Raises InputError for what cannot be one."""
    query = request.query_params
    found: dict[str, Any] = {}
    for key, name in (
        ("match[id]", "ids"), ("match[type]", "types"), ("match[version]", "versions"),
        ("match[spec_version]", "spec_versions"),
    ):  # fmt: skip
        if words := tuple(w for w in query.get(key, "").split(",") if w):
            if len(words) > 500:
                raise InputError(f"{key} has more than 500 values.")
            found[name] = words
    for key in ("limit", "next"):
        if text := query.get(key):
            if not text.isascii() or not text.isdigit() or len(text) > 18:
                raise InputError(f"{key} is a whole number from 0.")
            found[key] = int(text)
    if "limit" in found:
        if not found["limit"]:
            raise InputError("limit is at least 1.")
        found["limit"] = min(found["limit"], PAGE)
    if after := query.get("added_after"):
        found["added_after"] = after
    return Filters(**(found | fixed))


def _page(request: Request, who: str, collection: str, **fixed: Any) -> Page:
    _readable(request, who, collection)
    kept: Shelf = request.app.state.shelf
    return kept.page(collection, filters_of(request, **fixed))


def _dates(found: tuple[Stored, ...]) -> dict[str, str]:
    if not found:
        return {}
    return {
        "x-taxii-date-added-first": found[0].date_added,
        "x-taxii-date-added-last": found[-1].date_added,
    }


def _more(page: Page) -> dict[str, Any]:
    return {"more": True, "next": page.next} if page.next else {"more": False}


def _envelope(request: Request, who: str, collection: str, page: Page) -> Response:
    kept: Shelf = request.app.state.shelf
    if page.objects:
        kept.note_served(who, collection, len(page.objects), request.app.state.clock())
    raws = [msgspec.Raw(o.bytes) for o in page.objects]
    return _json(_more(page) | {"objects": raws}, headers=_dates(page.objects))


def objects(request: Request, who: Partner, collection: str) -> Response:
    """Objects, page by page."""
    return _envelope(request, who, collection, _page(request, who, collection))


def one_object(request: Request, who: Partner, collection: str, object_id: str) -> Response:
    """Versions of one object."""
    page = _page(request, who, collection, ids=(object_id,))
    if not page.objects:
        raise Problem(404, "there is no such object")
    return _envelope(request, who, collection, page)


def manifest(request: Request, who: Partner, collection: str) -> Response:
    """What there is, without the objects."""
    page = _page(request, who, collection)
    rows = [
        {
            "id": o.id,
            "date_added": o.date_added,
            "version": o.version,
            "media_type": "application/stix+json;version=2.1",
        }
        for o in page.objects
    ]
    return _json(_more(page) | {"objects": rows}, headers=_dates(page.objects))


def versions(request: Request, who: Partner, collection: str, object_id: str) -> Response:
    """Versions of one object, newest first."""
    page = _page(request, who, collection, ids=(object_id,), versions=("all",))
    if not page.objects:
        raise Problem(404, "there is no such object")
    found = sorted((o.version for o in page.objects), reverse=True)
    return _json(_more(page) | {"versions": found}, headers=_dates(page.objects))


async def post(request: Request, who: Partner, collection: str) -> Response:
    """Take objects in; the answer says what came of each."""
    one = await run_in_threadpool(_may, request, who, collection)
    if not one.can_write:
        raise Problem(403, "you may read this collection, and not write to it")
    sent = request.headers.get("content-type", "").replace(" ", "").lower()
    if sent not in {MEDIA, "application/taxii+json"}:
        raise Problem(415, f"send {MEDIA}")
    body = await _body(request)
    kept: Shelf = request.app.state.shelf
    made = await run_in_threadpool(kept.post, who, collection, body, request.app.state.clock())
    return _json(made, 202)


async def _body(request: Request) -> bytes:
    """The body, no more of it and no longer than allowed."""
    most: int = request.app.state.max_bytes
    told = request.headers.get("content-length", "0")
    if told.isdigit() and int(told) > most:
        raise Problem(413, f"an envelope has at most {most:,} bytes")
    parts, size = [], 0
    try:
        async with asyncio.timeout(request.app.state.post_seconds):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise Problem(413, f"an envelope has at most {most:,} bytes")
                parts.append(part)
    except TimeoutError as slow:
        raise Problem(408, "the post took too long to arrive") from slow
    except ClientDisconnect as gone:
        raise Problem(400, "the post ended early; nothing was stored") from gone
    return b"".join(parts)


def delete(request: Request, who: Partner, collection: str, object_id: str) -> Response:
    """Take back one's own object."""
    one = _may(request, who, collection)
    if not (one.can_read and one.can_write):
        raise Problem(403, "you may not delete here")
    kept: Shelf = request.app.state.shelf
    chosen = filters_of(request).versions if "match[version]" in request.query_params else ("all",)
    if not kept.delete(who, collection, object_id, chosen):
        raise Problem(404, "there is no such object of yours")
    return Response(status_code=200, media_type=MEDIA)
