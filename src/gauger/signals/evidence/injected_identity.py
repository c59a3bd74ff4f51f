"""S23: prompts that tell the model it is another vendor's product."""

from ibis.expr.types import BooleanValue, Table

from gauger.records.asks import ASKS
from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Prompts with the bit `identity` of `records.asks`."""
    return (row.asks & (1 << ASKS.index("identity"))) != 0


def _of(row: Table) -> BooleanValue:
    """Prompts that were seen."""
    return row.asks.notnull()


SIGNAL = Evidence(
    name="injected-identity",
    ids=("S23",),
    family=Family.CONTENT,
    needs=("exchanges.asks",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="prompts give the model another identity",
    misses="identity given in a system prompt, of which no bits are kept",
    benign="resellers with a brand of their own, role play",
    source="joint advisory AA26-251A",
    harvest=1,
)
