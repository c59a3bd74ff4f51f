"""Is what a group does a harvest? Evidence from its own exchanges, beside everybody else's."""

import numpy as np
import pyarrow as pa

from gauger.campaigns.accounting import Books
from gauger.campaigns.model import Reason, Share
from gauger.records.asks import ASKS
from gauger.signals.family import Family

MAX_BITS = 6.0
"""No kind of evidence carries more than 64 to 1: honest customers do each of these things too."""
PRIOR_BITS = -4.0
"""Of groups that act as one, about one in seventeen harvests: crowds are the rule. An assumption;
the verdict moves by as many bits as this does."""
MIN_ASKS_SHARE = 0.2
"""Below a fifth of a group's exchanges, what prompts ask for is a pastime, not a purpose."""
CAPABILITY_DRAWS = 4.0
"""Requests count as this many independent draws of a capability: an honest crowd with one job
is as concentrated, so the number of requests must not decide."""
MIN_CAPABILITY_LIFT = 1.5
"""A capability is targeted when asked for half as often again as honest traffic does."""


def honest_shares(mix: pa.Table) -> dict[str, float]:
    """Share of each name among the exchanges of accounts in no group."""
    rows = [r for r in mix.to_pylist() if r["grp"] < 0 and r["name"] is not None]
    total = sum(r["exchanges"] for r in rows) or 1
    return {r["name"]: r["exchanges"] / total for r in rows}


def shares(mix: pa.Table | None, group: int, most: int = 12) -> tuple[Share, ...]:
    """A group's mix beside the honest one, largest first; what has no name is left out."""
    if mix is None:
        return ()
    honest = honest_shares(mix)
    rows = [r for r in mix.to_pylist() if r["grp"] == group and r["name"] is not None]
    total = sum(r["exchanges"] for r in rows) or 1
    found = [
        Share(
            name=r["name"],
            exchanges=r["exchanges"],
            share=r["exchanges"] / total,
            honest_share=honest.get(r["name"], 0.0),
        )
        for r in rows
    ]
    return tuple(sorted(found, key=lambda s: (-s.exchanges, s.name))[:most])


def targeted(capabilities: tuple[Share, ...]) -> tuple[str, ...]:
    """Capabilities that a group asks for well above the honest mix."""
    return tuple(
        s.name
        for s in capabilities
        if s.share >= 0.1 and s.share >= MIN_CAPABILITY_LIFT * s.honest_share
    )


def harvest_evidence(books: Books, group: int, capabilities: tuple[Share, ...]) -> list[Reason]:
    """Reasons for and against a harvest (negative strength), each with its figures."""
    return [
        *_asks(books.asks, group),
        *_concentration(capabilities),
        *_round_the_clock(books.hours, group),
        *_intensity(books.totals, group),
    ]


def p_harvest(reasons: list[Reason]) -> float:
    """Probability of a harvest: prior and families' evidence added, each family capped."""
    bits = PRIOR_BITS + sum(
        max(-MAX_BITS, min(MAX_BITS, sum(r.strength for r in reasons if r.family is family)))
        for family in Family
    )
    return float(1 / (1 + np.exp2(-bits)))


def speaking_families(reasons: list[Reason]) -> int:
    """Families with at least two bits for a harvest."""
    return sum(sum(r.strength for r in reasons if r.family is family) >= 2.0 for family in Family)


def _asks(table: pa.Table, group: int) -> list[Reason]:
    rows = [r for r in table.to_pylist() if r["asks"] is not None]
    own = [r for r in rows if r["grp"] == group]
    rest = [r for r in rows if r["grp"] < 0]
    n, m = sum(r["exchanges"] for r in own), sum(r["exchanges"] for r in rest)
    if not n or not m:
        return []
    share = sum(r["exchanges"] for r in own if r["asks"]) / n
    honest = sum(r["exchanges"] for r in rest if r["asks"]) / m
    counts = {a: _with_bit(own, bit) / n for bit, a in enumerate(ASKS)}
    most = max(counts, key=lambda a: counts[a])
    text = (
        f"{share:.0%} of prompts ask for training material (most: {most}, {counts[most]:.0%}); "
        f"of honest prompts {honest:.1%} do."
    )
    lift = float(np.log2((share + 0.01) / (honest + 0.01)))
    strength = min(MAX_BITS, lift) if share >= MIN_ASKS_SHARE else min(0.0, lift) - 1.0
    return [Reason(signal="asks", family=Family.CONTENT, text=text, strength=strength)]


def _with_bit(rows: list[dict[str, int]], bit: int) -> int:
    return sum(r["exchanges"] for r in rows if r["asks"] >> bit & 1)


def _concentration(capabilities: tuple[Share, ...]) -> list[Reason]:
    if not capabilities:
        return []
    divergence = sum(
        s.share * np.log2(s.share / max(s.honest_share, 1e-3)) for s in capabilities if s.share
    )
    top = capabilities[0]
    text = (
        f"{top.share:.0%} of its exchanges are {top.name}, against {top.honest_share:.0%} of "
        f"honest ones; the whole mix lies {divergence:.1f} bits from theirs."
    )
    strength = min(MAX_BITS, CAPABILITY_DRAWS * float(divergence) - 1.0)
    return [
        Reason(
            signal="capability-concentration", family=Family.BEHAVIOUR, text=text, strength=strength
        )
    ]


def _round_the_clock(hours: pa.Table, group: int) -> list[Reason]:
    own = np.zeros(24)
    for row in hours.to_pylist():
        if row["grp"] == group:
            own[row["hour"]] = row["exchanges"]
    if own.sum() < 240:  # fewer than ten a clock hour show no rhythm either way
        return []
    quiet = float(np.sort(own)[:6].sum() / own.sum() * 4)  # 1 when flat, 0 with six hours' sleep
    text = f"Its six quietest hours of the day carry {quiet / 4:.0%} of its traffic; flat is 25 %."
    strength = 2.5 if quiet >= 0.8 else (-3.0 if quiet < 0.25 else 0.0)
    return [Reason(signal="round-the-clock", family=Family.TIMING, text=text, strength=strength)]


def _intensity(totals: pa.Table, group: int) -> list[Reason]:
    row = next(r for r in totals.to_pylist() if r["grp"] == group)
    days = max(1.0, (row["last_ts"] - row["first_ts"]).total_seconds() / 86_400)
    per_day = row["exchanges"] / days
    text = f"{row['exchanges']:,} exchanges in {days:.0f} days, {per_day:,.0f} a day as a whole."
    strength = 1.0 if row["exchanges"] >= 1_000 and days >= 2 else -1.0
    return [
        Reason(signal="sustained-volume", family=Family.BEHAVIOUR, text=text, strength=strength)
    ]
