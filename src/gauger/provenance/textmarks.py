"""Marks in plain text: word choice and format, kept or swapped by a keyed coin. Test D reads them.

A *slot* is a place where two forms are equally good: "often" or "frequently", a comma before
"and" or none, "-" or "*" before a list. A coin keyed on the kind of slot and its neighbouring word
says which form is served, so an outsider sees ordinary variety. Nothing outside the guard's prose
spans changes. Deterministic normalising washes format marks out; word choice survives longer.
Source: He et al. 2022 (CATER), arXiv 2209.08773; the pairs and the test are ours.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gauger.provenance.exact import binomial_p, smallest_rate
from gauger.provenance.guard import prose_spans
from gauger.provenance.keys import coin

Pair = tuple[str, str]
"""Kind of slot and neighbouring word: what a coin is thrown for."""
PAIRS: tuple[tuple[str, str], ...] = (
    ("often", "frequently"), ("usually", "typically"), ("begin", "start"), ("begins", "starts"),
    ("big", "large"), ("almost", "nearly"), ("perhaps", "maybe"), ("whole", "entire"),
    ("quickly", "rapidly"), ("mainly", "primarily"), ("in addition", "additionally"),
    ("therefore", "thus"), ("for example", "for instance"), ("many", "numerous"),
    ("choose", "select"), ("chooses", "selects"), ("simple", "easy"), ("buy", "purchase"),
    ("difficult", "hard"), ("main", "primary"), ("famous", "well-known"), ("fast", "quick"),
)  # fmt: skip
"""Forms that may stand for each other in prose; either may be swapped for the other."""

_FAMILY = {word: i for i, pair in enumerate(PAIRS) for word in pair}
_WORD = re.compile(
    r"(?P<before>\b[\w'-]+|[.!?:]|\A|\n)(?P<gap>[ \n]*)\b(?P<word>"
    + "|".join(sorted(map(re.escape, _FAMILY), key=len, reverse=True))
    + r")\b(?!-)",
    re.I,
)
_COMMA = re.compile(r"(?<=\w)(?P<comma>,?) (?P<join>and|or) (?P<after>[a-z]+)")
_SERIES = re.compile(r"\w, [\w' -]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place with two forms."""

    kind: str
    near: str
    """The neighbouring word that, with the kind, chooses the coin."""
    form: int
    """Which of the two forms stands there."""
    start: int
    end: int
    forms: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotResult:
    """How often a suspect's habits agree with our coins."""

    coins: int
    """Distinct (kind, neighbour) pairs at which the suspect has a habit."""
    agreed: int
    p: float
    """Exact binomial: each pair has one coin, however often it occurs."""
    smallest_rate: float


def slots(text: str) -> Iterator[Slot]:
    """All slots of a text, in order, within the guard's prose spans."""
    found = [s for a, b in prose_spans(text) for s in (*_words(text, a, b), *_commas(text, a, b))]
    found.sort(key=lambda s: s.start)
    end = 0
    for slot in found:
        if slot.start >= end:
            yield slot
            end = slot.end


def keyed_form(key: bytes, slot: Slot) -> int:
    """Which form the key wants at a slot."""
    return coin(key, "slot", slot.kind, slot.near) % 2


def mark_text(text: str, key: bytes, *, only: Iterable[str] = ("word", "comma")) -> str:
    """The text with the form that the key wants at every slot of the kinds in `only`."""
    wanted = tuple(only)
    parts, at = [], 0
    for slot in slots(text):
        if slot.kind.split(":")[0] in wanted:
            parts += [text[at : slot.start], slot.forms[keyed_form(key, slot)]]
            at = slot.end
    return "".join([*parts, text[at:]])


def slot_test(outputs: Sequence[str], prompts: Sequence[str], key: bytes) -> SlotResult:
    """Exact test D on text: whether the suspect's habits at slots agree with the key's coins.

    A slot whose neighbour and form stand in the output's own prompt is left out, as copying it
    would prove nothing. Pairs at which the suspect is undecided have no habit and are dropped.
    """
    return agreement(habits_of(outputs, prompts), key)


def habits_of(outputs: Sequence[str], prompts: Sequence[str]) -> dict[Pair, int]:
    """Which way a suspect leans at each pair of slot and neighbour; undecided pairs left out."""
    votes: Counter[tuple[str, str, int]] = Counter()
    for output, prompt in zip(outputs, prompts, strict=True):
        copied = {(s.kind, s.near) for s in slots(prompt)}
        for slot in slots(output):
            if (slot.kind, slot.near) not in copied:
                votes[slot.kind, slot.near, slot.form] += 1
    leans = {(k, n): votes[k, n, 1] - votes[k, n, 0] for k, n, _ in votes}
    return {pair: int(lean > 0) for pair, lean in leans.items() if lean}


def agreement(habits: Mapping[Pair, int], key: bytes) -> SlotResult:
    """How often habits agree with a key's coins; exact, for each pair has one coin."""
    agreed = sum(form == coin(key, "slot", *pair) % 2 for pair, form in habits.items())
    n = len(habits)
    return SlotResult(
        coins=n,
        agreed=agreed,
        p=binomial_p(agreed, n, 0.5),
        smallest_rate=smallest_rate(n, 0.5, alpha=1e-3),
    )


def _words(text: str, start: int, end: int) -> Iterator[Slot]:
    for found in _WORD.finditer(text, start, end):
        word = found["word"]
        family = _FAMILY[word.lower()]
        before = found["before"].lower()
        pair = PAIRS[family]
        if before in {"a", "an"} and _vowel(pair[0]) != _vowel(pair[1]):
            continue  # "an easy" would become "an simple"
        upper = word[0].isupper()
        forms = tuple(w[0].upper() + w[1:] if upper else w for w in pair)
        yield Slot(
            kind=f"word:{family}", near=_near(before), form=pair.index(word.lower()),
            start=found.start("word"), end=found.end("word"), forms=(forms[0], forms[1]),
        )  # fmt: skip


def _commas(text: str, start: int, end: int) -> Iterator[Slot]:
    for found in _COMMA.finditer(text, start, end):
        sentence = re.split(r"[.!?:\n]", text[start : found.start()])[-1]
        if _SERIES.search(sentence):  # "a, b, and c": only in a series is the comma a choice
            yield Slot(
                kind=f"comma:{found['join']}", near=_near(found["after"]), form=len(found["comma"]),
                start=found.start("comma"), end=found.end("comma"), forms=("", ","),
            )  # fmt: skip


def _near(before: str) -> str:
    """The neighbour by one name, whichever of its own two forms stands there."""
    before = before.strip() or "."
    return PAIRS[_FAMILY[before]][0] if before in _FAMILY else before


def _vowel(word: str) -> bool:
    return word[0] in "aeiou"
