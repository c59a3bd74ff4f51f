"""S01, S29: accounts that send from the same addresses."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.model import exchange_traits


def shared_address(world: Relations) -> Table:
    """Source addresses of each account.

    Misses:  one sticky address per account. Benign: offices, schools, mobile carriers; the null
    model gives an address that many unrelated accounts use little or no weight.
    Source:  February 2026 report.
    """
    return exchange_traits(world.exchanges, "ip_key")
