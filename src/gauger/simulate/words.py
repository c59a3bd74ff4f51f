"""Sentences of our grammars: {a|b} a choice, <topic> a subject, <noun> a name, <n> a number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from gauger.simulate.scenario import POPULATION, read_table

CHOICE = re.compile(r"\{([^{}]*)\}")
SLOT = re.compile(r"<(topic|noun|n)>")
NUMBER = "\x00"
"""Where a prompt's number goes; the number is drawn per exchange, the rest stands in the bank."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The grammar file, read once."""

    nouns: tuple[str, ...]
    topics: dict[str, tuple[str, ...]]
    own: dict[str, list[str]]
    systems: dict[str, list[str]]
    styles: dict[str, tuple[str, ...]]
    thesaurus: dict[str, list[str]]


@cache
def grammar() -> Grammar:
    """The sentences that come with Gauger."""
    raw: dict[str, Any] = read_table(POPULATION / "grammar.toml")
    return Grammar(
        nouns=tuple(raw["nouns"].split()),
        topics={name: _subjects(t) for name, t in raw["topics"].items()},
        own=raw["own-words"],
        systems=raw["systems"],
        styles={name: tuple(style["lines"]) for name, style in raw["styles"].items()},
        thesaurus=raw["thesaurus"],
    )


def _subjects(topic: dict[str, Any]) -> tuple[str, ...]:
    form = re.sub(r"<(\d)>", r"{\1}", topic["form"])
    return tuple(form.format(*parts) for parts in product(*topic["parts"]))


class Choices:
    """Cheap random picks: one block of numbers, used one after another."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._left: list[float] = []

    def share(self) -> float:
        """A number in [0, 1)."""
        if not self._left:
            self._left = self._rng.random(4_096).tolist()
        return self._left.pop()

    def of(self, things: Sequence[str]) -> str:
        """One of the things."""
        return things[int(self.share() * len(things))]


def chosen(line: str, pick: Choices) -> str:
    """The line with each of its choices made.

    >>> chosen("{Solve|Solve} this", Choices(np.random.default_rng(0)))
    'Solve this'
    """
    return CHOICE.sub(lambda m: pick.of(m.group(1).split("|")), line)


def wording(style: str, pick: Choices) -> list[tuple[int, str]]:
    """One template of a style: (line number, line with its choices made), one perhaps left out."""
    lines = list(enumerate(grammar().styles[style]))
    if len(lines) > 3 and pick.share() < 0.5:
        del lines[int(pick.share() * len(lines))]
    return [(number, chosen(line, pick)) for number, line in lines]


def reworded(
    style: str, base: Sequence[tuple[int, str]], strength: float, pick: Choices
) -> list[str]:
    """The same request in other words: at 0 as it stands, at 1 little is left of it.

    Other synonyms, another order, lines dropped, and a head and tail of the writer's own.
    """
    if strength <= 0:
        return [line for _, line in base]
    source = grammar().styles[style]
    lines = [chosen(source[i], pick) if pick.share() < strength else line for i, line in base]
    kept = [line for line in lines if pick.share() > 0.3 * strength]
    lines = kept if len(kept) > 1 else lines
    for i in range(len(lines) - 1):
        if pick.share() < strength / 2:
            lines[i], lines[i + 1] = lines[i + 1], lines[i]
    own = grammar().own
    if pick.share() < strength:
        lines.insert(0, f"{pick.of(own['openers'])} {chosen(pick.of(own['asks']), pick)} <topic>.")
    lines = [_other_words(line, 0.6 * strength, pick) for line in lines]
    more = [chosen(pick.of(own[k]), pick) for k in ("details", "stories", "details")]
    return lines + [line for line in more if pick.share() < 0.7 * strength]


def _other_words(line: str, share: float, pick: Choices) -> str:
    """A share of the words that have others in the thesaurus give way to them."""
    words = line.split(" ")
    for place, word in enumerate(words):
        others = grammar().thesaurus.get(word.rstrip(".,:").lower())
        if others and pick.share() < share:
            mark = word[len(word.rstrip(".,:")) :]
            other = pick.of(others)
            words[place] = (other.capitalize() if word[0].isupper() else other) + mark
    return " ".join(words)


def filled(lines: Sequence[str], topic: str, pick: Choices) -> str:
    """The lines as one prompt; the first number is left open (NUMBER)."""
    seen = False

    def slot(found: re.Match[str]) -> str:
        nonlocal seen
        if found.group(1) == "topic":
            return topic
        if found.group(1) == "noun":
            return pick.of(grammar().nouns)
        first, seen = not seen, True
        return NUMBER if first else str(int(2 + 998 * pick.share()))

    return SLOT.sub(slot, " ".join(lines))


def own_words(topic: str, also: float, pick: Choices) -> str:
    """What one honest person might write; `also` is the share that asks to be shown or graded."""
    own = grammar().own
    parts = [pick.of(own["openers"])] if pick.share() < 0.5 else []
    parts.append(f"{chosen(pick.of(own['asks']), pick)} {topic}.")
    kinds = ("stories" if pick.share() < 0.72 else "details" for _ in range(5))
    parts += [chosen(pick.of(own[kind]), pick) for kind in kinds if pick.share() < 0.45]
    if pick.share() < 0.3:  # some begin with the story
        parts.append(parts.pop(0))
    if pick.share() < also:
        parts.append(pick.of(own["also"]))
    return filled(parts, topic, pick)


def own_system(pick: Choices) -> str:
    """The system prompt of somebody's own program."""
    return filled([chosen(pick.of(grammar().systems["own"]), pick)], "", pick)
