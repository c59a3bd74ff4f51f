"""S06: accounts with disposable mail."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Accounts with mail in a disposable domain."""
    return row.email_class == "disposable"


def _of(row: Table) -> BooleanValue:
    """Accounts whose mail domain is on a list or was looked up."""
    return row.email_class.notnull()


SIGNAL = Evidence(
    name="throwaway-mail",
    ids=("S06",),
    family=Family.IDENTITY,
    needs=("accounts.email_class",),
    unit=Unit.ACCOUNT,
    hits=_hits,
    of=_of,
    says="accounts have a disposable mailbox",
    misses="mailboxes of large providers; lists that lag behind",
    benign="people who keep their address to themselves",
    source="joint advisory AA26-251A; September 2026 report",
    work=False,
)
