"""S06: accounts that gave one phone number."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, account_traits


def shared_phone(world: Relations) -> Table:
    """Phone number of each account."""
    return account_traits(world.accounts, "phone_key")


SIGNAL = Signal(
    name="shared-phone",
    ids=("S06",),
    family=Family.IDENTITY,
    cause="registration",
    needs=("accounts.phone_key",),
    traits=shared_phone,
    says="gave a phone number that another of them gave",
    misses="a number per account",
    benign="families; offices that verify with the front desk's number",
    source="joint advisory AA26-251A (similar registration details)",
)
