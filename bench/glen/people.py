"""Names, lines, devices and cards: what an account is registered with and comes from.

A line answers which address a request at some time has; a device answers which client sent it.
Address blocks are those of real kinds of networks, so that an enrichment finds what it would find.
"""

from collections.abc import Callable, Sequence
from random import Random

from bench.glen import words

Line = Callable[[Random, float], str]
"""The address at a time (seconds from the window's start)."""
Device = Callable[[Random, float], tuple[str, str]]
"""User agent and TLS fingerprint at a time."""
DAY_S = 86_400.0

HOMES: dict[str, tuple[tuple[str, int, int, str], ...]] = {
    "en": (("73", 0, 255, "US"), ("98", 192, 255, "US"), ("68", 32, 63, "US"), ("71", 192, 255, "US"), ("81", 128, 159, "GB"), ("86", 128, 191, "GB"), ("70", 48, 83, "CA"), ("101", 160, 191, "AU"), ("126", 0, 127, "JP"), ("114", 32, 47, "TW")),
    "de": (("87", 128, 191, "DE"), ("79", 192, 255, "DE"), ("91", 0, 63, "DE"), ("84", 112, 119, "AT")),
    "es": (("83", 32, 63, "ES"), ("88", 0, 31, "ES"), ("189", 128, 255, "MX"), ("181", 0, 31, "AR")),
    "fr": (("90", 0, 127, "FR"), ("2", 0, 15, "FR"), ("82", 224, 255, "FR")),
    "pt": (("177", 0, 63, "BR"), ("187", 0, 127, "BR"), ("85", 240, 247, "PT")),
    "id": (("36", 64, 95, "ID"), ("180", 240, 255, "ID"), ("125", 160, 167, "ID")),
    "ru": (("95", 24, 31, "RU"), ("178", 64, 79, "RU"), ("37", 144, 147, "RU")),
    "zh": (("114", 32, 47, "TW"), ("1", 160, 175, "TW"), ("219", 76, 79, "HK"), ("116", 86, 89, "SG"), ("60", 48, 55, "MY")),
    "hi": (("106", 192, 223, "IN"), ("117", 192, 255, "IN"), ("49", 36, 47, "IN"), ("122", 160, 191, "IN")),
}  # fmt: skip
CARRIERS: dict[str, tuple[str, ...]] = {
    "US": ("172.56", "172.58", "174.192", "174.202", "107.77"), "GB": ("92.40", "148.252", "82.132"), "DE": ("109.40", "176.0", "77.180"), "FR": ("92.184", "37.164"),
    "ES": ("95.120", "176.83"), "BR": ("179.240", "191.56"), "ID": ("114.124", "114.79"), "RU": ("176.59", "188.162"), "TW": ("223.136", "101.8"), "IN": ("106.76", "157.32", "27.97"),
}  # fmt: skip
HOSTS = (
    "3.84", "3.91", "18.204", "52.23", "52.90", "54.152", "54.166", "34.72", "34.132", "35.192", "35.224", "20.42", "20.83", "40.76", "95.216", "65.108", "88.198", "116.203",
    "168.119", "165.227", "167.99", "138.68", "159.203", "51.38", "51.68", "54.37", "145.239", "45.76", "149.28", "45.33", "139.162", "172.104", "8.219", "47.74", "173.249",
)  # fmt: skip
VPNS = (
    "146.70.52",
    "146.70.113",
    "185.159.157",
    "193.32.126",
    "89.187.179",
    "84.17.46",
    "156.146.51",
    "37.120.205",
    "212.102.40",
    "193.138.218",
    "138.199.21",
    "149.88.22",
    "185.107.56",
)
CAMPUSES = (
    "128.32",
    "128.84",
    "129.67",
    "130.75",
    "131.155",
    "132.187",
    "134.95",
    "141.20",
    "147.46",
    "152.3",
    "140.112",
    "193.205",
)
OFFICES = (
    "50.201",
    "50.237",
    "12.181",
    "12.201",
    "62.154",
    "62.225",
    "195.145",
    "194.25",
    "212.187",
    "213.86",
    "203.116",
    "203.127",
    "80.169",
    "217.6",
    "64.124",
)
TIMES: dict[str, tuple[float, ...]] = {
    "en": (-8, -6, -5, -5, 0, 0, 10),
    "de": (1,),
    "es": (1, -6, -3),
    "fr": (1,),
    "pt": (-3, 0),
    "id": (7,),
    "ru": (3, 5),
    "zh": (8,),
    "hi": (5.5,),
}


def host(rng: Random, prefix: str) -> str:
    """An address that starts as `prefix` does."""
    missing = 4 - len(prefix.split("."))
    return ".".join([prefix, *(str(rng.randint(1, 254)) for _ in range(missing))])


def house(rng: Random, lang: str) -> tuple[str, str]:
    """An address of a household and its country."""
    first, low, high, country = rng.choice(HOMES[lang])
    return host(rng, f"{first}.{rng.randint(low, high)}"), country


def at_home(rng: Random, lang: str) -> tuple[Line, str]:
    """A household's line, new every few weeks, with a phone's carrier beside it for many."""
    address, country = house(rng, lang)
    hold_s = DAY_S * rng.choice((2, 7, 15, 40, 90, 90))
    phase = rng.random() * hold_s
    addresses: dict[int, str] = {0: address}
    six = (
        f"2a02:{rng.randrange(4096):x}:{rng.randrange(65536):x}:{rng.randrange(65536):x}"
        if rng.random() < 0.12
        else None
    )
    away_p = rng.choice((0.0, 0.0, 0.1, 0.3, 0.6))
    carriers = CARRIERS.get(country, CARRIERS["US"])

    def line(dice: Random, at_s: float) -> str:
        if dice.random() < away_p:
            return f"{dice.choice(carriers)}.{dice.randint(0, 15)}.{dice.randint(1, 254)}"
        if six and dice.random() < 0.6:
            return f"{six}:{(int(at_s // DAY_S) + 1) * 7919 % 65536:x}::1"
        turn = int((at_s + phase) // hold_s)
        if turn not in addresses:
            addresses[turn] = (
                address.rsplit(".", 2)[0] + f".{dice.randint(0, 255)}.{dice.randint(1, 254)}"
            )
        return addresses[turn]

    return line, country


def fixed(addresses: Sequence[str]) -> Line:
    """A line with a few addresses that it uses in turn of chance."""
    held = tuple(addresses)
    return lambda dice, _: dice.choice(held)


def sticky(addresses: Sequence[str], hold_s: float, own: Random) -> Line:
    """One exit of a pool at a time, another after `hold_s`."""
    held, seed = tuple(addresses), own.randrange(1 << 30)
    return lambda _, at_s: held[Random(seed + int(at_s // hold_s)).randrange(len(held))]


def office(rng: Random, count: int = 1) -> Line:
    """A firm's line: one or a few addresses of one block."""
    block = host(rng, rng.choice(OFFICES)).rsplit(".", 1)[0]
    return fixed([host(rng, block) for _ in range(count)])


def campus(rng: Random) -> Line:
    block = f"{rng.choice(CAMPUSES)}.{rng.randint(0, 255)}"
    return fixed([host(rng, block) for _ in range(rng.randint(30, 120))])


def server(rng: Random, count: int = 1) -> Line:
    """Machines rented from a host."""
    prefix = rng.choice(HOSTS)
    return fixed([host(rng, prefix) for _ in range(count)])


def mixed(main: Line, other: Line, other_p: float) -> Line:
    return lambda dice, at_s: (other if dice.random() < other_p else main)(dice, at_s)


LIBRARIES = (
    ("acme-python/{0}.{1}.{2} Python/3.{3}", "t13d1812h1_85036bcba153_b26ce05bbdd6"), ("acme-js/{0}.{1}.{2} node/v2{3}", "t13d5911h1_a33745022dd6_1f22a2ca17c4"), ("python-requests/2.{3}.{1}", "t13d1812h1_85036bcba153_375ca2c5e164"),
    ("python-httpx/0.2{1}.{2}", "t13d1811h2_85036bcba153_d41ae481755e"), ("Go-http-client/2.0", "t13d1312h2_f57a46bbacb6_ab7e3b40a677"), ("axios/1.{1}.{2}", "t13d5912h1_a33745022dd6_3a1f0d2c9b44"), ("okhttp/4.{1}.{2}", "t13d1613h2_46e7e9700bed_45f260be83e2"),
    ("curl/8.{1}.{2}", "t13d3113h2_e8f1e7e78f70_6bebaf5329ac"), ("acme-java/{0}.{1}.{2}", "t13d1715h2_5b57614c22b0_93c746dc12af"), ("LangGraph/0.{1} acme-python/{0}.{2}", "t13d1812h1_85036bcba153_b26ce05bbdd6"), ("n8n/1.{1}{3}.{2}", "t13d5911h1_a33745022dd6_1f22a2ca17c4"),
)  # fmt: skip
BROWSERS = (
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/{0}.0.0.0 Safari/537.36", "t13d1516h2_8daaf6152771_02713d6af862"), ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/{1}.{2} Safari/605.1.15", "t13d2014h2_a09f3c656075_14788d8d241b"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0", "t13d1715h2_5b57614c22b0_7121afd63204"), ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/{0}.0.0.0 Safari/537.36 Edg/{0}.0", "t13d1516h2_8daaf6152771_e5627efa2ab1"),
)  # fmt: skip
PHONES = (
    "SM-S918B",
    "SM-A546E",
    "Pixel 8",
    "Pixel 7a",
    "2201117TG",
    "CPH2471",
    "V2250",
    "moto g84",
    "SM-A146P",
    "M2101K6G",
    "RMX3771",
    "SM-G991U",
)


def library(rng: Random, which: int | None = None, *, updates: bool = True) -> Device:
    """A program's client library, brought up to date now and then."""
    form, tls = LIBRARIES[rng.randrange(len(LIBRARIES)) if which is None else which]
    held = [
        form.format(rng.randint(0, 1), rng.randint(1, 9), rng.randint(0, 9), rng.randint(8, 13))
        for _ in range(2)
    ]
    at = rng.uniform(0, 80 * DAY_S) if updates else 1e12
    return lambda _, at_s: (held[at_s > at], tls)


def browser(rng: Random) -> Device:
    """A person's browser, or app on a phone, or both."""
    form, tls = rng.choice(BROWSERS)
    version, minor = rng.randint(138, 146), rng.randint(16, 18)
    app_p = rng.choice((0.0, 0.2, 0.7, 1.0))
    build = f"{rng.choice((3, 3, 4))}.{rng.randint(0, 24)}.{rng.randint(0, 6)}"
    phone = (
        f"AcmeApp/{build} (iPhone{rng.randint(13, 17)},{rng.randint(1, 5)}; iOS 1{rng.randint(7, 9)}.{rng.randint(0, 6)})",
        "t13d2014h2_a09f3c656075_e42f34c56612",
    )
    if rng.random() < 0.5:
        phone = (
            f"AcmeApp/{build} (Android {rng.randint(11, 16)}; {rng.choice(PHONES)})",
            "t13d1613h2_46e7e9700bed_45f260be83e2",
        )
    return lambda dice, at_s: (
        phone
        if dice.random() < app_p
        else (form.format(version + int(at_s // (25 * DAY_S)), minor, 3), tls)
    )


FREE = ("gmail.com",) * 9 + (
    "outlook.com",
    "outlook.com",
    "yahoo.com",
    "icloud.com",
    "icloud.com",
    "proton.me",
    "qq.com",
    "163.com",
    "gmx.de",
    "web.de",
    "mail.ru",
    "orange.fr",
    "uol.com.br",
)
DISPOSABLE = (
    "mailinator.com",
    "guerrillamail.com",
    "temp-mail.org",
    "yopmail.com",
    "sharklasers.com",
    "10minutemail.com",
    "dispostable.com",
)


def mailbox(rng: Random, first: str, last: str) -> str:
    """The part before the at sign, in the many forms that people give it."""
    f, s = first.lower(), last.lower()
    return rng.choice(
        (
            f"{f}.{s}",
            f"{f}{s}",
            f"{f[0]}{s}",
            f"{f}_{s}",
            f"{s}.{f}",
            f"{f}{rng.randint(1, 99)}",
            f"{f}.{s}{rng.randint(60, 2009)}",
            f"{words.syllables(rng, 1, 2)}{rng.randint(1, 999)}",
            f"{words.syllables(rng, 2, 3)}",
            f"{words.syllables(rng, 1, 1)}.{f}",
        )
    )


DIALS = {
    "US": "+1",
    "CA": "+1",
    "GB": "+447",
    "DE": "+4915",
    "AT": "+4366",
    "FR": "+336",
    "ES": "+346",
    "MX": "+5255",
    "AR": "+54911",
    "BR": "+55119",
    "PT": "+3519",
    "ID": "+62812",
    "RU": "+7916",
    "TW": "+8869",
    "HK": "+8526",
    "SG": "+659",
    "MY": "+6012",
    "IN": "+9198",
    "AU": "+614",
    "JP": "+8190",
}
LENGTHS = {
    "+1": 10,
    "+447": 9,
    "+4915": 9,
    "+4366": 8,
    "+336": 8,
    "+346": 8,
    "+5255": 8,
    "+54911": 8,
    "+55119": 8,
    "+3519": 8,
    "+62812": 8,
    "+7916": 7,
    "+8869": 8,
    "+8526": 7,
    "+659": 7,
    "+6012": 7,
    "+9198": 8,
    "+614": 8,
    "+8190": 8,
}


def phone(rng: Random, country: str) -> str:
    """A mobile number of the country."""
    dial = DIALS[country]
    count = LENGTHS[dial]
    head = (
        str(rng.choice((202, 212, 312, 415, 503, 617, 646, 713, 818, 917))) if dial == "+1" else ""
    )
    return dial + head + "".join(str(rng.randint(2, 9)) for _ in range(count - len(head)))


BINS = (
    "411773",
    "424631",
    "431940",
    "440066",
    "455273",
    "465858",
    "471630",
    "485932",
    "492181",
    "497010",
    "513765",
    "520082",
    "526219",
    "531259",
    "540735",
    "542418",
    "552433",
    "557552",
    "374288",
    "379764",
    "601120",
    "356600",
    "622848",
    "400344",
    "450875",
    "476173",
)
VIRTUAL_BINS = ("486208", "531993", "556150", "428802", "519075")


def card(rng: Random, *, virtual_p: float = 0.06) -> tuple[str, str]:
    """A card's fingerprint and first digits; some honest people pay by virtual cards too."""
    number = (
        rng.choice(VIRTUAL_BINS)
        if rng.random() < virtual_p
        else BINS[min(int(rng.expovariate(0.14)), len(BINS) - 1)]
    )
    return f"{rng.getrandbits(64):016x}", number
