"""Test B: counterfactual resampling, which needs no mark at all, only exact logs.

For each answer we served we draw more from the same snapshot and sampler settings, and serve none
of them. A suspect that never saw ours cannot tell which of them was served; one that was trained on
it finds it likelier. That is dataset inference with a held-out set that is truly exchangeable,
which outsiders lack and a provider has. Subtracting our own model's log-probability removes most
of the variance, and part of what a wrong temperature does.
Source: Maini et al. 2024, arXiv 2406.06443; the failure without exchangeability: arXiv 2506.15271.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from gauger.errors import InputError
from gauger.provenance.arrays import Floats, Ints
from gauger.provenance.exact import permutation_p, rank_sum_p, ranks_of_served
from gauger.provenance.model import LanguageModel

MISMATCH_P = 1e-3
"""Below this our own model tells served from unserved, so they are not exchangeable."""
MIN_PAIRS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ResamplingResult:
    """Whether a suspect knows which of several equal answers was served."""

    pairs: int
    p: float
    """Exact rank test on reference-adjusted scores; 1 when the logs cannot be trusted."""
    p_permutation: float
    t: float
    """Mean adjusted difference over its standard error: an effect size, and a check of p."""
    gain_nats: float
    """How much likelier the suspect finds what was served, in nats an answer."""
    p_settings: float
    """Two-sided: whether our *own* model tells served from unserved. Small: wrong settings."""
    smallest_gain_nats: float
    """Smallest gain found 95 times in 100 at alpha 1e-3, by the normal approximation."""

    @property
    def settings_differ(self) -> bool:
        """Whether served answers and resamples came from different settings, as far as we see."""
        return self.p_settings < MISMATCH_P


def resampling_test(
    suspect: Floats, reference: Floats, rng: np.random.Generator, *, draws: int = 9_999
) -> ResamplingResult:
    """Test log-probabilities of shape (prompts, 1 + k): column 0 served, the rest never served.

    `reference` holds the same under our own model, at the settings that served. Absent resamples
    are NaN. Exact for every suspect if, and only if, all columns were drawn alike; where our own
    model can tell them apart the p-value is set to 1 and `settings_differ` says so.
    Raises InputError for too few prompts or unlike shapes.
    """
    if suspect.shape != reference.shape or suspect.ndim != 2 or suspect.shape[1] < 2:
        raise InputError(
            "scores of suspect and reference must have one shape (prompts, 1 + resamples); "
            f"got {suspect.shape} and {reference.shape}."
        )
    if len(suspect) < MIN_PAIRS or np.isnan(suspect[:, 0]).any():
        raise InputError(f"needs {MIN_PAIRS} served answers with scores; got {len(suspect)}.")
    adjusted = suspect - reference
    gains = adjusted[:, 0] - np.nanmean(adjusted[:, 1:], axis=1)
    error = max(float(gains.std(ddof=1) / np.sqrt(len(gains))), 1e-12)
    p_settings = settings_p(reference, rng)
    choices = (~np.isnan(adjusted)).sum(axis=1)
    p = rank_sum_p(ranks_of_served(adjusted, rng), choices)
    return ResamplingResult(
        pairs=len(suspect),
        p=1.0 if p_settings < MISMATCH_P else p,
        p_permutation=permutation_p(adjusted, rng, draws=draws),
        t=float(gains.mean() / error),
        gain_nats=float(gains.mean()),
        p_settings=p_settings,
        smallest_gain_nats=float((stats.norm.isf(1e-3) + stats.norm.isf(0.05)) * error),
    )


def settings_p(reference: Floats, rng: np.random.Generator) -> float:
    """Two-sided p of our own model telling the served column 0 from the rest, by level or spread.

    A higher temperature lowers log-probabilities; another cut-off narrows them. The rank test
    sees the first, a permutation of distances to the middle the second, where there are two
    resamples or more; either way round, so Bonferroni over the four.
    """
    choices = (~np.isnan(reference)).sum(axis=1)
    up = rank_sum_p(ranks_of_served(reference, rng), choices)
    down = rank_sum_p(ranks_of_served(-reference, rng), choices)
    middle = np.nanmedian(reference, axis=1, keepdims=True)
    spread = np.abs(reference - middle)
    spreads = (spread, -spread) if reference.shape[1] > 2 else ()
    return min(1.0, 4 * min(up, down, *(permutation_p(s, rng, draws=4_999) for s in spreads)))


def score_answers(
    model: LanguageModel, prompts: Sequence[Ints], answers: Sequence[Sequence[Ints]]
) -> Floats:
    """Log-probabilities in nats of each prompt's answers, served first, padded with NaN."""
    wide = max(len(row) for row in answers)
    scores = np.full((len(prompts), wide), np.nan)
    for i, (prompt, row) in enumerate(zip(prompts, answers, strict=True)):
        for j, answer in enumerate(row):
            scores[i, j] = model.logp(answer, prompt=prompt).sum()
    return scores
