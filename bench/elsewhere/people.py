"""The account table: who signed up when, with which address, card and firm."""

from random import Random

import numpy as np

from bench.elsewhere.dice import below, mixed, stream, unit
from bench.elsewhere.grammar import MAKERS, identifier, invented, pick
from bench.elsewhere.lexicon import FIRST, LAST
from bench.elsewhere.net import NAMES
from bench.elsewhere.spec import DAY_US, HOUR_US, Group, Ints, SignUp, Words64

FREE = (
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "icloud.com",
    "proton.me",
)
LOCAL = {
    "DE": "gmx.de",
    "FR": "orange.fr",
    "BR": "uol.com.br",
    "JP": "yahoo.co.jp",
    "ID": "yahoo.co.id",
    "IN": "rediffmail.com",
    "PL": "wp.pl",
}
DIAL = {
    "US": "1",
    "GB": "44",
    "DE": "49",
    "FR": "33",
    "ES": "34",
    "BR": "55",
    "MX": "52",
    "CO": "57",
    "IN": "91",
    "ID": "62",
    "JP": "81",
    "PH": "63",
    "KE": "254",
    "NG": "234",
    "VE": "58",
    "PL": "48",
    "AU": "61",
}
Row = dict[str, object]


def born(
    dice: np.random.Generator, group: Group, units: Ints, start: int, days: int, world: str
) -> Ints:
    """When each account was made. Waves are common to a unit, or to all buyers of one farm."""
    n, sign_up = len(units), group.sign_up
    old = start - dice.exponential(160, n) * DAY_US
    new = start + dice.random(n) * days * DAY_US * 0.85
    steady = np.where(dice.random(n) < 0.62, old, new)
    if sign_up.when == "steady":
        return np.asarray(steady, np.int64)
    lead = start + group.pace.start * days * DAY_US
    if sign_up.when == "one-by-one":
        return np.asarray(lead - dice.random(n) * 45 * DAY_US, np.int64)
    if sign_up.farm:
        begin = lead - stream(world, sign_up.farm).random(sign_up.waves) * 30 * DAY_US
        back = dice.integers(0, sign_up.waves, n)
    else:
        waves = units * 1000 + dice.integers(0, sign_up.waves, n)
        keys, back = np.unique(waves, return_inverse=True)
        begin = lead - dice.random(len(keys)) * 30 * DAY_US
    return np.asarray(begin[back] + dice.random(n) * sign_up.wave_hours * HOUR_US, np.int64)


def local_part(dice: Random) -> str:
    """What people put before the @."""
    first, last, n = pick(dice, FIRST).lower(), pick(dice, LAST).lower(), dice.randint(1, 999)
    shapes = (
        f"{first}.{last}", f"{first}{last}", f"{first[0]}{last}{n}", f"{last}{n}", f"{first}_{n}", f"{first}.{last}{n % 100}",
        f"{invented(dice).lower()}{n}", identifier(dice).replace("_", "."), f"{last}.{first[0]}", f"the{invented(dice).lower()}",
    )  # fmt: skip
    return pick(dice, shapes)


class House:
    """What the accounts of one unit have in common: a firm, its domain, its cards."""

    def __init__(self, seed: int, sign_up: SignUp, world: str) -> None:
        dice = Random(seed)
        self.firm = MAKERS["firm"](dice)
        self.domain = self.firm.split()[0].lower() + pick(
            dice, (".com", ".io", ".net", ".org", ".co")
        )
        self.stem = invented(dice).lower()
        self.phone_at = dice.randint(10**8, 9 * 10**8)
        seller = Random(f"{world} {sign_up.farm}") if sign_up.farm else dice
        self.bins = [str(seller.randint(400000, 559999)) for _ in range(sign_up.cards)]
        self.cards = [(f"pm_{seller.getrandbits(64):016x}", b) for b in self.bins]
        self.domains = [
            f"{invented(seller).lower()}.{pick(seller, ('xyz', 'shop', 'site', 'top'))}"
            for _ in range(4)
        ]


def mail(dice: Random, group: Group, house: House, country: str, index: int) -> str:
    """An address after the group's habit."""
    match group.sign_up.mail:
        case "work":
            return f"{pick(dice, FIRST).lower()}@{invented(dice).lower()}{pick(dice, ('.com', '.io', '.net', '.dev'))}"
        case "house" | "campus":
            tail = "" if group.sign_up.mail == "house" else ".edu"
            return f"{pick(dice, FIRST).lower()}.{pick(dice, LAST).lower()}@{house.domain}{tail}"
        case "numbered":
            return f"{house.stem}{index + 1:03}@{house.domain}"
        case "throwaway":
            return (
                f"{local_part(dice)}@{pick(dice, house.domains if dice.random() < 0.55 else FREE)}"
            )
        case _:
            near = LOCAL.get(country)
            return (
                f"{local_part(dice)}@{near if near and dice.random() < 0.3 else pick(dice, FREE)}"
            )


def card(dice: Random, group: Group, house: House, country: str) -> tuple[str | None, str | None]:
    """Fingerprint and first six digits of the instrument."""
    own = f"pm_{dice.getrandbits(64):016x}"
    match group.sign_up.card:
        case "none":
            return None, None
        case "house":
            return house.cards[0]
        case "few":
            return pick_card(dice, house)
        case "prepaid":
            return own, pick(dice, house.bins)
        case _:
            issuers = Random(country)
            banks = [str(issuers.randint(400000, 559999)) for _ in range(60)]
            return own, banks[int(60 * dice.random() ** 2)]


def pick_card(dice: Random, house: House) -> tuple[str, str]:
    """One of the house's cards."""
    return house.cards[int(dice.random() * len(house.cards))]


def rows(
    group: Group,
    ids: list[str],
    seed: Words64,
    house: Words64,
    country: Ints,
    made: Ints,
    end: int,
    world: str,
) -> list[Row]:
    """The group's rows of the account table, all columns; the provider keeps some."""
    houses = {h: House(h, group.sign_up, world) for h in set(house.tolist())}
    moved = unit(mixed(seed, 51))
    close = below(mixed(seed, 52), 1000)
    out: list[Row] = []
    for i, (key, own, h) in enumerate(zip(ids, seed.tolist(), house.tolist(), strict=True)):
        dice, home, s = Random(own), houses[h], group.sign_up
        lives = NAMES[country[i]]
        address = mail(dice, group, home, lives, i)
        instrument, prefix = card(dice, group, home, lives)
        paid = s.plan or pick(dice, ("free", "free", "free", "pro", "pro", "payg", "team"))
        if paid == "free" and s.card == "own":
            instrument = prefix = None
        shut = close[i] < (25 if not group.campaign else 60) and made[i] < end - 5 * DAY_US
        closed = (
            int(
                max(made[i], end - 40 * DAY_US) + moved[i] * (end - max(made[i], end - 40 * DAY_US))
            )
            if shut
            else None
        )
        out.append({
            "account_id": key, "created_at": int(made[i]),
            "org_name": {"none": None, "own": MAKERS["firm"](dice), "house": home.firm}[s.org],
            "email": address, "email_domain": address.split("@")[1],
            "phone": f"+{DIAL[lives]}{dice.randint(10**8, 10**9 - 1)}" if dice.random() < 0.6 else None,
            "payment_fingerprint": instrument, "card_bin": prefix,
            "billing_country": lives if instrument else None,
            "declared_country": lives if moved[i] > 0.03 else pick(dice, NAMES),
            "plan": paid, "programme": s.programme, "verified": pick(dice, ("none", "email", "email", "phone", "phone", "identity")),
            "closed_at": closed, "closed_reason": pick(dice, ("user", "user", "payment", "policy")) if shut else None,
        })  # fmt: skip
    return out
