"""A real PostgreSQL for the tests: its own cluster in a temporary folder, its own free port."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg


def binaries() -> Path | None:
    """Folder with initdb and postgres, of the newest version that there is."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return homes[-1].parent if homes else None


@contextmanager
def cluster(home: Path, *, fsync: str = "off") -> Iterator[str]:
    """Run a server for as long as the block lasts; gives its URL. Runs as nobody, never as root.

    Nothing is kept, so tests need no fsync; a measurement sets it on, as a server has it.
    """
    folder = Path(tempfile.mkdtemp(prefix="gauger-pg-"))
    who: dict[str, Any] = {}
    if os.getuid() == 0:
        who = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(folder, "nobody", "nogroup")
    data, port = folder / "data", _free_port()
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    try:
        subprocess.run(
            [home / "initdb", "-D", data, "-U", "gauger", "-A", "trust", "-E", "UTF8", "-N"],
            check=True, capture_output=True, env=environment, cwd=folder, **who,
        )  # fmt: skip
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [home / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
                 "-c", f"unix_socket_directories={folder}", "-c", f"fsync={fsync}"],
                stdout=log, stderr=log, env=environment, cwd=folder, **who,
            )  # fmt: skip
        try:
            _wait(server, port, folder / "log")
            yield f"postgresql://gauger@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            server.wait()
    finally:
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"postgres stopped: {log.read_text()}")
        try:
            psycopg.connect(f"postgresql://gauger@127.0.0.1:{port}/postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"postgres does not answer: {log.read_text()}")
