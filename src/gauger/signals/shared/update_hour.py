"""S07, S17: accounts whose client changes to a new version in the same hour."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.engines.times import seconds, slot
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits

SLOT_S = 3_600
"""A fleet is updated within an hour; a program's users follow over days."""
SETTLED_S = 86_400
"""An account has a client to change from once it has been seen for a day."""
MIN_USES = 3
"""What is used less often was tried, not changed to."""


def update_hour(world: Relations) -> Table:
    """Client and hour of its first use by an account that had used another one before."""
    seen = world.hourly.filter(world.hourly.agent_key.notnull())
    used = exchange_traits(seen, "agent_key")
    before = used.group_by("account_id").agg(since=used.first_ts.min())
    moved = used.inner_join(before, "account_id")
    moved = moved.filter(
        (moved.n >= MIN_USES) & (seconds(moved.first_ts) >= seconds(moved.since) + SETTLED_S)
    )
    return moved.select(
        "account_id",
        value=moved.value ^ slot(moved.first_ts, SLOT_S),
        first_ts="first_ts",
        last_ts="first_ts",
        n="n",
    )


SIGNAL = Signal(
    name="update-hour",
    ids=("S07", "S17"),
    family=Family.INFRASTRUCTURE,
    cause="software",
    needs=("exchanges.agent_key",),
    traits=update_hour,
    adds_up=False,
    says="changed to the same client version within one hour",
    misses="clients of the market, or versions that never change",
    benign="a popular program's forced update, which weighs nothing",
    source="SynchroTrap (CCS 2014), loosely synchronised actions",
)
