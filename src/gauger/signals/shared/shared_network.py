"""S01, S29: accounts whose own addresses stand side by side in one small block."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits


def shared_network(world: Relations) -> Table:
    """The /24 or /48 blocks of each account."""
    return exchange_traits(world.hourly, "net_key")


SIGNAL = Signal(
    name="shared-network",
    ids=("S01", "S29"),
    family=Family.INFRASTRUCTURE,
    cause="address",
    needs=("exchanges.net_key",),
    traits=shared_network,
    says="send from one small block of addresses",
    misses="residential exits spread over many providers",
    benign="a neighbourhood, an office with a block of its own",
    source="September 2026 report p. 148 (one relay network, several labs)",
    ties=False,
)
