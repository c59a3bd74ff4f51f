"""S10, S11: answers that were reasoned out."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Answers with reasoning tokens."""
    return row.reasoning_tokens > 0


def _of(row: Table) -> BooleanValue:
    """Answers whose tokens are known."""
    return row.reasoning_tokens.notnull()


SIGNAL = Evidence(
    name="reasoning-share",
    ids=("S10", "S11"),
    family=Family.BEHAVIOUR,
    needs=("exchanges.reasoning_tokens",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="answers came with reasoning",
    misses="harvests of plain answers",
    benign="mathematicians, agents that always think",
    source="February 2026 report",
    harvest=1,
)
