"""The laboratory's language: a few hundred words, some of which can stand for one another."""

from itertools import pairwise
from typing import NamedTuple

CONNECTIVES = ("then", "next", "so", "now")
VERBS = ("gives", "makes")
SYNONYMS: dict[str, tuple[str, ...]] = {"CONNECTIVE": CONNECTIVES, "VERB": VERBS}
"""Words of one class mean the same: that is where a mark can sit, and where paraphrase acts."""
CLASS_OF = {word: name for name, words in SYNONYMS.items() for word in words}
ASK, EQUALS, STOP = "?", "=", "."
FILLER = ("joy", "rain", "stone", "bread", "lamp", "song")
"""Words of the generic text that no task uses."""
SAY = "<say>"
"""Opens a piece of generic text, as a task's name opens a question."""


class Text(NamedTuple):
    """One exchange in the laboratory's words."""

    prompt: tuple[str, ...]
    response: tuple[str, ...]


def answer_of(response: tuple[str, ...]) -> tuple[str, ...]:
    """What stands after the equals sign, up to the stop; empty when there is none.

    >>> answer_of(("then", "3", "gives", "5", "=", "5", "."))
    ('5',)
    """
    if EQUALS not in response:
        return ()
    said = response[response.index(EQUALS) + 1 :]
    return said[: said.index(STOP)] if STOP in said else ()


def steps_of(response: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The steps of reasoning before the answer, each from its connective to the next.

    >>> steps_of(("then", "3", "gives", "5", "so", "1", "makes", "6", "=", "6", "."))
    [('then', '3', 'gives', '5'), ('so', '1', 'makes', '6')]
    """
    end = response.index(EQUALS) if EQUALS in response else len(response)
    starts = [i for i in range(end) if response[i] in CONNECTIVES]
    return [response[a:b] for a, b in pairwise([*starts, end])]
