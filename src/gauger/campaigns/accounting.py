"""What groups of accounts took: exchanges, tokens, days and mixes, beside everybody else's.

Members' exchanges are set apart once; what everybody else did is the total less theirs, and how
single honest accounts behave comes from a sample of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table

from gauger.engines.relations import Engine, Relations
from gauger.signals.tally import needed, setting, tally

MIXES = {
    "capabilities": "capability",
    "models": "model",
    "countries": "ip_country",
    "networks": "ip_as_name",
}
"""Mix of a campaign: the column it is taken from."""
TOKENS = ("input_tokens", "output_tokens", "reasoning_tokens")
SAMPLE = 4_000
"""Honest accounts looked at one by one: shares of a few per cent are then known to a tenth."""
NEEDED = tuple(sorted({"ts", "asks", "net_key", "cost_usd", *TOKENS, *MIXES.values(), *needed()}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Tables by group number; group -1 is everybody in no group."""

    totals: pa.Table
    """(grp, exchanges, first_ts, last_ts, *tokens, cost_usd) of the groups."""
    accounts: pa.Table
    """(grp, account_id, exchanges, first_ts, last_ts) of the groups' accounts."""
    mixes: dict[str, pa.Table]
    """By mix: (grp, name, exchanges)."""
    days: pa.Table
    """(grp, day, exchanges, accounts) of the groups."""
    hours: pa.Table
    """(grp, account_id, hour, exchanges): hour of the day, UTC; grp -1 is the sample."""
    does: pa.Table
    """(grp, account_id, capability, asks, exchanges, output_tokens); grp -1 is the sample."""
    nets: pa.Table
    """(grp, net, exchanges): the /24 or /48 of the groups' requests; empty without addresses."""
    asks: pa.Table
    """(grp, asks, exchanges) by the bits of `records.asks`; empty where prompts were not seen."""
    evidence: pa.Table
    """(grp, account_id, evidence, hits, of), see `signals.tally`; grp -1 is the sample."""

    def of(self, group: int) -> "Books":
        """The rows of one group; -1 for everybody else."""
        mine = {
            f.name: _rows_of(getattr(self, f.name), group)
            for f in fields(self)
            if f.name != "mixes"
        }
        return Books(**mine, mixes={mix: _rows_of(t, group) for mix, t in self.mixes.items()})


def _rows_of(table: pa.Table, group: int) -> pa.Table:
    return table.filter(pc.equal(table["grp"].cast(pa.int64()), group))


def keep_books(engine: Engine, world: Relations, groups: Sequence[Sequence[str]]) -> Books:
    """Account for each group of account ids in few passes over the exchanges."""
    traffic = _slim(world.exchanges)
    everybody = {n: _counted(engine, traffic, c) for n, c in MIXES.items() if c in traffic.columns}
    asked = _counted(engine, traffic, "asks") if "asks" in traffic.columns else None
    members = _members(engine, groups)
    sample = _members(engine, [_sample(engine, world, groups)], first=-1)
    against = setting(engine, world)
    with engine.kept(traffic.inner_join(members, "account_id")) as own:
        with engine.kept(traffic.inner_join(sample, "account_id")) as honest:
            single = [_by_hour(engine, own), _by_hour(engine, honest)]
            does = [_by_deed(engine, own), _by_deed(engine, honest)]
            counts = [
                tally(engine, world, members, own, against),
                tally(engine, world, sample, honest, against),
            ]
        mixes = {
            mix: _beside(_counted(engine, own, MIXES[mix], "grp"), rest)
            for mix, rest in everybody.items()
        }
        asks = None if asked is None else _beside(_counted(engine, own, "asks", "grp"), asked)
        return Books(
            totals=engine.arrow(own.group_by("grp").agg(**_totals(own))),
            accounts=engine.arrow(own.group_by("grp", "account_id").agg(**_window(own))),
            mixes=mixes,
            days=engine.arrow(
                own.group_by("grp", day=own.ts.date()).agg(
                    exchanges=own.count(), accounts=own.account_id.nunique()
                )
            ),
            hours=pa.concat_tables(single),
            does=pa.concat_tables(does),
            nets=_named(engine, own, "net_key", "net"),
            asks=_empty("asks")
            if asks is None
            else asks.rename_columns(["grp", "asks", "exchanges"]),
            evidence=pa.concat_tables(counts),
        )


def deeds(
    engine: Engine, world: Relations, groups: Sequence[Sequence[str]]
) -> tuple[list[pa.Table], pa.Table]:
    """(account_id, capability, asks, exchanges) of each group's accounts, and of honest ones."""
    traffic = _slim(world.exchanges)
    members = _members(engine, groups)
    sample = _members(engine, [_sample(engine, world, groups)], first=-1)
    own = _by_deed(engine, traffic.inner_join(members, "account_id"))
    rest = _by_deed(engine, traffic.inner_join(sample, "account_id"))
    return [_rows_of(own, number) for number in range(len(groups))], rest


def _slim(exchanges: Table) -> Table:
    return exchanges.select("account_id", *(c for c in NEEDED if c in exchanges.columns))


def _members(engine: Engine, groups: Sequence[Sequence[str]], *, first: int = 0) -> Table:
    """(account_id, grp), groups numbered from `first`."""
    ids = [account for group in groups for account in group]
    numbers = [number for number, group in enumerate(groups, first) for _ in group]
    rows = {"account_id": pa.array(ids, pa.string()), "grp": pa.array(numbers, pa.int64())}
    return engine.table(pa.table(rows))


def _sample(engine: Engine, world: Relations, groups: Iterable[Sequence[str]]) -> list[str]:
    """Accounts in no group, picked by a hash of their ids: the same whatever the row order."""
    taken = {account for group in groups for account in group}
    ids = engine.arrow(world.accounts.select("account_id"))["account_id"].to_pylist()
    rest = [a for a in ids if a not in taken]
    return sorted(rest, key=_lot)[:SAMPLE]


def _lot(account: str) -> bytes:
    return blake2b(account.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _counted(engine: Engine, traffic: Table, column: str, *by: str) -> pa.Table:
    """(*by, name, exchanges) for the values of a column."""
    counted = traffic.group_by(*by, name=traffic[column]).agg(exchanges=traffic.count())
    return engine.arrow(counted)


def _empty(name: str) -> pa.Table:
    return pa.table({"grp": [], name: [], "exchanges": []})


def _named(engine: Engine, own: Table, column: str, name: str) -> pa.Table:
    if column not in own.columns:
        return _empty(name)
    return _counted(engine, own, column, "grp").rename_columns(["grp", name, "exchanges"])


def _beside(own: pa.Table, everybody: pa.Table) -> pa.Table:
    """The groups' rows, and everybody else's, which are all less theirs, as group -1.

    An account of two groups is in both; then what is left is a little too small, never negative.
    """
    rows = own.to_pylist()
    taken: dict[object, int] = {}
    for row in rows:
        taken[row["name"]] = taken.get(row["name"], 0) + row["exchanges"]
    rest = [
        {
            "grp": -1,
            "name": r["name"],
            "exchanges": max(0, r["exchanges"] - taken.get(r["name"], 0)),
        }
        for r in everybody.to_pylist()
    ]
    schema = pa.schema(
        [("grp", pa.int64()), everybody.schema.field("name"), ("exchanges", pa.int64())]
    )
    return pa.Table.from_pylist(rows + rest, schema=schema)


def _by_hour(engine: Engine, traffic: Table) -> pa.Table:
    counted = traffic.group_by("grp", "account_id", hour=traffic.ts.hour())
    return engine.arrow(counted.agg(exchanges=traffic.count()))


def _by_deed(engine: Engine, traffic: Table) -> pa.Table:
    """What each account does: capability and whether the prompt asks for training material."""
    nothing = ibis.null("string")
    label = traffic.capability if "capability" in traffic.columns else nothing
    asks = traffic.asks != 0 if "asks" in traffic.columns else ibis.null("boolean")
    counted = traffic.group_by("grp", "account_id", capability=label, asks=asks)
    return engine.arrow(
        counted.agg(exchanges=traffic.count(), output_tokens=_sum(traffic, "output_tokens"))
    )


def _window(traffic: Table) -> dict[str, ibis.Value]:
    return {
        "exchanges": traffic.count(),
        "first_ts": traffic.ts.min(),
        "last_ts": traffic.ts.max(),
    }


def _totals(traffic: Table) -> dict[str, ibis.Value]:
    tokens = {name: _sum(traffic, name) for name in TOKENS}
    return {**_window(traffic), **tokens, "cost_usd": _cost(traffic)}


def _cost(table: Table) -> ibis.Value:
    """List price in US dollars, added up in whole micro-dollars: float sums depend on order."""
    if "cost_usd" not in table.columns:
        return ibis.literal(0.0)
    return ibis.coalesce((table.cost_usd * 1e6).round().cast("int64").sum(), 0) / 1e6


def _sum(table: Table, column: str) -> ibis.Value:
    if column not in table.columns:
        return ibis.literal(0)
    return ibis.coalesce(table[column].sum(), 0)
