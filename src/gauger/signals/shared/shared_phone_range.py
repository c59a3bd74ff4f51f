"""S06: accounts whose phone numbers stand side by side in one range."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, account_traits


def shared_phone_range(world: Relations) -> Table:
    """Phone number without its last four digits."""
    return account_traits(world.accounts, "phone_range_key")


SIGNAL = Signal(
    name="shared-phone-range",
    ids=("S06",),
    family=Family.IDENTITY,
    cause="registration",
    needs=("accounts.phone_range_key",),
    traits=shared_phone_range,
    says="have phone numbers in one range",
    misses="numbers rented one by one",
    benign="a company's block of numbers",
    source="joint advisory AA26-251A (similar registration details)",
)
