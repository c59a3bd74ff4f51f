"""What groups of accounts took: exchanges, tokens, days and mixes, beside everybody else's.

All of it comes from tallies by account. What everybody else did is the total less the groups', and
how single honest accounts behave comes from a sample of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import blake2b

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from ibis.expr.types import Table

from gauger.campaigns.tallies import COPIED, TOKENS, Tallied, total
from gauger.campaigns.ways import WAYS, Ways, ways
from gauger.engines.relations import Engine, Relations
from gauger.signals.tally import setting, tally

Floats = npt.NDArray[np.float64]

MIXES = {
    "capabilities": ("deed", "capability"),
    "models": ("model", "model"),
    "countries": ("country", "ip_country"),
    "networks": ("network", "ip_as_name"),
}
"""Mix of a campaign: the tally and the column it is taken from."""
SAMPLE = 4_000
"""Honest accounts looked at one by one: shares of a few per cent are then known to a tenth."""
AT_ONCE = 5_000_000
"""Exchanges that are counted at once: what is different among them is counted in memory alone. With
a thirtieth of 3 GB a thirtieth of eight million fit, and a whole small world's did not."""


@dataclass(frozen=True, kw_only=True)
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
    worked: pa.Table
    """(grp, account_id, day, exchanges); grp -1 is the sample."""
    models: pa.Table
    """(grp, account_id, model, exchanges); grp -1 is the sample."""
    hours: pa.Table
    """(grp, account_id, hour, exchanges): hour of the day, UTC; grp -1 is the sample."""
    does: pa.Table
    """(grp, account_id, capability, asks, exchanges, output_tokens); grp -1 is the sample."""
    nets: pa.Table
    """(grp, net, exchanges): the /24 or /48 of the groups' requests; empty without addresses."""
    evidence: pa.Table
    """(grp, account_id, evidence, hits, of), see `signals.tally`; grp -1 is the sample."""

    def of(self, group: int) -> "Books":
        """The rows of one group; -1 for everybody else."""
        mine = {name: rows.of(group) for name, rows in self._ordered.items()}
        return Books(
            **{f.name: mine[f.name] for f in fields(self) if f.name != "mixes"},
            mixes={mix: mine[f"mix {mix}"] for mix in self.mixes},
        )

    @cached_property
    def counts(self) -> dict[str, tuple[Floats, Floats]]:
        """By evidence: hits, and out of how many, of each account in order of their ids."""
        rows = self.evidence.sort_by([("evidence", "ascending"), ("account_id", "ascending")])
        hits, of = (np.asarray(rows[c].to_numpy(), np.float64) for c in ("hits", "of"))
        names = rows["evidence"].combine_chunks().dictionary_encode()
        ends = np.cumsum(np.bincount(names.indices.to_numpy(), minlength=len(names.dictionary)))
        return {
            name: (hits[a:b], of[a:b])
            for name, a, b in zip(
                names.dictionary.to_pylist(), [0, *ends[:-1].tolist()], ends.tolist(), strict=True
            )
        }

    @cached_property
    def ways(self) -> Ways:
        """How the accounts work."""
        tables = dict(zip(WAYS, (self.worked, self.hours, self.models, self.does), strict=True))
        return ways(tables)

    @cached_property
    def _ordered(self) -> dict[str, "_Ordered"]:
        """Each table with its groups side by side: groups are many, and each is asked for."""
        tables = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "mixes"}
        tables |= {f"mix {mix}": table for mix, table in self.mixes.items()}
        return {name: _Ordered(table) for name, table in tables.items()}


class _Ordered:
    """A table's rows in order of `grp`, so that a group's rows are one slice."""

    def __init__(self, table: pa.Table) -> None:
        groups = np.asarray(table["grp"].to_numpy(), np.int64)
        order = np.argsort(groups, kind="stable")
        self._rows, self._groups = table.take(pa.array(order)), groups[order]

    def of(self, group: int) -> pa.Table:
        first, end = np.searchsorted(self._groups, [group, group + 1]).tolist()
        return self._rows.slice(first, end - first)


def keep_books(
    engine: Engine,
    world: Tallied,
    groups: Sequence[Sequence[str]],
    *,
    before: pa.Table | None = None,
) -> Books:
    """Account for each group of account ids; of the exchanges, only evidence is read again.

    `before` is the evidence of books kept of these groups and others: the sample of honest accounts
    is then among those accounts, so no exchange is read again.
    """
    with _shared(engine, world, groups) as (members, sample):
        own = {name: t.inner_join(members, "account_id") for name, t in world.tallies.items()}
        honest = {
            name: world.tallies[name].inner_join(sample, "account_id")
            for name in ("day", "model", "hour", "deed")
        }
        return Books(
            totals=engine.arrow(own["sent"].group_by("grp").agg(**_totals(own["sent"]))),
            accounts=engine.arrow(
                own["sent"].group_by("grp", "account_id").agg(**_window(own["sent"]))
            ),
            mixes={
                mix: _beside(
                    _counted(engine, own[tally], column, "grp"),
                    _counted(engine, world.tallies[tally], column),
                )
                for mix, (tally, column) in MIXES.items()
            },
            days=engine.arrow(
                own["day"]
                .group_by("grp", "day")
                .agg(
                    exchanges=total(own["day"], "exchanges"),
                    accounts=own["day"].account_id.nunique(),
                )
            ),
            worked=_both(engine, own["day"], honest["day"], "day"),
            models=_both(engine, own["model"], honest["model"], "model"),
            hours=_both(engine, own["hour"], honest["hour"], "hour"),
            does=_both(
                engine, own["deed"], honest["deed"], "capability", "asks", sums=("output_tokens",)
            ),
            nets=_counted(engine, own["net"], "net_key", "grp").rename_columns(
                ["grp", "net", "exchanges"]
            ),
            evidence=_evidence(engine, world, members.union(sample), before),
        )


def deeds(
    engine: Engine, world: Tallied, groups: Sequence[Sequence[str]]
) -> tuple[list[pa.Table], pa.Table]:
    """(account_id, capability, asks, exchanges) of each group's accounts, and of honest ones."""
    with _shared(engine, world, groups) as (members, sample):
        deed = world.tallies["deed"]
        own, honest = (deed.inner_join(who, "account_id") for who in (members, sample))
        found = _both(engine, own, honest, "capability", "asks", sums=("output_tokens",))
    ordered = _Ordered(found)
    return [ordered.of(number) for number in range(len(groups))], ordered.of(-1)


def _evidence(engine: Engine, world: Tallied, parties: Table, before: pa.Table | None) -> pa.Table:
    """Account evidence of `parties`(account_id, grp), read now or `before`."""
    if before is None:
        each = engine.table(_read_evidence(engine, world, parties.select("account_id").distinct()))
    else:
        each = engine.table(before).drop("grp").distinct()
    return engine.arrow(each.inner_join(parties, "account_id"))


def _read_evidence(engine: Engine, world: Tallied, members: Table) -> pa.Table:
    rows = world.exchanges
    rows = rows.select("account_id", "ts", *(c for c in COPIED if c in rows.columns))
    narrow = Relations(exchanges=rows, accounts=world.accounts)
    sent = world.tallies["sent"].semi_join(members, "account_id")
    (n,) = engine.arrow(sent.aggregate(n=total(sent, "exchanges")))["n"].to_pylist()
    own = rows.semi_join(members, "account_id")
    with engine.in_lots(own, "account_id", -(-n // AT_ONCE)) as traffic:
        return tally(engine, narrow, members, traffic, setting(engine, narrow))


@contextmanager
def _shared(
    engine: Engine, world: Tallied, groups: Sequence[Sequence[str]]
) -> Iterator[tuple[Table, Table]]:
    """(account_id, grp) of the groups' accounts, and of the sample of honest ones as group -1."""
    members = _members(engine, groups)
    sample = _members(engine, [_sample(engine, world, groups)], first=-1)
    with engine.kept(members) as mine, engine.kept(sample) as honest:
        yield mine, honest


def _members(engine: Engine, groups: Sequence[Sequence[str]], *, first: int = 0) -> Table:
    """(account_id, grp), groups numbered from `first`."""
    ids = [account for group in groups for account in group]
    numbers = [number for number, group in enumerate(groups, first) for _ in group]
    rows = {"account_id": pa.array(ids, pa.string()), "grp": pa.array(numbers, pa.int64())}
    return engine.table(pa.table(rows))


def _sample(engine: Engine, world: Tallied, groups: Iterable[Sequence[str]]) -> list[str]:
    """Accounts in no group, picked by a hash of their ids: the same whatever the row order."""
    taken = {account for group in groups for account in group}
    ids = engine.arrow(world.accounts.select("account_id"))["account_id"].to_pylist()
    rest = [a for a in ids if a not in taken]
    return sorted(rest, key=_lot)[:SAMPLE]


def _lot(account: str) -> bytes:
    return blake2b(account.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _counted(engine: Engine, rows: Table, column: str, *by: str) -> pa.Table:
    """(*by, name, exchanges) for the values of a column."""
    counted = rows.group_by(*by, name=rows[column]).agg(exchanges=total(rows, "exchanges"))
    return engine.arrow(counted)


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


def _both(
    engine: Engine, own: Table, honest: Table, *by: str, sums: Sequence[str] = ()
) -> pa.Table:
    """(grp, account_id, *by, exchanges, *sums) of the groups and of the sample.

    Of `asks`, only whether the prompt asks for training material counts here.
    """
    rows = own.union(honest.select(own.columns))
    if "asks" in by:
        rows = rows.mutate(asks=rows.asks != 0)
    counts = {name: total(rows, name) for name in ("exchanges", *sums)}
    return engine.arrow(rows.group_by("grp", "account_id", *by).agg(**counts))


def _window(sent: Table) -> dict[str, ibis.Value]:
    return {
        "exchanges": total(sent, "exchanges"),
        "first_ts": sent.first_ts.min(),
        "last_ts": sent.last_ts.max(),
    }


def _totals(sent: Table) -> dict[str, ibis.Value]:
    tokens = {name: total(sent, name) for name in TOKENS}
    return {**_window(sent), **tokens, "cost_usd": total(sent, "micro_usd") / 1e6}
