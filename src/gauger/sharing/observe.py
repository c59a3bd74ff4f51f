"""What the world shows of a case: identifiers with their holders, rhythm, paths and ties.

One pass per column over the exchanges; each value comes with how many flagged accounts hold it
and how many others do, since the policy decides by exactly that.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from gauger.engines.relations import Engine, Relations
from gauger.records.world import World
from gauger.sharing.kinds import hex_of, kind_of_address

MIN_USES = 2
"""A sketch value seen once in an account is most likely a slot's, not the template's."""
ROUND_THE_CLOCK = 0.98
"""Share of the largest possible entropy of 24 hours; people who sleep stay below."""
MIN_EXCHANGES = 240
"""Fewer than ten an hour of the day say nothing about rhythm."""
COLUMNS = (
    ("ip", ""),  # kind by the address itself
    ("ip_net", ""),
    ("tls_fingerprint", "tls-fingerprint"),
    ("user_agent", "user-agent"),
    ("system_key", "system-prompt-key"),
)
TIES = (
    ("payment_key", "payment"),
    ("phone_range_key", "phone-range"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An identifier that flagged accounts show; not yet judged fit to leave."""

    kind: str
    value: str
    flagged: int
    """Accounts of the case that show it."""
    outside: int
    """Other accounts that show it, at any time in the world."""
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What the world adds to a case."""

    candidates: tuple[Candidate, ...]
    rhythm: str
    paths: tuple[str, ...]
    ties: dict[str, tuple[int, ...]]
    """By kind of tie: sizes of the groups of flagged accounts that share one value."""


def observe(world: World, accounts: Sequence[str]) -> Observed:
    """Look up what these accounts show in a world, and who else shows it."""
    engine = Engine()
    relations = engine.world(list(world.exchange_files), world.path / "accounts.parquet", None)
    flagged = engine.table(pa.table({"member": pa.array(sorted(set(accounts)), pa.string())}))
    exchanges = _marked(relations.exchanges, flagged)
    found: list[Candidate] = []
    for column, kind in COLUMNS:
        if column in world.columns:
            found += _candidates(engine, exchanges, column, kind)
    if "template_sketch" in world.columns:
        found += _templates(engine, exchanges)
    found += _domains(engine, relations, flagged, world)
    return Observed(
        candidates=tuple(sorted(found, key=lambda c: (c.kind, -c.flagged, c.value))),
        rhythm=_rhythm(engine, exchanges),
        paths=_paths(engine, exchanges) if "channel" in world.columns else (),
        ties=_ties(engine, relations, flagged, world),
    )


def _marked(table: Table, flagged: Table) -> Table:
    """Rows with `ours`: whether the account is one of the case's."""
    joined = table.left_join(flagged, table.account_id == flagged.member)
    return joined.mutate(ours=joined.member.notnull()).drop("member")


def _rolled(rows: Table, value: str) -> Table:
    """(value, flagged, outside, first, last) of the values that flagged accounts hold."""
    seen = rows.filter(rows[value].notnull())
    per = seen.group_by("account_id", "ours", value=seen[value]).agg(
        n=seen.count(), first=seen.ts.min(), last=seen.ts.max()
    )
    by_value = per.group_by("value").agg(
        flagged=per.ours.sum(),
        outside=(~per.ours).sum(),
        first=per["first"].min(where=per.ours),
        last=per["last"].max(where=per.ours),
    )
    return by_value.filter(by_value.flagged > 0)


def _candidates(engine: Engine, exchanges: Table, column: str, kind: str) -> list[Candidate]:
    rows = engine.arrow(_rolled(exchanges, column)).to_pylist()
    return [c for row in rows if (c := _candidate(row, kind))]


def _candidate(row: dict[str, Any], kind: str) -> Candidate | None:
    value = hex_of(row["value"]) if isinstance(row["value"], int) else str(row["value"])
    name = kind or kind_of_address(value)
    if name is None:  # an address that the operator hashed at the door
        return None
    return Candidate(
        kind=name, value=value, flagged=row["flagged"], outside=row["outside"],
        first=row["first"], last=row["last"],
    )  # fmt: skip


def _templates(engine: Engine, exchanges: Table) -> list[Candidate]:
    rows = exchanges.select("account_id", "ours", "ts", "template_sketch")
    values = rows.mutate(sketch=rows.template_sketch.unnest())
    often = values.group_by("account_id", "sketch").mutate(uses=ibis._.count())
    kept = often.filter((often.uses >= MIN_USES) | ~often.ours)  # one use outside is a use
    return _candidates(engine, kept, "sketch", "template-sketch")


def _domains(engine: Engine, relations: Relations, flagged: Table, world: World) -> list[Candidate]:
    """Mail domains known as throw-away; others belong to somebody, a customer perhaps."""
    if not {"email_domain", "email_class", "created_at"} <= world.account_columns:
        return []
    accounts = _marked(relations.accounts, flagged)
    disposable = accounts.filter(accounts.email_class == "disposable")
    return _candidates(
        engine, disposable.mutate(ts=disposable.created_at), "email_domain", "email-domain"
    )


def _rhythm(engine: Engine, exchanges: Table) -> str:
    own = exchanges.filter(exchanges.ours)
    table = engine.arrow(own.group_by(hour=own.ts.hour()).agg(n=own.count()))
    counts = np.asarray(table["n"].to_numpy(), np.float64)
    if counts.sum() < MIN_EXCHANGES:
        return "unknown"
    p = counts / counts.sum()
    even = float(-(p * np.log(p)).sum() / np.log(24))
    return "round-the-clock" if even >= ROUND_THE_CLOCK else "daily"


def _paths(engine: Engine, exchanges: Table) -> tuple[str, ...]:
    own = exchanges.filter(exchanges.ours & exchanges.channel.notnull())
    return tuple(sorted(map(str, engine.arrow(own.select("channel").distinct())[0].to_pylist())))


def _ties(
    engine: Engine, relations: Relations, flagged: Table, world: World
) -> dict[str, tuple[int, ...]]:
    found = {}
    accounts = relations.accounts.semi_join(
        flagged, relations.accounts.account_id == flagged.member
    )
    for column, tie in TIES:
        if column in world.account_columns:
            values = engine.arrow(accounts.select(column))[0].to_pylist()
            sizes = Counter(v for v in values if v is not None).values()
            found[tie] = tuple(sorted((n for n in sizes if n > 1), reverse=True))
    return {tie: sizes for tie, sizes in found.items() if sizes}
