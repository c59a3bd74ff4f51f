"""Fixtures of the sharing tests: one planted world, its case, stores, and a released bundle."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("stix2", reason="THE EXTRA share IS NOT INSTALLED")
pytest.importorskip("pymisp", reason="THE EXTRA share IS NOT INSTALLED")

from gauger.casework.model import CaseFile
from gauger.records.world import World
from gauger.sharing.gate import Preview
from gauger.sharing.observe import Observed, observe
from gauger.sharing.release import Release, preview_case, propose, release
from gauger.sharing.store import Store
from tests.sharing.planted import plant_case, plant_store, plant_world

NOW = datetime(2026, 6, 2, 9, 30, tzinfo=UTC)
ON = date(2026, 6, 2)
GROUNDS = ("proxy-resale", "false-identity")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return plant_world(tmp_path_factory.mktemp("planted") / "Indigoworld")


@pytest.fixture(scope="session")
def case() -> CaseFile:
    return plant_case()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return plant_store(tmp_path / "store")


@pytest.fixture(scope="session", autouse=True)
def _looked_at_once() -> Iterator[None]:
    """The planted world never changes, so what a set of accounts shows in it is computed once."""
    found: dict[tuple[str, ...], Observed] = {}

    def remembered(world: World, accounts: Sequence[str]) -> Observed:
        key = (str(world.path), *accounts)
        if key not in found:
            found[key] = observe(world, accounts)
        return found[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gauger.sharing.release.observe", remembered)
        yield


@pytest.fixture
def seen(store: Store, case: CaseFile, world: World) -> Preview:
    return preview_case(store, case, world, "lab-b", GROUNDS, on=ON, now=NOW)


@pytest.fixture
def freed(store: Store, case: CaseFile, seen: Preview) -> Release:
    made = propose(store, seen, case.case_id, by="ann", now=NOW)
    return release(store, made.proposal_id, by="bob", now=NOW)


@contextmanager
def running(app: Any, **settings: Any) -> Iterator[int]:
    """Serve an app on a free loopback port in a thread; stopped at the end."""
    uvicorn = pytest.importorskip("uvicorn")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="error", access_log=False, **settings
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def private_tls(tmp_path: Path) -> tuple[dict[str, Any], ssl.SSLContext]:
    """A server's settings for TLS under a private authority, and trust in that authority."""
    trustme = pytest.importorskip("trustme")
    authority, trust = trustme.CA(), ssl.create_default_context()
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    authority.configure_trust(trust)
    files = {"ssl_keyfile": tmp_path / "key.pem", "ssl_certfile": tmp_path / "cert.pem"}
    return files, trust


Serve = Callable[..., Any]
