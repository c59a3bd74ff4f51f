"""Worlds by another hand, at a small scale."""

from pathlib import Path
from random import Random

import numpy as np
import pyarrow.parquet as pq
import pytest
from bench.yonder.__main__ import told
from bench.yonder.crowds import CROWDS
from bench.yonder.kinds import KINDS
from bench.yonder.people import Scene
from bench.yonder.places import Internet
from bench.yonder.world import Made, make, write

from gauger.records.prepare import prepared
from gauger.records.schema import ACCOUNTS_DERIVED, EXCHANGES_DERIVED
from gauger.records.world import open_world

SCALE = 0.002


@pytest.fixture(scope="module")
def made() -> dict[str, Made]:
    return {name: make(kind, seed=1, scale=SCALE) for name, kind in KINDS.items()}


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_same_kind_and_seed_give_the_same_bytes(tmp_path: Path, made: dict[str, Made]) -> None:
    """Another seed gives others."""
    kind = KINDS["strait"]
    for folder, world in (("a", made["strait"]), ("b", make(kind, seed=1, scale=SCALE))):
        write(world, kind, tmp_path / folder, seed=1, scale=SCALE, replace=False)
    assert _files(tmp_path / "a") == _files(tmp_path / "b")
    assert not make(kind, seed=2, scale=SCALE).exchanges.equals(made["strait"].exchanges)


@pytest.mark.parametrize("name", KINDS)
def test_truth_names_each_account_once(name: str, made: dict[str, Made]) -> None:
    """Campaigns are those that the kind tells of; nobody is in a campaign and in a crowd."""
    truth = made[name].truth.to_pylist()
    assert sorted(t["account_id"] for t in truth) == sorted(
        made[name].accounts["account_id"].to_pylist()
    )
    assert {t["campaign"] for t in truth} - {None} == {h.name for h in KINDS[name].harvests}
    assert not [t for t in truth if t["campaign"] and t["crowd"]]


@pytest.mark.parametrize("name", KINDS)
def test_only_what_the_provider_writes_down_is_there(name: str, made: dict[str, Made]) -> None:
    """No derived column; the columns that the kind names, and each of them filled somewhere."""
    derived = {*EXCHANGES_DERIVED.names, *ACCOUNTS_DERIVED.names}
    for table in (made[name].exchanges, made[name].accounts):
        assert not derived & {*table.column_names}
    for column in made[name].exchanges.itercolumns():
        assert column.null_count < len(column)
    assert tuple(made[name].exchanges.column_names) == KINDS[name].provider.columns


def test_the_door_takes_the_folder(tmp_path: Path, made: dict[str, Made]) -> None:
    """Nothing is amiss, and the days are folders."""
    kind = KINDS["forge"]
    write(made["forge"], kind, tmp_path / "world", seed=1, scale=SCALE, replace=False)
    ready = prepared(open_world(tmp_path / "world"), tmp_path / "scratch")
    rows = sum(pq.read_metadata(f).num_rows for f in ready.exchange_files)
    assert (rows, dict(ready.amiss)) == (made["forge"].exchanges.num_rows, {})
    assert {"prompt_key", "net_key", "tls_key"} <= ready.columns
    assert all(p.name.startswith("day=") for p in (tmp_path / "world" / "exchanges").iterdir())


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
