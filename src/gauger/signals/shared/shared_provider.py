"""S03, S30: accounts that send from one uncommon network operator."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits


def shared_provider(world: Relations) -> Table:
    """Autonomous systems of each account."""
    seen = world.hourly.mutate(as_key=world.hourly.ip_asn.cast("int64"))
    return exchange_traits(seen, "as_key")


SIGNAL = Signal(
    name="shared-provider",
    ids=("S03", "S30"),
    family=Family.INFRASTRUCTURE,
    cause="address",
    needs=("exchanges.ip_asn",),
    traits=shared_provider,
    says="send from one uncommon network operator",
    misses="networks that many customers use, which weigh nothing",
    benign="customers of a regional provider",
    source="February 2026 report; Frontier Model Forum brief, February 2026",
    ties=False,
)
