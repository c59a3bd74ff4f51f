"""S10, S19: prompts that have tasks or examples written in bulk."""

from ibis.expr.types import BooleanValue, Table

from gauger.records.asks import ASKS
from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Prompts with the bit `generating` of `records.asks`."""
    return (row.asks & (1 << ASKS.index("generating"))) != 0


def _of(row: Table) -> BooleanValue:
    """Prompts that were seen."""
    return row.asks.notnull()


SIGNAL = Evidence(
    name="task-generation",
    ids=("S10", "S19"),
    family=Family.CONTENT,
    needs=("exchanges.asks",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="prompts have tasks or examples written in bulk",
    misses="one task at a time",
    benign="synthetic test data, course authors",
    source="Self-Instruct (2023), Evol-Instruct (2023); joint advisory AA26-251A",
    harvest=1,
)
