"""Worlds are checked when opened, and appear whole or not at all."""

from pathlib import Path

import pyarrow as pa
import pytest

from gauger.errors import NotAWorld
from gauger.records.world import WorldWriter, open_world

ROWS = pa.table({"ts": pa.array([0], pa.timestamp("us", "UTC")), "account_id": ["a"]})


def test_a_world_knows_which_columns_are_filled(tmp_path: Path) -> None:
    """A column without any value counts as absent."""
    with WorldWriter(tmp_path / "w", replace=False) as writer:
        writer.exchanges(ROWS)
        writer.accounts(ROWS.select(["account_id"]))
        writer.note(seed=1)
    world = open_world(tmp_path / "w")
    assert world.columns == {"ts", "account_id"}
    assert world.account_columns == {"account_id"}
    assert world.manifest["seed"] == 1


def test_an_error_leaves_no_world(tmp_path: Path) -> None:
    """What was half written goes."""
    with pytest.raises(ZeroDivisionError), WorldWriter(tmp_path / "w", replace=False) as w:  # noqa: PT012
        w.exchanges(ROWS)
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())
    with pytest.raises(NotAWorld):
        open_world(tmp_path / "w")
