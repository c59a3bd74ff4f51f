"""Accounts: who opens them, with which papers, devices and addresses."""

from dataclasses import dataclass, field
from random import Random

from bench.harbour.grammar import coined, tell
from bench.harbour.groups import Group
from bench.harbour.places import (
    CODES,
    COUNTRIES,
    SERVERLESS,
    TUNNELS,
    WEIGHTS,
    cloud,
    home,
    mobile,
    office,
)

FREE_MAIL = (
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "outlook.com",
    "yahoo.com",
    "icloud.com",
    "proton.me",
    "gmx.net",
)
_CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/1{}.0.0.0 Safari/537.36"
)
BROWSERS = (
    *(_CHROME,) * 5,
    *("HarbourApp/5.{} (Android)",) * 3,
    *("HarbourApp/5.{} (iOS)",) * 2,
    _CHROME + " Edg/1{}.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.{m} Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:1{}.0) Gecko/20100101 Firefox/1{}.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_{m} like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 Chrome/1{}.0.0.0 Mobile Safari/537.36",
)
LIBRARIES = (
    *("harbour-python/2.{}.1 CPython/3.12",) * 3,
    *("python-httpx/0.2{}",) * 2,
    *("harbour-python/2.{}.0 CPython/3.11", "harbour-node/1.{}.2", "harbour-java/0.{}"),
    *("Go-http-client/2.0", "okhttp/4.{}", "axios/1.{}", "curl/8.{}", "aiohttp/3.{}"),
    "langgraph/0.{}",
)
VIRTUAL_BINS = ("531445", "462294", "555671", "428837")


@dataclass(slots=True)
class Account:
    """One account, its papers and its habits."""

    account_id: str
    country: str
    created_d: float
    """Days from the start of the world."""
    trade: str
    own: dict[str, str]
    email: str
    org: str
    org_name: str
    phone: str | None
    card: str | None
    card_bin: str | None
    billing: str | None
    declared: str
    plan: str
    programme: str | None
    verified: str
    agents: list[str]
    addresses: dict[str, list[str]] = field(default_factory=dict)
    """At `home`, on the `mobile`, at `work`, and where its `group` sends from."""
    model: str = "mid"
    channel: str = "api"
    seed: int = 0
    group: Group | None = None
    group_name: str = ""
    seat: int = 0
    closed_d: float | None = None
    closed_reason: str | None = None
    names_sessions: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One group as it stands in one world: what its members hold in common."""

    group: Group
    name: str
    seed: int
    country: str
    exits: tuple[str, ...]
    cards: tuple[tuple[str, str], ...]
    domains: tuple[str, ...]
    agent: str
    org_name: str
    org: str
    members: int


def _hex(chance: Random, digits: int) -> str:
    return f"{chance.getrandbits(4 * digits):0{digits}x}"


def _card(chance: Random, bins: tuple[str, ...] = ()) -> tuple[str, str]:
    chosen = chance.choice(bins) if bins else f"{chance.choice('4455')}{chance.randrange(700):05d}"
    return "card_" + _hex(chance, 14), chosen


def _slug(words: str) -> str:
    return "".join(c for c in words.lower() if c.isalnum())


def gather(group: Group, number: int, members: int, chance: Random) -> Cell:
    """Settle what one group has in common."""
    choices = group.countries or CODES
    weights = [COUNTRIES[c].weight for c in choices]
    country = chance.choices(choices, weights)[0]
    if group.where == "exit":
        exits = tuple(office(country, chance) for _ in range(group.exits))
    elif group.where == "tunnel":
        exits = tuple(chance.sample(TUNNELS, min(group.exits, len(TUNNELS))))
    else:
        exits = tuple(cloud(chance) for _ in range(group.exits))
    few = {"one": 1, "few": max(2, members // 9)}.get(group.card, 0)
    org_name = tell(f"{coined(chance)} <sector>", chance, {}).title()
    name = group.name if group.harvest else f"{group.name}-{number}"
    tld = chance.choice(("com", "io", "net", "ai", "org"))
    domains: tuple[str, ...] = (f"{_slug(org_name)}.{tld}",)
    if group.mail == "catchall":
        domains = tuple(
            f"{_slug(tell('<hobby><thing>', chance, {}))}.{chance.choice(('xyz', 'top', 'com', 'online'))}"
            for _ in range(max(2, members // 30))
        )
    cards = tuple(_card(chance) for _ in range(few))
    return Cell(
        group,
        name,
        chance.randrange(1, 2**40),
        country,
        exits,
        cards,
        domains,
        _agents(chance, BROWSERS, 1)[0],
        org_name,
        "org_" + _hex(chance, 12),
        members,
    )


def _agents(chance: Random, pool: tuple[str, ...], count: int) -> list[str]:
    """Programs of that sort, in one of the versions about, mostly a late one."""
    low = 38 if pool is BROWSERS else 4
    return [
        chance.choice(pool)
        .replace("{}", str(low + int(4.99 * chance.random() ** 0.5)))
        .replace("{m}", str(chance.randrange(1, 7)))
        for _ in range(count)
    ]


def open_account(chance: Random, *, web: bool, length_d: float, wave_d: float) -> Account:
    """Open an account as any customer would."""
    country = chance.choices(CODES, WEIGHTS)[0]
    trade = "chat" if web else chance.choices(("code", "app", "chat"), (38, 40, 22))[0]
    fresh = chance.random() < 0.16
    created = -min(900.0, chance.expovariate(1 / 230)) - 0.1
    if fresh:  # a part of the new customers comes with the news of a release
        wave = wave_d + chance.expovariate(0.7)
        created = min(wave if chance.random() < 0.3 else chance.uniform(-2, length_d), length_d - 2)
    first, last = tell("<name>", chance, {}), tell("<surname>", chance, {})
    free = chance.random() < (0.9 if web else 0.45)
    firm = tell(f"{coined(chance)} <sector>", chance, {}).title()
    domain = (
        chance.choice(FREE_MAIL)
        if free
        else f"{_slug(firm)}{chance.randrange(99)}.{chance.choice(('com', 'io', 'co', 'dev'))}"
    )
    email = f"{_slug(first)}{chance.choice(('.', '', '_'))}{_slug(last)}{chance.choice((chance.randrange(1_000, 2_010), chance.randrange(10, 99_999)))}@{domain}"
    plan = (
        chance.choices(("free", "plus", "pro"), (60, 31, 9))[0]
        if web
        else chance.choices(("payg", "build", "scale"), (62, 30, 8))[0]
    )
    paid = plan != "free"
    card, card_bin = (
        _card(chance, VIRTUAL_BINS if chance.random() < 0.06 else ()) if paid else (None, None)
    )
    phone = "".join(str(chance.randrange(10)) if c == "x" else c for c in COUNTRIES[country].phone)
    abroad = chance.random() < 0.05
    account = Account(
        "acct_" + _hex(chance, 14), country, created, trade, {}, email, "org_" + _hex(chance, 12), "" if free else firm,
        phone if chance.random() < 0.7 else None, card, card_bin,
        (chance.choice(CODES) if abroad else country) if paid else None,
        chance.choice(CODES) if abroad and chance.random() < 0.5 else country,
        plan, chance.choices((None, "education", "research", "startup"), (92, 3, 1, 4))[0],
        chance.choices(("email", "phone", "business", "identity"), (50, 38, 9, 3))[0],
        _agents(chance, BROWSERS if web or trade == "chat" else LIBRARIES, chance.choice((1, 1, 2, 3))),
    )  # fmt: skip
    account.seed = chance.getrandbits(48)
    account.model = chance.choices(("large", "mid", "small"), (25, 50, 25))[0]
    account.channel = (
        "app" if web or trade == "chat" else chance.choices(("api", "cloud"), (80, 20))[0]
    )
    account.names_sessions = trade != "app" or chance.random() < 0.4
    account.own["firm_name"] = firm
    account.addresses = {
        "home": [home(country, chance) for _ in range(chance.choice((1, 1, 2, 4, 7)))],
        "mobile": [mobile(country, chance) for _ in range(9)],
        "work": [
            office(
                country, Random(f"{country}{chance.randrange(int(40 * COUNTRIES[country].weight))}")
            )
        ],
        "cloud": chance.sample(SERVERLESS, 6)
        if chance.random() < 0.22
        else [cloud(chance) for _ in range(chance.choice((1, 1, 2, 4)))],
    }
    if chance.random() < 0.035:
        account.addresses["home"] = chance.sample(TUNNELS, 4)
    if chance.random() < 0.03:
        account.closed_d = chance.uniform(max(2.0, created), length_d)
        account.closed_reason = chance.choice(
            ("user_request", "user_request", "payment_failed", "chargeback", "terms")
        )
    return account


def enlist(
    account: Account, cell: Cell, seat: int, chance: Random, *, web: bool, length_d: float
) -> None:
    """Make an account a member: what the group settles replaces what was its own."""
    group = cell.group
    account.group, account.group_name, account.seat = group, cell.name, seat
    country = chance.choice(group.countries or CODES) if group.mixed else cell.country
    account.country = account.declared = country
    place = COUNTRIES[country]
    account.billing = country if account.card else None
    if account.phone:
        account.phone = "".join(str(chance.randrange(10)) if c == "x" else c for c in place.phone)
    account.created_d = min(chance.uniform(*group.born), length_d * group.span[1] - 1.5)
    account.closed_d, account.closed_reason = None, None
    if chance.random() < group.lost_p:
        begin = max(account.created_d, group.span[0] * length_d)
        account.closed_d = chance.uniform(begin + 1, length_d)
        account.closed_reason = chance.choice(("terms", "fraud", "chargeback", "payment_failed"))
    _papers(account, cell, chance)
    account.addresses["home"] = [home(country, chance) for _ in range(chance.choice((1, 1, 2, 4)))]
    account.addresses["mobile"] = [mobile(country, chance) for _ in range(9)]
    account.addresses["group"] = _reach(account, cell, chance)
    if group.client:
        account.agents = [chance.choice(group.client)]
    elif group.one_device:
        account.agents = [cell.agent]
    elif group.where in {"cloud", "fleet"} and not web:
        account.agents = _agents(chance, LIBRARIES, 1)
    account.model = group.model or account.model
    account.channel = group.channel or account.channel
    account.plan, account.programme = (
        group.plan or account.plan,
        group.programme or account.programme,
    )
    account.verified = group.verified or account.verified


def _papers(account: Account, cell: Cell, chance: Random) -> None:
    """Mail, card and firm of a member."""
    group = cell.group
    first, last = _slug(tell("<name>", chance, {})), _slug(tell("<surname>", chance, {}))
    if group.mail == "firm":
        account.email = (
            f"{first}.{last}{account.seat if chance.random() < 0.3 else ''}@{cell.domains[0]}"
        )
        account.org_name = cell.org_name
    elif group.mail == "own":
        firm = f"{coined(chance)} {coined(chance)}".title()
        account.email = f"{chance.choice(('hello', 'dev', first, 'api', 'admin'))}@{_slug(firm)}{chance.randrange(9)}.{chance.choice(('com', 'ai', 'io', 'dev'))}"
        account.org_name = account.own["firm_name"] = firm
    elif group.mail == "catchall":
        account.email = f"{first}{_hex(chance, 4)}@{chance.choice(cell.domains)}"
    if group.card == "issuer":
        account.card, account.card_bin = _card(
            chance, VIRTUAL_BINS[cell.seed % 2 : cell.seed % 2 + 2]
        )
    elif cell.cards:
        account.card, account.card_bin = cell.cards[account.seat % len(cell.cards)]
    if account.card:
        account.billing = account.country
    if group.one_org:
        account.org, account.org_name = cell.org, cell.org_name


def _reach(account: Account, cell: Cell, chance: Random) -> list[str]:
    """The addresses from which a member does what the group does."""
    group = cell.group
    where = group.where
    if where in {"exit", "tunnel"}:
        return list(cell.exits)
    if where == "fleet":
        return chance.sample(cell.exits, min(3, len(cell.exits)))
    if where == "cloud":
        return [cloud(chance) for _ in range(chance.choice((1, 2)))]
    if where == "mobile":
        return [mobile(cell.country, chance) for _ in range(30)]
    if where == "proxy":  # households far apart, a new one for almost each session
        return [home(account.country, chance) for _ in range(40)]
    return account.addresses["home"]
