"""Measures from sizes of overlaps agree with pairs counted one by one."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gauger.bench.measure import Rates, measure, misplaced, named, paired
from gauger.records.schema import TRUTH


def test_pairs_in_closed_form_are_the_pairs_counted() -> None:
    rng = np.random.default_rng(3)
    names = [f"a{i}" for i in range(60)]
    cluster_of = {n: str(rng.integers(8)) for n in names[:45]}
    label = rng.integers(6, size=60)
    groups = [{n for n, k in zip(names, label, strict=True) if k == g} for g in range(5)]
    together = {frozenset(p) for g in groups for p in combinations(g, 2)}
    same = {
        frozenset((a, b)) for a, b in combinations(cluster_of, 2) if cluster_of[a] == cluster_of[b]
    }
    assert paired(groups, cluster_of) == Rates(
        right=len(together & same), found=len(together), wanted=len(same)
    )


def test_silence_has_no_precision() -> None:
    assert named([], {"a"}, {"a", "b"}).precision is None
    assert named([], {"a"}, {"a", "b"}).recall == 0.0


def test_accounts_of_unknown_standing_are_not_judged() -> None:
    assert named([{"a", "b", "new"}], {"a"}, {"a", "b"}) == Rates(right=1, found=2, wanted=1)


def test_who_stands_among_another_cluster_is_misplaced() -> None:
    assert misplaced([{"a", "b", "c"}], {"a": "1", "b": "1", "c": "2"}) == 1


def test_a_world_is_measured_by_campaign_crowd_and_honest_account(tmp_path: Path) -> None:
    """Half of a campaign found, with a crowd of three dragged in."""
    rows = [
        *[{"account_id": f"c{i}", "campaign": "one", "crowd": None} for i in range(8)],
        *[{"account_id": f"k{i}", "campaign": None, "crowd": "class"} for i in range(3)],
        {"account_id": "h", "campaign": None, "crowd": None},
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=TRUTH), tmp_path / "truth.parquet")
    found = measure([{"c0", "c1", "c2", "c3", "k0", "k1", "k2"}, {"c4"}], tmp_path)
    assert (found.honest_accused, found.honest, found.crowds_accused) == (3, 4, ("class",))
    (campaign,) = found.campaigns
    assert (campaign.recall, campaign.recall_any) == (4 / 8, 5 / 8)
    assert found.pairs == Rates(right=6, found=21, wanted=28)
