"""Sentences from templates: `<slot>` is replaced by a word of that list, or by the speaker's own.

In:  a template, a source of chance, and the words that the speaker always uses.
Out: one string. A word may hold slots of its own; `<n>`, `<k>`, `<m>` and `<y>` are numbers.
"""

from collections.abc import Mapping
from functools import cache
from random import Random

from bench.harbour.words import WORDS

Own = Mapping[str, str]


@cache
def _parts(template: str) -> tuple[tuple[str, str], ...]:
    """Pairs of plain text and the slot that follows it; the last slot is empty."""
    parts: list[tuple[str, str]] = []
    for piece in template.split("<"):
        slot, closed, rest = piece.partition(">")
        if closed and parts and (slot in WORDS or slot in NUMBERS or slot.islower()):
            parts[-1] = (parts[-1][0], slot)
            parts.append((rest, ""))
        elif parts:
            parts[-1] = (parts[-1][0] + "<" + piece, "")
        else:
            parts.append((piece, ""))
    return tuple(parts)


NUMBERS: Mapping[str, tuple[int, int]] = {
    "n": (2, 30),
    "k": (31, 990),
    "m": (1_000, 98_000),
    "y": (1998, 2026),
}


def tell(template: str, chance: Random, own: Own) -> str:
    """Fill every slot of a template.

    >>> tell("ask <who>, <who>", Random(1), {"who": "Ann"})
    'ask Ann, Ann'
    """
    out = []
    for text, slot in _parts(template):
        out.append(text)
        if not slot:
            continue
        if slot in own:
            out.append(own[slot])
        elif slot in NUMBERS:
            low, high = NUMBERS[slot]
            out.append(str(low + int(chance.random() * (high - low + 1))))
        else:
            words = WORDS[slot]
            word = words[int(chance.random() * len(words))]
            out.append(tell(word, chance, own) if "<" in word else word)
    return "".join(out)


def one(templates: tuple[str, ...], chance: Random, own: Own) -> str:
    """Fill a template drawn from several."""
    return tell(templates[int(chance.random() * len(templates))], chance, own)
