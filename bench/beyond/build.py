"""Groups become accounts and exchanges: each member lives through their days."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.beyond.groups import Group
from bench.beyond.people import (
    BINS,
    PREPAID,
    START,
    TONGUE_OF,
    UTC_OFFSET,
    Lines,
    born_at,
    digest,
    group_ips,
    house_of,
    mail_of,
    phone_of,
    program,
)  # fmt: skip
from bench.beyond.talks import OUTPUT, TALKS, THINK, Shared, Turn
from bench.beyond.voices import TONGUES, Voice, voice_of

PRICES = {
    "plain-8b": (0.05, 0.1, 0.0), "plain-70b": (0.6, 0.9, 0.0), "ember-mini": (0.3, 1.5, 0.0),
    "ember": (3.0, 15.0, 0.15), "sage-code": (2.0, 10.0, 0.4), "ember-think": (5.0, 25.0, 1.0),
    "ember-think-2": (6.0, 30.0, 1.2),
}  # fmt: skip
"""Dollars per million tokens in and out, and how much a model reasons."""
NEW_MODEL = "ember-think-2"
ERRORS = (429, 429, 500, 503, 529)
Row = tuple[object, ...]
Exchange = tuple[datetime, str, *tuple[object, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of world."""

    name: str
    days: int
    release_day: int
    groups: Sequence[Group]
    unlogged: frozenset[str] = frozenset()
    """Columns that this provider does not keep."""
    coarse_ip: bool = False
    """Whether the provider keeps IPv4 addresses without their last octet."""
    kept_chars: int = 0
    """Characters of a prompt that are kept; 0 is all."""


@dataclass(slots=True)
class Member:
    """One account and its habits."""

    rng: random.Random
    account: str
    group: Group
    voice: Voice
    us: Shared
    lines: Lines
    clients: list[tuple[str, tuple[str, str]]]
    models: list[str]
    follows: bool
    system: str
    peers: Sequence[str]
    centre_h: float
    offset_h: int
    rate: float
    active: float
    first_day: int
    last_day: int


def _strangers(seed: str) -> list[Voice]:
    """People whose questions stand on the web, a third of them not in English."""
    tongues = [TONGUES[i % 9] if i % 3 == 0 else "en" for i in range(90)]
    return [voice_of(f"{seed}-stranger-{i}", tongue) for i, tongue in enumerate(tongues)]


def _item(us: Voice, what: str, strangers: Sequence[Voice]) -> str:
    """One item of a group's bank."""
    if what == "scraped":
        who = us.rng.choice(strangers)
        talk = us.rng.choice(("hard", "chat", "chat", "code"))
        return TALKS[talk](who, Shared(who))[0].prompt
    if what == "chat":
        return us.question()
    if what == "doc":
        return us.passage(us.size(3000))
    if what == "commit":
        return us.diff(us.size(30))
    if what == "pair":
        who = us.rng.choice(strangers)
        replies = [" ".join(who.say("reply") for _ in range(us.rng.randint(2, 5))) for _ in "AB"]
        return f"{who.question()}\n\n[A] {replies[0]}\n\n[B] {replies[1]}"
    rule = {"story": "storyask", "risk": "riskframe"}.get(what, what)
    return us.say(rule) + (" " + us.say(rule) if what == "reply" else "")


def _system(voice: Voice) -> str:
    style = " ".join(voice.say("doc_manual") for _ in range(voice.rng.randint(2, 8)))
    role = voice.fill("You are {coin}, an assistant for {job}s at {coin} in {city}. Be {mood}. ")
    return f"{role}{voice.say('ctx')} {style}"


def _shared(group: Group, seed: str, scale: float) -> Shared:
    voice = voice_of(f"{seed}-{group.name}", group.tongue or "en")
    n = group.items and max(20, round(group.items * min(1.0, scale)))  # as often reused when small
    strangers = _strangers(seed) if group.bank in {"scraped", "pair"} else []
    items = [_item(voice, group.bank, strangers) for _ in range(n)]
    system = _system(voice_of(f"{seed}-{group.imitates or group.name}-system", "en"))
    return Shared(voice, items, group.frames, system, group.skill)


def _member(
    kind: Kind, group: Group, us: Shared, seed: str, ids: Sequence[str], i: int, ips: list[str]
) -> Member:
    rng = random.Random(f"{seed}-{group.name}-{group.start}-{i}-{len(ids)}-{group.net}")
    country = rng.choice(group.countries)
    tongue = group.tongue or (TONGUE_OF.get(country, "en") if rng.random() < 0.6 else "en")
    voice = voice_of(f"{rng.random()}", tongue)
    last = min(kind.days, group.start + group.days) if group.days else kind.days
    first = group.start + (rng.randrange(group.stagger) if group.stagger else 0)
    if not group.labelled and rng.random() < 0.4:  # customers come and go
        first, last = sorted((rng.randrange(last), rng.randint(1, last)))
    clients = [(c, program(rng, c)) for c in rng.choices(group.clients, k=rng.choice((1, 1, 2)))]
    models = rng.sample(group.models, min(len(group.models), rng.randint(1, 3)))
    shares_home = not group.operator and rng.random() < 0.12
    house = house_of(seed, country, rng) if shares_home else ids[i]
    lines = Lines(rng, group.net, country, ips, house, seed, group.name)
    system = {"shared": us.system, "own": _system(voice)}.get(group.system, "")
    zone = UTC_OFFSET[country] if group.zone is None else group.zone
    return Member(
        rng, ids[i], group, voice, us, lines,
        clients, models, rng.random() < group.follows_release, system, ids,
        rng.gauss(*_CENTRE.get(group.hours, (15, 4))), zone,
        min(group.cap, group.rate * rng.lognormvariate(0, group.spread)),
        min(1.0, group.active * rng.lognormvariate(0, 0.5)), first, max(last, first + 1),
    )  # fmt: skip


_CENTRE = {
    "office": (13, 1),
    "evening": (21, 1.2),
    "night": (2.5, 1.5),
    "shift": (13.5, 2.5),
    "long": (16, 3),
}
_WIDTH = {"office": 2.3, "evening": 1.8, "night": 0.02, "shift": 2.6, "long": 2.5, "day": 3.5}


def _weight(kind: Kind, me: Member, day: int) -> float:
    """How likely use is on that day, against the member's habit."""
    weekend = (START + timedelta(days=day)).weekday() >= 5
    span = max(1, me.last_day - me.first_day)
    if me.group.shape == "release":
        since = day - kind.release_day
        return 0.06 if since < 0 else 2.5 * math.exp(-since / 3) + 0.08
    if me.group.shape == "exam":
        left = me.group.start + 0.7 * kind.days - day
        return 0.03 if left < 0 else 0.15 + 2.2 * math.exp(-left / 6)
    if me.group.shape == "ramp":
        return 0.2 + 1.4 * (day - me.first_day) / span
    if me.group.shape == "weekdays":
        return 0.08 if weekend else 1.25
    return {"weekend": 2.0 if weekend else 0.5}.get(me.group.shape, 1.0)


def _start_s(me: Member) -> float:
    """Second of the UTC day at which a conversation begins."""
    if me.group.hours == "flat":
        return me.rng.random() * 86_400
    hour = me.rng.gauss(me.centre_h, _WIDTH[me.group.hours])
    return (hour - me.offset_h) % 24 * 3600


def _talk(me: Member) -> tuple[list[Turn], bool]:
    own = me.rng.random() < me.group.own
    weights = me.group.own_talks if own else me.group.talks
    name = me.rng.choices(list(weights), list(weights.values()))[0]
    return TALKS[name](me.voice, me.us), own


def exchanges(kind: Kind, me: Member, until: datetime) -> Iterator[Exchange]:
    """All rows of a member."""
    for day in range(me.first_day, me.last_day):
        if me.rng.random() > me.active * _weight(kind, me, day):
            continue
        left = max(1, round(me.rate * me.rng.lognormvariate(0, 0.4)))
        clock_s = _start_s(me)
        while left > 0:
            turns, own = _talk(me)
            turns = turns[: max(2, left)]
            if me.group.hours != "night":
                clock_s = _start_s(me)
            at = START + timedelta(days=day, seconds=clock_s)
            for row in _conversation(kind, me, day, at, turns, own):
                if row[0] < until:
                    yield row
                clock_s += me.rng.expovariate(1 / 9)
            left -= len(turns)


def _gap_s(me: Member, client: str, skill: str) -> float:
    if skill == "agent":
        return 4 + me.rng.expovariate(1 / 14)
    if client in {"sdk", "plain", "flow"}:
        return 2 + me.rng.expovariate(1 / 7)
    return 8 + me.rng.lognormvariate(4.1, 0.9)


def _conversation(
    kind: Kind, me: Member, day: int, at: datetime, turns: list[Turn], own: bool
) -> Iterator[Exchange]:
    rng, group = me.rng, me.group
    talk_id, ip = digest(me.account, at, rng.random()), me.lines.ip(day)
    client, (agent, tls) = rng.choice(me.clients)
    model = rng.choice(me.models)
    if me.follows and day >= kind.release_day + 1 and PRICES[model][2] > 0.1:
        model = NEW_MODEL
    price_in, price_out, thinks = PRICES[model]
    api = client != "web"
    system = me.system if api or group.system else ""
    history = len(system) // 4
    for turn in turns:
        asked = len(turn.prompt) // (4 if turn.prompt.isascii() else 2)
        failed, refused = rng.random() < 0.012, rng.random() < turn.p_refused
        median, sigma = OUTPUT[turn.skill]
        out = (
            0
            if failed
            else int(min(16_000, (70 if refused else median) * rng.lognormvariate(0, sigma)))
        )
        think = int(thinks * THINK.get(turn.skill, 250) * rng.lognormvariate(0, 0.7))
        think = 0 if failed or refused else think
        account = rng.choice(me.peers) if group.pooled and not own else me.account
        key = digest(account, "key", rng.randrange(group.keys)) if api else None
        tools = digest(agent.split("/")[0], "tools", account if len(agent) % 3 == 0 else "")
        yield (
            at, account, digest(talk_id, at), digest(_org(group, account)) if api else None, key,
            talk_id, "api" if api else "app", ip, agent, tls, model, system or None, turn.prompt,
            tools if turn.skill == "agent" else None, history + asked, out, think,
            int(history * 0.9) if history > 1024 else 0, rng.choice(ERRORS) if failed else 200,
            refused and not failed, digest(talk_id, "signature") if think else None,
            round(((history + asked) * price_in + (out + think) * price_out) / 1e6, 7),
        )  # fmt: skip
        history += asked + out
        at += timedelta(seconds=_gap_s(me, client, turn.skill) + (out + think) / 90)


def _org(group: Group, account: str) -> str:
    return group.name if group.org == "shared" else account


def account(me: Member, seed: str, i: int, closed: tuple[datetime, str] | None) -> Row:
    """The account's own row."""
    rng, group = random.Random(f"{seed}-{me.account}"), me.group
    house = random.Random(f"{seed}-{group.name}-bins")
    country = me.lines.country
    plan = rng.choice(group.plans)
    pay = "none" if plan == "free" else group.pay
    cards = {
        "own": me.account,
        "one": group.name,
        "few": f"{group.name}-{i // 9}",
        "prepaid": me.account,
    }
    card_bin = rng.choice(house.sample(PREPAID, 2)) if pay == "prepaid" else rng.choice(BINS)
    if pay in {"one", "few"}:
        card_bin = house.choice(BINS)
    mail = mail_of(rng, group.mail, f"{seed}-{group.name}")
    names = {
        "shared": mail_of(house, "firm", f"{seed}-{group.name}"),
        "own": mail_of(rng, "firm", me.account),
    }
    org = names[group.org].split("@")[1].split(".")[0].title() if group.org else None
    verified = rng.choice(group.verified)
    return (
        me.account, born_at(rng, group.born, START, me.first_day), org, mail, mail.split("@")[1],
        phone_of(rng, country) if verified != "none" and rng.random() < 0.7 else None,
        digest(seed, cards[pay]) if pay in cards else None, card_bin if pay in cards else None,
        country if pay in cards else None, country if rng.random() < 0.93 else "US", plan,
        group.programme or ("referral" if rng.random() < 0.07 else None), verified,
        *(closed or (None, None)),
    )  # fmt: skip


_REASONS = ("user_request", "payment_failed", "chargeback", "terms_of_service", "compromised")


def closing(kind: Kind, me: Member) -> tuple[datetime, str] | None:
    """When and why the provider closes the account, if it does."""
    rng, group = me.rng, me.group
    if group.banned and rng.random() < group.banned:
        end = min(kind.days, group.start + group.days) if group.days else rng.randint(9, kind.days)
        return START + timedelta(days=end, hours=10, seconds=rng.randrange(7200)), group.reason
    if group.days and group.operator:
        me.last_day = min(kind.days, me.last_day + rng.randint(1, 10))  # missed ones go on
    if not group.pooled and rng.random() < 0.015:
        why = rng.choice(
            ("user_request", "payment_failed", "chargeback", "terms_of_service", "compromised")
        )
        return START + timedelta(days=rng.uniform(3, kind.days)), why
    return None


def lives(kind: Kind, seed: str, scale: float) -> Iterator[tuple[Group, Member, int]]:
    """All members of all groups."""
    shared: dict[str, Shared] = {}
    for number, group in enumerate(kind.groups):
        spread = random.Random(f"{seed}-{number}-people").lognormvariate(0, 0.2)
        people = max(2, round(group.people * scale * spread))
        us = shared.get(group.name) if group.name else None
        us = us or _shared(group, seed if group.name else f"{seed}-{number}", scale)
        if group.name:
            shared[group.name] = us
        ids = ["acct_" + digest(seed, number, i) for i in range(people)]
        house = random.Random(f"{seed}-{group.name}-{number}-lines")
        ips = group_ips(house, group.net, house.choice(group.countries))
        for i in range(people):
            yield group, _member(kind, group, us, seed, ids, i, ips), i
