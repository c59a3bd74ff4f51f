"""S19, S32: breadth: accounts that never ask the same twice."""

from ibis.expr.types import IntegerValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> IntegerValue:
    """Different prompts of the day."""
    return row.prompts


def _of(row: Table) -> IntegerValue:
    """Prompts of the day."""
    return row.prompted


SIGNAL = Evidence(
    name="distinct-prompts",
    ids=("S19", "S32"),
    family=Family.CONTENT,
    needs=("exchanges.prompt_key",),
    unit=Unit.DAY,
    hits=_hits,
    of=_of,
    says="prompts of a day differed from all others of that account's day",
    misses="several samples of one prompt",
    benign="people, who seldom repeat themselves",
    source="GTIG, February 2026; joint advisory AA26-251A",
)
