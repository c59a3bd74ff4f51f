"""S15: accounts active in nearly every part of a day."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit

MIN_EXCHANGES = 20
"""Fewer exchanges leave parts of a day empty by chance."""


def _hits(row: Table) -> BooleanValue:
    """Days active in six of eight parts or more."""
    return row.parts >= 6


def _of(row: Table) -> BooleanValue:
    """Days on which it could show."""
    return row.n >= MIN_EXCHANGES


SIGNAL = Evidence(
    name="round-the-clock",
    ids=("S15",),
    family=Family.TIMING,
    needs=("exchanges.ts",),
    unit=Unit.DAY,
    hits=_hits,
    of=_of,
    says=(
        "account-days with twenty exchanges or more left at most two of eight parts of the "
        "day empty"
    ),
    misses="dispatchers that keep office hours; accounts of few exchanges a day",
    benign="pipelines, teams over several time zones",
    source="joint advisory AA26-251A",
)
