"""A TAXII 2.1 client: fetches what is new, pushes what was released.

The other end is not trusted: sizes, pages and media types are bounded, and objects are kept as the
bytes that came.
"""

import ssl
import time
from collections.abc import Iterator
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from gauger.errors import InputError

MEDIA = "application/taxii+json;version=2.1"
MAX_ANSWER = 128 * 1024 * 1024
MAX_PAGES = 10_000
MAX_FETCHED = 1024 * 1024 * 1024
"""Bytes of one fetch, all pages together: it is held in memory."""
POLL_S = 0.2
POLLS = 50


class Envelope(msgspec.Struct, frozen=True):
    """An answer with objects."""

    objects: list[msgspec.Raw] = []
    more: bool = False
    next: str | int | None = None


class Info(msgspec.Struct, frozen=True):
    """A collection of the other end."""

    id: str
    title: str = ""
    can_read: bool = False
    can_write: bool = False


class _Infos(msgspec.Struct, frozen=True):
    collections: list[Info] = []


class _Root(msgspec.Struct, frozen=True):
    max_content_length: int = 1_000_000


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What came, and where to go on next time."""

    objects: tuple[bytes, ...]
    added_after: str | None
    """Give it to the next fetch; None where the server says no dates."""


class TaxiiClient:
    """One API root of a server. Raises InputError with what the other end said."""

    def __init__(
        self,
        root: str,
        *,
        token: str,
        user: str = "",
        client: httpx.Client | None = None,
        plain_http: bool = False,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        parts = urlsplit(root)
        local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
        if parts.scheme != "https" and not (parts.scheme == "http" and (local or plain_http)):
            raise InputError(f"{root} is not https; a token in the clear is anybody's.")
        self._root = root.rstrip("/") + "/"
        self._http = client or httpx.Client(
            timeout=30, follow_redirects=False, verify=trust or True
        )
        self._auth = httpx.BasicAuth(user, token) if user else httpx.Auth()
        self._headers = {"accept": MEDIA} | ({} if user else {"authorization": f"Bearer {token}"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def collections(self) -> list[Info]:
        """Collections that we may use."""
        found: _Infos = self._decode(self._get("collections/", {})[0], _Infos)
        return found.collections

    def collection(self, wanted: str) -> Info:
        """A collection by id or title. Raises InputError."""
        have = self.collections()
        hits = [c for c in have if wanted in {c.id, c.title}]
        if len(hits) != 1:
            names = ", ".join(f"{c.title} ({c.id})" for c in have) or "none"
            raise InputError(f"no single collection {wanted!r} there; we may use: {names}.")
        return hits[0]

    def fetch(self, collection: str, *, added_after: str | None = None, limit: int = 0) -> Fetched:
        """All objects added after a time, page by page, each once."""
        found: dict[bytes, None] = {}
        last, size = added_after, 0
        for envelope, dated in self._pages(collection, added_after, limit):
            raws = [bytes(raw) for raw in envelope.objects]
            size += sum(map(len, raws))
            if size > MAX_FETCHED:
                raise InputError(f"the server gives more than {MAX_FETCHED:,} bytes of objects.")
            found |= dict.fromkeys(raws)
            last = dated or last
        return Fetched(objects=tuple(found), added_after=last)

    def _pages(
        self, collection: str, added_after: str | None, limit: int
    ) -> Iterator[tuple[Envelope, str | None]]:
        params = {"limit": str(limit)} if limit else {}
        if added_after:
            params["added_after"] = added_after
        seen = set()
        for _ in range(MAX_PAGES):
            body, headers = self._get(f"collections/{collection}/objects/", params)
            envelope = self._decode(body, Envelope)
            dated = headers.get("x-taxii-date-added-last")
            yield envelope, dated
            if not envelope.more:
                return
            if envelope.next is not None:  # the next token; else by date, as early servers do
                params = {**params, "next": str(envelope.next)}
            elif dated:
                params = {**params, "added_after": dated}
            mark = tuple(sorted(params.items()))
            if mark in seen:
                raise InputError("the server says there is more and gives the same page again.")
            seen.add(mark)
        raise InputError(f"the server gives more than {MAX_PAGES:,} pages.")

    def push(self, collection: str, objects: list[bytes]) -> dict[str, int]:
        """Post objects in envelopes that the server takes; gives counts of what came of them.

        Raises InputError, naming the first one, where the server refuses an object.
        """
        most = self._decode(self._get("", {})[0], _Root).max_content_length
        counts = {"success": 0, "failure": 0}
        for batch in _batches(objects, max(1, most - 64)):
            body = b'{"objects": [' + b", ".join(batch) + b"]}"
            status = self._post(f"collections/{collection}/objects/", body)
            for name in counts:
                counts[name] += int(status.get(f"{name}_count", 0))
            if status.get("failures"):
                first = status["failures"][0]
                raise InputError(
                    f"the server refused {counts['failure']} objects; first: "
                    f"{str(first.get('id'))[:80]}: {str(first.get('message'))[:200]}"
                )
        return counts

    def _post(self, path: str, body: bytes) -> dict[str, Any]:
        headers = self._headers | {"content-type": MEDIA}
        try:
            answer = self._http.post(
                urljoin(self._root, path), content=body, headers=headers, auth=self._auth
            )
        except httpx.HTTPError as seen:
            raise unreached(self._root, seen) from seen
        if answer.status_code not in {200, 202}:
            raise InputError(_said(answer.status_code, answer.content))
        status: dict[str, Any] = self._decode(answer.content, dict[str, Any])
        for _ in range(POLLS):
            if status.get("status") != "pending":
                break
            time.sleep(POLL_S)
            status = self._decode(self._get(f"status/{status.get('id')}/", {})[0], dict[str, Any])
        return status

    def _get(self, path: str, params: dict[str, str]) -> tuple[bytes, httpx.Headers]:
        try:
            with self._http.stream(
                "GET", urljoin(self._root, path), params=params, headers=self._headers,
                auth=self._auth,
            ) as answer:  # fmt: skip
                body = bytearray()
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > MAX_ANSWER:
                        raise InputError(f"an answer has more than {MAX_ANSWER:,} bytes.")
                if answer.status_code != 200:
                    raise InputError(_said(answer.status_code, bytes(body)))
                return bytes(body), answer.headers
        except httpx.HTTPError as seen:
            raise unreached(self._root, seen) from seen

    @staticmethod
    def _decode(body: bytes, kind: Any) -> Any:
        try:
            return msgspec.json.decode(body, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as seen:
            raise InputError(f"the answer is not TAXII: {seen}.") from seen


def unreached(url: str, seen: httpx.HTTPError) -> InputError:
    """What to say where no answer came."""
    private = "CERTIFICATE_VERIFY_FAILED" in str(seen)
    fix = " Name a private authority's PEM file with --authority." if private else ""
    return InputError(f"{url} cannot be reached: {seen}.{fix}")


def _said(code: int, body: bytes) -> str:
    try:
        title = str(msgspec.json.decode(body, type=dict[str, Any]).get("title", ""))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        title = ""
    plain = "".join(c for c in title if c.isprintable())[:200]
    fix = (
        " Is the URL that of an API root, as the server's /taxii2/ names it?" if code == 404 else ""
    )
    return f"the server answered {code}{': ' + plain if plain else ''}.{fix}"


def _batches(objects: list[bytes], most: int) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for one in objects:
        if batch and (size + len(one) + 2 > most or len(batch) >= 1_000):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += len(one) + 2
    if batch:
        yield batch
