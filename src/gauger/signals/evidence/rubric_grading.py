"""S12, S26: prompts that use the model as a judge of answers."""

from ibis.expr.types import BooleanValue, Table

from gauger.records.asks import ASKS
from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Prompts with the bit `grading` of `records.asks`."""
    return (row.asks & (1 << ASKS.index("grading"))) != 0


def _of(row: Table) -> BooleanValue:
    """Prompts that were seen."""
    return row.asks.notnull()


SIGNAL = Evidence(
    name="rubric-grading",
    ids=("S12", "S26"),
    family=Family.CONTENT,
    needs=("exchanges.asks",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="prompts have answers judged or graded",
    misses="judging that looks like a conversation",
    benign="evaluation suites, moderation, teachers",
    source="February 2026 report; joint advisory AA26-251A",
    harvest=1,
)
