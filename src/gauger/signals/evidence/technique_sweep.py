"""S25: many different requests refused."""

from ibis.expr.types import IntegerValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> IntegerValue:
    """Different refused prompts of the day."""
    return row.refused_prompts


def _of(row: Table) -> IntegerValue:
    """Exchanges of the day."""
    return row.n


SIGNAL = Evidence(
    name="technique-sweep",
    ids=("S25",),
    family=Family.BEHAVIOUR,
    needs=("exchanges.refused", "exchanges.prompt_key"),
    unit=Unit.DAY,
    hits=_hits,
    of=_of,
    says="exchanges were refused, each a different prompt of its day",
    misses="a sweep spread over accounts that mostly do other work",
    benign="security researchers, red teams",
    source="September 2026 report p. 145",
    harvest=1,
)
