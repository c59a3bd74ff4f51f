"""S05, S30: accounts that pay from another country than they name."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Accounts that do."""
    return row.billing_country != row.declared_country


def _of(row: Table) -> BooleanValue:
    """Accounts of which both countries are known."""
    return row.billing_country.notnull() & row.declared_country.notnull()


SIGNAL = Evidence(
    name="foreign-payer",
    ids=("S05", "S30"),
    family=Family.IDENTITY,
    needs=("accounts.billing_country", "accounts.declared_country"),
    unit=Unit.ACCOUNT,
    hits=_hits,
    of=_of,
    says="accounts pay from another country than they name",
    misses="cards of the named country",
    benign="expatriates, subsidiaries",
    source="September 2026 report p. 144 (transfer stations)",
    work=False,
)
