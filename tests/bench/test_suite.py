"""Suites are data: which worlds, and nothing that was tuned on."""

from pathlib import Path

import pytest

from gauger.bench.suite import cells, crowd_kinds, read_suite, suites
from gauger.bench.targets import ALL_AT_ONCE
from gauger.errors import UsageError
from gauger.simulate.scenario import names, reporting_seeds_from


@pytest.mark.parametrize("name", suites())
def test_a_suite_that_comes_with_gauger_holds_only_held_out_seeds(name: str) -> None:
    every = cells(read_suite(name))
    assert min(c.seed for c in every) >= reporting_seeds_from()
    assert len({c.key for c in every}) == len(every)


def test_the_standard_suite_has_every_rung_report_and_crowd() -> None:
    """A scenario that somebody adds is measured without another edit, or fails here."""
    labels = {c.label for c in cells(read_suite("standard"))}
    assert labels >= {n for n in names() if n.startswith(("ladder-", "report-", "letter-"))}
    assert labels >= {f"only-{kind}" for kind in crowd_kinds()}


def test_every_rung_stands_there_in_both_variants() -> None:
    rungs = {(c.label, c.variant) for c in cells(read_suite("standard")) if c.kind == "ladder"}
    assert {v for _, v in rungs} == {"standard", "shifted"}
    assert len(rungs) == 2 * len({label for label, _ in rungs})


def test_every_world_of_the_standard_suite_loads() -> None:
    assert all(c.load().days for c in cells(read_suite("standard")))


def test_all_evasions_at_once_are_judged_at_a_thousand_accounts() -> None:
    """As the target says; every other rung is drawn at one scale alone as well."""
    scales: dict[str, set[float]] = {}
    for c in cells(read_suite("standard")):
        if c.kind == "ladder":
            scales.setdefault(c.label, set()).add(c.scale)
    whole = {label for label, drawn in scales.items() if drawn == {1.0}}
    assert whole == set(ALL_AT_ONCE)
    assert all(drawn == {0.3} for label, drawn in scales.items() if label not in whole)


def test_rungs_are_named_with_or_without_their_prefix() -> None:
    suite = read_suite("standard")
    short = cells(suite, rungs=("own-*",), seeds=(1009,), scale=0.05)
    assert short == cells(suite, rungs=("ladder-own-*",), seeds=(1009,), scale=0.05)
    assert {c.label for c in short} == {"ladder-own-payment", "ladder-own-address"}
    assert {(c.seed, c.scale) for c in short} == {(1009, 0.05)}


def test_a_rung_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="no world own-adress; it has tour"):
        cells(read_suite("quick"), rungs=("own-adress",))


def test_a_file_that_is_no_suite_says_why(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('title = "t"\nsplit = "s"\nseeds = [1001]\n')
    with pytest.raises(UsageError, match=r"mine.toml is not a suite: .*`world`"):
        read_suite(str(path))


def test_a_change_that_does_not_fit_the_scenario_says_where(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "t"\nsplit = "s"\nseeds = [1001]\n'
        '[[world]]\nkind = "nobody"\nscenario = "quiet"\nscale = 1.0\nchange = { day = 3 }\n'
    )
    (cell,) = cells(read_suite(str(path)))
    with pytest.raises(UsageError, match="world quiet: change does not fit"):
        cell.load()
