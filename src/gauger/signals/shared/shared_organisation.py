"""S06: accounts that give one organisation's name."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, account_traits


def shared_organisation(world: Relations) -> Table:
    """Normalised name of the organisation."""
    return account_traits(world.accounts, "org_key")


SIGNAL = Signal(
    name="shared-organisation",
    ids=("S06",),
    family=Family.IDENTITY,
    cause="organisation",
    needs=("accounts.org_key",),
    traits=shared_organisation,
    says="give the name of one organisation",
    misses="no name, or names made up one by one; it costs nothing to write",
    benign="employees who say who they work for",
    source="joint advisory AA26-251A (bulk premium seats, borrowed names of firms)",
    ties=False,
)
