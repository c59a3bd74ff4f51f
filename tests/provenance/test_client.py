"""The client of a suspect's endpoint, against a server of our own on loopback."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gauger.errors import InputError, UsageError
from gauger.provenance.asks import Ask, collect, missing
from gauger.provenance.suspects import Output, read_outputs
from gauger.web.suspect import BudgetSpent, Limits, SuspectClient

pytest.importorskip("httpx")


@dataclass
class Endpoint:
    """A server that answers as it was told to, and remembers what it got."""

    script: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    """Status, headers and body of the next answers; an echo when it is used up."""
    seen: list[dict[str, object]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """An OpenAI-compatible server on a free port."""
    told = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            told.seen.append(body)
            told.headers.append({k.lower(): v for k, v in self.headers.items()})
            if told.script:
                status, headers, data = told.script.pop(0)
            else:
                text = "echo " + body["messages"][0]["content"]
                status, headers, data = 200, {}, answer(text)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def answer(text: str | None, tokens: int = 10) -> bytes:
    """A completion as such endpoints send it."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}}
    told = {"id": "x", "choices": [choice], "usage": {"total_tokens": tokens}}
    return json.dumps(told).encode()


@dataclass
class Clock:
    """Time that only passes when somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        """The time."""
        return self.now


def client(endpoint: Endpoint, clock: Clock, key: str = "", **limits: object) -> SuspectClient:
    """A client that does not wait for real."""
    return SuspectClient(
        url=endpoint.url, model="their-model", key=key, sleep=clock.sleep, clock=clock.clock,
        limits=Limits(**limits),  # type: ignore[arg-type]
    )  # fmt: skip


def test_it_asks_what_it_should(endpoint: Endpoint) -> None:
    """Model, prompt, temperature and key arrive; the text comes back."""
    with client(endpoint, Clock(), key="sk-1") as c:
        assert c.ask("hello", temperature=0.7) == "echo hello"
    sent = endpoint.seen[0]
    assert sent["model"] == "their-model"
    assert sent["temperature"] == 0.7
    assert endpoint.headers[0]["authorization"] == "Bearer sk-1"
    assert "sk-1" not in repr(c)


def test_it_keeps_the_rate(endpoint: Endpoint) -> None:
    """Ten requests at twenty a minute take 27 seconds of waiting."""
    clock = Clock()
    with client(endpoint, clock, per_minute=20) as c:
        assert len(list(c.ask_all(["x"] * 10))) == 10
    assert clock.now == pytest.approx(27.0)


def test_it_tries_again_and_waits_as_told(endpoint: Endpoint) -> None:
    """Overloaded, then told to wait seven seconds, then an answer."""
    clock = Clock()
    endpoint.script = [(503, {}, b"busy"), (429, {"Retry-After": "7"}, b"slow")]
    with client(endpoint, clock, per_minute=1e9) as c:
        assert c.ask("x") == "echo x"
        assert c.requests == 3
    assert clock.slept[0] == 0.5
    assert 7.0 in clock.slept


def test_it_gives_up_with_one_line(endpoint: Endpoint) -> None:
    """After the last try; and at once where trying again cannot help."""
    endpoint.script = [(500, {}, b"oops")] * 9
    with client(endpoint, Clock(), retries=2) as c:
        with pytest.raises(InputError, match=r"after 3 tries.*500"):
            c.ask("x")
        endpoint.script = [(401, {}, b"who are you")]
        with pytest.raises(InputError, match=r"401.*--model"):
            c.ask("x")
        assert c.requests == 4
        endpoint.script = [(429, {"Retry-After": "9000"}, b"")]
        with pytest.raises(InputError, match="wait 9000 s"):
            c.ask("x")


def test_it_survives_a_server_that_hangs_up() -> None:
    """Nobody listens: a connection error is retried and then said."""
    gone = Endpoint(url="http://127.0.0.1:9/v1")
    clock = Clock()
    with (
        client(gone, clock, retries=3, per_minute=1e9) as c,
        pytest.raises(InputError, match="ConnectError"),
    ):
        c.ask("x")
    assert c.requests == 4
    assert [s for s in clock.slept if s in {0.5, 1.0, 2.0}] == [0.5, 1.0, 2.0]


def test_it_follows_no_redirect(endpoint: Endpoint) -> None:
    """A redirect would carry the key to a stranger."""
    endpoint.script = [(307, {"Location": "http://127.0.0.1:9/"}, b"")]
    with client(endpoint, Clock(), key="k") as c, pytest.raises(InputError, match="307"):
        c.ask("x")


@pytest.mark.parametrize(
    "data", [b"<html>", b"{}", b'{"choices": []}', b"\xff\xfe", b'{"choices": [{"message": 3}]}']
)
def test_nonsense_is_named(endpoint: Endpoint, data: bytes) -> None:
    """Not a traceback."""
    endpoint.script = [(200, {}, data)]
    with client(endpoint, Clock()) as c, pytest.raises(InputError, match="no OpenAI-compatible"):
        c.ask("x")


def test_a_refusal_without_text_is_an_empty_answer(endpoint: Endpoint) -> None:
    """Content may be null."""
    endpoint.script = [(200, {}, answer(None))]
    with client(endpoint, Clock()) as c:
        assert c.ask("x") == ""


def test_the_budget_holds(endpoint: Endpoint) -> None:
    """Requests are counted before anything is sent, tokens as they are spent."""
    with client(endpoint, Clock(), max_requests=3) as c:
        with pytest.raises(UsageError, match="Nothing was sent"):
            list(c.ask_all(["x"] * 4))
        assert endpoint.seen == []
    endpoint.script = [(200, {}, answer("a", tokens=60))] * 3
    with client(endpoint, Clock(), max_tokens=100) as c:
        answers = c.ask_all(["x"] * 3)
        assert [next(answers), next(answers)] == ["a", "a"]
        with pytest.raises(BudgetSpent, match="100 tokens"):
            next(answers)


def test_keys_do_not_travel_in_the_clear() -> None:
    """Nor is a wrong address tried."""
    with pytest.raises(UsageError, match="in the clear"):
        SuspectClient(url="http://models.example/v1", model="m", key="k")
    with pytest.raises(UsageError, match="--endpoint"):
        SuspectClient(url="models.example", model="m")


def test_an_interrupted_run_goes_on(endpoint: Endpoint, tmp_path: Path) -> None:
    """What was paid for is kept, and only what is missing is asked."""
    asks = [Ask(prompt=f"p{i}", say=f"say p{i}") for i in range(3) for _ in range(2)]
    path = tmp_path / "said.jsonl"
    endpoint.script = [(200, {}, answer("one")), (200, {}, answer("two")), (400, {}, b"no")]
    with client(endpoint, Clock()) as c, pytest.raises(InputError):
        collect(asks, path, c.ask_all)
    assert [r.text for r in read_outputs(path)] == ["one", "two"]
    with client(endpoint, Clock()) as c:
        collect(asks, path, c.ask_all)
        assert c.requests == 4
    rows = read_outputs(path)
    assert len(rows) == 6
    assert missing(asks, rows) == []
    assert rows[-1] == Output(prompt="p2", text="echo say p2")
