"""S08, S11: accounts that ask for training material in the same words."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits
from gauger.signals.shared.shared_phrase import phrases

PLACES = 16
"""All places of the prompt's MinHash: such prompts are few, so more of each can be read."""
MIN_USES = 5
"""A standing prompt draws its phrases oftener, nine in ten people half of theirs twice at most.
Chosen on tuning seeds of rungs `all` and `knows-source`, where fewer uses let more people into the
operator's group."""


def asks(exchanges: Table) -> Table:
    """Those whose prompts ask for training material."""
    return exchanges.filter(exchanges.asks != 0)


def asking_phrase(world: Relations) -> Table:
    """Phrases that an account repeats in prompts that ask for training material.

    A harvest hidden under four times as much ordinary use, each account with a wording of its own,
    shares too few phrases with itself to stand out among all that busy people write. Among what
    people write when they ask for reasoning, ratings or tasks in bulk, it does.
    """
    return exchange_traits(phrases(asks(world.exchanges), PLACES), "phrase")


SIGNAL = Signal(
    name="asking-phrase",
    ids=("S08", "S11", "S12"),
    family=Family.CONTENT,
    cause="software",
    needs=("exchanges.prompt_sketch", "exchanges.asks"),
    traits=asking_phrase,
    least=MIN_USES,
    draws=PLACES,
    some=asks,
    ties=False,  # asking has a language of its own: it joined two campaigns that ask alike
    says="ask for training material in the same uncommon words",
    misses="prompts whose asking our cue patterns miss; wordings with no three words in common",
    benign="students of one course, evaluation suites, customers who need explanations on record",
    source="February and September 2026 reports; MinHash (Broder 1997)",
)
