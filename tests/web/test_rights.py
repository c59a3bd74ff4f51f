"""Every route against every role, in one table; a route that is not in it fails the suite."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from gauger.casework.people import MAY, Permission, Role
from gauger.web.app import PARTS
from tests.web.conftest import ACCOUNT, CASE, Browser

READ, WRITE, EXPORT = Permission.READ, Permission.WRITE, Permission.EXPORT
REVEAL, APPROVE, IMPORT = Permission.REVEAL, Permission.APPROVE, Permission.IMPORT
ADMIN, ANYBODY = Permission.ADMIN, None
NEEDS: dict[tuple[str, str], Permission | None] = {
    ("GET", "/sign-in"): ANYBODY,
    ("POST", "/sign-in"): ANYBODY,
    ("POST", "/sign-out"): READ,
    ("POST", "/look"): READ,
    ("GET", "/me"): READ,
    ("POST", "/me/tokens"): READ,
    ("POST", "/me/tokens/revoke"): READ,
    ("GET", "/"): READ,
    ("GET", "/search"): READ,
    ("GET", "/cases/{case_id}"): READ,
    ("GET", "/cases/{case_id}/links"): READ,
    ("GET", "/cases/{case_id}/without"): READ,
    ("GET", "/cases/{case_id}/history"): READ,
    ("GET", "/cases/{case_id}/accounts"): READ,
    ("GET", "/cases/{case_id}/accounts.csv"): EXPORT,
    ("GET", "/cases/{case_id}/account"): READ,
    ("POST", "/cases/{case_id}/change"): WRITE,
    ("POST", "/cases/{case_id}/label"): WRITE,
    ("POST", "/cases/{case_id}/note"): WRITE,
    ("POST", "/cases/{case_id}/propose"): WRITE,
    ("POST", "/cases/{case_id}/relate"): WRITE,
    ("POST", "/cases/{case_id}/reveal"): REVEAL,
    ("POST", "/decisions/{decision_id}/approve"): APPROVE,
    ("POST", "/decisions/{decision_id}/withdraw"): WRITE,
    ("GET", "/compare"): READ,
    ("GET", "/actors"): READ,
    ("POST", "/actors"): WRITE,
    ("GET", "/people"): ADMIN,
    ("POST", "/people"): ADMIN,
    ("POST", "/people/change"): ADMIN,
    ("GET", "/audit"): ADMIN,
    ("GET", "/import"): IMPORT,
    ("POST", "/import"): IMPORT,
    ("GET", "/cases/{case_id}/pack"): READ,
    ("POST", "/cases/{case_id}/pack"): EXPORT,
    ("GET", "/cases/{case_id}/pack.zip"): EXPORT,
    ("GET", "/api/v1/me"): READ,
    ("GET", "/api/v1/cases"): READ,
    ("GET", "/api/v1/cases/{case_id}"): READ,
    ("GET", "/api/v1/cases/{case_id}/members"): READ,
    ("GET", "/api/v1/cases/{case_id}/links"): READ,
    ("GET", "/api/v1/cases/{case_id}/without"): READ,
    ("GET", "/api/v1/cases/{case_id}/labels"): READ,
    ("GET", "/api/v1/cases/{case_id}/history"): READ,
    ("PATCH", "/api/v1/cases/{case_id}"): WRITE,
    ("POST", "/api/v1/cases/{case_id}/labels"): WRITE,
    ("POST", "/api/v1/cases/{case_id}/notes"): WRITE,
    ("POST", "/api/v1/cases/{case_id}/decisions"): WRITE,
    ("POST", "/api/v1/cases/{case_id}/relations"): WRITE,
    ("GET", "/api/v1/decisions"): READ,
    ("POST", "/api/v1/decisions/{decision_id}/approve"): APPROVE,
    ("POST", "/api/v1/decisions/{decision_id}/withdraw"): WRITE,
    ("GET", "/api/v1/actors"): READ,
    ("GET", "/api/v1/labels"): EXPORT,
    ("GET", "/api/v1/search"): READ,
    ("GET", "/api/v1/audit"): ADMIN,
    ("POST", "/api/v1/import"): IMPORT,
    ("GET", "/api/v1/openapi.json"): READ,
}
# Bodies that pass the check of fields, so that rights decide.
BODIES: dict[str, dict[str, object]] = {
    "/labels": {"accounts": [ACCOUNT], "kind": "unsure", "reason": "x"},
    "/notes": {"text": "x"},
    "/decisions": {"action": "observe", "reason": "x"},
    "/relations": {"other": "case-C-0000001", "reason": "x"},
    "/withdraw": {"reason": "x"},
}


def test_what_each_role_may_is_what_is_written_here() -> None:
    """The table above asks the code what a role may; this asks whether the code is right."""
    work = {READ, WRITE, EXPORT, REVEAL}
    assert {
        Role.VIEWER: {READ},
        Role.ANALYST: work,
        Role.APPROVER: work | {APPROVE},
        Role.ADMIN: work | {APPROVE, IMPORT, ADMIN},
    } == MAY


def test_every_route_is_in_the_table() -> None:
    """A new route has to say here who may call it."""
    routers = [part.router for part in PARTS]
    there = {
        (method, route.path)
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert there == set(NEEDS)


@pytest.mark.parametrize("name", [None, *(r.value for r in Role)])
def test_each_route_lets_in_who_may_and_nobody_else(
    app: FastAPI, browse: Callable[[str | None], Browser], name: str | None
) -> None:
    """What comes after the door differs by route; 401 and 403 come from the door alone."""
    for (method, path), needed in NEEDS.items():
        if path in {"/sign-out", "/people/change"} and name == "admin":
            continue
        browser = browse(name)
        where = path.format(case_id=CASE, decision_id="none")
        where += f"?id={ACCOUNT}" if path.endswith("/account") else ""
        where += "?q=x" if path.endswith("/search") else ""
        if path.startswith("/api/"):
            body = next((b for end, b in BODIES.items() if path.endswith(end)), {"version": 1})
            answer = browser.client.request(
                method, where, headers={"X-CSRF-Token": browser.csrf},
                json=body if method != "GET" else None,
            )  # fmt: skip
        else:
            answer = browser.get(where) if method == "GET" else browser.post(where)
        role = Role(name) if name else None
        allowed = needed is None or (role is not None and needed in MAY[role])
        refused = answer.status_code in {401, 403} or (
            answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?")
        )
        if path == "/sign-in" and method == "POST":
            continue  # a wrong password is 401 as well; it has tests of its own
        assert refused != allowed, f"{name} {method} {where}: {answer.status_code}"
        assert answer.status_code < 500, f"{name} {method} {where}"


def test_a_changed_role_acts_at_once(browse: Callable[[str | None], Browser]) -> None:
    admin, analyst = browse("admin"), browse("analyst")
    assert analyst.post(f"/cases/{CASE}/note", text="x").status_code == 303
    assert admin.post("/people/change", name="analyst", role="viewer").status_code == 303
    assert analyst.post(f"/cases/{CASE}/note", text="x").status_code == 403
    assert admin.post("/people/change", name="analyst", active="no").status_code == 303
    assert analyst.get("/").status_code == 303


def test_the_last_admin_cannot_go(browse: Callable[[str | None], Browser]) -> None:
    admin = browse("admin")
    assert admin.post("/people/change", name="admin2", role="viewer").status_code == 303
    assert admin.post("/people/change", name="admin", role="viewer").status_code == 400


def test_only_an_approver_turns_down_anothers_proposal(
    browse: Callable[[str | None], Browser],
) -> None:
    browse("analyst").post(f"/cases/{CASE}/propose", action="suspend", reason="x")
    path = f"/decisions/{CASE}-D1/withdraw"
    assert browse("analyst2").post(path, reason="x").status_code == 409
    assert browse("approver").post(path, reason="x").status_code == 303
