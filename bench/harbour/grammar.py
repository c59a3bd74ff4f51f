"""Sentences from templates: `<slot>` is replaced by a word of that list, or by the speaker's own.

In:  a template, a source of chance, and the words that the speaker always uses.
Own words may be several, parted by `|`.
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
    out: list[str] = []
    for text, slot in _parts(template):
        out.append(text)
        if not slot:
            continue
        word = _word(slot, chance, own)
        if text[-3:] in {" a ", "a "} and word[:1] in "aeiou":
            out[-1] = text[:-1] + "n "
        out.append(word)
    return "".join(out)


def _word(slot: str, chance: Random, own: Own) -> str:
    if slot in own:
        mine = own[slot]
        if "|" in mine:
            several = mine.split("|")
            mine = several[int(chance.random() * len(several))]
        return mine
    if slot in NUMBERS:
        low, high = NUMBERS[slot]
        return str(low + int(chance.random() * (high - low + 1)))
    words = WORDS[slot]
    word = words[int(chance.random() * len(words))]
    return tell(word, chance, own) if "<" in word else word


def one(templates: tuple[str, ...], chance: Random, own: Own) -> str:
    """Fill a template drawn from several."""
    return tell(templates[int(chance.random() * len(templates))], chance, own)


_BITS = (
    *("ba", "cor", "del", "fen", "gri", "hal", "jo", "kem", "lu", "mar", "nov", "or", "pel", "qui"),
    *("ras", "sol", "tam", "ulm", "ver", "wex", "yar", "zen", "bri", "cal", "dro", "esk", "fal"),
)


def coined(chance: Random) -> str:
    """A name that nobody else is likely to use."""
    return "".join(chance.choice(_BITS) for _ in range(chance.choice((2, 3, 3))))


def lexicon(chance: Random) -> dict[str, str]:
    """The wares, functions and files of one firm or one repository."""
    parts = [coined(chance) for _ in range(14)]
    verbs = ("load", "parse", "send", "merge", "check", "build", "sync", "render")
    ends = chance.choice((".py", ".ts", ".go", ".rs", ".rb", ".java"))
    top = chance.choice(("src", "app", "internal", "lib", "core", "pkg"))
    return {
        "product": "|".join(f"{part.title()} {chance.randrange(2, 90)}" for part in parts),
        "func": "|".join(f"{chance.choice(verbs)}_{chance.choice(parts)}" for _ in range(24)),
        "path": "|".join(
            f"{top}/{chance.choice(parts)}/{chance.choice(parts)}{ends}" for _ in range(24)
        ),
    }
