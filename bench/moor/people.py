"""How accounts are signed up, from where they are used, with what program."""

# fmt: off

from collections.abc import Callable
from random import Random
from typing import Any

from bench.moor.engine import Member
from bench.moor.places import (
    Address,
    Client,
    Shared,
    browser,
    carrier,
    dwelling,
    kit,
    leased,
    machine,
    vpn_exits,
)
from bench.moor.words import LEX, say

Sign = Callable[[Member], dict[str, Any]]
Net = Callable[[Member], Address]
App = Callable[[Member], Client]

_MAIL = "gmail.com gmail.com gmail.com gmail.com gmail.com gmail.com outlook.com hotmail.com yahoo.com icloud.com proton.me"
_LOCAL = {"CN": "qq.com 163.com gmail.com", "DE": "web.de gmx.de gmail.com gmail.com", "KR": "naver.com gmail.com", "PL": "wp.pl gmail.com", "FR": "orange.fr gmail.com laposte.net", "BR": "uol.com.br gmail.com hotmail.com", "IT": "libero.it gmail.com", "JP": "yahoo.co.jp gmail.com"}
_SHAPES = ("{first}.{last}", "{first}{last}", "{first}.{last}{n:1-99}", "{first}{n:1970-2008}", "{last}.{first}", "{hobbyw}{n:1-999}", "{first}_{last}", "{first}{last}{n:1-99}")
_DIAL = {"US": "1", "GB": "44", "DE": "49", "FR": "33", "IN": "91", "BR": "55", "CN": "86", "JP": "81", "ID": "62", "PL": "48", "NG": "234", "VN": "84", "SG": "65", "TR": "90", "ES": "34", "IT": "39", "NL": "31", "AU": "61", "KR": "82", "MX": "52", "PH": "63"}
_FIRM = ("{last} {trade}", "{odd}{odd2} {trade}", "{odd}{odd2}", "{city} {trade}", "{last} & {last2}", "{odd}{odd2} {legal}", "{last} {legal}")
_OWN = {
    "odd": "Bright Nova Kin Alto Vert Quan Sol Mar Tri Hex Lum Pax Ora Ver Zen Cor Del Fen Gal Hol Jun Lex Mon Nor Pel Rad Sil Tal Ulm Vin Wex Yar".split(),
    "odd2": "ly ify base grid loop mint stack wise path desk lane works field peak via tide forge port line spark".split(),
    "trade": ["Software", "Legal", "Logistics", "Studio", "Health", "Consulting", "Foods", "Media", "Analytics", "Systems", "Insurance", "Learning", "Travel", "Robotics", "Retail"],
    "legal": ["Ltd", "GmbH", "Inc", "SAS", "Pte Ltd", "BV", "LLC", "Sp. z o.o.", "Pvt Ltd", "SL"],
    "last2": LEX["last"],
    "hobbyw": ["sky", "panda", "moto", "pixel", "luna", "gamer", "shadow", "sunny", "blue", "tiger", "coffee", "nomad", "rocket", "dj", "foxy", "mango"],
}


def _phone(r: Random, country: str) -> str:
    return f"+{_DIAL[country]}{r.choice('6789')}{r.randrange(10**8, 10**9 - 1)}"


def _card(r: Random, country: str) -> dict[str, Any]:
    """A card of one of the country's forty larger issuers."""
    issuer = Random(f"bin{country}{min(int(r.expovariate(1 / 9)), 39)}").randrange(40, 56) * 10_000
    inner = Random(f"{country}{issuer}").randrange(9999)
    return {"payment_fingerprint": f"pm_{r.getrandbits(60):015x}", "card_bin": str(issuer + inner), "billing_country": country}


def mailbox(r: Random, country: str) -> str:
    return say(r, r.choice(_SHAPES), _OWN).lower() + "@" + r.choice(_LOCAL.get(country, _MAIL).split())


def person(m: Member) -> dict[str, Any]:
    """Somebody with a mailbox; a third pays, and some pay from a household's card."""
    r = m.r
    mail = mailbox(r, m.country)
    who: dict[str, Any] = {"email": mail, "email_domain": mail.split("@")[1], "plan": "free", "declared_country": m.country, "phone": None, "verified": None}
    if r.random() < 0.6:
        who["phone"] = _phone(r, m.country)
    if r.random() < 0.36 or m.group.channel == "api":
        who |= {"plan": "payg" if m.group.channel == "api" else r.choice(["plus", "plus", "pro"])} | _card(r, m.country)
    if r.random() < 0.02:
        who["closed_at"], who["closed_reason"] = (m.days * r.uniform(0.3, 1), r.choice(["user request", "user request", "payment failed"]))
    return who


def firm_name(r: Random) -> str:
    return say(r, r.choice(_FIRM), _OWN)


def _site(r: Random, name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())[:18] + r.choice([".com", ".com", ".com", ".io", ".ai", ".net", ".co", ".dev", ".eu"])


def firm(m: Member) -> dict[str, Any]:
    """A unit's firm: one name, domain and card, a mailbox for each account."""
    r, u = m.r, m.unit
    name = u.once("firm", firm_name)
    site = u.once("site", lambda q: _site(q, name))
    card = u.once("card", lambda q: _card(q, m.country))
    local = say(r, r.choice(["{first}", "{first}.{last}", "dev", "ai", "platform", "api", "{first}.{last}", "it"])).lower() + (str(m.i) if m.group.unit > 30 else "")
    return {
        "email": f"{local}@{site}",
        "email_domain": site,
        "org_name": name,
        "declared_country": m.country,
        "phone": _phone(r, m.country) if r.random() < 0.5 else None,
        "plan": u.once("plan", lambda q: q.choice(["payg", "payg", "team", "scale", "enterprise"])),
        "verified": u.once("kyb", lambda q: q.choice([None, "business", "email"])),
        "org_id": f"org_{u.once('org', lambda q: q.getrandbits(40)):010x}", **card,
    }


def student(m: Member) -> dict[str, Any]:
    """A university's student: a campus mailbox for two in three."""
    who = person(m)
    if m.r.random() < 0.65:
        site = m.unit.once("uni", lambda q: say(q, "{city}").lower().replace(" ", "") + q.choice([".edu", ".ac.uk", "-uni.de", ".edu.in", ".edu.br", "univ.fr"]))
        who["email"], who["email_domain"] = (f"{say(m.r, '{first}.{last}').lower()}{m.r.randrange(90)}@{site}", site)
    return who | {"programme": "education" if m.r.random() < 0.3 else None}


def known(name: str, site: str, programme: str | None = None, verified: str = "business") -> Sign:
    """Accounts of a firm under its own name."""

    def sign(m: Member) -> dict[str, Any]:
        card = m.team.once("card", lambda q: _card(q, m.country))
        local = say(m.r, "{first}.{last}").lower()
        return {"email": f"{local}@{site}", "email_domain": site, "org_name": name, "plan": "enterprise", "programme": programme, "verified": verified, "declared_country": m.country, "phone": None, **card, "org_id": f"org_{m.team.once('org', lambda q: q.getrandbits(40)):010x}"}

    return sign


def household(m: Member) -> dict[str, Any]:
    return person(m) | {"plan": "plus"} | m.unit.once("card", lambda q: _card(q, m.country))


def bulk(cards: int = 12, mails: str = "gmail.com outlook.com", waves: int = 4, ends: float = 0.0) -> Sign:
    """Sign-ups by the dozen: made mailboxes, a few cards used in turn, made in waves; some get closed."""

    def sign(m: Member) -> dict[str, Any]:
        r, t = m.r, m.team
        pile = t.once("cards", lambda q: [_card(Random(f"{q.random()}"), q.choice(["US", "SG", "GB", m.country])) for _ in range(max(2, round(m.group.size / cards)))])
        tail = f"{r.randrange(100, 99999)}" if r.random() < 0.6 else "".join(r.choice("bcdfghkmnprtvxz") for _ in range(4))
        mail = say(r, "{first}{last}").lower() + tail + "@" + r.choice(mails.split())
        wave = t.once("waves", lambda q: sorted(q.uniform(-25, m.days * 0.55) for _ in range(waves)))
        made = r.choice(wave) + r.random() * 0.4
        made = max(made, m.group.window[0] * m.days - 25)
        closed = {"closed_at": max(made, 0) + r.uniform(4, 16), "closed_reason": "fraud"} if r.random() < ends else {}
        prefix = t.once("prefix", lambda q: q.randrange(100, 999))
        phone = f"+{_DIAL[m.country]}7{prefix}{r.randrange(10**5, 10**6 - 1)}" if r.random() < 0.8 else None
        return {"email": mail, "email_domain": mail.split("@")[1], "phone": phone, "plan": "payg" if m.group.channel == "api" else "free", "declared_country": m.country, "born": made, **(r.choice(pile) if m.group.channel == "api" else {}), **closed}

    return sign


def aged(m: Member) -> dict[str, Any]:
    """Bought accounts: made by strangers long ago, a virtual card put in later."""
    who = person(m)
    number = m.r.randrange(max(2, m.group.size // 3))
    card = _card(Random(f"{m.group.name}{number}"), m.r.choice(["US", "US", "GB", "SG"])) if m.group.channel == "api" or m.r.random() < 0.3 else {}
    return who | card | {"born": -m.r.uniform(120, 900), "phone": None if m.r.random() < 0.6 else who["phone"], "plan": "payg" if m.group.channel == "api" else "plus" if card else "free", "closed_at": None, "closed_reason": None}


def with_credits(programme: str) -> Sign:
    """A young firm with a programme's credits and no card."""

    def sign(m: Member) -> dict[str, Any]:
        return firm(m) | {"programme": programme, "payment_fingerprint": None, "card_bin": None, "plan": "credits"}

    return sign


# Networks.


def home(m: Member) -> Address:
    """A line at home, a phone, for some an office or a VPN now and then."""
    r, c = m.r, m.country
    line = leased(m.seed, c, r.choice([1.0, 7.0, 30.0, 90.0, 90.0]))
    phones, mobile, away = carrier(m.world, c), r.random() ** 2 * 0.9, 0.3 * (r.random() < 0.25)
    office = dwelling(r, c)
    vpn = r.uniform(0.2, 1) if r.random() < 0.06 else 0.0
    exits = r.sample(vpn_exits(m.world), 4)

    def at(q: Random, t: float) -> str:
        u = q.random()
        if vpn and q.random() < vpn:
            return q.choice(exits)
        return q.choice(phones) if u < mobile else office if u > 1 - away else line(t)

    return at


def roof(m: Member) -> Address:
    """A line shared by the unit, and each one's phone."""
    line = leased(f"roof{m.seed.rsplit('/', 1)[0]}{m.i // m.group.unit}", m.country, m.unit.once("lease", lambda q: q.choice([7.0, 30.0, 90.0])))
    phones = carrier(m.world, m.country)
    return lambda q, t: line(t) if q.random() < 0.75 else q.choice(phones)


def shared(count: int, host: str = "", often: float = 1.0) -> Net:
    """The unit's few exits (an office, a campus, a proxy); elsewhere the own line."""

    def net(m: Member) -> Address:
        exits = m.unit.once("exits", lambda q: [machine(q, host) if host else dwelling(q, m.country) for _ in range(count)])
        alone = home(m)
        return lambda q, t: q.choice(exits) if q.random() < often else alone(q, t)

    return net


def cloud(*hosts: str) -> Net:
    """A machine of one's own, moved at times; or functions that run anywhere in a region."""

    def net(m: Member) -> Address:
        host = m.r.choice(hosts) if hosts else m.r.choice(["aws", "aws", "aws", "gcp", "gcp", "azure", "hetzner", "ovh", "do", "linode"])
        if host in {"aws", "gcp", "azure"} and m.r.random() < 0.3:
            region = m.world.once(f"region {host}", lambda _: [machine(Random(f"{host}{i}"), host) for i in range(300)])
            return lambda q, _: q.choice(region)
        span, seed = m.r.choice([9.0, 40.0, 400.0]), m.seed
        return lambda _, t: machine(Random(f"{seed}{int(t / span)}"), host)

    return net


def proxied(m: Member) -> Address:
    """Residential proxies: another stranger's line for every sitting."""
    where = m.group.countries.split() or ["US"]
    return lambda q, _: dwelling(q, q.choice(where))


def lone(m: Member) -> Address:
    """A static line bought for this account alone."""
    ip = dwelling(m.r, m.country)
    spare = dwelling(m.r, m.country)
    turn = m.r.uniform(8, 60)
    return lambda _, t: ip if t < turn else spare


def own_place(m: Member) -> Address:
    """A line or a machine for this account alone."""
    return lone(m) if m.r.random() < 0.5 else cloud("aws", "gcp", "hetzner", "ovh")(m)


def vpn(m: Member) -> Address:
    exits = m.r.sample(vpn_exits(m.world), 6)
    return lambda q, _: q.choice(exits)


# Programs.


def web(m: Member) -> Client:
    """A browser, for many also the app."""
    first, second = browser(m.r), kit(m.r, "app") if m.r.random() < 0.5 else browser(m.r)
    share = m.r.random() ** 2 * 0.8
    return lambda q, t: (second if q.random() < share else first)(q, t)


def kits(*names: str) -> App:
    """A library, of one's own choice and version."""
    return lambda m: kit(m.r, m.r.choice(names or ("python", "python", "python", "node", "node", "httpx", "requests", "java", "go", "chain")))


def same(name: str) -> App:
    """One program, one version, for all of the group."""
    return lambda m: kit(Random(str(m.team.once("kit", lambda q: q.random()))), name)


def per_unit(shared_by: Shared) -> Random:
    return Random(str(shared_by.once("unit client", lambda q: q.random())))


def unit_kit(*names: str) -> App:
    """One program for the unit."""
    return lambda m: kit(per_unit(m.unit), m.unit.once("kitname", lambda q: q.choice(names)))


def mixed_apps(m: Member) -> Client:
    """A careful operator's accounts: each its own believable program."""
    return web(m) if m.r.random() < 0.3 else kits("python", "node", "httpx", "requests", "java", "go", "agent")(m)
