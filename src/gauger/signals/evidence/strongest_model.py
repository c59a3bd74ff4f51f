"""S34: new accounts that go to the dearest model at once."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Exchanges with the model of the highest list price a token."""
    return row.dearest


def _of(row: Table) -> BooleanValue:
    """Exchanges of young accounts."""
    return (row.age_d <= 30) & row.model.notnull()


SIGNAL = Evidence(
    name="strongest-model",
    ids=("S34",),
    family=Family.BEHAVIOUR,
    needs=(
        "exchanges.model",
        "exchanges.cost_usd",
        "exchanges.output_tokens",
        "accounts.created_at",
    ),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="exchanges of accounts younger than 30 days went to the dearest model",
    misses="accounts that age first",
    benign="customers who came for that model",
    source="inferred from the September 2026 report (relays went to the largest model)",
    harvest=1,
)
