"""Countries, and the addresses that homes, telephones, offices, clouds and tunnels send from."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Country:
    """Where somebody lives: hours, addresses, telephone, language."""

    weight: float
    hours_east: float
    homes: tuple[str, ...]
    """First two numbers of addresses of homes."""
    mobile: str
    """First three numbers behind which a carrier hides its customers."""
    v6: str
    phone: str
    """A valid mobile number; each `x` is any digit."""
    languages: tuple[str, ...] = ()


COUNTRIES: dict[str, Country] = {
    "US": Country(
        26,
        -6,
        ("24.18", "67.160", "73.71", "98.207", "71.58"),
        "172.58.27",
        "2601:1c0",
        "+14157xxxxxx",
    ),
    "GB": Country(8, 0, ("81.103", "86.14", "92.233"), "82.132.214", "2a02:c7c", "+447400xxxxxx"),
    "DE": Country(
        7, 1, ("79.203", "84.150", "91.12"), "80.187.84", "2003:e5", "+4915123xxxxxx", ("de",)
    ),
    "FR": Country(
        5, 1, ("82.64", "90.92", "176.158"), "92.184.105", "2a01:e0a", "+33612xxxxxx", ("fr",)
    ),
    "ES": Country(4, 1, ("83.44", "88.12"), "77.210.4", "2a0c:5a80", "+34612xxxxxx", ("es",)),
    "MX": Country(
        4, -6, ("187.190", "201.141"), "189.203.97", "2806:2f0", "+525512xxxxxx", ("es",)
    ),
    "BR": Country(
        7, -3, ("177.33", "189.62", "191.177"), "179.240.18", "2804:14d", "+5511912xxxxxx", ("pt",)
    ),
    "IN": Country(
        13,
        5.5,
        ("49.36", "103.211", "117.200", "122.171"),
        "106.213.81",
        "2405:201",
        "+919812xxxxxx",
        ("hi",),
    ),
    "ID": Country(
        4, 7, ("36.72", "114.122", "180.244"), "114.10.31", "2001:448a", "+628121xxxxxxx", ("id",)
    ),
    "JP": Country(
        4, 9, ("106.73", "126.48", "219.104"), "49.98.132", "240f:71", "+819012xxxxxx", ("ja",)
    ),
    "TR": Country(3, 3, ("78.180", "88.230"), "178.240.66", "2a00:1d34", "+905321xxxxxx", ("tr",)),
    "PH": Country(3, 8, ("49.145", "112.198"), "175.176.45", "2001:4451", "+639171xxxxxx"),
    "NG": Country(2, 1, ("102.89", "105.112"), "197.210.53", "2c0f:f5c0", "+234803xxxxxxx"),
    "PK": Country(2, 5, ("39.40", "119.155"), "223.123.9", "2407:d000", "+923001xxxxxx"),
    "PL": Country(2, 1, ("83.24", "89.64"), "31.0.44", "2a02:a310", "+48512xxxxxx"),
    "VN": Country(2, 7, ("14.161", "113.161", "171.224"), "27.67.92", "2402:800", "+84912xxxxxx"),
    "KE": Country(1, 3, ("41.80", "105.160"), "196.201.216", "2c0f:fe38", "+254712xxxxxx"),
    "SG": Country(2, 8, ("116.14", "118.189"), "182.55.120", "2406:3003", "+6581xxxxxx"),
    "CA": Country(3, -5, ("24.80", "70.51", "99.230"), "184.151.231", "2607:fea8", "+16046xxxxxx"),
}
CODES = tuple(COUNTRIES)
WEIGHTS = tuple(c.weight for c in COUNTRIES.values())
CLOUDS = (
    "34.86",
    "34.141",
    "35.204",
    "3.121",
    "18.156",
    "52.28",
    "54.172",
    "20.82",
    "40.118",
    "139.59",
    "65.108",
    "5.161",
    "149.28",
    "51.158",
)
TUNNELS = tuple(
    f"{a}.{b}"
    for a in ("185.220.70", "146.70.124", "193.32.249", "89.187.164")
    for b in (11, 24, 37, 58, 90, 133)
)
"""Exits of the tunnels that anyone can rent."""
SERVERLESS = tuple(f"76.76.{a}.{b}" for a in (21, 22) for b in range(10, 24))
"""Exits that customers of one platform share without knowing it."""


def _last(chance: Random) -> int:
    return 1 + int(chance.random() * 253)


def home(country: str, chance: Random) -> str:
    """An address of a household; a third speak IPv6."""
    place = COUNTRIES[country]
    if chance.random() < 0.33:
        tail = ":".join(f"{chance.randrange(1, 65_536):x}" for _ in range(6))
        return f"{place.v6}:{tail}"
    return f"{chance.choice(place.homes)}.{_last(chance)}.{_last(chance)}"


def mobile(country: str, chance: Random) -> str:
    """One of the forty addresses that a carrier's customers share."""
    return f"{COUNTRIES[country].mobile}.{10 + int(chance.random() * 40)}"


def office(country: str, chance: Random) -> str:
    """A fixed address of a firm, a school or a venue."""
    return f"{chance.choice(COUNTRIES[country].homes)}.{_last(chance)}.{_last(chance)}"


def cloud(chance: Random) -> str:
    """A rented machine."""
    return f"{chance.choice(CLOUDS)}.{_last(chance)}.{_last(chance)}"


def coarse(address: str) -> str:
    """The address as a provider keeps it that drops the host: /24 or /48.

    >>> coarse("24.18.3.77"), coarse("2601:1c0:aa:1:2:3:4:5")
    ('24.18.3.0', '2601:1c0:aa::')
    """
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::"
    return address.rpartition(".")[0] + ".0"
