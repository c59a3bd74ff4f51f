"""Worlds by another hand, at a small scale."""

from random import Random

import numpy as np
import pytest
from bench.yonder.__main__ import told
from bench.yonder.crowds import CROWDS
from bench.yonder.kinds import KINDS
from bench.yonder.people import Scene
from bench.yonder.places import Internet
from bench.yonder.world import Made, make

from gauger.records.schema import ACCOUNTS_DERIVED, EXCHANGES_DERIVED

SCALE = 0.002


@pytest.fixture(scope="module")
def made() -> dict[str, Made]:
    return {name: make(kind, seed=1, scale=SCALE) for name, kind in KINDS.items()}


@pytest.mark.parametrize("name", KINDS)
def test_truth_names_the_harvests_of_a_kind(name: str, made: dict[str, Made]) -> None:
    campaigns = {*made[name].truth["campaign"].to_pylist()} - {None}
    assert campaigns == {h.name for h in KINDS[name].harvests}


@pytest.mark.parametrize("name", KINDS)
def test_only_what_the_provider_writes_down_is_there(name: str, made: dict[str, Made]) -> None:
    """No derived column; the columns that the kind names, and each of them filled somewhere."""
    derived = {*EXCHANGES_DERIVED.names, *ACCOUNTS_DERIVED.names}
    for table in (made[name].exchanges, made[name].accounts):
        assert not derived & {*table.column_names}
    for column in made[name].exchanges.itercolumns():
        assert column.null_count < len(column)
    assert tuple(made[name].exchanges.column_names) == KINDS[name].provider.columns


@pytest.mark.parametrize("name", KINDS)
def test_sizes_are_as_told(name: str) -> None:
    """At scale 1 a harvest has the accounts that `--list` says."""
    kind = KINDS[name]
    rnd = Random(1)
    scene = Scene(
        provider=kind.provider,
        scale=1.0,
        rnd=rnd,
        rng=np.random.default_rng(1),
        internet=Internet(rnd),
    )
    for harvest in kind.harvests:
        assert sum(group.size for group in harvest.make(scene)) == harvest.accounts
        assert harvest.name in told(kind)
    assert {crowd for crowd, _ in kind.crowds} <= set(CROWDS)


def test_two_kinds_hold_no_campaign_and_each_crowd_is_met_somewhere() -> None:
    """A crowd that no kind holds would test nothing."""
    assert [n for n, kind in KINDS.items() if not kind.harvests] == ["fairground", "commons"]
    assert {crowd for kind in KINDS.values() for crowd, _ in kind.crowds} == set(CROWDS)
