"""S14: accounts that move to a new model in the same hours."""

import ibis
from ibis.expr.types import Table

from gauger.engines.keys import text_key
from gauger.engines.relations import Relations
from gauger.engines.times import seconds, slot
from gauger.signals.family import Family
from gauger.signals.model import Signal

SLOT_S = 6 * 3_600
"""A dispatcher moves its accounts at once; slow accounts show it within hours."""
PIVOT_S = 72 * 3_600
"""Later moves say nothing: by then a good part of the market has moved."""
SETTLED_S = 3 * 86_400
"""A model is new when nobody asked for it in the logs' first days."""
MIN_USES = 3
"""One try is curiosity."""


def model_pivot(world: Relations) -> Table:
    """New model and six-hour slot of its first use, of each account that could have moved.

    Who was there and did not move has a value of its own: it could have shown this.
    """
    used = world.exchanges.filter(world.exchanges.model.notnull())
    start = used.aggregate(start=used.ts.min())
    born = used.group_by("model").agg(born=used.ts.min()).cross_join(start)
    new = born.filter(seconds(born.born) >= seconds(born.start) + SETTLED_S)
    since = used.group_by("account_id").agg(since=used.ts.min())
    near = (
        used.select("account_id", "ts", asked="model")
        .cross_join(new)
        .inner_join(since, "account_id")
    )
    age = seconds(near.ts) - seconds(near.born)
    near = near.filter((near.since < near.born) & (age >= 0) & (age <= PIVOT_S))
    own = near.asked == near.model
    each = near.group_by("account_id", "model").agg(
        first_ts=near.ts.min(where=own), last_ts=near.ts.max(), n=own.cast("int64").sum()
    )
    moved = ibis.cases((each.n >= MIN_USES, text_key(each.model, slot(each.first_ts, SLOT_S))))
    return each.select(
        "account_id",
        value=ibis.coalesce(moved, text_key(each.model, each.account_id)),
        first_ts=ibis.coalesce(each.first_ts, each.last_ts),
        last_ts="last_ts",
        n="n",
    )


SIGNAL = Signal(
    name="model-pivot",
    ids=("S14",),
    family=Family.TIMING,
    cause="release",
    needs=("exchanges.model",),
    traits=model_pivot,
    adds_up=False,
    ties=False,  # operators of their own move at one release: three of four were joined by it
    says="moved to a new model in the same six hours",
    misses="moves spread over a week, or copied from honest adoption",
    benign=(
        "release-day benchmarkers; whoever reads the announcement, which is why popular hours "
        "weigh little"
    ),
    source=(
        "February 2026 report (half the traffic moved within 24 hours); joint advisory AA26-251A"
    ),
)
