"""Detections and a score with every part that the terminal shows, the same every time."""

from datetime import UTC, date, datetime, timedelta

from gauger.campaigns.model import (
    Campaign,
    Change,
    Day,
    Detections,
    Member,
    Reason,
    Run,
    Share,
    Verdict,
)
from gauger.campaigns.score import CampaignScore, Score
from gauger.signals.family import Family
from gauger.signals.state import SignalState

T0 = datetime(2026, 4, 22, tzinfo=UTC)
T1 = datetime(2026, 6, 5, 23, tzinfo=UTC)
DAYS = tuple(
    Day(day=date(2026, 4, 22) + timedelta(d), exchanges=900 + 700 * (d % 7) + 40 * d, accounts=90)
    for d in range(45)
)


def reason(signal: str, family: Family, text: str, strength: float) -> Reason:
    return Reason(signal=signal, family=family, text=text, strength=strength)


ONE_OPERATOR = (
    reason("shared-payment", Family.IDENTITY,
           "131 of 140 accounts pay with an instrument that another of them uses.", 11.2),
    reason("address-hour", Family.TIMING,
           "126 of 140 accounts stand behind one address in the same hour as others of them; of "
           "honest accounts 0.3 % would by chance.", 9.7),
)  # fmt: skip
HARVEST = (
    reason("asks", Family.CONTENT,
           "88% of prompts ask for training material (most: reasoning, 71%); of honest prompts "
           "1.4% do.", 4.4),
)  # fmt: skip
AGAINST = (
    reason("verified", Family.IDENTITY, "12 of its accounts are verified businesses.", -0.6),
)


def campaign(name: str, verdict: Verdict, p: float, accounts: int, exchanges: int) -> Campaign:
    """A campaign with all of its parts."""
    accused = verdict is Verdict.DISTILLATION
    return Campaign(
        campaign_id=name,
        verdict=verdict,
        confidence=p,
        p_one_operator=0.99,
        p_harvest=0.97 if accused else 0.06,
        crowd="class" if verdict is Verdict.BENIGN else None,
        accounts=accounts,
        exchanges=exchanges,
        first_ts=T0,
        last_ts=T1,
        input_tokens=exchanges * 900,
        output_tokens=exchanges * 1_700,
        reasoning_tokens=exchanges * 300,
        cost_usd=exchanges * 0.148,
        first_flag_ts=None,
        targeted=("software-engineering", "reasoning") if accused else (),
        capabilities=(
            Share(name="software-engineering", exchanges=exchanges, share=0.87, honest_share=0.21),
            Share(name="reasoning", exchanges=exchanges, share=0.13, honest_share=0.04),
        ),
        models=(Share(name="m-large-5", exchanges=exchanges, share=1.0, honest_share=0.34),),
        countries=(),
        networks=(),
        days=DAYS,
        changes=(Change(at=T0, text="rises", event="model release m-large-5", lag_h=20.0),),
        one_operator=ONE_OPERATOR,
        harvest=HARVEST if accused else (),
        against=AGAINST,
        not_visible=("shared-phone-range: no column accounts.phone_range_key",),
        would_change=("A contract that covers these accounts, or an operator who names them.",),
        comparisons=("Takes 1.8 times what 2026-03 took.",),
    )


def detections(*, empty: bool = False) -> Detections:
    """Three groups of three kinds, or none."""
    campaigns = (
        campaign("C-Q6OIHCH", Verdict.DISTILLATION, 0.97, 140, 16_000),
        campaign("C-PAV6D43", Verdict.COORDINATED, 0.94, 16, 1_358),
        campaign("C-JT7EA3E", Verdict.BENIGN, 0.99, 36, 995),
    )
    member = Member(
        account_id="acct-0000017", p_member=0.9999, exchanges=1_150, first_ts=T0, last_ts=T1,
        evidence=ONE_OPERATOR,
    )  # fmt: skip
    on = SignalState(signal="shared-payment", family=Family.IDENTITY, on=True, reason="")
    off = SignalState(
        signal="shared-phone-range", family=Family.IDENTITY, on=False,
        reason="no column accounts.phone_range_key",
    )  # fmt: skip
    run = Run(
        version="0.1.0", world="world", inputs={}, exchanges=66_322, accounts=1_893, first_ts=T0,
        last_ts=T1, limits={}, seed=0, signals=(on, off), timings_s={}, groups_tested=40,
    )  # fmt: skip
    found = () if empty else campaigns
    return Detections(
        run=run,
        campaigns=found,
        members={c.campaign_id: (member,) for c in found},
        links={c.campaign_id: () for c in found},
    )


SCORE = Score(
    campaigns=(
        CampaignScore(
            campaign="report-2026-02-network", found_as="C-Q6OIHCH", accounts=140, recall=0.993,
            precision=1.0, exchanges=16_000, exchange_error=0.0021, window_error_h=1.5,
            before_flag=0.083,
            days_to_flag=12.5,
        ),
        CampaignScore(
            campaign="ladder-all", found_as=None, accounts=60, recall=0.0, precision=0.0,
            exchanges=4_000, exchange_error=1.0, window_error_h=None, before_flag=None,
        ),
    ),
    honest_accounts=1_753,
    honest_accused=0,
    accused_per_million=0.0,
    crowds_accused=(),
)  # fmt: skip
