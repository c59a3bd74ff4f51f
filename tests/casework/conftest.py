"""One body, both databases: every test that takes `store` runs on SQLite and on PostgreSQL."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from gauger.casework.store import CaseStore, open_store
from tests.casework.make import detections
from tests.casework.postgres import binaries, cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL of this run's own; GAUGER_TEST_POSTGRES names another."""
    if given := os.environ.get("GAUGER_TEST_POSTGRES"):
        yield given
        return
    home = binaries()
    if home is None:
        pytest.skip("NO POSTGRESQL: the store was NOT tested on it (see tools/system-packages)")
    with cluster(home) as url:
        yield url


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store with four cases, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "cases.db"
    opened = open_store(str(path), clock=ticking)
    opened.import_detections(detections(40, 12, 12, 12), by="ann")
    opened.close()
    return path


@pytest.fixture(scope="session")
def template(postgres: str) -> Iterator[str]:
    """The same as a PostgreSQL database, to be copied."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    opened = open_store(postgres.rsplit("/", 1)[0] + f"/{name}", clock=ticking)
    opened.import_detections(detections(40, 12, 12, 12), by="ann")
    opened.close()
    yield name
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def database(server: str, like: str) -> Iterator[str]:
    """A PostgreSQL database of its own, copied from another."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield str(tmp_path / "cases.db")
        return
    with database(request.getfixturevalue("postgres"), "template1") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Four cases: distillation (40 accounts), coordinated, unclear, benign (12 each)."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("filled"), tmp_path / "cases.db")
        yield f"sqlite:///{tmp_path / 'cases.db'}"
        return
    like = request.getfixturevalue("template")
    with database(request.getfixturevalue("postgres"), like) as its:
        yield its


def ticking() -> datetime:
    """A clock that moves a second each time it is read."""
    return datetime(2026, 7, 1, tzinfo=UTC) + timedelta(seconds=next(_TICKS))


_TICKS = itertools.count()


@pytest.fixture
def store(url: str) -> Iterator[CaseStore]:
    """The store at `url`, with a clock that ticks."""
    opened = open_store(url, clock=ticking)
    yield opened
    opened.close()


@pytest.fixture
def case_id(store: CaseStore) -> str:
    """The distillation case."""
    return store.cases()[0].case_id
