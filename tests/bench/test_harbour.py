"""The harbour's harvests are those that its kinds tell of."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bench.harbour.kinds import KINDS
from bench.harbour.world import build, write


@pytest.mark.parametrize("name", sorted(KINDS))
def test_truth_names_the_harvests_of_a_kind(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    write(build(kind, 3, 0.01), kind, 3, 0.01, tmp_path)
    harvests = {*pq.read_table(tmp_path / "truth.parquet")["campaign"].to_pylist()} - {None}
    assert harvests == {group.name for group in kind.groups if group.harvest}
