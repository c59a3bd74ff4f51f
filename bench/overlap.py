"""Private overlap of large sets: `python -m bench.overlap [SIZE...]`, raw figures out.

Both sides run one after the other in processes of their own, as they would at two parties, so
that seconds and memory are each side's.
"""

import resource
import secrets
import sys
import time
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from typing import Any
from uuid import uuid4

from gauger.sharing.overlap import protocol
from gauger.sharing.overlap.commitment import root
from gauger.sharing.overlap.items import make_items

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
    return protocol.answer(items, protocol.read_ask(message), root="")


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


def main(size: int) -> None:
    """Compare two sets of one size and print what it took."""
    common = [secrets.token_hex(16) for _ in range(int(size * SHARED))]
    sides = [
        make_items([*common, *(secrets.token_hex(16) for _ in range(size - len(common)))],
                   "device-key").tagged
        for _ in range(2)
    ]  # fmt: skip
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
    for asked in sys.argv[1:] or ["25000"]:
        main(int(asked))
