"""S16: traffic of accounts younger than 30 days."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Exchanges of young accounts."""
    return row.age_d <= 30


def _of(row: Table) -> BooleanValue:
    """Exchanges of accounts whose registration is known."""
    return row.age_d.notnull()


SIGNAL = Evidence(
    name="new-accounts",
    ids=("S16",),
    family=Family.IDENTITY,
    needs=("accounts.created_at",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="exchanges came from accounts younger than 30 days",
    misses="accounts bought long before",
    benign="launch promotions, new customers, hackathons",
    source="joint advisory AA26-251A",
    work=False,
)
