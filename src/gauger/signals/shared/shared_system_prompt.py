"""S08: accounts that send the same system prompt."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits


def shared_system_prompt(world: Relations) -> Table:
    """System prompts of each account, by key."""
    return exchange_traits(world.hourly, "system_key")


SIGNAL = Signal(
    name="shared-system-prompt",
    ids=("S08",),
    family=Family.CONTENT,
    cause="software",
    needs=("exchanges.system_key",),
    traits=shared_system_prompt,
    says="send the same uncommon system prompt",
    misses="none sent, or one per account",
    benign="agent frameworks and their forks",
    source="September 2026 report (one fixed prompt in every request)",
)
