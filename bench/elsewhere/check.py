"""What every world owes, checked on the files as they are."""

from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq

from bench.elsewhere.spec import Kind
from gauger.records import schema
from gauger.records.world import open_world

DERIVED = {
    *schema.EXCHANGES_DERIVED.names,
    *schema.ACCOUNTS_DERIVED.names,
    "capability",
    "prompt_sketch",
    "system_sketch",
}


class Unsound(ValueError):
    """A world breaks its own promise."""


def check(folder: Path, kind: Kind) -> None:
    """Raise Unsound where the tables do not fit each other; the project's own door is asked first."""
    world = open_world(folder)
    logged = {"ts", "account_id", *kind.provider.exchanges}
    table = ds.dataset(folder / "exchanges", format="parquet", partitioning=None)
    _same("columns logged", logged, set(table.schema.names))
    if DERIVED & (world.columns | world.account_columns):
        raise Unsound(f"{folder}: derived columns {sorted(DERIVED & world.columns)}")
    accounts = pq.read_table(folder / "accounts.parquet")["account_id"].to_pylist()
    truth = pq.read_table(folder / "truth.parquet")
    if len(set(accounts)) != len(accounts):
        raise Unsound(f"{folder}: an account stands twice")
    _same("accounts with truth", set(accounts), set(truth["account_id"].to_pylist()))
    senders = set(table.to_table(columns=["account_id"])["account_id"].unique().to_pylist())
    if senders - set(accounts):
        raise Unsound(f"{folder}: exchanges of unknown accounts")
    campaigns = set(truth["campaign"].drop_null().to_pylist())
    _same("campaigns", {g.name for g in kind.groups if g.campaign}, campaigns)


def _same(what: str, want: set[str], seen: set[str]) -> None:
    if want != seen:
        raise Unsound(
            f"{what}: missing {sorted(want - seen)[:3]}, unexpected {sorted(seen - want)[:3]}"
        )
