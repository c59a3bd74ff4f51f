"""What every answer carries: no script or style but our own, no framing, no caching."""

import logging

from starlette.datastructures import Headers as Given
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
MOST_BYTES = 1 << 20
MOST_IMPORT_BYTES = 512 << 20
IMPORTS = ("/import", "/api/v1/import")


class TooLarge(Exception):
    """A body that grew beyond what its route takes."""


class Headers:
    """Security headers on every answer, and a bound on every body, announced or not."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app, self.secure = app, secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = MOST_IMPORT_BYTES if scope["path"] in IMPORTS else MOST_BYTES
        static = scope["path"].startswith("/static/")
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._add(MutableHeaders(scope=message), static=static)
            await send(message)

        async def refuse() -> None:
            answer = PlainTextResponse(f"At most {most:,} bytes.\n", status_code=413)
            await answer(scope, receive, sending)

        told = Given(scope=scope).get("content-length", "")
        if told.isdigit() and int(told) > most:
            await refuse()
            return
        try:
            await self.app(scope, _counting(receive, most), sending)
        except TooLarge:
            if not begun:
                await refuse()
        except Exception:
            logging.getLogger(__name__).exception("%s %s", scope["method"], scope["path"])
            if not begun:  # what went wrong is for the log, never for the page
                broken = PlainTextResponse("Something broke; it is in the log.\n", status_code=500)
                await broken(scope, receive, sending)

    def _add(self, headers: MutableHeaders, *, static: bool) -> None:
        headers["Content-Security-Policy"] = POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"  # with none, forms would say Origin: null
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        headers["Cache-Control"] = "no-cache" if static else "no-store"
        if self.secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"


def _counting(receive: Receive, most: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLarge
        return message

    return counted
