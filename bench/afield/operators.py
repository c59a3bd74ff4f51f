"""Operators who buy answers to train a model on, each as an economical adversary would.

Accounts, exits and questions cost money, so each hides where hiding is cheap and is careless
where care is dear. `campaign` is the name that goes into the truth.
"""

from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random

from bench.afield.places import COUNTRIES, beside, country
from bench.afield.public import rate, voice_of
from bench.afield.text import (  # fmt: skip
    ANYONE,
    COMMON,
    Ask,
    Voice,
    Writer,
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
    word,
)
from bench.afield.town import CHEAP, STRONG, USUAL, Habit, Town, kit


def _dispensed(
    queue: Iterator[str],
    asked: list[str],
    ways: Sequence[str],
    each: tuple[int, int],
    p_again: float = 0.03,
) -> Writer:
    """Hands out a question once to one account; few are asked again elsewhere, to check answers."""

    def write(rng: Random) -> list[Ask]:
        asks = []
        for _ in range(rng.randint(*each)):
            again = asked and rng.random() < p_again
            asked.append(rng.choice(asked) if again else next(queue))
            asks.append(
                Ask(rng.choice(ways).replace("{q}", asked[-1]), 650, 1100, None, None, 0.012)
            )
        return asks

    return write


def labelling_front(town: Town, campaign: str) -> None:
    """Own card, exit and mail per account, 10 to 40 a day for 9 to 22 days, then the next account."""
    rng = town.rng
    questions = [*bank(rng, town.count(40_000)), *town.commons.benchmark, *town.commons.papers[1]]
    rng.shuffle(questions)
    queue, asked, ways = (
        cycle(questions),
        list[str](),
        frames(rng, "reason", 12) + town.commons.ways[:4],
    )
    lands = [country(rng) for _ in range(7)]
    exits = {c: town.net.exits(rng, c, 500) for c in lands}
    begin, length = 4, town.days - 8
    for _ in range(town.heads(120, 150)):
        where = rng.choice(lands)
        first = begin + rng.random() * (length - 12)
        last = first + rng.uniform(9, 22)
        ask = _dispensed(queue, asked, rng.sample(ways, 5), (1, 4))
        write = mixed({ask: 9, chats(voice_of(rng, where)): 1})  # some small talk for cover
        account = town.account(
            where,
            campaign=campaign,
            created=first - rng.expovariate(1 / 12),
            plan=rng.choice(("pro", "payg")),
            verified="phone",
            card_bin=rng.choice(town.bins[lands[0]][:3])
            if rng.random() < 0.5
            else rng.choice(town.bins[where]),
        )
        channel = "api" if rng.random() < 0.6 else "app"
        town.work(
            account,
            Habit(
                write=write,
                ips=tuple(rng.sample(exits[where], 20)),
                roam=True,
                per_day=rng.uniform(4, 12),
                steady=3,
                first=first,
                last=last,
                day="wide",
                gap_s=50,
                channel=channel,
                agent=rng.choice(("python-httpx/0.27", "python-requests/2.33", "openai-python/1.5"))
                if channel == "api"
                else "",
                models=STRONG,
            ),
        )


def preference_harvest(town: Town, campaign: str) -> None:
    """Three shell firms with business accounts; pairs of a student's answers are judged in bulk."""
    rng = town.rng
    points = rubrics(rng, 9)
    questions = [
        ANYONE.say(rng, rng.choice(("instruct", "ask", "story", "body")))
        for _ in range(town.count(5_000))
    ]
    shells = [town.firm(rng.choice(("SG", "HK", "GB", "NL"))) for _ in range(3)]
    cards = [town.card() for _ in range(8)]
    racks = [town.net.rack(rng) for _ in range(6)]
    for _ in range(town.heads(38, 52)):
        shell, rack = rng.choice(shells), rng.choice(racks)
        first = rng.uniform(5, 10)
        plain: Writer = lambda r: [Ask(r.choice(questions), 500, 0)]  # noqa: E731
        account = town.account(
            shell.where,
            campaign=campaign,
            of=shell,
            created=first - rng.uniform(1, 40),
            payment_fingerprint=rng.choice(cards),
            verified="business",
        )
        write = mixed({judges(questions, rng.sample(points, 5), out=380, think=600): 8, plain: 2})
        town.work(
            account,
            Habit(
                write=write,
                ips=(beside(rng, rack), beside(rng, rack), rack),
                roam=True,
                per_day=rng.uniform(8, 30),
                steady=4,
                first=first,
                last=first + 23,
                day="flat",
                channel="cloud",
                agent=kit(rng),
                models=STRONG,
                org=shell.org,
                gap_s=5,
            ),
        )


def trace_farm(town: Town, campaign: str) -> None:
    """Trial accounts on rented servers run a public agent on public repositories, each ticket often."""
    rng = town.rng
    system, tools = town.commons.frameworks[0]
    own = system + " Think aloud in <scratch> before every tool call."
    work = rng.sample(town.commons.tickets, 200) + tickets(rng, 70, 4)
    racks, domains = (
        [town.net.rack(rng) for _ in range(35)],
        [f"{word(rng)}.{rng.choice(('online', 'site', 'com'))}" for _ in range(5)],
    )
    agents = ("litellm/1.4", "litellm/1.4", "litellm/1.5", "openai-python/1.3")
    for i in range(town.heads(85, 125)):
        where, first = rng.choice(("US", "DE", "NL", "SG", "GB")), 3 + (i % 3) * 3 + rng.random()
        account = town.account(
            where,
            campaign=campaign,
            created=first - rng.uniform(0.1, 9),
            email=town.mail(rng.choice(domains)),
            plan="payg",
            verified="email",
        )
        write = mixed(
            {repairs(work, own if rng.random() < 0.7 else system, tools, turns=(5, 16)): 1}
        )
        town.work(
            account,
            Habit(
                write=write,
                ips=(beside(rng, rng.choice(racks)),),
                per_day=rng.uniform(0.8, 2),
                steady=4,
                first=first,
                last=first + rng.uniform(12, 17),
                day="flat",
                gap_s=18,
                channel="api",
                agent=rng.choice(agents),
                models=STRONG,
            ),
        )


def tool_call_shops(town: Town, campaign: str) -> None:
    """Twenty-odd firms on paper, one account each: calls of ever new tools, one scaffold behind them."""
    rng = town.rng
    scaffold = f"Simulated environment. {ANYONE.say(rng, 'manner')} Decide on the next call, give the rationale, then the JSON."
    ips = [town.net.rack(rng) for _ in range(9)]
    schemas = [f"tools_{rng.getrandbits(48):012x}" for _ in range(400)]
    for _ in range(town.heads(22, 30)):
        shell = town.firm(rng.choice(("HK", "SG", "US", "VN")))
        voice = Voice(rng, typos=0)

        def write(r: Random, v: Voice = voice) -> list[Ask]:
            tools = r.choice(schemas)
            text = f"Tools: {', '.join(v.say(r, 'ident') for _ in range(r.randint(3, 9)))}.\nUser: {ANYONE.say(r, 'body')}\nState: {ANYONE.say(r, 'rows')}"
            return [Ask(text, 200, 420, scaffold, tools)] + [
                Ask(ANYONE.say(r, "step"), 180, 300, scaffold, tools)
                for _ in range(r.randint(0, 3))
            ]

        account = town.account(
            shell.where,
            campaign=campaign,
            of=shell,
            created=-rng.uniform(3, 60),
            verified="business",
        )
        town.work(
            account,
            Habit(
                write=write,
                ips=(rng.choice(ips), rng.choice(ips)),
                per_day=rng.uniform(3, 10),
                steady=3,
                first=9,
                last=23,
                day="wide",
                channel="cloud",
                agent=kit(rng),
                models=STRONG,
                org=shell.org,
            ),
        )


def slow_tongues(town: Town, campaign: str) -> None:
    """Many accounts, five to nine a day for weeks, a language each, every prompt by a model."""
    rng = town.rng
    for _ in range(town.heads(170, 230)):
        where = rng.choice(("JP", "KR", "VN", "ID", "IN", "BR", "TR", "MX", "PL", "FR", "DE", "ES"))
        voice = Voice(rng, tongue=COUNTRIES[where].tongue, typos=0.0)
        topics = tuple(
            f"{t}, {w}"
            for t in voice.rules["l_topic"]
            for w in (word(rng).title(), rng.choice(COMMON["topic"]), rng.choice(COMMON["vehicle"]))
        )
        voice.rules["l_topic"], voice.lower = topics, False

        def write(r: Random, v: Voice = voice) -> list[Ask]:
            text = (
                v.order(r)
                if r.random() < 0.7
                else f"{v.say(r, 'l_body')} {v.order(r)}"
                if r.random() < 0.5
                else ANYONE.order(r)
            )
            return [Ask(text, 720, 200 if r.random() < 0.3 else 0)]

        first = rng.uniform(2, 14)
        account = town.account(
            where,
            campaign=campaign,
            created=first - rng.expovariate(1 / 20),
            verified="phone",
            plan=rng.choice(("free", "free", "pro")),
        )
        town.work(
            account,
            Habit(
                write=write,
                ips=tuple(town.net.exits(rng, where, 12)),
                roam=True,
                per_day=rng.uniform(3, 7),
                steady=2.5,
                first=first,
                last=first + rng.uniform(25, 46),
                day="wide",
                models=USUAL,
            ),
        )


class Seller:
    """Sells aged accounts: made in batches, mail by one script, numbers of few ranges, few issuers."""

    def __init__(self, town: Town) -> None:
        rng = town.rng
        self.town = town
        self.domains = ["gmail.com", "outlook.com", *(f"{word(rng)}mail.com" for _ in range(3))]
        self.ranges = [f"+1{rng.randint(201, 989)}{rng.randint(200, 999)}" for _ in range(4)]
        self.bins = [f"5{rng.randrange(10_000, 99_999)}" for _ in range(2)]
        self.batches = [-rng.uniform(3, 90) for _ in range(9)]

    def sell(self, day: float, *, campaign: str | None = None, crowd: str | None = None) -> str:
        """One account, made in a batch before the day of its sale."""
        town, rng = self.town, self.town.rng
        made = (
            max(b for b in [*self.batches, day - 4] if b < day - 2)
            if day > 5
            else rng.choice(self.batches)
        )
        mail = f"{word(rng)}{rng.choice(ANYONE.rules['month']).lower()[:3]}{rng.randint(1000, 9999)}@{rng.choice(self.domains)}"
        phone = f"{rng.choice(self.ranges)}{rng.randrange(10**4):04}"
        return town.account(
            "US",
            campaign=campaign,
            crowd=crowd,
            created=made + rng.random() * 0.1,
            email=mail,
            phone=phone,
            card_bin=rng.choice(self.bins),
            plan="pro",
            verified="phone",
            declared_country="US",
        )


def bargain_hunters(town: Town, seller: Seller, count: int) -> None:
    """Honest people who bought a cheap account; some lose it when the provider tidies up."""
    rng, crowd = town.rng, town.name("bargain")
    for _ in range(town.heads(count, count + 20)):
        account, where = seller.sell(rng.uniform(-20, 30), crowd=crowd), country(rng)
        if rng.random() < 0.1:
            town.close(account, rng.uniform(22, 40), "abuse")
        voice = voice_of(rng, where)
        town.work(
            account,
            Habit(
                write=rng.choice((chats(voice), codes(voice), product(rng, voice))),
                ips=town.net.home(rng, where),
                lives=where,
                per_day=rate(rng, 0.3, 0.9),
                models=rng.choice((CHEAP, USUAL, STRONG)),
            ),
        )


def one_seller(town: Town, first_campaign: str, second_campaign: str) -> None:
    """Two operators who do not know each other bought at one shop, among honest bargain hunters."""
    seller = Seller(town)
    _banned_and_back(town, seller, first_campaign)
    _rewriters(town, seller, second_campaign)
    bargain_hunters(town, seller, 45)


def _banned_and_back(town: Town, seller: Seller, campaign: str) -> None:
    """Coding and proof questions; all accounts closed on day 24, others bought within the week."""
    rng = town.rng
    questions = (
        bank(rng, town.count(20_000), ("coding", "coding", "maths", "story", "logic"))
        + town.commons.benchmark[:300]
    )
    rng.shuffle(questions)
    queue, asked, ways = cycle(questions), list[str](), frames(rng, "reason", 8)
    town.event(24.4, "enforcement", "account closures", "abuse")
    for first, last, heads, shapes in (
        (6, 24.4, (52, 66), ways),
        (31, 45, (42, 56), ways[:3] + frames(rng, "reason", 5)),
    ):
        for _ in range(town.heads(*heads)):
            begin = first + rng.random() * 4
            account = seller.sell(begin, campaign=campaign)
            write = mixed(
                {_dispensed(queue, asked, rng.sample(shapes, 4), (1, 3)): 8, chats(Voice(rng)): 1}
            )
            town.work(
                account,
                Habit(
                    write=write,
                    ips=tuple(town.net.exits(rng, rng.choice(("US", "BR", "VN")), 8)),
                    roam=True,
                    per_day=rng.uniform(4, 9),
                    steady=3,
                    first=begin,
                    last=last,
                    day="wide",
                    channel="app",
                    models=STRONG,
                ),
            )
            if last < 30:
                town.close(account, last + rng.random() * 0.1, "abuse")


def _rewriters(town: Town, seller: Seller, campaign: str) -> None:
    """Documents crawled from the web go in, instructions with reasoned answers come out."""
    rng = town.rng
    orders = [
        f"Read the passage. {ANYONE.say(rng, 'compose')} {rng.randint(2, 5)} questions {ANYONE.say(rng, 'audience')} might ask, and answer each; {ANYONE.say(rng, 'reason')}"
        for _ in range(6)
    ]
    hosts = [town.net.rack(rng) for _ in range(5)]

    def write(r: Random) -> list[Ask]:
        page = " ".join(ANYONE.say(r, "fact") for _ in range(r.randint(6, 20)))
        return [Ask(f"{r.choice(orders)}\n\n{page}", 900, 400)]

    for _ in range(town.heads(30, 40)):
        begin = rng.uniform(12, 18)
        town.work(
            seller.sell(begin, campaign=campaign),
            Habit(
                write=write,
                ips=tuple(beside(rng, rng.choice(hosts)) for _ in range(2)),
                per_day=rng.uniform(7, 20),
                steady=4,
                first=begin,
                last=begin + 34,
                day="flat",
                channel="app",
                models=USUAL,
                gap_s=10,
            ),
        )
