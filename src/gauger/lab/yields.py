"""What public data sets bought, and the curve through them."""

import tomllib
from functools import cache
from math import log10
from pathlib import Path

import msgspec
import numpy as np
from scipy.stats import t as student_t

FILE = Path(__file__).parent / "yields.toml"
BAND = 0.8
"""Share of further data sets that the fitted band should hold, if they were drawn alike."""


class PublicSet(msgspec.Struct, frozen=True, kw_only=True):
    """One public data set and what it bought."""

    name: str
    family: str
    examples: int
    score: float
    fit: bool
    grade: str
    source: str


class FamilyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What scores mean in one family, where they start and where they can end."""

    benchmark: str
    capabilities: tuple[str, ...]
    start: float
    start_source: str
    ceiling_low: float
    ceiling_low_source: str
    ceiling_high: float
    ceiling_high_source: str
    exchanges_per_example_low: float
    exchanges_per_example_high: float
    exchanges_per_example_source: str


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """What it cost to train on a set once it was there."""

    name: str
    examples: int
    cost_usd: float
    grade: str
    source: str


class Prices(msgspec.Struct, frozen=True, kw_only=True):
    """List prices, US dollars per million tokens, and what relays ask of them."""

    input_low: float
    input_high: float
    output_low: float
    output_high: float
    source: str
    resale_share: float
    resale_source: str


class Scratch(msgspec.Struct, frozen=True, kw_only=True):
    """What getting there without a teacher was said to cost."""

    name: str
    cost_usd_low: float
    cost_usd_high: float
    grade: str
    source: str


class Yields(msgspec.Struct, frozen=True, kw_only=True):
    """All public figures."""

    families: dict[str, FamilyFacts]
    sets: tuple[PublicSet, ...]
    training: tuple[Training, ...]
    prices: Prices
    scratch: tuple[Scratch, ...]


@cache
def public_yields() -> Yields:
    """The figures in `yields.toml`, each with its source."""
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), Yields)


class PublicCurve(msgspec.Struct, frozen=True, kw_only=True):
    """Score against the logarithm of the number of examples, in one family."""

    family: str
    at_one: float
    """The line's score at one example: a number to draw with, not a claim."""
    per_tenfold: float
    residual_sd: float
    sets: int
    smallest: int
    largest: int

    def score(self, examples: float) -> tuple[float, float]:
        """Low and high score that `examples` bought, between the family's start and ceilings.

        Within the public sets' sizes: the line with its prediction band. Below the smallest set
        nothing is known, so the low end falls to the start and the high end stays at that set.
        """
        facts, own = _facts(self.family)
        if examples < 1:
            return facts.start, facts.start
        x = np.array([log10(s.examples) for s in own])
        inside = max(examples, self.smallest)
        line = self.at_one + self.per_tenfold * log10(inside)
        far = (log10(inside) - x.mean()) ** 2 / ((x - x.mean()) ** 2).sum()
        half = float(
            student_t.ppf((1 + BAND) / 2, len(own) - 2) * self.residual_sd
            * np.sqrt(1 + 1 / len(own) + far)
        )  # fmt: skip
        low = min(max(line - half, facts.start), facts.ceiling_low)
        high = min(max(line + half, facts.start), facts.ceiling_high)
        if examples < self.smallest:
            low = facts.start + (low - facts.start) * log10(examples) / log10(self.smallest)
        return low, high


@cache
def public_curve(family: str) -> PublicCurve:
    """Least-squares line of score on log10(examples) through a family's sets."""
    _, own = _facts(family)
    x = np.array([log10(s.examples) for s in own])
    y = np.array([s.score for s in own])
    slope, at_one = np.polyfit(x, y, 1)
    rest = y - (at_one + slope * x)
    return PublicCurve(
        family=family,
        at_one=float(at_one),
        per_tenfold=float(slope),
        residual_sd=float(np.sqrt((rest**2).sum() / (len(own) - 2))),
        sets=len(own),
        smallest=min(s.examples for s in own),
        largest=max(s.examples for s in own),
    )


def family_of(capability: str) -> str | None:
    """Family with public figures for a capability of the logs; None where there are none.

    >>> family_of("mathematics"), family_of("writing")
    ('reasoning', None)
    """
    families = public_yields().families
    return next((n for n, f in families.items() if capability in f.capabilities), None)


def _facts(family: str) -> tuple[FamilyFacts, tuple[PublicSet, ...]]:
    found = public_yields()
    own = tuple(s for s in found.sets if s.family == family and s.fit)
    return found.families[family], own
