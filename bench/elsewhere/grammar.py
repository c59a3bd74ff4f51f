"""A small phrase grammar: rules are alternatives, `{rule}` stands for one of them.

Rules are compiled once; saying one costs about a microsecond a part. What a caller binds (a name, a
topic) wins over a rule of the same name, so that a whole conversation can speak of one thing; where
it binds several words, each use takes one of them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

from bench.elsewhere import lexicon as lex

Bound = Mapping[str, str | Sequence[str]]
Maker = Callable[[Random], str]
NOTHING: Bound = {}
_SLOT = re.compile(r"\{(\w+)\}")


class Grammar:
    """Rules of one language, above the makers of names and numbers that all share."""

    def __init__(self, rules: Mapping[str, Sequence[str]]) -> None:
        self._rules = {name: [_parts(a) for a in rule] for name, rule in rules.items()}
        unknown = {
            slot
            for rule in self._rules.values()
            for parts in rule
            for slot in parts[1::2]
            if slot not in self._rules and slot not in MAKERS
        }
        self.free = frozenset(unknown)
        """Slots that a caller must bind."""

    def say(self, rule: str, dice: Random, bound: Bound = NOTHING) -> str:
        """One expansion of a rule; KeyError where a slot is neither rule, maker nor bound."""
        out: list[str] = []
        self._say(rule, dice, bound, out)
        return "".join(out)

    def _say(self, rule: str, dice: Random, bound: Bound, out: list[str]) -> None:
        if rule in bound:
            value = bound[rule]
            out.append(value if isinstance(value, str) else pick(dice, value))
            return
        if rule not in self._rules:
            out.append(MAKERS[rule](dice))
            return
        choices = self._rules[rule]
        parts = choices[int(dice.random() * len(choices))]
        for place, part in enumerate(parts):
            if place % 2:
                self._say(part, dice, bound, out)
            else:
                out.append(part)


def _parts(text: str) -> list[str]:
    """Literal, slot, literal, ...: the slots are the odd ones."""
    return _SLOT.split(text)


def pick(dice: Random, words: Sequence[str]) -> str:
    """One of the words."""
    return words[int(dice.random() * len(words))]


def invented(dice: Random) -> str:
    """A name that no list holds: two to four syllables."""
    return "".join(pick(dice, lex.SYLLABLES) for _ in range(dice.randint(2, 4))).capitalize()


def identifier(dice: Random) -> str:
    """A snake_case name of two or three code words."""
    return "_".join(pick(dice, lex.CODE_WORDS) for _ in range(dice.randint(2, 3)))


def money(dice: Random) -> str:
    """An amount in one of four currencies."""
    return f"{pick(dice, ('€', '$', '£', 'CHF '))}{int(10 ** (1 + 4 * dice.random())):,}"


MAKERS: dict[str, Maker] = {
    "name": lambda d: f"{pick(d, lex.FIRST)} {pick(d, lex.LAST)}",
    "first": lambda d: pick(d, lex.FIRST),
    "firm": lambda d: f"{invented(d)} {pick(d, lex.FIRM_ENDS)}",
    "place": invented,
    "product": lambda d: f"{invented(d)} {pick(d, ('X', 'Pro', 'S', 'Mini', 'Go', 'Max'))}{d.randint(1, 99)}",
    "ident": identifier,
    "klass": lambda d: "".join(w.capitalize() for w in identifier(d).split("_")),
    "n2": lambda d: str(d.randint(2, 9)),
    "n99": lambda d: str(d.randint(10, 99)),
    "n999": lambda d: str(d.randint(100, 999)),
    "n9999": lambda d: f"{d.randint(1000, 9999)}",
    "dec": lambda d: f"{d.random() * 10 ** d.randint(0, 3):.{d.randint(1, 3)}f}",
    "pct": lambda d: f"{d.randint(1, 96)} %",
    "money": money,
    "day": lambda d: pick(d, lex.DAYS),
    "month": lambda d: pick(d, lex.MONTHS),
    "date": lambda d: f"{d.randint(1, 28)} {pick(d, lex.MONTHS)}",
    "time": lambda d: f"{d.randint(0, 23):02}:{d.randint(0, 59):02}",
    "hex": lambda d: f"{d.getrandbits(28):07x}",
    "people": lambda d: pick(d, lex.PEOPLE_WORDS),
    "verb": lambda d: pick(d, lex.VERBS),
    "adj": lambda d: pick(d, lex.ADJECTIVES),
}  # fmt: skip
