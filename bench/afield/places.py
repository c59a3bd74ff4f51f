"""Countries, their clocks and networks, and the addresses that people and servers get."""

from random import Random
from typing import NamedTuple


class Country(NamedTuple):
    """Where customers are: share of them, hours from UTC, language, networks, phone code."""

    share: float
    utc_h: float
    tongue: str
    nets: tuple[str, ...]
    phone: str


COUNTRIES = {
    "DE": Country(15, 1, "de", ("79.192", "87.128", "91.0", "93.192"), "+4915"),
    "FR": Country(9, 1, "fr", ("90.0", "86.192", "82.64"), "+336"),
    "GB": Country(9, 0, "en", ("86.128", "81.128", "92.0"), "+447"),
    "PL": Country(7, 1, "pl", ("83.0", "79.184", "5.172"), "+4860"),
    "ES": Country(5, 1, "es", ("88.0", "80.24", "95.120"), "+346"),
    "NL": Country(4, 1, "nl", ("77.160", "84.80"), "+316"),
    "IT": Country(4, 1, "it", ("79.0", "87.0", "95.224"), "+393"),
    "TR": Country(4, 3, "tr", ("78.160", "85.96"), "+905"),
    "US": Country(10, -6, "en", ("73.0", "98.192", "71.192", "24.0"), "+1415"),
    "BR": Country(5, -3, "pt", ("177.32", "187.0", "189.0"), "+5511"),
    "MX": Country(2, -6, "es", ("187.128", "189.128"), "+5255"),
    "IN": Country(8, 5.5, "hi", ("49.32", "106.192", "117.192"), "+9198"),
    "ID": Country(4, 7, "id", ("36.64", "114.120"), "+628"),
    "VN": Country(3, 7, "vi", ("113.160", "14.160"), "+849"),
    "JP": Country(4, 9, "ja", ("126.0", "60.64"), "+8190"),
    "KR": Country(3, 9, "ko", ("121.128", "59.0"), "+8210"),
    "SG": Country(2, 8, "zh", ("116.86", "101.127"), "+659"),
    "HK": Country(2, 8, "zh", ("112.118", "219.72"), "+8529"),
    "NG": Country(2, 1, "en", ("105.112", "197.210"), "+2348"),
}
HOSTING = ("95.216", "65.108", "135.181", "51.38", "51.68", "159.65", "167.99", "134.209", "45.76", "149.28", "172.104", "139.162", "173.249", "47.88")  # fmt: skip
CLOUD = ("52.29", "3.120", "18.184", "34.89", "35.198", "20.79", "20.113", "40.114")
VPN = ("146.70", "138.199", "89.187", "185.107")


def country(rng: Random) -> str:
    """Draw a country by its share of customers."""
    names = list(COUNTRIES)
    return rng.choices(names, [COUNTRIES[n].share for n in names])[0]


def address(rng: Random, nets: tuple[str, ...]) -> str:
    """An address somewhere in the networks, drawn evenly."""
    first, second = rng.choice(nets).split(".")
    wide = int(second) % 32 == 0 and nets not in (HOSTING, CLOUD, VPN)  # a carrier has many /16
    return f"{first}.{int(second) + (rng.randrange(24) if wide else 0)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


def beside(rng: Random, ip: str) -> str:
    """Another address of the same /24."""
    return f"{ip.rsplit('.', 1)[0]}.{rng.randrange(1, 255)}"


class Network:
    """Exits that strangers share: mobile carriers, cloud gateways, consumer VPNs."""

    def __init__(self, rng: Random) -> None:
        self.mobile = {c: [address(rng, COUNTRIES[c].nets) for _ in range(40)] for c in COUNTRIES}
        self.gateways = [address(rng, CLOUD) for _ in range(70)]
        self.vpn = [address(rng, VPN) for _ in range(45)]
        self.blocks = [address(rng, rng.choice((HOSTING, HOSTING, CLOUD))) for _ in range(150)]
        self.rented: list[str] = []  # lines at home that a proxy seller uses too

    def rack(self, rng: Random) -> str:
        """A rented server; honest firms and others are neighbours there."""
        return beside(rng, rng.choice(self.blocks))

    def exits(self, rng: Random, where: str, count: int) -> list[str]:
        """Exits as a proxy seller rents them out: strangers' lines, some of them customers'."""
        lines = [address(rng, COUNTRIES[where].nets) for _ in range(count)]
        self.rented += lines
        return lines

    def home(self, rng: Random, where: str) -> tuple[str, ...]:
        """What one person uses: the line at home first, then phone, perhaps a VPN; some have IPv6."""
        line = address(rng, COUNTRIES[where].nets)
        if rng.random() < 0.12:
            line = f"2a02:{rng.randrange(0x800, 0x2FFF):x}:{rng.randrange(0xFFFF):x}:{rng.randrange(0xFFFF):x}::{rng.randrange(2, 0xFFFF):x}"
        if self.rented and rng.random() < 0.03:
            line = rng.choice(self.rented)
        used = [line, rng.choice(self.mobile[where])]
        if rng.random() < 0.1:
            used = [*rng.sample(self.vpn, 3), line][:: rng.choice((1, -1))]
        elif rng.random() < 0.3:
            used.append(address(rng, COUNTRIES[where].nets))
        return tuple(used)

    def servers(self, rng: Random) -> tuple[str, ...]:
        """What a firm's product calls from: own machines, or the shared gateways of a cloud."""
        if rng.random() < 0.45:
            return tuple(rng.sample(self.gateways, rng.randint(1, 4)))
        first = self.rack(rng)
        return (first, *(beside(rng, first) for _ in range(rng.randrange(3))))
