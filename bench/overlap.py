"""Private overlap of large sets: `python -m bench.overlap [--https] [SIZE...]`, raw figures out.

Both sides run one after the other in processes of their own, as they would at two parties, so
that seconds and memory are each side's. With `--https` the answering side is a server with TLS at
loopback, and both have a store with an agreement, as `gauger overlap serve` and `run` do.
"""

import resource
import secrets
import socket
import ssl
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any
from uuid import uuid4

from gauger.sharing.collections import Shelf
from gauger.sharing.overlap import protocol, runs
from gauger.sharing.overlap.commitment import root
from gauger.sharing.overlap.items import Items, make_items
from gauger.sharing.store import AGREEMENTS, Store, make_store, open_store

SHARED = 0.05
"""Share of either set that the other has as well."""


def measured(step: str, out: "SimpleQueue[Any]", *given: Any) -> None:
    """One step in a process of its own: its result, wall and CPU seconds, peak memory in MB."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = STEPS[step](*given)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = time.process_time() - cpu + workers.ru_utime + workers.ru_stime
    out.put((result, time.perf_counter() - wall, cpu, peak_mb))


def _commit(items: tuple[str, ...]) -> str:
    return root(b"bench", items)


def _ask(items: tuple[str, ...], committed: str) -> tuple[bytes, protocol.Secret]:
    return protocol.ask(
        items, run=uuid4(), mode="count", kinds=("device-key",), root=committed, epsilon=""
    )


def _answer(items: tuple[str, ...], message: bytes) -> bytes:
    return protocol.answer(items, protocol.read_ask(message), root="0" * 64)


def _count(message: bytes, secret: protocol.Secret) -> int:
    return protocol.count(protocol.read_answer(message), secret, epsilon="")


STEPS: dict[str, Any] = {"commit": _commit, "ask": _ask, "answer": _answer, "count": _count}


def run(step: str, *given: Any) -> Any:
    """Run a step and print its figures."""
    context = get_context("spawn")
    out = context.SimpleQueue()
    worker = context.Process(target=measured, args=(step, out, *given))
    worker.start()
    result, wall, cpu, peak_mb = out.get()
    worker.join()
    print(f"  {step}: {wall:.1f} s, {cpu:.1f} CPU s, {peak_mb:.0f} MB", flush=True)
    return result


def _sides(size: int) -> tuple[list[str], list[Items]]:
    """What both have, and two sets of one size."""
    common = [secrets.token_hex(16) for _ in range(int(size * SHARED))]
    own = size - len(common)
    return common, [
        make_items([*common, *(secrets.token_hex(16) for _ in range(own))], "device-key")
        for _ in range(2)
    ]


AGREED = """
[partner.peer]
name = "Peer"
basis = "bench"
basis_from = 2020-01-01
basis_until = 2099-01-01
counsel = "bench"
categories = ["overlap"]
"""


def _store(path: Path) -> Store:
    made = make_store(path, "Bench")
    with (path / AGREEMENTS).open("a") as out:
        out.write(AGREED)
    return made


def served(folder: Path, items: Items, port: int) -> None:
    """The answering side, in a process of its own."""
    import uvicorn  # noqa: PLC0415 - of the extra, and for this side alone

    from gauger.web.overlap import overlap_app  # noqa: PLC0415

    app = overlap_app(open_store(folder / "b"), Shelf(folder / "shelf.db"), items, by="bob")
    tls = {"ssl_certfile": folder / "cert.pem", "ssl_keyfile": folder / "key.pem"}
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", **tls)  # type: ignore[arg-type]


def https(size: int) -> None:
    """The same over HTTPS; seconds are those of the asking side, who waits."""
    import trustme  # noqa: PLC0415 - of the tests' environment

    from gauger.web.overlap import exchange  # noqa: PLC0415

    common, sides = _sides(size)
    with tempfile.TemporaryDirectory() as name:
        folder, now = Path(name), datetime.now(UTC)
        store, _ = _store(folder / "a"), _store(folder / "b")
        token = Shelf(folder / "shelf.db").issue_token("peer", now)
        authority, trust = trustme.CA(), ssl.create_default_context()
        authority.configure_trust(trust)
        issued = authority.issue_cert("127.0.0.1")
        issued.private_key_pem.write_to_path(str(folder / "key.pem"))
        issued.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        server = get_context("spawn").Process(target=served, args=(folder, sides[1], port))
        server.start()
        _await(port)
        wall, cpu = time.perf_counter(), time.process_time()
        sent = runs.ask(store, "peer", sides[0], mode="count", by="ann", now=now)
        back = exchange(f"https://127.0.0.1:{port}", sent, token=token, trust=trust)
        found = runs.finish(store, "peer", back, by="ann", now=now).count
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        server.terminate()
        server.join()
    peaks = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        f"{size:,} identifiers on either side over HTTPS: {wall:.1f} s; asking side {cpu:.1f} CPU "
        f"s, {peaks[0].ru_maxrss / 1024:.0f} MB; answering side "
        f"{peaks[1].ru_utime + peaks[1].ru_stime:.1f} CPU s with its start, "
        f"{peaks[1].ru_maxrss / 1024:.0f} MB; {len(sent) / 1e6:.2f} MB there, "
        f"{len(back) / 1e6:.2f} MB back; counted {found:,}",
        flush=True,
    )
    if found != len(common):
        sys.exit("the count is wrong")


def _await(port: int) -> None:
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def main(size: int) -> None:
    """Compare two sets of one size and print what it took."""
    common, made = _sides(size)
    sides = [one.tagged for one in made]
    print(f"{size:,} identifiers on either side, {len(common):,} in common", flush=True)
    start = time.perf_counter()
    committed = run("commit", sides[0])
    message, secret = run("ask", sides[0], committed)
    answered = run("answer", sides[1], message)
    found = run("count", answered, secret)
    print(
        f"  together {time.perf_counter() - start:.1f} s; {len(message) / 1e6:.2f} MB there, "
        f"{len(answered) / 1e6:.2f} MB back; counted {found:,}",
        flush=True,
    )
    if found != len(common):
        sys.exit("the count is wrong")


if __name__ == "__main__":
    words = sys.argv[1:]
    for asked in [w for w in words if w != "--https"] or ["25000"]:
        (https if "--https" in words else main)(int(asked))
