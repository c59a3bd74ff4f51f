"""Locks that stand behind others, each by itself: without it one of these fails."""

import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import anyio
import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select, update
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from gauger.casework import people, sessions, tokens
from gauger.casework import tables as t
from gauger.casework.people import Permission, Role
from gauger.casework.sessions import TooManyTries, WrongSignIn
from gauger.casework.store import CaseStore, open_store
from gauger.errors import InputError
from gauger.web import running
from gauger.web.headers import Headers, TooLarge
from gauger.web.settings import Settings
from tests.web.conftest import CASE, PASSWORD, Browser

Browse = Callable[[str | None], Browser]
Token = Callable[..., dict[str, str]]


def test_a_token_is_no_way_into_a_form(app: FastAPI, store: CaseStore, token: Token) -> None:
    """It has no form of its own: an empty mark is not its mark."""
    client = TestClient(app, base_url="http://127.0.0.1")
    sent = {"csrf": "", "text": "x"}
    answer = client.post(f"/cases/{CASE}/note", data=sent, headers=token("analyst"))
    assert answer.status_code == 403
    assert store.case(CASE).notes == ()


def test_a_token_comes_as_a_bearer_and_is_asked_for(app: FastAPI, token: Token) -> None:
    client = TestClient(app, base_url="http://127.0.0.1")
    given = token("analyst")["Authorization"].removeprefix("Bearer ")
    for scheme, status in (("bearer", 200), ("Basic", 401), ("", 401)):
        answer = client.get("/api/v1/me", headers={"Authorization": f"{scheme} {given}"})
        assert answer.status_code == status, scheme
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_form_of_many_files_is_refused(browse: Browse, store: CaseStore) -> None:
    """Nine, where no form has more than five; the sign-in takes none."""
    ann = browse("analyst")
    files = [(f"f{i}", ("x", b"x")) for i in range(9)]
    sent = {"csrf": ann.csrf, "text": "x"}
    assert ann.client.post(f"/cases/{CASE}/note", data=sent, files=files).status_code == 400
    assert store.case(CASE).notes == ()
    signing = {"name": "viewer", "password": PASSWORD}
    assert ann.client.post("/sign-in", data=signing, files=files[:1]).status_code == 400


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_the_api_is_described_to_who_may_read_it_alone(browse: Browse, path: str) -> None:
    assert browse(None).get(path).status_code == 404


@pytest.mark.parametrize("public", ["http://127.0.0.1:8321", "https://gauger.example"])
def test_a_proxy_is_believed_only_where_there_is_one(
    store: CaseStore, monkeypatch: pytest.MonkeyPatch, public: str
) -> None:
    """Else a header would make every guess at a password come from elsewhere; no log of queries."""
    seen: dict[str, Any] = {}

    def told(_: object, **given: Any) -> object:
        seen.update(given)
        return object()

    class Server:
        def __init__(self, _: object) -> None: ...

        def run(self, sockets: object) -> None: ...

    monkeypatch.setattr(uvicorn, "Config", told)
    monkeypatch.setattr(uvicorn, "Server", Server)
    with socket.socket() as listening:
        running.run(store, Settings(public_url=public), listening)
    assert seen["proxy_headers"] is public.startswith("https")
    assert (seen["forwarded_allow_ips"], seen["access_log"]) == ("127.0.0.1", False)


def test_who_has_to_wait_is_told_how_long(app: FastAPI) -> None:
    client = TestClient(app, base_url="http://127.0.0.1")
    sent = {"name": "viewer", "password": "x"}
    answers = [client.post("/sign-in", data=sent) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "900"


def test_guesses_at_an_endless_name_are_counted(store: CaseStore) -> None:
    """What is kept of a name is what is counted."""
    at, name = store.clock(), "v" * 300
    with store.writing() as c:
        for _ in range(5):
            with pytest.raises(WrongSignIn):
                sessions.sign_in(c, name, "x", address="here", at=at)
        with pytest.raises(TooManyTries):
            sessions.sign_in(c, name, "x", address="here", at=at)
        assert max(len(r.name) for r in c.execute(select(t.attempts))) == 100


def test_an_endless_password_is_not_hashed_whole(
    store: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(
        sessions, "HASHER", type("H", (), {"verify": lambda _, __, p: seen.append(len(p))})()
    )
    with store.writing() as c, pytest.raises(WrongSignIn):
        sessions.sign_in(c, "viewer", "x" * 10**6, address="here", at=store.clock())
    assert seen == [1_000]


def test_a_weak_hash_is_made_anew_when_its_password_comes(store: CaseStore) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    mine = select(t.people.c.password).where(t.people.c.name == "viewer")
    with store.writing() as c:
        c.execute(update(t.people).where(t.people.c.name == "viewer").values(password=weak))
        sessions.sign_in(c, "viewer", PASSWORD, address="here", at=store.clock())
        now = c.execute(mine).scalar_one()
        assert now != weak
        assert people.HASHER.verify(now, PASSWORD)
        assert not people.HASHER.check_needs_rehash(now)


def test_who_has_no_password_enters_by_none(store: CaseStore) -> None:
    """Somebody of an identity provider."""
    with store.writing() as c:
        people.add_person(c, "eve", Role.VIEWER, password=None, by="x", at=store.clock())
        for guess in ("", "None", "x"):
            with pytest.raises(WrongSignIn):
                sessions.sign_in(c, "eve", guess, address="here", at=store.clock())


def test_sessions_that_ended_are_not_kept(store: CaseStore) -> None:
    at = store.clock()
    with store.writing() as c:
        sessions.start_session(c, "viewer", at=at)
        sessions.start_session(c, "viewer", at=at + timedelta(hours=13))
        assert len(c.execute(select(t.sessions)).all()) == 1


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("eve", "short"),
        ("eve", "my name is Eve, I say"),
        ("eve", "abcdabcdabcdabcd"),
        ("eve", "abcdefghijk" * 100),
        ("", PASSWORD),
        (" eve", PASSWORD),
        ("e" * 101, PASSWORD),
        ("e\u202eve", PASSWORD),
        ("VIEWER", PASSWORD),
    ],
)
def test_names_and_passwords_that_are_none(store: CaseStore, name: str, password: str) -> None:
    """Guessed easily, containing the name, endless; blank, invisible, or another's in capitals."""
    with store.writing() as c:
        before = people.everybody(c)
        with pytest.raises(InputError):
            people.add_person(c, name, Role.VIEWER, password=password, by="x", at=store.clock())
        assert people.everybody(c) == before


@pytest.mark.parametrize(
    "again", ["Zo\u00eb", "zo\u00eb", "ZO\u00cb", "Zoe\u0308", "\uff3ao\u00eb"]
)
def test_a_name_that_reads_like_anothers_is_taken(store: CaseStore, again: str) -> None:
    """Beyond ASCII, where SQLite knows no capitals: also in two signs for one, or in wide ones."""
    with store.writing() as c:
        people.add_person(c, "Zo\u00eb", Role.VIEWER, password=PASSWORD, by="x", at=store.clock())
        with pytest.raises(InputError, match="already"):
            people.add_person(c, again, Role.ADMIN, password=PASSWORD, by="x", at=store.clock())


def test_blanks_around_a_name_are_not_part_of_it(browse: Browse, store: CaseStore) -> None:
    sent = {"name": " eve ", "role": "viewer", "password": PASSWORD}
    assert browse("admin").post("/people", **sent).status_code == 303
    with store.reading() as c:
        assert "eve" in {p.name for p in people.everybody(c)}


@pytest.mark.parametrize("change", [{"active": False}, {"password": "another good password"}])
def test_a_bar_or_a_new_password_ends_the_sessions_begun_before(
    store: CaseStore, change: dict[str, Any]
) -> None:
    at = store.clock()
    with store.writing() as c:
        for name in ("analyst", "analyst2"):
            sessions.start_session(c, name, at=at)
        people.change_person(c, "analyst", by="x", at=at, **change)
        assert [r.person for r in c.execute(select(t.sessions))] == ["analyst2"]


def test_the_last_admin_who_may_sign_in_stays(store: CaseStore) -> None:
    """Another who is barred does not count; barring is as good as another role."""
    at = store.clock()
    with store.writing() as c:
        people.change_person(c, "admin2", by="x", at=at, active=False)
        for change in ({"active": False}, {"role": Role.VIEWER}):
            with pytest.raises(InputError, match="last admin"):
                people.change_person(c, "admin", by="x", at=at, **change)


@pytest.mark.parametrize(
    ("scopes", "days"), [((), 5), ((Permission.READ,), 0), ((Permission.READ,), 367)]
)
def test_a_token_has_a_scope_and_an_end(
    store: CaseStore, scopes: tuple[Permission, ...], days: int
) -> None:
    with store.writing() as c:
        who = next(p for p in people.everybody(c) if p.name == "viewer")
        lasts = timedelta(days=days)
        with pytest.raises(InputError):
            tokens.make_token(c, who, "x", scopes, lasts=lasts, at=store.clock())


@pytest.mark.parametrize("wrong", [TooLarge(), RuntimeError("late")])
def test_an_answer_that_has_begun_is_not_answered_again(wrong: Exception) -> None:
    """A second start would break the connection, and say nothing to anybody."""
    sent: list[str] = []

    async def breaks(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise wrong

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message["type"])

    scope = {"type": "http", "path": "/", "method": "GET", "headers": []}
    anyio.run(Headers(breaks, secure=False), scope, receive, send)
    assert sent == ["http.response.start"]


def test_the_password_of_a_store_is_not_told() -> None:
    with pytest.raises(InputError, match="cannot be used") as wrong:
        open_store("postgresql://gauger:hunter2hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(wrong.value)
