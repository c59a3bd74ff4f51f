"""S22: accounts that repeat the same quality probe."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.records.asks import ASKS
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits

MIN_USES = 2
"""A probe is asked again, or it compares nothing."""


def shared_probe(world: Relations) -> Table:
    """Probing prompts that an account repeats, by key."""
    x = world.exchanges
    probes = x.filter((x.asks & (1 << ASKS.index("probing"))) != 0)
    return exchange_traits(probes, "prompt_key")


SIGNAL = Signal(
    name="shared-probe",
    ids=("S22",),
    family=Family.CONTENT,
    cause="software",
    needs=("exchanges.prompt_key", "exchanges.asks"),
    traits=shared_probe,
    least=MIN_USES,
    says="repeat the same probe for degraded answers",
    misses="probes worded per account",
    benign="monitoring that many customers copied from one page",
    source="joint advisory AA26-251A (quality probes)",
)
