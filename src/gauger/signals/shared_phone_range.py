"""S06: accounts whose phone numbers stand side by side in one range."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.model import account_traits


def shared_phone_range(world: Relations) -> Table:
    """Phone number without its last four digits.

    Misses:  numbers rented one by one. Benign: a company's block of numbers.
    Source:  joint advisory AA26-251A (similar registration details).
    """
    return account_traits(world.accounts, "phone_range_key")
