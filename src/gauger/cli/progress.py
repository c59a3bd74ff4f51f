"""How far an ingest is: a bar on a terminal, a plain line now and then anywhere else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from gauger.records.intake import Progress, Say

QUIET_S = 30.0
"""Between two plain lines: a log file is no place for a bar."""


@contextmanager
def shown() -> Iterator[Say]:
    """What to tell the progress to; all of it goes to standard error."""
    if not sys.stderr.isatty():
        yield plain_lines(time.monotonic, lambda line: typer.echo(line, err=True))
        return
    from rich import progress as rich  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    text = rich.TextColumn
    columns = (
        text("{task.description}"), rich.BarColumn(), text("{task.percentage:>3.0f} %"),
        text("{task.fields[rows]:,} rows"), text("{task.fields[rate]:,.0f}/s"),
        rich.TimeElapsedColumn(), text("left"), rich.TimeRemainingColumn(),
    )  # fmt: skip
    start = time.monotonic()
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None, rows=0, rate=0.0)

        def say(now: Progress) -> None:
            rate = now.rows / max(time.monotonic() - start, 1e-9)
            bar.update(
                task, description=now.file.name, completed=now.done_bytes,
                total=max(now.total_bytes, 1), rows=now.rows, rate=rate,
            )  # fmt: skip

        yield say


def plain_lines(clock: Callable[[], float], out: Callable[[str], None]) -> Say:
    """A line to `out` at most every QUIET_S seconds of `clock`."""
    start = last = clock()

    def say(now: Progress) -> None:
        nonlocal last
        when = clock()
        if when - last >= QUIET_S:
            last = when
            out(line(now, when - start))

    return say


def line(now: Progress, elapsed_s: float) -> str:
    """Rows, share, rate and time left.

    >>> from pathlib import Path
    >>> line(Progress(file=Path("a"), rows=90_000, done_bytes=1, total_bytes=4), 30.0)
    'gauger: 90,000 rows, 25 % read, 3,000 rows/s, about 90 s left'
    """
    share = now.done_bytes / max(now.total_bytes, 1)
    left_s = elapsed_s * (1 - share) / share if share else 0.0
    left = f"{left_s:.0f} s" if left_s < 120 else f"{left_s / 60:.0f} min"
    rate = now.rows / max(elapsed_s, 1e-9)
    read = f"{100 * share:.0f} % read"
    return f"gauger: {now.rows:,} rows, {read}, {rate:,.0f} rows/s, about {left} left"
