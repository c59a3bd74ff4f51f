"""What every kind of the moor owes: a folder that opens, truth for all, the same bytes."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bench.moor.engine import build, write
from bench.moor.kinds import KINDS

from gauger.records.world import open_world

SCALE = 0.01


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_and_a_seed_give_one_world_with_its_truth(name: str, tmp_path: Path) -> None:
    """Two runs agree byte for byte; Gauger opens the folder; every account has a truth."""
    kind = KINDS[name]
    for run in ("first", "again"):
        write(build(kind, 3, SCALE), kind, tmp_path / run)
    assert _files(tmp_path / "first") == _files(tmp_path / "again")
    open_world(tmp_path / "first")
    accounts = pq.read_table(tmp_path / "first" / "accounts.parquet")
    truth = pq.read_table(tmp_path / "first" / "truth.parquet")
    assert accounts["account_id"].to_pylist() == truth["account_id"].to_pylist()
    for role, column in (("campaign", "campaign"), ("crowd", "crowd")):
        named = set(truth[column].to_pylist()) - {None}
        assert named == {group.name for group in kind.groups if group.role == role}


def test_only_the_columns_of_the_provider_are_written(tmp_path: Path) -> None:
    """A provider that logs little writes little."""
    kind = KINDS["ghyll"]
    write(build(kind, 1, SCALE), kind, tmp_path)
    day = sorted((tmp_path / "exchanges").glob("day=*/part-0.parquet"))[0]
    assert pq.read_schema(day).names == list(kind.exchanges)
    assert pq.read_schema(tmp_path / "accounts.parquet").names == ["account_id", *kind.accounts]


def test_the_bad_are_a_minority_and_nobody_has_none() -> None:
    """Two or three operators each, thirteen in all, and one world without."""
    operators = {k.name: sum(g.role == "campaign" for g in k.groups) for k in KINDS.values()}
    assert operators.pop("nobody") == 0
    assert all(2 <= count <= 3 for count in operators.values())
    assert sum(operators.values()) == 13
