"""S08, S10, S19: accounts whose prompts come from one template, whatever fills its slots."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits

MIN_USES = 2
"""A sketch value seen once in an account is most likely a slot's, not the template's."""


def shared_template(world: Relations) -> Table:
    """Template sketch values that an account repeats."""
    sketches = world.exchanges.select("account_id", "ts", "template_sketch")
    values = sketches.mutate(sketch=sketches.template_sketch.unnest())
    return exchange_traits(values, "sketch")


SIGNAL = Signal(
    name="shared-template",
    ids=("S08", "S10", "S19"),
    family=Family.CONTENT,
    cause="software",
    needs=("exchanges.template_sketch",),
    traits=shared_template,
    least=MIN_USES,
    draws=4,
    says="fill the same prompt templates",
    misses="templates reworded per account",
    benign="popular prompts and frameworks, course assignments, public benchmarks",
    source="February and September 2026 reports; MinHash (Broder 1997)",
)
