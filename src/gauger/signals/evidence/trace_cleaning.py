"""S26: reasoning traces and transcripts handed in to be cleaned."""

from ibis.expr.types import BooleanValue, Table

from gauger.records.asks import ASKS
from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Prompts with the bit `cleaning` of `records.asks`."""
    return (row.asks & (1 << ASKS.index("cleaning"))) != 0


def _of(row: Table) -> BooleanValue:
    """Prompts that were seen."""
    return row.asks.notnull()


SIGNAL = Evidence(
    name="trace-cleaning",
    ids=("S26",),
    family=Family.CONTENT,
    needs=("exchanges.asks",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="prompts hand in traces to be cleaned",
    misses="cleaning done elsewhere",
    benign="laboratories; people who tidy a log",
    source="September 2026 report p. 150-151",
    harvest=1,
)
