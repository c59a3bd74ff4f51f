"""Gain curves: rows of a run to means with intervals, and a saturating curve through them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from scipy.optimize import curve_fit

from gauger.lab.results import Results, Row
from gauger.stats.intervals import of_mean


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """Mean gain over seeds at one size of harvest, with its t interval."""

    exchanges: float
    """Of the skill, mean over seeds; of all skills for the row "all"."""
    gain: float
    low: float
    high: float
    accuracy: float
    seeds: int


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """Gain by exchanges for one measure, strategy and skill."""

    measure: str
    strategy: str
    skill: str
    points: tuple[Point, ...]
    ceiling: float | None = None
    """Gain that the fitted curve ends at; None where too little was gained to fit."""
    half_at: float | None = None
    """Exchanges of the skill that buy half of it."""
    per_tenfold: float | None = None
    """Slope of the fitted curve's straight middle: gain per tenfold of exchanges."""


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What a measure takes from a student's accuracy, paired by seed, at the largest harvest."""

    measure: str
    strategy: str
    skill: str
    exchanges: int
    withheld: float
    """Accuracy of the passive student without measure, less this student's."""
    low: float
    high: float


def curves(results: Results) -> tuple[Curve, ...]:
    """All curves of a run; "all" is the mean over skills."""
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in results.rows:
        groups[row.measure, row.strategy, row.skill].append(row)
        groups[row.measure, row.strategy, "all"].append(row)
    return tuple(_curve(*key, rows) for key, rows in groups.items())


def _curve(measure: str, strategy: str, skill: str, rows: Sequence[Row]) -> Curve:
    points = []
    by_size: dict[int, list[Row]] = defaultdict(list)
    limit = measure == "capped" or measure.startswith("flag-at-")
    for row in rows:
        # What a limit leaves differs a little between seeds; it is one point all the same.
        by_size[0 if limit else row.exchanges].append(row)
    for own in by_size.values():
        gains = _by_seed(own)
        mean, low, high = of_mean(gains)
        took = [r.exchanges if skill == "all" else r.skill_exchanges for r in own]
        right = sum(r.right for r in own) / sum(r.asked for r in own)
        points.append(
            Point(
                exchanges=float(np.mean(took)), gain=mean, low=low, high=high, accuracy=right,
                seeds=len(gains),
            )
        )  # fmt: skip
    fit = _fit([(p.exchanges, p.gain) for p in points])
    return Curve(
        measure=measure, strategy=strategy, skill=skill, points=tuple(points),
        ceiling=fit[0] if fit else None, half_at=fit[1] if fit else None,
        per_tenfold=fit[2] if fit else None,
    )  # fmt: skip


def _by_seed(rows: Iterable[Row]) -> list[float]:
    gains: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        gains[row.seed].append(row.gain)
    return [float(np.mean(own)) for own in gains.values()]


def saturating(n: np.ndarray, ceiling: float, half_at: float, steepness: float) -> np.ndarray:
    """Hill curve: straight in log n around `half_at`, flat at `ceiling`.

    >>> float(saturating(np.array([100.0]), 0.8, 100.0, 1.5)[0])
    0.4
    """
    gain: np.ndarray = ceiling / (1 + (half_at / np.maximum(n, 1e-9)) ** steepness)
    return gain


def _fit(points: Sequence[tuple[float, float]]) -> tuple[float, float, float] | None:
    """(ceiling, exchanges for half of it, gain per tenfold); None below four points or 0.1 gain."""
    n, gain = (np.array(x) for x in zip(*points, strict=True))
    if len(n) < 4 or gain.max() < 0.1:
        return None
    guess = (min(1.0, float(gain.max())), float(np.median(n)), 1.5)
    try:
        (ceiling, half, steep), _ = curve_fit(
            saturating, n, gain, guess, bounds=([0.05, 1.0, 0.3], [1.0, 1e7, 6.0])
        )
    except RuntimeError:  # no convergence: then no curve is claimed
        return None
    return float(ceiling), float(half), float(ceiling * steep * np.log(10) / 4)


def effects(results: Results) -> tuple[Effect, ...]:
    """What each measure withholds from each strategy at the largest harvest."""
    size = max((r.exchanges for r in results.rows if r.measure == "none"), default=0)
    plain = {
        (r.seed, r.skill): r.right / r.asked
        for r in results.rows
        if r.measure == "none" and r.strategy == "passive" and r.exchanges == size
    }
    groups: dict[tuple[str, str, str], dict[int, list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for r in results.rows:
        at_end = r.exchanges == size or r.measure == "capped" or r.measure.startswith("flag-at-")
        if not at_end or (r.seed, r.skill) not in plain:
            continue
        lost = plain[r.seed, r.skill] - r.right / r.asked
        for skill in (r.skill, "all"):
            groups[r.measure, r.strategy, skill][r.seed].append(lost)
    found = []
    for (measure, strategy, skill), seeds in groups.items():
        mean, low, high = of_mean([float(np.mean(v)) for v in seeds.values()])
        found.append(
            Effect(
                measure=measure, strategy=strategy, skill=skill, exchanges=size,
                withheld=mean, low=low, high=high,
            )
        )  # fmt: skip
    return tuple(found)


def counted(found: Iterable[Effect]) -> dict[str, Effect]:
    """Of each measure, the effect to count on: over all skills, on the student it hurts least.

    A passive student alone overstates a measure (arXiv 2605.22737); where none that works round it
    was trained, the passive one's is all there is.
    """
    least: dict[str, Effect] = {}
    for effect in found:
        if effect.skill == "all":
            best = least.setdefault(effect.measure, effect)
            least[effect.measure] = min(best, effect, key=lambda e: e.withheld)
    return least
