"""S27: sessions of another assistant pasted as input."""

from ibis.expr.types import BooleanValue, Table

from gauger.records.asks import ASKS
from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Prompts with the bit `replay` of `records.asks`."""
    return (row.asks & (1 << ASKS.index("replay"))) != 0


def _of(row: Table) -> BooleanValue:
    """Prompts that were seen."""
    return row.asks.notnull()


SIGNAL = Evidence(
    name="session-replay",
    ids=("S27",),
    family=Family.CONTENT,
    needs=("exchanges.asks",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="prompts carry another assistant's session",
    misses="sessions sent turn by turn, as a conversation",
    benign="comparisons of models; people who paste a chat",
    source="September 2026 report p. 151-152",
    harvest=1,
)
