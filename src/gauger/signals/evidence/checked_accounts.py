"""S06: accounts whose business or identity was checked."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit

CHECKED = ("business", "identity")
"""What somebody looked at; a mailbox or a phone is no identity."""


def _hits(row: Table) -> BooleanValue:
    """Checked accounts."""
    return row.verified.isin(CHECKED)


def _of(row: Table) -> BooleanValue:
    """Accounts of which it is known."""
    return row.verified.notnull() & (row.verified != "")


SIGNAL = Evidence(
    name="checked-accounts",
    ids=("S06",),
    family=Family.IDENTITY,
    needs=("accounts.verified",),
    unit=Unit.ACCOUNT,
    hits=_hits,
    of=_of,
    says="accounts had their business or identity checked",
    misses="borrowed credentials of real firms",
    benign="most customers are not checked; it speaks against a harvest only",
    source="joint advisory AA26-251A",
    harvest=-1,
    work=False,
)
