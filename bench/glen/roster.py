"""How a group of customers, honest or not, is enrolled and set to work: one spec for both.

A `Group` says in words what its accounts share: line, device, hours, card, sign-up. `enrol` turns
the words into people; what the group shares is made once, in its `Stage`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bench.glen import people, words
from bench.glen.people import DAY_S, Device, Line
from bench.glen.texts import Voice, Work, ordinary, voice
from bench.glen.world import Model, Person, Rhythm, World

Desk = Callable[[World, Random], Work]
"""Sets up what a group works on, and gives the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Accounts that have something in common, and what."""

    name: str
    accounts: int
    desk: Desk
    median: float
    sigma: float = 0.5
    cap: int = 1_500
    cover: float = 0.2
    """Share of conversations that are the customer's own, of no group."""
    line: str = "home"
    device: str = "own"
    hours: str = "day"
    pace_s: float = 70.0
    mail: str = "own"
    card: str = "own"
    born: str = "long"
    team: int = 0
    """Accounts per organisation; 0: each for itself; -1: all in one."""
    plan: str | None = None
    programme: str | None = None
    verified: str | None = None
    langs: tuple[str, ...] = ()
    picks: str = "mixed"
    moves_p: float = 0.3
    think: float = 1.0
    first: float = 0.0
    last: float = 1.0
    """Part of the window in which the group works."""
    bans: float = 0.0
    """Share of accounts closed while they work."""


@dataclass(slots=True)
class Stage:
    """What the accounts of one group share, made when it is first asked for."""

    lines: dict[str, Line] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)
    firms: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    waves: tuple[float, ...] = ()
    births: list[float] = field(default_factory=list)
    exits: list[str] = field(default_factory=list)


def enrol(world: World, rng: Random, group: Group, stage: Stage, number: int) -> Person:
    """One person of a group."""
    app = world.provider.channels[0] == "app"
    own = voice(rng, api=not app, lang=rng.choice(group.langs) if group.langs else None)
    team = 0 if group.team < 0 else number // group.team if group.team else number
    first, last = rng.choice(words.FIRSTS), words.surname(rng)
    home, country = people.at_home(rng, own.lang)
    if team not in stage.firms:
        name = words.firm(rng)
        stage.firms[team] = (
            name,
            f"{name.split()[0].lower()}.{rng.choice(('com', 'com', 'io', 'ai', 'de', 'co', 'net'))}",
            world.number("o_", 48),
        )
    rhythm = _rhythm(world, rng, group, stage, own)
    person = Person(
        account={"account_id": world.number("a_", 56)}, voice=own, rhythm=rhythm, line=_line(world, rng, group, stage, team, home, own), device=_device(rng, group, stage, team, app=app),
        models=world.provider.models, weights=_weights(rng, group.picks, world.provider.models), pace_s=group.pace_s, org=stage.firms[team][2], channel=rng.choice(world.provider.channels),
        keys=tuple(world.number("k_", 48) for _ in range(rng.choice((1, 1, 1, 2, 4)))), from_s=group.first * world.end_s, until_s=group.last * world.end_s, moves_p=group.moves_p * rng.random() * 2, think=group.think,
    )  # fmt: skip
    _books(world, rng, group, stage, person, team, (first, last), country)
    return person


def _line(
    world: World, rng: Random, group: Group, stage: Stage, team: int, home: Line, own: Voice
) -> Line:
    mode, _, size = group.line.partition(":")
    n = int(size or 1)
    shared = {
        "office": lambda: people.office(rng, n), "campus": lambda: people.campus(rng), "server": lambda: people.server(rng, n), "team": lambda: people.office(rng, n),
        "fleet": lambda: people.fixed([people.host(rng, prefix) for prefix in rng.sample(people.HOSTS, 3) for _ in range(n)]),
        "vpn": lambda: people.fixed([f"{block}.{low}" for block in rng.sample(people.VPNS, 6) for low in range(20, 20 + n)]),
        "carrier": lambda: people.fixed([f"{rng.choice(people.CARRIERS['US'])}.{rng.randint(0, 15)}.{rng.randint(1, 254)}" for _ in range(n)]),
    }  # fmt: skip
    if mode in {"home", "household"}:
        if mode == "home":
            return home
        return stage.lines.setdefault(f"{team}", home)
    if mode in {"proxies", "exit"}:
        if not stage.exits:
            honest = rng.sample(world.homes, min(n // 2, len(world.homes)))
            stage.exits = honest + [people.house(rng, own.lang)[0] for _ in range(n - len(honest))]
        if mode == "exit":
            return people.mixed(people.fixed([rng.choice(stage.exits)]), home, 0.15)
        return people.sticky(stage.exits, rng.uniform(1, 5) * 3_600, rng)
    if mode in {"own-server", "site"}:
        return (
            people.server(rng, n)
            if mode == "own-server"
            else people.mixed(people.office(rng), home, 0.3)
        )
    lines = world.lines if mode == "carrier" else stage.lines
    key = f"{team}" if mode == "team" else mode
    if key not in lines:
        lines[key] = shared[mode]()
    away = {"office": 0.12, "team": 0.2, "campus": 0.45, "vpn": 0.2}.get(mode, 0.0)
    return people.mixed(lines[key], home, away) if away else lines[key]


def _device(rng: Random, group: Group, stage: Stage, team: int, *, app: bool) -> Device:
    mode, _, size = group.device.partition(":")
    if mode == "own":
        return people.browser(rng) if app else people.library(rng)
    if mode == "browser":
        return people.browser(rng)
    if mode == "fleet":
        key = f"{rng.randrange(int(size or 1))}"
    elif mode == "team":
        key = f"{team}"
    elif mode == "many":
        held = [people.browser(rng) if app else people.library(rng) for _ in range(int(size))]
        return lambda dice, at_s: dice.choice(held)(dice, at_s)
    elif mode == "library":
        return people.library(rng, int(size), updates=False)
    elif mode == "harness":
        agent = f"{size}/{rng.choice(('1.4', '1.5', '1.5', '1.6'))}.{rng.randint(0, 9)} node/v22"
        return lambda _dice, _at: (agent, "t13d5911h1_a33745022dd6_1f22a2ca17c4")
    else:
        raise ValueError(f"no such device: {mode}")
    if key not in stage.devices:
        stage.devices[key] = people.browser(rng) if app else people.library(rng)
    return stage.devices[key]


def _rhythm(world: World, rng: Random, group: Group, stage: Stage, own: Voice) -> Rhythm:
    days = world.provider.days
    mode, _, size = group.hours.partition(":")
    tz = rng.choice(people.TIMES[own.lang])
    start = world.provider.first_day.weekday()
    free = [(start + d) % 7 >= 5 for d in range(days)]
    if mode in {"waves", "nightly"}:
        if not stage.waves:
            low, high = group.first * world.end_s, group.last * world.end_s
            hour = rng.uniform(0, 6)
            stage.waves = (
                tuple(rng.uniform(low, high) for _ in range(int(size)))
                if mode == "waves"
                else tuple(d * DAY_S + hour * 3_600 for d in range(days))
            )
        return Rhythm([1.0] * days, waves=stage.waves, jitter_s=500 if mode == "waves" else 1_500)
    if mode in {"burst", "release"}:
        release = world.provider.release_day
        centre = (
            release
            if mode == "release" and release is not None
            else int((group.first + group.last) / 2 * days)
        )
        return Rhythm(
            [1.0 if 0 <= d - centre <= int(size or 2) else 0.0 for d in range(days)],
            rng.uniform(11, 19),
            4.0,
            tz,
        )
    weekend = {"office": 0.05, "evening": 1.4, "clock": 1.0, "night": 1.0, "shift": 0.8}.get(
        mode, rng.choice((0.2, 0.6, 1.0, 1.5))
    )
    weights = [(weekend if f else 1.0) * rng.choice((0.2, 1.0, 1.0, 2.0)) for f in free]
    if mode == "few":
        kept = set(rng.sample(range(days), min(days, int(size))))
        weights = [w if d in kept else 0.0 for d, w in enumerate(weights)]
    if mode == "shift":
        return Rhythm(weights, rng.choice((7.0, 11.0, 15.0, 20.0)), 2.2, tz)
    peak, spread = {
        "office": (rng.uniform(10, 15), 2.4),
        "evening": (rng.uniform(19, 22.5), 1.8),
        "night": (rng.uniform(1, 4), 1.5),
    }.get(mode, (rng.uniform(9, 22), rng.uniform(2, 4.5)))
    return Rhythm(weights, peak, spread, tz, flat=mode == "clock")


def _weights(rng: Random, picks: str, models: tuple[Model, ...]) -> tuple[float, ...]:
    """Cumulative chances of the models; most people keep to one or two."""
    if picks == "best":
        top = max(m.out_usd for m in models if not m.released)
        raw = [1.0 if m.out_usd == top and not m.released else 0.04 * m.weight for m in models]
    elif picks == "thinkers":
        raw = [m.weight if m.thinks else 0.02 * m.weight for m in models]
    else:
        raw = [m.weight * rng.lognormvariate(0, 1.6) for m in models]
    raw = [0.0 if m.released else w for m, w in zip(models, raw, strict=True)]
    return tuple(sum(raw[: i + 1]) for i in range(len(raw)))


def _books(
    world: World,
    rng: Random,
    group: Group,
    stage: Stage,
    person: Person,
    team: int,
    name: tuple[str, str],
    country: str,
) -> None:
    """Fill in what the account was registered with."""
    firm, site, _ = stage.firms[team]
    local = people.mailbox(rng, *name)
    domain = {
        "firm": site,
        "campus": f"{site.split('.')[0]}.edu",
        "disposable": rng.choice(people.DISPOSABLE),
    }.get(
        group.mail,
        rng.choice(people.FREE)
        if rng.random() < 0.75 or group.mail == "batch"
        else f"{words.syllables(rng, 1, 2)}.{rng.choice(('com', 'me', 'dev', 'org'))}",
    )
    if group.mail in {"batch", "disposable"}:
        local = f"{name[0].lower()}{name[1].lower()}{rng.randint(100, 9_999)}"
    mode, _, size = group.card.partition(":")
    key = {"few": f"{rng.randrange(int(size or 1))}", "one": "0", "firm": f"t{team}"}.get(mode)
    paid = (
        stage.cards.setdefault(key, people.card(rng))
        if key
        else people.card(rng, virtual_p=0.9 if mode == "virtual" else 0.06)
    )
    start = dt.datetime.combine(world.provider.first_day, dt.time(), dt.UTC)
    born, _, spread = group.born.partition(":")
    if born == "batch":
        if not stage.births:
            stage.births = [
                group.first * world.end_s - rng.uniform(0.2, float(spread or 5)) * DAY_S
                for _ in range(4)
            ]
        at_s = rng.choice(stage.births) + rng.uniform(0, 9_000)
    elif born == "new":
        at_s = max(group.first * world.end_s, 0) - rng.uniform(0, float(spread or 20)) * DAY_S
    else:
        at_s = -DAY_S * min(900.0, rng.expovariate(1 / 240))
    if group.bans and rng.random() < group.bans:
        person.until_s = min(
            person.until_s,
            rng.triangular(group.first + 0.1, group.last, group.last - 0.02) * world.end_s,
        )
    closed = person.until_s if person.until_s < world.end_s and group.bans else None
    number = people.phone(rng, country)
    if group.mail == "batch" and rng.random() < 0.6:
        number = f"{people.DIALS['US']}646{200 + rng.randrange(3)}{rng.randint(1000, 9999)}"
    person.account |= {
        "created_at": start + dt.timedelta(seconds=round(at_s)), "org_name": firm if group.team or group.mail == "firm" or rng.random() < 0.25 else None, "email": f"{local}@{domain}", "email_domain": domain,
        "phone": number if rng.random() < 0.8 else None, "payment_fingerprint": None if mode == "none" else paid[0], "card_bin": None if mode == "none" else paid[1], "billing_country": country, "declared_country": country,
        "plan": group.plan or rng.choice(("free", "pro", "payg", "payg", "team")), "programme": group.programme, "verified": group.verified or rng.choice(("email", "email", "phone", "phone", "identity")),
        "closed_at": start + dt.timedelta(seconds=round(closed)) if closed else None, "closed_reason": "abuse" if closed else None,
    }  # fmt: skip


def play(world: World, group: Group, *, campaign: bool, stage: Stage | None = None) -> None:
    """Enrol a group and let it live through the window."""
    rng, stage = world.dice(group.name), stage or Stage()
    work = group.desk(world, rng)
    for number in range(world.scaled(group.accounts)):
        person = enrol(world, rng, group, stage, number)
        world.join(
            person,
            group.name.partition("/")[0] if campaign else None,
            None if campaign else group.name,
        )
        volume = max(1, min(group.cap, round(group.median * rng.lognormvariate(0, group.sigma))))
        world.live(rng, person, volume, [(1 - group.cover, work), (group.cover, ordinary)])


def populate(world: World, count: int) -> None:
    """The ordinary customers: a heavy tail of volumes, own hours, lines and devices."""
    rng = world.dice("ordinary")

    def own_work(_world: World, _rng: Random) -> Work:
        return ordinary

    shared_vpn = Stage()
    for _ in range(world.scaled(count)):
        joined = rng.uniform(0, 0.9) if rng.random() < 0.14 else 0.0
        volume = max(1, min(2_600, round(9.5 * rng.lognormvariate(0, 1.66))))
        few = max(1, min(world.provider.days, round(1 + volume / rng.uniform(2, 12))))
        busy = volume > 400 and rng.random() < 0.4
        app = world.provider.channels[0] == "app"
        line = rng.choices(
            ("home", "site", "own-server", "vpn:60"), (80, 12, 1, 7) if app else (50, 18, 26, 6)
        )[0]
        group = Group(
            name="", accounts=1, desk=own_work, median=1, line=line, hours=rng.choice(("clock", "night", "day")) if busy else f"few:{few}", pace_s=rng.choice((8.0, 25.0) if busy else (25.0, 70.0, 70.0, 150.0)),
            born="new:1" if joined else rng.choice(("long",) * 6 + ("new:30",)), first=joined, card="none" if rng.random() < 0.3 else "own", picks=rng.choice(("mixed",) * 7 + ("best", "thinkers")), programme=rng.choice((None,) * 14 + ("education", "startup", "research")), think=rng.choice((0.5, 1.0, 1.0, 1.3)),
        )  # fmt: skip
        person = enrol(world, rng, group, shared_vpn if line.startswith("vpn") else Stage(), 0)
        if line == "home" and "." in (address := person.line(rng, 0.0)):
            world.homes.append(address)
        if rng.random() < 0.02:
            _leave(world, rng, person)
        world.join(person, None, None)
        world.live(rng, person, volume, [(1.0, ordinary)])


def _leave(world: World, rng: Random, person: Person) -> None:
    """An honest account that is closed, for one of the usual reasons."""
    person.until_s = rng.uniform(max(0.2, person.from_s / world.end_s), 1.0) * world.end_s
    start = dt.datetime.combine(world.provider.first_day, dt.time(), dt.UTC)
    person.account["closed_at"] = start + dt.timedelta(seconds=round(person.until_s))
    person.account["closed_reason"] = rng.choice(
        ("user_request", "user_request", "payment_failed", "abuse")
    )
