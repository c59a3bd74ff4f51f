"""S06: accounts with internet or disposable phone numbers."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit

RENTED = ("voip", "disposable")
"""Kinds of numbers that nobody carries in a pocket."""


def _hits(row: Table) -> BooleanValue:
    """Accounts with such a number."""
    return row.phone_type.isin(RENTED)


def _of(row: Table) -> BooleanValue:
    """Accounts whose number's kind is known."""
    return row.phone_type.notnull()


SIGNAL = Evidence(
    name="rented-phone",
    ids=("S06",),
    family=Family.IDENTITY,
    needs=("accounts.phone_type",),
    unit=Unit.ACCOUNT,
    hits=_hits,
    of=_of,
    says="accounts have an internet or disposable phone number",
    misses="mobile numbers",
    benign="companies with internet telephony",
    source="joint advisory AA26-251A",
    work=False,
)
