"""From when to when each account of a cohort is in use: ramps, migrations, bans and hand-over."""

from dataclasses import dataclass

import numpy as np

from gauger.simulate.cohort import Cohort
from gauger.simulate.market import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """First and last day of use, shape (accounts,); `closed` is 1e9 where it stays open."""

    first: Floats
    last: Floats
    closed: Floats
    reason: list[str]


def windows(cohort: Cohort, days: int, rng: np.random.Generator) -> Windows:
    """Windows of a cohort's accounts within its own."""
    n = cohort.accounts
    start, end = max(0.0, cohort.start_day), min(float(days), cohort.end_day)
    first, last = np.full(n, start), np.full(n, end)
    closed = np.full(n, 1e9)
    if cohort.ramp_days:
        first = start + np.minimum(rng.random(n) * cohort.ramp_days, 0.8 * (end - start))
        first[0] = start
    if cohort.leave_day < 1e8:  # the old keys stop, the new ones rise within hours
        new = np.arange(n) >= n // 2
        last[~new] = cohort.leave_day
        first[new] = cohort.leave_day + rng.random(int(new.sum())) * cohort.handover_h / 24
    if cohort.bans:
        first, last, closed = _banned(cohort, first, last, rng)
    return Windows(
        first=first, last=np.maximum(last, first + 0.02), closed=closed, reason=["policy"] * n
    )


def ban_days(cohort: Cohort, days: int) -> list[float]:
    """Days on which the provider closes accounts of a cohort, evenly spaced over its time."""
    start, end = max(0.0, cohort.start_day), min(float(days), cohort.end_day)
    return [start + (end - start) * (w + 1) / (cohort.bans + 1) for w in range(cohort.bans)]


def _banned(
    cohort: Cohort, first: Floats, last: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Each wave closes a share of the active accounts; as many fresh ones take over.

    All of them together are the reported number: successors are part of the cohort.
    """
    n, closed = len(first), np.full(len(first), 1e9)
    start, end = float(first.min()), float(last.max())
    active = np.arange(max(2, round(n / (1 + cohort.bans * cohort.ban_share))))
    fresh = len(active)
    for day in [start + (end - start) * (w + 1) / (cohort.bans + 1) for w in range(cohort.bans)]:
        many = min(round(cohort.ban_share * len(active)), n - fresh)
        known = active[first[active] < day]
        hit = rng.choice(known, min(many, len(known)), replace=False)
        closed[hit] = last[hit] = day + rng.random(len(hit)) * 0.15
        new = np.arange(fresh, fresh + many)
        first[new] = day + 0.1 + rng.random(many) * cohort.handover_h / 24
        active, fresh = np.concatenate([np.setdiff1d(active, hit), new]), fresh + many
    late = np.arange(fresh, n)  # rounding may leave some: they join at the last wave
    first[late] = first[max(0, fresh - 1)]
    return first, last, closed
