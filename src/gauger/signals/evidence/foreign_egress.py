"""S29, S30: traffic from another country than the account names."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Exchanges from elsewhere."""
    return row.ip_country != row.declared_country


def _of(row: Table) -> BooleanValue:
    """Exchanges of which both countries are known."""
    return row.ip_country.notnull() & row.declared_country.notnull()


SIGNAL = Evidence(
    name="foreign-egress",
    ids=("S29", "S30"),
    family=Family.INFRASTRUCTURE,
    needs=("exchanges.ip_country", "accounts.declared_country"),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="exchanges came from another country than the account names",
    misses="exits in the named country",
    benign="travellers, VPN users, servers abroad",
    source="February and September 2026 reports",
    work=False,
)
