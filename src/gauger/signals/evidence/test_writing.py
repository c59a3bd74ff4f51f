"""S10, S12: prompts that have tasks written together with their verifier."""

from ibis.expr.types import BooleanValue, Table

from gauger.records.asks import ASKS
from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Prompts with the bit `task-writing` of `records.asks`."""
    return (row.asks & (1 << ASKS.index("task-writing"))) != 0


def _of(row: Table) -> BooleanValue:
    """Prompts that were seen."""
    return row.asks.notnull()


SIGNAL = Evidence(
    name="test-writing",
    ids=("S10", "S12"),
    family=Family.CONTENT,
    needs=("exchanges.asks",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="prompts have tasks written together with tests or a verifier",
    misses="tests asked for apart from the task",
    benign="programmers, authors of exercises, laboratories",
    source="September 2026 report p. 150-152",
    harvest=1,
)
