"""When and how much: exchanges of an account, its days and its hours."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gauger.simulate.cohort import Cohort
from gauger.simulate.market import Floats, Ints

USERS_QUANTILES = (0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 1)
USERS_REQUESTS = (1, 1, 2, 5, 11, 18, 65, 113, 274, 1_207)
"""Requests a user in 23 days by quantile: GenTD26 (alibaba/clusterdata v2026), 4,247 users."""
HOURS = {
    "human": [2, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9, 8, 7, 8, 9, 9, 8, 7, 6, 6, 6, 5, 4, 3],
    "office": [0, 0, 0, 0, 0, 0, 1, 4, 9, 10, 10, 9, 6, 9, 10, 10, 9, 5, 2, 1, 0, 0, 0, 0],
    "evening": [3, 1, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 5, 7, 9, 10, 11, 11, 9, 6],
    "night": [9, 10, 10, 9, 4, 1] + [0] * 16 + [2, 5],
    "flat": [1] * 24,
}
"""Weight of each local hour; `human` after the daily curve of the Azure and GenTD26 traces."""
POINTS = 240
"""Resolution of an hour profile: six minutes."""
BATCH_PROFILES = 24
"""Profiles of programs that run in a few hours of the day; ServeGen: entropy down to 0.8 bits."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """Hour profiles as quantile tables: shape (profiles, POINTS + 1), share of a day."""

    table: Floats
    of_rhythm: dict[str, Ints]


def profiles(rng: np.random.Generator) -> Profiles:
    """The named rhythms, and programs' own: 1 to 8 busy hours, some over a flat floor."""
    rows = [np.array(h, float) for h in HOURS.values()]
    numbers = {name: np.array([i]) for i, name in enumerate(HOURS)}
    for width in np.tile([1, 1, 2, 3, 4, 8], BATCH_PROFILES // 6):
        hours = np.full(24, rng.choice([0.0, 0.01, 0.08]))
        hours[(int(rng.integers(24)) + np.arange(width)) % 24] += 1
        rows.append(hours)
    numbers["batch"] = np.arange(len(HOURS), len(rows))
    flat, office, human = numbers["flat"][0], numbers["office"][0], numbers["human"][0]
    # ServeGen: flat and bursty clients both; entropy of the day 0.8 to 4.5 of 4.585 bits
    numbers["services"] = np.concatenate([[flat] * 10, [human] * 9, [office] * 5, numbers["batch"]])
    return Profiles(np.stack([_quantile(r) for r in rows]), numbers)


def _quantile(hours: Floats) -> Floats:
    edges = np.concatenate([[0], np.cumsum(hours / hours.sum())])
    grid = np.maximum.accumulate(edges + np.arange(25) * 1e-12)
    return np.interp(np.linspace(0, 1, POINTS + 1), grid, np.arange(25) / 24)


def sends(cohort: Cohort, weight: Floats, rng: np.random.Generator) -> Ints:
    """Exchanges of each account, at least one each, summing to the cohort's exactly."""
    n, total = cohort.accounts, max(cohort.accounts, cohort.exchanges)
    if cohort.tail == "users":
        base = np.interp(rng.random(n), USERS_QUANTILES, np.log(USERS_REQUESTS))
    else:
        # no client beyond what ServeGen saw: its largest makes half of a model's requests
        base = cohort.sigma * np.clip(rng.standard_normal(n), -3, 2.4)
    share = np.exp(base) * weight
    each = np.maximum(1, np.floor(share / share.sum() * total)).astype(np.int64)
    left = total - int(each.sum())
    if left >= 0:
        each += rng.multinomial(left, share / share.sum())
    order = np.argsort(-each, kind="stable")
    while left < 0:  # those who were raised to one are paid for by the busiest
        some = order[: max(1, n // 20)]
        cut = np.minimum(each[some] - 1, -(left // len(some)))
        cut[np.cumsum(cut) > -left] = 0
        cut = cut if cut.sum() else (np.arange(len(some)) == 0) * min(-left, each[some[0]] - 1)
        each[some] -= cut
        left += int(cut.sum())
        order = np.argsort(-each, kind="stable")
    return np.asarray(each, np.int64)


def day_weights(
    cohort: Cohort, first: Floats, last: Floats, weekday: Ints, pauses: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> npt.NDArray[np.float32]:  # fmt: skip
    """Weight of each day for each account, shape (accounts, days); never all zero.

    `first` and `last` are days of the account's use; `weekday` is 0 on Mondays; `pauses` is the
    share of each day on which the whole cohort is up.
    """
    n, days = len(first), len(weekday)
    day = np.arange(days)
    inside = np.minimum(last[:, None], day + 1) - np.maximum(first[:, None], day)
    weights = np.clip(inside, 0, 1).astype(np.float32) * pauses
    weights *= np.where(weekday >= 5, cohort.weekend, 1.0)
    if cohort.active_share < 1:
        active = rng.beta(2 * cohort.active_share, 2 * (1 - cohort.active_share), n)
        weights *= (rng.random((n, days), np.float32) < active[:, None]).astype(np.float32)
    if cohort.persona == "services" and cohort.kind == "honest":
        weights *= rng.lognormal(0, 0.7, (n, days)).astype(np.float32)
    elif not cohort.even:
        weights *= rng.gamma(2.0, 0.5, (n, days)).astype(np.float32)
    empty = weights.sum(1) <= 0
    middle = np.clip((first + last) / 2, 0, days - 1).astype(int)
    weights[empty, middle[empty]] = 1
    return np.asarray(weights, np.float32)


def left_from(weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Weight of each day and all after it, shape (accounts, days + 1)."""
    later = np.cumsum(weights[:, ::-1], 1)[:, ::-1]
    return np.concatenate([later, np.zeros((len(weights), 1))], 1).astype(np.float32)


def pause_mask(cohort: Cohort, days: int, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Quarter hours in which the cohort is up, shape (days, 96)."""
    up = np.ones(days * 96, bool)
    for _ in range(cohort.pauses):
        start = int(rng.integers(0, days * 96))
        up[start : start + int(np.clip(rng.lognormal(np.log(20), 0.8), 4, 144))] = False
    return up.reshape(days, 96)
