"""S06: accounts registered alike in everything, whenever that was."""

from ibis.expr.types import Table

from gauger.engines.keys import text_key
from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, account_traits


def registration_profile(world: Relations) -> Table:
    """Card range, plan, billing country and mail domain of each account, as one value."""
    accounts = world.accounts
    alike = text_key(accounts.bin_key, accounts.plan, accounts.billing_country, accounts.domain_key)
    return account_traits(accounts.mutate(profile_key=alike), "profile_key")


SIGNAL = Signal(
    name="registration-profile",
    ids=("S06",),
    family=Family.IDENTITY,
    cause="registration",
    needs=("accounts.bin_key", "accounts.plan", "accounts.billing_country", "accounts.domain_key"),
    traits=registration_profile,
    says="are registered alike: card range, plan, billing country and mail domain",
    misses="cards, domains and plans of the market",
    benign="customers of one bank in a small country",
    source="joint advisory AA26-251A (similar registration details)",
    ties=False,
)
