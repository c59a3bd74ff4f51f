"""What every world of another hand owes: raw columns, a truth for all, the same bytes again."""

import sys
from importlib import import_module
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import bench
from gauger.records.prepare import prepared
from gauger.records.schema import ACCOUNTS, EXCHANGES
from gauger.records.world import open_world

SCALES = {"elsewhere": 0.002, "yonder": 0.002, "afield": 0.03}
"""Small enough to be written in a second or so; of those that are not named, 0.01."""
HANDS = {p.parent.name for p in Path(str(bench.__file__)).parent.glob("*/kinds.py")}
KINDS = {hand: [*import_module(f"bench.{hand}.kinds").KINDS] for hand in sorted(HANDS)}
WITHOUT = {
    "elsewhere": {"nobody"}, "afield": {"calm"}, "beyond": {"still"},
    "yonder": {"fairground", "commons"},
    "harbour": {"haven"}, "moor": {"nobody"}, "glen": {"nobody"},
}  # fmt: skip
"""Kinds in which nobody harvests."""
every_hand = pytest.mark.parametrize("hand", KINDS)
every_kind = pytest.mark.parametrize(
    ("hand", "kind"), [(hand, kind) for hand, kinds in KINDS.items() for kind in kinds]
)


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Write a world as its command line does; gives the folder."""

    def written(hand: str, kind: str, seed: int, name: str = "world") -> Path:
        given = [kind, "--seed", seed, "--scale", SCALES.get(hand, 0.01), "--out", tmp_path / name]
        monkeypatch.setattr(sys, "argv", [f"bench.{hand}", *map(str, given)])
        import_module(f"bench.{hand}.__main__").main()
        return tmp_path / name

    return written


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@every_kind
def test_a_world_opens_and_its_truth_covers_every_account(hand: str, kind: str, write) -> None:  # type: ignore[no-untyped-def]
    """Raw columns only, by days; nobody is in a campaign and in a crowd."""
    folder = write(hand, kind, 3)
    world = open_world(folder)
    assert world.has_truth
    assert {"prompt"} <= world.columns <= {*EXCHANGES.names}
    assert world.account_columns <= {*ACCOUNTS.names}
    assert all(day.name.startswith("day=") for day in (folder / "exchanges").iterdir())
    truth = pq.read_table(folder / "truth.parquet").to_pydict()
    known = truth["account_id"]
    assert len({*known}) == len(known)
    accounts = pq.read_table(folder / "accounts.parquet")["account_id"].to_pylist()
    assert sorted(accounts) == sorted(known)
    sent = ds.dataset(world.exchange_files).to_table(["account_id"])["account_id"]
    assert {*sent.to_pylist()} <= {*known}
    assert any(truth["campaign"]) == (kind not in WITHOUT[hand])
    assert any(truth["crowd"])
    assert not any(c and g for c, g in zip(truth["campaign"], truth["crowd"], strict=True))


@every_hand
def test_the_same_kind_and_seed_give_the_same_bytes(hand: str, write) -> None:  # type: ignore[no-untyped-def]
    """Another seed gives others."""
    kind = KINDS[hand][0]
    one, again, other = (
        _files(write(hand, kind, seed, f"{n}")) for n, seed in enumerate((5, 5, 6))
    )
    assert one == again
    assert one["accounts.parquet"] != other["accounts.parquet"]


@every_hand
def test_the_door_takes_a_world(hand: str, write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Nothing is amiss in it, and no row is lost."""
    folder = write(hand, KINDS[hand][-1], 1)
    ready = prepared(open_world(folder), tmp_path / "scratch")
    raw = ds.dataset(folder / "exchanges").count_rows()
    assert sum(pq.read_metadata(file).num_rows for file in ready.exchange_files) == raw
    assert dict(ready.amiss) == {}
    assert "prompt_key" in ready.columns
