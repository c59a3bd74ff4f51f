"""S16: accounts at full use from their first days."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Exchanges within three days of the registration."""
    return row.age_d <= 3


def _of(row: Table) -> BooleanValue:
    """Exchanges of accounts registered within the logs, in their first 30 days."""
    return (row.age_d <= 30) & row.whole_life


SIGNAL = Evidence(
    name="no-ramp",
    ids=("S16",),
    family=Family.BEHAVIOUR,
    needs=("accounts.created_at",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="exchanges of an account's first 30 days fell into its first three",
    misses="accounts aged or warmed up",
    benign="people who try it once; migrations to a new key",
    source="joint advisory AA26-251A",
)
