"""coordination-network-toolkit (QUT): pairs that repeat the same object within a time window.

It joins shares of one object in SQLite and counts them per pair of accounts; it has no null model,
so the weight at which a pair counts is the user's to choose.
"""

import contextlib
import io
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from gauger.bench.peers.groups import Groups, of_pairs

WEIGHTS = (1, 2, 3, 5)
NAME = "coordination_network_toolkit"


def toolkit(shares: pa.Table, *, window_s: int, smallest: int = 2) -> dict[str, Groups]:
    """Components of the co-repost network at several least weights.

    In:  shares(object_id, account_id, content_id, timestamp_share), seconds.
    Raises ImportError where the package is not installed.
    """
    from coordination_network_toolkit.compute_networks import (  # noqa: PLC0415
        compute_co_retweet_parallel,
    )
    from coordination_network_toolkit.preprocess import preprocess_data  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "shares.db")
        with contextlib.redirect_stdout(io.StringIO()):
            preprocess_data(path, _messages(shares))
            compute_co_retweet_parallel(path, window_s, n_threads=1, min_edge_weight=1)
        with contextlib.closing(sqlite3.connect(path)) as db:
            links = db.execute(
                "select user_1, user_2, weight from co_retweet_network where user_1 < user_2"
            ).fetchall()
    return {
        f"weight >= {least}": of_pairs(
            [(a, b) for a, b, weight in links if weight >= least], smallest
        )
        for least in WEIGHTS
    }


def _messages(shares: pa.Table) -> Iterator[tuple[str, str, str, str, str, str, float, list[str]]]:
    """Rows as the toolkit wants them: a share is a repost of its object."""
    for row in shares.to_pylist():
        account = row["account_id"]
        when = float(row["timestamp_share"])
        yield row["content_id"], account, account, row["object_id"], "", "", when, []
