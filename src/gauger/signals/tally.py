"""Account evidence counted: one pass over the exchanges of the accounts asked for.

Counts add up over accounts, and over exchanges that come later where the unit is an exchange.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import ibis
import pyarrow as pa
from ibis.expr.types import BooleanValue, IntegerValue, Table, Value

from gauger.engines.relations import Engine, Relations
from gauger.engines.sums import micro_usd
from gauger.engines.times import DAY_S, seconds, slot
from gauger.signals.catalogue import EVIDENCE
from gauger.signals.model import Evidence, Unit

PLAN_MONTH_USD = {"free": 1.0, "pro": 20.0, "team": 30.0}
"""List prices of plans; a plan that is not here has a contract of its own."""
DAY_OF_MONTH = 1 / 3
"""A day that uses so much of a month's price is beyond what the plan was made for."""
PIVOT_D = 3
"""Days after a model is first seen in which moving to it is early."""
SETTLED_D = 3
"""A model is new when nobody asked for it in the logs' first days."""
PARTS = 8
"""Parts of a day, three hours each."""
FACTS = ("created_at", "plan", "declared_country")
"""Columns of accounts that rows of exchanges are read beside."""
COUNTS = pa.schema(
    [
        ("account_id", pa.string()),
        ("evidence", pa.string()),
        ("hits", pa.int64()),
        ("of", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What rows are read against, the same for everybody in a world."""

    start: object = None
    """Time of the first exchange."""
    dearest: str | None = None
    """Model of the highest list price a token."""
    born: Mapping[str, object] = field(default_factory=dict)
    """New models, and when each was first seen."""


def setting(engine: Engine, world: Relations) -> Setting:
    """Look once over the models of all exchanges."""
    x = world.exchanges
    if "model" not in x.columns:
        start = engine.arrow(x.aggregate(start=x.ts.min()))["start"][0].as_py()
        return Setting(start=start)
    sums: dict[str, Value] = {"born": x.ts.min()}
    if {"cost_usd", "output_tokens"} <= set(x.columns):
        sums |= {
            "usd": micro_usd(x.cost_usd).sum(where=x.output_tokens > 0),
            "tokens": x.output_tokens.sum(where=x.cost_usd > 0),
        }
    rows = engine.arrow(x.group_by("model").agg(**sums)).to_pylist()
    if not rows:
        return Setting()
    start = min(r["born"] for r in rows)
    prices = [(r["usd"] / r["tokens"], r["model"]) for r in rows if r.get("usd") and r["tokens"]]
    named = [r for r in rows if r["model"] is not None]
    settled = start + timedelta(days=SETTLED_D)
    return Setting(
        start=start,
        dearest=max(prices)[1] if prices else None,
        born={r["model"]: r["born"] for r in named if r["born"] >= settled},
    )


def needed() -> tuple[str, ...]:
    """Columns of exchanges that evidence reads."""
    columns = {n for e in EVIDENCE for n in e.needs if n.startswith("exchanges.")}
    return tuple(sorted(n.partition(".")[2] for n in columns))


def tally(
    engine: Engine, world: Relations, members: Table, traffic: Sequence[Table], against: Setting
) -> pa.Table:
    """Count for each of `members`(account_id), whose exchanges are `traffic`, an account's in one.

    Gives (account_id, evidence, hits, of), for the evidence whose columns the world has.
    """
    able = [e for e in EVIDENCE if not world.missing(*e.needs)]
    have = [c for c in FACTS if c in world.accounts.columns]
    facts = world.accounts.semi_join(members, "account_id").select("account_id", *have)
    sources = [(Unit.ACCOUNT, world.accounts.semi_join(members, "account_id"))]
    for sent in traffic:
        rows = _rows(sent.left_join(facts, "account_id"), against)
        sources += [(Unit.EXCHANGE, rows), (Unit.DAY, _days(rows))]
    return pa.concat_tables(
        [
            COUNTS.empty_table(),
            *(
                table
                for unit, source in sources
                for table in _counted(engine, source, [e for e in able if e.unit is unit])
            ),
        ]
    )


def _counted(engine: Engine, rows: Table, signals: list[Evidence]) -> list[pa.Table]:
    """One table a signal, from one pass."""
    if not signals:
        return []
    columns: dict[str, Value] = {}
    for place, signal in enumerate(signals):
        of = ibis.coalesce(signal.of(rows).cast("int64"), 0)
        hits = ibis.coalesce(signal.hits(rows).cast("int64"), 0)
        columns |= {f"of{place}": of, f"hits{place}": (of > 0).ifelse(hits, 0)}
    each = rows.select("account_id", **columns)
    sums = {name: each[name].sum() for name in columns}
    wide = engine.arrow(each.group_by("account_id").agg(**sums))
    return [
        pa.table(
            [
                wide["account_id"],
                pa.array([signal.name] * len(wide), pa.string()),
                wide[f"hits{place}"],
                wide[f"of{place}"],
            ],
            names=COUNTS.names,
        ).cast(COUNTS)
        for place, signal in enumerate(signals)
    ]


def _rows(joined: Table, against: Setting) -> Table:
    """Exchanges with what their account and the world's models make of them."""
    columns = joined.columns
    made: dict[str, Value] = {}
    if "created_at" in columns:
        age_s = seconds(joined.ts) - seconds(joined.created_at)
        made["age_d"] = age_s / 86_400
        start = ibis.literal(against.start, "timestamp('UTC', 6)")
        made["whole_life"] = joined.created_at >= start
    if "model" in columns:
        made["dearest"] = joined.model == ibis.literal(against.dearest, "string")
        made["after_release"] = _any(joined, against, lambda _: ibis.literal(True))
        made["of_new_model"] = _any(joined, against, lambda name: joined.model == name)
    return joined.mutate(**made)


def _any(rows: Table, against: Setting, also: Callable[[str], BooleanValue]) -> BooleanValue:
    """Whether a row falls into the days after some model's release, and `also` holds of it."""
    found = ibis.literal(False)
    for name, born in sorted(against.born.items()):
        since = ibis.literal(born, "timestamp('UTC', 6)")
        early = (rows.ts >= since) & (rows.ts < since + ibis.interval(days=PIVOT_D))
        found = found | (early & also(name))
    return found


def _days(rows: Table) -> Table:
    """Accounts' days: exchanges, and how many different things they showed."""
    part = slot(rows.ts, DAY_S // PARTS)
    sums: dict[str, Value] = {"n": rows.count(), "parts": part.nunique()}
    for name, column in (("nets", "net_key"), ("clients", "agent_key"), ("routes", "channel")):
        if column in rows.columns:
            sums[name] = rows[column].nunique()
    if "prompt_key" in rows.columns:
        sums |= {"prompts": rows.prompt_key.nunique(), "prompted": rows.prompt_key.count()}
        if "refused" in rows.columns:
            sums["refused_prompts"] = rows.prompt_key.nunique(where=rows.refused)
    if "cost_usd" in rows.columns:
        sums["usd"] = _usd(rows)
    if "plan" in rows.columns:
        sums["plan"] = rows.plan.min()
    days = rows.group_by("account_id", day=slot(rows.ts, DAY_S)).agg(**sums)
    if "plan" in rows.columns:
        prices = [(days.plan == p, usd * DAY_OF_MONTH) for p, usd in PLAN_MONTH_USD.items()]
        days = days.mutate(plan_day_usd=ibis.cases(*prices, else_=ibis.null("float64")))
    return days


def _usd(rows: Table) -> IntegerValue:
    """List price, added up in whole micro-dollars."""
    return ibis.coalesce(micro_usd(rows.cost_usd).sum(), 0) / 1e6
