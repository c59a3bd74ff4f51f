"""S20: traffic through clouds and aggregators, which hide users."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit

ROUTES = ("cloud", "aggregator")
"""Routes on which the provider sees no user."""


def _hits(row: Table) -> BooleanValue:
    """Exchanges by way of somebody else."""
    return row.channel.isin(ROUTES)


def _of(row: Table) -> BooleanValue:
    """Exchanges whose route is known."""
    return row.channel.notnull()


SIGNAL = Evidence(
    name="hidden-route",
    ids=("S20",),
    family=Family.INFRASTRUCTURE,
    needs=("exchanges.channel",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="exchanges came through a cloud or an aggregator",
    misses="direct use",
    benign="companies that buy through their cloud",
    source="joint advisory AA26-251A",
    work=False,
)
