"""S13: politically sensitive questions to be rewritten or answered safely."""

from ibis.expr.types import BooleanValue, Table

from gauger.records.asks import ASKS
from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Prompts with the bit `sensitive-rewrite` of `records.asks`."""
    return (row.asks & (1 << ASKS.index("sensitive-rewrite"))) != 0


def _of(row: Table) -> BooleanValue:
    """Prompts that were seen."""
    return row.asks.notnull()


SIGNAL = Evidence(
    name="sensitive-rewrites",
    ids=("S13",),
    family=Family.CONTENT,
    needs=("exchanges.asks",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="prompts want sensitive questions rewritten",
    misses="other languages",
    benign="moderation teams, newsrooms",
    source="February 2026 report",
    harvest=1,
)
