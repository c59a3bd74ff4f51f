"""Who registered: mail, phone, card, organisation and sign-up of a cohort's accounts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from gauger.records.schema import ACCOUNTS
from gauger.simulate.cohort import Cohort
from gauger.simulate.market import Floats, Ints, market, zipf
from gauger.simulate.words import Choices, grammar

FIRST = [
    "an",
    "el",
    "mar",
    "jo",
    "li",
    "sa",
    "to",
    "ka",
    "ri",
    "da",
    "nu",
    "be",
    "vi",
    "ha",
    "so",
    "mi",
    "le",
    "pa",
    "ru",
    "ne",
]
LAST = [
    "son",
    "sen",
    "man",
    "ski",
    "ez",
    "ova",
    "wood",
    "ley",
    "berg",
    "kov",
    "ito",
    "ara",
    "ghi",
    "rao",
    "dez",
    "tini",
    "eau",
    "ford",
    "will",
    "hall",
]
SHAPES = ("first.last", "firstlast", "f.last", "nick-digits", "first-digits", "first_last", "nick")
SHAPE_WEIGHTS = np.array([24, 22, 8, 14, 18, 5, 9]) / 100
PLANS = {
    "people": {"free": 0.72, "pro": 0.27, "team": 0.01},
    "developers": {"free": 0.15, "pro": 0.7, "team": 0.15},
    "services": {"free": 0.03, "pro": 0.27, "team": 0.5, "enterprise": 0.2},
}
VERIFIED = {"email": 0.55, "phone": 0.36, "none": 0.04, "identity": 0.03, "business": 0.02}
PROGRAMMES = {"": 0.945, "education": 0.035, "startup": 0.012, "research": 0.008}
PHONE_SHARE = 0.62
ABROAD_SHARE = 0.05
"""Of accounts that pay from another country than the one they live in."""


def cells_of(cohort: Cohort, rng: np.random.Generator) -> Ints:
    """Cell of each account: about `cohort.cell` accounts that one hand set up together."""
    n = cohort.accounts
    sizes = 1 + rng.poisson(max(0.0, cohort.cell - 1), n)
    return np.repeat(np.arange(n), sizes)[:n].astype(np.int64)


def countries_of(cohort: Cohort, rng: np.random.Generator) -> Ints:
    """Country of each account, as a place in the market's list."""
    have = market().countries
    weights = np.array([c.weight for c in have])
    codes = [c.code for c in have]
    if cohort.country:
        return np.full(cohort.accounts, codes.index(cohort.country))
    if cohort.one_zone:
        return np.full(cohort.accounts, rng.choice(len(have), p=weights / weights.sum()))
    return np.asarray(rng.choice(len(have), cohort.accounts, p=weights / weights.sum()), np.int64)


def register(
    cohort: Cohort, ids: Sequence[str], country: Ints, cells: Ints, created_us: Ints,
    closed: tuple[Ints, list[str | None]], rng: np.random.Generator,
) -> pa.Table:  # fmt: skip
    """The cohort's rows of `accounts`, not yet hashed by the door."""
    codes = [market().countries[c].code for c in country.tolist()]
    plan = _plans(cohort, rng)
    pick = Choices(rng)
    pays = np.array([p != "free" for p in plan])
    columns: dict[str, Any] = {
        "account_id": list(ids),
        "created_at": created_us,
        "org_name": _organisations(cohort, cells, pick, rng),
        "email": _mail(cohort, pick, rng),
        "phone": _phones(cohort, country, rng),
        "payment_fingerprint": _payments(cohort, cells, pays, rng),
        "card_bin": _card_ranges(cohort, codes, cells, pays, rng),
        "billing_country": _abroad(codes, rng),
        "declared_country": codes,
        "plan": plan,
        "programme": _programmes(cohort, rng),
        "verified": _words(cohort.verified, VERIFIED, cohort.accounts, rng),
        "closed_at": pa.array(closed[0], mask=closed[0] == 0),
        "closed_reason": closed[1],
    }
    return pa.table({k: pa.array(v).cast(ACCOUNTS.field(k).type) for k, v in columns.items()})


def _words(fixed: str, usual: dict[str, float], n: int, rng: np.random.Generator) -> list[str]:
    if fixed != "market":
        return [fixed] * n
    names, weights = list(usual), np.array(list(usual.values()))
    return [names[i] for i in rng.choice(len(names), n, p=weights / weights.sum()).tolist()]


def _plans(cohort: Cohort, rng: np.random.Generator) -> list[str]:
    usual = PLANS[cohort.persona]
    if cohort.payment in {"one", "cells"} or cohort.kind == "campaign":  # who shares a card has one
        usual = {k: v for k, v in usual.items() if k != "free"}
    return _words(cohort.plan, usual, cohort.accounts, rng)


def _programmes(cohort: Cohort, rng: np.random.Generator) -> list[str | None]:
    usual = _words("market", PROGRAMMES, cohort.accounts, rng)
    if cohort.programme:
        own = rng.random(cohort.accounts) < cohort.programme_share
        usual = [cohort.programme if o else u for o, u in zip(own, usual, strict=True)]
    return [p or None for p in usual]


def _organisations(
    cohort: Cohort, cells: Ints, pick: Choices, rng: np.random.Generator
) -> list[str | None]:
    have, n = market().raw["organisations"], cohort.accounts
    nouns = grammar().nouns
    common = list(have["common"])
    weights = np.array(list(have["common"].values()))
    typed = [common[i] for i in rng.choice(len(common), n, p=weights / weights.sum())]
    own = [f"{pick.of(nouns)} {pick.of(nouns)} {int(1e4 * pick.share())}" for _ in range(n)]
    if cohort.organisation == "one":
        return [own[0]] * n
    if cohort.organisation == "own":
        return list(own)
    if cohort.organisation == "cells":
        return [own[c] for c in cells.tolist()]
    if cohort.organisation == "common":
        return list(typed)
    if cohort.organisation == "none":
        return [None] * n
    u = rng.random(n)
    a, b = have["common_share"], have["common_share"] + have["own_share"]
    return [t if x < a else o if x < b else None for x, t, o in zip(u, typed, own, strict=True)]


def _name(pick: Choices, words: list[str]) -> str:
    return pick.of(words) + pick.of(words)


def _local(shape: str, pick: Choices) -> str:
    first, last = _name(pick, FIRST), pick.of(FIRST) + pick.of(LAST)
    digits = str(int(10 ** (1 + 3 * pick.share())))
    return {
        "first.last": f"{first}.{last}",
        "firstlast": first + last,
        "f.last": f"{first[0]}.{last}",
        "nick-digits": pick.of(grammar().nouns) + digits,
        "first-digits": first + digits,
        "first_last": f"{first}_{last}",
        "nick": pick.of(grammar().nouns) + pick.of(LAST),
        "first-last-digits": first + last + digits,
    }[shape]


def _mail(cohort: Cohort, pick: Choices, rng: np.random.Generator) -> list[str]:
    have, n = market().raw["mail"], cohort.accounts
    shapes = [SHAPES[i] for i in rng.choice(len(SHAPES), n, p=SHAPE_WEIGHTS)]
    weights = np.array(list(have["free"].values()))
    free = [list(have["free"])[i] for i in rng.choice(len(weights), n, p=weights / weights.sum())]
    nouns = grammar().nouns
    company = f"{pick.of(nouns)}-{pick.of(nouns)}{int(1e4 * pick.share())}.example"
    uni = zipf(have["universities"])
    school = f"uni-{int(rng.choice(len(uni), p=uni))}.example"
    domain = {"company": [company] * n, "university": [school] * n}.get(cohort.mail, free)
    if cohort.mail in {"company", "university"}:  # the house gives addresses out
        house = ("first.last", "f.last", "firstlast")[int(rng.integers(3))]
        shapes = [house if x < 0.9 else s for x, s in zip(rng.random(n), shapes, strict=True)]
    if cohort.mail == "generated":  # bought or made in a batch: one habit of naming, few domains
        shape = ("first-last-digits", "firstlast", "first.last", "nick-digits")[
            int(rng.integers(4))
        ]
        shapes = [shape if x < 0.85 else s for x, s in zip(rng.random(n), shapes, strict=True)]
        few = rng.choice(len(weights), 3, p=weights / weights.sum())
        domain = [list(have["free"])[few[i]] for i in rng.integers(0, 3, n)]
    if cohort.mail == "disposable":
        domain = [have["disposable"][i] for i in rng.integers(0, len(have["disposable"]), n)]
    if cohort.mail == "market":
        u = rng.random(n)
        own = [f"{pick.of(nouns)}{pick.of(nouns)}.example" for _ in range(n)]
        bin_ = [have["disposable"][i] for i in rng.integers(0, len(have["disposable"]), n)]
        a = have["company_share"]
        b = a + have["disposable_share"]
        domain = [
            o if x < a else d if x < b else f for x, o, d, f in zip(u, own, bin_, free, strict=True)
        ]
    return [f"{_local(s, pick)}@{d}" for s, d in zip(shapes, domain, strict=True)]


def _phones(cohort: Cohort, country: Ints, rng: np.random.Generator) -> list[str | None]:
    n, have = cohort.accounts, market().countries
    if cohort.phone == "none":
        return [None] * n
    number = (rng.random(n) * 1e9).astype(np.int64)
    if cohort.phone == "ranges":  # rented in blocks: neighbours share all but the last digits
        block = np.repeat(number, 1 + rng.poisson(12, n))[:n]
        number = block // 10_000 * 10_000 + rng.integers(0, 10_000, n)
    shown = rng.random(n) < PHONE_SHARE
    texts = [
        f"{have[c].phone}{x % 10 ** have[c].phone_digits:0{have[c].phone_digits}d}"
        for c, x in zip(country.tolist(), number.tolist(), strict=True)
    ]
    return [t if s else None for t, s in zip(texts, shown, strict=True)]


def _payments(
    cohort: Cohort, cells: Ints, pays: np.ndarray, rng: np.random.Generator
) -> list[str | None]:
    n = cohort.accounts
    if cohort.payment == "none":
        return [None] * n
    key = {"one": np.zeros(n, np.int64), "cells": cells}.get(cohort.payment, np.arange(n))
    fingerprints = rng.integers(0, 2**62, n)
    return [
        f"pm_{fingerprints[k]:x}" if p else None for k, p in zip(key.tolist(), pays, strict=True)
    ]


def _card_ranges(
    cohort: Cohort, codes: list[str], cells: Ints, pays: np.ndarray, rng: np.random.Generator
) -> list[str | None]:
    """Issuer of each card: by country with a heavy skew; virtual cards are sold world-wide."""
    have, n = market().raw["banks"], cohort.accounts
    issuer = rng.choice(have["ranges"], n, p=zipf(have["ranges"], have["skew"]))
    virtual = rng.random(n) < have["virtual_share"]
    which = rng.choice(have["virtual_ranges"], n, p=zipf(have["virtual_ranges"]))
    if cohort.banks == "virtual":
        virtual = rng.random(n) < 0.85
        which = rng.choice(which[:3], n)
    if cohort.banks == "few":
        issuer = rng.choice(issuer[:4], n)
    if cohort.banks == "one-bank":
        issuer, virtual = np.zeros(n, np.int64), rng.random(n) < 0.15
    key = {"one": np.zeros(n, np.int64), "cells": cells}.get(cohort.payment, np.arange(n))
    country = sorted({c.code for c in market().countries})
    ranges = [
        f"5{which[k]:02d}999" if virtual[k] else f"4{country.index(codes[k]):02d}{issuer[k]:03d}"
        for k in key.tolist()
    ]
    return [r if p else None for r, p in zip(ranges, pays.tolist(), strict=True)]


def _abroad(codes: list[str], rng: np.random.Generator) -> list[str]:
    other = rng.permutation(codes).tolist()
    away = rng.random(len(codes)) < ABROAD_SHARE
    return [o if a else c for c, o, a in zip(codes, other, away, strict=True)]


def signup_days(cohort: Cohort, first_day: Floats, rng: np.random.Generator) -> Floats:
    """Day of each account's sign-up, before its first use at `first_day`."""
    have, n = market().raw["signup"], cohort.accounts
    ahead = cohort.signup_before
    if cohort.signup == "burst":  # batches within an hour or two, over some days
        batch = np.arange(n) // max(1, cohort.signup_batch)
        at = rng.random(batch[-1] + 1) * cohort.signup_days
        latest = np.minimum(first_day.min() - ahead - at[batch], first_day - 0.01)
        day = latest - rng.exponential(0.04, n)
    elif cohort.signup == "slow":
        day = first_day - ahead - rng.random(n) * cohort.signup_days
    elif cohort.signup == "day":
        day = np.minimum(first_day.min() - ahead, first_day - 0.01) - rng.random(n) * 0.4
    else:
        age = rng.exponential(have["doubling_days"] / np.log(2), n) % have["span_days"]
        peak = rng.choice(have["peak_days"], n) + rng.exponential(have["peak_width_days"], n)
        day = np.where(rng.random(n) < have["peak_share"], peak, -age)
        day = np.minimum(day, first_day - rng.exponential(0.02, n))
    return np.asarray(day, float)
