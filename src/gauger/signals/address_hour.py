"""S07: accounts that are behind one address within the same hour."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.model import exchange_traits

SLOT_S = 3_600
"""One hour: long enough for a dispatcher's rotation, short enough that a carrier's is spread."""


def address_hour(world: Relations) -> Table:
    """Address and hour of each request, as one value.

    Misses:  own address per account. Benign: a class in its room, an office in the morning.
    Source:  SynchroTrap (CCS 2014), loosely synchronised actions; February 2026 report.
    """
    seen = world.exchanges.filter(world.exchanges.ip_key.notnull())
    slot = (seen.ts.epoch_seconds() // SLOT_S).cast("int64")
    return exchange_traits(seen.mutate(slot_key=seen.ip_key ^ slot), "slot_key")
