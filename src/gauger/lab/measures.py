"""Countermeasures: what a flagged account is served instead of the teacher's own answer.

Each takes the teacher's exchange and gives the one that is served. What each costs an honest
reader who is served so by mistake is measured in `cost.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from gauger.lab.ngram import Dice, Ngram
from gauger.lab.skills import Skill
from gauger.lab.words import EQUALS, SYNONYMS, CLASS_OF, Text, answer_of, steps_of

EVERY = 3
"""A summary keeps each third step."""
PERTURBED = 0.3
"""Share of the exchanges that perturbation changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What a measure may use."""

    teacher: Ngram
    skills: dict[str, Skill]
    seed: int


Serve = Callable[[Text, int, Serving], Text]
"""(the teacher's exchange, its number, what may be used) to what is served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One countermeasure, and the ways round it that are tried."""

    name: str
    says: str
    serve: Serve
    marks: bool = False
    """Whether the teacher's sampler is marked while it answers."""
    ways_round: tuple[str, ...] = ()
    """Strategies of an adaptive student; see `students.py`."""


def as_it_is(text: Text, _number: int, _with: Serving) -> Text:
    """Serve the answer as the teacher gave it."""
    return text


def without_reasoning(text: Text, _number: int, _with: Serving) -> Text:
    """Serve what stands from the equals sign on."""
    if EQUALS not in text.response:
        return text
    return Text(text.prompt, text.response[text.response.index(EQUALS) :])


def summarised(text: Text, _number: int, _with: Serving) -> Text:
    """Serve each third step and the answer."""
    steps = steps_of(text.response)
    kept = [w for i, step in enumerate(steps, 1) if i % EVERY == 0 for w in step]
    rest = without_reasoning(text, _number, _with).response
    return Text(text.prompt, (*kept, *rest)) if steps else text


def perturbed(text: Text, number: int, using: Serving) -> Text:
    """In some exchanges one value is wrong, and all that follows is consistent with it."""
    return _perturb(text, np.random.default_rng([using.seed, 4, number]), using)


def perturbed_alike(text: Text, _number: int, using: Serving) -> Text:
    """The same, but the same question is always perturbed in the same way: voting sees nothing."""
    digest = blake2b(" ".join(text.prompt).encode(), digest_size=4).digest()
    rng = np.random.default_rng([using.seed, 5, int.from_bytes(digest)])
    return _perturb(text, rng, using)


def decoy_steps(text: Text, number: int, using: Serving) -> Text:
    """In some exchanges one value in the reasoning is wrong; the answer stays right."""
    rng = np.random.default_rng([using.seed, 6, number])
    end = text.response.index(EQUALS) if EQUALS in text.response else 0
    places = [i for i in _values(text, using) if i < end]
    if not places or rng.random() >= PERTURBED * 2:
        return text
    place = places[int(rng.integers(len(places)))]
    wrong = _other(text, place, using, rng)
    return Text(text.prompt, (*text.response[:place], wrong, *text.response[place + 1 :]))


MEASURES: tuple[Measure, ...] = (
    Measure(name="none", says="answers with full reasoning", serve=as_it_is, ways_round=("filter",)),
    Measure(
        name="no-reasoning", says="the answer only", serve=without_reasoning, ways_round=("invert",)
    ),
    Measure(
        name="summarised", says="each third step and the answer", serve=summarised,
        ways_round=("invert",),
    ),
    Measure(
        name="marked", says="keyed choice of synonyms", serve=as_it_is, marks=True,
        ways_round=("paraphrase",),
    ),
    Measure(
        name="perturbed", says="a wrong value and its consequences in 30 % of the answers",
        serve=perturbed, ways_round=("vote", "filter"),
    ),
    Measure(
        name="perturbed-alike", says="the same, always alike for the same question",
        serve=perturbed_alike, ways_round=("vote", "filter"),
    ),
    Measure(
        name="decoy-steps", says="a wrong value in the reasoning of 60 %, answers right",
        serve=decoy_steps, ways_round=("filter", "invert"),
    ),
)  # fmt: skip
BY_NAME = {m.name: m for m in MEASURES}


def _perturb(text: Text, rng: np.random.Generator, using: Serving) -> Text:
    places = _values(text, using)
    if not places or rng.random() >= PERTURBED:
        return text
    place = places[int(rng.integers(len(places)))]
    begun = (*text.response[:place], _other(text, place, using, rng))
    response = using.teacher.go_on(text.prompt, begun, kinds=None, words=Dice(rng))
    # The teacher may find its way back to the right answer; then nothing was perturbed.
    return Text(text.prompt, response) if answer_of(response) else text


def _values(text: Text, using: Serving) -> list[int]:
    """Places of the values: after a verb, or in the answer where there is no reasoning."""
    known = set(using.skills[text.prompt[0][1:-1]].values)
    chain = any(CLASS_OF.get(w) in SYNONYMS for w in text.response)
    end = text.response.index(EQUALS) if chain and EQUALS in text.response else len(text.response)
    return [i for i, w in enumerate(text.response[:end]) if w in known]


def _other(text: Text, place: int, using: Serving, rng: np.random.Generator) -> str:
    values = [v for v in using.skills[text.prompt[0][1:-1]].values if v != text.response[place]]
    return values[int(rng.integers(len(values)))]
