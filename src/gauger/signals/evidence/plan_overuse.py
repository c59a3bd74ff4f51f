"""S18: a day's use worth a good part of the plan's month."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Days above it, at list price."""
    return row.usd > row.plan_day_usd


def _of(row: Table) -> BooleanValue:
    """Days of accounts on a plan with a price."""
    return row.plan_day_usd.notnull()


SIGNAL = Evidence(
    name="plan-overuse",
    ids=("S18",),
    family=Family.BEHAVIOUR,
    needs=("exchanges.cost_usd", "accounts.plan"),
    unit=Unit.DAY,
    hits=_hits,
    of=_of,
    says="account-days used more than a third of the plan's monthly price",
    misses="enough accounts to stay below",
    benign="small teams with a big volume",
    source="joint advisory AA26-251A",
)
