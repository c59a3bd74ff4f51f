"""S07: accounts that fall silent and resume in the same quarter of an hour."""

import ibis
from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.engines.times import slot
from gauger.signals.family import Family
from gauger.signals.model import Signal

SLOT_S = 900
"""A dispatcher that comes back reaches its accounts within minutes."""
PAUSE_SLOTS = 3_600 // SLOT_S
"""An hour of silence: longer than a conversation's own gaps."""
LONG_SLOTS = 24 * 3_600 // SLOT_S
"""Who was away for days did not pause."""


def resumption(world: Relations) -> Table:
    """Quarter hours in which an account sends again after hours of silence."""
    x = world.exchanges
    slots = x.group_by("account_id", slot=slot(x.ts, SLOT_S)).agg(
        first_ts=x.ts.min(), last_ts=x.ts.max(), n=x.count()
    )
    own = ibis.window(group_by="account_id", order_by="slot")
    slots = slots.mutate(gap=slots.slot - slots.slot.lag().over(own))
    found = slots.filter((slots.gap > PAUSE_SLOTS) & (slots.gap <= LONG_SLOTS))
    return found.select("account_id", value="slot", first_ts="first_ts", last_ts="last_ts", n="n")


SIGNAL = Signal(
    name="resumption",
    ids=("S07",),
    family=Family.TIMING,
    cause="dispatch",
    needs=("exchanges.ts",),
    traits=resumption,
    adds_up=False,
    says="resumed after a pause in the same quarter of an hour, again and again",
    misses="accounts that each keep hours of their own",
    benign=(
        "a class at its lesson, nightly jobs, the provider's own outages; busy quarters weigh "
        "little"
    ),
    source="February 2026 report (synchronised timing); SynchroTrap (CCS 2014)",
    ties=False,
)
