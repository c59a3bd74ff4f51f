"""S17: accounts that use many clients on one day."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit

MIN_EXCHANGES = 10
"""Fewer exchanges cannot come from many clients."""


def _hits(row: Table) -> BooleanValue:
    """Days with three clients or more."""
    return row.clients >= 3


def _of(row: Table) -> BooleanValue:
    """Days on which it could show."""
    return row.n >= MIN_EXCHANGES


SIGNAL = Evidence(
    name="many-clients",
    ids=("S17",),
    family=Family.INFRASTRUCTURE,
    needs=("exchanges.agent_key",),
    unit=Unit.DAY,
    hits=_hits,
    of=_of,
    says="account-days with ten exchanges or more showed three clients or more",
    misses="one client per account",
    benign="shared keys, people with several devices",
    source="joint advisory AA26-251A",
    work=False,
)
