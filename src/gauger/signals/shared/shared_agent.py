"""S02: accounts that name the same rare client and version."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits


def shared_agent(world: Relations) -> Table:
    """User agent strings of each account."""
    return exchange_traits(world.hourly, "agent_key")


SIGNAL = Signal(
    name="shared-agent",
    ids=("S02",),
    family=Family.INFRASTRUCTURE,
    cause="software",
    needs=("exchanges.agent_key",),
    traits=shared_agent,
    says="name the same rare client and version",
    misses="agent strings of the market; they cost nothing to write",
    benign="users of one rare program",
    source="February 2026 report (request metadata)",
)
