"""The peers' rules on tables small enough to do by hand."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from gauger.bench.measure import measure
from gauger.bench.peers.coortweet import coordinated, pairs
from gauger.bench.peers.fraudar import blocks
from gauger.bench.peers.shared_values import shared_values
from gauger.bench.peers.worlds import PEERS
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load


def shares(*rows: tuple[str, str, int]) -> pa.Table:
    """(account, object, second) as the share table, each share with an id of its own."""
    return pa.table(
        {
            "object_id": [o for _, o, _ in rows],
            "account_id": [a for a, _, _ in rows],
            "content_id": [f"c{i}" for i in range(len(rows))],
            "timestamp_share": [t for _, _, t in rows],
        }
    )


def held(*rows: tuple[str, int]) -> pa.Table:
    return pa.table({"account_id": [a for a, _ in rows], "value": [v for _, v in rows]})


def test_coortweet_counts_joint_shares_within_the_window() -> None:
    """Ann and Bob share two objects within a minute; Cyd shares one of them an hour later."""
    rows = shares(
        ("ann", "x", 0), ("bob", "x", 60), ("cyd", "x", 3_600),
        ("ann", "y", 100), ("bob", "y", 130), ("cyd", "z", 200),
    )  # fmt: skip
    names, a, b, weight = pairs(rows, window_s=60, min_participation=2)
    assert [(names[i], names[j], w) for i, j, w in zip(a, b, weight, strict=True)] == [
        ("ann", "bob", 2)
    ]
    assert coordinated(rows, window_s=60, edge_quantile=0.0) == []  # no pair exceeds the least


def test_coortweet_compares_every_pair_of_a_crowd_in_the_window() -> None:
    rows = shares(*[(f"p{i}", o, i) for i in range(5) for o in ("x", "y")], ("q", "x", 0))
    names, a, _, weight = pairs(rows, window_s=60, min_participation=2)
    assert (len(a), set(weight.tolist()), "q" in names) == (10, {2}, True)


def test_a_share_of_ones_own_object_is_no_coordination() -> None:
    """The retweeted tweet itself is in the data: its own content is the object."""
    rows = shares(("ann", "c0", 0), ("bob", "c0", 5), ("ann", "c1", 9), ("bob", "c3", 9))
    _, a, _, _ = pairs(rows, window_s=60, min_participation=1)
    assert len(a) == 0


def test_fraudar_finds_the_block_behind_camouflage() -> None:
    """Twenty accounts rate the same ten values and each adds the popular one, as everybody does."""
    block = [(a, v) for a in range(20) for v in range(10)]
    camouflage = [(a, 10) for a in range(20)]
    crowd = [(a, 10) for a in range(20, 200)] + [(a, 11 + a) for a in range(20, 200)]
    account, value = np.array(block + camouflage + crowd).T
    names = [f"p{i:03d}" for i in range(200)]
    assert blocks(account, value, names, most=1) == [set(names[:20])]


def test_fraudar_does_not_depend_on_row_order() -> None:
    rng = np.random.default_rng(1)
    account, value = rng.integers(40, size=300), rng.integers(30, size=300)
    names = [f"p{i}" for i in range(40)]
    shuffle = rng.permutation(300)
    assert blocks(account, value, names, most=3) == blocks(
        account[shuffle], value[shuffle], names, most=3
    )


def test_sql_leaves_popular_values_out() -> None:
    crowd = [(f"p{i}", 1) for i in range(61)]
    assert shared_values({"pay": held(*crowd, ("a", 2), ("b", 2))}) == [{"a", "b"}]


def test_sql_of_two_kinds_needs_both_between_the_same_pair() -> None:
    tables = {
        "pay": held(("a", 1), ("b", 1), ("c", 2), ("d", 2)),
        "client": held(("a", 1), ("b", 1), ("b", 2), ("c", 2)),
    }
    assert shared_values(tables, kinds=2) == [{"a", "b"}]
    assert shared_values(tables, kinds=1) == [{"a", "b", "c", "d"}]


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("peers") / "tour"
    simulate(load("tour"), folder, scale=0.2, seed=11)
    return folder


@pytest.mark.parametrize("peer", PEERS, ids=lambda p: p.name)
def test_every_peer_runs_on_a_world(tour: Path, peer: object) -> None:
    """Groups of known accounts, the same twice; whether they are right is for the benchmark."""
    found = next(p for p in PEERS if p is peer)
    if found.missing:
        pytest.skip(f"{found.needs} is not installed: `make bench`")
    groups = found.run(tour)
    assert groups == found.run(tour)
    measured = measure(groups, tour)
    assert measured.honest_accused <= measured.honest
