"""Worlds made elsewhere: sound at the door, the same again, and what each kind promises."""

from dataclasses import replace
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from bench.elsewhere.build import build
from bench.elsewhere.check import Unsound, check
from bench.elsewhere.dice import mixed
from bench.elsewhere.kinds import KINDS
from bench.elsewhere.operators_say import MODEL_WRITTEN
from bench.elsewhere.spec import Kind
from bench.elsewhere.tongues import TONGUES

TINY = 0.002


def short(name: str) -> Kind:
    """The kind with a week instead of months, and a tenth of each account's traffic."""
    kind = KINDS[name]
    groups = (replace(g, pace=replace(g.pace, median=g.pace.median / 10)) for g in kind.groups)
    return replace(kind, provider=replace(kind.provider, days=7), groups=tuple(groups))


@pytest.mark.parametrize("name", [*KINDS])
def test_a_kind_gives_a_sound_world(name: str, tmp_path: Path) -> None:
    """The door takes it, truth covers every account, and a campaign is there but in `nobody`."""
    kind, folder = short(name), tmp_path / "world"
    counts = build(kind, 3, folder, scale=TINY)
    check(folder, kind)
    assert counts["exchanges"] == ds.dataset(folder / "exchanges").count_rows()
    assert (counts["campaign accounts"] > 0) == (name != "nobody")
    ticks = ds.dataset(folder / "exchanges").to_table(columns=["ts"])["ts"].cast("int64")
    assert not any(t % kind.provider.tick_us for t in ticks.to_pylist())


def test_a_world_whose_truth_lacks_an_account_is_unsound(tmp_path: Path) -> None:
    kind, folder = short("keys"), tmp_path / "world"
    build(kind, 4, folder, scale=TINY)
    truth = pq.read_table(folder / "truth.parquet")
    pq.write_table(truth.slice(1), folder / "truth.parquet")
    with pytest.raises(Unsound, match="accounts with truth"):
        check(folder, kind)


def test_grammars_leave_nothing_unbound() -> None:
    """Only the trade's nouns come from the writer."""
    assert {slot for g in TONGUES.values() for slot in g.free} == set()
    assert MODEL_WRITTEN.free == {"thing"}


def test_hashes_are_dice() -> None:
    """Order and each part count, and scalars agree with arrays."""
    assert int(mixed(1, 2)) != int(mixed(2, 1))
    assert int(mixed(7)) != int(mixed(7, 0))
