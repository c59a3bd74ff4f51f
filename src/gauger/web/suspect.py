"""A client for a suspect model behind an OpenAI-compatible endpoint that the operator may query.

It asks slowly, counts what it spends, waits when told to, gives up with one line, and hands each
answer over as it comes, so that nothing paid for is lost. It follows no redirect (that would carry
the key to a stranger) and believes nothing of what comes back but its text.
"""

import email.utils
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import msgspec

from gauger.errors import InputError, UsageError

MAX_ANSWER = 8 * 1024 * 1024
RETRIED = {408, 409, 425, 429, 500, 502, 503, 504, 529}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How the endpoint is used."""

    per_minute: float = 60.0
    max_requests: int = 2_000
    """Requests in all, retries among them."""
    max_tokens: int = 1_000_000
    """Tokens in all, as the endpoint counts prompt and answer."""
    answer_tokens: int = 256
    """Length asked for, in tokens."""
    retries: int = 5
    timeout_s: float = 60.0
    longest_wait_s: float = 120.0
    """A server that asks for more patience than this is given up on."""

    def __post_init__(self) -> None:
        if min(self.per_minute, self.max_requests, self.max_tokens, self.answer_tokens) <= 0:
            raise UsageError("limits of an endpoint are above zero; leave out what is not limited.")


class BudgetSpent(UsageError):
    """The limit of requests or tokens is reached."""

    def __init__(self, what: str, spent: int, limit: int) -> None:
        super().__init__(
            f"the budget of {limit:,} {what} is spent ({spent:,} used). What was answered is kept; "
            f"raise it with --max-{what} and run the same command to go on."
        )


class _Message(msgspec.Struct, frozen=True):
    content: str | None = None


class _Choice(msgspec.Struct, frozen=True):
    message: _Message = _Message()


class _Usage(msgspec.Struct, frozen=True):
    total_tokens: int = 0


class _Completion(msgspec.Struct, frozen=True):
    choices: list[_Choice]
    usage: _Usage | None = None


@dataclass(slots=True, kw_only=True)
class SuspectClient:
    """One model at one endpoint. Raises InputError with what the other end said."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    limits: Limits = Limits()
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    requests: int = 0
    tokens: int = 0
    _free_at: float = 0.0
    _http: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(f"--endpoint is an address such as http://host/v1; got {self.url!r}.")
        local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if self.key and parts.scheme == "http" and not local:
            raise UsageError(f"a key is not sent to {parts.hostname} in the clear; use https.")
        headers = {"authorization": f"Bearer {self.key}"} if self.key else {}
        self._http = httpx.Client(
            headers=headers, timeout=self.limits.timeout_s, follow_redirects=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask_all(self, prompts: Sequence[str], *, temperature: float = 1.0) -> Iterator[str]:
        """Answers in the order of the prompts, one request each.

        Raises BudgetSpent before anything is sent when the requests alone would exceed the budget.
        """
        if self.requests + len(prompts) > self.limits.max_requests:
            raise UsageError(
                f"{len(prompts):,} requests are needed and --max-requests allows "
                f"{self.limits.max_requests:,}. Nothing was sent; raise it or ask less."
            )
        for prompt in prompts:
            yield self.ask(prompt, temperature=temperature)

    def ask(self, prompt: str, *, temperature: float = 1.0) -> str:
        """One answer, after as many tries as the limits allow."""
        body = {
            "model": self.model,
            "messages": [{"role": "user", "content": prompt}],
            "temperature": temperature,
            "max_tokens": self.limits.answer_tokens,
        }
        for tried in range(self.limits.retries + 1):
            wait, told = self._try(body)
            if wait is None:
                return self._text(told)
            if tried == self.limits.retries:
                raise InputError(
                    f"{self.url} did not answer after {tried + 1} tries; the last: {told}. What "
                    "was answered is kept; run the same command to go on."
                )
            self.sleep(wait if wait > 0 else 0.5 * 2.0**tried)
        raise AssertionError  # the loop returns or raises

    def _try(self, body: dict[str, Any]) -> tuple[float | None, Any]:
        """(None, bytes) of an answer, or (seconds to wait, what went wrong); 0 for no word."""
        if self.requests >= self.limits.max_requests:
            raise BudgetSpent("requests", self.requests, self.limits.max_requests)
        if self.tokens >= self.limits.max_tokens:
            raise BudgetSpent("tokens", self.tokens, self.limits.max_tokens)
        self._pace()
        self.requests += 1
        try:
            with self._http.stream(
                "POST", self.url.rstrip("/") + "/chat/completions", json=body
            ) as answer:
                data = self._bounded(answer)
        except httpx.TransportError as wrong:
            return 0.0, f"{type(wrong).__name__} {wrong}".strip()
        if answer.status_code == 200:
            return None, data
        said = f"status {answer.status_code}, {data[:200].decode(errors='replace')!r}"
        if answer.status_code not in RETRIED:
            raise InputError(
                f"{self.url} refuses: {said}. Check the address, --model and the key's variable."
            )
        return self._patience(answer, said), said

    def _patience(self, answer: httpx.Response, said: str) -> float:
        asked = answer.headers.get("retry-after", "")
        try:
            wait = float(asked)
        except ValueError:
            at = email.utils.parsedate_to_datetime(asked) if _dated(asked) else None
            wait = (at - datetime.now(UTC)).total_seconds() if at else 0.0
        if wait > self.limits.longest_wait_s:
            raise InputError(
                f"{self.url} asks to wait {wait:.0f} s ({said}). What was answered is kept; run "
                "the same command later to go on."
            )
        return max(wait, 0.0)

    def _pace(self) -> None:
        """Wait until the next request is due."""
        now = self.clock()
        if now < self._free_at:
            self.sleep(self._free_at - now)
        self._free_at = max(now, self._free_at) + 60.0 / self.limits.per_minute

    def _bounded(self, answer: httpx.Response) -> bytes:
        data = bytearray()
        for part in answer.iter_bytes():
            data += part
            if len(data) > MAX_ANSWER:
                raise InputError(f"{self.url} sent an answer above {MAX_ANSWER // 2**20} MB.")
        return bytes(data)

    def _text(self, data: bytes) -> str:
        try:
            got = msgspec.json.decode(data, type=_Completion)
            text = got.choices[0].message.content
        except (msgspec.MsgspecError, ValueError, IndexError) as wrong:
            raise InputError(
                f"{self.url} is no OpenAI-compatible endpoint: {wrong or 'no choices'} in "
                f"{data[:120].decode(errors='replace')!r}."
            ) from wrong
        # A server that does not count is charged by length, four bytes a token.
        self.tokens += got.usage.total_tokens if got.usage else len(data) // 4
        return text or ""


def _dated(text: str) -> bool:
    try:
        return email.utils.parsedate_to_datetime(text).tzinfo is not None
    except (TypeError, ValueError):
        return False
