"""A day of everybody's exchanges, as numbers: when, who, from where, asking what."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gauger.simulate.habits import POINTS
from gauger.simulate.hashing import mixed, share_of
from gauger.simulate.library import QUANTILES, TASKS, UNIFORM, Library
from gauger.simulate.market import Floats, Ints, market
from gauger.simulate.places import addresses
from gauger.simulate.population import DAY_US, Population
from gauger.simulate.software import SLOTS

Rows = npt.NDArray[np.int32]
FOLLOW_UP_SHARE = 0.2
"""Of later turns in people's sessions that are a short reply; assumed."""
TURNS = 64
"""Numbers of one task: its turns have texts of their own."""
RETRY_LAG = 12
"""Sessions of the cohort between a failed task and its retry, on average."""
LAST_US = DAY_US - 1
GOLDEN = (5**0.5 - 1) / 2


@dataclass(slots=True)
class Diary:
    """What one day leaves for the next."""

    left: Ints
    """Exchanges that each account has still to send."""
    tasks: Ints
    """Tasks that each cohort has handed out."""
    decks: Ints
    """Sessions that each deck has served."""
    signatures: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Per cohort: a day and its first and last session, whose reasoning may be returned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Conversations of a day, in order of account; arrays of shape (sessions,)."""

    account: Ints
    start_us: Ints
    deck: Ints
    place_u: Floats
    """Where in its deck it starts: golden steps, so that strangers seldom say the same."""
    task: Ints
    """Number of the task, -1 outside task lists."""
    number: Ints
    """Of its account this day."""
    address: Ints
    signature: Ints
    """What names its reasoning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day's exchanges in order of time; arrays of shape (exchanges,)."""

    ts_us: Ints
    account: Rows
    session: Rows
    """Place in `sessions`."""
    sessions: Sessions
    prompt: Rows
    number: Ints
    """What stands in the prompt's number slot."""
    system: Rows
    client: Rows
    model: Rows
    input: Rows
    output: Rows
    reasoning: Rows
    cached: Rows
    status: Rows
    refused: npt.NDArray[np.bool_]
    thinks: npt.NDArray[np.bool_]


def one_day(
    people: Population, library: Library, diary: Diary, day: int, incidents: Floats,
    rng: np.random.Generator,
) -> Day | None:  # fmt: skip
    """The day's exchanges; None when there are none."""
    m = people.members
    now, after = m.later[:, day], m.later[:, day + 1]
    chance = np.where(now > 0, 1 - after / np.maximum(now, 1e-30), 0)
    chance[after <= now * 1e-6] = 1.0
    chance[now <= 0] = 0.0
    count = rng.binomial(diary.left, np.clip(chance, 0, 1))
    diary.left -= count
    active = np.flatnonzero(count)
    if not len(active):
        return None
    many = count[active]
    groups = 1 + rng.binomial(many - 1, np.clip(1 / m.session[active], 0, 1))
    first = np.cumsum(groups) - groups
    owner = np.repeat(np.arange(len(active)), many)
    of_row = first[owner] + (rng.random(len(owner)) * groups[owner]).astype(np.int64)
    of_row.sort(kind="stable")
    size = np.bincount(of_row, minlength=int(groups.sum()))
    held = np.flatnonzero(size)  # a session nobody wrote in is none
    of_row = (np.cumsum(size > 0) - 1)[of_row]
    account = np.repeat(active, groups)[held]
    order = (np.arange(int(groups.sum())) - np.repeat(first, groups))[held]
    sessions = _sessions(
        people,
        library,
        diary,
        day,
        account,
        order,
        size[held],
        np.repeat(groups, groups)[held],
        rng,
    )
    return _rows(people, library, sessions, of_row, size[held], day, incidents, rng)


def _sessions(
    people: Population, library: Library, diary: Diary, day: int, account: Ints, order: Ints,
    size: Ints, groups: Ints, rng: np.random.Generator,
) -> Sessions:  # fmt: skip
    m, n = people.members, len(account)
    start = _starts(people, day, account, order, groups, rng)
    span = np.minimum(m.gap_s[account] * size / 86_400, 0.9)
    start = np.clip(np.minimum(start, 0.9999 - span), 0, 0.9999)
    first = np.clip(m.first_day[account] - day, 0, 1)
    last = np.maximum(np.clip(m.last_day[account] - day, 0, 1) - span, first)
    start = np.where((first > 0) | (last < 1 - span), first + start * (last - first), start)
    second = (m.second_book[account] >= 0) & (rng.random(n) < m.second_share[account])
    book = np.where(second, m.second_book[account], m.book[account])
    deck = library.books[book, rng.integers(0, QUANTILES, n)].astype(np.int64)
    seed = people.cast.seed
    place = (rng.random(n)[:, None] > people.places.until[account]).sum(1)
    turn = mixed(seed, day, account, order).astype(np.int64) & 0x7FFFFFFF
    cohort = m.cohort[account]
    return Sessions(
        account=account,
        start_us=(start * DAY_US).astype(np.int64),
        deck=deck,
        place_u=_turns(diary, deck),
        task=_tasks(library, diary, cohort, deck, start, m.samples[account], m.retry[account], rng),
        number=order,
        address=addresses(people.places, people.pool, account, place, day, turn),
        signature=_signatures(diary, cohort, m.reuse[account], day, seed, rng),
    )


def _starts(
    people: Population, day: int, account: Ints, order: Ints, groups: Ints, rng: np.random.Generator
) -> Floats:
    """When each session starts, as a share of the day: by rhythm and zone, then by outages."""
    m, n = people.members, len(account)
    at = rng.random(n) * POINTS
    low = np.minimum(at.astype(np.int64), POINTS - 1)
    table, profile = people.profiles.table, m.profile[account]
    left = table[profile, low]
    local = left + (table[profile, low + 1] - left) * (at - low)
    # a dispatcher hands out work in turn: its accounts' sessions lie evenly over its own hours
    phase = share_of(account, day)
    turn = ((order + phase + 0.6 * (rng.random(n) - 0.5)) / groups % 1.0) * POINTS
    place = np.minimum(turn.astype(np.int64), POINTS - 1)
    even = table[profile, place] + (table[profile, place + 1] - table[profile, place]) * (
        turn - place
    )
    local = np.where(m.even[account], even, local)
    start = (local - m.zone_h[account] / 24) % 1.0
    clock = m.clock[account]
    if clock.any():
        quarter = np.minimum((start * 96).astype(np.int64), 95)
        up = people.clocks[clock, day, quarter]
        start = up + (people.clocks[clock, day, quarter + 1] - up) * (start * 96 - quarter)
    return np.asarray(start, float)


def _turns(diary: Diary, deck: Ints) -> Floats:
    """A place in its deck for each session, in golden steps (Weyl's sequence) over the days."""
    order = np.argsort(deck, kind="stable")
    counts = np.bincount(deck, minlength=len(diary.decks))
    rank = np.empty(len(deck), np.int64)
    rank[order] = np.arange(len(deck)) - np.repeat(np.cumsum(counts) - counts, counts)
    place = (diary.decks[deck] + rank) * GOLDEN % 1.0
    diary.decks += counts
    return np.asarray(place, float)


def _tasks(
    library: Library, diary: Diary, cohort: Ints, deck: Ints, start: Floats, samples: Ints,
    retry: Floats, rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """Tasks are handed out in order of time, each `samples` times; some come again elsewhere."""
    task = np.full(len(deck), -1)
    listed = np.flatnonzero(library.deck_mode[deck] == TASKS)
    if not len(listed):
        return task
    listed = listed[np.lexsort((start[listed], cohort[listed]))]
    mine = cohort[listed]
    first = np.flatnonzero(np.r_[True, mine[1:] != mine[:-1]])
    rank = np.arange(len(listed)) - np.repeat(first, np.diff(np.r_[first, len(listed)]))
    number = diary.tasks[mine] + rank // samples[listed]
    again = np.flatnonzero((rng.random(len(listed)) < retry[listed]) & (rank > 0))
    lag = 1 + rng.exponential(RETRY_LAG, len(again)).astype(np.int64)
    served = number.copy()
    served[again] = number[again - np.minimum(lag, rank[again])]
    task[listed] = served
    ends = np.r_[first[1:], len(listed)] - 1
    diary.tasks[mine[ends]] = number[ends] + 1
    return task


def _signatures(
    diary: Diary, cohort: Ints, reuse: Floats, day: int, seed: int, rng: np.random.Generator
) -> Ints:
    """Each session has its own, unless the cohort returns those of an earlier day's sessions."""
    n = len(cohort)
    place, of_day = np.arange(n), np.full(n, day)
    back = np.flatnonzero(rng.random(n) < reuse)
    for one in np.unique(cohort[back]).tolist():
        mine = back[cohort[back] == one]
        if one in diary.signatures:
            earlier, low, high = diary.signatures[one]
            place[mine] = rng.integers(low, high, len(mine))
            of_day[mine] = earlier
    for one in np.unique(cohort[reuse > 0]).tolist():
        held = np.flatnonzero(cohort == one)
        diary.signatures[one] = (day, int(held[0]), int(held[-1]) + 1)
    return mixed(seed, of_day, place).view(np.int64)


def _rows(
    people: Population, library: Library, s: Sessions, of_row: Ints, size: Ints, day: int,
    incidents: Floats, rng: np.random.Generator,
) -> Day:  # fmt: skip
    m, n = people.members, len(of_row)
    account = s.account[of_row]
    begins = np.cumsum(size) - size
    turn = np.arange(n) - begins[of_row]
    pace = m.gap_s[account] * 1e6 * rng.lognormal(0, 0.5, len(size))[of_row]
    ts = s.start_us[of_row] + ((turn + rng.random(n)) * pace).astype(np.int64)
    ts = np.minimum(ts, LAST_US - (rng.random(n) * 6e7).astype(np.int64))
    ends = ((m.last_day[account] - day) * DAY_US).astype(np.int64)
    ts = np.maximum(np.minimum(ts, ends), s.start_us[of_row])
    order = np.argsort(ts, kind="stable")
    ts, account, of_row, turn = ts[order], account[order], of_row[order], turn[order]
    deck, task = s.deck[of_row], s.task[of_row]
    prompt, number = _prompts(library, s, of_row, deck, task, turn, rng)
    subject = library.capability[prompt]
    template = library.deck_template[deck]
    slot = day * SLOTS + ts * SLOTS // DAY_US
    second = share_of(account, s.number[of_row], day) < 0.4
    track = np.where(second, m.second_track[account], m.track[account])
    status = _statuses(m.errors[account], ts, incidents, rng)
    failed = status != 200
    sizes = _sizes(people, library, account, subject, turn, failed, rng)
    usual = np.array([market().tokens[c].refuse for c in library.capabilities])[subject]
    refused = rng.random(n) < np.where(
        m.refused[account] >= 0, np.where(template, m.refused[account], usual), usual
    )
    return Day(
        ts_us=ts,
        account=account.astype(np.int32),
        session=of_row.astype(np.int32),
        sessions=s,
        prompt=prompt.astype(np.int32),
        number=number,
        system=np.where(template, m.template_system[account], m.system[account]).astype(np.int32),
        client=people.garage.table()[track, slot],
        model=_models(people, account, day + ts / DAY_US, rng).astype(np.int32),
        input=sizes["input"], output=sizes["output"], reasoning=sizes["reasoning"],
        cached=sizes["cached"],
        status=status.astype(np.int32),
        refused=refused & ~failed,
        thinks=sizes["reasoning"] > 0,
    )  # fmt: skip


def _prompts(
    library: Library, s: Sessions, of_row: Ints, deck: Ints, task: Ints, turn: Ints,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Prompt and number of each exchange: tasks in their order, other things by chance."""
    n = len(deck)
    reply = (
        (turn > 0) & (task < 0) & ~library.deck_template[deck] & (rng.random(n) < FOLLOW_UP_SHARE)
    )
    deck = np.where(reply, library.follow_ups, deck)
    size, template = library.deck_size[deck], library.deck_template[deck]
    u = rng.random(n)
    skewed = np.where(library.deck_mode[deck] == UNIFORM, u, u**2)
    # one conversation stays with its subject: neighbours in a deck of own words share theirs
    near = (s.place_u[of_row] * size).astype(np.int64) + turn
    place = np.where(reply | template, (skewed * size).astype(np.int64), near)
    place = np.where(task >= 0, task, place) % size
    prompt = library.deck_start[deck] + place
    loose = np.where(template, 1 + (u * 7919 % 1 * 99_999), 1 + 5_000 * (u * 104_729 % 1) ** 3)
    number = np.where(task >= 0, task * TURNS + turn % TURNS + 1, loose.astype(np.int64))
    return prompt, np.where(library.numbered[prompt], number, 0)


def _sizes(
    people: Population, library: Library, account: Ints, subject: npt.NDArray[np.int8],
    turn: Ints, failed: npt.NDArray[np.bool_], rng: np.random.Generator,
) -> dict[str, Rows]:  # fmt: skip
    """Tokens of each exchange; the context grows with the turns, and a failed one gives nothing."""
    m, n = people.members, len(account)
    t = [market().tokens[c] for c in library.capabilities]

    def of(name: str) -> Floats:
        return np.array([getattr(x, name) for x in t])[subject]

    noise = rng.standard_normal((2, n), np.float32)
    given = of("input") * m.size[account] * np.exp(of("input_spread") * noise[0])
    given *= 1 + 0.15 * np.minimum(turn, 20)
    made = of("output") * m.output[account] * np.exp(of("output_spread") * noise[1])
    share = np.where(m.thinking[account] >= 0, m.thinking[account], of("reasoning"))
    thinks = rng.random(n) < share
    thought = np.where(thinks, made * (0.5 + 2 * rng.random(n)), 0)
    cached = np.where(turn > 0, given * 0.75, 0)
    sizes = {
        "input": np.minimum(given, 190_000) + 3,
        "output": np.where(failed, 0, np.minimum(made, 30_000) + 1),
        "reasoning": np.where(failed, 0, np.minimum(thought, 60_000)),
        "cached": np.where(failed, 0, np.minimum(cached, 190_000)),
    }
    return {name: size.astype(np.int32) for name, size in sizes.items()}


def _statuses(errors: Floats, ts: Ints, incidents: Floats, rng: np.random.Generator) -> Ints:
    """200, or an error: everybody's in an incident of the provider, else one's own."""
    n = len(ts)
    chance = errors.copy()
    for start, end in incidents:
        chance[(ts >= start * DAY_US) & (ts < end * DAY_US)] = 0.35
    kinds = np.array([429, 429, 529, 500, 400])
    return np.where(rng.random(n) < chance, kinds[rng.integers(0, 5, n)], 200)


def _models(people: Population, account: Ints, day: Floats, rng: np.random.Generator) -> Ints:
    m, u = people.members, rng.random(len(account))
    usual = np.where(u > 0.85, m.other_model[account], m.model[account])
    moved = (day >= m.adopts_day[account]) & (rng.random(len(account)) < m.new_share[account])
    return np.where(moved, m.new_model[account], usual)
