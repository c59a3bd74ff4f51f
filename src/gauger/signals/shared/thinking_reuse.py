"""S24: one opaque reasoning signature sent by several accounts."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits


def thinking_reuse(world: Relations) -> Table:
    """Reasoning signatures that an account sent or was given."""
    return exchange_traits(world.exchanges, "thinking_key")


SIGNAL = Signal(
    name="thinking-reuse",
    ids=("S24",),
    family=Family.BEHAVIOUR,
    cause="session",
    needs=("exchanges.thinking_key",),
    traits=thinking_reuse,
    says="send reasoning signatures that were issued to another account",
    misses="providers that keep no signature",
    benign="a gateway that moves a conversation between its own keys",
    source="September 2026 report (cross-session replay)",
)
