"""The main job on small worlds: found, measured, nobody innocent accused, the same every time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gauger.campaigns import accounting
from gauger.campaigns.detect import detect
from gauger.campaigns.model import Detections, Verdict
from gauger.campaigns.score import score
from gauger.records.world import open_world
from gauger.report.html import render
from gauger.signals import rollup
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small tour. Its seed was looked at while tuning: this guards, it measures nothing."""
    folder = tmp_path_factory.mktemp("worlds") / "tour"
    simulate(load("tour"), folder, scale=0.5, seed=11)
    return folder


@pytest.fixture(scope="module")
def found(tour: Path) -> Detections:
    return detect(open_world(tour))


def comparable(found: Detections) -> Detections:
    """Detections without what names files and clocks."""
    return replace(found, run=replace(found.run, world="", inputs={}, timings_s={}))


def test_the_campaign_is_found_and_nobody_else_accused(tour: Path, found: Detections) -> None:
    measured = score(found, open_world(tour))
    (campaign,) = measured.campaigns
    assert campaign.recall >= 0.95
    assert campaign.precision >= 0.95
    assert campaign.exchange_error <= 0.05
    assert measured.crowds_accused == ()


def test_cleared_accounts_stand_in_no_group(tour: Path, found: Detections) -> None:
    """What a person cleared is not found again; the rest of the campaign is."""
    campaign = found.campaigns[0]
    first, *others = (m.account_id for m in found.members[campaign.campaign_id])
    again = detect(open_world(tour), cleared=frozenset([first]))
    members = {m.account_id for group in again.members.values() for m in group}
    assert first not in members
    assert set(others) <= members


def test_nobody_is_accused_where_nobody_harvests(tmp_path: Path) -> None:
    simulate(load("quiet"), tmp_path / "quiet", scale=0.5, seed=12)
    quiet = detect(open_world(tmp_path / "quiet"))
    assert all(c.verdict is not Verdict.DISTILLATION for c in quiet.campaigns)


def test_row_order_and_file_split_leave_no_trace(
    tour: Path, found: Detections, tmp_path: Path
) -> None:
    other = tmp_path / "tour"
    (other / "exchanges" / "day").mkdir(parents=True)
    rows = pa.concat_tables(pq.read_table(f) for f in open_world(tour).exchange_files)
    rows = rows.take(np.random.default_rng(0).permutation(len(rows)))
    half = len(rows) // 3
    pq.write_table(rows[:half], other / "exchanges" / "b.parquet")
    pq.write_table(rows[half:], other / "exchanges" / "day" / "a.parquet")
    for name in ("accounts", "events"):
        table = pq.read_table(tour / f"{name}.parquet")
        pq.write_table(table[::-1] if name == "accounts" else table, other / f"{name}.parquet")
    assert comparable(detect(open_world(other))) == comparable(found)


@pytest.mark.parametrize("threads", [1, 4])
def test_threads_leave_no_trace(tour: Path, found: Detections, threads: int) -> None:
    assert comparable(detect(open_world(tour), threads=threads)) == comparable(found)


def test_what_is_counted_at_once_leaves_no_trace(
    tour: Path, found: Detections, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A world beyond the engine's memory is counted some accounts at a time."""
    monkeypatch.setattr(rollup, "AT_ONCE", 50_000)
    monkeypatch.setattr(accounting, "AT_ONCE", 3_000)
    assert comparable(detect(open_world(tour))) == comparable(found)


def test_the_report_loads_nothing_and_escapes_names(found: Detections) -> None:
    """Account names come from whoever signed up."""
    first = found.campaigns[0]
    member = replace(found.members[first.campaign_id][0], account_id="<script>alert(1)</script>")
    page = render(replace(found, members={first.campaign_id: (member,)}))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("http-equiv", "")


def test_missing_columns_switch_signals_off_and_say_so(tour: Path, tmp_path: Path) -> None:
    other = tmp_path / "bare"
    (other / "exchanges").mkdir(parents=True)
    (first, *_) = open_world(tour).exchange_files
    rows = pq.read_table(first, columns=["ts", "account_id"])
    pq.write_table(rows, other / "exchanges" / "a.parquet")
    pq.write_table(
        pq.read_table(tour / "accounts.parquet", columns=["account_id"]), other / "accounts.parquet"
    )
    bare = detect(open_world(other))
    assert bare.campaigns == ()
    assert not any(s.on for s in bare.run.signals)
    assert all("no column" in s.reason for s in bare.run.signals)
