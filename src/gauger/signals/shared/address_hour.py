"""S01, S07: accounts that are behind one address within the same hour."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.engines.times import slot
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits

SLOT_S = 3_600
"""One hour: long enough for a dispatcher's rotation, short enough that a carrier's is spread."""


def address_hour(world: Relations) -> Table:
    """Address and hour of each request, as one value."""
    seen = world.hourly.filter(world.hourly.ip_key.notnull())
    return exchange_traits(seen.mutate(slot_key=seen.ip_key ^ slot(seen.ts, SLOT_S)), "slot_key")


SIGNAL = Signal(
    name="address-hour",
    ids=("S01", "S07"),
    family=Family.TIMING,
    cause="address",
    needs=("exchanges.ip_key",),
    traits=address_hour,
    says="stand behind one address in the same hour as others of them",
    misses="own address per account",
    benign="a class in its room, an office in the morning",
    source="SynchroTrap (CCS 2014), loosely synchronised actions; February 2026 report",
)
