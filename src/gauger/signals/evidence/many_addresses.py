"""S17: accounts that send from many networks on one day."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit

MIN_EXCHANGES = 10
"""Fewer exchanges cannot come from many networks."""


def _hits(row: Table) -> BooleanValue:
    """Days with five networks or more."""
    return row.nets >= 5


def _of(row: Table) -> BooleanValue:
    """Days on which it could show."""
    return row.n >= MIN_EXCHANGES


SIGNAL = Evidence(
    name="many-addresses",
    ids=("S17",),
    family=Family.INFRASTRUCTURE,
    needs=("exchanges.net_key",),
    unit=Unit.DAY,
    hits=_hits,
    of=_of,
    says="account-days with ten exchanges or more came from five networks or more",
    misses="one sticky address per account",
    benign="CI runners, phones on the move, corporate gateways",
    source="joint advisory AA26-251A",
    harvest=1,
    work=False,
)
