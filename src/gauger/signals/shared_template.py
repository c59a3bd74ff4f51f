"""S08: accounts whose prompts come from one template, whatever fills its slots."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.model import exchange_traits

MIN_USES = 2
"""A sketch value seen once in an account is most likely a slot's, not the template's."""


def shared_template(world: Relations) -> Table:
    """Template sketch values of each account; it holds those that it repeats.

    Misses:  templates reworded per account. Benign: popular prompts and frameworks, course
    assignments, public benchmarks.
    Source:  February and September 2026 reports; MinHash (Broder 1997).
    """
    sketches = world.exchanges.select("account_id", "ts", "template_sketch")
    values = sketches.mutate(sketch=sketches.template_sketch.unnest())
    return exchange_traits(values, "sketch")
