"""Worlds come out whole, the same for a seed, in the tables that the contract names."""

from collections import Counter
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gauger.errors import UsageError
from gauger.records.schema import EXCHANGES, EXCHANGES_DERIVED
from gauger.records.world import STORED, open_world
from gauger.simulate.draw import cast
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load, names
from tests.simulate.conftest import Ask


def digests(world: Path) -> dict[str, str]:
    files = sorted(p for p in world.rglob("*") if p.is_file())
    return {str(p.relative_to(world)): blake2b(p.read_bytes()).hexdigest() for p in files}


def test_one_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    """Every file agrees for a seed; no exchanges file agrees between two seeds."""
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        simulate(load("tour"), tmp_path / name, scale=0.2, seed=seed)
    first, again, other = (digests(tmp_path / n) for n in "abc")
    assert first == again
    assert not {v for k, v in first.items() if k.startswith("ex")} & set(other.values())


def test_a_world_is_one_folder_a_day_in_order_of_time(tour: Path) -> None:
    """Day folders hold that day's rows alone, sorted, and the detector's columns are filled."""
    world = open_world(tour)
    for file in world.exchange_files:
        ts = pq.read_table(file, columns=["ts"], partitioning=None)["ts"].to_pylist()
        assert ts == sorted(ts)
        assert {t.date() for t in ts} == {date.fromisoformat(file.parent.name[4:])}
        assert pq.read_schema(file).field("user_agent").type == pa.string()
    empty = {"system_prompt", "prompt", "response"}
    assert set(EXCHANGES.names) - empty <= world.columns
    assert set(EXCHANGES_DERIVED.names) <= world.columns
    assert pq.read_schema(world.exchange_files[0]).names == STORED["exchanges"].names


def test_truth_names_every_account_once_and_agrees_with_the_cast(tour: Path, ask: Ask) -> None:
    """No account is missing, doubled or in a campaign and a crowd; sizes are as drawn."""
    drawn = cast(load("tour"), scale=1, seed=3)
    truth = pq.read_table(tour / "truth.parquet").to_pylist()
    accounts = pq.read_table(tour / "accounts.parquet", columns=["account_id"])
    assert sorted(r["account_id"] for r in truth) == sorted(accounts["account_id"].to_pylist())
    assert not any(r["campaign"] and r["crowd"] for r in truth)
    sizes = Counter(r["campaign"] or r["crowd"] or "honest" for r in truth)
    wanted = Counter[str]()
    for c in drawn.cohorts:
        wanted["honest" if c.kind == "honest" else c.part_of or c.name] += c.accounts
    assert sizes == wanted
    rows = ask(
        "select coalesce(campaign, crowd, 'honest'), count(*)"
        " from x join t using (account_id) group by 1"
    )
    sent = Counter[str]()
    for c in drawn.cohorts:
        sent["honest" if c.kind == "honest" else c.part_of or c.name] += c.exchanges
    assert {str(name): many for name, many in rows} == sent


def test_nobody_sends_before_signing_up_or_after_closure(ask: Ask) -> None:
    """Accounts live between their sign-up and their closure."""
    outside = ask(
        "select count(*) from x join a using (account_id) where ts < created_at or ts > closed_at"
    )
    assert outside == [(0,)]


def test_fast_rows_are_what_the_door_would_make_of_the_text(tmp_path: Path) -> None:
    """With --keep-text every text goes through the door; the gathered columns agree with it."""
    simulate(load("tour"), tmp_path / "fast", scale=0.1, seed=8)
    simulate(load("tour"), tmp_path / "text", scale=0.1, seed=8, keep_text=True)
    fast, text = (
        pq.read_table(tmp_path / n / "exchanges", partitioning=None) for n in ("fast", "text")
    )
    for column in ("ts", "account_id", "template_sketch", "asks", "system_key", "capability", "ip"):
        assert fast[column].equals(text[column]), column
    key: dict[int, int] = {}
    for a, b in zip(fast["prompt_key"].to_pylist(), text["prompt_key"].to_pylist(), strict=True):
        assert key.setdefault(b, a) == a  # one text, one key
    assert len(set(key.values())) == len(key)
    assert text["prompt"].null_count == 0
    assert "\x00" not in "".join(text["prompt"].to_pylist())


@pytest.mark.parametrize("name", names())
def test_each_scenario_can_be_drawn(name: str) -> None:
    """Both variants' ranges make cohorts whose names are the file's, each with somebody in it."""
    wanted = {c["name"] for c in load(name).campaign}
    for variant, seed in (("standard", 0), ("standard", 1_000), ("shifted", 1_001)):
        scenario = load(name, variant)
        drawn = cast(scenario, scale=600 / scenario.honest_accounts, seed=seed)
        assert {c.name for c in drawn.cohorts if c.kind == "campaign"} == wanted
        assert all(c.accounts > 0 and c.exchanges >= c.accounts for c in drawn.cohorts)
        assert all(0 <= c.template_share <= 1 for c in drawn.cohorts)


@pytest.mark.parametrize("name", ["report-2026-09-pools", "ladder-knows-source", "gtig-2026-02"])
def test_a_tiny_copy_of_a_scenario_is_a_world(name: str, tmp_path: Path) -> None:
    """All its campaigns stand in the truth, and its days within its window."""
    scenario = load(name, "shifted")
    simulate(scenario, tmp_path / name, scale=100 / scenario.honest_accounts, seed=1_000)
    wanted = {c["name"] for c in load(name).campaign if not c.get("part_of")}
    truth = pq.read_table(tmp_path / name / "truth.parquet")
    assert set(truth["campaign"].drop_null().to_pylist()) == wanted
    world = open_world(tmp_path / name)
    days = {date.fromisoformat(f.parent.name[4:]) for f in world.exchange_files}
    assert max(days) - min(days) < timedelta(days=scenario.days)


def test_shifted_parameters_are_for_reporting_seeds_alone(tmp_path: Path) -> None:
    """Nobody can tune on them by accident."""
    with pytest.raises(UsageError, match="1000"):
        simulate(load("tour", "shifted"), tmp_path / "w", seed=3)
    with pytest.raises(UsageError, match="variant"):
        load("tour", "shfted")
