"""Every crowd of the marketplace is in each of its worlds."""

from pathlib import Path

import pyarrow.parquet as pq
from bench.afield.crowds import EVERYWHERE
from bench.afield.kinds import write


def test_all_crowds_tempt_in_a_world(tmp_path: Path) -> None:
    write("calm", 3, 0.03, tmp_path / "world")
    truth = pq.read_table(tmp_path / "world" / "truth.parquet")
    crowds = {c.rsplit("-", 1)[0] for c in truth["crowd"].to_pylist() if c}
    assert len(crowds) >= len(EVERYWHERE)
