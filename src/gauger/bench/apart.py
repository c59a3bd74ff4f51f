"""A method in a process of its own, so that its memory and its CPU time are its own."""

import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

import msgspec

from gauger.bench.methods import measured, runs
from gauger.bench.rows import Outcome

P = ParamSpec("P")
T = TypeVar("T")
STATUS = Path("/proc/self/status")


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """What a call cost."""

    cpu_s: float
    """All threads, and processes that it started and waited for."""
    wall_s: float
    peak_gb: float


def timed(call: Callable[[], T]) -> tuple[T, Spent]:
    """Run a call and say what it cost; the peak is the process's so far."""
    wall, own, others = time.perf_counter(), time.process_time(), _children()
    result = call()
    return result, Spent(
        wall_s=time.perf_counter() - wall,
        cpu_s=time.process_time() - own + _children() - others,
        peak_gb=peak_gb(),
    )


def peak_gb() -> float:
    """Most memory this process has held, in GiB.

    From /proc where there is one: what the system's own call gives counts the parent's memory too.
    """
    if STATUS.is_file():
        line = next(s for s in STATUS.read_text().splitlines() if s.startswith("VmHWM"))
        return int(line.split()[1]) / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**30  # bytes where there is none


def apart(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a call in a fresh process; its error comes back as it was.

    Raises BrokenProcessPool when the process was killed.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(call, *args, **kwargs).result()


def outcome(method: str, world: Path, *, early: bool) -> Outcome:
    """A method on a world, measured; an error of its own is part of the outcome."""
    try:
        return apart(_run, method, world, early=early)
    except BrokenProcessPool:
        return Outcome(failed="its process was killed; most likely it ran out of memory")


def _run(method: str, world: Path, *, early: bool) -> Outcome:
    run = runs(method)
    try:
        found, spent = timed(lambda: run(world))
    except Exception as wrong:
        return Outcome(failed=f"{type(wrong).__name__}: {wrong}"[:300])
    return msgspec.structs.replace(measured(found, world, early=early), **_fields(spent))


def _fields(spent: Spent) -> dict[str, float]:
    return {name: round(value, 3) for name, value in msgspec.structs.asdict(spent).items()}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
