"""How much a campaign takes before its first flag: a world replayed as it happened, step by step.

At each step the daily run sees the exchanges so far, the accounts registered so far and the
closures so far, and nothing else. A campaign is flagged at the end of the first step at which most
of the accounts of some `distillation` group are its own. What it took until then is what a provider
who runs at that step's rhythm, and acts at once, would have let pass.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gauger.campaigns.daily import detect_daily
from gauger.campaigns.model import Detections, Verdict
from gauger.engines.relations import Engine, closing_engine
from gauger.errors import InputError
from gauger.records.world import World, open_world

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToFlag:
    """What one true campaign took before its first flag."""

    campaign: str
    exchanges: int
    """In the whole world."""
    flagged_at: datetime | None
    """End of the step at which it was flagged; null where it never was."""
    exchanges_before: int
    """Taken until then; all of them where it never was flagged."""
    share_before: float
    days: float | None
    """From its first exchange to the flag."""
    accounts_found: int
    """Of its accounts, in the groups that flagged it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A world as a run at each step saw it."""

    step_h: float
    steps: int
    campaigns: tuple[TimeToFlag, ...]
    honest_accused: int
    """Honest accounts in a `distillation` group at any step: looking often gives chance more turns
    than one look does."""


def time_to_flag(
    world: World, *, step: timedelta = DAY, seed: int = 0, threads: int | None = None
) -> tuple[TimeToFlag, ...]:
    """What each true campaign took before its first flag, by name. Raises InputError."""
    return replay(world, step=step, seed=seed, threads=threads).campaigns


def replay(
    world: World,
    *,
    step: timedelta = DAY,
    to_the_end: bool = False,
    seed: int = 0,
    threads: int | None = None,
    scratch: Path | None = None,
    say: Say = lambda _: None,
) -> Replay:
    """Run day by day, or at another `step`, until every true campaign is flagged.

    `to_the_end` goes on to the world's last exchange, to see who is accused on the way.
    Raises InputError where the world has no truth.
    """
    if not world.has_truth:
        fix = "Simulated worlds have one."
        raise InputError(f"{world.path} has no truth.parquet, so nobody knows who is late. {fix}")
    rows = pq.read_table(world.path / "truth.parquet").to_pylist()
    truth = {r["account_id"]: r["campaign"] for r in rows}
    waiting = {c for c in truth.values() if c is not None}
    flags: dict[str, tuple[datetime, int]] = {}
    accused: set[str] = set()
    steps = 0
    with (
        TemporaryDirectory(prefix="gauger-", dir=scratch) as room,
        closing_engine(threads=threads) as engine,
    ):
        for until, so_far in _steps(engine, world, Path(room) / "world", step):
            steps += 1
            found = detect_daily(
                so_far, Path(room) / "state", seed=seed, threads=threads, scratch=Path(room)
            )
            accused |= {a for g in _groups(found) for a in g if truth.get(a) is None}
            for name, members in _flagged(found, truth).items():
                if name not in flags:
                    say(f"{name} is flagged at {until:%Y-%m-%d %H:%M}")
                    flags[name] = until, members
            if not to_the_end and waiting <= flags.keys():
                break
        return Replay(
            step_h=step / HOUR,
            steps=steps,
            campaigns=_measured(engine, world, rows, flags),
            honest_accused=len(accused),
        )


def _groups(found: Detections) -> list[set[str]]:
    return [
        {m.account_id for m in found.members[c.campaign_id]}
        for c in found.campaigns
        if c.verdict is Verdict.DISTILLATION
    ]


def _flagged(found: Detections, truth: dict[str, str | None]) -> dict[str, int]:
    """Campaigns of which most accounts of some accused group are, and how many are found."""
    flagged: dict[str, int] = {}
    for group in _groups(found):
        for name in {truth.get(a) for a in group} - {None}:
            mine = sum(truth.get(a) == name for a in group)
            if name is not None and 2 * mine > len(group):
                flagged[name] = flagged.get(name, 0) + mine
    return flagged


def _steps(
    engine: Engine, world: World, folder: Path, step: timedelta
) -> Iterator[tuple[datetime, World]]:
    """The end of each step with exchanges, and the world as it stood then; one file a step."""
    (folder / "exchanges").mkdir(parents=True)
    x = engine.parquet(world.exchange_files)
    (span,) = engine.arrow(x.aggregate(first=x.ts.min(), last=x.ts.max())).to_pylist()
    start, number = _floor(span["first"], step), 0
    while start <= span["last"]:
        until = start + step
        file = folder / "exchanges" / f"step-{number:06}.parquet"
        engine.write(x.filter((x.ts >= _at(start)) & (x.ts < _at(until))), file)
        if pq.read_metadata(file).num_rows:
            _beside(world, folder, until)
            yield until, open_world(folder)
        else:
            file.unlink()
        start, number = until, number + 1


def _floor(ts: datetime, step: timedelta) -> datetime:
    return EPOCH + (ts.astimezone(UTC) - EPOCH) // step * step


def _at(ts: datetime) -> ibis.Value:
    return ibis.timestamp(ts.astimezone(UTC).isoformat(), timezone="UTC")


def _beside(world: World, folder: Path, until: datetime) -> None:
    """Accounts and events as they were known then; what happened later is not in them."""
    accounts = pq.read_table(world.path / "accounts.parquet")
    at = pa.scalar(until, pa.timestamp("us", tz="UTC"))
    if "created_at" in accounts.column_names:
        created = accounts["created_at"]
        accounts = accounts.filter(pc.or_(pc.is_null(created), pc.less(created, at)))
    if "closed_at" in accounts.column_names:
        later = pc.fill_null(pc.greater_equal(accounts["closed_at"], at), False)
        for name in {"closed_at", "closed_reason"} & set(accounts.column_names):
            place, kind = accounts.column_names.index(name), accounts.schema.field(name)
            hidden = pc.if_else(later, pa.scalar(None, kind.type), accounts[name])
            accounts = accounts.set_column(place, kind, hidden)
    pq.write_table(accounts, folder / "accounts.parquet")
    if world.has_events:
        events = pq.read_table(world.path / "events.parquet")
        pq.write_table(events.filter(pc.less(events["ts"], at)), folder / "events.parquet")


def _measured(
    engine: Engine,
    world: World,
    truth: Sequence[dict[str, str | None]],
    flags: dict[str, tuple[datetime, int]],
) -> tuple[TimeToFlag, ...]:
    """Exchanges of each true campaign, and those before its flag."""
    rows = [
        {"account_id": r["account_id"], "campaign": r["campaign"], "at": None}
        | ({"at": flags[r["campaign"]][0]} if r["campaign"] in flags else {})
        for r in truth
        if r["campaign"] is not None
    ]
    kinds = [("account_id", pa.string()), ("campaign", pa.string())]
    schema = pa.schema([*kinds, ("at", pa.timestamp("us", tz="UTC"))])
    mine = engine.table(pa.Table.from_pylist(rows, schema=schema))
    own = engine.parquet(world.exchange_files).select("account_id", "ts")
    own = own.inner_join(mine, "account_id")
    counted = own.group_by("campaign").agg(
        exchanges=own.count(),
        before=(own["at"].isnull() | (own.ts < own["at"])).sum().cast("int64"),
        first=own.ts.min(),
    )
    return tuple(
        TimeToFlag(
            campaign=r["campaign"],
            exchanges=r["exchanges"],
            flagged_at=flags[r["campaign"]][0] if r["campaign"] in flags else None,
            exchanges_before=r["before"],
            share_before=r["before"] / r["exchanges"],
            days=(flags[r["campaign"]][0] - r["first"]) / DAY if r["campaign"] in flags else None,
            accounts_found=flags[r["campaign"]][1] if r["campaign"] in flags else 0,
        )
        for r in sorted(engine.arrow(counted).to_pylist(), key=lambda r: r["campaign"])
    )
