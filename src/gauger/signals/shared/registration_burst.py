"""S06: accounts registered within the same hours with cards of one issuer range."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.engines.times import slot
from gauger.signals.family import Family
from gauger.signals.model import Signal, account_traits

SLOT_S = 6 * 3_600
"""Sign-ups of one batch lie hours apart, not days: a working shift, halved."""


def registration_burst(world: Relations) -> Table:
    """Card range and six-hour slot of the sign-up, as one value."""
    seen = world.accounts.filter(
        world.accounts.bin_key.notnull() & world.accounts.created_at.notnull()
    )
    # The slot is XORed into the 64-bit key: no engine's hash is involved.
    batch = seen.bin_key ^ slot(seen.created_at, SLOT_S)
    return account_traits(seen.mutate(batch_key=batch), "batch_key")


SIGNAL = Signal(
    name="registration-burst",
    ids=("S06",),
    family=Family.IDENTITY,
    cause="registration",
    needs=("accounts.bin_key", "accounts.created_at"),
    traits=registration_burst,
    says="were registered within the same six hours with cards of one range",
    misses="slow sign-up, many issuers",
    benign="launch days, a bank popular in one country",
    source="September 2026 report (virtual cards, throw-away identities)",
)
