"""S20: requests that name no client."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit, every


def _hits(row: Table) -> BooleanValue:
    """Exchanges without a user agent."""
    return row.agent_key.isnull()


SIGNAL = Evidence(
    name="stripped-metadata",
    ids=("S20",),
    family=Family.INFRASTRUCTURE,
    needs=("exchanges.agent_key",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=every,
    says="exchanges named no client",
    misses="made-up clients",
    benign="plain scripts, old gateways",
    source="joint advisory AA26-251A",
    work=False,
)
