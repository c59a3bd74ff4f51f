"""S02: accounts that offer the model the same uncommon set of tools."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits


def shared_tools(world: Relations) -> Table:
    """Tool schemas of each account, by key."""
    return exchange_traits(world.hourly, "tools_key")


SIGNAL = Signal(
    name="shared-tools",
    ids=("S02",),
    family=Family.INFRASTRUCTURE,
    cause="software",
    needs=("exchanges.tools_key",),
    traits=shared_tools,
    says="offer the model the same uncommon set of tools",
    misses="tool schemas of a popular framework, or reworded per account",
    benign="forks of a framework, users of one plugin",
    source="February 2026 report (request metadata)",
)
