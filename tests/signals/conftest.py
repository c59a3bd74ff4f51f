"""Small tables in, small tables out."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from gauger.engines.relations import Engine, Relations
from gauger.records import schema
from gauger.records.schema import stored
from gauger.signals.model import Signal

Row = Mapping[str, object]
START = datetime(2026, 5, 4, 9, tzinfo=UTC)  # a Monday
TABLES = {
    "exchanges": stored(schema.EXCHANGES, schema.EXCHANGES_DERIVED),
    "accounts": stored(schema.ACCOUNTS, schema.ACCOUNTS_DERIVED),
}


def at(hours: float = 0) -> datetime:
    """So many hours after the logs begin."""
    return START + timedelta(hours=hours)


def table(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows with the columns that they name, in canonical types."""
    known = TABLES[name]
    names = [f.name for f in known if any(f.name in row for row in rows)]
    return pa.Table.from_pylist(
        [dict(r) for r in rows], schema=pa.schema([known.field(n) for n in names])
    )


def relations(exchanges: Sequence[Row], accounts: Sequence[Row] = ()) -> Relations:
    """A world; accounts that are not given are bare ids."""
    sent = [{"ts": at(), **row} for row in exchanges]
    known = {r["account_id"] for r in accounts}
    bare = [{"account_id": a} for a in dict.fromkeys(r["account_id"] for r in sent)]
    rows = [*accounts, *(r for r in bare if r["account_id"] not in known)]
    return Relations(
        exchanges=Engine.table(table("exchanges", sent)),
        accounts=Engine.table(table("accounts", rows)),
    )


Share = Callable[..., set[str]]


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(threads=1)


@pytest.fixture
def together(engine: Engine) -> Share:
    """Gives the accounts that share a value with another, as words in order."""

    def share(signal: Signal, exchanges: Sequence[Row], accounts: Sequence[Row] = ()) -> set[str]:
        found = engine.arrow(signal.traits(relations(exchanges, accounts)))
        assert found.column_names == ["account_id", "value", "first_ts", "last_ts", "n"]
        assert found.schema.field("value").type == pa.int64()
        holders = defaultdict(set)
        for row in found.to_pylist():
            assert row["value"] is not None
            if row["n"] < signal.least:
                continue
            holders[row["value"]].add(row["account_id"])
        return {" ".join(sorted(h)) for h in holders.values() if len(h) > 1}

    return share
