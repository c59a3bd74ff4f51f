"""S05: accounts that pay with one instrument."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.model import account_traits


def shared_payment(world: Relations) -> Table:
    """Payment instrument of each account.

    Misses:  own instrument per account, resellers who pay for strangers look alike.
    Benign:  enterprise seats, families, agencies.
    Source:  February 2026 report; joint advisory AA26-251A.
    """
    return account_traits(world.accounts, "payment_key")
