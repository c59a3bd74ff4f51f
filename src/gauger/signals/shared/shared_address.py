"""S01, S29: accounts that send from the same addresses."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits


def shared_address(world: Relations) -> Table:
    """Source addresses of each account."""
    return exchange_traits(world.hourly, "ip_key")


SIGNAL = Signal(
    name="shared-address",
    ids=("S01", "S29"),
    family=Family.INFRASTRUCTURE,
    cause="address",
    needs=("exchanges.ip_key",),
    traits=shared_address,
    says="send from addresses that others of them use",
    misses="one sticky address per account",
    benign=(
        "offices, schools, mobile carriers: an address that many unrelated accounts use "
        "weighs little"
    ),
    source="February 2026 report",
)
