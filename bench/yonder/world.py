"""A kind becomes a folder: accounts.parquet, events.parquet, truth.parquet, exchanges by day."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from zlib import crc32

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.yonder import rows as tables
from bench.yonder.crowds import CROWDS
from bench.yonder.groups import base_rows, settle, tiny
from bench.yonder.kinds import Kind
from bench.yonder.people import Scene, populate
from bench.yonder.places import Internet
from bench.yonder.rows import Rows
from gauger.records.files import new_folder
from gauger.records.schema import ACCOUNTS_DERIVED, EXCHANGES_DERIVED


class Unsound(Exception):
    """A world that contradicts itself; its maker has a bug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A world in memory."""

    exchanges: pa.Table
    accounts: pa.Table
    events: pa.Table
    truth: pa.Table
    groups: dict[str, tuple[int, int]]
    """Accounts and exchanges of each campaign and crowd, and of `(base)`."""


def make(kind: Kind, *, seed: int, scale: float) -> Made:
    """All tables of a world; the same kind, seed and scale give the same ones.

    Raises Unsound where they do not fit each other.
    """
    salt = crc32(kind.name.encode())
    rnd = Random(salt * 1_000_003 + seed)
    rng = np.random.default_rng([salt, seed])
    scene = Scene(provider=kind.provider, scale=scale, rnd=rnd, rng=rng, internet=Internet(rnd))
    rows = Rows()
    populate(scene)
    base_rows(scene, rows)
    for name, size in kind.crowds:
        settle(scene, CROWDS[name](scene, tiny(scale, size)), rows)
    for harvest in kind.harvests:
        for group in harvest.make(scene):
            settle(scene, group, rows)
    made = Made(
        exchanges=tables.exchanges(scene, rows),
        accounts=tables.accounts(scene),
        events=tables.events(scene),
        truth=tables.truth(scene),
        groups=tables.tally(scene, rows),
    )
    check(made)
    return made


def check(made: Made) -> None:
    """Raise Unsound unless truth covers each account once and nothing derived is in the tables."""
    known = made.truth["account_id"].to_pylist()
    if len(set(known)) != len(known) or set(known) != set(made.accounts["account_id"].to_pylist()):
        raise Unsound("truth and accounts differ")
    if not set(pc.unique(made.exchanges["account_id"]).to_pylist()) <= set(known):
        raise Unsound("an exchange is nobody's")
    born = dict(zip(known, made.accounts["created_at"].to_pylist(), strict=True))
    first = made.exchanges.group_by("account_id").aggregate([("ts", "min")])
    for one, ts in zip(first["account_id"].to_pylist(), first["ts_min"].to_pylist(), strict=True):
        if ts < born[one] - timedelta(seconds=1):
            raise Unsound(f"{one} sent before it was opened")
    derived = {*EXCHANGES_DERIVED.names, *ACCOUNTS_DERIVED.names}
    if extra := derived & {*made.exchanges.column_names, *made.accounts.column_names}:
        raise Unsound(f"derived columns: {', '.join(sorted(extra))}")


def write(made: Made, kind: Kind, folder: Path, *, seed: int, scale: float, replace: bool) -> None:
    """Write a world to `folder`, whole or not at all."""
    with new_folder(folder, replace=replace) as half:
        for name in ("accounts", "events", "truth"):
            pq.write_table(getattr(made, name), half / f"{name}.parquet", compression="zstd")
        days = pc.strftime(made.exchanges["ts"], "%Y-%m-%d")
        for day in pc.unique(days).to_pylist():
            part = half / "exchanges" / f"day={day}" / "part-0.parquet"
            part.parent.mkdir(parents=True)
            pq.write_table(made.exchanges.filter(pc.equal(days, day)), part, compression="zstd")
        note = {"version": 1, "kind": f"yonder/{kind.name}", "seed": seed, "scale": scale}
        (half / "world.json").write_bytes(msgspec.json.encode(note) + b"\n")
