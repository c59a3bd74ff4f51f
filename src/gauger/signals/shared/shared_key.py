"""S33: one API key that several accounts send."""

from ibis.expr.types import Table

from gauger.engines.keys import text_key
from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits


def shared_key(world: Relations) -> Table:
    """API keys of each account."""
    rolled = exchange_traits(world.hourly, "api_key_id")
    return rolled.mutate(value=text_key(rolled.value))


SIGNAL = Signal(
    name="shared-key",
    ids=("S33",),
    family=Family.IDENTITY,
    cause="credential",
    needs=("exchanges.api_key_id",),
    traits=shared_key,
    says="send a key that another of them sends",
    misses="a key per account",
    benign="a key moved between an organisation's projects",
    source="September 2026 report p. 144 (stolen keys, borrowed credentials)",
)
