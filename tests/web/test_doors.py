"""Each lock by itself: what a browser is told, how often one may guess, when things end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import insert, update
from starlette.testclient import TestClient

from gauger.casework import grants, people, sessions, tokens
from gauger.casework import tables as t
from gauger.casework.details import details_of
from gauger.casework.model import Action, LabelKind
from gauger.casework.people import Permission
from gauger.casework.sessions import TooManyTries, WrongSignIn
from gauger.casework.store import CaseStore
from gauger.errors import InputError
from gauger.web import upload
from gauger.web.app import create_app
from gauger.web.settings import Settings
from tests.web.conftest import ACCOUNT, CASE, OTHER, PASSWORD, PROMPT, SECRET, Browser


def test_browsers_are_told_all_of_this_and_nothing_softer(app: FastAPI) -> None:
    told = TestClient(app, base_url="http://127.0.0.1").get("/sign-in").headers
    assert told["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert told["x-frame-options"] == "DENY"
    assert told["cache-control"] == "no-store"
    assert told["referrer-policy"] == "same-origin"
    assert told["cross-origin-opener-policy"] == "same-origin"
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in told


def test_over_tls_the_cookie_is_bound_to_the_host_and_tls_to_the_browser(store: CaseStore) -> None:
    app = create_app(store, Settings(public_url="https://gauger.example"))
    client = TestClient(app, base_url="https://gauger.example", follow_redirects=False)
    answer = client.post("/sign-in", data={"name": "viewer", "password": PASSWORD})
    name, _, flags = answer.headers["set-cookie"].partition("=")
    assert name == "__Host-gauger"
    for flag in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert flag in flags
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("name", "address", "many", "spread"),
    [("viewer", "here", 5, False), ("viewer", "here", 30, "names"), ("viewer", "x", 50, "places")],
)
def test_guesses_are_counted_by_name_by_address_and_by_name_from_anywhere(
    store: CaseStore, name: str, address: str, many: int, spread: str | bool
) -> None:
    """One fewer is let through; once they are a quarter of an hour old, all are forgotten."""
    at = store.clock()
    for number in range(many):
        with store.writing() as c:
            sessions.wait(c, name, address, at)
            c.execute(insert(t.attempts).values(
                name=f"n{number}" if spread == "names" else name,
                address=f"a{number}" if spread == "places" else address, at=at))  # fmt: skip
    with store.writing() as c:
        with pytest.raises(TooManyTries):
            sessions.wait(c, name, address, at)
        sessions.wait(c, name, address, at + timedelta(minutes=16))


def test_a_barred_person_enters_by_no_door(
    app: FastAPI, store: CaseStore, browse: Callable[[str | None], Browser],
    token: Callable[..., dict[str, str]],
) -> None:  # fmt: skip
    """Not by a session begun before, not by a token, not by the right password."""
    ann, program = browse("analyst"), token("analyst")
    with store.writing() as c:
        c.execute(update(t.people).where(t.people.c.name == "analyst").values(active=False))
    assert ann.get("/").status_code == 303
    client = TestClient(app, base_url="http://127.0.0.1")
    assert client.get("/api/v1/me", headers=program).status_code == 401
    with store.writing() as c, pytest.raises(WrongSignIn):
        sessions.sign_in(c, "analyst", PASSWORD, address="here", at=store.clock())


def test_a_name_that_nobody_has_costs_a_hash_as_well(
    store: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the time does not tell which names there are."""
    seen: list[str] = []
    monkeypatch.setattr(sessions, "_right", lambda stored, _: seen.append(stored))
    with store.writing() as c, pytest.raises(WrongSignIn):
        sessions.sign_in(c, "nobody", "x", address="here", at=store.clock())
    assert len(seen) == 1


def test_sessions_end_by_age_and_by_rest(store: CaseStore) -> None:
    at = store.clock()
    with store.writing() as c:
        secret = sessions.start_session(c, "viewer", at=at)
        assert sessions.session_person(c, secret, at=at + timedelta(minutes=119))
        assert sessions.session_person(c, secret, at=at + timedelta(minutes=121)) is None
        sessions.touch_session(c, secret, at=at + timedelta(hours=12))
        assert sessions.session_person(c, secret, at=at + timedelta(hours=12, minutes=1)) is None


def test_tokens_end_on_their_day_and_are_their_owners(
    store: CaseStore, token: Callable[..., dict[str, str]]
) -> None:
    mine = token("analyst", Permission.READ)["Authorization"].removeprefix("Bearer ")
    at = store.clock()
    with store.writing() as c:
        found = tokens.token_person(c, mine, at=at)
        assert found is not None
        assert tokens.token_person(c, mine, at=at + timedelta(days=2)) is None
        assert tokens.token_person(c, f"{mine}x", at=at) is None
        with pytest.raises(InputError):
            tokens.revoke_token(c, found[2], by="viewer", at=at)


def test_a_grant_is_for_one_person_one_case_and_one_hour(store: CaseStore) -> None:
    at = store.clock()
    with store.writing() as c:
        grants.grant(c, CASE, "analyst", "ask the bank", at=at)
        assert grants.granted(c, CASE, "analyst", at=at + timedelta(minutes=59))
        assert grants.granted(c, CASE, "analyst", at=at + timedelta(minutes=61)) is None
        assert grants.granted(c, OTHER, "analyst", at=at) is None
        assert grants.granted(c, CASE, "analyst2", at=at) is None


def test_who_loses_the_right_sees_nothing_on_an_old_grant(
    store: CaseStore, browse: Callable[[str | None], Browser]
) -> None:
    ann = browse("analyst")
    ann.post(f"/cases/{CASE}/reveal", reason="ask the bank")
    with store.writing() as c:
        c.execute(
            update(t.people)
            .where(t.people.c.name == "analyst")
            .values(role=people.Role.VIEWER)
        )  # fmt: skip
    for account in store.case(CASE).members[:3]:
        ann.get(f"/cases/{CASE}/account?id={account.account_id}")
    assert all(e.act != "read hidden data" for e in store.audit(CASE))


def test_tables_of_more_rows_than_detections_have_are_refused(
    monkeypatch: pytest.MonkeyPatch, browse: Callable[[str | None], Browser],
    bundle: Callable[..., bytes],
) -> None:  # fmt: skip
    """By the footer, before a row is read."""
    monkeypatch.setattr(upload, "MOST_ROWS", 1)
    ada = browse("admin")
    answer = ada.client.post(
        "/import", data={"csrf": ada.csrf}, files={"bundle": ("x.zip", bundle())}
    )
    assert answer.status_code == 400
    assert "more than detections can" in answer.text


@pytest.mark.parametrize("drawer", ["personal", "text"])
def test_a_look_at_either_hidden_drawer_is_on_record(
    store: CaseStore, browse: Callable[[str | None], Browser], drawer: str
) -> None:
    """Personal data alone, or text alone; a look at an account without any is none."""
    other = {"personal": t.details.c.text, "text": t.details.c.personal}[drawer]
    with store.writing() as c:
        c.execute(update(t.details).values({other: None}))
    ann = browse("analyst")
    ann.post(f"/cases/{CASE}/reveal", reason="ask the bank")
    before = len(store.audit(CASE))
    ann.get(f"/cases/{CASE}/account?id=acct-0000004")
    assert len(store.audit(CASE)) == before
    seen = ann.get(f"/cases/{CASE}/account?id={ACCOUNT}").text
    assert (SECRET in seen, PROMPT in seen) == (drawer == "personal", drawer == "text")
    assert [e.act for e in store.audit(CASE)[before:]] == ["read hidden data"]


def test_a_grant_opens_no_account_that_is_not_of_its_case(
    store: CaseStore, browse: Callable[[str | None], Browser]
) -> None:
    """Details are kept by case: one case's grant does not show them through another's page."""
    ann = browse("analyst")
    ann.post(f"/cases/{OTHER}/reveal", reason="ask the bank")
    assert ann.get(f"/cases/{OTHER}/account?id={ACCOUNT}").status_code == 400
    with store.reading() as c:
        assert details_of(c, OTHER, ACCOUNT, reveal=True) is None
        assert details_of(c, CASE, ACCOUNT, reveal=True) is not None


def test_nobody_is_let_into_a_case_that_is_not_there(
    store: CaseStore, browse: Callable[[str | None], Browser]
) -> None:
    """To see what is hidden, or to take accounts away: nothing goes on record."""
    ann, before = browse("analyst"), len(store.audit())
    assert ann.post("/cases/none/reveal", reason="x").status_code == 404
    assert ann.get("/cases/none/accounts.csv").status_code == 404
    assert len(store.audit()) == before


def test_a_form_without_the_version_that_was_seen_changes_nothing(
    store: CaseStore, browse: Callable[[str | None], Browser]
) -> None:
    ann = browse("analyst")
    for sent in ({}, {"version": ""}, {"version": "x"}, {"version": "0", "status": "gone"}):
        assert ann.post(f"/cases/{CASE}/change", **{"owner": "ann", **sent}).status_code == 400
    assert ann.post(f"/cases/{CASE}/change", version="7", owner="ann").status_code == 409
    assert store.case(CASE).owner is None


def test_a_decision_for_a_label_that_nobody_carries_is_not_one_for_the_whole_case(
    store: CaseStore, browse: Callable[[str | None], Browser]
) -> None:
    ann = browse("analyst")
    sent = {"action": "suspend", "scope": "confirmed", "reason": "x"}
    assert ann.post(f"/cases/{CASE}/propose", **sent).status_code == 400
    assert store.case(CASE).decisions == ()
    store.label(CASE, [ACCOUNT], LabelKind.CONFIRMED, "x", by="ann")
    assert ann.post(f"/cases/{CASE}/propose", **sent).status_code == 303
    assert store.case(CASE).decisions[0].accounts == (ACCOUNT,)


def test_through_the_api_too_only_an_approver_turns_down_anothers_proposal(
    app: FastAPI, store: CaseStore, token: Callable[..., dict[str, str]]
) -> None:
    made = store.propose(CASE, Action.SUSPEND, [], "x", by="analyst")
    client = TestClient(app, base_url="http://127.0.0.1")
    path, body = f"/api/v1/decisions/{made.decision_id}/withdraw", {"reason": "x"}
    assert client.post(path, json=body, headers=token("analyst2")).status_code == 409
    narrow = token("approver", Permission.READ, Permission.WRITE)
    assert client.post(path, json=body, headers=narrow).status_code == 409
    assert client.post(path, json=body, headers=token("approver")).status_code == 200
