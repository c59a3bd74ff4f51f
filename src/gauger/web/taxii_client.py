"""A TAXII 2.1 client: fetches what is new, pushes what was released.

The other end is not trusted: sizes and pages are bounded, its words are made plain before they
reach a terminal, and objects are kept as the bytes that came.
"""

import re
import ssl
import time
from collections.abc import Iterator
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from gauger.errors import InputError
from gauger.sharing.envelope import STIX_TIME

MEDIA = "application/taxii+json;version=2.1"
MAX_ANSWER = 128 * 1024 * 1024
MAX_PAGES = 10_000
MAX_FETCHED = 1024 * 1024 * 1024
"""Bytes of one fetch, all pages together: it is held in memory."""
POLL_S = (0.2, 0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0, 30.0)
"""Pauses between questions what came of a post: a minute for all batches of one push together."""
STATUS_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
"""What may stand in a path that we ask for: the other end chose it."""
COLLECTION_ID = re.compile(r"(?!\.+$)[A-Za-z0-9._~-]{1,128}")
"""The same: the standard has UUIDs in mind, some servers give names. Dots alone go elsewhere."""


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


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a push, in objects."""

    success: int
    failure: int
    pending: int
    """Taken by the server, which has not said yet what came of them."""
    statuses: tuple[str, ...] = ()
    """Ids by which the server tells of those pending."""


class _Failure(msgspec.Struct, frozen=True):
    id: str = ""
    message: str = ""


class _Status(msgspec.Struct, frozen=True):
    """TAXII's status resource (section 4.3)."""

    status: str
    id: str = ""
    success_count: int = 0
    failure_count: int = 0
    pending_count: int = 0
    failures: list[_Failure] = []


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
        return [
            msgspec.structs.replace(c, id=_plain(c.id), title=_plain(c.title))
            for c in found.collections
        ]

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
            body, headers = self._get(_objects(collection), params)
            envelope = self._decode(body, Envelope)
            said = headers.get("x-taxii-date-added-last", "")
            dated = said if STIX_TIME.fullmatch(said) else None  # a user will type it in
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

    def push(self, collection: str, objects: list[bytes]) -> Pushed:
        """Post objects in envelopes that the server takes; gives counts of what came of them.

        Raises InputError, naming the first one, where the server refuses an object.
        """
        path = _objects(collection)
        most = self._decode(self._get("", {})[0], _Root).max_content_length
        done: list[_Status] = []
        waits = iter(POLL_S)
        for batch in _batches(objects, max(1, most - 64)):
            body = b'{"objects": [' + b", ".join(batch) + b"]}"
            status = self._told(self._post(path, body), waits)
            done.append(status)
            if status.failure_count or status.failures:
                raise _refused(done)
            if status.status == "complete" and status.success_count != len(batch):
                raise InputError(
                    f"the server says it is done with {len(batch)} objects and that it kept "
                    f"{status.success_count}. Ask its keeper before you push again."
                )
        return Pushed(
            success=sum(s.success_count for s in done),
            failure=0,
            pending=len(objects) - sum(s.success_count for s in done),
            statuses=tuple(
                s.id for s in done if s.status == "pending" and STATUS_ID.fullmatch(s.id)
            ),
        )

    def _post(self, path: str, body: bytes) -> _Status:
        answer, _ = self._ask(
            "POST", path, good={200, 202}, content=body, headers={"content-type": MEDIA}
        )
        status: _Status = self._decode(answer, _Status)
        return status

    def _told(self, status: _Status, waits: Iterator[float]) -> _Status:
        """A status once it is no longer pending, or as it is when all waiting is used up.

        Section 4.3 of the standard: a client asks the status resource again until it is complete.
        """
        while status.status == "pending" and STATUS_ID.fullmatch(status.id):
            wait = next(waits, None)
            if wait is None:
                break
            time.sleep(wait)
            status = self._decode(self._get(f"status/{status.id}/", {})[0], _Status)
        return status

    def _get(self, path: str, params: dict[str, str]) -> tuple[bytes, httpx.Headers]:
        return self._ask("GET", path, good={200}, params=params)

    def _ask(
        self, method: str, path: str, *, good: set[int], headers: dict[str, str] | None = None,
        **more: Any,
    ) -> tuple[bytes, httpx.Headers]:  # fmt: skip
        """One answer, read with a bound. Raises InputError."""
        try:
            with self._http.stream(
                method, urljoin(self._root, path), headers=self._headers | (headers or {}),
                auth=self._auth, **more,
            ) as answer:  # fmt: skip
                body = bytearray()
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > MAX_ANSWER:
                        raise InputError(f"an answer has more than {MAX_ANSWER:,} bytes.")
                if answer.status_code not in good:
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


def _objects(collection: str) -> str:
    """Path of a collection's objects. Raises InputError for an id that would lead elsewhere."""
    if not COLLECTION_ID.fullmatch(collection):
        raise InputError(
            f"the collection's id {_plain(collection)[:80]!r} cannot stand in a path; nothing was "
            "asked for. Ask the server's keeper for another one."
        )
    return f"collections/{collection}/objects/"


def _refused(done: list[_Status]) -> InputError:
    first = next((f for s in done for f in s.failures), _Failure(id="one", message="no reason"))
    kept, bad = sum(s.success_count for s in done), sum(s.failure_count for s in done)
    return InputError(
        f"the server refused {bad} objects and kept {kept}; first: "
        f"{_plain(first.id)[:80]}: {_plain(first.message)}."
    )


def _plain(text: str) -> str:
    """Another's words for a terminal."""
    return "".join(c for c in text if c.isprintable())[:200]


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
    plain = _plain(title)
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
