"""Campaigns are as reported, rungs are what they say, and each has its traces and no mark."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gauger.simulate.cohort import Cohort
from gauger.simulate.draw import cast
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load, names
from tests.simulate.conftest import Ask, asker

REPORTED = {
    "letter-2026-06": (25_000, 28_800_000, 45),
    "report-2026-02-b": (700, 3_400_000, 41),
    "report-2026-02-c": (22_700, 13_000_000, 40),
    "report-2026-02-a": (600, 150_000, 30),
    "report-2026-09-replay": (1_500, 400_000, 20),
    "report-2026-09-pools": (8_500, 151_000_000, 92),
    "report-2026-09-relay": (2_000, 12_100_000, 14),
    "report-2026-09-forward": (5_380, 23_000_000, 92),
    "report-2026-09-cleaner": (273 + 900, 3_400_000, 17),
    "gtig-2026-02": (110, 100_000, 40),
}
RUNGS = {
    "base", "own-payment", "own-address", "paraphrase", "cover", "slow-26", "slow-5", "no-burst",
    "rhythm", "clients", "bans", "reseller", "education", "shared-relay", "double",
    "several-identity", "several-behaviour", "all", "knows-source",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(REPORTED))
@pytest.mark.parametrize("seed", [0, 1_000])
def test_counts_and_windows_at_scale_one_are_as_reported(name: str, seed: int) -> None:
    """Computed from the cast: no row is written. Sizes do not depend on the seed."""
    accounts, exchanges, days = REPORTED[name]
    drawn = cast(load(name), scale=1, seed=seed)
    parts = [c for c in drawn.cohorts if name in {c.name, c.part_of}]
    assert sum(c.accounts for c in parts) == accounts
    assert sum(c.exchanges for c in parts) == exchanges
    start = min(c.start_day for c in parts)
    end = max(min(drawn.scenario.days, c.end_day) for c in parts)
    assert end - start == days


def test_the_ladder_has_every_rung_with_its_price() -> None:
    """Each names what it costs the adversary."""
    have = {n.removeprefix("ladder-") for n in names() if n.startswith("ladder-")}
    assert have == RUNGS
    assert all(load(f"ladder-{r}").costs.strip() for r in RUNGS)
    assert all(load(n).reported.strip() and load(n).assumed.strip() for n in names())


def test_low_and_slow_is_5_and_26_a_day() -> None:
    """Mean exchanges a day and account; the top rung has a thousand accounts."""

    def harvest(rung: str) -> Cohort:
        drawn = cast(load(f"ladder-{rung}"), scale=1, seed=0)
        return next(c for c in drawn.cohorts if c.kind == "campaign")

    for rung, rate in (("slow-5", 5), ("slow-26", 26)):
        slow = harvest(rung)
        assert slow.exchanges / slow.accounts / 45 == pytest.approx(rate, rel=0.01)
    assert harvest("all").accounts == 1_000


Rung = Callable[[str], Ask]


@pytest.fixture(scope="module")
def rung(tmp_path_factory: pytest.TempPathFactory) -> Rung:
    """A small world of a rung, made once."""
    made: dict[str, Ask] = {}

    def world(name: str) -> Ask:
        if name not in made:
            folder: Path = tmp_path_factory.mktemp("rungs") / name
            simulate(load(f"ladder-{name}"), folder, scale=0.08, seed=4)
            made[name] = asker(folder)
        return made[name]

    return world


def one(ask: Ask, question: str) -> float:
    return float(str(ask(question)[0][0]))


HARVEST = "x join t using (account_id) where campaign = 'harvest'"
MEMBERS = "a join t using (account_id) where campaign = 'harvest'"


def test_own_payment_shares_no_instrument_and_the_base_does(rung: Rung) -> None:
    """Largest number of accounts on one card."""
    question = f"select max(k) from (select count(*) k from {MEMBERS} group by payment_key)"
    assert one(rung("base"), question) >= 2
    assert one(rung("own-payment"), question) == 1


def test_own_address_is_one_address_an_account(rung: Rung) -> None:
    """Addresses of an account over the whole time; no two of its accounts share one."""
    each = f"select count(distinct ip) k from {HARVEST} group by account_id"
    assert one(rung("base"), f"select avg(k) from ({each})") > 10
    assert one(rung("own-address"), f"select avg(k) from ({each})") < 1.5
    shared = f"select count(distinct account_id) k from {HARVEST} group by ip"
    assert one(rung("own-address"), f"select max(k) from ({shared})") == 1


def test_paraphrase_leaves_few_common_template_values(rung: Rung) -> None:
    """Of the base's templates many values are held by most accounts; reworded, hardly any is."""
    held = f"""
        select v, count(distinct account_id) k
        from (select account_id, unnest(template_sketch) v from {HARVEST}) group by v
    """
    common = f"select count(*) from ({held}) where k > 8"
    assert one(rung("base"), common) > 10
    assert one(rung("paraphrase"), common) < 0.1 * one(rung("base"), common)


def test_cover_is_four_fifths(rung: Rung) -> None:
    """What is asked for in the harvest's manner falls to less than half of the base's share."""
    asks = f"select avg((asks & 1)::int) from {HARVEST}"
    assert one(rung("cover"), asks) < 0.5 * one(rung("base"), asks)


def test_no_burst_spreads_sign_ups_over_months(rung: Rung) -> None:
    """Days between the first and the third quartile of the sign-ups."""
    question = (
        "select date_diff('day', quantile_disc(created_at, 0.25), quantile_disc(created_at, 0.75))"
        f" from {MEMBERS}"
    )
    assert one(rung("base"), question) < 20
    assert one(rung("no-burst"), question) > 60


def test_bans_hand_over_to_fresh_accounts(rung: Rung) -> None:
    """Waves close accounts, none sends afterwards, and new ones begin within the day."""
    ask = rung("bans")
    assert one(ask, f"select count(*) from {MEMBERS} and closed_reason = 'policy'") > 5
    first = f"select min(ts) f from {HARVEST} group by account_id"
    assert one(ask, f"select count(*) from ({first}) where f > '2026-05-01'") > 5
    assert one(ask, "select count(*) from e where kind = 'enforcement'") >= 3


def test_a_reseller_hides_it_among_customers(rung: Rung) -> None:
    """Campaign and customers share addresses and payer."""
    ask = rung("reseller")
    crowd = "t using (account_id) where crowd like 'reseller-%'"
    for value, mine, theirs in (
        ("ip", HARVEST, f"x join {crowd}"),
        ("payment_key", MEMBERS, f"a join {crowd}"),
    ):
        both = f"select {value} from {mine} intersect select {value} from {theirs}"
        assert one(ask, f"select count(*) from ({both})") > 0, value


def test_two_campaigns_share_one_relay_network_and_others_do_not(rung: Rung) -> None:
    """Share of the second's addresses that the first uses too."""
    question = (
        "select count(*) filter (k = 2) / count(*) from (select ip, count(distinct campaign) k"
        " from x join t using (account_id) where campaign is not null group by ip)"
    )
    assert one(rung("shared-relay"), question) > 0.3
    assert one(rung("double"), question) < 0.3


def test_a_task_list_is_served_once_over_all_accounts(rung: Rung) -> None:
    """Reworded per account no text comes twice; else as often as samples and retries make it."""
    question = f"select count(distinct prompt_key) / count(*) from {HARVEST}"
    assert one(rung("paraphrase"), question) > 0.95
    assert 0.3 < one(rung("base"), question) <= 1


def test_the_whole_campaign_pauses_together(rung: Rung) -> None:
    """Hours without any exchange of the campaign come in runs that chance does not make."""
    hours = rung("base")(f"select distinct epoch(ts) // 1800 from {HARVEST}")
    seen = np.sort(np.array([float(str(h[0])) for h in hours]))
    assert np.diff(seen).max() >= 4


def test_honest_owners_lend_addresses_to_the_pool(rung: Rung) -> None:
    """Some addresses of the relay pool are also those of honest customers at that time."""
    question = (
        "select count(*) from (select ip, date_trunc('day', ts) from x join t using (account_id)"
        " where campaign is not null intersect select ip, date_trunc('day', ts) from x join t"
        " using (account_id) where campaign is null)"
    )
    assert one(rung("base"), question) > 0
