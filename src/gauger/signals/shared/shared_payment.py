"""S05: accounts that pay with one instrument."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, account_traits


def shared_payment(world: Relations) -> Table:
    """Payment instrument of each account."""
    return account_traits(world.accounts, "payment_key")


SIGNAL = Signal(
    name="shared-payment",
    ids=("S05",),
    family=Family.IDENTITY,
    cause="payment",
    needs=("accounts.payment_key",),
    traits=shared_payment,
    says="pay with an instrument that another of them uses",
    misses="own instrument per account; resellers who pay for strangers look alike",
    benign="enterprise seats, families, agencies",
    source="February 2026 report; joint advisory AA26-251A",
)
