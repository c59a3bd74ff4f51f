"""The teacher: a model that is good at every skill and shows its reasoning."""

from hashlib import blake2b

import numpy as np

from gauger.lab.model import Prefer
from gauger.lab.ngram import Dice, Ngram
from gauger.lab.skills import Skill, worked
from gauger.lab.words import Text

LESSONS = 1_000
"""Worked examples of each skill that the teacher learned from."""


def make_teacher(skills: dict[str, Skill], seed: int) -> Ngram:
    """A teacher of its own making for a seed; its accuracy is measured, not assumed."""
    rng = np.random.default_rng([seed, 2])
    lessons = [worked(s.draw(rng), rng) for s in skills.values() for _ in range(LESSONS)]
    return Ngram().learn(lessons)


def ask(
    teacher: Ngram, prompts: list[tuple[str, ...]], seed: int, prefer: Prefer | None = None
) -> list[Text]:
    """The teacher's answer to each prompt: its surest content, its wording drawn at random.

    The same for the same seed and prompts.
    """
    dice = Dice(np.random.default_rng([seed, 3]))
    return [Text(p, teacher.go_on(p, (), kinds=None, words=dice, prefer=prefer)) for p in prompts]


def marked_words(key: bytes) -> Prefer:
    """Keep to the half of the synonyms that a keyed hash of the word before and the word picks."""

    def prefer(last: str, words: tuple[str, ...]) -> tuple[str, ...]:
        green = tuple(w for w in words if is_marked(key, last, w))
        return green or words

    return prefer


def is_marked(key: bytes, last: str, word: str) -> bool:
    """Whether a word after another is one that the key prefers: a fair coin for each pair."""
    return bool(blake2b(f"{last} {word}".encode(), key=key, digest_size=1).digest()[0] & 1)
