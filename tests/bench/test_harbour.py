"""What every kind of the harbour owes: a folder that opens, truth for all, the same bytes."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bench.harbour.kinds import KINDS
from bench.harbour.world import build, write

from gauger.records.world import open_world

SCALE = 0.02


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
        write(build(kind, 3, SCALE), kind, 3, SCALE, tmp_path / run)
    assert _files(tmp_path / "first") == _files(tmp_path / "again")
    open_world(tmp_path / "first")
    accounts = pq.read_table(tmp_path / "first" / "accounts.parquet")
    truth = pq.read_table(tmp_path / "first" / "truth.parquet")
    assert accounts["account_id"].to_pylist() == truth["account_id"].to_pylist()
    harvests = set(truth["campaign"].to_pylist()) - {None}
    assert harvests == {group.name for group in kind.groups if group.harvest}
