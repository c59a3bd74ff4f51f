"""Detections made directly, for tests and benchmarks: no logs, no detector, any size."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from gauger.campaigns.model import (
    Campaign,
    Change,
    Day,
    Detections,
    Link,
    Member,
    Reason,
    Run,
    Share,
    Verdict,
)
from gauger.signals.catalogue import SIGNALS
from gauger.signals.state import SignalState

T0 = datetime(2026, 4, 22, tzinfo=UTC)
FAMILY = {s.name: s.family for s in SIGNALS}
SAYS = {s.name: s.says for s in SIGNALS}
MIXES = (
    ("shared-payment", "address-hour"),
    ("shared-payment", "shared-template"),
    ("shared-address", "shared-template", "shared-client"),
    ("registration-burst", "address-hour", "shared-template"),
    ("shared-payment", "shared-address", "shared-template", "address-hour"),
    ("shared-phone-range", "shared-payment"),
)


def reason(signal: str, strength: float, text: str = "") -> Reason:
    """One piece of evidence of a signal."""
    return Reason(
        signal=signal, family=FAMILY[signal], text=text or SAYS[signal], strength=strength
    )


def members(names: Sequence[str], seed: int = 0) -> tuple[Member, ...]:
    """Members whose evidence varies as real runs' does, surest first."""
    draw, n = np.random.default_rng(seed), len(names)
    mixes = draw.integers(len(MIXES), size=n).tolist()
    firsts = draw.uniform(0, 300, n).tolist()
    lasts = draw.uniform(1, 30, n).tolist()
    surenesses = draw.uniform(0.9, 1.0, n).round(4).tolist()
    exchanges = draw.integers(20, 3_000, n).tolist()
    bits = draw.uniform(5, 18, (n, 4)).round(2).tolist()
    found = []
    for i, name in enumerate(names):
        first = T0 + timedelta(hours=firsts[i])
        found.append(
            Member(
                account_id=name,
                p_member=surenesses[i],
                exchanges=exchanges[i],
                first_ts=first,
                last_ts=first + timedelta(days=lasts[i]),
                evidence=tuple(
                    reason(s, b) for s, b in zip(MIXES[mixes[i]], bits[i], strict=False)
                ),
            )
        )
    return tuple(sorted(found, key=lambda m: (-m.p_member, -m.exchanges, m.account_id)))


def links(names: Sequence[str], seed: int = 0, *, most: int = 5_000) -> tuple[Link, ...]:
    """Links inside cells of about sixty accounts, and a few between neighbouring cells."""
    draw = np.random.default_rng(seed)
    n = len(names)
    steps = draw.integers(60, size=(n, 2)) + 60 * (draw.random((n, 2)) < 0.02)
    strengths = draw.uniform(8, 40, (n, 2)).round(2).tolist()
    found: dict[tuple[str, str], Link] = {}
    for i, name in enumerate(names):
        for step, bits in zip(steps[i].tolist(), strengths[i], strict=True):
            near = i - i % 60 + step
            if near == i or near >= n:
                continue
            a, b = sorted((name, names[near]))
            signals = MIXES[(i // 60) % len(MIXES)][:2]
            found[a, b] = Link(a=a, b=b, bits=bits, signals=signals)
    return tuple(sorted(found.values(), key=lambda k: (-k.bits, k.a, k.b))[:most])


def campaign(
    campaign_id: str,
    its: Sequence[Member],
    verdict: Verdict = Verdict.DISTILLATION,
    *,
    scale: int = 1,
    confidence: float = 0.98,
) -> Campaign:
    """A campaign of these members; `scale` multiplies its counts of exchanges."""
    exchanges = scale * sum(m.exchanges for m in its)
    capabilities = (
        ("software-engineering", 0.62, 0.24),
        ("reasoning", 0.21, 0.11),
        ("agents", 0.12, 0.05),
        ("writing", 0.05, 0.60),
    )
    days = tuple(
        Day(
            day=date(2026, 4, 22) + timedelta(days=d),
            exchanges=int(exchanges * (0.01 if d < 10 else 0.034 * (1 + 0.3 * np.sin(d)))),
            accounts=max(1, len(its) * min(d + 1, 30) // 30),
        )
        for d in range(40)
    )
    return Campaign(
        campaign_id=campaign_id,
        verdict=verdict,
        confidence=confidence,
        p_one_operator=0.99,
        p_harvest=0.98 if verdict is Verdict.DISTILLATION else 0.2,
        crowd="a class" if verdict is Verdict.BENIGN else None,
        accounts=len(its),
        exchanges=exchanges,
        first_ts=min(m.first_ts for m in its),
        last_ts=max(m.last_ts for m in its),
        input_tokens=900 * exchanges,
        output_tokens=2_100 * exchanges,
        reasoning_tokens=400 * exchanges,
        cost_usd=round(0.034 * exchanges, 2),
        first_flag_ts=T0 + timedelta(days=2),
        targeted=("software-engineering", "reasoning"),
        capabilities=tuple(
            Share(name=n, exchanges=int(exchanges * s), share=s, honest_share=h)
            for n, s, h in capabilities
        ),
        models=(
            Share(name="m-5-large", exchanges=exchanges, share=0.91, honest_share=0.34),
            Share(name="m-5-small", exchanges=0, share=0.09, honest_share=0.66),
        ),
        countries=(
            Share(name="DE", exchanges=exchanges, share=0.41, honest_share=0.08),
            Share(name="US", exchanges=0, share=0.35, honest_share=0.44),
        ),
        networks=(
            Share(name="hosting", exchanges=exchanges, share=0.77, honest_share=0.06),
            Share(name="residential", exchanges=0, share=0.23, honest_share=0.9),
        ),
        days=days,
        changes=(
            Change(
                at=T0 + timedelta(days=10, hours=20),
                text="daily exchanges rise 3.4-fold",
                event="model release m-5-large",
                lag_h=20.0,
            ),
        ),
        one_operator=(
            reason(
                "shared-payment", 12.4, f"{len(its):,} accounts pay with 31 instruments (1 in 50)."
            ),
            reason("address-hour", 9.1, "Accounts stand behind one address in the same hour."),
        ),
        harvest=(reason("shared-template", 10.2, "88 % of prompts fill one of 14 templates."),),
        against=(reason("shared-client", -1.2, "The client library is a common one."),),
        not_visible=("thinking-reuse: no column exchanges.thinking_key",),
        would_change=("A declared organisation behind the accounts, confirmed by a person.",),
        comparisons=("Exceeds C-2025-11 (100,000 exchanges) by 40 %.",),
    )


def run(accounts: int = 2_000, exchanges: int = 60_000, seed: int = 0) -> Run:
    """How the detections came about."""
    return Run(
        version="0.1.0",
        world="world",
        inputs={"accounts.parquet": "00"},
        exchanges=exchanges,
        accounts=accounts,
        first_ts=T0,
        last_ts=T0 + timedelta(days=40),
        limits={
            "member_min_p": 0.9,
            "member_min_families": 2.0,
            "family_min_bits": 5.0,
            "family_max_bits": 12.0,
        },
        seed=seed,
        signals=tuple(
            SignalState(signal=s.name, family=s.family, on=s.name != "thinking-reuse", reason="")
            for s in SIGNALS
        ),
        timings_s={"traits": 0.5},
        groups_tested=7,
    )


def detections(
    *sizes: int, scale: int = 1, start: int = 0, names: Sequence[str] = (), accounts: int = 0
) -> Detections:
    """A campaign for each size; the first a distillation, then the other verdicts in turn."""
    campaigns, all_members, all_links = [], {}, {}
    place = start
    for i, size in enumerate(sizes):
        own = list(names) or [f"acct-{place + j:07d}" for j in range(size)]
        place += size
        its = members(own, seed=start + i)
        name = f"C-{start:04d}{i:03d}"
        verdict = tuple(Verdict)[i % len(Verdict)]
        campaigns.append(
            campaign(name, its, verdict, scale=scale, confidence=round(0.99 - 0.001 * i, 4))
        )
        all_members[name] = its
        all_links[name] = links(own, seed=start + i)
    total = accounts or 10 * sum(sizes)
    return Detections(
        run=run(accounts=total, seed=start),
        campaigns=tuple(campaigns),
        members=all_members,
        links=all_links,
    )


def grown() -> Detections:
    """A campaign of forty accounts with one more, and so under another id."""
    found = detections(41)
    name = found.campaigns[0].campaign_id
    return replace(
        found,
        run=replace(found.run, seed=5),
        campaigns=(replace(found.campaigns[0], campaign_id="C-GROWN"),),
        members={"C-GROWN": found.members[name]},
        links={"C-GROWN": found.links[name]},
    )
