"""The moor's kinds: who is in them, and what is logged."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bench.moor.engine import build, write
from bench.moor.kinds import KINDS

SCALE = 0.01


@pytest.mark.parametrize("name", sorted(KINDS))
def test_truth_names_the_groups_of_a_kind(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    write(build(kind, 3, SCALE), kind, tmp_path)
    truth = pq.read_table(tmp_path / "truth.parquet")
    for role in ("campaign", "crowd"):
        named = {*truth[role].to_pylist()} - {None}
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
