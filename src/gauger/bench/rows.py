"""The benchmark's raw figures: one row per world and method, appended as it is measured.

A run that is killed loses at most the row it was at; another run with the same folder goes on from
there. Rows of another state of the code are never mixed in.
"""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

import gauger
from gauger.bench.measure import WorldMeasure
from gauger.bench.suite import Cell
from gauger.errors import BrokenFile, UsageError

ROWS = "rows.jsonl"


class Took(msgspec.Struct, frozen=True, kw_only=True):
    """How well a found campaign's harvest was counted, and how soon it was flagged."""

    exchange_error: float
    """Relative error of the exchanges counted."""
    window_error_h: float
    """Larger of the errors at both ends."""
    before_flag: float | None
    """Share of its exchanges taken before the first flag, looking back with the group known."""
    live_before_flag: float | None = None
    """The same in a run that goes from day to day, 1 if never flagged; None where not asked for."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One group that was given a probability."""

    p: float
    """That it is a distillation campaign: one operator, and a harvest."""
    campaign: bool
    """Most of its accounts are of one."""
    accounts: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What one method did on one world."""

    found: WorldMeasure | None = None
    """None where the method failed."""
    took: dict[str, Took] = {}
    """By campaign found; of a method that counts."""
    judged: tuple[Judged, ...] = ()
    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_gb: float = 0.0
    """Most memory that its process held, libraries included."""
    failed: str = ""
    """Why there are no figures."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One method on one world."""

    code: str
    """State of the package, see `code`."""
    early: bool = False
    """Whether time to the flag was measured."""
    kind: str
    world: str
    variant: str
    seed: int
    scale: float
    method: str
    exchanges: int
    outcome: Outcome

    @property
    def key(self) -> tuple[str, str, int, float, str]:
        """What tells a row from all others."""
        return self.world, self.variant, self.seed, self.scale, self.method


@cache
def code() -> str:
    """A short hash of the package's own files: figures of one state are not another's."""
    root = Path(gauger.__file__).parent
    digest = sha256()
    for file in sorted(p for p in root.rglob("*") if p.suffix in {".py", ".toml", ".json"}):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def key_of(cell: Cell, method: str) -> tuple[str, str, int, float, str]:
    """The key of a row before it is measured."""
    return *cell.key, method


def read_rows(folder: Path) -> list[Row]:
    """Rows measured so far; a last line that was cut off is not one. Raises BrokenFile."""
    path = folder / ROWS
    if not path.is_file():
        return []
    lines = path.read_bytes().split(b"\n")
    try:
        return [msgspec.json.decode(line, type=Row) for line in lines[:-1]]
    except msgspec.MsgspecError as seen:
        raise BrokenFile(path, "rows", str(seen), "Give another --out, or --replace.") from seen


def resumed(folder: Path, *, replace: bool) -> list[Row]:
    """What an earlier run left to go on from. Raises UsageError for rows of other code."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ROWS
    if replace:
        path.unlink(missing_ok=True)
    rows = read_rows(folder)
    if any(r.code != code() for r in rows):
        raise UsageError(
            f"{path} was measured with another state of the code. "
            "Give another --out, or --replace to measure all of it again."
        )
    if path.is_file():
        path.write_bytes(b"".join(msgspec.json.encode(r) + b"\n" for r in rows))
    return rows


def append(folder: Path, row: Row) -> None:
    """Write one row, and see that it is on the disk."""
    with (folder / ROWS).open("ab") as out:
        out.write(msgspec.json.encode(row) + b"\n")
        out.flush()
        os.fsync(out.fileno())
