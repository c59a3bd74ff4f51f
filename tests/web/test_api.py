"""The API keeps what its description promises."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from gauger.casework.model import LabelKind
from gauger.casework.people import Permission
from gauger.casework.store import CaseStore, open_store
from gauger.web.app import create_app
from gauger.web.settings import Settings
from tests.web.conftest import ACCOUNT, CASE, OTHER

DESCRIPTION = schemathesis.openapi.from_dict(
    create_app(open_store("sqlite://"), Settings()).openapi()
)


@pytest.fixture
def headers(token: Callable[..., dict[str, str]]) -> dict[str, str]:
    """What lets a program do everything."""
    return token("admin")


@pytest.fixture
def admin(app: FastAPI, headers: dict[str, str]) -> TestClient:
    """A client that may do everything."""
    return TestClient(app, base_url="http://127.0.0.1", headers=headers)


@DESCRIPTION.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_the_description_holds(
    case: "schemathesis.Case[Any]", app: FastAPI, headers: dict[str, str]
) -> None:
    """No server error, no undocumented status, no answer of another shape."""
    if len(case.path_parameters.get("case_id", "")) % 2:
        case.path_parameters["case_id"] = CASE  # what is drawn names no case, and tries only 404
    case.call_and_validate(
        app=app,
        base_url="http://127.0.0.1",
        headers=headers,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )


def test_a_case_is_worked_through_the_api(admin: TestClient) -> None:
    base = f"/api/v1/cases/{CASE}"
    assert admin.get("/api/v1/cases").json()["total"] == 4
    body = {"accounts": [ACCOUNT], "kind": "cleared", "reason": "a customer"}
    assert admin.post(f"{base}/labels", json=body).json() == {"done": 1}
    version = admin.get(base).json()["case"]["version"]
    change = {"version": version, "owner": "ann"}
    assert admin.patch(base, json=change).json() == {"done": version + 1}
    assert admin.patch(base, json=change).status_code == 409
    decided = {"version": version + 1, "status": "decided"}
    assert admin.patch(base, json=decided).status_code == 409
    assert admin.patch(base, json={**change, "onwer": "x"}).status_code == 422
    made = admin.post(f"{base}/decisions", json={"action": "suspend", "reason": "x"}).json()
    assert admin.post(f"/api/v1/decisions/{made['decision_id']}/approve").status_code == 409
    assert admin.post(f"{base}/relations", json={"other": OTHER, "reason": "x"}).status_code == 200
    assert admin.get("/api/v1/labels").json()["labels"][0]["kind"] == "cleared"
    assert admin.get("/api/v1/audit").json()["wrong"] is None
    assert "/api/v1/cases" in admin.get("/api/v1/openapi.json").json()["paths"]


def test_lists_come_in_parts_that_add_up(admin: TestClient, store: CaseStore) -> None:
    """Cases, members, links, labels, history: each part in order, the total always the same."""
    ids = [m.account_id for m in store.case(CASE).members]
    store.label(CASE, ids, LabelKind.UNSURE, "first look", by="ann")
    store.label(CASE, ids[:5], LabelKind.CLEARED, "a customer", by="ann")
    base = f"/api/v1/cases/{CASE}"
    lists = {
        "/api/v1/cases": "cases", f"{base}/members": "members", f"{base}/links": "links",
        f"{base}/labels": "labels", f"{base}/history": "entries", "/api/v1/labels": "labels",
    }  # fmt: skip
    for path, name in lists.items():
        whole = admin.get(path, params={"limit": 1000}).json()
        many, step = len(whole[name]), max(1, len(whole[name]) // 3)
        assert whole["total"] == many > 1
        parts = [
            admin.get(path, params={"limit": step, "offset": start}).json()
            for start in range(0, many + step, step)
        ]
        assert [row for part in parts for row in part[name]] == whole[name], path
        assert {part["total"] for part in parts} == {many}
        assert admin.get(path, params={"limit": 1001}).status_code == 422


def test_labels_are_every_word_or_the_one_that_counts(admin: TestClient, store: CaseStore) -> None:
    """Of one case, of one account; the word on the same account in another case stays there."""
    store.label(CASE, [ACCOUNT, "acct-0000004"], LabelKind.UNSURE, "first look", by="ann")
    store.label(CASE, [ACCOUNT], LabelKind.CLEARED, "a customer", by="bob")
    base = f"/api/v1/cases/{CASE}/labels"

    def said(**query: str | bool) -> list[tuple[str, str, str]]:
        rows = admin.get(base, params=query).json()["labels"]
        return [(r["account_id"], r["kind"], r["by"]) for r in rows]

    mine = [(ACCOUNT, "unsure", "ann"), (ACCOUNT, "cleared", "bob")]
    assert said() == [mine[0], ("acct-0000004", "unsure", "ann"), mine[1]]
    assert said(account=ACCOUNT) == mine
    assert said(last=True) == [("acct-0000004", "unsure", "ann"), mine[1]]
    assert said(last=True, account=ACCOUNT) == mine[1:]
    assert admin.get(f"/api/v1/cases/{OTHER}/labels").json() == {"total": 0, "labels": []}
    for part in ("labels", "history", "links", "members"):
        assert admin.get(f"/api/v1/cases/none/{part}").status_code == 404


def test_all_that_pass_a_filter_are_labelled_at_once_or_not_at_all(
    admin: TestClient, store: CaseStore
) -> None:
    """As many as the list said, in one entry of the record; nothing when others pass by now."""
    base = f"/api/v1/cases/{CASE}"
    wanted = {"signal": "shared-payment"}
    total = admin.get(f"{base}/members", params=wanted).json()["total"]
    body = {"kind": "unsure", "reason": "look again", "where": {**wanted, "expected": total}}
    before = len(store.audit(CASE))
    wrong = {**body, "where": {**wanted, "expected": total - 1}}
    assert admin.post(f"{base}/labels", json=wrong).status_code == 409
    assert admin.get(f"{base}/labels").json()["total"] == 0
    assert len(store.audit(CASE)) == before
    assert admin.post(f"{base}/labels", json=body).json() == {"done": total}
    assert admin.get(f"{base}/labels").json()["total"] == total
    assert [e.act for e in store.audit(CASE)[before:]] == ["label"]
    rest = {**body, "where": {"label": "none", "expected": 40 - total}}
    assert admin.post(f"{base}/labels", json=rest).json() == {"done": 40 - total}
    both = {**body, "accounts": [ACCOUNT]}
    neither = {"kind": "unsure", "reason": "look again"}
    assert [admin.post(f"{base}/labels", json=b).status_code for b in (both, neither)] == [422] * 2


@pytest.mark.parametrize("scope", [p for p in Permission if p is not Permission.READ])
def test_a_token_without_the_scope_to_read_reads_no_list(
    app: FastAPI, token: Callable[..., dict[str, str]], scope: Permission
) -> None:
    client = TestClient(app, base_url="http://127.0.0.1", headers=token("admin", scope))
    for part in ("", f"/{CASE}", f"/{CASE}/members", f"/{CASE}/links", f"/{CASE}/labels",
                 f"/{CASE}/history"):  # fmt: skip
        assert client.get(f"/api/v1/cases{part}").status_code == 403


def test_a_token_to_read_labels_nobody_and_takes_no_list_of_labels_away(
    app: FastAPI, token: Callable[..., dict[str, str]], store: CaseStore
) -> None:
    client = TestClient(app, base_url="http://127.0.0.1", headers=token("admin", Permission.READ))
    body = {"kind": "unsure", "reason": "x", "where": {"expected": 40}}
    assert client.post(f"/api/v1/cases/{CASE}/labels", json=body).status_code == 403
    assert client.get("/api/v1/labels").status_code == 403
    assert store.case(CASE).labels == ()
