"""Innocent groups that look like a harvest in one respect or another, as found in real logs.

Each function adds one group and its exchanges; the name of the group goes into the truth.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from bench.afield.places import COUNTRIES, address, beside, country
from bench.afield.public import populate, rate, voice_of
from bench.afield.text import (  # fmt: skip
    ANYONE,
    Ask,
    Voice,
    asked_from,
    bank,
    chats,
    codes,
    frames,
    judges,
    mixed,
    product,
    repairs,
    rubrics,
    tickets,
)
from bench.afield.town import CHEAP, STRONG, USUAL, Habit, Town, browser, kit

Crowd = Callable[[Town], None]


def school_class(town: Town) -> None:
    """Pupils with the same homework each week, at school behind one address, at home on their own."""
    rng, crowd, where = town.rng, town.name("class"), country(town.rng)
    school, campus = town.firm(where), address(rng, COUNTRIES[where].nets)
    homework, begin = bank(rng, 45), rng.randrange(max(1, town.days - 20))
    mail = rng.random() < 0.6
    for _ in range(town.heads(22, 34)):
        voice = voice_of(rng, where)
        write = mixed(
            {
                asked_from(
                    homework,
                    [*town.commons.ways, "{q}", "{q} help", "solve {q}"],
                    each=(1, 6),
                    voice=voice,
                ): 5,
                chats(voice): 2,
            }
        )
        fields: dict[str, Any] = {"plan": "free", "programme": "education", "verified": "email"} | (
            {"email": town.mail(school.domain)} if mail else {}
        )
        account = town.account(where, crowd=crowd, created=begin + rng.random() * 4, **fields)
        town.work(
            account,
            Habit(
                write=write,
                ips=(campus, *town.net.home(rng, where)[:2]),
                roam=True,
                per_day=rate(rng, 0.35, 0.8),
                day="lessons",
                models=CHEAP,
            ),
        )


def reading_group(town: Town) -> None:
    """A seminar that reads the same papers and asks for derivations, on one campus network."""
    rng, crowd, where = town.rng, town.name("reading"), country(town.rng)
    house, campus = town.firm(where), address(rng, COUNTRIES[where].nets)
    passages = [
        f"From the paper of {ANYONE.say(rng, 'person')} ({rng.randint(2019, 2026)}): {ANYONE.say(rng, 'fact')} {ANYONE.say(rng, 'story')}"
        for _ in range(20)
    ]
    for _ in range(town.heads(8, 15)):
        voice = Voice(rng, trade="research")
        write = mixed(
            {
                asked_from(passages, frames(rng, "reason", 4), each=(1, 4), voice=voice): 2,
                chats(voice): 1,
            }
        )
        account = town.account(
            where, crowd=crowd, email=town.mail(house.domain), programme="research"
        )
        town.work(
            account,
            Habit(
                write=write,
                ips=(beside(rng, campus), campus, *town.net.home(rng, where)[:1]),
                per_day=rate(rng, 0.4, 0.6),
                day="office",
                models=STRONG,
            ),
        )


def enterprise(town: Town) -> None:
    """Seats of one firm: one card, one domain, one office address, shared house prompts."""
    rng, crowd, where = town.rng, town.name("enterprise"), country(town.rng)
    firm, office, agent = town.firm(where), address(rng, COUNTRIES[where].nets), browser(rng)
    house = product(rng, Voice(rng), tasks=5)
    for _ in range(town.heads(40, 110)):
        write = mixed({chats(voice_of(rng, where)): 3, house: 2})
        account = town.account(where, crowd=crowd, of=firm, verified="business")
        town.work(
            account,
            Habit(
                write=write,
                ips=(office, *town.net.home(rng, where)[:1]),
                per_day=rate(rng, 0.3, 0.9),
                day="office",
                agent=agent if rng.random() < 0.8 else "",
                org=firm.org,
            ),
        )


def agency(town: Town) -> None:
    """An agency that opens an account per client: own mail names, its card, its templates."""
    rng, crowd, where = town.rng, town.name("agency"), country(town.rng)
    firm, ips, agent, voice = (
        town.firm(where),
        town.net.servers(rng),
        kit(rng),
        Voice(rng, trade="press"),
    )
    shared = product(rng, voice, tasks=4)
    for i in range(town.heads(12, 30)):
        client = town.firm(where)
        account = town.account(
            where,
            crowd=crowd,
            of=firm,
            org_name=client.name,
            email=f"clients+{i}@{firm.domain}",
            payment_fingerprint=firm.payment if rng.random() < 0.7 else client.payment,
        )
        town.work(
            account,
            Habit(
                write=mixed({shared: 3, product(rng, Voice(rng)): 1}),
                ips=ips,
                per_day=rate(rng, 0.9, 0.9),
                day="office",
                agent=agent,
                channel="api",
                org=client.org,
            ),
        )


def reseller(town: Town) -> None:
    """A reseller's real customers: his card and exits and mail domain, their own very different work."""
    rng, crowd, where = town.rng, town.name("reseller"), country(town.rng)
    firm, ips, agent = town.firm(where), town.net.servers(rng), kit(rng)
    for i in range(town.heads(60, 140)):
        there = country(rng)
        voice = voice_of(rng, there)
        write = rng.choice((chats(voice), codes(voice), product(rng, voice)))
        account = town.account(
            there,
            crowd=crowd,
            of=firm,
            email=f"u{1000 + i}@{firm.domain}",
            org_name=None,
            plan="payg",
        )
        town.work(
            account,
            Habit(
                write=write,
                ips=ips,
                roam=True,
                per_day=rate(rng, 0.2),
                day="wide",
                agent=agent,
                channel="aggregator",
                models=rng.choice((CHEAP, USUAL, STRONG)),
                org=firm.org,
            ),
        )


def runners(town: Town) -> None:
    """Continuous integration: one review template, from a cloud's gateways, in bursts."""
    rng, crowd, where = town.rng, town.name("runners"), country(town.rng)
    firm, voice = town.firm(where), Voice(rng, trade="web")
    task, out = (
        f"Review this diff. {voice.say(rng, 'rule')}. Explain your reasoning, then answer PASS or FAIL.",
        260,
    )

    def write(r: Random) -> list[Ask]:
        return [
            Ask(f"{task}\n{voice.say(r, 'code')}\n{voice.say(r, 'code')}", out, 200)
            for _ in range(r.randint(1, 7))
        ]

    for i in range(town.heads(8, 20)):
        account = town.account(where, crowd=crowd, of=firm, email=f"ci-{i:02}@{firm.domain}")
        town.work(
            account,
            Habit(
                write=write,
                ips=tuple(rng.sample(town.net.gateways, 12)),
                roam=True,
                per_day=rate(rng, 0.7, 0.6),
                day="office",
                gap_s=9,
                agent="python-httpx/0.28",
                channel="api",
                org=firm.org,
            ),
        )


def evaluations(town: Town) -> None:
    """A firm's nightly test: the same questions and the same judge, every night, from few accounts."""
    rng, crowd, where = town.rng, town.name("evals"), country(town.rng)
    firm, ips, agent = town.firm(where), town.net.servers(rng), kit(rng)
    own = asked_from(
        bank(rng, 90) + rng.sample(town.commons.benchmark, 60),
        frames(rng, "reason", 1),
        each=(8, 30),
    )
    judge = judges(bank(rng, 60), rubrics(rng, 1), out=200)
    for _ in range(town.heads(3, 6)):
        town.work(
            town.account(where, crowd=crowd, of=firm),
            Habit(
                write=mixed({own: 1, judge: 6}),
                ips=ips,
                per_day=6,
                steady=8,
                day="night",
                gap_s=4,
                agent=agent,
                channel="cloud",
                models=STRONG,
                org=firm.org,
            ),
        )


def synthetic(town: Town) -> None:
    """A declared buyer of synthetic data: verified, one payer, large, round the clock."""
    rng, crowd, where = town.rng, town.name("synthetic"), country(town.rng)
    firm, ips, agent, voice = town.firm(where), town.net.servers(rng), kit(rng), Voice(rng, typos=0)
    system = f"You generate training examples for the {voice.say(rng, 'dept')} of {firm.name}. Return JSON."
    for _ in range(town.heads(2, 3)):
        account = town.account(
            where,
            crowd=crowd,
            of=firm,
            verified="business",
            programme="synthetic-data",
            plan="enterprise",
        )
        town.work(
            account,
            Habit(
                write=lambda r: [
                    Ask(
                        f"Seed {r.randint(1, 10**6)}. {voice.say(r, 'instruct')} Make it about {voice.say(r, 'thing')}.",
                        620,
                        150,
                        system,
                    )
                ],
                ips=ips,
                per_day=town.count(80),
                steady=9,
                day="flat",
                agent=agent,
                channel="cloud",
                models=USUAL,
                org=firm.org,
            ),
        )


def release_day(town: Town) -> None:
    """Strangers who try public benchmarks on the days after a model appears."""
    rng, crowd, day = town.rng, town.name("release"), round(town.rng.uniform(0.2, 0.7) * town.days)
    town.event(
        day + 0.6,
        "model_release",
        f"lumen-large-{town.named['release'] + 1}",
        "general availability",
    )
    for _ in range(town.heads(60, 110)):
        where = country(rng)
        write = asked_from(
            rng.sample(town.commons.benchmark, len(town.commons.benchmark) // 2),
            town.commons.ways[:5] if rng.random() < 0.6 else frames(rng, "reason", 1),
            each=(3, 25),
        )
        ips = town.net.home(rng, where) if rng.random() < 0.5 else town.net.servers(rng)
        town.work(
            town.account(where, crowd=crowd),
            Habit(
                write=write,
                ips=ips,
                per_day=1.0,
                first=day,
                last=day + rng.randint(2, 5),
                day="wide",
                gap_s=8,
                channel="api",
                models=STRONG,
            ),
        )


def framework(town: Town) -> None:
    """Users of one open-source agent: strangers with the same system prompt, tools and client."""
    rng, crowd = town.rng, town.name("framework")
    for _ in range(town.heads(130, 260)):
        where, voice = country(rng), Voice(rng, trade="web")
        ips = (
            town.net.home(rng, where)
            if rng.random() < 0.7
            else (address(rng, ("95.216", "159.65", "65.108")),)
        )
        town.work(
            town.account(where, crowd=crowd),
            Habit(
                write=town.commons.agent(rng, voice),
                ips=ips,
                per_day=rate(rng, 0.06, 1.0, 3),
                day="wide",
                gap_s=20,
                agent="litellm/1.4",
                channel="api",
                models=STRONG,
            ),
        )


def franchise(town: Town) -> None:
    """Branches that pay on their own and use the centre's template, with reasons for the audit."""
    rng, crowd, where = town.rng, town.name("franchise"), country(town.rng)
    brand, voice = (
        town.firm(where),
        Voice(rng, trade=rng.choice(("shop", "kitchen", "homes", "clinic"))),
    )
    shared = product(
        rng,
        voice,
        tasks=3,
        reason=f" {ANYONE.say(rng, 'reason')} The reasoning is kept for the audit trail.",
    )
    for _ in range(town.heads(20, 50)):
        branch = town.firm(where)
        account = town.account(
            where,
            crowd=crowd,
            of=branch,
            org_name=f"{brand.name} {rng.choice(voice.rules['place'])}",
            email=town.mail(brand.domain if rng.random() < 0.5 else None),
            plan="pro",
        )
        town.work(
            account,
            Habit(
                write=shared,
                ips=town.net.home(rng, where)[:1],
                per_day=rate(rng, 1.2, 0.7),
                day="office",
                agent="ai-sdk/4.2",
                channel="api",
                org=branch.org,
            ),
        )


def call_centre(town: Town) -> None:
    """Summaries of calls, all day and night, from a few accounts."""
    rng, crowd, where = town.rng, town.name("calls"), country(town.rng)
    firm, voice, ips, agent = town.firm(where), Voice(rng, typos=0), town.net.servers(rng), kit(rng)
    task = f"{voice.say(rng, 'role')} Summarise the call in three sentences, rate the mood, give reasons."
    for _ in range(town.heads(4, 9)):
        town.work(
            town.account(where, crowd=crowd, of=firm),
            Habit(
                write=lambda _: [
                    Ask("\n".join(voice.say(rng, "talk") for _ in range(3)), 110, 0, task)
                ],
                ips=ips,
                per_day=rate(rng, 11, 0.5),
                steady=6,
                day=rng.choice(("flat", "wide")),
                agent=agent,
                channel="cloud",
                models=CHEAP,
                org=firm.org,
            ),
        )


def hackathon(town: Town) -> None:
    """Two days, one hall, new accounts with the sponsor's credit, one starter kit."""
    rng, crowd, where = town.rng, town.name("hackathon"), country(town.rng)
    day, hall, system = (
        rng.randrange(3, town.days - 3),
        address(rng, COUNTRIES[where].nets),
        ANYONE.say(rng, "role"),
    )
    for _ in range(town.heads(35, 70)):
        voice = Voice(rng, trade="web")
        write = mixed(
            {codes(voice): 3, chats(voice, system=system): 2, town.commons.agent(rng, voice): 0.3}
        )
        account = town.account(
            where, crowd=crowd, created=day + rng.random() * 0.3, programme="hackathon", plan="payg"
        )
        town.work(
            account,
            Habit(
                write=write,
                ips=(hall,),
                per_day=4,
                first=day,
                last=day + 2,
                day="wide",
                channel="api",
                agent="openai-python/1.2" if rng.random() < 0.7 else "",
            ),
        )


def translators(town: Town) -> None:
    """Freelancers in several countries, own cards, one glossary and one template."""
    rng, crowd, voice = town.rng, town.name("translators"), Voice(town.rng, typos=0)
    system = (
        "Translate for our collective. Glossary: "
        + "; ".join(f"{voice.say(rng, 'thing')} = {voice.say(rng, 'ident')}" for _ in range(8))
        + ". Explain each hard choice."
    )
    for _ in range(town.heads(12, 26)):
        where, tongue = country(rng), voice.say(rng, "tongue")
        own = Voice(rng)

        def write(r: Random, t: str = tongue, o: Voice = own) -> list[Ask]:
            pasted = "\n".join(o.say(r, "paste") for _ in range(r.randint(1, 4)))
            return [Ask(f"Into {t}:\n{pasted}", 420, 60, system)]

        town.work(
            town.account(where, crowd=crowd),
            Habit(
                write=write,
                ips=town.net.home(rng, where),
                per_day=rate(rng, 1.0, 0.7),
                day="wide",
                models=USUAL,
            ),
        )


def family(town: Town) -> None:
    """One card, one line, three to five people who have nothing else in common."""
    rng, crowd, where = town.rng, town.name("family"), country(town.rng)
    card, home, name = town.card(), town.net.home(rng, where), town.mail()
    for i in range(town.heads(3, 5)):
        write = chats(voice_of(rng, where)) if i else codes(Voice(rng))
        account = town.account(
            where,
            crowd=crowd,
            payment_fingerprint=card,
            card_bin=town.bins[where][0],
            plan="pro",
            email=f"{name[:3]}{rng.randint(1, 99)}@{name.split('@')[1]}",
        )
        town.work(account, Habit(write=write, ips=home, per_day=rate(rng, 0.4, 0.8)))


def migration(town: Town) -> None:
    """A firm moves from old accounts to new ones within days; nothing but the keys changes."""
    rng, crowd, where = town.rng, town.name("migration"), country(town.rng)
    firm, ips, agent, day = (
        town.firm(where),
        town.net.servers(rng),
        kit(rng),
        town.rng.uniform(0.3, 0.7) * town.days,
    )
    voice = Voice(rng)
    for _ in range(town.heads(5, 10)):
        write, per_day, move = product(rng, voice), rate(rng, 3, 0.6, 15), day + rng.random() * 3
        old = town.account(where, crowd=crowd, of=firm, created=-rng.uniform(30, 400))
        town.close(old, move + 1, "customer request")
        new = town.account(where, crowd=crowd, of=firm, created=move - rng.random())
        town.work(
            old,
            Habit(
                write=write,
                ips=ips,
                per_day=per_day,
                last=move,
                steady=3,
                day="wide",
                agent=agent,
                channel="api",
                org=firm.org,
            ),
        )
        town.work(
            new,
            Habit(
                write=write,
                ips=ips,
                per_day=per_day,
                first=move,
                steady=3,
                day="wide",
                agent=agent,
                channel="api",
                org=firm.org,
            ),
        )


def tutors(town: Town) -> None:
    """Teachers of a tutoring firm, at home, own cards: worked solutions by the firm's template."""
    rng, crowd, where = town.rng, town.name("tutors"), country(town.rng)
    ways, shared = frames(rng, "reason", 3), bank(rng, 500) + rng.choice(town.commons.papers)
    firm = town.firm(where)
    for _ in range(town.heads(14, 32)):
        voice = Voice(rng, trade="school", typos=0.2)
        lessons = asked_from(shared, ways, each=(1, 6), voice=voice)
        own = asked_from(bank(rng, 90), ways, each=(1, 6), voice=voice)
        write = mixed({lessons: 3, own: 3, chats(voice_of(rng, where)): 1})
        fields: dict[str, Any] = {"email": town.mail(firm.domain)} if rng.random() < 0.3 else {}
        town.work(
            town.account(where, crowd=crowd, **fields),
            Habit(
                write=write,
                ips=town.net.home(rng, where),
                per_day=rate(rng, 0.9, 0.6),
                day="wide",
                models=STRONG,
            ),
        )


def graders(town: Town) -> None:
    """A law firm or a school board that grades answers by its own rubric and wants reasons."""
    rng, crowd, where = town.rng, town.name("graders"), country(town.rng)
    firm, office = town.firm(where), address(rng, COUNTRIES[where].nets)
    voice = Voice(rng, trade=rng.choice(("law", "school", "clinic")), typos=0.1)
    write = judges(
        [voice.say(rng, "ask") for _ in range(25)],
        rubrics(rng, 3, voice),
        voice=voice,
        single=rng.random() < 0.6,
    )
    for _ in range(town.heads(9, 20)):
        own = rng.random() < 0.5
        account = town.account(
            where, crowd=crowd, of=None if own else firm, email=town.mail(firm.domain)
        )
        town.work(
            account,
            Habit(
                write=write,
                ips=(office, *town.net.home(rng, where)[:1]),
                per_day=rate(rng, 2.0, 0.6),
                day="office",
                models=STRONG,
                org=None if own else firm.org,
            ),
        )


def red_team(town: Town) -> None:
    """A study of safety: variants of forbidden requests, often refused, from a declared programme."""
    rng, crowd, where = town.rng, town.name("redteam"), country(town.rng)
    house, ips = town.firm(where), town.net.servers(rng)
    heads = [f"{ANYONE.say(rng, 'viral')}. " for _ in range(6)]
    for _ in range(town.heads(6, 12)):
        account = town.account(
            where,
            crowd=crowd,
            email=town.mail(house.domain),
            programme="research",
            verified="identity",
        )
        town.work(
            account,
            Habit(
                write=lambda r: [
                    Ask(r.choice(heads) + ANYONE.say(r, "harm"), 200, 0, None, None, 0.6)
                    for _ in range(r.randint(2, 12))
                ],
                ips=ips,
                per_day=0.8,
                gap_s=12,
                day="office",
                channel="api",
                models=STRONG,
            ),
        )


def exam_season(town: Town) -> None:
    """Strangers all over a country who practise the same past papers, in the weeks before the exam."""
    rng, crowd, where = town.rng, town.name("exam"), country(town.rng)
    papers, begin = town.commons.papers[0] + bank(rng, 60), rng.uniform(0, 0.5) * town.days
    for _ in range(town.heads(110, 200)):
        voice = voice_of(rng, where)
        write = mixed(
            {asked_from(papers, town.commons.ways, each=(1, 7), voice=voice): 3, chats(voice): 1}
        )
        town.work(
            town.account(where, crowd=crowd),
            Habit(
                write=write,
                ips=town.net.home(rng, where),
                per_day=rate(rng, 0.18, 0.8, 3),
                first=begin,
                last=begin + 24,
            ),
        )


def homework_apps(town: Town) -> None:
    """Start-ups that serve pupils before the same exam: worked solutions for many end users."""
    rng, crowd, where = town.rng, town.name("homework"), country(town.rng)
    papers = rng.choice(town.commons.papers) + bank(rng, 600)
    for _ in range(town.heads(3, 7)):
        firm, voice = town.firm(where), voice_of(rng, where)
        system = f"{Voice(rng, trade='school').say(rng, 'role')} {ANYONE.say(rng, 'reason')}"
        solve = asked_from(
            papers, ["{q}", *frames(rng, "reason", 2)], each=(1, 1), system=system, voice=voice
        )
        town.work(
            town.account(where, crowd=crowd, of=firm),
            Habit(
                write=mixed({solve: 5, chats(voice, system=system): 1}),
                ips=town.net.servers(rng),
                per_day=rate(rng, 12, 0.8),
                steady=4,
                day="evening",
                channel="api",
                agent=kit(rng),
                models=STRONG,
                org=firm.org,
            ),
        )


def gig_workers(town: Town) -> None:
    """People paid by the piece on one annotation site, who each let the model do it, from home."""
    rng, crowd = town.rng, town.name("gig")
    where = rng.choice(("NG", "IN", "ID", "BR", "PL"))
    points = rubrics(rng, 3)
    jobs = mixed(
        {
            judges(bank(rng, 400), points): 3,
            asked_from(bank(rng, 400), frames(rng, "why", 2), each=(1, 3)): 1,
        }
    )
    for _ in range(town.heads(25, 60)):
        town.work(
            town.account(where, crowd=crowd),
            Habit(
                write=mixed({jobs: 4, chats(voice_of(rng, where)): 1}),
                ips=town.net.home(rng, where),
                per_day=rate(rng, 0.9, 0.8, 8),
                day="wide",
                models=USUAL,
            ),
        )


def contributors(town: Town) -> None:
    """Volunteers of one open-source project: the same tickets, each from home, with one agent."""
    rng, crowd = town.rng, town.name("contributors")
    shared, (system, tools) = tickets(rng, 1, 14), town.commons.frameworks[0]
    for _ in range(town.heads(12, 25)):
        where = country(rng)
        town.work(
            town.account(where, crowd=crowd),
            Habit(
                write=repairs(shared, system, tools, turns=(2, 14)),
                ips=town.net.home(rng, where),
                per_day=rate(rng, 0.22, 0.7),
                gap_s=25,
                agent="litellm/1.4",
                channel="api",
                models=STRONG,
            ),
        )


EVERYWHERE: dict[Crowd, int] = {
    school_class: 3, reading_group: 2, enterprise: 2, agency: 2, reseller: 1, runners: 2, evaluations: 1, synthetic: 1, release_day: 1,
    framework: 1, franchise: 2, call_centre: 1, hackathon: 1, translators: 2, family: 12, migration: 1, tutors: 2, graders: 2, red_team: 1,
    exam_season: 1, homework_apps: 1, gig_workers: 1, contributors: 2,
}  # fmt: skip
"""How many groups of each kind live in a world of scale 1."""


def settle(town: Town, people: int, more: dict[Crowd, int] | None = None) -> None:
    """The whole honest population: groups first, then everybody else."""
    for crowd, groups in (EVERYWHERE | (more or {})).items():
        for _ in range(round(groups * max(1.0, town.scale))):
            crowd(town)
    populate(town, people)
