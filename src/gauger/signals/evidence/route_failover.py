"""S21: accounts that use several routes on one day."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Days with two routes or more."""
    return row.routes >= 2


def _of(row: Table) -> BooleanValue:
    """Days on which it could show."""
    return row.n >= 2


SIGNAL = Evidence(
    name="route-failover",
    ids=("S21",),
    family=Family.INFRASTRUCTURE,
    needs=("exchanges.channel",),
    unit=Unit.DAY,
    hits=_hits,
    of=_of,
    says="account-days came over two routes or more",
    misses="a route per account",
    benign="fallback routers, companies that migrate",
    source="joint advisory AA26-251A",
    work=False,
)
