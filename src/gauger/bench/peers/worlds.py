"""The peers on a world: `Peer.run(folder)` gives groups of accounts, as a user would set it up.

None is told the truth and none is tuned on it: caps, windows and weights are those of the published
comparison or of the peer's own documentation. A group needs five accounts, as ours does; the
scorers name accounts one by one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from gauger.bench.peers import coortweet, fraudar, records, scorers, toolkit
from gauger.bench.peers.groups import Groups, ordered
from gauger.bench.peers.shared_values import HIGH, shared_values
from gauger.records.world import World, open_world

SMALLEST = 5
WINDOW_S = 3_600
TEMPLATES, PROMPTS = 5, 3
"""Joint sends before a pair of the toolkit's network counts: its best settings when measured."""
BLOCKS = 3
HOT = 200
"""Splink compares nobody because of a value that more accounts hold: its users cap by hand."""
P_MATCH = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One way to find groups in a world."""

    name: str
    run: Callable[[Path], Groups]
    needs: str | None = None
    """Module that may not be installed; `run` raises ImportError then."""

    @property
    def missing(self) -> bool:
        """Whether its package is not installed."""
        return self.needs is not None and find_spec(self.needs) is None


def sql(world: Path) -> Groups:
    """Payment instrument or client fingerprint held by 2-60 accounts, connected components."""
    values = _values(world)
    device: dict[str, pa.Table] = {n: values[n] for n in ("payment", "client") if n in values}
    return shared_values(device, high=HIGH, smallest=SMALLEST)


def dense_blocks(world: Path) -> Groups:
    """FRAUDAR: the three densest blocks of accounts and all values that several accounts hold."""
    values = _values(world)
    if not values:
        return []
    held = pa.concat_tables(
        [
            table.select(["account_id"]).append_column(
                "value", pa.array([f"{name}|{v}" for v in table["value"].to_pylist()])
            )
            for name, table in sorted(values.items())
        ]
    )
    names, account = np.unique(held["account_id"].to_numpy().astype(str), return_inverse=True)
    _, value = np.unique(held["value"].to_numpy().astype(str), return_inverse=True)
    found = fraudar.blocks(
        account.astype(np.int64), value.astype(np.int64), names.tolist(), most=BLOCKS
    )
    return [g for g in found if len(g) >= SMALLEST]


def templates_together(world: Path) -> Groups:
    """Accounts that five times fill the same template within an hour (the toolkit's co-repost)."""
    return _together(world, "template_sketch[1]", "template_sketch", TEMPLATES)


def prompts_together(world: Path) -> Groups:
    """Accounts that three times send the same whole prompt within an hour."""
    return _together(world, "prompt_key", "prompt_key", PROMPTS)


def linkage(world: Path) -> Groups:
    """Splink on accounts: registration data, and each one's main address, client and template."""
    rows = _profiles(world)
    return [g for g in records.linked(rows, _model(rows), key="account_id")[f"p >= {P_MATCH}"]
            if len(g) >= SMALLEST]  # fmt: skip


def shared_within_a_minute(world: Path) -> Groups:
    """CooRTweet's rule with whole prompts as objects, at its own example's settings."""
    shares = _shares(world, "prompt_key", "prompt_key", coortweet.WINDOW_S)
    if shares is None:
        return []
    return [g for g in coortweet.coordinated(shares) if len(g) >= SMALLEST]


PEERS: tuple[Peer, ...] = (
    Peer(name="sql", run=sql),
    Peer(name="splink", run=linkage, needs="splink"),
    Peer(name="cnt-templates", run=templates_together, needs=toolkit.NAME),
    Peer(name="cnt-prompts", run=prompts_together, needs=toolkit.NAME),
    Peer(name="coortweet", run=shared_within_a_minute),
    Peer(name="fraudar", run=dense_blocks),
    Peer(name="per-key", run=scorers.per_key),
    Peer(name="isolation-forest", run=scorers.isolation_forest, needs="sklearn"),
)


def _values(world: Path) -> dict[str, pa.Table]:
    """Distinct (account_id, value) of what accounts may share, by kind; absent kinds left out."""
    opened = open_world(world)
    kinds = {
        "payment": ("accounts", "payment_key", "payment_key"),
        "phone-range": ("accounts", "phone_range_key", "phone_range_key"),
        "client": ("exchanges", "tls_key", "tls_key"),
        "address": ("exchanges", "ip_key", "ip_key"),
        "template": ("exchanges", "template_sketch", "unnest(template_sketch)"),
    }
    there = {"accounts": opened.account_columns, "exchanges": opened.columns}
    return {
        kind: _query(
            opened,
            f"""
            select distinct account_id, value
            from (select account_id, {value} as value from {table})
            where value is not null
            order by all
            """,
        )
        for kind, (table, column, value) in kinds.items()
        if column in there[table]
    }


def _query(opened: World, text: str) -> pa.Table:
    # One thread: mode() takes whichever of equally frequent values it meets first.
    with duckdb.connect(config={"threads": 1}) as db:
        files = [str(f) for f in opened.exchange_files]
        db.read_parquet(files, union_by_name=True).create_view("exchanges")
        db.read_parquet(str(opened.path / "accounts.parquet")).create_view("accounts")
        return db.execute(text).to_arrow_table()


def _together(world: Path, value: str, column: str, least: int) -> Groups:
    shares = _shares(world, value, column, WINDOW_S)
    if shares is None:
        return []
    found = toolkit.toolkit(shares, window_s=WINDOW_S, smallest=SMALLEST)
    return ordered(found[f"weight >= {least}"])


def _shares(world: Path, value: str, column: str, window_s: int) -> pa.Table | None:
    """One row per account, value and window, which is less to join; None without the column."""
    opened = open_world(world)
    if column not in opened.columns:
        return None
    return _query(
        opened,
        f"""
        select
            value::varchar                                        as object_id,
            account_id,
            concat_ws('|', value, account_id, epoch(ts) // {window_s}) as content_id,
            min(epoch(ts))                                        as timestamp_share
        from (select account_id, ts, {value} as value from exchanges)
        where value is not null
        group by value, account_id, epoch(ts) // {window_s}
        order by content_id
        """,
    )


_PROFILE = {
    "payment": ("account_columns", "payment_key"),
    "phone_range": ("account_columns", "phone_range_key"),
    "bin": ("account_columns", "bin_key"),
    "shape": ("account_columns", "email_shape"),
    "domain": ("account_columns", "domain_key"),
    "day": ("account_columns", "created_at"),
    "address": ("columns", "ip_key"),
    "client": ("columns", "tls_key"),
    "template": ("columns", "template_sketch"),
}


def _profiles(world: Path) -> pa.Table:
    """One row per account: registration data and its most used address, client and template."""
    opened = open_world(world)
    picked = {
        "payment": "payment_key", "phone_range": "phone_range_key", "bin": "bin_key",
        "shape": "email_shape", "domain": "domain_key", "day": "created_at::date",
        "address": "mode(ip_key)", "client": "mode(tls_key)",
        "template": "mode(template_sketch[1])",
    }  # fmt: skip
    there = {name: column in getattr(opened, side) for name, (side, column) in _PROFILE.items()}
    registered = [n for n, (side, _) in _PROFILE.items() if side == "account_columns" and there[n]]
    sent = [n for n, (side, _) in _PROFILE.items() if side == "columns" and there[n]]
    of_sent = ", ".join(["account_id", *(f"{picked[n]}::varchar as {n}" for n in sent)])
    of_registered = ", ".join(["account_id", *(f"{picked[n]}::varchar as {n}" for n in registered)])
    profile = _query(
        opened,
        f"""
        with sent as (                     -- one row per account with traffic
            select {of_sent}
            from exchanges
            group by account_id
        ),
        registered as (
            select {of_registered}
            from accounts
        )
        select *
        from registered
        full join sent using (account_id)
        order by account_id
        """,
    )
    return _capped(profile)


def _capped(profile: pa.Table) -> pa.Table:
    """Adds `block_x` columns: x where 2 to HOT accounts hold it, else null."""
    names = [n for n in profile.column_names if n != "account_id"]
    with duckdb.connect() as db:
        db.register("profile", profile)
        blocks = ", ".join(
            f"case when count(*) over (partition by {n}) between 2 and {HOT} then {n} end"
            f" as block_{n}"
            for n in names
        )
        return db.execute(f"select *, {blocks} from profile order by account_id").to_arrow_table()


def _model(rows: pa.Table) -> records.Model:
    import splink.comparison_library as cl  # noqa: PLC0415

    filled = {n for n in rows.column_names if rows[n].null_count < rows.num_rows}
    compared = [n for n in _PROFILE if n in filled]
    rules = [
        ("block_payment",), ("block_phone_range",), ("block_address",),
        ("block_bin", "day"), ("block_template", "client"), ("block_domain", "shape"),
    ]  # fmt: skip
    usable = tuple(r for r in rules if filled.issuperset(r))
    return records.Model(
        comparisons=tuple(
            cl.ExactMatch(n).configure(term_frequency_adjustments=True) for n in compared
        ),
        blocking=usable,
        training=usable[:3],
        sure=(),
    )
