"""S11: prompts that want the model's reasoning written out."""

from ibis.expr.types import BooleanValue, Table

from gauger.records.asks import ASKS
from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Prompts with the bit `reasoning` of `records.asks`."""
    return (row.asks & (1 << ASKS.index("reasoning"))) != 0


def _of(row: Table) -> BooleanValue:
    """Prompts that were seen."""
    return row.asks.notnull()


SIGNAL = Evidence(
    name="reasoning-elicitation",
    ids=("S11",),
    family=Family.CONTENT,
    needs=("exchanges.asks",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="prompts want the reasoning written out",
    misses="a faked debug session in words of its own",
    benign="audit trails; teachers who want the working shown",
    source="February and September 2026 reports; GTIG, February 2026; joint advisory AA26-251A",
    harvest=1,
)
