"""S10: prompts that ask for anything that training data is made of."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Prompts with any bit of `records.asks`."""
    return row.asks != 0


def _of(row: Table) -> BooleanValue:
    """Prompts that were seen."""
    return row.asks.notnull()


SIGNAL = Evidence(
    name="training-material",
    ids=("S10",),
    family=Family.CONTENT,
    needs=("exchanges.asks",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="prompts ask for training material of any kind",
    misses="requests in words that no cue knows; other languages",
    benign="laboratories, evaluation suites, teachers, audit trails",
    source="February 2026 report",
    harvest=1,
)
