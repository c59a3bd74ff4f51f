"""The plain baseline: values held by a few accounts, connected components. Forty lines of SQL.

The bar that every cleverer method has to clear (design, section 6).
"""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from gauger.bench.peers.groups import Groups, components

LOW, HIGH = 2, 60
"""Holders of a value that is neither private nor popular; the figures of the design."""


def shared_values(
    tables: Mapping[str, pa.Table], *, high: int = HIGH, kinds: int = 1, smallest: int = 2
) -> Groups:
    """Groups of accounts joined by values that 2 to `high` accounts hold, by component.

    Takes a table (account_id, value, ...) per signal. `kinds` asks for so many different
    signals between a pair of accounts before it counts (pairs are listed then: keep `high` low).
    """
    if not tables:
        return []
    with duckdb.connect() as db:
        db.register("held", _stacked(tables))
        query = _CHAIN if kinds == 1 else _PAIRS
        links = db.execute(query, {"high": high, "kinds": kinds}).fetchnumpy()
        names = db.execute("select distinct account_id from held order by 1").fetchall()
    ids = [name for (name,) in names]
    if not len(links["a"]):
        return []
    return components(ids, links["a"], links["b"], smallest)


def _stacked(tables: Mapping[str, pa.Table]) -> pa.Table:
    pieces: Sequence[pa.Table] = [
        table.select(["account_id", "value"]).append_column(
            "signal", pa.array([name] * table.num_rows, pa.string())
        )
        for name, table in tables.items()
    ]
    return pa.concat_tables(pieces).combine_chunks()


_RARE = """
with account as (                          -- one row per account: its number
    select account_id, row_number() over (order by account_id) - 1 as number
    from (select distinct account_id from held)
),
rare as (                                  -- one row per value worth joining by
    select signal, value
    from held
    group by signal, value
    having count(distinct account_id) between 2 and $high
),
holder as (                                -- one row per account and rare value
    select distinct signal, value, number
    from held
    join rare using (signal, value)
    join account using (account_id)
)
"""
_CHAIN = (
    _RARE
    + """
select number as a, first_value(number) over (partition by signal, value order by number) as b
from holder
where $kinds = 1
"""
)
_PAIRS = (
    _RARE
    + """
select x.number as a, y.number as b
from holder as x
join holder as y using (signal, value)
where x.number < y.number
group by all
having count(distinct signal) >= $kinds
"""
)
