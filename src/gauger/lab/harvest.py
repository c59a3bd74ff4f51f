"""A harvest: which questions a campaign's accounts asked, when, in a world."""

from collections.abc import Collection
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow.parquet as pq
from ibis.expr.types import Table

from gauger.campaigns.model import Detections
from gauger.engines.relations import Engine
from gauger.errors import InputError, UsageError
from gauger.lab.skills import skill_for
from gauger.records.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A campaign's exchanges in order of time; three tuples of the same length."""

    campaign: str
    days: tuple[int, ...]
    """Whole days since the campaign's first exchange."""
    accounts: tuple[int, ...]
    """Accounts by number."""
    skills: tuple[str, ...]
    """Skill that stands for the exchange's capability."""

    def __len__(self) -> int:
        return len(self.days)

    def pick(self, chosen: np.ndarray) -> "Taken":
        """Those exchanges, by number."""
        rows = chosen.tolist()
        return Taken(
            campaign=self.campaign,
            days=tuple(self.days[i] for i in rows),
            accounts=tuple(self.accounts[i] for i in rows),
            skills=tuple(self.skills[i] for i in rows),
        )

    def thin(self, many: int, seed: int) -> "Taken":
        """At most `many` exchanges, drawn evenly, so that order, accounts and mix stay."""
        if len(self) <= many:
            return self
        rng = np.random.default_rng([seed, 8])
        return self.pick(np.sort(rng.choice(len(self), many, replace=False)))

    def until(self, share: float) -> "Taken":
        """What was taken in the first `share` of the campaign's days."""
        last = share * (max(self.days, default=0) + 1)
        return self.pick(np.flatnonzero(np.array(self.days) < last))

    def capped(self, per_day: int) -> "Taken":
        """What is left when no account may send more than `per_day` exchanges in a day."""
        sent: dict[tuple[int, int], int] = {}
        kept = []
        for i, key in enumerate(zip(self.accounts, self.days, strict=True)):
            sent[key] = sent.get(key, 0) + 1
            if sent[key] <= per_day:
                kept.append(i)
        return self.pick(np.array(kept, int))

    def mix(self) -> dict[str, int]:
        """Exchanges by skill, most first."""
        names, counts = np.unique(np.array(self.skills, str), return_counts=True)
        pairs = sorted(zip(names.tolist(), counts.tolist(), strict=True), key=lambda p: -p[1])
        return dict(pairs)


def from_truth(world: World, campaign: str = "") -> Taken:
    """The harvest of a simulated world's campaign; the largest if none is named.

    Raises InputError when the world has no truth or no campaign, UsageError for an unknown name.
    """
    if not world.has_truth:
        raise InputError(f"{world.path} has no truth.parquet; give --detections and --campaign.")
    rows = pq.read_table(
        world.path / "truth.parquet", columns=["account_id", "campaign"]
    ).to_pylist()
    groups: dict[str, list[str]] = {}
    for row in rows:
        if row["campaign"] is not None:
            groups.setdefault(row["campaign"], []).append(row["account_id"])
    if not groups:
        raise InputError(
            f"{world.path} holds no campaign. `gauger simulate tour` makes one that does."
        )
    name = campaign or max(sorted(groups), key=lambda g: len(groups[g]))
    if name not in groups:
        raise UsageError(
            f"there is no campaign {name!r}; the truth has {', '.join(sorted(groups))}."
        )
    return _taken(world, name, groups[name])


def from_detections(world: World, found: Detections, campaign: str) -> Taken:
    """The harvest of a detected campaign's members."""
    members = [m.account_id for m in found.members.get(campaign, ())]
    if not members:
        raise UsageError(f"the detections have no members of {campaign!r}; see `gauger show`.")
    return _taken(world, campaign, members)


def _taken(world: World, name: str, members: Collection[str]) -> Taken:
    engine = Engine()
    x = _exchanges(engine, world)
    own = x.filter(x.account_id.isin(sorted(members)))
    capability = own.capability if "capability" in own.columns else ibis.null("string")
    rows = engine.arrow(
        own.select("ts", "account_id", capability=capability).order_by(
            "ts", "account_id", "capability"
        )
    )
    if not len(rows):
        raise InputError(f"the accounts of {name} sent nothing in {world.path}.")
    us = rows["ts"].cast("int64").to_numpy()
    _, account = np.unique(rows["account_id"].to_numpy(), return_inverse=True)
    return Taken(
        campaign=name,
        days=tuple(((us - us[0]) // 86_400_000_000).tolist()),
        accounts=tuple(account.tolist()),
        skills=tuple(skill_for(c) for c in rows["capability"].to_pylist()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CapCost:
    """What a daily cap does to the accounts outside the campaign."""

    accounts: int
    accounts_hit: int
    exchanges: int
    exchanges_refused: int


def cap_cost(world: World, members: Collection[str], per_day: int) -> CapCost:
    """Count the account-days above the cap among all accounts but `members`."""
    engine = Engine()
    x = _exchanges(engine, world)
    others = x.filter(~x.account_id.isin(sorted(members)))
    daily = others.group_by("account_id", day=others.ts.date()).agg(n=ibis._.count())
    over = ibis.greatest(daily.n - per_day, 0)
    each = (
        daily.mutate(over=over).group_by("account_id").agg(n=ibis._.n.sum(), over=ibis._.over.sum())
    )
    row = engine.arrow(
        each.aggregate(
            accounts=each.count(), hit=(each.over > 0).sum(), n=each.n.sum(), over=each.over.sum()
        )
    ).to_pylist()[0]
    return CapCost(
        accounts=int(row["accounts"] or 0),
        accounts_hit=int(row["hit"] or 0),
        exchanges=int(row["n"] or 0),
        exchanges_refused=int(row["over"] or 0),
    )


def true_members(world: World, campaign: str | None) -> set[str]:
    """Accounts of a simulated campaign; of any campaign for None."""
    rows = pq.read_table(world.path / "truth.parquet", columns=["account_id", "campaign"])
    return {
        r["account_id"]
        for r in rows.to_pylist()
        if r["campaign"] is not None and campaign in {None, r["campaign"]}
    }


def _exchanges(engine: Engine, world: World) -> Table:
    files = list(world.exchange_files)
    return engine.world(files, world.path / "accounts.parquet", None).exchanges
