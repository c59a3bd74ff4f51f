"""The suite run end to end on one tiny world, killed, resumed, and put in tables."""

import csv
import json
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from gauger.bench import run as runner
from gauger.bench.calibration import calibration
from gauger.bench.measure import CampaignMeasure, Rates, WorldMeasure
from gauger.bench.rows import Judged, Outcome, Row, Took, append, code, read_rows, resumed
from gauger.bench.suite import cells, read_suite
from gauger.bench.summary import summed
from gauger.bench.table import markdown, raw
from gauger.bench.targets import targets
from gauger.cli.app import app
from gauger.errors import UsageError

SUITE = """
title = "One tiny world"
split = "held out"
seeds = [1001]
peers = ["sql"]
[[world]]
kind = "mixed"
scenario = "tour"
scale = 0.1
peers = true
"""


def row(method: str = "gauger", *, recall: float = 1.0, accused: int = 0, **more: object) -> Row:
    """A row of one world with one campaign of ten accounts."""
    hits = round(10 * recall)
    campaign = CampaignMeasure(
        campaign="c", accounts=10, recall=recall, precision=1.0 if hits else 0.0, recall_any=recall
    )
    found = WorldMeasure(
        groups=1,
        accounts=Rates(right=hits, found=hits + accused, wanted=10),
        pairs=Rates(right=hits * (hits - 1) // 2, found=hits * (hits - 1) // 2, wanted=45),
        honest=1_000,
        honest_accused=accused,
        crowds=2,
        crowds_accused=("class-1",) if accused > 1 else (),
        campaigns=(campaign,),
    )
    took = {"c": Took(exchange_error=0.001, window_error_h=2.0, before_flag=0.01)} if hits else {}
    fields = {
        "code": code(), "kind": "ladder", "world": "ladder-base", "variant": "standard",
        "seed": 1001, "scale": 0.3, "method": method, "exchanges": 500,
        "outcome": Outcome(
            found=found, took=took, judged=(Judged(p=0.99, campaign=True, accounts=10),),
            cpu_s=2.0, wall_s=2.0, peak_gb=0.5,
        ),
    }  # fmt: skip
    return msgspec.convert({**fields, **more}, Row, from_attributes=True)


def test_a_run_goes_on_where_it_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the first of two methods, in the middle of writing the second's row."""
    suite, out = tmp_path / "tiny.toml", tmp_path / "out"
    suite.write_text(SUITE)
    worlds = cells(read_suite(str(suite)))
    asked: list[str] = []

    def outcome(method: str, world: Path, *, early: bool) -> Outcome:
        assert (world / "truth.parquet").is_file()
        asked.append(method)
        return row(method).outcome

    monkeypatch.setattr(runner, "outcome", outcome)
    first = runner.run(worlds, ["sql"], out)
    lines = (out / "rows.jsonl").read_bytes().splitlines(keepends=True)
    (out / "rows.jsonl").write_bytes(lines[0] + lines[1][:40])
    assert runner.run(worlds, ["sql"], out) == first
    assert asked == ["gauger", "sql", "sql"]
    runner.run(worlds, ["sql"], out)
    assert asked == ["gauger", "sql", "sql"]


def test_rows_of_other_code_are_not_mixed_in(tmp_path: Path) -> None:
    append(tmp_path, row(code="another"))
    with pytest.raises(UsageError, match="another state of the code"):
        resumed(tmp_path, replace=False)
    assert resumed(tmp_path, replace=True) == []


def test_the_verb_measures_in_a_process_of_its_own(tmp_path: Path) -> None:
    """The real thing once: simulated, detected, scored beside a peer, in tables and pictures."""
    suite, out = tmp_path / "tiny.toml", tmp_path / "out"
    suite.write_text(SUITE)
    done = CliRunner().invoke(app, ["bench", str(suite), "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    rows = read_rows(out)
    assert [r.method for r in rows] == ["gauger", "sql"]
    for r in rows:
        assert r.outcome.failed == ""
        assert r.outcome.cpu_s > 0
        assert 0.05 < r.outcome.peak_gb < 8
    figures = json.loads(done.stdout)["figures"]
    assert figures["whole"]["honest"] == rows[0].outcome.found.honest  # type: ignore[union-attr]
    assert "### Beside its peers" in (out / "table.md").read_text()
    read = list(csv.DictReader((out / "rows.csv").open()))
    assert {r["method"] for r in read} == {"gauger", "sql"}
    assert sorted(p.name for p in out.glob("*.svg")) == ["accused.svg", "calibration.svg"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["bench", "nosuch"], "there is no suite 'nosuch'; there are"),
        (["bench", "quick", "--seeds", "one"], "--seeds takes whole numbers"),
        (["bench", "quick", "--peers", "nosuch"], "there is no peer 'nosuch'"),
        (["bench", "quick", "--scale", "0"], "--scale must be above 0"),
    ],
)
def test_bad_usage_is_one_line(given: list[str], says: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, [*given, *(["--out", str(tmp_path)] if len(given) > 2 else [])])
    assert isinstance(done.exception, UsageError)
    assert says in str(done.exception)


def test_targets_name_the_worst_world() -> None:
    rows = [row(), row(world="ladder-cover", recall=0.4), row(world="ladder-all", recall=0.6)]
    held = {t.what: t for t in targets(summed(rows, "tiny"))}
    single = held["single rungs: recall, each"]
    assert (single.measured, single.where, single.holds) == (0.4, "ladder-cover standard", "no")
    assert held["all evasions at once: recall"].holds == "must"
    assert held["reported campaigns: accounts accused, each"].holds == "not measured"
    assert held["found campaigns: exchange count off by"].holds == "aim"


def test_a_campaign_in_two_parts_is_accused_whole_and_not_in_one_group() -> None:
    parts = CampaignMeasure(campaign="c", accounts=10, recall=0.7, precision=1.0, recall_any=1.0)
    seen = row(kind="reported", world="gtig-2026-02")
    assert seen.outcome.found is not None
    found = msgspec.structs.replace(seen.outcome.found, campaigns=(parts,))
    outcome = msgspec.structs.replace(seen.outcome, found=found)
    rows = [msgspec.structs.replace(seen, outcome=outcome)]
    held = {t.what: t for t in targets(summed(rows, "tiny"))}
    assert held["reported campaigns: accounts accused, each"].holds == "aim"
    assert held["reported campaigns: accounts in its one group, each"].holds == "no"


def test_an_accused_honest_account_is_seen_in_every_table() -> None:
    found = summed([row(accused=3), row("sql", accused=9)], "tiny")
    assert found.whole.per_million[0] == pytest.approx(3_000)
    text = markdown(found)
    assert "| 3 of 1,000 | 1 of 2 (class-1) |" in text
    assert "9,000 (4,1" in text
    assert {t.what: t for t in targets(found)}["crowds accused"].holds == "no"


def test_a_method_that_failed_is_said_and_counts_nothing() -> None:
    bad = row("sql", outcome=Outcome(failed="MemoryError: too much"))
    found = summed([row(), bad], "tiny")
    assert found.failures == ("ladder-base standard 1001 sql: MemoryError: too much",)
    assert "MemoryError" in markdown(found)
    assert raw([bad]).splitlines()[1].endswith("MemoryError: too much")


def test_a_probability_that_lies_is_seen_in_the_calibration_error() -> None:
    """Half of those called 0.9 are campaigns."""
    lies = [Judged(p=0.9, campaign=i % 2 == 0, accounts=5) for i in range(40)]
    found = calibration(lies)
    assert found is not None
    assert found.ece == pytest.approx(0.4)
