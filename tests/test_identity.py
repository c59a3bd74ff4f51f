"""Campaigns from run to run: names that stay, histories that say why they are what they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from gauger.campaigns.identity import follow
from gauger.campaigns.judge import campaign_id
from gauger.campaigns.model import Detections, Happening, HappeningKind, Member, Run
from gauger.campaigns.returns import ties_between
from gauger.linking.traits import Traits, index_traits
from gauger.signals.family import Family
from tests.casework.make import T0, campaign

NOBODY = index_traits({})


def accounts(name: str, *numbers: int) -> list[str]:
    return [f"{name}{n:03}" for n in range(*numbers)]


def run(
    file: Path,
    day: int,
    *groups: Sequence[str],
    traits: Traits = NOBODY,
    closings: Mapping[str, datetime] | None = None,
    since: Mapping[str, int] | None = None,
    until: int | None = None,
) -> Detections:
    """A run that has read up to a day and found these groups; members send from `since` on."""
    now = T0 + timedelta(days=day)
    last = now if until is None else T0 + timedelta(days=until)
    found = {}
    for group in groups:
        found[campaign_id(group)] = tuple(
            Member(
                account_id=a, p_member=1.0, exchanges=9, evidence=(), last_ts=last,
                first_ts=T0 + timedelta(days=(since or {}).get(a, 0)),
            )
            for a in group
        )  # fmt: skip
    detections = Detections(
        run=Run(
            version="", world="", inputs={}, exchanges=0, accounts=0, first_ts=T0, last_ts=now,
            limits={}, seed=0, signals=(), timings_s={}, groups_tested=0,
        ),
        campaigns=tuple(campaign(name, members) for name, members in found.items()),
        members=found,
        links=dict.fromkeys(found, ()),
    )  # fmt: skip
    return follow(file, detections, traits, closings or {})


def kinds(history: tuple[Happening, ...]) -> list[str]:
    return [h.kind.value for h in history]


def by_size(found: Detections) -> list[str]:
    return [c.campaign_id for c in sorted(found.campaigns, key=lambda c: -c.accounts)]


def test_a_campaign_that_grows_keeps_its_name(tmp_path: Path) -> None:
    """Small growth is not worth a line; a tenth is. The same run again says nothing new."""
    file = tmp_path / "history.json"
    (first,) = run(file, 1, accounts("a", 50)).campaigns
    run(file, 2, accounts("a", 52))
    (later,) = run(file, 3, accounts("a", 70)).campaigns
    (again,) = run(file, 3, accounts("a", 70)).campaigns
    assert first.campaign_id == later.campaign_id
    assert kinds(later.history) == ["born", "grown"]
    assert again.history == later.history
    assert "from 50 to 70" in later.history[-1].text


def test_two_that_merge_and_one_that_splits(tmp_path: Path) -> None:
    """The name stays where most accounts are; the other one is told what became of it."""
    file = tmp_path / "history.json"
    large, small = by_size(run(file, 1, accounts("a", 40), accounts("b", 20)))
    (one,) = run(file, 2, accounts("a", 40) + accounts("b", 20)).campaigns
    assert one.campaign_id == large
    assert (one.history[-2].kind, one.history[-2].other) == (HappeningKind.MERGED, small)
    two = run(file, 3, accounts("a", 45), accounts("b", 20))
    stays, apart = sorted(two.campaigns, key=lambda c: -c.accounts)
    assert stays.campaign_id == large
    assert apart.campaign_id not in {large, small}
    assert kinds(apart.history) == ["split"]
    assert apart.history[0].other == large


def test_quiet_lost_and_found_again(tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    (first,) = run(file, 1, accounts("a", 20)).campaigns
    run(file, 6, accounts("a", 20), until=1)
    run(file, 7)
    (again,) = run(file, 8, accounts("a", 20)).campaigns
    assert again.campaign_id == first.campaign_id
    assert kinds(again.history) == ["born", "quiet", "not found", "found again", "active again"]


def test_strangers_take_no_name_over(tmp_path: Path) -> None:
    """A few accounts in common make no kin: an innocent group does not inherit an accusation."""
    file = tmp_path / "history.json"
    (first,) = run(file, 1, accounts("a", 20)).campaigns
    (other,) = run(file, 2, accounts("a", 4) + accounts("b", 30)).campaigns
    assert other.campaign_id != first.campaign_id
    assert kinds(other.history) == ["born"]


def test_back_under_new_accounts_after_a_ban(tmp_path: Path) -> None:
    """Linking tied the new accounts by itself: the name stays, and the history says how."""
    file = tmp_path / "history.json"
    old, new = accounts("a", 20), accounts("n", 12)
    (first,) = run(file, 1, old).campaigns
    closed = dict.fromkeys(old[:15], T0 + timedelta(days=2))
    (back,) = run(file, 4, old + new, closings=closed, since=dict.fromkeys(new, 3)).campaigns
    assert back.campaign_id == first.campaign_id
    assert back.history[-1].kind is HappeningKind.RETURNED
    assert "12 new accounts: 15 of its 20" in back.history[-1].text


@pytest.mark.parametrize("popular", [False, True])
def test_a_new_pool_that_behaves_as_a_closed_one_is_likely_its_return(
    tmp_path: Path, popular: bool
) -> None:
    """Same templates, nothing else in common. Were they everybody's, they would say nothing."""
    old, new = accounts("a", 20), accounts("n", 12)
    rng = np.random.default_rng(1)
    honest = accounts("h", 800)
    theirs = [(a, v) for a in (*old, *new) for v in (1, 2)]
    others = [(a, int(v)) for a in honest for v in rng.integers(100, 900, 4)]
    if popular:
        others += [(a, v) for a in honest[:600] for v in (1, 2)]
    names, values = zip(*theirs, *others, strict=True)
    table = pa.table({"account_id": names, "value": pa.array(values, pa.int64())})
    traits = index_traits({"shared-template": (Family.CONTENT, table)})
    file = tmp_path / "history.json"
    (first,) = run(file, 1, old, traits=traits).campaigns
    closed = dict.fromkeys(old, T0 + timedelta(days=2))
    since = dict.fromkeys(new, 3)
    found = run(file, 5, new, traits=traits, closings=closed, since=since)
    (back,) = found.campaigns
    assert back.campaign_id != first.campaign_id
    returned = [h for h in back.history if h.kind is HappeningKind.RETURNED]
    assert bool(returned) is not popular
    if returned:
        assert returned[0].other == first.campaign_id
        assert "12 of 12 accounts fill the same prompt templates" in returned[0].evidence[0].text
        (once_more,) = run(file, 6, new, traits=traits, closings=closed, since=since).campaigns
        assert kinds(once_more.history).count("returned") == 1


def test_strangers_have_no_tie() -> None:
    table = pa.table({"account_id": ["a", "b"], "value": pa.array([1, 2], pa.int64())})
    traits = index_traits({"shared-template": (Family.CONTENT, table)})
    assert ties_between(traits, ["a"], ["b"], "C-1") == []
    assert ties_between(traits, ["nobody"], ["b"], "C-1") == []
