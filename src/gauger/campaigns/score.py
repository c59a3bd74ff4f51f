"""Detections against a world's truth, in the standard measures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow.parquet as pq

from gauger.campaigns.early import TimeToFlag
from gauger.campaigns.model import Campaign, Detections, Verdict
from gauger.engines.relations import Engine
from gauger.errors import InputError
from gauger.records.world import World

CROWD_SHARE = 0.1
"""A crowd is accused when two of its accounts, or a tenth of it, stand in an accused group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignScore:
    """One true campaign beside the accused group that holds most of its accounts."""

    campaign: str
    found_as: str | None
    accounts: int
    recall: float
    """Of its accounts, by distillation verdicts of that group."""
    precision: float
    """Of that group's accounts."""
    exchanges: int
    exchange_error: float
    """Relative error of the exchanges counted; 1 when not found."""
    window_error_h: float | None
    """Larger of the errors at both ends."""
    before_flag: float | None = None
    """Share of its exchanges taken before its first flag, where the world was replayed for it."""
    days_to_flag: float | None = None
    """From its first exchange to that flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """All measures of one run."""

    campaigns: tuple[CampaignScore, ...]
    honest_accounts: int
    honest_accused: int
    accused_per_million: float
    crowds_accused: tuple[str, ...]


def score(found: Detections, world: World, early: Sequence[TimeToFlag] = ()) -> Score:
    """Compare `found` with the world's truth. Raises InputError when there is none.

    `early` is what `early.time_to_flag` gives for the same world.
    """
    if not world.has_truth:
        raise InputError(
            f"{world.path} has no truth.parquet, so there is nothing to score against. "
            "Simulated worlds have one."
        )
    truth = pq.read_table(world.path / "truth.parquet").to_pylist()
    campaign_of = {r["account_id"]: r["campaign"] for r in truth}
    crowd_of = {r["account_id"]: r["crowd"] for r in truth}
    accused = [c for c in found.campaigns if c.verdict is Verdict.DISTILLATION]
    groups = {
        c.campaign_id: {m.account_id for m in found.members.get(c.campaign_id, ())} for c in accused
    }
    named = set().union(*groups.values())
    honest = sum(c is None for c in campaign_of.values())
    wrong = sum(a in campaign_of and campaign_of[a] is None for a in named)
    return Score(
        campaigns=tuple(
            _timed(_campaign(name, accounts, accused, groups, world), early)
            for name, accounts in sorted(_members(campaign_of).items())
        ),
        honest_accounts=honest,
        honest_accused=wrong,
        accused_per_million=1e6 * wrong / max(1, honest),
        crowds_accused=tuple(
            name
            for name, crowd in sorted(_members(crowd_of).items())
            if any(len(g & crowd) >= min(2, CROWD_SHARE * len(crowd)) > 0 for g in groups.values())
        ),
    )


def _members(group_of: dict[str, str | None]) -> dict[str, set[str]]:
    names = Counter(g for g in group_of.values() if g is not None)
    return {n: {a for a, g in group_of.items() if g == n} for n in names}


def _campaign(
    name: str,
    accounts: set[str],
    accused: list[Campaign],
    groups: dict[str, set[str]],
    world: World,
) -> CampaignScore:
    best = max(accused, key=lambda c: len(groups[c.campaign_id] & accounts), default=None)
    hits = len(groups[best.campaign_id] & accounts) if best else 0
    exchanges, first, last = _took(world, accounts)
    if best is None or not hits:
        return CampaignScore(
            campaign=name, found_as=None, accounts=len(accounts), recall=0.0, precision=0.0,
            exchanges=exchanges, exchange_error=1.0, window_error_h=None,
        )  # fmt: skip
    ends = (abs(best.first_ts - first), abs(best.last_ts - last))
    return CampaignScore(
        campaign=name,
        found_as=best.campaign_id,
        accounts=len(accounts),
        recall=hits / len(accounts),
        precision=hits / len(groups[best.campaign_id]),
        exchanges=exchanges,
        exchange_error=abs(best.exchanges - exchanges) / max(1, exchanges),
        window_error_h=max(e.total_seconds() for e in ends) / 3600,
    )


def _timed(scored: CampaignScore, early: Sequence[TimeToFlag]) -> CampaignScore:
    for seen in early:
        if seen.campaign == scored.campaign and seen.flagged_at is not None:
            return replace(scored, before_flag=seen.share_before, days_to_flag=seen.days)
    return scored


def _took(world: World, accounts: set[str]) -> tuple[int, datetime, datetime]:
    """True exchanges of the accounts, their first and last."""
    engine = Engine()
    x = engine.world(list(world.exchange_files), world.path / "accounts.parquet", None).exchanges
    own = x.filter(x.account_id.isin(sorted(accounts)))
    (row,) = engine.arrow(
        own.aggregate(n=own.count(), first=own.ts.min(), last=own.ts.max())
    ).to_pylist()
    return row["n"], row["first"], row["last"]
