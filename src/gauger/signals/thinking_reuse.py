"""S24: one opaque reasoning signature sent by several accounts."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.model import exchange_traits


def thinking_reuse(world: Relations) -> Table:
    """Reasoning signatures that an account sent or was given.

    Misses:  providers that keep no signature. Benign: a gateway that moves a conversation
    between its own keys.
    Source:  September 2026 report (cross-session replay).
    """
    return exchange_traits(world.exchanges, "thinking_key")
