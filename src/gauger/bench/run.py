"""Run a suite: make each world in a temporary folder, put every method to it, keep the rows."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from gauger.bench.apart import outcome
from gauger.bench.methods import OURS
from gauger.bench.peers.worlds import PEERS
from gauger.bench.rows import Outcome, Row, append, code, key_of, resumed
from gauger.bench.suite import Cell
from gauger.errors import UsageError
from gauger.simulate.run import simulate

Say = Callable[[str], None]


def run(
    cells: Sequence[Cell],
    peers: Sequence[str],
    folder: Path,
    *,
    replace: bool = False,
    scratch: Path | None = None,
    say: Say = lambda _: None,
) -> list[Row]:
    """Rows of all worlds and methods; those that `folder` has from this code are not run again.

    Worlds are made under `scratch` and deleted when every method has seen them. Raises UsageError
    for rows of another state of the code.
    """
    rows = {r.key: r for r in resumed(folder, replace=replace)}
    present = _present(peers, say)
    start = time.monotonic()
    if scratch:
        scratch.mkdir(parents=True, exist_ok=True)
    for number, cell in enumerate(cells, 1):
        methods = [OURS, *(present if cell.peers else ())]
        left = [m for m in methods if not _done(rows.get(key_of(cell, m)), cell)]
        if not left:
            continue
        with TemporaryDirectory(prefix="gauger-bench-", dir=scratch) as room:
            world = Path(room) / "world"
            exchanges = simulate(cell.load(), world, scale=cell.scale, seed=cell.seed)
            for method in left:
                found = outcome(method, world, early=cell.early and method == OURS)
                row = _row(cell, method, exchanges, found)
                append(folder, row)
                rows[row.key] = row
                minutes = (time.monotonic() - start) / 60
                say(f"{number}/{len(cells)} after {minutes:.1f} min: {_said(row)}")
    wanted = {key_of(c, m) for c in cells for m in (OURS, *(present if c.peers else ()))}
    return [r for key, r in rows.items() if key in wanted]


def _present(peers: Sequence[str], say: Say) -> list[str]:
    """Those peers that can run here; the others are named. Raises UsageError for unknown ones."""
    known = {p.name: p for p in PEERS}
    strangers = [p for p in peers if p not in known]
    if strangers:
        raise UsageError(f"there is no peer {strangers[0]!r}; there are {', '.join(known)}.")
    for name in peers:
        if known[name].missing:
            say(f"LEFT OUT: {name}, since {known[name].needs} is not installed (extra 'peers')")
    return [name for name in peers if not known[name].missing]


def _done(row: Row | None, cell: Cell) -> bool:
    """Whether a row has all that is asked of its world."""
    return row is not None and (row.early or not cell.early or row.method != OURS)


def _row(cell: Cell, method: str, exchanges: int, found: Outcome) -> Row:
    return Row(
        code=code(), early=cell.early and method == OURS, kind=cell.kind, world=cell.label,
        variant=cell.variant, seed=cell.seed, scale=cell.scale, method=method,
        exchanges=exchanges, outcome=found,
    )  # fmt: skip


def _said(row: Row) -> str:
    """One line on one row."""
    name = f"{row.world} {row.variant} {row.seed} {row.method}"
    seen = row.outcome.found
    if seen is None:
        return f"{name}: FAILED, {row.outcome.failed}"
    recall = ", ".join(f"{c.campaign} {c.recall:.3f}" for c in seen.campaigns) or "nobody harvests"
    return (
        f"{name}: recall {recall}; {seen.honest_accused} of {seen.honest:,} accused; "
        f"{row.outcome.cpu_s:.1f} CPU s"
    )
