"""The estimate: ranges that rise with what was taken, and no figure without its source."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gauger.campaigns.model import Campaign, Day, Share, Verdict
from gauger.lab.harm import harm
from gauger.lab.yields import public_curve, public_yields

T0 = datetime(2026, 4, 22, tzinfo=UTC)


def campaign(exchanges: int, capability: str = "software-engineering") -> Campaign:
    """Thirty days, the same number of exchanges on each."""
    days = tuple(
        Day(day=date.fromordinal(T0.toordinal() + i), exchanges=exchanges // 30, accounts=5)
        for i in range(30)
    )
    return Campaign(
        campaign_id="C-1", verdict=Verdict.DISTILLATION, confidence=0.98, p_one_operator=0.99,
        p_harvest=0.98, crowd=None, accounts=5, exchanges=exchanges, first_ts=T0, last_ts=T0,
        input_tokens=10**6, output_tokens=2 * 10**6, reasoning_tokens=0, cost_usd=0.0,
        first_flag_ts=datetime(2026, 4, 25, tzinfo=UTC), targeted=(),
        capabilities=(Share(name=capability, exchanges=exchanges, share=1.0, honest_share=0.1),),
        models=(), countries=(), networks=(), days=days, changes=(), one_operator=(), harvest=(),
        against=(), not_visible=(), would_change=(), comparisons=(),
    )  # fmt: skip


def test_more_taken_is_more_gained_and_low_stays_below_high() -> None:
    found = [harm(campaign(n)).families[0].gain for n in (3_000, 300_000, 30_000_000)]
    assert [f.low for f in found] == sorted(f.low for f in found)
    assert all(0 <= f.low <= f.high for f in found)


def test_early_flags_avoid_more_and_gain_is_front_loaded() -> None:
    """Half the campaign avoided is far less than half the gain avoided."""
    found = harm(campaign(300_000))
    gains = [f.gain_avoided["agentic-coding"] for f in found.flags]
    assert [g.high for g in gains] == sorted((g.high for g in gains), reverse=True)
    middle = next(f for f in found.flags if f.after_days == 14)
    assert middle.share_avoided == pytest.approx(0.5)
    assert middle.gain_avoided["agentic-coding"].high < found.families[0].gain.high / 4
    assert [f.after_days for f in found.flags if f.is_first_flag] == [3]


def test_without_public_figures_no_gain_is_claimed() -> None:
    found = harm(campaign(30_000, "writing"))
    assert found.families == ()
    assert found.capabilities[0].examples.high == 30_000


def test_an_innocent_verdict_is_said_first() -> None:
    """A benign crowd's estimate opens with the verdict: it is no damage claim."""
    benign = replace(campaign(3_000), verdict=Verdict.BENIGN)
    assert harm(benign).assumptions[0].startswith("The verdict is benign")


def test_tokens_are_priced_between_the_list_prices() -> None:
    price = harm(campaign(3_000)).list_price_usd
    assert price is not None
    assert (price.low, price.high) == (11.0, 165.0)
    assert harm(replace(campaign(30), input_tokens=0, output_tokens=0)).list_price_usd is None


def test_every_public_figure_names_its_source() -> None:
    found = public_yields()
    assert all(s.source and s.grade in {"P", "S", "K"} for s in found.sets)
    assert all(t.source and t.grade in {"P", "S", "K"} for t in found.training)
    assert public_curve("agentic-coding").per_tenfold == pytest.approx(13.4, abs=0.1)


def test_the_largest_named_campaigns_make_the_trajectories_that_were_worked_out_for_them() -> None:
    """28.8M and 151M exchanges at some 50 rounds: 0.58M and 3.0M, inside low and high."""
    for exchanges, trajectories in ((28_800_000, 580_000), (151_000_000, 3_000_000)):
        examples = harm(campaign(exchanges)).families[0].examples
        assert examples.low < trajectories < examples.high


def test_a_small_harvest_of_reasoning_is_already_worth_much() -> None:
    """150,000 exchanges: at most many times Sky-T1, 17,000 examples, and half of it at least."""
    found = harm(campaign(150_000, "reasoning"))
    assert found.families[0].examples.high > 8 * 17_000
    assert found.families[0].examples.low > 17_000 / 2
    assert found.families[0].gain.low > 40
    assert found.flags[0].gain_avoided["reasoning"].high < found.families[0].gain.low / 5


def test_each_public_set_lies_in_the_band_of_its_own_curve() -> None:
    found = public_yields()
    for s in found.sets:
        if s.fit:
            low, high = public_curve(s.family).score(s.examples)
            assert low <= s.score <= high, s.name
