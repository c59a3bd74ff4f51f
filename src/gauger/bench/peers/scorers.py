"""Scorers of single accounts, as gateways and abuse desks run them: no account knows another.

Each names accounts one by one, so pairs of accounts are never found.
"""

from pathlib import Path

import duckdb
import numpy as np

from gauger.bench.peers.groups import Groups
from gauger.records.world import World, open_world

BUSY_QUANTILE = 0.99
ROUND_THE_CLOCK_H = 22
ASKING_SHARE = 0.5
LEAST = 5
"""Requests of an account below which there is nothing to score."""
NAMED = 0.01
"""Share of accounts that the forest is asked to name; it has no threshold of its own."""
TREES = 200


def per_key(world: Path) -> Groups:
    """Accounts with two of: much traffic, round the clock, asking like a harvester."""
    rows = _accounts(open_world(world))
    busy = rows["requests"] > np.quantile(rows["requests"], BUSY_QUANTILE)
    awake = rows["hours"] >= ROUND_THE_CLOCK_H
    asking = rows["asking"] >= ASKING_SHARE
    guilty = busy.astype(int) + awake.astype(int) + asking.astype(int) >= 2
    return [{name} for name in rows["account_id"][guilty].tolist()]


def isolation_forest(world: Path) -> Groups:
    """The hundredth of accounts whose behaviour is least like the others' (Liu, Ting, Zhou 2008).

    Raises ImportError where scikit-learn is not installed.
    """
    from sklearn.ensemble import IsolationForest  # noqa: PLC0415

    rows = _accounts(open_world(world))
    enough = rows["requests"] >= LEAST
    x = np.column_stack([values for name, values in rows.items() if name != "account_id"])[enough]
    forest = IsolationForest(n_estimators=TREES, contamination=NAMED, random_state=0)
    odd = forest.fit_predict(np.log1p(x)) < 0
    return [{name} for name in rows["account_id"][enough][odd].tolist()]


def _accounts(world: World) -> dict[str, np.ndarray]:
    """One row per account: what it does by itself, as far as the world's columns tell."""
    measures = {
        "requests": ("ts", "count(*)"),
        "days": ("ts", "count(distinct ts::date)"),
        "hours": ("ts", "count(distinct extract(hour from timezone('UTC', ts)))"),
        "busiest_hour": ("ts", "max(in_hour)"),
        "output": ("output_tokens", "coalesce(avg(output_tokens), 0)"),
        "spread": ("output_tokens", "coalesce(stddev_pop(output_tokens), 0)"),
        "addresses": ("ip_key", "count(distinct ip_key)"),
        "models": ("model", "count(distinct model)"),
        "capabilities": ("capability", "count(distinct capability)"),
        "prompts": ("prompt_key", "count(distinct prompt_key) / count(*)"),
        "asking": ("asks", "avg((coalesce(asks, 0) <> 0)::int)"),
    }
    known = {n: sql for n, (column, sql) in measures.items() if column in world.columns}
    picked = ", ".join(f"({sql})::double as {name}" for name, sql in known.items())
    with duckdb.connect() as db:
        found = db.execute(
            f"""
            with exchange as (             -- one row per exchange, with its account's hourly rate
                select *, count(*) over (partition by account_id, date_trunc('hour', ts)) as in_hour
                from read_parquet($files, union_by_name = true)
            )
            select account_id, {picked}
            from exchange
            group by account_id
            order by account_id
            """,
            {"files": [str(f) for f in world.exchange_files]},
        ).fetchnumpy()
    rows = {name: np.asarray(values) for name, values in found.items()}
    return rows | {n: np.zeros(len(rows["account_id"])) for n in measures if n not in rows}
