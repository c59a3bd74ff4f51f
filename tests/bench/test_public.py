"""Adapters of the public data, and how a method is measured and chosen."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from bench.public.case import Case
from bench.public.cases import CASES
from bench.public.methods import METHODS, Method
from bench.public.score import run

from gauger.linking.table import overlapping, traits

REPO = Path(__file__).resolve().parents[2]


def test_two_sightings_within_the_window_share_a_slot_wherever_it_starts() -> None:
    """59 s apart across a full minute: one common slot; two windows apart: none."""
    account, what = pa.array(["a", "b", "c"]), pa.array(["x", "x", "x"])
    table = overlapping("t", account, what, pa.array([30, 89, 150]), 60)
    slots = {n: set() for n in "abc"}  # type: dict[str, set[int]]
    for row in table.to_pylist():
        slots[row["account_id"]].add(row["value"])
    assert len(slots["a"] & slots["b"]) == 1
    assert not slots["a"] & slots["c"]


def test_traits_count_sightings_and_leave_out_nulls() -> None:
    table = traits("t", pa.array(["a", "a", "b"]), pa.array(["x", "x", None]), pa.array([5, 7, 9]))
    (row,) = table.to_pylist()
    assert (row["account_id"], row["n"], row["first_ts"].second, row["last_ts"].second) == (
        "a", 2, 5, 7,
    )  # fmt: skip


def case(**known: object) -> Case:
    accounts = [f"p{i}" for i in range(40)]
    given = {"guilty": frozenset(accounts[:20]), "innocent": frozenset(accounts[20:])} | known
    return Case(name="t", tables={}, causes={}, accounts=accounts, **given)  # type: ignore[arg-type]


def test_whole_clusters_fall_to_one_side() -> None:
    made = case(cluster_of={f"p{i}": str(i // 5) for i in range(20)})
    for start in range(0, 20, 5):
        assert len({made.side(f"p{i}") for i in range(start, start + 5)}) == 1
    assert {made.side(a) for a in made.accounts} == {0, 1}


def test_a_setting_is_chosen_on_one_half_and_reported_on_the_other() -> None:
    """The setting that is right on the tuning half wins, whatever it does on the other."""
    made = case()
    tune = [{a} for a in made.guilty if made.side(a) == 0]
    report = [{a} for a in made.guilty if made.side(a) == 1]
    method = Method(name="m", run=lambda _: {"other": report, "tuned": tune})
    row = run(made, method)
    assert (row.setting, row.tune.accounts.recall, row.report.accounts.recall) == ("tuned", 1.0, 0)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["hop-transfers", "yelp", "fake-1000", "tweets", "signups"])
def test_an_adapter_gives_traits_of_known_accounts(name: str, shared: Path) -> None:
    made = CASES[name](shared / "coordination")
    population = set(made.accounts)
    assert made.guilty | made.innocent == population
    assert not made.guilty & made.innocent
    for _, table in made.tables.values():
        assert table.num_rows
        assert set(table["account_id"].to_pylist()) <= population


@pytest.mark.shared
def test_the_core_runs_unchanged_and_gives_the_same_twice(shared: Path) -> None:
    made = CASES["fake-1000"](shared / "coordination")
    core = next(m for m in METHODS if m.name == "gauger")
    first, again = core.run(made), core.run(made)
    assert first == again


@pytest.mark.shared
def test_the_command_writes_raw_figures(shared: Path, tmp_path: Path) -> None:
    out = tmp_path / "raw.json"
    command = [sys.executable, "-m", "bench.public", "signups", "--methods", "gauger,sql"]
    folder = str(shared / "coordination")
    done = subprocess.run(
        [*command, "--data", folder, "--json", str(out)], cwd=REPO, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [row["method"] for row in json.loads(out.read_text())] == ["gauger", "sql"]


def test_a_folder_that_is_not_there_is_said_in_a_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.public", "yelp", "--data", str(tmp_path / "no")],
        cwd=REPO, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "--data" in done.stderr
    assert "Traceback" not in done.stderr
