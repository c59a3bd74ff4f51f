"""The market as arrays: countries, networks, banks, software, models."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from gauger.simulate.scenario import POPULATION, read_table

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
BASE = 0xF0000000
"""240.0.0.0: addresses of the reserved class E, so that no world names a real one."""
BLOCK = 65_536
Network = tuple[str, int, str, str, str | None]
"""Kind, addresses, name, country and class of a network."""
PERSONAS = ("people", "developers", "services")


class Country(msgspec.Struct, frozen=True):
    """A country of customers."""

    code: str
    weight: float
    zones: tuple[float, ...]
    phone: str
    phone_digits: int


class Software(msgspec.Struct, frozen=True):
    """A client software: its agent string, the library it shows, and its users' updates."""

    name: str
    agent: str
    tls: str
    who: dict[str, float]
    cadence_d: float
    lag_d: float
    first: int
    system: str = ""
    tools: bool = False


class Tokens(msgspec.Struct, frozen=True):
    """Sizes of one capability's exchanges."""

    input: float
    input_spread: float
    output: float
    output_spread: float
    reasoning: float
    refuse: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """Networks of the fictitious plan, sorted by their first address."""

    starts: Ints
    sizes: Ints
    names: tuple[str, ...]
    countries: tuple[str, ...]
    classes: tuple[str | None, ...]
    of_kind: dict[str, Ints]
    """Numbers of the networks of "home:US", "mobile:US", "business:US", "host", "vpn", "relay"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """All of market.toml."""

    countries: tuple[Country, ...]
    software: tuple[Software, ...]
    models: tuple[str, ...]
    price_usd: Floats
    model_weights: dict[str, Floats]
    tokens: dict[str, Tokens]
    mix: dict[str, dict[str, float]]
    adoption: dict[str, dict[str, float]]
    networks: Networks
    raw: dict[str, Any]

    def software_named(self, name: str) -> int:
        """Number of a software."""
        return [s.name for s in self.software].index(name)


@cache
def market() -> Market:
    """The market that comes with Gauger."""
    raw = read_table(POPULATION / "market.toml")
    countries = tuple(msgspec.convert(raw["country"], list[Country]))
    models: dict[str, dict[str, float]] = raw["models"]
    return Market(
        countries=countries,
        software=tuple(msgspec.convert(raw["software"], list[Software])),
        models=tuple(models),
        price_usd=np.array([m["price_usd"] for m in models.values()]),
        model_weights={p: np.array([m[p] for m in models.values()]) for p in PERSONAS},
        tokens=msgspec.convert(raw["tokens"], dict[str, Tokens]),
        mix=raw["mix"],
        adoption=raw["adoption"],
        networks=_networks(countries, raw["networks"]),
        raw=raw,
    )


def zipf(n: int, exponent: float = 1.0) -> Floats:
    """Shares of n ranks.

    >>> zipf(2).round(3).tolist()
    [0.667, 0.333]
    """
    weights = 1 / np.arange(1, n + 1) ** exponent
    return np.asarray(weights / weights.sum(), float)


def _networks(countries: tuple[Country, ...], have: dict[str, Any]) -> Networks:
    rows = [row for c in countries for row in _access(c.code, have)]
    places = ("US", "DE", "SG", "NL", "JP", "GB")
    blocks = _blocks(have["hosts"], have["host_blocks"])
    rows += [("host", b, f"Hosting {i}", places[i % 6], "hosting") for i, b in enumerate(blocks)]
    rows += [("vpn", 1_024, f"Private Net {i}", places[i % 6], "vpn") for i in range(have["vpns"])]
    rows.append(("relay", 2_048, "Phone Relay", "US", "relay"))
    sizes = np.array([r[1] for r in rows], np.int64)
    kinds = sorted({r[0] for r in rows})
    return Networks(
        starts=np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64),
        sizes=sizes,
        names=tuple(r[2] for r in rows),
        countries=tuple(r[3] for r in rows),
        classes=tuple(r[4] for r in rows),
        of_kind={k: np.array([i for i, r in enumerate(rows) if r[0] == k]) for k in kinds},
    )


def _access(code: str, have: dict[str, Any]) -> list[Network]:
    homes = _blocks(have["home_isps"], have["home_blocks"])
    mobile = [have["mobile_regions"] * 256] * have["mobile_carriers"]
    business = [BLOCK] * have["business_isps"]
    kinds = (("home", homes, "residential"), ("mobile", mobile, "residential"))
    return [
        (f"{kind}:{code}", size, f"{kind.title()} {code} {i}", code, known)
        for kind, sizes, known in (*kinds, ("business", business, None))
        for i, size in enumerate(sizes)
    ]


def _blocks(ranks: int, largest: int) -> list[int]:
    """Addresses of each rank's network, after Zipf."""
    return [BLOCK * max(1, round(largest / (i + 1))) for i in range(ranks)]
