"""Students: ways to train on a harvest, from taking it as it comes to working round a measure.

The passive student trains on what it was served. The adaptive ones own a few worked examples from
elsewhere (open ones), as a rival would, and use them and their own model against the measure.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gauger.lab.model import Model
from gauger.lab.words import CLASS_OF, SYNONYMS, Text, answer_of, steps_of

DROPPED = 0.3
"""Share of the harvest that a filter throws away."""
VOTES = 3
"""Accounts that ask the same question when a student lets them vote."""
TRIES = 4
"""Reasonings that an inverting student tries for each answer in each round."""
ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What a student was served, and what it has from elsewhere."""

    served: Sequence[Text]
    open: Sequence[Text]
    seed: int


Train = Callable[[Model, Harvest], Model]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """One way to train."""

    name: str
    says: str
    train: Train
    asks: int = 1
    """Exchanges spent on each question."""
    uses_open: bool = True


def passive(base: Model, got: Harvest) -> Model:
    """Train on what was served."""
    return base.learn(got.served, got.seed)


def paraphrase(base: Model, got: Harvest) -> Model:
    """Put every synonym anew before training, so that no chosen wording is learned."""
    rng = np.random.default_rng([got.seed, 21])
    return base.learn([*got.open, *(_reworded(t, rng) for t in got.served)], got.seed)


def filtered(base: Model, got: Harvest) -> Model:
    """Train once, drop what surprises the result most, and train again."""
    first = base.learn([*got.open, *got.served], got.seed)
    if not got.served:
        return first
    surprise = first.surprise(got.served)
    keep = np.argsort(surprise, kind="stable")[: max(1, round(len(surprise) * (1 - DROPPED)))]
    return base.learn([*got.open, *(got.served[i] for i in sorted(keep.tolist()))], got.seed)


def vote(base: Model, got: Harvest) -> Model:
    """Ask each question through three accounts and keep it where two agree on the answer."""
    kept = []
    for i in range(0, len(got.served) - VOTES + 1, VOTES):
        asked = got.served[i : i + VOTES]
        most, n = Counter(answer_of(t.response) for t in asked).most_common(1)[0]
        if n > VOTES // 2:
            kept.append(next(t for t in asked if answer_of(t.response) == most))
    return base.learn([*got.open, *kept], got.seed)


def invert(base: Model, got: Harvest) -> Model:
    """Invent the reasoning: keep tries that reach the served answer by way of the served steps.

    Source: the idea of trace inversion (arXiv 2603.07267), done by rejection sampling from a
    student that starts from the open examples. Tasks whose open examples show no reasoning are
    learned as served: there is nothing to invent.
    """
    model = base.learn(got.open, got.seed)
    reasoned = {t.prompt[0] for t in got.open if steps_of(t.response)}
    bare = [t for t in got.served if t.prompt[0] in reasoned]
    whole = [t for t in got.served if t.prompt[0] not in reasoned]
    for round_ in range(ROUNDS if bare else 0):
        tried = model.answer(
            [t.prompt for t in bare for _ in range(TRIES)], got.seed * 100 + round_
        )
        found = []
        for i, text in enumerate(bare):
            fits = [r for r in tried[i * TRIES : (i + 1) * TRIES] if _fits(r, text)]
            found += [Text(text.prompt, fits[0])] if fits else []
        model = base.learn([*got.open, *whole, *found], got.seed)
    return model


STRATEGIES: tuple[Strategy, ...] = (
    Strategy(name="passive", says="trains on what it was served", train=passive, uses_open=False),
    Strategy(name="paraphrase", says="rewords it first", train=paraphrase),
    Strategy(name="filter", says="drops the most surprising 30 %", train=filtered),
    Strategy(name="vote", says="asks three accounts and keeps majorities", train=vote, asks=VOTES),
    Strategy(name="invert", says="invents reasoning that reaches the answer", train=invert),
)
BY_NAME = {s.name: s for s in STRATEGIES}


def _reworded(text: Text, rng: np.random.Generator) -> Text:
    said = []
    for word in text.response:
        same = SYNONYMS.get(CLASS_OF.get(word, ""), (word,))
        said.append(same[int(rng.integers(len(same)))])
    return Text(text.prompt, tuple(said))


def _fits(tried: tuple[str, ...], served: Text) -> bool:
    """Whether a try has the served answer, and the served values among its steps in order.

    Steps of a served reasoning count as (item, value): words for the same thing do not matter.
    """
    if answer_of(tried) != answer_of(served.response):
        return False
    own = iter([s[1::2] for s in steps_of(tried)])
    told = [s[1::2] for s in steps_of(served.response)]
    return len(told) == len(steps_of(tried)) or all(step in own for step in told)
