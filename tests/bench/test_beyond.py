"""The gateway's worlds: readable, repeatable, and with a truth for everyone."""

from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from bench.beyond.kinds import KINDS
from bench.beyond.write import write_world

from gauger.records.schema import EXCHANGES
from gauger.records.world import open_world

Made = tuple[str, Path, int]
"""Kind, folder, exchanges."""
SCALE = 0.01


@pytest.fixture(scope="module", params=sorted(KINDS))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A small world of each kind."""
    folder = tmp_path_factory.mktemp("beyond") / request.param
    return request.param, folder, write_world(KINDS[request.param](), 3, SCALE, folder)


def test_a_small_world_opens_with_raw_columns(made: Made) -> None:
    """Each kind writes a world with prompts and truth, and nothing that ingest derives."""
    kind, folder, rows = made
    world = open_world(folder)
    assert world.has_truth
    assert world.has_events
    assert {"prompt", "output_tokens", "refused"} <= world.columns <= set(EXCHANGES.names)
    assert not world.columns & KINDS[kind]().unlogged
    assert sum(pq.read_metadata(file).num_rows for file in world.exchange_files) == rows


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs agree in every file; another seed does not."""
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write_world(KINDS["scales"](), seed, SCALE, tmp_path / name)
    a, b, c = (
        {
            f.relative_to(tmp_path / name): f.read_bytes()
            for f in (tmp_path / name).rglob("*.parquet")
        }
        for name in "abc"
    )
    assert a == b
    assert a != c


def test_truth_covers_every_account(made: Made) -> None:
    """Who sends has an account and a truth; there are operators everywhere but in `still`."""
    kind, folder, _ = made
    truth = pq.read_table(folder / "truth.parquet")
    known = truth["account_id"].to_pylist()
    assert len(set(known)) == len(known)
    assert pq.read_table(folder / "accounts.parquet")["account_id"].to_pylist() == known
    exchanges = ds.dataset(folder / "exchanges").to_table(columns=["account_id"])
    assert set(exchanges["account_id"].to_pylist()) <= set(known)
    campaigns = set(truth["campaign"].to_pylist()) - {None}
    assert (len(campaigns) == 0) == (kind == "still")
    assert len(set(truth["crowd"].to_pylist()) - {None}) >= 10
    both = zip(truth["campaign"].to_pylist(), truth["crowd"].to_pylist(), strict=True)
    assert not any(campaign and crowd for campaign, crowd in both)
