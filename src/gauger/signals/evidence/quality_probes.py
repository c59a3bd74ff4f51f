"""S22: probes for degraded answers."""

from ibis.expr.types import BooleanValue, Table

from gauger.records.asks import ASKS
from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Prompts with the bit `probing` of `records.asks`."""
    return (row.asks & (1 << ASKS.index("probing"))) != 0


def _of(row: Table) -> BooleanValue:
    """Prompts that were seen."""
    return row.asks.notnull()


SIGNAL = Evidence(
    name="quality-probes",
    ids=("S22",),
    family=Family.CONTENT,
    needs=("exchanges.asks",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="prompts probe whether answers have changed",
    misses="probes that look like ordinary questions",
    benign="monitoring, nightly evaluation",
    source="joint advisory AA26-251A",
    harvest=1,
)
