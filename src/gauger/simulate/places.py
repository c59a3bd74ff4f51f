"""Where accounts send from: up to three places each, whose address follows from account and day.

A place is a stretch of `span` addresses from `start` on, of which the account has one for `lease`
days (0: a new one each session). Starts from POOLED on stand in the pool table instead: addresses
of relay networks, some of them lent by honest households (negative entries, -1 - account).
"""

from dataclasses import dataclass, field

import numpy as np

from gauger.simulate.cohort import Cohort
from gauger.simulate.hashing import below
from gauger.simulate.market import Floats, Ints, Networks, market, zipf

POOLED = 1 << 40
PLACES = 3
AREA = 2_048
"""Addresses of an access area, within which a household's lease moves."""
STATIC_SHARE = 0.35
LEASE_D = 14.0
"""Mean lease of the others; assumed (providers renew between daily and never)."""
VPN_USERS = 0.05
FOREVER_D = 1e6
ROTATION_D = {"session": 0.0, "day": 1.0, "week": 7.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Places of some accounts; all arrays of shape (accounts, PLACES) but `key`."""

    start: Ints
    span: Ints
    lease_d: Floats
    until: Floats
    """Cumulative share of sessions."""
    key: Ints
    """Shape (accounts,): accounts of one household share theirs."""


@dataclass(slots=True)
class Atlas:
    """Hands out addresses to cohorts."""

    rng: np.random.Generator
    pools: list[np.ndarray] = field(default_factory=list)
    pool_size: int = 0
    named: dict[str, tuple[int, int]] = field(default_factory=dict)
    hosts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Shared place of a crowd by its kind, for campaigns that hide in it."""
    taken: int = 0

    def settle(
        self, cohort: Cohort, country: Ints, households: int, key: Ints, rng: np.random.Generator
    ) -> Places:
        """Places of a cohort's accounts; `households` counts the honest accounts made so far."""
        n = cohort.accounts
        home, mobile = _homes(country, rng), _mobile(country, rng)
        leases = np.where(rng.random(n) < STATIC_SHARE, FOREVER_D, 2 + rng.exponential(LEASE_D, n))
        away = cohort.away if cohort.network != "home" else 0.0
        first, span, lease = self._main(cohort, country, home, leases, households, rng)
        # elsewhere: the phone, and the home or, for a few, a consumer VPN
        vpn = rng.random(n) < VPN_USERS
        exits, many = _vpn(n, rng)
        second = np.where(vpn, exits, home)
        start = np.stack([first, mobile, second], 1)
        spans = np.stack([span, np.full(n, 16), np.where(vpn, many, AREA)], 1)
        lease_d = np.stack([lease, np.zeros(n), np.where(vpn, 0.0, leases)], 1)
        roams = (rng.random(n) < 0.45) * (cohort.away if cohort.network == "home" else away)
        rest = np.where(vpn, 0.4, away * 0.6)
        main = np.clip(1 - roams * 0.6 - rest * (cohort.network != "home") - vpn * 0.3, 0.02, 1)
        if away == 0 and cohort.network != "home":
            main = np.ones(n)
        until = np.stack([main, main + (1 - main) * 0.5, np.ones(n)], 1)
        return Places(start=start, span=spans, lease_d=lease_d, until=until, key=key)

    def _main(  # noqa: PLR0911 - a line for each kind of network
        self, cohort: Cohort, country: Ints, home: Ints, leases: Floats, households: int,
        rng: np.random.Generator,
    ) -> tuple[Ints, Ints, Floats]:  # fmt: skip
        n, net = cohort.accounts, market().networks
        if cohort.inside and cohort.inside in self.hosts:
            start, many = self.hosts[cohort.inside]
            return np.full(n, start), np.full(n, many), np.zeros(n)
        if cohort.network in {"pool", "sticky"}:
            return self._relay(cohort, country, households, rng)
        if cohort.network == "hosting" and cohort.kind == "honest":
            starts = _somewhere(net, "host", n, rng)
            return starts, np.full(n, cohort.addresses), 3 + rng.exponential(20, n)
        if cohort.network in {"office", "campus", "hosting", "vpn", "region"}:
            start = self._own(cohort, int(country[0]), rng)
            self.hosts.setdefault(cohort.name.rsplit("-", 1)[0], (start, cohort.addresses))
            sticky = cohort.network in {"office", "campus"}
            lease = np.full(n, ROTATION_D["day" if sticky else cohort.rotate])
            return np.full(n, start), np.full(n, cohort.addresses), lease
        if cohort.network == "mobile":
            return _mobile(country, rng), np.full(n, 16), np.zeros(n)
        if cohort.network == "house":
            return np.full(n, home[0]), np.full(n, AREA), np.full(n, leases[0])
        return home, np.full(n, AREA), leases

    def _own(self, cohort: Cohort, country: int, rng: np.random.Generator) -> int:
        """First address of a stretch of the cohort's own, on one network of the right kind."""
        net, code = market().networks, market().countries[country].code
        kind = {"hosting": "host", "vpn": "vpn", "region": f"mobile:{code}"}
        which = net.of_kind[kind.get(cohort.network, f"business:{code}")]
        one = int(rng.choice(which, p=zipf(len(which))))
        slots = int(net.sizes[one]) // 16
        return int(net.starts[one]) + 16 * int(
            rng.integers(0, max(1, slots - cohort.addresses // 16))
        )

    def _relay(
        self, cohort: Cohort, country: Ints, households: int, rng: np.random.Generator
    ) -> tuple[Ints, Ints, Floats]:
        n = cohort.accounts
        many = n if cohort.network == "sticky" else cohort.addresses
        place = self.named.get(cohort.pool) if cohort.pool else None
        if place is None:
            place = (self.pool_size, many)
            world = _world(many, rng)
            homes = country if cohort.network == "sticky" else world
            self.pools.append(self._lent(homes, cohort.owners, households, rng))
            self.pool_size += many
            if cohort.pool:
                self.named[cohort.pool] = place
        first, size = place
        if cohort.network == "sticky":
            return POOLED + first + np.arange(n) % size, np.ones(n, np.int64), np.full(n, FOREVER_D)
        lease = np.full(n, ROTATION_D[cohort.rotate])
        return np.full(n, POOLED + first), np.full(n, size), lease

    def _lent(
        self, country: Ints, owners: float, households: int, rng: np.random.Generator
    ) -> Ints:
        """Addresses of households in these countries; a share belongs to customers of ours."""
        many = len(country)
        own = _homes(country, rng) + rng.integers(0, AREA, many)
        lent = -1 - rng.integers(0, max(1, households), many)
        return np.where((rng.random(many) < owners) & (households > 0), lent, own)

    def table(self) -> Ints:
        """The pool table."""
        return np.concatenate([*self.pools, np.zeros(1, np.int64)]).astype(np.int64)


def addresses(
    places: Places, pool: Ints, account: Ints, place: Ints, day: float, turn: Ints
) -> Ints:
    """Address number of each session: by account, place, day and, without a lease, `turn`."""
    start, span = places.start[account, place], places.span[account, place]
    number = start + below(span, *_held(places, account, place, day, turn))
    pooled = start >= POOLED
    number[pooled] = pool[number[pooled] - POOLED]
    lent = number < 0
    owner = -1 - number[lent]
    zero = np.zeros(len(owner), np.int64)
    number[lent] = places.start[owner, 0] + below(
        places.span[owner, 0], *_held(places, owner, zero, day, zero)
    )
    return number


def _held(
    places: Places, account: Ints, place: Ints, day: float, turn: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    key, lease = places.key[account], places.lease_d[account, place]
    phase = (key % 97) / 97
    epoch = np.where(lease > 0, day / np.maximum(lease, 1e-3) + phase, 0).astype(np.int64)
    return key, place, epoch, np.where(lease > 0, 0, turn)


def _world(n: int, rng: np.random.Generator) -> Ints:
    weights = np.array([c.weight for c in market().countries])
    return np.asarray(rng.choice(len(weights), n, p=weights / weights.sum()), np.int64)


def _somewhere(net: Networks, kind: str, n: int, rng: np.random.Generator) -> Ints:
    which = net.of_kind[kind]
    one = which[rng.choice(len(which), n, p=zipf(len(which)))]
    areas = net.sizes[one] // AREA
    # older areas are fuller, so customers share networks more than chance would have it
    return np.asarray(
        net.starts[one] + AREA * (areas * rng.random(n) ** 1.5).astype(np.int64), np.int64
    )


def _homes(country: Ints, rng: np.random.Generator) -> Ints:
    return _by_country(country, "home", AREA, 1.5, rng)


def _mobile(country: Ints, rng: np.random.Generator) -> Ints:
    return _by_country(country, "mobile", 256, 2.0, rng)


def _by_country(country: Ints, kind: str, area: int, skew: float, rng: np.random.Generator) -> Ints:
    net, out = market().networks, np.zeros(len(country), np.int64)
    for c in np.unique(country).tolist():
        mine = np.flatnonzero(country == c)
        which = net.of_kind[f"{kind}:{market().countries[c].code}"]
        one = which[rng.choice(len(which), len(mine), p=zipf(len(which)))]
        areas = net.sizes[one] // area
        out[mine] = net.starts[one] + area * (areas * rng.random(len(mine)) ** skew).astype(
            np.int64
        )
    return out


def _vpn(n: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    net = market().networks
    kinds = np.concatenate([net.of_kind["vpn"], net.of_kind["relay"]])
    one = kinds[rng.choice(len(kinds), n, p=zipf(len(kinds)))]
    return net.starts[one] + 32 * rng.integers(0, 7, n), np.full(n, 12)
