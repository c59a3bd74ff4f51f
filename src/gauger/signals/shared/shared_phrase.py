"""S08: accounts whose prompts repeat the same phrases, whatever else was reworded."""

import ibis
from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits

PLACES = 4
"""Places of the prompt's MinHash that are read. Each is a phrase of three words drawn by chance, so
an account's prompts of one template draw its fixed phrases again and again."""
MIN_USES = 3
"""A phrase drawn three times is the template's; the topics that fill it come and go."""


def shared_phrase(world: Relations) -> Table:
    """Phrases that an account's prompts repeat.

    A rewording that keeps some of a template's phrases leaves them here, where the template's own
    sketch, of its head and tail, changes as a whole.
    """
    return exchange_traits(phrases(world.exchanges, PLACES), "phrase")


def phrases(exchanges: Table, places: int) -> Table:
    """(account_id, ts, phrase): so many phrases of each prompt, drawn by its MinHash."""
    sketches = exchanges.select("account_id", "ts", "prompt_sketch")
    sketches = sketches.filter(sketches.prompt_sketch.notnull())
    sketch = sketches.prompt_sketch
    drawn = [sketch[place].cast("int64") * places + place for place in range(places)]
    return sketches.mutate(phrase=ibis.array(drawn).unnest())


SIGNAL = Signal(
    name="shared-phrase",
    ids=("S08",),
    family=Family.CONTENT,
    cause="software",
    needs=("exchanges.prompt_sketch",),
    traits=shared_phrase,
    least=MIN_USES,
    draws=PLACES,
    says="repeat the same uncommon phrases",
    misses="rewordings that keep no three words in a row",
    benign="idioms, popular prompts, one subject",
    source=(
        "February and September 2026 reports; MinHash (Broder 1997): equal minima are a fair draw "
        "from the common phrases"
    ),
)
