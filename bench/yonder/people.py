"""Accounts: what a provider knows of them, and the broad base of ordinary customers."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

import numpy as np

from bench.yonder.habits import Habit
from bench.yonder.places import COUNTRIES, Client, Country, Internet, Net, browser, sdk
from bench.yonder.text import grammar
from bench.yonder.writers import (
    Agent,
    Chatter,
    Coder,
    Mixed,
    Product,
    Worklist,
    Writer,
    product,
    tools_hash,
)

FREE_MAIL = "gmail.com gmail.com gmail.com outlook.com hotmail.com icloud.com yahoo.com proton.me"
LOCAL_MAIL = {
    "DE": "gmx.de web.de", "FR": "orange.fr free.fr", "BR": "uol.com.br", "PL": "wp.pl o2.pl",
    "JP": "yahoo.co.jp", "KR": "naver.com", "TW": "qq.com 163.com", "SG": "qq.com 163.com",
    "MY": "qq.com", "KZ": "mail.ru yandex.ru", "IN": "rediffmail.com",
}  # fmt: skip
THROWAWAY = "mailnest.example dropbox7.example tempinbox.example oneday.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One sort of provider: how it sells and what it writes down."""

    name: str
    start: datetime
    days: float
    columns: tuple[str, ...]
    """Columns of its exchanges."""
    account_columns: tuple[str, ...]
    web: bool = False
    """Sells a chat window, not an API."""
    people: int = 4000
    """Ordinary customers at scale 1."""
    volume: tuple[float, float] = (13.0, 1.7)
    """Median exchanges of an ordinary customer and their spread on a log scale."""
    most: int = 6000
    countries: tuple[tuple[str, float], ...] = ()
    """Weights of countries; without any, those of the world at large."""
    models: tuple[tuple[str, str], ...] = ()
    """Model by tier; `large+` and `reason+` come out on the release day."""
    release_d: float = 1e9
    outages_d: tuple[tuple[float, float], ...] = ()
    paid: float = 0.8
    """Share of accounts with a payment instrument."""
    plans: tuple[tuple[str, float], ...] = (("payg", 1.0),)
    tick_s: float = 0.0
    """Times are cut to this; 0 keeps microseconds."""
    coarse_ip: bool = False
    """Addresses are kept as their /24 or /48."""
    prompt_chars: int = 0
    """Prompts are cut to this; 0 keeps them."""
    id_form: str = "acct_{x}"

    @property
    def weekday(self) -> int:
        """Weekday of the first day, 0 for Monday."""
        return self.start.weekday()


@dataclass(slots=True, kw_only=True)
class Account:
    """One account: its row, and how it behaves."""

    account_id: str
    country: Country
    created_d: float
    """Days since the world's start; negative before it."""
    net: Net
    client: Client
    writer: Writer
    habit: Habit
    volume: int
    active_d: tuple[float, float]
    email: str | None = None
    phone: str | None = None
    payment: str | None = None
    card_bin: str | None = None
    billing: str | None = None
    plan: str | None = None
    programme: str | None = None
    verified: str | None = None
    org_id: str | None = None
    org_name: str | None = None
    closed_d: float | None = None
    closed_reason: str | None = None
    campaign: str | None = None
    crowd: str | None = None
    keys: tuple[str, ...] = ()
    adopts_d: float = 0.0
    """Days after a model's release until this account uses it."""


@dataclass(slots=True, kw_only=True)
class Scene:
    """A world in the making: its chance, its internet, its accounts."""

    provider: Provider
    scale: float
    rnd: Random
    rng: np.random.Generator
    internet: Internet
    accounts: list[Account] = field(default_factory=list)
    bins: dict[str, list[str]] = field(default_factory=dict)

    def ident(self, form: str) -> str:
        """A new random identifier."""
        return form.format(x=f"{self.rnd.getrandbits(60):015x}")

    def country(self, codes: tuple[str, ...] = ()) -> Country:
        """A country of those, else as the provider's customers are spread."""
        if codes:
            return COUNTRIES[self.rnd.choice(codes)]
        own = self.provider.countries or tuple((c.code, c.weight) for c in COUNTRIES.values())
        return COUNTRIES[self.rnd.choices([c for c, _ in own], [w for _, w in own])[0]]

    def bin_of(self, country: str) -> str:
        """First digits of a card of one of the country's banks."""
        if country not in self.bins:
            self.bins[country] = [
                f"{self.rnd.choice('45')}{self.rnd.randrange(10**5):05}" for _ in range(14)
            ]
        return self.bins[country][int(14 * self.rnd.random() ** 2)]

    def mail(self, country: Country, domain: str | None = None) -> str:
        """An address; people choose their names in many ways."""
        rnd = self.rnd
        first = grammar().make(rnd, "person").lower()
        last = grammar().make(rnd, "surname").lower()
        local = rnd.choice((
            f"{first}.{last}", f"{first}{last}", f"{first[0]}{last}", f"{first}{rnd.randint(1, 999)}",
            f"{last}.{first}{rnd.randint(1, 99)}", f"{first}_{last}{rnd.randint(70, 99)}",
            f"{grammar().make(rnd, 'nn')}{rnd.randint(1, 9999)}", f"{rnd.getrandbits(40):x}",
        ))  # fmt: skip
        own = LOCAL_MAIL.get(country.code, "").split()
        at = domain or rnd.choice(own if own and rnd.random() < 0.4 else FREE_MAIL.split())
        return f"{local}@{at}"

    def phone(self, country: Country, head: str = "") -> str:
        """A mobile number, within a range where `head` gives one."""
        rest = country.digits - len(head)
        return f"{country.phone}{head}{self.rnd.randrange(10**rest):0{rest}}"

    def created(self, spread: tuple[float, float] | None = None) -> float:
        """When an account was opened; without a spread, like anybody's."""
        if spread:
            return self.rnd.uniform(*spread)
        if self.rnd.random() < 0.22:
            return self.rnd.uniform(0, self.provider.days * 0.95)
        return -self.rnd.expovariate(1 / 240)

    def count(self, median: float, sigma: float) -> int:
        """Exchanges of one account over the whole time."""
        drawn = self.rng.lognormal(np.log(median), sigma)
        return int(min(self.provider.most, max(1.0, drawn)))

    def person(self, country: Country | None = None, created_d: float | None = None) -> Account:
        """An ordinary customer; it is not yet part of the scene."""
        provider, rnd = self.provider, self.rnd
        where = country or self.country()
        born = self.created() if created_d is None else created_d
        writer, habit, is_program = _occupation(self, where)
        paid = rnd.random() < provider.paid
        plan = rnd.choices([p for p, _ in provider.plans], [w for _, w in provider.plans])[0]
        leaves = rnd.expovariate(1 / 90) if rnd.random() < 0.3 else 1e9
        begins = max(0.0, born)
        net = self.internet.server() if is_program else self.internet.person(where.code)
        ends = max(begins + 0.2, min(provider.days, begins + leaves))
        why = rnd.choice(("user_request", "user_request", "nonpayment", "nonpayment", "abuse"))
        closes = ends < provider.days and rnd.random() < 0.25
        count = self.count(*provider.volume) * (3 if is_program else 1)
        return Account(
            account_id=self.ident(provider.id_form),
            country=where,
            created_d=born,
            net=net,
            client=browser(rnd, provider.days) if provider.web else sdk(rnd, provider.name, provider.days),
            writer=writer,
            habit=habit,
            volume=min(count, provider.most),
            active_d=(begins, ends),
            closed_d=ends + rnd.expovariate(1) if closes else None,
            closed_reason=why if closes else None,
            email=self.mail(where),
            phone=self.phone(where) if rnd.random() < 0.7 else None,
            payment=self.ident("pm_{x}") if paid else None,
            card_bin=self.bin_of(where.code) if paid else None,
            billing=where.code if rnd.random() < 0.95 else self.country().code,
            plan=plan,
            verified=rnd.choice(("email", "email", "phone", "phone", None)),
            org_id=self.ident("org_{x}"),
            keys=tuple(self.ident("key_{x}") for _ in range(rnd.choice((1, 1, 1, 2, 3)))),
            adopts_d=rnd.choice((rnd.expovariate(1 / 2), rnd.expovariate(1 / 9), 1e9)),
        )  # fmt: skip


def _occupation(scene: Scene, country: Country) -> tuple[Writer, Habit, bool]:
    """What a customer does, when, and whether a program does it."""
    rnd = scene.rnd
    lens = rnd.randrange(1, 10**6)
    code = rnd.choice((0.0, 0.0, 0.05, 0.3))
    chat = Chatter(country.tongue, rnd.uniform(0, 0.5), code, lens=lens)
    if scene.provider.web:
        return *_at_the_window(rnd, chat, lens), False
    sort = rnd.random()
    if sort < 0.4:
        system = "You are a helpful assistant." if rnd.random() < 0.4 else None
        both = Mixed(((2, Coder(system, lens=lens)), (1, chat)))
        return both if sort < 0.3 else chat, Habit(turns=4), False
    if sort < 0.5:
        habit = Habit(hours="office", weekend=0.3, turns=rnd.uniform(8, 30), gap_s=18)
        return own_agent(rnd), habit, False
    if sort < 0.57:
        return _trials(rnd), Habit(hours="student", turns=rnd.uniform(4, 20), gap_s=9), True
    return product(rnd), _program_habit(rnd), True


def _at_the_window(rnd: Random, chat: Chatter, lens: int) -> tuple[Writer, Habit]:
    """What people do with a chat product: code, study, all sorts."""
    sort = rnd.random()
    if sort < 0.18:
        return Coder(tier="mid", lens=lens), Habit(hours="office", weekend=0.4, turns=6)
    if sort < 0.4:
        return chat, Habit(hours="student", turns=5)
    hours = rnd.choice(("person", "person", "office", "evening"))
    return chat, Habit(hours=hours, turns=rnd.uniform(1.5, 6))


def own_agent(rnd: Random) -> Agent:
    """An agent that somebody built for himself."""
    system = grammar().make(rnd, "agent_sys")
    task = rnd.choice(("agent_task", "issue", "dev"))
    result = rnd.choice(("tool_out", "tool_out", "web_out"))
    tier = rnd.choice(("mid", "large", "large", "reason"))
    lens = rnd.randrange(1, 10**6)
    own = tools_hash(rnd)
    return Agent(system, own, lambda r: grammar().make(r, task, lens), result, tier, lens=lens)


def _trials(rnd: Random) -> Writer:
    """Somebody who tries what the models can do, with items of his own."""
    rule = rnd.choice(("maths_problem", "logic_problem", "science_problem", "exam_item", "issue"))
    ask = rnd.choice(("", "Think step by step. ", "Answer with the number only. ", "Solve: "))
    tail = rnd.choice(("", "\nGive the final answer in a box.", "\nExplain your reasoning."))
    return Worklist(
        lambda r: grammar().make(r, rule),
        lambda _, item: f"{ask}{item}{tail}",
        tier=rnd.choice(("mid", "large", "reason")),
        out=rnd.choice((40, 400, 900)),
    )


def _program_habit(rnd: Random) -> Habit:
    """A program's rhythm: that of its users, of a clock, or of nobody."""
    sort = rnd.random()
    if sort < 0.55:
        return Habit(hours="traffic", turns=rnd.uniform(1, 3), gap_s=25, uneven=0.4, weekend=0.8)
    if sort < 0.75:
        minute = rnd.choice((0.0, 0.0, 5.0, 15.0, 30.0))
        return Habit(hours="night", turns=rnd.uniform(8, 60), gap_s=3, minute=minute, weekend=1)
    if sort < 0.9:
        return Habit(hours="office", weekend=0.2, turns=rnd.uniform(2, 12), gap_s=6)
    return Habit(hours="machine", turns=rnd.uniform(1, 40), gap_s=4, weekend=1, uneven=1.2)


def populate(scene: Scene) -> None:
    """Fill a scene with ordinary customers, some of them several to a firm or household."""
    want = max(20, round(scene.provider.people * scene.scale))
    while len(scene.accounts) < want:
        if scene.rnd.random() < 0.06:
            _firm(scene, scene.rnd.choice((2, 2, 3, 3, 4, 6, 10)))
        else:
            one = scene.person()
            if isinstance(one.writer, Product) and scene.rnd.random() < 0.6:
                one.org_name = grammar().make(scene.rnd, "firm")
            scene.accounts.append(one)


def _firm(scene: Scene, size: int) -> None:
    """Colleagues or a family: one bill, often one network, sometimes one program."""
    rnd = scene.rnd
    first = scene.person()
    name = grammar().make(rnd, "firm")
    domain = f"{name.split()[0].lower()}{rnd.randint(1, 99)}.example"
    office = scene.internet.home(first.country.code)
    shares_program = isinstance(first.writer, Product) and rnd.random() < 0.5
    for k in range(size):
        one = (
            first
            if not k
            else scene.person(first.country, first.created_d + rnd.expovariate(1 / 20))
        )
        one.email = scene.mail(first.country, domain)
        one.org_id, one.org_name = first.org_id, name
        one.payment, one.card_bin = first.payment, first.card_bin
        one.net = Net(one.net.homes, one.net.lease_s, (office,), rnd.uniform(0.3, 1))
        if shares_program:
            one.writer, one.client = first.writer, first.client
        scene.accounts.append(one)
