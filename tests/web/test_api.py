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

from gauger.casework.store import open_store
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
    assert admin.patch(base, json={**change, "onwer": "x"}).status_code == 422
    made = admin.post(f"{base}/decisions", json={"action": "suspend", "reason": "x"}).json()
    assert admin.post(f"/api/v1/decisions/{made['decision_id']}/approve").status_code == 409
    assert admin.post(f"{base}/relations", json={"other": OTHER, "reason": "x"}).status_code == 200
    assert admin.get("/api/v1/labels").json()["labels"][0]["kind"] == "cleared"
    assert admin.get("/api/v1/audit").json()["wrong"] is None
    assert "/api/v1/cases" in admin.get("/api/v1/openapi.json").json()["paths"]
