"""When: sessions by each account's days and hours, and the exchanges inside them."""

from dataclasses import dataclass

import numpy as np

from bench.elsewhere.spec import DAY_US, HOUR_US, Floats, Ints, Pace, Rhythm

# Relative weight of each local hour.
HOURS: dict[Rhythm, tuple[float, ...]] = {
    "person": (2, 1, 1, 0.5, 0.5, 1, 2, 4, 6, 7, 8, 8, 7, 7, 8, 8, 8, 7, 7, 8, 9, 9, 7, 4),
    "office": (0, 0, 0, 0, 0, 0.2, 1, 4, 9, 12, 12, 10, 6, 9, 11, 10, 8, 4, 2, 1, 1, 0.5, 0.2, 0),
    "evening": (3, 1, 0.5, 0, 0, 0, 1, 2, 1, 1, 1, 1, 2, 2, 3, 6, 9, 10, 10, 12, 13, 12, 9, 6),
    "server": (4, 3, 3, 3, 3, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 5),
    "flat": (1,) * 24,
    "nightly": (0, 0, 6, 10, 1) + (0,) * 19,
    "shift": (1, 1, 1, 1, 1, 1, 8, 9, 9, 9, 9, 8, 8, 9, 9, 9, 9, 9, 9, 8, 7, 6, 2, 1),
}
WEEK: dict[Rhythm, tuple[float, ...]] = {
    "person": (1, 1, 1, 1, 0.9, 0.75, 0.8), "office": (1, 1.05, 1, 1, 0.8, 0.06, 0.04), "evening": (1, 1, 1, 1, 0.7, 0.6, 1.1),
    "server": (1, 1, 1, 1, 1, 0.85, 0.85), "flat": (1,) * 7, "nightly": (1,) * 7, "shift": (1, 1, 1, 1, 1, 0.9, 0.8),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sends:
    """Exchanges of a group, sorted by session: columns of one length."""

    account: Ints
    ts: Ints
    """Microseconds since the epoch."""
    session: Ints
    """Number of the session within the group."""
    turn: Ints
    first_ts: Ints
    """When the session began."""


def sends(
    dice: np.random.Generator,
    pace: Pace,
    *,
    accounts: int,
    born: Ints,
    zone_h: Ints,
    start: int,
    days: int,
) -> Sends:
    """Draw a group's exchanges. `born`: when each account may begin; `zone_h`: its hours from UTC."""
    amount = pace.median * np.exp(pace.sigma * dice.standard_normal(accounts))
    amount = np.minimum(amount, pace.median * 60 + 2_000)
    sessions = np.maximum(1, dice.poisson(amount / pace.turns))
    who = np.repeat(np.arange(accounts), sessions)
    at = _starts(dice, pace, born[who], zone_h[who], start, days, who)
    at = _in_bursts(dice, pace, at, start, days)
    keep = (
        _outside_pauses(dice, pace, at, start, days)
        & (at >= born[who])
        & (at < start + days * DAY_US)
    )
    who, at = who[keep], at[keep]
    turns = np.minimum(dice.geometric(1 / pace.turns, len(at)), int(pace.turns * 8) + 1)
    session = np.repeat(np.arange(len(at)), turns)
    first = np.concatenate(([0], np.cumsum(turns)[:-1])) if len(at) else np.zeros(0, np.int64)
    turn = np.arange(len(session)) - first[session]
    gaps = np.exp(np.log(pace.gap_s) + 0.9 * dice.standard_normal(len(session))) * 1e6
    gaps[turn == 0] = 0
    run = np.cumsum(gaps)
    ts = at[session] + (run - run[first[session]] if len(session) else run).astype(np.int64)
    inside = ts < start + days * DAY_US
    cut = {
        "account": who[session],
        "ts": ts,
        "session": session,
        "turn": turn,
        "first_ts": at[session],
    }
    return Sends(**{name: column[inside].astype(np.int64) for name, column in cut.items()})


def _starts(
    dice: np.random.Generator,
    pace: Pace,
    born: Ints,
    zone_h: Ints,
    start: int,
    days: int,
    who: Ints,
) -> Ints:
    """A moment for each session: a day of the account's stay, and an hour of its rhythm."""
    first = np.maximum((born - start) / DAY_US, days * pace.start)
    stop = days * pace.stop
    stay = (
        np.minimum(stop - first, days * (0.15 + dice.random(int(who.max()) + 1)[who] * 2))
        if pace.rhythm == "person"
        else stop - first
    )
    day = np.floor(first + dice.random(len(who)) * np.maximum(stay, 0.05))
    weekday0 = (start // DAY_US + 3) % 7  # 1 January 1970 was a Thursday
    weights = np.array(WEEK[pace.rhythm])
    for _ in range(6):
        bad = dice.random(len(day)) > weights[(day.astype(np.int64) + weekday0) % 7] / weights.max()
        again = np.floor(first + dice.random(len(who)) * np.maximum(stay, 0.05))
        day = np.where(bad, again, day)
    hour = _hours(dice, pace, who)
    return np.asarray(start + day * DAY_US + ((hour - zone_h) % 24) * HOUR_US, np.int64)


def _hours(dice: np.random.Generator, pace: Pace, who: Ints) -> Floats:
    """Local hours: the rhythm's, moved a little by each account's habits."""
    weights = np.array(HOURS[pace.rhythm], float)
    drawn = dice.choice(24, len(who), p=weights / weights.sum()) + dice.random(len(who))
    own = dice.standard_normal(int(who.max()) + 1)[who] * (
        1.5 if pace.rhythm in {"person", "evening"} else 0.3
    )
    if pace.rhythm == "shift":  # an account's hours gather in one of three shifts
        own = own + ((dice.integers(0, 3, int(who.max()) + 1)[who] * 8 + 6) + drawn % 8 - drawn)
    return np.asarray((drawn + own) % 24, float)


def _in_bursts(dice: np.random.Generator, pace: Pace, at: Ints, start: int, days: int) -> Ints:
    for moment, hours, share in pace.bursts:
        moved = dice.random(len(at)) < share
        into = start + moment * days * DAY_US + dice.random(len(at)) * hours * HOUR_US
        at = np.where(moved, into, at).astype(np.int64)
    return at


def _outside_pauses(dice: np.random.Generator, pace: Pace, at: Ints, start: int, days: int) -> Ints:
    keep = np.ones(len(at), bool)
    for _ in range(pace.pauses):
        begin = start + dice.random() * days * DAY_US
        keep &= (at < begin) | (at > begin + (2 + 7 * dice.random()) * HOUR_US)
    return np.asarray(keep)
