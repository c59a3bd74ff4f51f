"""S24, S27: one session that several accounts continue."""

from ibis.expr.types import Table

from gauger.engines.keys import text_key
from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits


def shared_session(world: Relations) -> Table:
    """Sessions of each account."""
    rolled = exchange_traits(world.exchanges, "session_id")
    return rolled.mutate(value=text_key(rolled.value))


SIGNAL = Signal(
    name="shared-session",
    ids=("S24", "S27"),
    family=Family.BEHAVIOUR,
    cause="session",
    needs=("exchanges.session_id",),
    traits=shared_session,
    says="continue sessions of another account",
    misses="sessions named anew per account; providers that issue the names themselves",
    benign="a gateway that spreads one conversation over its keys",
    source="September 2026 report p. 151 (replay of stored sessions)",
)
