"""Honest people and crowds have the shapes that were measured on real traffic."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from gauger.simulate.draw import cast
from gauger.simulate.run import simulate
from gauger.simulate.scenario import POPULATION, load, read_table
from tests.simulate.conftest import Ask, asker

SCALE, SEED = 2.5, 5


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """A world without a campaign, with `role` beside each account."""
    folder = tmp_path_factory.mktemp("worlds") / "quiet"
    simulate(load("quiet"), folder, scale=SCALE, seed=SEED)
    ask = asker(folder)
    drawn = cast(load("quiet"), scale=SCALE, seed=SEED)
    people, developers, services = (c.accounts for c in drawn.cohorts[:3])
    ask(
        "create table r as select account_id, case when n <= "
        f"{people} then 'people' when n <= {people + developers} then 'developers' when n <= "
        f"{people + developers + services} then 'services' else 'crowd' end as role from "
        f"(select account_id, row_number() over () as n from t)"
    )
    return ask


def column(ask: Ask, question: str) -> npt.NDArray[np.float64]:
    return np.array([row[0] for row in ask(question)], float)


def gini(counts: npt.NDArray[np.float64]) -> float:
    x, n = np.sort(counts), len(counts)
    return float((2 * np.arange(1, n + 1) - n - 1) @ x / (n * x.sum()))


def test_requests_of_a_user_are_as_skewed_as_in_gentd26(quiet: Ask) -> None:
    """23 days: median 2, p99 65, mean 6.3, top 1 % of users 27.9 %; within 35 %."""
    sent = column(
        quiet,
        "select count(*) from x join r using (account_id) where role = 'people'"
        " and ts < timestamptz '2026-05-15' group by account_id",
    )
    top = np.sort(sent)[-len(sent) // 100 :].sum() / sent.sum()
    assert np.median(sent) == 2
    assert 65 / 1.35 < np.quantile(sent, 0.99) < 65 * 1.35
    assert 6.3 / 1.35 < sent.mean() < 6.3 * 1.35
    assert 0.279 / 1.35 < top < 0.279 * 1.35
    assert sent.max() < 1_207 * 2


def test_heavy_clients_are_as_uneven_as_in_servegen(quiet: Ask) -> None:
    """Gini of requests per client 0.65-0.87, the top one 14-52 % of a model; a bit beyond."""
    for model in ("m-small-4", "m-medium-4"):
        sent = column(
            quiet,
            "select count(*) from x join r using (account_id) where role = 'services'"
            f" and model = '{model}' group by account_id",
        )
        assert 0.6 < gini(sent) < 0.92, model
        assert 0.1 < sent.max() / sent.sum() < 0.6, model


def test_heavy_clients_are_flat_and_bursty(quiet: Ask) -> None:
    """Inter-arrival CV at p90 6-20; entropy of the day from below 2 to above 4 of 4.585 bits."""
    rows = quiet(
        "select account_id, epoch_us(ts) / 1e6 from x join r using (account_id)"
        " where role = 'services' order by 1, 2"
    )
    times: dict[object, list[float]] = {}
    for account, at in rows:
        times.setdefault(account, []).append(float(str(at)))
    heavy = [np.array(t) for t in times.values() if len(t) >= 100]
    gaps = [np.diff(t) for t in heavy]
    cv = [g.std() / g.mean() for g in gaps]
    assert 5 < np.quantile(cv, 0.9) < 20
    shares = [np.bincount((t // 3_600 % 24).astype(int), minlength=24) / len(t) for t in heavy]
    entropy = [-(p[p > 0] * np.log2(p[p > 0])).sum() for p in shares]
    assert min(entropy) < 2 < 4 < max(entropy)


def test_strangers_share_templates_as_real_corpora_do(quiet: Ask) -> None:
    """Of 4,000 prompts by people at least a third (real: 7 to 46 %) share a template value.

    More than in real text, which makes content evidence harder here, not easier.
    """
    mine = "from x join r using (account_id) where role = 'people'"
    quiet(
        "create table s as select exchange_id, unnest(template_sketch) as v from"
        f" (select * {mine} order by hash(exchange_id) limit 4000)"
    )
    held = quiet(
        "select avg((k > 1)::int) from (select exchange_id, max(k) k from s join"
        " (select v, count(*) k from s group by v) using (v) group by exchange_id)"
    )
    assert 0.3 < float(str(held[0][0])) < 0.98
    popular = quiet("select max(k) from (select v, count(*) k from s group by v)")
    assert int(str(popular[0][0])) > 20


def test_every_kind_of_crowd_is_there_and_innocent_accounts_carry_what_campaigns_carry(
    quiet: Ask,
) -> None:
    """Without a campaign there are closures, virtual cards, rented numbers, returned reasoning."""
    kinds = {c["name"] for c in read_table(POPULATION / "crowds.toml")["crowd"]}
    names = "select distinct regexp_replace(crowd, '-[0-9]+$', '') from t"
    seen = quiet(f"{names} where crowd is not null")
    assert {row[0] for row in seen} == kinds
    assert len(kinds) >= 20
    for question in (
        "select count(*) from a where closed_reason = 'policy'",
        "select count(*) from a where card_bin like '5%999'",
        "select count(*) from (select thinking_key from x where thinking_key is not null"
        " group by 1 having count(distinct account_id) > 1)",
        "select count(*) from (select tools_key from x where tools_key is not null group by 1"
        " having count(distinct account_id) between 2 and 40)",
        "select count(*) from (select phone_range_key from a where phone_range_key is not null"
        " group by 1 having count(*) > 2)",
        "select count(*) from e where kind = 'enforcement'",
        "select count(*) from x where status <> 200",
        "select count(*) from x where refused",
    ):
        assert int(str(quiet(question)[0][0])) > 0, question


def test_a_new_model_is_taken_up_by_honest_people_too(quiet: Ask) -> None:
    """Some within a day, more within weeks; nobody before its release."""
    days = column(
        quiet,
        "select date_diff('hour', timestamptz '2026-05-12', min(ts)) / 24 from x"
        " join r using (account_id) where model = 'm-large-5' and role <> 'crowd'"
        " group by account_id",
    )
    assert days.min() >= 0
    assert 0.02 < (days < 1).mean() < 0.5
    assert (days > 3).mean() > 0.2


def test_crowds_of_one_kind_stand_side_by_side_with_sizes_of_their_own(tmp_path: Path) -> None:
    """A larger world has several classes and agencies, not all of which name an organisation."""
    drawn = cast(load("crowds"), scale=1, seed=2)
    for kind in ("class", "agency", "enterprise-seats"):
        of_kind = [c for c in drawn.cohorts if c.name.rsplit("-", 1)[0] == kind]
        assert len(of_kind) >= 3
        assert len({c.accounts for c in of_kind}) > 1
    named = {c.organisation for c in drawn.cohorts if c.name.startswith("agency")}
    programmes = {c.programme for c in drawn.cohorts if c.name.startswith("class")}
    assert named == {"one", "none"}
    assert programmes == {"education", ""}
