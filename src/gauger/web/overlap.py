"""Private overlap over HTTPS: one route that answers a partner's message, and the asking side.

The server is the answering side of `sharing.overlap.runs`, with all its quotas; tokens are those of
the TAXII shelf.
"""

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import httpx
import msgspec
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from gauger.errors import GaugerError, InputError
from gauger.sharing.agreements import in_force
from gauger.sharing.collections import Shelf
from gauger.sharing.overlap import protocol, runs
from gauger.sharing.overlap.items import MAX_ITEMS, Items
from gauger.sharing.people import By
from gauger.sharing.store import AGREEMENTS, Store
from gauger.web.taxii import utc_now
from gauger.web.taxii_client import unreached

PATH = "/overlap/v1/runs"
POST_SECONDS = 120.0
MEDIA = "application/octet-stream"


def overlap_app(
    store: Store,
    shelf: Shelf,
    items: Items,
    *,
    by: By,
    need_noise: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """The answering side over one set; `by` is the person who opened it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    turn = asyncio.Lock()  # one run at a time: each takes a core and memory for its whole set
    served: set[str] = set()

    @app.post(PATH)
    async def run(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        partner = await run_in_threadpool(shelf.partner_of, token.strip())
        if scheme.lower() != "bearer" or partner is None:
            return _error(401, "a valid token is needed")
        if not in_force(store.path / AGREEMENTS, partner, clock().date()):
            return _error(403, "no agreement with this partner is in force")
        if partner in served:  # else one partner could fill memory, and the server's connections
            return _error(429, "a message of yours is being answered; ask again after it")
        served.add(partner)
        try:
            return await _answered(request, partner)
        finally:
            served.remove(partner)

    async def _answered(request: Request, partner: str) -> Response:
        try:
            agreed = store.agreements().of(partner).overlap_most
            body = await _body(request, protocol.ask_bytes(min(agreed, MAX_ITEMS)))
            if isinstance(body, Response):
                return body
            async with turn:
                sent = await run_in_threadpool(
                    runs.answer, store, partner, items, body, by=by, now=clock(),
                    need_noise=need_noise,
                )  # fmt: skip
        except GaugerError as wrong:
            return _error(422, str(wrong))
        return Response(sent, media_type=MEDIA)

    return app


async def _body(request: Request, most: int) -> bytes | Response:
    parts, size = [], 0
    try:
        async with asyncio.timeout(POST_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    return _error(413, f"a message has at most {most:,} bytes")
                parts.append(part)
    except TimeoutError:
        return _error(408, "the message took too long to arrive")
    except ClientDisconnect:
        return _error(400, "the message ended early")
    return b"".join(parts)


def _error(code: int, text: str) -> Response:
    return Response(msgspec.json.encode({"error": text}), code, media_type="application/json")


def exchange(url: str, message: bytes, *, token: str, trust: ssl.SSLContext | None = None) -> bytes:
    """Send a message to a partner's server; gives its answer. Raises InputError."""
    if urlsplit(url).scheme != "https":
        raise InputError(f"{url} is not https; overlap goes over TLS only.")
    try:
        with (
            httpx.Client(timeout=3600, verify=trust or True) as client,
            client.stream(
                "POST", url.rstrip("/") + PATH, content=message,
                headers={"authorization": f"Bearer {token}", "content-type": MEDIA},
            ) as answer,
        ):  # fmt: skip
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > protocol.MAX_MESSAGE:
                    raise InputError("the answer is larger than any message of this protocol.")
            if answer.status_code != 200:
                raise InputError(_said(answer.status_code, bytes(body)))
            return bytes(body)
    except httpx.HTTPError as seen:
        raise unreached(url, seen) from seen


def _said(code: int, body: bytes) -> str:
    try:
        text = str(msgspec.json.decode(body, type=dict[str, object]).get("error", ""))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        text = ""
    plain = "".join(c for c in text if c.isprintable())[:300]
    return f"the partner answered {code}{': ' + plain if plain else ''}."
