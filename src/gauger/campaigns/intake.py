"""New files of a world into a state: each read once, changed ones again, vanished ones as told."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from gauger.campaigns.state import Part, State, copied_columns
from gauger.campaigns.tallies import TALLIES, count, total
from gauger.engines.relations import Engine
from gauger.errors import UsageError
from gauger.records.files import sha256_of
from gauger.records.prepare import prepared_accounts, prepared_file
from gauger.records.world import World
from gauger.signals.catalogue import LINKING
from gauger.signals.hours import by_hour

LATE = timedelta(hours=1)
"""Files that follow one another may overlap by so much without one being late."""
Say = Callable[[str], None]


class Gone(StrEnum):
    """What becomes of what was read from files that have left the world."""

    KEEP = "keep"
    """They were rotated away; what they held still counts."""
    DROP = "drop"
    """They should not have been there."""


@dataclass(slots=True, kw_only=True)
class News:
    """How a world's files stand beside the state's."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    """New files that begin before the latest exchange that was already there."""

    def __str__(self) -> str:
        """One line, for whoever watches.

        >>> str(News(new=["a", "b"], late=["b"]))
        '2 new files (1 late)'
        """
        late = f" ({len(self.late):,} late)" if self.late else ""
        said = [f"{len(self.new):,} new file{'' if len(self.new) == 1 else 's'}{late}"]
        said += [f"{len(names):,} {what}" for what, names in self._rest() if names]
        return ", ".join(said)

    def _rest(self) -> tuple[tuple[str, list[str]], ...]:
        return ("changed and read again", self.changed), ("gone from the world", self.gone)


def take_in(
    engine: Engine, world: World, state: State, room: Path, *, gone: Gone | None, say: Say
) -> News:
    """Bring the state up to the world's files.

    Each file that is done counts at once, so a run that is killed loses only the one it was at.
    Raises UsageError when files have left the world and `gone` does not say what that means.
    """
    files = {f.relative_to(world.path).as_posix(): f for f in world.exchange_files}
    news, digests = _compare(files, state)
    _part_with(news, state, world, gone)
    latest = max((p.last_ts for p in state.manifest.files.values() if p.last_ts), default=None)
    todo = [*news.changed, *news.new]
    accounts = prepared_accounts(world, set(), room / "listed").path / "accounts.parquet"
    for number, name in enumerate(todo, 1):
        if len(todo) > 1:
            say(f"reading {name}, {number:,} of {len(todo):,}")
        with TemporaryDirectory(dir=room) as scratch:
            made = prepared_file(world, files[name], Path(scratch) / "world")
            part = _read(engine, state, name, (files[name], digests[name]), made, accounts)
        state.manifest.files[name] = part
        state.save()
        if name in news.new and latest and part.first_ts and part.first_ts < latest - LATE:
            news.late.append(name)
    return news


def _compare(files: dict[str, Path], state: State) -> tuple[News, dict[str, str]]:
    """What is new, changed or gone, with the SHA-256 of what is to be read; names may change."""
    news, digests = News(), {}
    known = state.manifest.files
    missing = {name: p.sha256 for name, p in known.items() if name not in files}
    for name, path in files.items():
        stat, part = path.stat(), known.get(name)
        if part is None or (part.size, part.mtime_ns) != (stat.st_size, stat.st_mtime_ns):
            digest = sha256_of(path)
            moved = next((n for n, its in missing.items() if its == digest), None)
            if part is None and moved is not None:
                part = known.pop(moved)
                del missing[moved]
            if part is None or part.sha256 != digest:
                digests[name] = digest
                (news.new if part is None else news.changed).append(name)
                continue
        known[name] = replace(part, mtime_ns=stat.st_mtime_ns, gone=False)
    news.gone = sorted(missing)
    return news, digests


def _part_with(news: News, state: State, world: World, gone: Gone | None) -> None:
    """Keep or drop what was read from files that are not there any more."""
    known = state.manifest.files
    if gone is None and (asked := [n for n in news.gone if not known[n].gone]):
        raise UsageError(
            f"{len(asked):,} files of {state.folder} are not in {world.path} any more "
            f"({asked[0]}). Say --gone keep if they were rotated away and still count, "
            "--gone drop if they should not."
        )
    for name in news.gone:
        if gone is Gone.DROP:
            del known[name]
        else:
            known[name] = replace(known[name], gone=True)


def _read(
    engine: Engine,
    state: State,
    name: str,
    source: tuple[Path, str],
    made: World,
    accounts: Path,
) -> Part:
    """Traits and tallies of one file (its path and digest), as it was `made` ready."""
    path, digest = source
    stat = path.stat()
    folder = sha256(f"{name}\n{digest}".encode("utf-8", "surrogatepass")).hexdigest()[:20]
    part = Part(
        size=stat.st_size,
        mtime_ns=stat.st_mtime_ns,
        sha256=digest,
        folder=folder,
        amiss=dict(made.amiss),
    )
    with state.new_part(folder) as half:
        if not made.exchange_files:
            return part
        world = engine.world(list(made.exchange_files), accounts, None)
        with engine.kept(by_hour(world.exchanges)) as counted:
            hourly = dataclasses.replace(world, counted=counted)
            for signal in LINKING:
                if signal.grows and not world.missing(*signal.needs):
                    engine.write(signal.traits(hourly), half / f"signal-{signal.name}.parquet")
            for tally in TALLIES:
                engine.write(count(hourly, tally), half / f"tally-{tally.name}.parquet")
        have = [c for c in copied_columns() if c in world.exchanges.columns]
        engine.write(world.exchanges.select("account_id", "ts", *have), half / "copy.parquet")
        sent = engine.parquet([half / "tally-sent.parquet"])
        (whole,) = engine.arrow(
            sent.aggregate(
                rows=total(sent, "exchanges"),
                first_ts=sent.first_ts.min(),
                last_ts=sent.last_ts.max(),
            )
        ).to_pylist()
    return replace(part, **whole, columns=tuple(sorted(world.exchanges.columns)))
