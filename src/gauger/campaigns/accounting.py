"""What a group of accounts took: exchanges, tokens, days and mixes, beside everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from gauger.engines.relations import Engine, Relations

MIXES = {
    "capabilities": "capability",
    "models": "model",
    "countries": "ip_country",
    "networks": "ip_as_name",
}
"""Mix of a campaign: the column it is taken from."""

TOKENS = ("input_tokens", "output_tokens", "reasoning_tokens")


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Tables by group number; group -1 is everybody in no group."""

    totals: pa.Table
    """(grp, exchanges, first_ts, last_ts, *tokens, cost_usd)."""
    accounts: pa.Table
    """(grp, account_id, exchanges, first_ts, last_ts) of the groups' accounts."""
    mixes: dict[str, pa.Table]
    """By mix: (grp, name, exchanges)."""
    days: pa.Table
    """(grp, day, exchanges, accounts)."""
    hours: pa.Table
    """(grp, hour, exchanges): hour of the day, UTC."""
    asks: pa.Table
    """(grp, asks, exchanges) by the bits of `records.asks`; empty where prompts were not seen."""


def keep_books(engine: Engine, world: Relations, groups: Sequence[Sequence[str]]) -> Books:
    """Account for each group of account ids in few passes over the exchanges."""
    ids = [account for group in groups for account in group]
    numbers = [number for number, group in enumerate(groups) for _ in group]
    members = engine.table(
        pa.table({"account_id": pa.array(ids, pa.string()), "grp": pa.array(numbers, pa.int64())})
    )
    traffic = _marked(world.exchanges, members)
    rows = ibis._.count()
    day = traffic.ts.date()
    return Books(
        totals=engine.arrow(
            traffic.group_by("grp").agg(
                exchanges=rows,
                first_ts=traffic.ts.min(),
                last_ts=traffic.ts.max(),
                **{name: _sum(traffic, name) for name in TOKENS},
                cost_usd=_cost(traffic),
            )
        ),
        accounts=engine.arrow(
            traffic.filter(traffic.grp >= 0)
            .group_by("grp", "account_id")
            .agg(exchanges=rows, first_ts=ibis._.ts.min(), last_ts=ibis._.ts.max())
        ),
        mixes={
            mix: engine.arrow(traffic.group_by("grp", name=traffic[column]).agg(exchanges=rows))
            for mix, column in MIXES.items()
            if column in traffic.columns
        },
        days=engine.arrow(
            traffic.group_by("grp", day=day).agg(
                exchanges=rows, accounts=traffic.account_id.nunique()
            )
        ),
        hours=engine.arrow(traffic.group_by("grp", hour=traffic.ts.hour()).agg(exchanges=rows)),
        asks=engine.arrow(traffic.group_by("grp", asks=traffic.asks).agg(exchanges=rows))
        if "asks" in traffic.columns
        else pa.table({"grp": [], "asks": [], "exchanges": []}),
    )


def _marked(exchanges: Table, members: Table) -> Table:
    """Exchanges with the number of their account's group, -1 for none."""
    joined = exchanges.left_join(members.rename(member="account_id"), [("account_id", "member")])
    return joined.mutate(grp=ibis.coalesce(joined.grp, -1)).drop("member")


def _cost(table: Table) -> ibis.Value:
    """List price in US dollars, added up in whole micro-dollars: float sums depend on order."""
    if "cost_usd" not in table.columns:
        return ibis.literal(0.0)
    return ibis.coalesce((table.cost_usd * 1e6).round().cast("int64").sum(), 0) / 1e6


def _sum(table: Table, column: str) -> ibis.Value:
    if column not in table.columns:
        return ibis.literal(0)
    return ibis.coalesce(table[column].sum(), 0)
