"""S06: accounts with mail in one uncommon domain."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, account_traits


def shared_mail_domain(world: Relations) -> Table:
    """Mail domain of each account."""
    return account_traits(world.accounts, "domain_key")


SIGNAL = Signal(
    name="shared-mail-domain",
    ids=("S06",),
    family=Family.IDENTITY,
    cause="registration",
    needs=("accounts.domain_key",),
    traits=shared_mail_domain,
    says="have mail in one uncommon domain",
    misses="mail of the large providers, whose domains weigh nothing",
    benign="employees, students, a town's provider",
    source="joint advisory AA26-251A; September 2026 report (throw-away e-mail)",
    ties=False,
)
