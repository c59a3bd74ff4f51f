"""Worlds of a model marketplace open, repeat themselves, and tell the truth about every account."""

from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from bench.afield.crowds import EVERYWHERE
from bench.afield.kinds import KINDS, write

from gauger.records.schema import ACCOUNTS, EXCHANGES
from gauger.records.world import open_world

SCALE = 0.03


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_world_opens_and_its_truth_covers_every_account(kind: str, tmp_path: Path) -> None:
    """Raw columns only; every exchange has an account, every account a truth."""
    write(kind, 3, SCALE, tmp_path / "world")
    world = open_world(tmp_path / "world")
    assert world.has_truth
    assert world.columns <= set(EXCHANGES.names)
    assert world.account_columns <= set(ACCOUNTS.names)
    truth = pq.read_table(tmp_path / "world" / "truth.parquet").to_pydict()
    accounts = pq.read_table(tmp_path / "world" / "accounts.parquet")["account_id"].to_pylist()
    seen = ds.dataset(world.exchange_files).to_table(["account_id"])["account_id"].to_pylist()
    assert truth["account_id"] == accounts
    assert set(seen) <= set(accounts)
    assert any(truth["campaign"]) == (kind != "calm")
    assert not any(c and g for c, g in zip(truth["campaign"], truth["crowd"], strict=True))
    crowds = {c.rsplit("-", 1)[0] for c in truth["crowd"] if c}
    assert len(crowds) >= len(EVERYWHERE)


def test_a_kind_and_a_seed_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write("sellers", 4, SCALE, tmp_path / name)
    one, two = (sorted(p for p in (tmp_path / n).rglob("*.parquet")) for n in ("one", "two"))
    assert [p.relative_to(tmp_path / "one") for p in one] == [
        p.relative_to(tmp_path / "two") for p in two
    ]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(one, two, strict=True))


def test_another_seed_gives_another_world(tmp_path: Path) -> None:
    for seed in (4, 5):
        write("calm", seed, SCALE, tmp_path / str(seed))
    one, two = (pq.read_table(tmp_path / s / "accounts.parquet") for s in ("4", "5"))
    assert set(one["account_id"].to_pylist()).isdisjoint(two["account_id"].to_pylist())
