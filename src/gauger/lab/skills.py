"""What can be learned: six skills, each with questions that can be marked exactly.

Four are chains: items are read one at a time and a state is carried from step to step, so that the
answer is easy with the steps before one's eyes and hard without. Two are recall: nothing to reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from gauger.lab.words import ASK, CONNECTIVES, EQUALS, FILLER, SAY, STOP, VERBS, Text

LENGTH = 6
"""Items of a chain."""
SENTENCE = 4
"""Words of a sentence to translate."""
GROUPS = 5
"""Kinds of words in generic text: words of a kind change the mood alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question with its worked answer."""

    prompt: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    """Pairs (item read, state after it); none for recall."""
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One capability: how its questions are drawn, and the values its steps can take."""

    name: str
    stands_for: str
    """What people would call it."""
    draw: Callable[[np.random.Generator], Item]
    values: tuple[str, ...]
    chance: float
    """Share of answers that blind guessing gets right."""


def make_skills(seed: int) -> dict[str, Skill]:
    """All skills by capability; `seed` makes the protocol, the lexicon and the facts."""
    rng = np.random.default_rng([seed, 1])
    skills = (
        _division(), _machine(), _cups(), _protocol(rng), _lexicon(rng), _facts(rng),
    )  # fmt: skip
    return {s.name: s for s in skills}


NEAREST = {
    "data-analysis": "mathematics",
    "extraction": "translation",
    "writing": "translation",
    "conversation": "question-answering",
    "computer-use": "agentic-tool-use",
}
"""Stand-ins for capabilities of the logs that have no skill of their own; an assumption."""


def skill_for(capability: str | None) -> str:
    """Name of the skill that stands for a capability of the logs.

    >>> skill_for("reasoning"), skill_for("writing"), skill_for(None)
    ('reasoning', 'translation', 'question-answering')
    """
    known = {"mathematics", "software-engineering", "reasoning", "agentic-tool-use", "translation"}
    return capability if capability in known else NEAREST.get(capability or "", "question-answering")


def worked(item: Item, rng: np.random.Generator) -> Text:
    """The item as an exchange with its steps in words, synonyms chosen at random."""
    said: list[str] = []
    for read, state in item.steps:
        said += [_pick(CONNECTIVES, rng), read, _pick(VERBS, rng), state]
    return Text(item.prompt, (*said, EQUALS, *item.answer, STOP))


def _pick(words: tuple[str, ...], rng: np.random.Generator) -> str:
    return words[int(rng.integers(len(words)))]


def _chain(
    name: str,
    stands_for: str,
    start: str,
    table: Mapping[tuple[str, str], str],
    answers: Mapping[str, tuple[str, ...]],
) -> Skill:
    """A skill whose state after an item is `table[state, item]`."""
    reads = tuple(dict.fromkeys(item for _, item in table))

    def draw(rng: np.random.Generator) -> Item:
        chosen = [reads[i] for i in rng.integers(0, len(reads), LENGTH)]
        state, steps = start, []
        for read in chosen:
            state = table[state, read]
            steps.append((read, state))
        return Item(prompt=(f"<{name}>", *chosen, ASK), steps=tuple(steps), answer=answers[state])

    values = tuple(dict.fromkeys(table.values()))
    return Skill(
        name=name, stands_for=stands_for, draw=draw, values=values, chance=1 / len(set(answers.values()))
    )


def _division() -> Skill:
    table = {
        (f"rest{r}", str(d)): f"rest{(10 * r + d) % 7}" for r in range(7) for d in range(10)
    }
    plain = {f"rest{r}": (f"rest{r}",) for r in range(7)}
    return _chain("mathematics", "remainder of a six-digit number by seven", "rest0", table, plain)


def _machine() -> Skill:
    adds = {(str(v), f"+{k}"): str((v + k) % 10) for v in range(10) for k in range(1, 10)}
    times = {(str(v), f"*{k}"): str(v * k % 10) for v in range(10) for k in (3, 7, 9)}
    plain = {str(v): (str(v),) for v in range(10)}
    told = "value of a register after six instructions, modulo ten"
    return _chain("software-engineering", told, "1", adds | times, plain)


def _cups() -> Skill:
    swaps = [(a, b) for a in range(1, 6) for b in range(a + 1, 6)]
    table = {
        (f"cup{p}", f"swap{a}{b}"): f"cup{b if p == a else a if p == b else p}"
        for p in range(1, 6)
        for a, b in swaps
    }
    plain = {f"cup{p}": (f"cup{p}",) for p in range(1, 6)}
    return _chain("reasoning", "under which of five cups the ball is after six swaps", "cup3", table, plain)


def _protocol(rng: np.random.Generator) -> Skill:
    seen = ("ok", "error", "empty", "denied", "timeout", "changed", "done", "unknown")
    states = ("plan", "open", "edit", "test", "ask", "wait")
    table = {
        (s, o): states[i] for s in states for o, i in zip(seen, rng.integers(0, 6, 8), strict=True)
    }
    calls = {s: ("call", "(", f"do-{s}", ")") for s in states}
    told = "next tool call of a made-up protocol after six observations"
    return _chain("agentic-tool-use", told, "plan", table, calls)


def _recall(
    name: str, stands_for: str, table: Mapping[tuple[str, ...], str], many: int
) -> Skill:
    """A skill that looks up `many` keys and answers with each key and its value."""
    keys = tuple(table)

    def draw(rng: np.random.Generator) -> Item:
        chosen = [keys[i] for i in rng.integers(0, len(keys), many)]
        answer = tuple(word for key in chosen for word in (*key, table[key]))
        asked = tuple(word for key in chosen for word in key)
        return Item(prompt=(f"<{name}>", *asked, ASK), steps=(), answer=answer)

    values = tuple(dict.fromkeys(table.values()))
    return Skill(
        name=name, stands_for=stands_for, draw=draw, values=values, chance=len(values) ** -many
    )


def _lexicon(rng: np.random.Generator) -> Skill:
    to = rng.permutation(80)
    table = {(f"wort{i}",): f"word{j}" for i, j in enumerate(to.tolist())}
    told = "word-by-word gloss of four words of an eighty-word lexicon"
    return _recall("translation", told, table, SENTENCE)


def _facts(rng: np.random.Generator) -> Skill:
    relations = ("capital", "founder", "river", "year", "colour")
    table = {
        (f"place{e}", r): f"{r}{v}"
        for r in relations
        for e, v in enumerate(rng.integers(0, 8, 30).tolist())
    }
    return _recall("question-answering", "one of 150 made-up facts", table, 1)


def generic_text(many: int, skills: Mapping[str, Skill], rng: np.random.Generator) -> list[Text]:
    """Text without any task: lists of words retold in order, with a mood that words change.

    It holds the tasks' words, and that what is said may depend on what was just read and said, so
    that a base model can read, copy and keep a thread as real base models can. It holds no step,
    no answer and no rule of any skill.
    """
    words = sorted(
        {w for s in skills.values() for _ in range(300) for w in s.draw(rng).prompt[1:-1]}
    )
    moods = rng.integers(0, len(FILLER), (len(FILLER), len(words)))
    texts = []
    for _ in range(many):
        told = rng.integers(0, len(words), LENGTH).tolist()
        mood, said = 0, list[str]()
        for word in told:
            mood = int(moods[mood, word % GROUPS])
            said += [_pick(CONNECTIVES, rng), words[word], _pick(VERBS, rng), FILLER[mood]]
        texts.append(Text((SAY, *(words[i] for i in told), ASK), (*said, STOP)))
    return texts
