"""A whole world: its accounts, its exchanges, and the truth about them, as Parquet files."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.harbour.clock import DAY_S
from bench.harbour.everyday import settle
from bench.harbour.kind import Kind
from bench.harbour.people import Account, Cell, enlist, gather, open_account
from bench.harbour.places import COUNTRIES
from bench.harbour.rows import Log, keyed, live, moment

_TIME = pa.timestamp("us", tz="UTC")
_INTS = frozenset({"input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens"})
_MUST = frozenset({"ts", "account_id"})


@dataclass(frozen=True, slots=True)
class World:
    """One world in memory."""

    accounts: list[Account]
    log: Log


def build(kind: Kind, seed: int, scale: float) -> World:
    """Make a world of that kind."""
    chance = Random(f"{kind.name}:{seed}")
    accounts: list[Account] = []
    cells: dict[str, Cell] = {}
    log = Log(kind, seed)
    log.outages = tuple(chance.uniform(2, kind.days - 1) * DAY_S for _ in range(2))
    for group in kind.groups:
        for number, size in enumerate(group.sizes, start=1):
            members = max(3, round(size * scale))
            cell = gather(group, number, members, chance)
            cells[cell.name] = cell
            for seat in range(members):
                account = open_account(
                    chance, web=kind.web, length_d=kind.days, wave_d=kind.release_day
                )
                enlist(account, cell, seat, chance, web=kind.web, length_d=kind.days)
                accounts.append(account)
                log.siblings.setdefault(cell.name, []).append(account)
    accounts += [
        open_account(chance, web=kind.web, length_d=kind.days, wave_d=kind.release_day)
        for _ in range(max(20, round(kind.people * scale)))
    ]
    for account in accounts:
        settle(account.own, account.trade, COUNTRIES[account.country].languages, chance)
    rng = np.random.default_rng([seed, int(keyed(kind.name, digits=8), 16)])
    for account in accounts:
        live(account, cells.get(account.group_name), log, rng)
    return World(_seen(accounts, log), log)


def _seen(accounts: list[Account], log: Log) -> list[Account]:
    """The accounts in order of their ids; those closed before they sent anything are kept too."""
    assert set(log.columns["account_id"]) <= {a.account_id for a in accounts}
    return sorted(accounts, key=lambda a: a.account_id)


def write(world: World, kind: Kind, seed: int, scale: float, out: Path) -> None:
    """Write a world as a folder."""
    out.mkdir(parents=True, exist_ok=True)
    _write_exchanges(world.log, kind, out / "exchanges")
    pq.write_table(_accounts(world.accounts, kind), out / "accounts.parquet")
    pq.write_table(_events(kind, world.log), out / "events.parquet")
    pq.write_table(_truth(world.accounts), out / "truth.parquet")
    head = {"version": 1, "kind": f"harbour/{kind.name}", "seed": seed, "scale": scale}
    (out / "world.json").write_text(json.dumps(head, separators=(",", ":")) + "\n")


def _type(column: str) -> pa.DataType:
    if column == "ts" or column.endswith("_at"):
        return _TIME
    if column in _INTS:
        return pa.int64()
    return {"status": pa.int32(), "refused": pa.bool_(), "cost_usd": pa.float64()}.get(
        column, pa.string()
    )


def _field(column: str) -> pa.Field:
    return pa.field(column, _type(column), nullable=column not in _MUST)


def _write_exchanges(log: Log, kind: Kind, folder: Path) -> None:
    """One file a day, in order of time."""
    columns = log.columns
    start_us = int(kind.begin.timestamp()) * 1_000_000
    at_us = np.asarray(columns["ts"], dtype=np.int64)
    order = np.argsort(at_us, kind="stable")
    days = at_us[order] // int(DAY_S * 1e6)
    schema = pa.schema([_field(c) for c in kind.exchange_columns])
    full = [
        pa.array(at_us + start_us, pa.int64()).cast(_TIME)
        if c == "ts"
        else pa.array(columns[c], _type(c))
        for c in kind.exchange_columns
    ]
    table = pa.Table.from_arrays(full, schema=schema).take(pa.array(order))
    edges = np.searchsorted(days, np.arange(kind.days + 1))
    for day in range(kind.days):
        low, high = int(edges[day]), int(edges[day + 1])
        if low == high:
            continue
        part = folder / f"day={moment(kind, day):%Y-%m-%d}"
        part.mkdir(parents=True, exist_ok=True)
        pq.write_table(table.slice(low, high - low), part / "part-0.parquet", compression="zstd")


def _accounts(accounts: list[Account], kind: Kind) -> pa.Table:
    """The provider's own table of accounts, with the columns that it keeps."""
    return pa.table(
        [pa.array([_paper(a, c, kind) for a in accounts], _type(c)) for c in kind.account_columns],
        schema=pa.schema([_field(c) for c in kind.account_columns]),
    )


def _paper(account: Account, column: str, kind: Kind) -> datetime | str | None:  # noqa: PLR0911
    """One field of one account."""
    match column:
        case "created_at":
            return moment(kind, account.created_d)
        case "closed_at":
            return None if account.closed_d is None else moment(kind, account.closed_d)
        case "email":
            return keyed(account.email, "h:", 24) if kind.hashed_papers else account.email
        case "email_domain":
            return account.email.partition("@")[2]
        case "phone":
            hide = kind.hashed_papers and account.phone
            return keyed(account.phone or "", "h:", 24) if hide else account.phone
        case "payment_fingerprint":
            return account.card
        case "billing_country":
            return account.billing
        case "declared_country":
            return account.declared
        case "org_name":
            return account.org_name or None
        case _:
            value: str | None = getattr(account, column)
            return value


def _events(kind: Kind, log: Log) -> pa.Table:
    rows = [
        (
            moment(kind, kind.release_day),
            "model_release",
            f"{kind.name}-large-5",
            "with mid-5 and small-5",
        ),
        *(
            (moment(kind, s / DAY_S), "outage", "capacity", "some requests answered 529")
            for s in log.outages
        ),
    ]
    rows.sort(key=lambda row: row[0])
    names = ("ts", "kind", "name", "detail")
    kinds = (_TIME, *[pa.string()] * 3)
    fields = [
        pa.field(n, t, nullable=n in {"name", "detail"}) for n, t in zip(names, kinds, strict=True)
    ]
    return pa.table(
        [pa.array(c, t) for c, t in zip(zip(*rows, strict=True), kinds, strict=True)],
        schema=pa.schema(fields),
    )


def _truth(accounts: list[Account]) -> pa.Table:
    harvest = [a.group_name if a.group and a.group.harvest else None for a in accounts]
    crowd = [a.group_name if a.group and not a.group.harvest else None for a in accounts]
    schema = pa.schema(
        [
            pa.field("account_id", pa.string(), nullable=False),
            pa.field("campaign", pa.string()),
            pa.field("crowd", pa.string()),
        ]
    )
    return pa.table(
        [
            pa.array([a.account_id for a in accounts]),
            pa.array(harvest, pa.string()),
            pa.array(crowd, pa.string()),
        ],
        schema=schema,
    )


def census(world: World) -> list[tuple[str, int, int, bool]]:
    """Name, accounts, exchanges and harvest of each group, the ungrouped first."""
    group_of = {a.account_id: a.group_name for a in world.accounts}
    members = Counter(group_of.values())
    sent = Counter(group_of[account] for account in world.log.columns["account_id"])
    harvests = {a.group_name for a in world.accounts if a.group and a.group.harvest}
    return [
        (name or "(no group)", members[name], sent[name], name in harvests)
        for name in sorted(members)
    ]
