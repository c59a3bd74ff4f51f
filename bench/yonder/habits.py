"""When somebody writes: hours of the day, days of the week, sessions and pauses."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
DAY_S = 86_400.0
HOURS: dict[str, tuple[float, ...]] = {
    "person": (3, 2, 1, 1, 1, 1, 2, 4, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 9, 9, 8, 5),
    "office": (0.3, 0.2, 0.2, 0.1, 0.1, 0.2, 0.8, 3, 8, 11, 11, 10, 7, 9, 11, 10, 9, 7, 3, 2, 1.5, 1.5, 1, 0.6),
    "student": (6, 4, 3, 1, 0.5, 0.3, 0.5, 1, 3, 5, 6, 6, 5, 6, 7, 7, 8, 7, 7, 8, 10, 11, 11, 9),
    "machine": (1,) * 24,
    "traffic": (3, 2, 2, 2, 2, 3, 4, 6, 8, 9, 10, 10, 10, 10, 10, 9, 9, 9, 8, 8, 8, 7, 6, 4),
    "night": (4, 9, 9, 8, 4, 1, 0.2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.3, 1),
    "shift": (0, 0, 0, 0, 0, 0, 0, 0.2, 5, 9, 9, 9, 2, 8, 9, 9, 9, 6, 0.6, 0.1, 0, 0, 0, 0),
    "evening": (0.2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 8, 9, 9, 6, 2),
    "day": (0, 0, 0, 0, 0, 0, 0, 0, 1, 6, 9, 9, 5, 6, 9, 9, 7, 3, 1, 0, 0, 0, 0, 0),
}  # fmt: skip
"""How the hours of a local day weigh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How somebody's exchanges lie in time."""

    hours: str = "person"
    weekend: float = 0.8
    """Weight of a day of the weekend against a working day."""
    turns: float = 3.0
    """Mean exchanges of a session."""
    gap_s: float = 70.0
    """Median pause within a session."""
    uneven: float = 0.7
    """Spread of the days' weights, on a log scale."""
    personal: bool = True
    """Whether the hours are moved and sharpened for each account."""
    minute: float | None = None
    """A schedule starts sessions at this minute of the hour; without one any second may do."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One session: when its exchanges came, in seconds since the world began."""

    times: Floats


def visits(
    rng: np.random.Generator,
    habit: Habit,
    n: int,
    *,
    utc_h: float,
    active_d: tuple[float, float],
    gaps_d: tuple[tuple[float, float], ...] = (),
    weekday: int = 0,
) -> list[Visit]:
    """About `n` exchanges within the active days; `weekday` is that of the world's first day."""
    first, last = active_d
    hours = np.arange(int(first * 24), max(int(first * 24) + 1, int(np.ceil(last * 24))))
    weights = _weights(rng, habit, hours, utc_h, weekday)
    weights[(hours < first * 24 - 1) | (hours >= last * 24)] = 0.0
    for start, stop in gaps_d:
        weights[(hours >= start * 24) & (hours < stop * 24)] = 0.0
    if n < 1 or not weights.sum():
        return []
    sessions = max(1, round(n / habit.turns))
    where = rng.choice(hours, sessions, p=weights / weights.sum()).astype(float)
    if habit.minute is None:
        within = rng.uniform(0, 3600, sessions)
    else:
        within = habit.minute * 60 + rng.gamma(2, 20, sessions)
    turns = rng.geometric(1 / max(1.0, habit.turns), sessions)
    pauses = rng.lognormal(np.log(habit.gap_s), 1.0, int(turns.sum()))
    starts = where * 3600 + within
    made: list[Visit] = []
    at = 0
    for start, k in zip(starts, turns, strict=True):
        own = np.cumsum(pauses[at : at + k])
        made.append(Visit(start + own - own[0]))
        at += int(k)
    return made


def _weights(
    rng: np.random.Generator,
    habit: Habit,
    hours: npt.NDArray[np.int64],
    utc_h: float,
    weekday: int,
) -> Floats:
    profile = np.array(HOURS[habit.hours], float)
    if habit.personal:
        profile = np.roll(profile, int(rng.normal(0, 1.3))) ** rng.uniform(0.6, 1.7)
    local = hours + round(utc_h)
    days = local // 24
    daily = np.exp(rng.normal(0, habit.uneven, int(days.max() - days.min()) + 1))
    weekend = np.where((days + weekday) % 7 >= 5, habit.weekend, 1.0)
    found: Floats = profile[local % 24] * daily[days - days.min()] * weekend
    return found
