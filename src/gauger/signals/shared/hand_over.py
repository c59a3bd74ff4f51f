"""S21, S28: accounts closed in one wave, and those that start right after it."""

from ibis.expr.types import Table

from gauger.engines.keys import text_key
from gauger.engines.relations import Relations
from gauger.engines.times import seconds, slot
from gauger.signals.family import Family
from gauger.signals.model import Signal

ENFORCED = ("policy",)
"""Reasons that are enforcement; what users close themselves is none."""
DAY_S = 86_400
"""Reported pools switched at once; a day bounds it."""
NEW_S = 30 * DAY_S
"""An account whose first exchange in the logs comes later than that had begun before them."""
MIN_CLOSED = 3
"""Fewer closures on a day are no wave."""


def hand_over(world: Relations) -> Table:
    """Day of a wave of closures: of the accounts closed in it, and of those that start after it."""
    accounts = world.accounts
    shut = accounts.filter(accounts.closed_reason.isin(ENFORCED) & accounts.closed_at.notnull())
    shut = shut.mutate(wave=slot(shut.closed_at, DAY_S))
    waves = shut.group_by("wave").agg(at=shut.closed_at.min(), closed=shut.count())
    waves = waves.filter(waves.closed >= MIN_CLOSED)
    ended = shut.semi_join(waves, "wave").select(
        "account_id", value="wave", first_ts="closed_at", last_ts="closed_at"
    )
    x = world.hourly
    begun = x.group_by("account_id").agg(first_ts=x.ts.min())
    begun = begun.inner_join(accounts.select("account_id", "created_at"), "account_id")
    new = seconds(begun.first_ts) - seconds(begun.created_at) <= NEW_S
    after = begun.filter(new).cross_join(waves)
    age = seconds(after.first_ts) - seconds(after.at)
    follow = after.filter((age >= 0) & (age <= DAY_S)).select(
        "account_id", value="wave", first_ts="first_ts", last_ts="first_ts"
    )
    other = begun.select(  # who could have shown it, and did not, has a value of its own
        "account_id", value=text_key(begun.account_id), first_ts="first_ts", last_ts="first_ts"
    )
    found = ended.union(follow).union(other)
    return found.group_by("account_id", "value").agg(
        first_ts=found.first_ts.min(), last_ts=found.last_ts.max(), n=found.count()
    )


SIGNAL = Signal(
    name="hand-over",
    ids=("S21", "S28"),
    family=Family.TIMING,
    cause="registration",
    needs=("accounts.closed_at", "accounts.closed_reason", "accounts.created_at"),
    traits=hand_over,
    adds_up=False,
    says="were closed in one wave, or began to send within a day after it",
    misses="closures one by one; a reserve that was sending all along",
    benign="other abuse closed in the same wave; whoever signs up on that day",
    source="September 2026 report p. 148 (two pools, instant switch); joint advisory AA26-251A",
)
