"""Exchanges counted by account, hour, place and program: read once, for many readers.

Which addresses, clients or keys an account uses, and how much it sent on a day, takes no more than
this to know, and it has a fraction of the exchanges' rows.
"""

from ibis.expr.types import Table

from gauger.engines.sums import micro_usd, whole_sum
from gauger.engines.times import HOUR_S, slot

SETTING = (
    "ip_key", "net_key", "ip_country", "ip_asn", "ip_as_name", "tls_key", "agent_key",
    "api_key_id", "org_id", "tools_key", "system_key", "model",
)  # fmt: skip
"""Columns that stay as they are."""
SUMS = ("input_tokens", "output_tokens", "reasoning_tokens", "micro_usd")


def by_hour(exchanges: Table) -> Table:
    """Exchanges that are alike in SETTING, of one account in one hour, as one row.

    Its `ts` is the first, `last_ts` the last, `n` how many; SUMS are sums. Columns that exchanges
    lack stay away.
    """
    rows = exchanges.mutate(hour=slot(exchanges.ts, HOUR_S))
    if "cost_usd" in exchanges.columns:
        rows = rows.mutate(micro_usd=micro_usd(exchanges.cost_usd))
    alike = [c for c in SETTING if c in rows.columns]
    sums = {c: whole_sum(rows[c]) for c in SUMS if c in rows.columns}
    counted = {"ts": rows.ts.min(), "last_ts": rows.ts.max(), "n": rows.count()}
    return rows.group_by("account_id", "hour", *alike).agg(**counted, **sums).drop("hour")
