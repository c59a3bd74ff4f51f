"""S03, S29: traffic from hosting providers, VPNs and relays."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit

RENTED = ("hosting", "vpn", "relay", "tor")
"""Kinds of addresses, as `ip_class` names them."""


def _hits(row: Table) -> BooleanValue:
    """Exchanges from addresses that are rented by the hour."""
    return row.ip_class.isin(RENTED)


def _of(row: Table) -> BooleanValue:
    """Exchanges from addresses of a known kind."""
    return row.ip_class.notnull()


SIGNAL = Evidence(
    name="hosting-share",
    ids=("S03", "S29"),
    family=Family.INFRASTRUCTURE,
    needs=("exchanges.ip_class",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="exchanges came from hosting, VPN or relay addresses",
    misses="residential exits",
    benign="servers of real customers, people on a VPN",
    source="February and September 2026 reports; Frontier Model Forum brief",
    work=False,
)
