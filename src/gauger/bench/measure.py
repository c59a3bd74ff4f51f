"""Found groups against known ones. Pairs are counted from sizes of overlaps, never listed.

Two questions are kept apart: was an *account* rightly named (`Named`), and do two accounts of one
operator stand in one group (`Paired`)? The first is what a ban rests on, the second what a
*campaign* is; a method may be perfect at one and useless at the other.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

CROWD_SHARE = 0.1
"""A crowd is accused when two of its accounts, or a tenth of it, are: in one group or in several,
so that naming accounts one by one is no way round."""


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """Precision, recall and their harmonic mean, with the counts behind them."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float | None:
        """None where nothing was found: silence is not precision."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """None where there was nothing to find."""
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float:
        """Zero where nothing was found."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 0.0


def named(groups: Iterable[Collection[str]], guilty: Collection[str], known: set[str]) -> Rates:
    """Accounts in any group against `guilty`; accounts outside `known` are not judged."""
    flagged = set().union(*groups) & known
    wanted = set(guilty) & known
    return Rates(right=len(flagged & wanted), found=len(flagged), wanted=len(wanted))


def paired(groups: Iterable[Collection[str]], cluster_of: Mapping[str, str]) -> Rates:
    """Pairs in one group against pairs in one true cluster; accounts without cluster stand alone.

    A group of n holds n (n - 1) / 2 pairs; of these, right are those within its overlaps with
    the clusters. An account in two groups counts in both.

    >>> paired([{"a", "b", "x"}], {"a": "1", "b": "1", "c": "1"})
    Rates(right=1, found=3, wanted=3)
    """
    found = right = 0
    for group in groups:
        found += _pairs(len(group))
        right += sum(map(_pairs, Counter(cluster_of[a] for a in group if a in cluster_of).values()))
    wanted = sum(map(_pairs, Counter(cluster_of.values()).values()))
    return Rates(right=right, found=found, wanted=wanted)


def misplaced(groups: Iterable[Collection[str]], cluster_of: Mapping[str, str]) -> int:
    """Accounts with a cluster that stand in a group where another cluster holds more accounts."""
    wrong = 0
    for group in groups:
        sizes = Counter(cluster_of[a] for a in group if a in cluster_of)
        wrong += sum(sizes.values()) - max(sizes.values(), default=0)
    return wrong


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


class CampaignMeasure(msgspec.Struct, frozen=True, kw_only=True):
    """One true campaign beside the group that holds most of it."""

    campaign: str
    accounts: int
    recall: float
    """Of its accounts, in that group."""
    precision: float
    """Of that group; 0 where no group holds any."""
    recall_any: float
    """Of its accounts, in whatever group: what a list of bans would hold."""


class WorldMeasure(msgspec.Struct, frozen=True, kw_only=True):
    """All measures of one method on one world."""

    groups: int
    accounts: Rates
    pairs: Rates
    honest: int
    honest_accused: int
    crowds: int
    """Innocent crowds in the world."""
    crowds_accused: tuple[str, ...]
    campaigns: tuple[CampaignMeasure, ...]


def measure(groups: list[set[str]], world: Path) -> WorldMeasure:
    """Groups against the world's truth.parquet; accounts the truth does not know are left out."""
    truth = pq.read_table(world / "truth.parquet").to_pylist()
    campaign_of = {r["account_id"]: r["campaign"] for r in truth if r["campaign"] is not None}
    crowds: dict[str, set[str]] = defaultdict(set)
    for row in truth:
        if row["crowd"] is not None:
            crowds[row["crowd"]].add(row["account_id"])
    known = {r["account_id"] for r in truth}
    own = [g & known for g in groups]
    honest = known - campaign_of.keys()
    accused = set[str]().union(*own)
    return WorldMeasure(
        groups=len(groups),
        accounts=named(own, campaign_of, known),
        pairs=paired(own, campaign_of),
        honest=len(honest),
        honest_accused=len(accused & honest),
        crowds=len(crowds),
        crowds_accused=tuple(
            n
            for n, c in sorted(crowds.items())
            if len(accused & c) >= min(2, CROWD_SHARE * len(c)) > 0
        ),
        campaigns=_campaigns(own, campaign_of),
    )


def _campaigns(
    groups: list[set[str]], campaign_of: Mapping[str, str]
) -> tuple[CampaignMeasure, ...]:
    members: dict[str, set[str]] = defaultdict(set)
    for account, name in campaign_of.items():
        members[name].add(account)
    anywhere = set().union(*groups)
    found = []
    for name, accounts in sorted(members.items()):
        best = max(groups, key=lambda g: len(g & accounts), default=set())
        hits = len(best & accounts)
        found.append(
            CampaignMeasure(
                campaign=name,
                accounts=len(accounts),
                recall=hits / len(accounts),
                precision=hits / len(best) if hits else 0.0,
                recall_any=len(anywhere & accounts) / len(accounts),
            )
        )
    return tuple(found)
