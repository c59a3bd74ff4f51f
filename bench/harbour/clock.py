"""When sessions begin, and how their turns follow: seconds from the start of the world."""

from typing import Literal

import numpy as np
import numpy.typing as npt

Hours = Literal["people", "office", "evening", "batch", "steady", "night"]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
DAY_S = 86_400.0
_BY_HOUR: dict[Hours, tuple[float, ...]] = {
    "people": (2, 1, 1, 0.5, 0.5, 1, 2, 4, 6, 7, 7, 7, 6, 6, 6, 6, 6, 6, 6, 7, 8, 8, 6, 4),
    "office": (0, 0, 0, 0, 0, 0, 0.3, 2, 7, 10, 10, 9, 5, 8, 10, 10, 8, 5, 2, 1, 0.6, 0.5, 0.2, 0),
    "evening": (3, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 5, 7, 8, 8, 9, 10, 10, 8, 5),
    "batch": (2, 2, 2, 2, 1, 1, 1, 2, 5, 8, 8, 7, 6, 7, 8, 8, 7, 6, 5, 4, 4, 3, 3, 2),
    "steady": (1,) * 24,
    "night": (9, 9, 9, 8, 7, 5, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 6, 8, 9),
}
_WEEKEND: dict[Hours, float] = {
    "people": 0.8, "office": 0.06, "evening": 0.9, "batch": 0.5, "steady": 1.0, "night": 0.9,
}  # fmt: skip


def turns_of(count: int, mean: float, rng: np.random.Generator) -> Ints:
    """Split that many exchanges into sessions of about so many turns.

    >>> int(turns_of(40, 3.0, np.random.default_rng(1)).sum())
    40
    """
    lengths = rng.geometric(1 / max(1.0, mean), size=count)
    kept = int(np.searchsorted(np.cumsum(lengths), count)) + 1
    lengths = lengths[:kept]
    lengths[-1] -= int(lengths.sum()) - count
    return lengths.astype(np.int64)


def starts_of(
    count: int,
    hours: Hours,
    span_s: tuple[float, float],
    hours_east: float,
    gap_s: float,
    rng: np.random.Generator,
) -> Floats:
    """Begin `count` sessions between two times, at the hours of somebody so far east, in order.

    A batch begins a few runs at such hours, and its sessions follow one another from there.
    """
    first, last = span_s
    heads = min(count, max(1, count // 90 + int(rng.integers(1, 4)))) if hours == "batch" else count
    days = np.arange(int(first // DAY_S), int(last // DAY_S) + 1)
    # Worlds begin on a Monday; people have days on and days off beside the week.
    week = np.where(days % 7 >= 5, _WEEKEND[hours], 1.0)
    mood = np.ones(len(days)) if hours == "steady" else rng.lognormal(0, 0.8, len(days))
    weight = week * mood + 1e-9
    day = rng.choice(days, size=heads, p=weight / weight.sum())
    by_hour = np.asarray(_BY_HOUR[hours], dtype=float)
    shift = float(rng.normal(0, 1.2)) if hours in {"people", "evening"} else 0.0
    hour = rng.choice(24, size=heads, p=by_hour / by_hour.sum()) + rng.random(heads) + shift
    begin = day * DAY_S + (hour - hours_east) * 3_600
    if heads < count:
        run = np.sort(rng.integers(0, heads, size=count))
        step = rng.exponential(gap_s, size=count)
        begin = begin[run] + np.cumsum(step) - np.cumsum(step)[np.searchsorted(run, run)]
    # What falls outside is moved inside, to the same hour of another day.
    room = max(last - first, 60.0)
    return np.sort(first + np.mod(begin - first, room)).astype(np.float64)


def within(turns: int, gap_s: float, rng: np.random.Generator) -> Floats:
    """Seconds from the beginning of a session to each of its turns."""
    gaps = rng.lognormal(np.log(gap_s), 0.9, size=turns)
    gaps[0] = 0
    return np.cumsum(gaps)
