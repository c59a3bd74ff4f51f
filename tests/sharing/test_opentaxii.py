"""Another public TAXII server at the other end: OpenTAXII 0.10.0b1, in an environment of its own.

Its dependencies are pinned below ours, hence the venv in build/, made once. Skips, loudly, when it
cannot be installed.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from gauger.sharing.envelope import parse_envelope
from gauger.sharing.incoming import read_incoming
from gauger.sharing.release import STIX, Release, released_files
from gauger.sharing.store import Store
from gauger.web.taxii_client import TaxiiClient
from tests.conftest import REPO
from tests.sharing.conftest import NOW

PEER = "opentaxii==0.10.0b1"
CONFIG = """
domain: "127.0.0.1:{port}"
support_basic_auth: yes
auth_api:
  class: opentaxii.auth.sqldb.SQLDatabaseAPI
  parameters:
    {{db_connection: "sqlite:///{folder}/auth.db", create_tables: yes, secret: x,
     token_ttl_secs: 3600}}
taxii1: null
taxii2:
  persistence_api:
    class: opentaxii.persistence.sqldb.Taxii2SQLDatabaseAPI
    parameters: {{db_connection: "sqlite:///{folder}/data.db", create_tables: yes}}
  title: peer
  public_discovery: true
  max_content_length: 10000000
"""
SERVE = "from opentaxii.cli import app; import sys; app.run(port=int(sys.argv[1]))"


@pytest.fixture(scope="module")
def python() -> Path:
    """A Python with OpenTAXII; made once and kept in build/."""
    home = REPO / "build" / "opentaxii"
    found = home / "bin" / "python"
    if not (home / "done").exists():
        # Our pip installs into it: one of its own would only take time to set up.
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", str(home)], check=False
        )
        done = subprocess.run(
            [sys.executable, "-m", "pip", "--python", str(found), "install", "-q", "--pre", PEER],
            check=False, capture_output=True,
        )  # fmt: skip
        if made.returncode or done.returncode:
            pytest.skip(f"{PEER} CANNOT BE INSTALLED: our client is not tried against it")
        (home / "done").touch()
    return found


@pytest.fixture
def peer(python: Path, tmp_path: Path) -> Iterator[tuple[str, str, int]]:
    """(API root, collection, process id) of a running peer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = tmp_path / "config.yml"
    config.write_text(CONFIG.format(port=port, folder=tmp_path))
    surroundings = {**os.environ, "OPENTAXII_CONFIG": str(config)}
    root = str(uuid4())
    for words in (
        ["add-api-root", "-t", "root", "--default", "-i", root],
        ["add-collection", "-r", root, "-t", "inbox", "--public", "--public-write"],
        ["create-account", "-u", "lab-a", "-p", "secret", "-a"],
    ):
        tool = python.parent / f"opentaxii-{words[0]}"
        subprocess.run(
            [str(tool), *words[1:]], env=surroundings, check=True, capture_output=True
        )  # fmt: skip
    server = subprocess.Popen(
        [str(python), "-c", SERVE, str(port)], env=surroundings,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}/taxii2/{root}/", "inbox", server.pid
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            httpx.get(f"http://127.0.0.1:{port}/taxii2/")
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the peer does not answer")


def test_a_release_goes_to_another_server_and_comes_back(
    store: Store, freed: Release, peer: tuple[str, str, int], tmp_path: Path
) -> None:
    """Pushed and fetched by our client; every object is equal, extension definition included."""
    root, title, _ = peer
    sent = [bytes(raw) for raw in parse_envelope(released_files(store, freed.release_id)[STIX])]
    with TaxiiClient(root, token="secret", user="lab-a") as client:
        chosen = client.collection(title)
        assert client.push(chosen.id, sent).success == len(sent)
        found = client.fetch(chosen.id, limit=10)
    by_id = {o["id"]: o for o in map(json.loads, found.objects)}
    assert by_id == {o["id"]: o for o in map(json.loads, sent)}
    files = tmp_path / "sent.json", tmp_path / "back.json"
    for file, things in zip(files, (sent, found.objects), strict=True):
        file.write_bytes(b'{"type": "bundle", "objects": [' + b", ".join(things) + b"]}")
    known, back = (
        {(r.kind, r.value, r.valid_from, r.valid_until, r.confidence, r.tlp) for r in
         read_incoming(file, "lab-b", today=NOW.date()).rows}
        for file in files
    )  # fmt: skip
    assert known == back
    assert len(known) == 14
