"""A small grammar: rules of `lexicon.txt`, expanded with a voice's own words in place of some."""

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

Parts = tuple[str, ...]
"""Literals at the even places, names of rules at the odd ones."""
Choices = Sequence[Parts]
_SLOT = re.compile(r"\{(#\d+-\d+|\w+)\}")
_HEADS = (
    "Br",
    "Cal",
    "Dor",
    "El",
    "Fen",
    "Gar",
    "Hol",
    "Is",
    "Jor",
    "Kel",
    "Lum",
    "Mar",
    "Nor",
    "Or",
    "Pel",
    "Quar",
    "Ros",
    "Sal",
    "Tar",
    "Ul",
    "Ver",
    "Wil",
    "Yar",
    "Zan",
    "Ash",
    "Thi",
)
_TAILS = ("a", "ia", "en", "ic", "o", "ette", "is", "ow", "mere", "ford", "ix", "und", "ola", "ner")
_MIDDLES = ("", "", "an", "el", "ir", "ob", "und", "ev", "as", "im", "or", "al")


def parts_of(text: str) -> Parts:
    """Cut a text at its slots.

    >>> parts_of("about {topic}.")
    ('about ', 'topic', '.')
    """
    return tuple(_SLOT.split(text.replace("~", "\n").replace("¦", "|")))


@cache
def rules() -> Mapping[str, Choices]:
    """All rules by name; `topic` draws on every domain."""
    lines = (Path(__file__).parent / "lexicon.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" = ", 1) for line in lines if not line.startswith("#"))
    found = {name: [parts_of(choice) for choice in text.split("|")] for name, text in pairs}
    found["topic"] = [topic for (domain,) in found["domain"] for topic in found[domain]]
    return found


@cache
def _bounds(slot: str) -> tuple[int, int]:
    low, high = slot[1:].split("-")
    return int(low), int(high)


def coined(rng: random.Random) -> str:
    """A made-up name."""
    return rng.choice(_HEADS) + rng.choice(_MIDDLES) + rng.choice(_TAILS)


def expand(rng: random.Random, parts: Parts, own: Mapping[str, Choices]) -> str:
    """Fill the slots, with `own` rules before the common ones."""
    out = []
    for place, part in enumerate(parts):
        if place % 2 == 0:
            out.append(part)
        elif part[0] == "#":
            out.append(str(rng.randint(*_bounds(part))))
        elif part == "coin" and ("coin" not in own or rng.random() < 0.4):
            out.append(coined(rng))
        else:
            choices = own.get(part) or rules()[part]
            out.append(expand(rng, choices[int(rng.random() * len(choices))], own))
    return "".join(out)
