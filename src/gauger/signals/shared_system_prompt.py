"""S08: accounts that send the same system prompt."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.model import exchange_traits


def shared_system_prompt(world: Relations) -> Table:
    """System prompts of each account, by key.

    Misses:  none sent, or one per account. Benign: agent frameworks and their forks.
    Source:  September 2026 report (one fixed prompt in every request).
    """
    return exchange_traits(world.exchanges, "system_key")
