"""A gateway logs what its kind says, and no more."""

from pathlib import Path

import pytest
from bench.beyond.kinds import KINDS
from bench.beyond.write import write_world

from gauger.records.world import open_world


@pytest.mark.parametrize("kind", ["lantern", "moss"])
def test_what_a_kind_does_not_log_is_not_there(kind: str, tmp_path: Path) -> None:
    write_world(KINDS[kind](), 3, 0.01, tmp_path / "world")
    world = open_world(tmp_path / "world")
    assert world.has_events
    assert {"output_tokens", "refused"} <= world.columns
    assert not world.columns & KINDS[kind]().unlogged
