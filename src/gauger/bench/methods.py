"""Who is measured: Gauger, and the peers that a user would pick instead, on the same worlds."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from gauger.bench.measure import measure
from gauger.bench.peers.groups import Groups
from gauger.bench.peers.worlds import PEERS
from gauger.bench.rows import Judged, Outcome, Took
from gauger.campaigns.detect import detect
from gauger.campaigns.early import time_to_flag
from gauger.campaigns.model import Detections, Verdict
from gauger.campaigns.score import score
from gauger.records.world import open_world

OURS = "gauger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a method hands over: the groups it accuses, and the detections if it is ours."""

    groups: Groups
    detections: Detections | None = None


def ours(world: Path) -> Found:
    """Gauger's main job, as `gauger detect` runs it; accused are `distillation` verdicts."""
    found = detect(open_world(world))
    accused = [c.campaign_id for c in found.campaigns if c.verdict is Verdict.DISTILLATION]
    return Found(
        groups=[{m.account_id for m in found.members[c]} for c in accused], detections=found
    )


def runs(name: str) -> Callable[[Path], Found]:
    """How to run a method by name."""
    if name == OURS:
        return ours
    peer = next(p for p in PEERS if p.name == name)
    return lambda world: Found(groups=peer.run(world))


def measured(found: Found, world: Path, *, early: bool) -> Outcome:
    """What was found against the world's truth; outside the clock."""
    figures = measure(found.groups, world)
    if found.detections is None:
        return Outcome(found=figures)
    opened = open_world(world)
    live = {f.campaign: f.share_before for f in time_to_flag(opened)} if early else {}
    took = {
        c.campaign: Took(
            exchange_error=c.exchange_error,
            window_error_h=c.window_error_h,
            before_flag=c.before_flag,
            live_before_flag=live.get(c.campaign),
        )
        for c in score(found.detections, opened).campaigns
        if c.found_as is not None and c.window_error_h is not None
    }
    return Outcome(found=figures, took=took, judged=_judged(found.detections, world))


def _judged(found: Detections, world: Path) -> tuple[Judged, ...]:
    """Probabilities of all groups that were looked at, beside what the groups are."""
    truth = pq.read_table(world / "truth.parquet", columns=["account_id", "campaign"])
    campaign_of = dict(
        zip(truth["account_id"].to_pylist(), truth["campaign"].to_pylist(), strict=True)
    )
    return tuple(
        Judged(
            p=min(c.p_one_operator, c.p_harvest),
            campaign=_most([campaign_of.get(m.account_id) for m in found.members[c.campaign_id]]),
            accounts=c.accounts,
        )
        for c in found.campaigns
    )


def _most(campaigns: list[str | None]) -> bool:
    """Whether more than half are of one campaign."""
    (name, n) = Counter(campaigns).most_common(1)[0]
    return name is not None and 2 * n > len(campaigns)
