"""Change points of a campaign's days, set beside what happened around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from gauger.campaigns.model import Change, Day

WINDOW_DAYS = 3
"""Days compared before and after: short enough for a pivot, long enough to pass a weekend."""
MIN_FACTOR = 2.0
"""Smaller moves are weather."""
MIN_Z = 6.0
"""Poisson standard deviations; at 1,000 day pairs, one false change in a million runs."""
MAX_LAG_H = 72.0
"""An event later or longer ago than this explains nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened around the traffic."""

    ts: datetime
    name: str


def change_points(days: Sequence[Day], events: Sequence[Event]) -> tuple[Change, ...]:
    """Days at which the traffic jumps, each with the latest event before it.

    Compares mean exchanges of the windows before and after each day boundary and keeps local
    maxima of the Poisson z score. Misses changes of mix at constant volume.
    """
    if not days:
        return ()
    first = days[0].day
    series = np.zeros((days[-1].day - first).days + 1)
    for day in days:
        series[(day.day - first).days] = day.exchanges
    scores = [_score(series, at) for at in range(len(series))]
    found = []
    for at, (z, factor) in enumerate(scores):
        around = [scores[i][0] for i in range(max(0, at - 2), min(len(scores), at + 3))]
        if z >= MIN_Z and (factor >= MIN_FACTOR or factor <= 1 / MIN_FACTOR) and z == max(around):
            start = datetime.combine(first, datetime.min.time(), UTC) + timedelta(days=at)
            found.append(_change(start, factor, events))
    return tuple(found)


def _score(series: np.ndarray, at: int) -> tuple[float, float]:
    before, after = series[max(0, at - WINDOW_DAYS) : at], series[at : at + WINDOW_DAYS]
    if not len(before) or not len(after):
        return 0.0, 1.0
    low, high = float(before.mean()), float(after.mean())
    spread = np.sqrt(low / len(before) + high / len(after))
    return (abs(high - low) / float(spread) if spread else 0.0), (high + 0.5) / (low + 0.5)


def _change(at: datetime, factor: float, events: Sequence[Event]) -> Change:
    text = f"rises {factor:.1f}-fold" if factor > 1 else f"falls to {100 * factor:.0f} %"
    lag = [((at + timedelta(days=1) - e.ts).total_seconds() / 3600, e) for e in events]
    near = [(h, e) for h, e in lag if 0 <= h <= MAX_LAG_H + 24]
    if not near:
        return Change(at=at, text=text)
    hours, event = min(near, key=lambda pair: pair[0])
    return Change(at=at, text=text, event=event.name, lag_h=max(0.0, round(hours - 24, 1)))
