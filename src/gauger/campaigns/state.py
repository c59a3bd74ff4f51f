"""What a daily run keeps of the files it has read: parts, each written whole or not at all.

    STATE/state.json    which file is in which part, and which folders below count; replaced last
    STATE/parts/*       traits and tallies of one file each, and a copy of those of its columns that
                        are needed row by row: the truth, never rewritten
    STATE/base-*        parts put together, so that few files are opened
    STATE/rolled-*      what accounts share, as of the parts it names
    STATE/history.json  campaigns of earlier runs

A folder that state.json does not name is half a run; the next run removes it. Nothing here holds
text: account ids, times, keyed hashes, and names of models, capabilities, countries and networks.
"""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import ibis
import msgspec

from gauger import __version__
from gauger.campaigns.tallies import COPIED, TALLIES
from gauger.engines.relations import Relations
from gauger.errors import BrokenFile, UsageError
from gauger.records.files import new_file, new_folder
from gauger.records.world import STORED
from gauger.signals.catalogue import LINKING

FORMAT = 1
NAMES = {"state.json", "parts", "history.json", "lock"}
FIX = "Move the folder away and run again: a new state is made from the world."


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a world, as it was when it was read."""

    size: int
    mtime_ns: int
    sha256: str
    folder: str
    rows: int = 0
    first_ts: datetime | None = None
    last_ts: datetime | None = None
    columns: tuple[str, ...] = ()
    """Columns of exchanges that it has."""
    amiss: dict[str, int] = {}
    """What was amiss in it, and how many times."""
    gone: bool = False
    """Whether it was kept after the file had left the world."""


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """A folder made of several parts."""

    folder: str
    parts: frozenset[str]


class Manifest(msgspec.Struct, kw_only=True):
    """state.json."""

    format: int = FORMAT
    recipe: str = ""
    runs: int = 0
    files: dict[str, Part] = {}
    """By path within the world."""
    base: Merged | None = None
    rolled: Merged | None = None


@dataclass(slots=True, kw_only=True)
class State:
    """An open state; one run at a time has it."""

    folder: Path
    manifest: Manifest
    stale: bool = False
    """Whether it was made by another version or other signals, and was emptied."""

    @property
    def parts(self) -> frozenset[str]:
        """Folders of all parts that count."""
        return frozenset(p.folder for p in self.manifest.files.values())

    def tables(self, name: str, parts: Iterable[str]) -> list[Path]:
        """Files of one table that hold these parts: those of the base first, then single ones."""
        wanted, base = set(parts), self.manifest.base
        folders = []
        if base is not None and base.parts <= wanted:
            folders, wanted = [base.folder], wanted - base.parts
        folders += [f"parts/{part}" for part in sorted(wanted)]
        return [f for folder in folders if (f := self.folder / folder / f"{name}.parquet").exists()]

    def single(self, name: str) -> list[Path]:
        """Files of a table that is never merged, of all parts."""
        folders = (self.folder / "parts" / part for part in sorted(self.parts))
        return [f for folder in folders if (f := folder / f"{name}.parquet").exists()]

    @contextmanager
    def new_part(self, name: str) -> Iterator[Path]:
        """A folder for a part, which appears when all of it is there."""
        with new_folder(self.folder / "parts" / name, replace=False) as half:
            yield half

    @contextmanager
    def new_merged(self, kind: str) -> Iterator[tuple[str, Path]]:
        """Name and folder of something merged, made anew in each run."""
        name = f"{kind}-{self.manifest.runs + 1}"
        with new_folder(self.folder / name, replace=False) as half:
            yield name, half

    def save(self) -> None:
        """Let the manifest as it is now count, then remove what it no longer names."""
        text = msgspec.json.format(msgspec.json.encode(self.manifest, order="sorted"), indent=1)
        with new_file(self.folder / "state.json") as half:
            half.write_bytes(text + b"\n")
        self.sweep()

    def sweep(self) -> None:
        """Remove folders that no manifest names."""
        m = self.manifest
        named = {x.folder for x in (m.base, m.rolled) if x is not None}
        for path in (*self.folder.glob("base-*"), *self.folder.glob("rolled-*")):
            if path.name not in named:
                shutil.rmtree(path)
        for path in (*self.folder.glob(".*"), *(self.folder / "parts").glob(".*")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        have = self.parts
        for path in (self.folder / "parts").iterdir():
            if path.name not in have:
                shutil.rmtree(path)


@contextmanager
def open_state(folder: Path) -> Iterator[State]:
    """Open the state in a folder, or begin one.

    A state made by another version, or of other signals, is emptied: `stale` says so.
    Raises UsageError where the folder is not ours or another run has it, BrokenFile.
    """
    _check(folder)
    (folder / "parts").mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # account ids and keyed hashes: nobody else's business
    with _locked(folder):
        state = State(folder=folder, manifest=_manifest(folder / "state.json"))
        want = recipe()
        if state.manifest.files and state.manifest.recipe != want:
            gone = [name for name, part in state.manifest.files.items() if part.gone]
            if gone:
                raise UsageError(
                    f"{folder} was made by another version or other signals, and {len(gone):,} of "
                    f"its files have left the world ({gone[0]}), so it cannot be made anew. "
                    "Restore them, or give a new --state."
                )
            state.manifest = Manifest(runs=state.manifest.runs)
            state.stale = True
        state.manifest.recipe = want
        state.sweep()
        yield state


def copied_columns() -> tuple[str, ...]:
    """Columns of exchanges that are kept row by row: for evidence, and what does not add up."""
    needs = {c for s in LINKING if not s.adds_up for c in s.needs if c.startswith("exchanges.")}
    return tuple(sorted({*COPIED, *(c.partition(".")[2] for c in needs)} - {"account_id", "ts"}))


def recipe() -> str:
    """Digest of all that decides what a part holds: version, signals and tallies."""
    tables = {
        name: ibis.table(ibis.Schema.from_pyarrow(STORED[name]), name=name)
        for name in ("exchanges", "accounts")
    }
    world = Relations(exchanges=tables["exchanges"], accounts=tables["accounts"])
    made = [f"{FORMAT} {__version__} {copied_columns()}", *map(repr, TALLIES)]
    for signal in LINKING:
        query = ibis.to_sql(signal.traits(world), dialect="duckdb")
        made.append(f"{signal.name} {signal.needs} {signal.least} {signal.adds_up} {query}")
    return sha256("\n".join(made).encode()).hexdigest()[:16]


def _check(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Give a folder as --state.")
    if not folder.exists() or (folder / "state.json").exists():
        return
    strangers = sorted(
        p.name for p in folder.iterdir() if p.name not in NAMES and not p.name.startswith(".")
    )
    if strangers:
        raise UsageError(
            f"{folder} holds {', '.join(strangers[:3])} and no state.json, so it is no state of "
            "gauger's. Give another --state."
        )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as seen:
            raise UsageError(f"another run is using {folder}. Wait until it has ended.") from seen
        yield
    finally:
        os.close(handle)


def _manifest(file: Path) -> Manifest:
    if not file.exists():
        return Manifest()
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as seen:
        raise BrokenFile(file, "a state", str(seen), FIX) from seen
    for part in found.files.values():
        if not (file.parent / "parts" / part.folder).is_dir():
            raise BrokenFile(file, "a state", f"parts/{part.folder} is missing", FIX)
    return found
