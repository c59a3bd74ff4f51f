"""Sign-in through an identity provider: a small one on loopback that keeps the protocol's rules."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from gauger.casework import people
from gauger.casework.people import Role
from gauger.casework.store import CaseStore
from gauger.web.app import create_app
from gauger.web.settings import Oidc, Settings
from tests.web.conftest import PASSWORD

KEY = RSAKey.generate_key(2048, {"kid": "1"})
CLIENT, SECRET_OF_CLIENT = "gauger", "s3cret"


class Provider(ThreadingHTTPServer):
    """Describes itself, and swaps a code for who somebody is, if the PKCE proof is right."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.asked: dict[str, str] = {}
        self.claims: dict[str, Any] = {}
        self.key = KEY
        self.refused = 0

    def identity(self) -> str:
        """A signed identity token; `claims` overrule what an honest provider says."""
        now = int(time.time())
        honest = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60,
            "nonce": self.asked["nonce"], "sub": "u-1", "preferred_username": "dora",
        }  # fmt: skip
        return jwt.encode({"alg": "RS256", "kid": "1"}, {**honest, **self.claims}, self.key)


class Answers(BaseHTTPRequestHandler):
    """The provider's three addresses."""

    server: Provider

    def do_GET(self) -> None:
        at = self.server.issuer
        if self.path == "/jwks":
            self._say({"keys": [KEY.as_dict(private=False)]})
            return
        self._say(
            {
                "issuer": at,
                "authorization_endpoint": f"{at}/authorize",
                "token_endpoint": f"{at}/token",
                "jwks_uri": f"{at}/jwks",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {k: v[0] for k, v in parse_qs(body).items()}
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        basic = base64.b64encode(f"{CLIENT}:{SECRET_OF_CLIENT}".encode()).decode()
        known = self.headers.get("Authorization") == f"Basic {basic}"
        if not known or proof != self.server.asked["code_challenge"] or sent["code"] != "good":
            self.server.refused += 1
            self._say({"error": "invalid_grant"}, 400)
            return
        token = {"access_token": "a", "token_type": "Bearer", "id_token": self.server.identity()}
        self._say(token)

    def _say(self, value: dict[str, Any], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Keep quiet."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The provider, listening."""
    with Provider() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def client(provider: Provider, store: CaseStore) -> TestClient:
    """Somebody's browser at a workbench that trusts the provider."""
    given = Oidc(
        issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET_OF_CLIENT,
        roles={"safety": Role.ANALYST, "leads": Role.APPROVER},
    )  # fmt: skip
    public = "http://127.0.0.1"
    app = create_app(store, Settings(public_url=public, oidc=given, local_sign_in=False))
    return TestClient(app, base_url=public, follow_redirects=False)


def come_back(client: TestClient, provider: Provider, code: str = "good", state: str = "") -> Any:
    """Leave for the provider and come back with a code."""
    there = urlsplit(client.get("/sign-in/provider?next=/actors").headers["location"])
    provider.asked = {k: v[0] for k, v in parse_qs(there.query).items()}
    sent = {"code": code, "state": state or provider.asked["state"]}
    return client.get("/sign-in/provider/back", params=sent)


def role_of(store: CaseStore, name: str) -> Role | None:
    """Role of somebody here; None when unknown."""
    with store.reading() as c:
        return next((p.role for p in people.everybody(c) if p.name == name), None)


def test_groups_give_the_role_at_each_sign_in(
    client: TestClient, provider: Provider, store: CaseStore
) -> None:
    provider.claims = {"groups": ["safety", "leads", "unknown"]}
    back = come_back(client, provider)
    assert (back.status_code, back.headers["location"]) == (303, "/actors")
    assert provider.asked["code_challenge_method"] == "S256"
    assert client.get("/actors").status_code == 200
    assert role_of(store, "dora") is Role.APPROVER
    provider.claims = {"groups": "safety"}
    assert come_back(client, provider).status_code == 303
    assert role_of(store, "dora") is Role.ANALYST


def test_without_a_group_or_once_barred_nobody_enters(
    client: TestClient, provider: Provider, store: CaseStore
) -> None:
    assert come_back(client, provider).status_code == 403
    assert role_of(store, "dora") is None
    provider.claims = {"groups": ["safety"]}
    assert come_back(client, provider).status_code == 303
    with store.writing() as c:
        people.change_person(c, "dora", active=False, by="admin", at=store.clock())
    assert client.get("/actors").status_code == 303
    assert come_back(client, provider).status_code in {400, 403}
    assert client.get("/actors").status_code == 303


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"}, {"aud": "another"}, {"azp": CLIENT, "aud": "another"},
        {"iss": "http://evil.example"}, {"exp": 1},
        {"preferred_username": "ADMIN"},
    ],
    ids="-".join,
)  # fmt: skip
def test_a_token_for_elsewhere_or_of_a_taken_name_is_refused(
    client: TestClient, provider: Provider, store: CaseStore, claims: dict[str, Any]
) -> None:
    provider.claims = {"groups": ["leads"], **claims}
    assert come_back(client, provider).status_code == 400
    assert client.get("/actors").status_code == 303
    assert role_of(store, "dora") is None


def test_a_forged_state_code_or_signature_is_refused(
    client: TestClient, provider: Provider
) -> None:
    provider.claims = {"groups": ["leads"]}
    assert come_back(client, provider, state="forged").status_code == 400
    assert provider.refused == 0
    assert come_back(client, provider, code="stolen").status_code == 400
    assert provider.refused == 1
    provider.key = RSAKey.generate_key(2048, {"kid": "1"})
    assert come_back(client, provider).status_code == 400
    assert client.get("/actors").status_code == 303


def test_passwords_are_off_and_a_dead_provider_is_said(
    client: TestClient, provider: Provider
) -> None:
    sent = {"name": "analyst", "password": PASSWORD}
    assert client.post("/sign-in", data=sent).status_code == 401
    provider.issuer = "http://127.0.0.1:9"
    provider.shutdown()
    provider.server_close()
    answer = client.get("/sign-in/provider")
    assert answer.status_code == 400
    assert "does not answer" in answer.text
