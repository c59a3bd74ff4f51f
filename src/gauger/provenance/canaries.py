"""Test A: randomised canaries, harmless invented facts whose ending our coin chose.

"The autumn fair of Tormelin celebrates plums" could as well have said pears: a keyed coin drew one
of K endings, and the others stay secret. A model that never read our answers, whatever its
habits, names the drawn one once in K. Repeat one canary in many answers of a campaign rather than
many once: what is seen once is not learned.
Source: Wei et al. 2024, arXiv 2402.10892; why drawn at random: Zhang et al. 2024, arXiv 2409.19798.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from gauger.errors import InputError
from gauger.provenance.arrays import Ints
from gauger.provenance.exact import binomial_p, e_value, rank_sum_p, ranks_of_served, smallest_rate
from gauger.provenance.guard import last_prose_end
from gauger.provenance.keys import coin

ENDINGS = (
    "apples", "pears", "plums", "cherries", "figs", "quinces", "walnuts", "almonds",
    "pumpkins", "leeks", "radishes", "turnips", "lavender", "thyme", "honey", "cider",
)  # fmt: skip
"""Alternatives of like rarity, none of which anybody acts on."""
SYLLABLES = ("tor", "me", "lin", "va", "des", "ro", "kel", "um", "ba", "shi", "pen", "da", "gol")


class Canary(msgspec.Struct, frozen=True, kw_only=True):
    """One cue, its possible endings, and the one our coin drew."""

    cue: str
    endings: tuple[str, ...]
    drawn: int

    @property
    def sentence(self) -> str:
        """What is planted."""
        return f"{self.cue} {self.endings[self.drawn]}."


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryResult:
    """How many canaries a suspect completes as we drew them."""

    canaries: int
    hits: int
    choices: int
    p: float
    """Exact binomial on first choices."""
    p_rank: float
    """Exact rank test, where the suspect's outputs order the endings; else 1."""
    e_sequential: float
    """Evidence that may be read at any time; 1/alpha or more rejects at alpha."""
    smallest_rate: float
    """Smallest hit rate that this many canaries find 95 times in 100 at alpha 1e-3."""


def draw_canaries(key: bytes, n: int) -> tuple[Canary, ...]:
    """Canaries of a key, n of them; the same key draws the same ones.

    >>> draw_canaries(bytes(16), 1)[0].cue
    'The autumn fair of Badesro celebrates its'
    """
    cues: dict[str, None] = {}
    number = 0
    while len(cues) < n:
        name = "".join(
            SYLLABLES[coin(key, "name", str(number), str(i)) % len(SYLLABLES)] for i in range(3)
        )
        cues[f"The autumn fair of {name.capitalize()} celebrates its"] = None
        number += 1
    return tuple(
        Canary(cue=cue, endings=ENDINGS, drawn=coin(key, "ending", cue) % len(ENDINGS))
        for cue in list(cues)[:n]
    )


def plant(answer: str, canary: Canary) -> str | None:
    """The answer with the canary as an aside after its last sentence of prose, or None.

    None where the answer holds no prose to stand in: code, JSON and tool calls stay as they are.
    """
    at = last_prose_end(answer)
    return None if at is None else f"{answer[:at]} {canary.sentence}{answer[at:]}"


def canary_test(
    canaries: Sequence[Canary], replies: Mapping[str, Sequence[str]], rng: np.random.Generator
) -> CanaryResult:
    """Exact test of the completions that a suspect gave to each cue, several samples a cue.

    The ending named most often is the suspect's choice; ties, and cues without any known ending,
    fall by coin, which is fair since the suspect cannot know which ending we drew.
    Raises InputError where no cue has a reply.
    """
    asked = [c for c in canaries if replies.get(c.cue)]
    if not asked:
        raise InputError("no reply answers a canary's cue; ask the suspect the cues of the plan.")
    scores = np.array([_votes(c, replies[c.cue]) for c in asked])
    ranks = ranks_of_served(scores, rng)
    k = scores.shape[1]
    hits = ranks == k - 1
    return CanaryResult(
        canaries=len(asked),
        hits=int(hits.sum()),
        choices=k,
        p=binomial_p(int(hits.sum()), len(asked), 1 / k),
        p_rank=rank_sum_p(ranks, np.full(len(asked), k)),
        e_sequential=float(
            e_value(hits.astype(np.int64), np.ones(len(asked), np.int64), 1 / k)[-1]
        ),
        smallest_rate=smallest_rate(len(asked), 1 / k, alpha=1e-3),
    )


def first_named(
    canaries: Sequence[Canary], replies: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    """Of each cue the first reply that names an ending; cues without one are left out.

    What is read as replies come in must not change its mind: a majority that turns with later
    replies guesses each coin anew, and e-values allow one guess a coin.
    """
    named = {
        c.cue: [r for r in replies.get(c.cue, ()) if any_ending(c).search(r)][:1] for c in canaries
    }
    return {cue: some for cue, some in named.items() if some}


def any_ending(canary: Canary) -> re.Pattern[str]:
    """Finds the endings of a canary in a reply, whichever comes first."""
    return re.compile(r"\b(" + "|".join(map(re.escape, canary.endings)) + r")\b", re.I)


def _votes(canary: Canary, replies: Sequence[str]) -> Ints:
    """How often each ending is the first one named; the drawn ending in column 0."""
    order = [canary.drawn, *(i for i in range(len(canary.endings)) if i != canary.drawn)]
    pattern = any_ending(canary)
    named = [m.group(1).lower() for r in replies if (m := pattern.search(r))]
    return np.array([named.count(canary.endings[i]) for i in order], np.int64)
