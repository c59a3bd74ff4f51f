"""A workbench with one person of each role, over four cases."""

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy import insert
from starlette.testclient import TestClient

from gauger.campaigns.detections import write_detections
from gauger.casework import people, sessions, tokens
from gauger.casework import tables as t
from gauger.casework.audit import record
from gauger.casework.people import Permission, Role
from gauger.casework.store import CaseStore, open_store
from gauger.web.app import create_app
from gauger.web.guard import csrf_of
from gauger.web.settings import Settings
from tests.casework.make import detections
from tests.web.chromium import chromium

__all__ = ["chromium"]  # a fixture: found by its name here
PASSWORD = "correct horse battery"
CASE = "case-C-0000000"
OTHER = "case-C-0000001"
ACCOUNT = "acct-0000003"
EVIL = '=cmd|"/c calc"!A1<script>alert(1)</script>'
SECRET = "mallory@inbox.example"
PROMPT = "a prompt that nobody may see"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with people, cases, an account that attacks, and hidden details; to be copied."""
    path = tmp_path_factory.mktemp("web") / "cases.db"
    store = open_store(str(path))
    found = detections(40, 12, 12, 12)
    name = found.campaigns[0].campaign_id
    its = found.members[name]
    evil = (replace(its[0], account_id=EVIL), *its[1:])
    store.import_detections(replace(found, members={**found.members, name: evil}), by="ann")
    one = people.hashed(PASSWORD, "x")
    with store.writing() as c:
        for role in Role:
            for person in (role.value, f"{role.value}2"):
                c.execute(
                    insert(t.people).values(
                        name=person, role=role, password=one, active=True, created_at=store.clock()
                    )
                )
                record(
                    c, actor="serve", act="add person", subject=person, detail=role.value,
                    at=store.clock(),
                )  # fmt: skip
        encode = msgspec.json.encode
        for account in (ACCOUNT, EVIL):
            c.execute(
                insert(t.details).values(
                    case_id=CASE,
                    account_id=account,
                    open=encode({"user_agent": [EVIL], "plan": "free"}),
                    personal=encode({"email": SECRET, "org_name": EVIL}),
                    text=encode([{"at": "2026-05-01", "prompt": PROMPT, "response": EVIL}]),
                )
            )
    store.close()
    return path


@pytest.fixture
def store(prepared: Path, tmp_path: Path) -> Iterator[CaseStore]:
    """A copy of the prepared store."""
    shutil.copy(prepared, tmp_path / "cases.db")
    opened = open_store(str(tmp_path / "cases.db"))
    yield opened
    opened.close()


@pytest.fixture
def app(store: CaseStore) -> FastAPI:
    """The workbench."""
    return create_app(store, Settings())


class Browser:
    """A client with a person's session, that knows the mark of its forms."""

    def __init__(self, app: FastAPI, name: str | None) -> None:
        self.client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
        store: CaseStore = app.state.store
        self.csrf = ""
        if name:
            with store.writing() as c:
                secret = sessions.start_session(c, name, at=store.clock())
            self.client.cookies.set("gauger", secret)
            self.csrf = csrf_of(secret)

    def get(self, path: str):  # type: ignore[no-untyped-def]
        """A page."""
        return self.client.get(path)

    def post(self, path: str, **fields: object):  # type: ignore[no-untyped-def]
        """A form of this session."""
        return self.client.post(path, data={"csrf": self.csrf, **fields})


@pytest.fixture
def browse(app: FastAPI) -> Callable[[str | None], Browser]:
    """Gives a browser for a person's name; None is nobody."""
    return lambda name: Browser(app, name)


@pytest.fixture
def token(store: CaseStore) -> Callable[..., dict[str, str]]:
    """Gives the header of a fresh token of a person."""

    def make(name: str, *scopes: Permission) -> dict[str, str]:
        with store.writing() as c:
            who = next(p for p in people.everybody(c) if p.name == name)
            made = tokens.make_token(
                c, who, "t", scopes or sorted(who.role.permissions),
                lasts=timedelta(days=1), at=store.clock(),
            )  # fmt: skip
        return {"Authorization": f"Bearer {made}"}

    return make


@pytest.fixture
def bundle(tmp_path: Path) -> Callable[..., bytes]:
    """Gives a zip of good detections, with names changed and files added."""
    write_detections(detections(5, start=70), tmp_path / "d", replace=False)

    def make(prefix: str = "", more: dict[str, bytes] | None = None) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
            for file in sorted((tmp_path / "d").iterdir()):
                out.write(file, prefix + file.name)
            for name, content in (more or {}).items():
                out.writestr(name, content)
        return buffer.getvalue()

    return make
