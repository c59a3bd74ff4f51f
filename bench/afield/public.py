"""The honest many: what everybody may copy, and the customers who belong to no group."""

from random import Random

from bench.afield.places import COUNTRIES, country
from bench.afield.text import (  # fmt: skip
    ANYONE,
    COMMON,
    Ask,
    Voice,
    Writer,
    asked_from,
    bank,
    chats,
    codes,
    frames,
    judges,
    mixed,
    product,
    rubrics,
    serves,
)
from bench.afield.town import CHEAP, STRONG, USUAL, Habit, Town, kit


def rate(rng: Random, median: float, spread: float = 1.3, most: float = 60) -> float:
    """Sittings a day, log-normal."""
    return min(most, median * rng.lognormvariate(0, spread))


def span(rng: Random, days: int) -> tuple[float, float]:
    """When somebody is a customer: most all the time, some come late or leave early."""
    first = 0 if rng.random() < 0.7 else rng.random() * days * 0.8
    return first, days if rng.random() < 0.75 else first + rng.expovariate(1 / 15) + 1


def voice_of(rng: Random, where: str) -> Voice:
    """A voice as heard in a country: many write English whatever their own language is."""
    own = COUNTRIES[where].tongue
    return Voice(rng, tongue=own if rng.random() < 0.6 else "en")


def populate(town: Town, accounts: int) -> None:
    """Open that many accounts of firms, developers and people, each with a voice of its own."""
    begun = len(town.accounts)
    goal = begun + round(accounts * town.scale)
    while len(town.accounts) < goal:
        where = country(town.rng)
        draw = town.rng.random()
        settled = _business if draw < 0.36 else _developer if draw < 0.56 else _person
        settled(town, where)
    for account in list(town.accounts)[begun:]:
        if town.rng.random() < 0.02:  # leavers, unpaid bills, a spammer
            town.close(
                account,
                town.rng.random() * town.days,
                town.rng.choice(("customer request", "payment", "payment", "abuse")),
            )


def _business(town: Town, where: str) -> None:
    """A firm: one to four accounts, for production, staging or departments."""
    rng = town.rng
    firm, voice = town.firm(where), Voice(rng, tongue="en")
    write, ips, agent = product(rng, voice), town.net.servers(rng), kit(rng)
    if rng.random() < 0.25:  # an app for consumers
        write = serves(
            rng,
            [voice_of(rng, where) for _ in range(rng.randint(5, 30))],
            f"{voice.say(rng, 'role')} {voice.say(rng, 'manner')}",
        )
    elif rng.random() < 0.12:
        system = rng.choice(town.commons.defaults)
        write = chats(voice, longer=0.1, system=system)
    if rng.random() < 0.04:
        write = judges(bank(rng, 60), rubrics(rng, 2, voice), voice=voice)
    if rng.random() < 0.04:
        write = asked_from(bank(rng, 300), frames(rng, "reason", 2), each=(1, 1))
    day = rng.choices(("office", "flat", "wide", "night"), (5, 3, 3, 1))[0]
    for i in range(rng.choices((1, 2, 3, 4), (6, 3, 1, 1))[0]):
        first, last = span(rng, town.days)
        habit = Habit(
            write=write if rng.random() < 0.8 else product(rng, voice), ips=ips, agent=agent if rng.random() < 0.7 else kit(rng), roam=True,
            per_day=rate(rng, 0.75 if i == 0 else 0.15, 1.6, 150), first=first, last=last, day=day, steady=4 if day == "flat" else 0.8,
            channel=rng.choices(("api", "cloud"), (2, 1))[0], models=rng.choice((CHEAP, CHEAP, USUAL, STRONG)), org=firm.org, gap_s=5,
        )  # fmt: skip
        town.work(town.account(where, of=firm), habit)


def _developer(town: Town, where: str) -> None:
    rng = town.rng
    voice = Voice(
        rng,
        trade=rng.choice(("web", "web", "games", "research", "energy")),
        tongue=COUNTRIES[where].tongue if rng.random() < 0.3 else "en",
    )
    parts: dict[Writer, float] = {codes(voice): 5, chats(voice): 1}
    if rng.random() < 0.12:
        parts[town.commons.agent(rng, voice)] = 1.5
    if rng.random() < 0.08:
        parts[asked_from(town.commons.benchmark, town.commons.ways, each=(1, 6))] = 1
    first, last = span(rng, town.days)
    ips = town.net.home(rng, where) if rng.random() < 0.6 else town.net.servers(rng)
    channel = rng.choice(("api", "api", "app", "aggregator"))
    town.work(
        town.account(where),
        Habit(
            write=mixed(parts),
            ips=ips,
            per_day=rate(rng, 0.13),
            first=first,
            last=last,
            day=rng.choice(("office", "evening", "wide")),
            channel=channel,
            models=rng.choice((USUAL, STRONG)),
        ),
    )


def _person(town: Town, where: str) -> None:
    rng = town.rng
    voice = voice_of(rng, where)
    parts: dict[Writer, float] = {chats(voice): 6}
    taste = rng.random()
    if taste < 0.1:  # learns for an exam
        parts[
            asked_from(
                rng.choice(town.commons.papers) + bank(rng, 40),
                town.commons.ways + frames(rng, "reason", 2),
                each=(1, 5),
                voice=voice,
            )
        ] = 8
    elif taste < 0.15:  # lets a model write the prompts
        parts[lambda r: [Ask((voice if r.random() < 0.6 else ANYONE).order(r), 700)]] = 8
    elif taste < 0.17:
        parts[judges(bank(rng, 30), town.commons.rubrics, voice=voice)] = 5
    elif taste < 0.25:
        parts[
            lambda r: [
                Ask(
                    r.choice(COMMON["viral"])
                    .replace("{fact}", voice.say(r, "fact"))
                    .replace("{ask}", voice.say(r, "ask")),
                    250,
                )
            ]
        ] = 5
    first, last = span(rng, town.days)
    town.work(
        town.account(where),
        Habit(
            write=mixed(parts),
            ips=town.net.home(rng, where),
            per_day=rate(rng, 0.12),
            first=first,
            last=last,
            models=rng.choice((CHEAP, USUAL, STRONG)),
        ),
    )
