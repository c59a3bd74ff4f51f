"""Where customers are, which lines and programs they use, and how their accounts look."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from bench.beyond.grammar import coined

HOME = {
    "US": "73.0-255 24.0-63 98.192-255 71.160-191", "DE": "87.128-191 91.0-67 79.192-255",
    "GB": "86.128-191 81.128-159 90.192-223", "FR": "90.0-127 82.64-67", "BR": "177.32-63 189.0-63",
    "IN": "49.32-47 117.192-223", "ES": "83.32-63 88.0-31", "RU": "95.24-31 178.64-71",
    "JP": "126.0-255 60.64-159", "TR": "78.160-191 88.224-255", "ID": "36.64-95 125.160-167",
    "PL": "83.0-31 89.64-79", "VN": "14.160-191 113.160-191", "CN": "114.80-95 58.32-63",
    "SG": "116.86-87 42.60-61", "HK": "219.76-79 112.118-121", "NL": "84.80-87 77.160-175",
    "MX": "189.128-191 187.128-191", "CA": "70.24-31 99.224-255", "UA": "93.72-79 176.36-37",
}  # fmt: skip
"""First two octets of access networks, by country."""
MOBILE = {
    "US": "174.192-223 172.56-59", "DE": "80.187-187 109.40-43", "GB": "92.40-41 31.94-95",
    "BR": "179.208-215", "IN": "106.192-223 157.32-51", "RU": "31.173-173 85.26-26",
    "JP": "49.96-98", "ID": "114.120-127", "VN": "27.64-67", "CN": "117.128-143", "TR": "5.24-27",
}  # fmt: skip
CLOUD = (
    "88.198", "95.216", "65.108", "51.68", "54.36", "167.99", "159.65", "45.76", "108.61", "3.80",
    "18.196", "34.68", "35.198", "20.42",
)  # fmt: skip
SMALL_HOSTS = ("185.156", "45.134", "193.32", "5.188", "103.152", "92.118", "146.19", "194.87")
VPN = ("146.70.52", "185.159.157", "193.138.218", "89.187.180", "37.120.203", "169.150.203")
TONGUE_OF = {
    "DE": "de", "FR": "fr", "ES": "es", "MX": "es", "BR": "pt", "RU": "ru", "UA": "ru", "CN": "zh",
    "SG": "zh", "HK": "zh", "JP": "ja", "TR": "tr", "ID": "id",
}  # fmt: skip
UTC_OFFSET = {
    "US": -6, "CA": -5, "MX": -6, "BR": -3, "GB": 0, "DE": 1, "FR": 1, "ES": 1, "PL": 1, "NL": 1,
    "UA": 2, "TR": 3, "RU": 3, "IN": 5, "VN": 7, "ID": 7, "CN": 8, "SG": 8, "HK": 8, "JP": 9,
}  # fmt: skip
WORLD: tuple[str, ...] = (
    ("US",) * 8 + ("DE", "GB", "IN", "BR") * 3 + ("FR", "ES", "JP", "RU", "TR", "ID") * 2
)
WORLD += ("PL", "VN", "CN", "SG", "HK", "NL", "MX", "CA", "UA")
_DIAL = {"US": "1415", "CA": "1416", "GB": "4477", "DE": "4915", "FR": "336", "ES": "346"}
_DIAL |= {"BR": "55119", "IN": "9198", "RU": "7916", "JP": "8190", "TR": "9053", "ID": "62812"}
_DIAL |= {"PL": "4860", "VN": "8490", "CN": "86138", "SG": "659", "HK": "8526", "NL": "316"}
_DIAL |= {"MX": "5255", "UA": "38067"}
BINS = ("411773", "542418", "453998", "516732", "400022", "535310", "476173", "522222", "431940")
PREPAID = ("428837", "511944", "404038", "533248", "559666")
FREE_MAIL = ("gmail.com",) * 6 + ("outlook.com", "yahoo.com", "proton.me", "icloud.com", "gmx.net")
_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/{v}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/{w} Safari/605.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{v}.0) Gecko/20100101 Firefox/{v}.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS {w} like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "GatewayApp/{w} (Android {x})", "GatewayApp/{w} (iOS {x})",
)  # fmt: skip
_PROGRAMS = {
    "web": _BROWSERS,
    "sdk": ("openai-python/1.{v}.{x}", "python-requests/2.{x}", "node-fetch/3.{x}", "axios/1.{x}"),
    "plain": ("python-httpx/0.{x}.1", "Go-http-client/2.0", "aiohttp/3.{x}.2", "curl/8.{x}.0"),
    "cinder": ("cinder-code/2.{x}.{y} (linux)", "cinder-code/2.{x}.{y} (darwin)"),
    "plugin": ("quillpad-vscode/0.{v}.{y}", "quillpad-jetbrains/0.{v}.{y}"),
    "tavern": ("TavernUI/1.{x}.{y}", "HearthChat/{w}"),
    "flow": ("langflow/1.{x}.{y}", "n8n/1.{v}.{y}", "litellm/1.{v}.{x}"),
}


def digest(*parts: object, size: int = 8) -> str:
    """A hash in hex of `size` bytes, as loggers write ids."""
    return blake2b("|".join(map(str, parts)).encode(), digest_size=size).hexdigest()


def program(rng: random.Random, family: str) -> tuple[str, str]:
    """A user agent and the TLS fingerprint that goes with it."""
    frame = rng.choice(_PROGRAMS[family])
    v, x = str(rng.randint(118, 141)), str(rng.randint(11, 28))
    agent = frame.format(
        v=v, w=f"{rng.randint(15, 18)}.{rng.randint(0, 6)}", x=x, y=rng.randint(0, 9)
    )
    build = digest(frame, int(v) // 8 if family == "web" else int(x) // 6, size=6)
    return agent, f"t13d{'1516' if family == 'web' else '1312'}h2_{build}_{digest(frame, size=6)}"


def _within(rng: random.Random, ranges: str) -> str:
    first, second = rng.choice(ranges.split()).split(".")
    low, high = map(int, second.split("-"))
    return f"{first}.{rng.randint(low, high)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"


def home_ip(rng: random.Random, country: str) -> str:
    """A household line; some have IPv6 alone."""
    if country in {"US", "DE", "JP", "IN"} and rng.random() < 0.2:
        block = {"US": "2601", "DE": "2a02", "JP": "240b", "IN": "2405"}[country]
        return (
            f"{block}:{rng.randint(256, 4095):x}:{rng.getrandbits(16):x}::{rng.getrandbits(16):x}"
        )
    return _within(rng, HOME[country])


def mobile_ip(rng: random.Random, country: str) -> str:
    """An exit of a mobile carrier, which thousands share."""
    ranges = MOBILE.get(country) or HOME[country]
    return _within(random.Random(f"{ranges}{rng.randrange(240)}"), ranges)


def _host(rng: random.Random, nets: tuple[str, ...]) -> str:
    return f"{rng.choice(nets)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"


def house_of(world: str, country: str, rng: random.Random) -> str:
    """A household in which several customers live."""
    return f"{world}-{country}-{rng.randrange(40)}"


@dataclass(slots=True)
class Lines:
    """The addresses that one account comes from."""

    rng: random.Random
    net: str
    country: str
    shared: list[str]
    """Addresses of the group: an office, a dormitory, a farm of modems."""
    house: str
    """Who lives together: a seed; some customers share one."""
    world: str
    pool: str
    """Whose pool of household proxies."""
    _kept: dict[str, str] = field(default_factory=dict)

    def ip(self, day: int) -> str:
        """The address of one conversation on that day."""
        mix = _MIX[self.net]
        return self._of(self.rng.choices(list(mix), list(mix.values()))[0], day)

    def _of(self, kind: str, day: int) -> str:
        rng = self.rng
        if kind in {"cloud", "host"}:
            if kind not in self._kept:
                self._kept[kind] = _host(rng, CLOUD if kind == "cloud" else SMALL_HOSTS)
            return self._kept[kind]
        if kind == "home":
            return self._home(self.house, day)
        if kind == "proxy":
            return self._exit(day)
        if kind == "group":
            return rng.choice(self.shared)
        vpn = f"{rng.choice(VPN)}.{rng.randint(2, 40)}"
        return mobile_ip(rng, self.country) if kind == "mobile" else vpn

    def _exit(self, day: int) -> str:
        """An exit of a household proxy: other people's homes, which come round again."""
        if self.rng.random() < 0.02:
            return self._home(house_of(self.world, self.country, self.rng), day)
        exit_id = f"{self.world}{self.pool}{self.country}{self.rng.randrange(3000)}"
        return home_ip(random.Random(exit_id), self.country)

    def _home(self, house: str, day: int) -> str:
        period_days = random.Random(house).choice((1, 9, 90))  # a line keeps its address so long
        return home_ip(random.Random(f"{house}{day // period_days}"), self.country)


_MIX = {
    "home": {"home": 0.78, "mobile": 0.22}, "mobile": {"mobile": 1.0}, "cloud": {"cloud": 1.0},
    "vpn": {"vpn": 0.8, "home": 0.2}, "work": {"group": 0.75, "home": 0.25}, "host": {"host": 1.0},
    "dorm": {"group": 0.8, "mobile": 0.2}, "proxy": {"proxy": 1.0}, "farm": {"group": 1.0},
    "own": {"home": 1.0}, "blend": {"host": 0.4, "proxy": 0.35, "vpn": 0.25},
    "campus": {"group": 0.5, "home": 0.35, "mobile": 0.15},
}  # fmt: skip


def group_ips(rng: random.Random, net: str, country: str) -> list[str]:
    """What a group shares: one office line, a campus' exits, or a farm's modems."""
    count = {"work": 2, "dorm": 2, "campus": 5, "farm": 14}.get(net, 0)
    make = mobile_ip if net == "farm" else lambda r, c: _within(r, HOME[c])
    return [make(rng, country) for _ in range(count)]


def mail_of(rng: random.Random, style: str, group: str) -> str:
    """An address in a style: own, edu, firm, bulk (made by a script), plus (one inbox)."""
    first, last = coined(rng).lower(), coined(rng).lower()
    house = random.Random(group)
    if style == "edu":
        return f"{first}.{last}{rng.choice(('', '2'))}@{coined(house).lower()}.edu"
    if style == "firm":
        return f"{first}@{coined(house).lower()}{house.choice(('.io', '.com', '-labs.ai', '.co'))}"
    if style == "bulk":
        return f"{first}{last}{rng.randint(10, 999)}@{rng.choice(('outlook.com', 'gmail.com'))}"
    if style == "plus":
        return f"{coined(house).lower()}+{first}{rng.randint(1, 99)}@gmail.com"
    tail = rng.choice(("", "", str(rng.randint(1, 99)), str(rng.randint(1960, 2008))))
    local = rng.choice((first + last, f"{first}.{last}", f"{first[0]}{last}", f"{first}_{last}"))
    domain = rng.choice(FREE_MAIL) if rng.random() < 0.85 else f"{last}{rng.choice('abxz')}.net"
    return f"{local}{tail}@{domain}"


def phone_of(rng: random.Random, country: str) -> str:
    """A number in E.164."""
    dial = _DIAL[country]
    total = {"1": 11, "8": 12, "5": 13}.get(dial[0], 12)
    return f"+{dial}" + "".join(str(rng.randint(0, 9)) for _ in range(total - len(dial)))


def born_at(rng: random.Random, style: str, start: datetime, first_day: int) -> datetime:
    """When the account was made, against the start of the world or the first day of use."""
    before = {
        "any": lambda: rng.expovariate(1 / 200) - first_day,
        "aged": lambda: rng.uniform(150, 900),
        "batch": lambda: rng.uniform(3, 5.5) - first_day,
        "term": lambda: max(1.0, rng.gauss(9, 3)) - first_day,
        "fresh": lambda: rng.expovariate(1 / 6) - first_day,
    }[style]()
    return start - timedelta(days=before, seconds=rng.randrange(3600))


START = datetime(2026, 3, 2, tzinfo=UTC)
