"""The door, on every core: tables go to worker processes and come back in their order.

Workers are plain child processes of `python -m gauger.records.pool`, fed through pipes, and not of
`multiprocessing`, which runs a caller's script again in each child.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from queue import SimpleQueue
from typing import IO

import pyarrow as pa

from gauger.records.door import Door, derive_exchanges

INLINE_TABLES = 3
"""Tables derived before workers start: small inputs do not wait for them."""
MAX_WORKERS = 8


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


def derived(
    tables: Iterable[pa.Table], door: Door, *, workers: int | None = None
) -> Iterator[pa.Table]:
    """`derive_exchanges` of each table, in order; at most two tables a worker are in memory.

    `workers` below 2 keeps all in this process.
    """
    count = min(cores(), MAX_WORKERS) if workers is None else workers
    coming = iter(tables)
    for done, table in enumerate(coming, 1):
        yield derive_exchanges(table, door)
        if done == INLINE_TABLES and count > 1:
            break
    with ExitStack() as stack:
        yield from _spread(coming, door, count, stack)


def _spread(
    coming: Iterator[pa.Table], door: Door, count: int, stack: ExitStack
) -> Iterator[pa.Table]:
    idle: SimpleQueue[_Worker] = SimpleQueue()
    started = 0
    threads: ThreadPoolExecutor | None = None
    ahead: deque[Future[pa.Table]] = deque()

    def ask(table: pa.Table) -> pa.Table:
        worker = idle.get()
        try:
            return worker.derive(table)
        finally:
            idle.put(worker)

    for table in coming:
        if threads is None:
            threads = stack.enter_context(ThreadPoolExecutor(count))
        if started < count:
            idle.put(stack.enter_context(_Worker(door)))
            started += 1
        ahead.append(threads.submit(ask, table))
        if len(ahead) > 2 * count:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


class _Worker:
    """One child process."""

    def __init__(self, door: Door) -> None:
        path = os.pathsep.join(p for p in sys.path if p)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gauger.records.pool"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "RAYON_NUM_THREADS": "1"},
        )
        self._send(pickle.dumps(door))

    def __enter__(self) -> "_Worker":
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):  # it ended before it had read all
                if pipe:
                    pipe.close()
        self._process.wait()

    def derive(self, table: pa.Table) -> pa.Table:
        self._send(_packed(table))
        out = self._process.stdout
        answer = _receive(out) if out else None
        if answer is None:
            raise RuntimeError("a worker of the door ended early; its traceback is above")
        return pa.ipc.open_stream(answer).read_all()

    def _send(self, data: bytes | pa.Buffer) -> None:
        if self._process.stdin:
            _write(self._process.stdin, data)


def _packed(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()


def _write(pipe: IO[bytes], data: bytes | pa.Buffer) -> None:
    size = len(data) if isinstance(data, bytes) else data.size
    pipe.write(size.to_bytes(8, "little"))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """The next message, None at the end."""
    head = pipe.read(8)
    if len(head) < 8:
        return None
    size = int.from_bytes(head, "little")
    data = pipe.read(size)
    return data if len(data) == size else None


def _serve() -> None:
    """Derive what comes on standard input until it ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    first = _receive(source)
    if first is None:
        return
    door: Door = pickle.loads(first)  # noqa: S301 - our parent's own object, through a pipe
    while (message := _receive(source)) is not None:
        _write(sink, _packed(derive_exchanges(pa.ipc.open_stream(message).read_all(), door)))


if __name__ == "__main__":
    try:
        _serve()
    except (BrokenPipeError, KeyboardInterrupt):
        sys.stderr.close()  # the parent went away
