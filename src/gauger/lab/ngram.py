"""An n-gram model that reads its prompt: counts, mixed by how sure each context is.

Synonyms are one class in a context and a second factor in the prediction: which class comes next is
learned from the last four classes and the prompt's word under the reading head; which of its words,
from the very word before. To read out the word under the head is a class of its own, after which
the head moves on. That is a monotone transducer; it learns a thousand exchanges in a second.
Its limits: it sees nothing between four words back and the reading head, and it memorises counts,
so it learns from fewer exchanges than a network trained by gradients does.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from math import log

import numpy as np

from gauger.lab.model import Prefer
from gauger.lab.words import ASK, CLASS_OF, EQUALS, STOP, SYNONYMS, Text

MAX_WORDS = 64
"""A response is cut here."""
PURITY = 4
"""How strongly a context that always continues alike outweighs one that does not."""
ELSEWHERE = 1e-3
"""Weight of what followed in other tasks or in like places: a hint where this one shows nothing."""
FLOOR = 1e-4
"""Weight of a guess among all words, so that nothing is impossible."""
START = "<start>"
READ = "<read>"
"""Class of the word under the reading head."""

Counts = dict[tuple[str, ...], dict[str, int]]


class Dice:
    """Even draws from 0 to 1, fetched from a generator in blocks: one at a time is slow."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._left: list[float] = []

    def draw(self) -> float:
        """The next draw."""
        if not self._left:
            self._left = self._rng.random(512).tolist()
        return self._left.pop()


class Odds:
    """Words with their probabilities, ready to be drawn from."""

    __slots__ = ("best", "sums", "words")

    def __init__(self, weights: dict[str, float]) -> None:
        total = sum(weights.values()) or 1.0
        self.words = list(weights)
        self.sums = list(accumulate(w / total for w in weights.values()))
        self.best = max(weights, key=weights.__getitem__, default=STOP)

    def choose(self, dice: Dice | None) -> str:
        """The likeliest word, or one drawn."""
        if dice is None or not self.words:
            return self.best
        return self.words[min(bisect_left(self.sums, dice.draw()), len(self.words) - 1)]

    def p(self, word: str) -> float:
        """Probability of a word, 0 where it is not among them."""
        if word not in self.words:
            return 0.0
        i = self.words.index(word)
        return self.sums[i] - (self.sums[i - 1] if i else 0.0)


class Ngram:
    """Counts of what followed each context. See `gauger.lab.model.Model`."""

    def __init__(self) -> None:
        self._after: Counts = {}
        self._words: Counts = {}
        self._seen: set[str] = set()
        self._odds_of: dict[tuple[str, ...], Odds] = {}
        self._words_of: dict[tuple[str, str, tuple[str, ...]], Odds] = {}

    def learn(self, texts: Sequence[Text], seed: int = 0) -> "Ngram":
        """A new model with the counts of `texts` added; the seed plays no part."""
        grown = Ngram()
        grown._after = {context: dict(after) for context, after in self._after.items()}
        grown._words = {context: dict(after) for context, after in self._words.items()}
        grown._seen = set(self._seen)
        for text in texts:
            for classes, head, last, word in _positions(text):
                kind = _kind(word, head)
                grown._seen.add(kind)
                for context in _contexts(text.prompt[0], head == ASK, classes):
                    _count(grown._after, context, kind)
                if kind in SYNONYMS:
                    _count(grown._words, (kind, last), word)
                    _count(grown._words, (kind,), word)
        return grown

    def answer(
        self, prompts: Sequence[tuple[str, ...]], seed: int | None = None
    ) -> list[tuple[str, ...]]:
        """See `Model.answer`."""
        dice = None if seed is None else Dice(np.random.default_rng([seed, 7]))
        return [self.go_on(prompt, (), kinds=dice, words=dice) for prompt in prompts]

    def go_on(
        self,
        prompt: tuple[str, ...],
        said: tuple[str, ...],
        *,
        kinds: Dice | None,
        words: Dice | None,
        prefer: Prefer | None = None,
    ) -> tuple[str, ...]:
        """The response to `prompt` that begins with `said`.

        `kinds` draws what is said and `words` how; where either is None, the likeliest is taken.
        """
        response: list[str] = []
        classes, head = (START,) * 4, 1
        for place in range(MAX_WORDS):
            if place < len(said):
                word = said[place]
            else:
                kind = self._kind_after(prompt[0], prompt[head] == ASK, classes, kinds)
                last = response[-1] if response else START
                word = prompt[head] if kind == READ else self._word(kind, last, words, prefer)
            response.append(word)
            if word == STOP:
                break
            classes = (CLASS_OF.get(word, word), *classes[:3])
            head += head < len(prompt) - 1 and word == prompt[head]
        return tuple(response)

    def surprise(self, texts: Sequence[Text]) -> np.ndarray:
        """See `Model.surprise`."""
        return np.array([np.mean([*self._surprises(t)]) for t in texts])

    def _surprises(self, text: Text) -> Iterator[float]:
        for classes, head, last, word in _positions(text):
            kind = _kind(word, head)
            p = self._odds(text.prompt[0], head == ASK, classes).p(kind) * (1 - FLOOR)
            p += FLOOR / (1 + len(self._seen))
            if kind in SYNONYMS:
                p *= self._word_odds(kind, last, SYNONYMS[kind]).p(word)
            yield -log(p)

    def _kind_after(
        self, task: str, end: bool, classes: tuple[str, ...], dice: Dice | None
    ) -> str:
        return self._odds(task, end, classes).choose(dice)

    def _word(self, kind: str, last: str, dice: Dice | None, prefer: Prefer | None) -> str:
        if kind not in SYNONYMS:
            return kind
        words = SYNONYMS[kind]
        kept = prefer(last, words) if prefer else words
        return self._word_odds(kind, last, kept).choose(dice)

    def _odds(self, task: str, end: bool, classes: tuple[str, ...]) -> Odds:
        """Each next class and its probability: contexts mixed by (how often alike)^PURITY."""
        key = (task, "end" if end else "more", *classes)
        known = self._odds_of.get(key)
        if known is not None:
            return known
        mixed: dict[str, float] = defaultdict(float)
        for context in _contexts(task, end, classes):
            after = self._after.get(context)
            if after:
                n = sum(after.values())
                weight = (max(after.values()) / (n + len(after))) ** PURITY / n
                if context[0] != task or context[1] == "shape":
                    weight *= ELSEWHERE
                for kind, count in after.items():
                    mixed[kind] += weight * count
        return self._odds_of.setdefault(key, Odds(mixed))

    def _word_odds(self, kind: str, last: str, kept: tuple[str, ...]) -> Odds:
        """Each word of a class by the word before, shrunk to the class's own habits."""
        known = self._words_of.get((kind, last, kept))
        if known is not None:
            return known
        near, all_ = self._words.get((kind, last), {}), self._words.get((kind,), {})
        total = sum(all_.values()) + len(SYNONYMS[kind])
        odds = Odds({w: near.get(w, 0) + (all_.get(w, 0) + 1) / total for w in kept})
        return self._words_of.setdefault((kind, last, kept), odds)


def _positions(text: Text) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    """(last four classes, prompt word under the head, word before, word) of each response word."""
    classes, head, last = (START,) * 4, 1, START
    for word in text.response:
        yield classes, text.prompt[head], last, word
        classes = (CLASS_OF.get(word, word), *classes[:3])
        head += head < len(text.prompt) - 1 and word == text.prompt[head]
        last = word


@lru_cache(maxsize=200_000)
def _contexts(task: str, end: bool, classes: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Contexts of one position, the most telling first; `end`: the prompt has been read."""
    one, two = classes[0], classes[1]
    more = "end" if end else "more"
    return (
        (task, *classes), (task, more, one, two), (task, more, one),
        (task, "shape", more, _shape(one), _shape(two)),
        ("shape", more, _shape(one)), ("any", more, one),
    )  # fmt: skip


def _shape(word: str) -> str:
    return word if word in SYNONYMS or word in {START, EQUALS} else "word"


def _kind(word: str, head: str) -> str:
    return READ if word == head else CLASS_OF.get(word, word)


def _count(table: Counts, context: tuple[str, ...], word: str) -> None:
    after = table.setdefault(context, {})
    after[word] = after.get(word, 0) + 1
