"""What features weigh: two logistic models, fitted on worlds with known answers.

`weights.json` beside this file is written by `python -m bench.calibrate`, which names the worlds it
was fitted on; none of them is used to report error rates. Weights are few, pulled towards zero, and
kept from turning their sign: of what speaks for a harvest, more never speaks against one.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

from gauger.campaigns.features import Feature
from gauger.campaigns.model import Reason

FILE = Path(__file__).with_name("weights.json")
MAX_BITS = 6.0
"""No single measure says more than 64 to 1: honest customers do each of these things too."""
LISTED_BITS = 0.3
"""What moves the odds by less, a fifth, is weighed and not named as a reason."""
MAX_P = 0.995
"""Nothing here is surer than the worlds the weights were fitted on."""


class Model(msgspec.Struct, frozen=True):
    """One logistic model: natural log odds."""

    bias: float
    weight: dict[str, float]


class Weights(msgspec.Struct, frozen=True):
    """All fitted weights, and the centre that a missing feature is taken to have."""

    fitted_on: str
    groups: int
    centre: dict[str, float]
    one_operator: Model
    harvest: Model


@cache
def weights() -> Weights:
    """The weights that come with Gauger."""
    return msgspec.json.decode(FILE.read_bytes(), type=Weights)


def weigh(features: Sequence[Feature], model: Model, centre: dict[str, float]) -> list[Reason]:
    """What each feature says, in bits for (positive) or against (negative) the answer."""
    return [
        Reason(
            signal=f.name,
            family=f.family,
            text=f.text,
            strength=round(
                _bits(model.weight.get(f.name, 0.0) * (f.x - centre.get(f.name, 0.0))), 2
            ),
        )
        for f in features
    ]


def signs(features: Sequence[Feature], model: Model) -> frozenset[str]:
    """Features by which a group itself shows what speaks for the answer.

    That is more than is usual, of something whose more speaks for it. Few addresses of hosting
    providers are no sign of a harvest, though their many would speak against one.
    """
    return frozenset(
        f.name
        for f in features
        if f.x > 0 and _bits(model.weight.get(f.name, 0.0) * f.x) >= LISTED_BITS
    )


def probability(reasons: Sequence[Reason], model: Model) -> float:
    """Probability of the answer: the bias and what the features say, added up."""
    bits = model.bias / np.log(2) + sum(r.strength for r in reasons)
    return float(min(MAX_P, max(1 - MAX_P, 1 / (1 + np.exp2(-bits)))))


def _bits(log_odds: float) -> float:
    return float(np.clip(log_odds / np.log(2), -MAX_BITS, MAX_BITS))
