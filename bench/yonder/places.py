"""Where accounts are and what they send with: countries, networks, clients.

Addresses are drawn from made-up allocations; they say which accounts are near each other, not who
owns a network in reality.
"""

from dataclasses import dataclass, field
from random import Random
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Country:
    """What a country gives to its accounts."""

    code: str
    utc_h: float
    tongue: str
    weight: float
    phone: str
    digits: int
    """Digits after the prefix of mobile numbers."""


COUNTRIES = {
    c.code: c
    for c in (
        Country("US", -6, "en", 26, "+1", 10),
        Country("GB", 0, "en", 8, "+447", 9),
        Country("DE", 1, "de", 8, "+4915", 9),
        Country("FR", 1, "fr", 6, "+336", 8),
        Country("ES", 1, "es", 4, "+346", 8),
        Country("MX", -6, "es", 4, "+521", 10),
        Country("BR", -3, "pt", 7, "+5511", 9),
        Country("PL", 1, "pl", 3, "+485", 8),
        Country("TR", 3, "tr", 3, "+905", 9),
        Country("IN", 5.5, "hi", 10, "+919", 9),
        Country("ID", 7, "id", 4, "+628", 9),
        Country("JP", 9, "ja", 6, "+8190", 8),
        Country("KR", 9, "ko", 4, "+8210", 8),
        Country("SG", 8, "zh", 2, "+659", 7),
        Country("TW", 8, "zh", 2, "+8869", 8),
        Country("MY", 8, "zh", 2, "+601", 8),
        Country("KZ", 5, "ru", 2, "+77", 9),
        Country("CA", -5, "en", 4, "+1", 10),
        Country("AU", 10, "en", 3, "+614", 8),
        Country("NG", 1, "en", 2, "+2348", 9),
        Country("NL", 1, "en", 3, "+316", 8),
        Country("VN", 7, "en", 2, "+849", 8),
    )
}


@dataclass(frozen=True, slots=True)
class Net:
    """Where an account's requests come from."""

    homes: tuple[str, ...]
    lease_s: float = 1e9
    """After so long the next address of `homes` is had."""
    roam: tuple[str, ...] = ()
    p_roam: float = 0.0
    """Share of sessions from elsewhere."""
    hops: bool = False
    """Elsewhere, each request has an address of its own."""

    def at(self, rnd: Random, t: float, turns: int) -> list[str]:
        """Addresses of a session's requests."""
        if self.roam and rnd.random() < self.p_roam:
            if self.hops:
                return [rnd.choice(self.roam) for _ in range(turns)]
            return [rnd.choice(self.roam)] * turns
        return [self.homes[int(t / self.lease_s) % len(self.homes)]] * turns


@dataclass(slots=True)
class Internet:
    """Allocations of one world: internet providers, carriers, clouds, tunnels."""

    rnd: Random
    blocks: dict[str, list[str]] = field(default_factory=dict)

    def pool(self, name: str, size: int, nets: int | None = None) -> list[str]:
        """A pool of addresses that is the same whenever it is named; `nets` /24s hold it."""
        if name not in self.blocks:
            near = [self._net() for _ in range(nets or size)]
            self.blocks[name] = [
                f"{near[i % len(near)]}.{self.rnd.randint(1, 254)}" for i in range(size)
            ]
        return self.blocks[name]

    def home(self, country: str) -> str:
        """An address of a household: one of many /16s of the country's internet providers."""
        wide = self._wide(f"isp {country}", 60)
        if self.rnd.random() < 0.12:
            tail = ":".join(f"{self.rnd.getrandbits(16):x}" for _ in range(6))
            return f"2a0{crc32(country.encode()) % 10}:{1 + self.rnd.randrange(40):x}:{tail}"
        return f"{self.rnd.choice(wide)}.{self.rnd.randint(0, 255)}.{self.rnd.randint(1, 254)}"

    def carrier(self, country: str) -> list[str]:
        """The addresses behind which a mobile carrier hides its subscribers."""
        which = int(3 * self.rnd.random() ** 1.5)
        return self.pool(f"carrier {country} {which}", 60, 3)

    def cloud(self) -> str:
        """A rented machine."""
        wide = self._wide("cloud", 45)
        return f"{self.rnd.choice(wide)}.{self.rnd.randint(0, 255)}.{self.rnd.randint(1, 254)}"

    def tunnel(self) -> list[str]:
        """The exits of a well-known VPN."""
        return self.pool(f"vpn {int(6 * self.rnd.random() ** 1.6)}", 40, 8)

    def person(self, country: str) -> Net:
        """An ordinary customer's network: a household line that is renumbered, and a phone."""
        kind = self.rnd.random()
        lease = 86_400 * self.rnd.choice((1.0, 3.0, 7.0, 14.0, 60.0, 400.0))
        homes = tuple(self.home(country) for _ in range(1 if lease > 4e6 else 6))
        if kind < 0.07:
            return Net(homes, lease, tuple(self.tunnel()), self.rnd.uniform(0.3, 1.0))
        if kind < 0.5:
            phone = tuple(self.rnd.sample(self.carrier(country), 5))
            return Net(homes, lease, phone, self.rnd.uniform(0.05, 0.9))
        other = (self.home(country), self.home(country))
        return Net(homes, lease, other, self.rnd.choice((0.0, 0.1, 0.4)))

    def server(self) -> Net:
        """A program on rented machines."""
        kind = self.rnd.random()
        if kind < 0.25:
            pool = self.pool(f"functions {self.rnd.randrange(8)}", 120, 20)
            return Net((pool[0],), 1e9, tuple(self.rnd.sample(pool, 25)), 1.0, True)
        return Net(
            tuple(self.cloud() for _ in range(self.rnd.choice((1, 1, 1, 2, 3)))),
            86_400 * self.rnd.choice((2.0, 9.0, 30.0)),
        )

    def _wide(self, name: str, size: int) -> list[str]:
        if name not in self.blocks:
            self.blocks[name] = [self._net().rpartition(".")[0] for _ in range(size)]
        return self.blocks[name]

    def _net(self) -> str:
        first = self.rnd.choice([n for n in range(11, 223) if n not in {100, 127, 169, 172, 192}])
        return f"{first}.{self.rnd.randint(0, 255)}.{self.rnd.randint(0, 255)}"


@dataclass(frozen=True, slots=True)
class Client:
    """What an account's requests are sent with, as its versions follow each other."""

    steps: tuple[tuple[float, str, str], ...]
    """From when, user agent, TLS fingerprint."""
    other: "Client | None" = None
    p_other: float = 0.0

    def at(self, rnd: Random, t: float) -> tuple[str, str]:
        """User agent and fingerprint of a session."""
        if self.other and rnd.random() < self.p_other:
            return self.other.at(rnd, t)
        found = self.steps[0]
        for step in self.steps:
            if step[0] <= t:
                found = step
        return found[1], found[2]


def ja4(stack: str) -> str:
    """A fingerprint for a TLS stack; equal stacks have equal ones.

    >>> ja4("node 22") == ja4("node 22"), len(ja4("curl 8"))
    (True, 36)
    """
    a, b, c = (crc32(f"{stack}/{n}".encode()) for n in "abc")
    return (
        f"t13d{a % 90 + 10}{b % 90 + 10}h{a % 2 + 1}_{b:08x}{a % 65536:04x}_{c:08x}{b % 65536:04x}"
    )


SDKS = (
    # name, weight, first version, TLS stacks
    ("{v}-python", 34, (1, 38), ("cpython 3.9", "cpython 3.10", "cpython 3.11", "cpython 3.12")),
    ("{v}-node", 24, (4, 20), ("node 18", "node 20", "node 22")),
    ("python-requests", 6, (2, 31), ("cpython 3.10", "cpython 3.11", "urllib3 2")),
    ("chainlink-py", 7, (0, 3), ("cpython 3.11", "cpython 3.12")),
    ("okhttp", 4, (4, 12), ("jdk 17", "jdk 21", "android 14")),
    ("Go-http-client", 5, (1, 1), ("go 1.22", "go 1.23", "go 1.24")),
    ("curl", 3, (8, 5), ("curl openssl 3", "curl schannel")),
    ("tern-cli", 9, (0, 9), ("node 20", "node 22", "bun 1")),
    ("editor-companion", 6, (2, 4), ("electron 30", "electron 32", "electron 34")),
    ("aiohttp", 3, (3, 9), ("cpython 3.11", "cpython 3.12")),
)
BROWSERS = (
    # form, weight, first version, days between versions
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/{n}.0.0.0 Safari/537.36", 34, 138, 21),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/{n}.0.0.0 Safari/537.36", 13, 138, 21),
    ("Mozilla/5.0 (Linux; Android 10; K) Chrome/{n}.0.0.0 Mobile Safari/537.36", 16, 138, 21),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_{n} like Mac OS X) Mobile/15E148 Safari/604.1",
        12,
        4,
        35,
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0",
        6,
        140,
        28,
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/{n}.0.0.0 Safari/537.36 Edg/{n}.0.0.0",
        9,
        138,
        21,
    ),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.{n} Safari/605.1.15", 6, 4, 35),
    ("App/3.{n} (iOS; build {n}07)", 9, 30, 9),
    ("App/3.{n} (Android; build {n}12)", 9, 30, 9),
)


def sdk(rnd: Random, vendor: str, days: float, name: str | None = None) -> Client:
    """A programmer's client: pinned, or updated some days after each release."""
    rows = [s for s in SDKS if s[0] == name] or list(SDKS)
    form, _, (major, minor), stacks = rnd.choices(rows, [s[1] for s in rows])[0]
    stack = ja4(rnd.choice(stacks))
    old = int(rnd.expovariate(0.35))
    every, lag = 6.0 + len(form) % 5, rnd.expovariate(1 / 5)
    moves = 0 if rnd.random() < 0.55 else int(days / every)
    steps = [
        (
            (k * every + lag) * 86_400 if k else -1e9,
            f"{form.format(v=vendor)}/{major}.{max(0, minor - old) + k}.{(minor + k) % 4}",
            stack,
        )
        for k in range(moves + 1)
    ]
    return Client(tuple(steps))


def browser(rnd: Random, days: float, *, second: bool = True) -> Client:
    """A person's browser or app, and perhaps a second one."""
    form, _, first, every = rnd.choices(BROWSERS, [b[1] for b in BROWSERS])[0]
    behind = int(rnd.expovariate(0.8))
    lag = rnd.expovariate(1 / 3)
    steps = [
        (
            (k * every - 11 + lag) * 86_400 if k else -1e9,
            form.format(n=first - behind + k),
            ja4(f"{form.split('(')[1][:9]}{'Chrome' in form}{(first - behind + k) // 3}"),
        )
        for k in range(int(days / every) + 2)
    ]
    other = browser(rnd, days, second=False) if second and rnd.random() < 0.5 else None
    return Client(tuple(steps), other, rnd.uniform(0.1, 0.6))


def curl_like(agent: str, stack: str) -> Client:
    """A client that never changes."""
    return Client(((-1e9, agent, ja4(stack)),))
