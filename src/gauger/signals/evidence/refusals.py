"""S25: requests that the model refuses."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Refused requests."""
    return row.refused


def _of(row: Table) -> BooleanValue:
    """Requests of which it is known."""
    return row.refused.notnull()


SIGNAL = Evidence(
    name="refusals",
    ids=("S25",),
    family=Family.BEHAVIOUR,
    needs=("exchanges.refused",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="requests were refused",
    misses="tricks that work",
    benign="security researchers, moderation",
    source="September 2026 report p. 145",
    harvest=1,
)
