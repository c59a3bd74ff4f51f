"""Hop airdrop: wallets, with groups flagged by transfers and reviewed by people.

Guilty: label sybil. Innocent: label eligible, among them wallets whose flagged group a review
cleared (`suspects`). The flagged groups came from the transfers, so scores with transfers are
partly circular; hour of first use and volume are independent of them.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.public.case import Case
from gauger.linking.table import Tables, traits
from gauger.signals.family import Family

HOUR_S = 3_600
VOLUME_STEP = 0.02
"""Volumes within about two per cent count as the same."""


def hop(data: Path) -> Case:
    """Wallets by hour of first use and by volume alone: nothing that made the labels."""
    return _case("hop-times", data, _alone(_nodes(data)))


def hop_transfers(data: Path) -> Case:
    """The same, and whom a wallet transfers with: partly circular."""
    nodes = _nodes(data)
    return _case("hop-transfers", data, _alone(nodes) | _transfers(data, nodes))


def _nodes(data: Path) -> pa.Table:
    return pq.read_table(data / "hop_nodes.parquet").sort_by("node")


def _alone(nodes: pa.Table) -> Tables:
    wallet = nodes["node"].cast(pa.string()).combine_chunks()
    first = nodes["first_hop_unix"].combine_chunks()
    hour = pc.divide(first, HOUR_S)
    volume = np.floor(np.log(nodes["volume_usd"].to_numpy()) / VOLUME_STEP).astype(np.int64)
    return {
        "first-hour": (Family.TIMING, traits("hour", wallet, hour, first)),
        "volume": (Family.BEHAVIOUR, traits("volume", wallet, pa.array(volume), first)),
    }


def _transfers(data: Path, nodes: pa.Table) -> Tables:
    """A wallet holds everybody it has a transfer with, and itself: a direct edge is shared too."""
    edges = pq.read_table(data / "hop_edges.parquet", columns=["src", "dst"])
    ends = [edges["src"].combine_chunks(), edges["dst"].combine_chunks()]
    own = nodes["node"].cast(pa.int32()).combine_chunks()
    wallet = pa.concat_arrays([ends[0], ends[1], own])
    other = pa.concat_arrays([ends[1], ends[0], own])
    inside = pc.is_in(wallet, own)
    table = traits("wallet", wallet.filter(inside), other.filter(inside))
    return {"counterparty": (Family.INFRASTRUCTURE, table)}


def _case(name: str, data: Path, tables: Tables) -> Case:
    rows = _nodes(data).to_pylist()
    guilty = {str(r["node"]) for r in rows if r["label"] == "sybil"}
    accounts = [str(r["node"]) for r in rows]
    grouped = {str(r["node"]): str(int(r["group"])) for r in rows if r["group"] is not None}
    return Case(
        name=name,
        tables=tables,
        causes={},
        accounts=accounts,
        guilty=frozenset(guilty),
        innocent=frozenset(accounts) - guilty,
        cluster_of={a: g for a, g in grouped.items() if a in guilty},
        suspects=frozenset(grouped) - guilty,
        unit_of=grouped,
    )
