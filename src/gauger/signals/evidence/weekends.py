"""S15: as much traffic at weekends as on other days."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit, every


def _hits(row: Table) -> BooleanValue:
    """Exchanges on a Saturday or Sunday."""
    return row.ts.day_of_week.index() >= 5


SIGNAL = Evidence(
    name="weekends",
    ids=("S15",),
    family=Family.TIMING,
    needs=("exchanges.ts",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=every,
    says="exchanges fell on a Saturday or Sunday (UTC)",
    misses="dispatchers that keep office hours",
    benign="hobbyists, pipelines",
    source="joint advisory AA26-251A",
)
