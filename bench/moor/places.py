"""Where requests come from: addresses by country and host, and the programs that send them."""

import hashlib
from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
Address = Callable[[Random, float], str]
Client = Callable[[Random, float], tuple[str, str]]

_HOMES = {
    "US": "73.0-255 24.0-127 71.160-191 98.192-255 76.80-95 172.56-59",
    "GB": "86.128-191 81.128-159 82.0-47 2.24-31",
    "DE": "87.128-191 91.0-63 79.192-255 93.192-255",
    "FR": "90.0-127 86.192-255 82.224-255",
    "IN": "49.32-47 106.192-223 122.160-191 117.192-223",
    "BR": "177.0-127 189.0-127 187.0-127",
    "CN": "116.224-239 180.152-175 223.64-95 114.80-95",
    "JP": "126.0-127 153.128-255 60.64-127",
    "ID": "36.64-95 125.160-167 180.240-255",
    "PL": "83.0-31 79.184-191 5.172-173",
    "NG": "102.88-95 105.112-127",
    "VN": "14.160-191 113.160-191 171.224-255",
    "SG": "116.86-89 219.74-75 42.60-61",
    "TR": "78.160-191 88.224-255",
    "ES": "80.24-39 83.32-63 88.0-31",
    "IT": "79.0-63 87.0-31 151.0-79",
    "NL": "77.160-175 84.80-95",
    "AU": "1.120-127 58.160-175",
    "KR": "175.192-255 211.104-119",
    "MX": "187.128-255 189.128-255",
    "PH": "112.198-211 49.144-151",
}
HOSTS = {
    "aws": "3.64-127 18.184-199 52.28-59 54.144-255",
    "gcp": "34.64-159 35.184-247",
    "azure": "20.32-127 40.64-127",
    "hetzner": "95.216-217 116.202-203 65.108-109 49.12-13",
    "ovh": "51.68-91 54.36-39",
    "do": "134.209-209 159.89-89 167.99-99 165.22-22",
    "alibaba": "47.74-91 8.208-223",
    "tencent": "43.128-163 129.226-226",
    "vultr": "149.28-28 108.61-61 66.42-42",
    "linode": "139.162-162 172.104-105 45.79-79",
    "github": "20.1-31 172.176-191 52.224-255",
}
_SIXES = {
    "US": "2600:1700",
    "DE": "2a02:8109",
    "FR": "2a01:e0a",
    "IN": "2409:4050",
    "JP": "2400:4050",
}
_VPNS = "146.70.{} 89.187.{} 138.199.{} 156.146.{} 185.159.{} 193.138.{} 37.19.{} 149.40.{}".split()
ZONES = {
    "US": -6, "GB": 0, "DE": 1, "FR": 1, "IN": 5.5, "BR": -3, "CN": 8, "JP": 9, "ID": 7, "PL": 1, "NG": 1,
    "VN": 7, "SG": 8, "TR": 3, "ES": 1, "IT": 1, "NL": 1, "AU": 10, "KR": 9, "MX": -6, "PH": 8,
}  # fmt: skip


class Shared:
    """What several accounts have in common, made once when first asked for."""

    def __init__(self, seed: str) -> None:
        self.r = Random(seed)
        self.memo: dict[str, Any] = {}

    def once(self, key: str, make: Callable[[Random], T]) -> T:
        """The thing of that key, made by the first who asks."""
        if key not in self.memo:
            self.memo[key] = make(self.r)
        found: T = self.memo[key]
        return found


def _within(r: Random, ranges: str) -> str:
    first, second = r.choice(ranges.split()).split(".")
    low, high = second.split("-")
    return f"{first}.{r.randint(int(low), int(high))}.{r.randrange(256)}.{r.randrange(1, 255)}"


def dwelling(r: Random, country: str) -> str:
    return _within(r, _HOMES[country])


def machine(r: Random, host: str = "") -> str:
    return _within(r, HOSTS[host or r.choice([h for h in HOSTS if h != "github"])])


def leased(seed: str, country: str, lease: float) -> Callable[[float], str]:
    """A line's address: another one in the same provider's range after each lease."""
    fixed = Random(seed)
    block = dwelling(fixed, country).rsplit(".", 2)[0]
    six = country in _SIXES and fixed.random() < 0.22
    net = f"{fixed.getrandbits(16):x}:{fixed.getrandbits(16):x}"

    def at(t: float) -> str:
        part = Random(f"{seed}/{int(t / lease)}")
        if six:
            return f"{_SIXES[country]}:{net}:{part.getrandbits(16):x}:{part.getrandbits(16):x}:{part.getrandbits(16):x}:{part.getrandbits(16):x}"
        return f"{block}.{part.randrange(256)}.{part.randrange(1, 255)}"

    return at


def carrier(world: Shared, country: str) -> list[str]:
    """The shared addresses of the country's mobile network."""
    return world.once(
        f"carrier {country}",
        lambda _: [dwelling(Random(f"cg{country}{i}"), country) for i in range(160)],
    )


def vpn_exits(world: Shared) -> list[str]:
    def some(r: Random) -> list[str]:
        return [
            f"{r.choice(_VPNS).format(r.randrange(8, 200))}.{r.randrange(2, 250)}"
            for _ in range(70)
        ]

    return world.once("vpn", some)


def coarse(ip: str) -> str:
    """The network's first address, as a marketplace passes it on."""
    return ":".join(ip.split(":")[:3]) + "::" if ":" in ip else ip.rsplit(".", 1)[0] + ".0"


def handshake(*what: object) -> str:
    """A TLS fingerprint in the form of JA4, one per program and generation."""
    code = hashlib.sha256(repr(what).encode()).hexdigest()
    return (
        f"t13d{15 + int(code[0], 16) % 4}{10 + int(code[1], 16) % 8}h2_{code[2:14]}_{code[14:26]}"
    )


_BROWSERS = [
    (34, "chrome", "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"),
    (15, "chrome", "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"),
    (17, "chrome", "(Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Mobile Safari/537.36"),
    (9, "edge", "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{0}.0.0.0 Safari/537.36 Edg/{0}.0.0.0"),
    (13, "safari", "(iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.{} Mobile/15E148 Safari/604.1"),
    (6, "safari", "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.{} Safari/605.1.15"),
    (5, "firefox", "(Windows NT 10.0; Win64; x64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"),
    (2, "firefox", "(X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"),
]  # fmt: skip
_KITS = {
    "python": (
        "sdk-python/1.{}.0 CPython/3.{} ({})",
        ["Linux", "Linux x86_64", "Darwin arm64", "Windows"],
    ),
    "node": ("sdk-js/4.{}.0 node/v{} ({})", ["linux", "darwin", "linux arm64"]),
    "httpx": ("python-httpx/0.28.{} py3.{} {}", ["", "linux"]),
    "requests": ("python-requests/2.32.{} py3.{}{}", [""]),
    "aiohttp": ("Python/3.11 aiohttp/3.12.{} ({}{})", [""]),
    "go": ("Go-http-client/2.{}+{}{}", [""]),
    "java": ("okhttp/4.12.{} jdk{} {}", [""]),
    "chain": ("chainworks/0.{}.1 sdk-python/1.{} {}", ["Linux", "Darwin"]),
    "agent": (
        "coding-agent-cli/2.{}.0 ({}; {})",
        ["external, cli", "external, vscode", "external, jetbrains"],
    ),
    "app": ("ChatApp/5.{}.0 (build {}; {})", ["iOS 26.4", "Android 15", "Android 14", "iOS 18.7"]),
    "tavern": ("TavernFront/1.{}.0 node/v{} ({})", ["linux", "win32", "android"]),
    "curl": ("curl/8.{}.1 {}{}", [""]),
}


def browser(r: Random) -> Client:
    _, family, shape = r.choices(_BROWSERS, [b[0] for b in _BROWSERS])[0]
    lag = r.expovariate(1 / 6) + (r.random() < 0.08) * r.randrange(30, 300)
    base = {"safari": 3, "firefox": 149, "edge": 147, "chrome": 147}[family]

    def at(_: Random, t: float) -> tuple[str, str]:
        version = max(1, base + int((t + 20 - lag) // 28))
        return "Mozilla/5.0 " + shape.format(version), handshake(family, shape[:12], version // 5)

    return at


def kit(r: Random, name: str) -> Client:
    """A library or command: pinned by most, followed by some; the agent and the app update alone."""
    shape, systems = _KITS[name]
    system, pinned = r.choice(systems), name not in {"agent", "app"} and r.random() < 0.6
    lag = r.expovariate(1 / (4 if name in {"agent", "app"} else 45))
    minor, pace = r.choice([10, 11, 11, 12, 12, 13]), 3.0 if name == "agent" else 11.0

    def at(_: Random, t: float) -> tuple[str, str]:
        version = max(0, 40 + int(((0 if pinned else t) - lag) // pace))
        return shape.format(version, minor, system), handshake(name, system, minor)

    return at
