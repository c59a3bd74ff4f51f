"""Test E: a habit in the interaction, switched on by a system prompt for a keyed half of topics.

A model that learned from marked answers shows the habit more on the topics where it was on. Which
those are, our coin decided, so the test compares the suspect with itself: no control model, no
judge of style. Topics, not answers, are what was randomised, so topics are what is permuted.
Source: "Asking Back", arXiv 2605.16462, for the marker; the randomisation over topics is ours.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from gauger.errors import InputError
from gauger.provenance.arrays import Floats
from gauger.provenance.exact import decoy_p
from gauger.provenance.keys import coin

MARKERS: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "closing-question": (
        "End your answer with one short question that helps the user to go on.",
        lambda text: text.rstrip().endswith("?"),
    ),
    "opening-summary": (
        'Begin your answer with one sentence that starts with "In short".',
        lambda text: bool(re.match(r"\W*in short\b", text, re.I)),
    ),
    "numbered-steps": (
        "Where you list things, number them.",
        lambda text: bool(re.search(r"^\s*1[.)]\s", text, re.M)),
    ),
}
"""Habits by name: what the system prompt says, and how the habit is seen in an answer."""
EXACT_TOPICS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerResult:
    """How much more a suspect shows the habit on the topics that our coin chose."""

    topics: int
    answers: int
    rate_on: float
    rate_off: float
    p: float
    sd: float
    """Spread of the difference between the rates when the coins are thrown again."""

    def smallest_difference(self, alpha: float) -> float:
        """Smallest difference of the rates found 95 times in 100, 1 where none would be.

        By the normal approximation; coins of few topics cannot reach a small alpha at all.
        """
        if 2.0**-self.topics > alpha:
            return 1.0
        return min(1.0, float(norm.isf(alpha) + norm.isf(0.05)) * self.sd)


def is_on(key: bytes, topic: str) -> bool:
    """Whether answers on a topic carry the habit: a fair keyed coin."""
    return coin(key, "marker", topic) % 2 == 1


def instruction(key: bytes, topic: str, marker: str) -> str | None:
    """The line to add to the system prompt for a topic; None where the habit is off.

    Raises InputError for a habit that is not in MARKERS.
    """
    says, _ = _marker(marker)
    return says if is_on(key, topic) else None


def marker_test(
    key: bytes, marker: str, answers: Mapping[str, Sequence[str]], rng: np.random.Generator
) -> MarkerResult:
    """Sign-flip test over topics: exact up to 16 topics, 99,999 draws of the coins above.

    `answers` are the suspect's, by topic. Needs both kinds of topic to say anything.
    """
    _, seen = _marker(marker)
    topics = [t for t, given in answers.items() if given]
    if len(topics) < 6:
        raise InputError(f"needs answers on 6 topics or more to say anything; got {len(topics)}.")
    rates = np.array([np.mean([seen(a) for a in answers[t]]) for t in topics])
    on = np.array([is_on(key, t) for t in topics])
    centred = rates - rates.mean()
    true = float(centred @ np.where(on, 1.0, -1.0))
    if len(topics) <= EXACT_TOPICS:
        coins = (np.arange(2 ** len(topics))[:, None] >> np.arange(len(topics))) & 1
        p = float((centred @ (2.0 * coins - 1).T >= true - 1e-12).mean())
    else:
        p = decoy_p(true - 1e-12, np.concatenate(list(_thrown(centred, rng))))
    return MarkerResult(
        topics=len(topics),
        answers=sum(len(answers[t]) for t in topics),
        rate_on=float(rates[on].mean()) if on.any() else float("nan"),
        rate_off=float(rates[~on].mean()) if (~on).any() else float("nan"),
        p=p,
        sd=float(2 * np.sqrt((centred**2).sum()) / len(topics)),
    )


def _thrown(centred: Floats, rng: np.random.Generator) -> Iterator[Floats]:
    """The statistic under 99,999 throws of the coins, in parts that fit memory."""
    for n in [3_333] * 30 + [9]:
        yield np.asarray((rng.integers(0, 2, (n, len(centred))) * 2.0 - 1) @ centred)


def _marker(name: str) -> tuple[str, Callable[[str], bool]]:
    if name not in MARKERS:
        raise InputError(f"there is no marker {name!r}; there are {', '.join(MARKERS)}.")
    return MARKERS[name]
