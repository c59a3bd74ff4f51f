"""Accounts of a cohort: registration, payment, addresses, software, and how much each sends."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from gauger.records.schema import ACCOUNTS
from gauger.simulate.scenario import Cohort, Scenario, at_day

FREE_MAIL = ("freemail.example", "postbox.example", "inbox.example")
ISSUERS = 60
"""Card ranges of the market; the first are the large banks'."""
CLIENTS = (
    "python-sdk/0.60 (linux)", "node-sdk/4.2 (linux)", "Mozilla/5.0 Chrome/148", "curl/8.9",
    "Mozilla/5.0 Safari/19", "python-sdk/0.58 (darwin)", "go-sdk/1.9", "Mozilla/5.0 Firefox/150",
    "ide-plugin/2.1", "openweave-agent/1.4", "openweave-agent/1.5", "java-sdk/2.0",
)  # fmt: skip
CLIENT_WEIGHTS = np.array([22, 14, 20, 6, 9, 7, 4, 5, 5, 4, 3, 1]) / 100
FRAMEWORKS = {
    "openweave-agent/1.4": "You are OpenWeave, an agent. Use the tools given and report each step.",
    "openweave-agent/1.5": "You are OpenWeave, an agent. Use the tools given and report each step.",
    "ide-plugin/2.1": "You are a coding companion inside an editor. Answer briefly with code.",
}
"""System prompts of popular software: shared by many who have nothing to do with one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Accounts of one cohort, as arrays of shape (accounts,)."""

    ids: list[str]
    table: pa.Table
    sends: np.ndarray
    """Exchanges of each account."""
    client: list[str]
    addresses: list[list[int]]
    """Numbers of the addresses each account sends from; see `address_text`."""
    created_us: np.ndarray


def make_people(
    cohort: Cohort,
    scenario: Scenario,
    number: int,
    homes: np.ndarray,
    scale: float,
    rng: np.random.Generator,
) -> People:
    """Make a cohort's accounts; `number` keeps its addresses apart from the others'.

    `homes` are addresses of honest households, some of which a residential pool borrows.
    """
    n = max(6 if cohort.kind != "honest" else 1, round(cohort.accounts * scale))
    ids = [f"acct_{i:016x}" for i in rng.integers(0, 2**63, n).tolist()]
    created = _created(cohort, scenario, n, rng)
    client = [cohort.client] * n if cohort.client else _market_clients(n, rng)
    columns = {
        "account_id": ids,
        "created_at": created,
        "org_name": _organisations(cohort, n),
        "email": _mail(cohort, n, rng),
        "phone": [f"+4915{rng.integers(0, 10**9):09d}" for _ in range(n)],
        "payment_fingerprint": _payments(cohort, n, rng),
        "card_bin": _card_ranges(cohort, n, rng),
        "billing_country": rng.choice(["US", "DE", "IN", "GB", "BR", "JP", "SG", "FR"], n).tolist(),
        "plan": rng.choice(["free", "pro", "team"], n, p=[0.5, 0.4, 0.1]).tolist(),
        "programme": [cohort.programme or None] * n,
        "verified": [cohort.verified] * n,
    }
    arrays = {k: pa.array(v, ACCOUNTS.field(k).type) for k, v in columns.items()}
    return People(
        ids=ids,
        table=pa.table(arrays),
        sends=_sends(cohort, n, scale, rng),
        client=client,
        addresses=_addresses(cohort, number, n, homes, rng),
        created_us=created,
    )


def address_text(number: int) -> str:
    """Address of the fictitious plan: 10.0.0.0/8 by number.

    >>> address_text(65_537)
    '10.1.0.1'
    """
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def network_of(number: int) -> tuple[int, str, str, str]:
    """AS number, its name, country and class of an address."""
    block = number >> 16 & 255
    if block < 120:
        country = ("US", "DE", "IN", "GB", "BR", "JP", "FR", "SG")[block % 8]
        return 64_512 + block, f"Home Access {block}", country, "residential"
    if block < 140:
        return 64_512 + block, f"Mobile {block}", "IN", "residential"
    if block < 200:
        return 64_512 + block, f"Office Net {block}", "DE", "residential"
    return 64_512 + block, f"Hosting {block}", "US", "hosting"


def _created(cohort: Cohort, scenario: Scenario, n: int, rng: np.random.Generator) -> np.ndarray:
    start = at_day(scenario, max(0.0, cohort.start_day))
    if cohort.signup == "burst":
        batch = rng.integers(0, max(1, n // 40), n) * 0.25
        days = -0.5 - batch % 20 - rng.random(n) * 0.2
    else:
        days = -rng.random(n) * 180
    return np.asarray(start + days * 86_400e6, np.int64)


def _market_clients(n: int, rng: np.random.Generator) -> list[str]:
    return [CLIENTS[i] for i in rng.choice(len(CLIENTS), n, p=CLIENT_WEIGHTS)]


def _organisations(cohort: Cohort, n: int) -> list[str | None]:
    if cohort.organisation == "one":
        return [f"{cohort.name} inc"] * n
    if cohort.organisation == "own":
        return [f"{cohort.name} customer {i}" for i in range(n)]
    return [None] * n


def _mail(cohort: Cohort, n: int, rng: np.random.Generator) -> list[str]:
    letters = np.array(list("abcdefghijklmnoprstuvwyz"))
    size = rng.integers(8, 11, n) if cohort.mail == "generated" else rng.integers(4, 13, n)
    local = ["".join(rng.choice(letters, s)) for s in size]
    digits = rng.random(n) < (1.0 if cohort.mail == "generated" else 0.25)
    tail = [f"{rng.integers(10, 99)}" if d else "" for d in digits]
    domain = {
        "company": [f"{cohort.name}.example"] * n,
        "university": ["uni.example"] * n,
    }.get(cohort.mail, rng.choice(FREE_MAIL, n).tolist())
    return [f"{a}{b}@{d}" for a, b, d in zip(local, tail, domain, strict=True)]


def _payments(cohort: Cohort, n: int, rng: np.random.Generator) -> list[str]:
    if cohort.payment == "one":
        return [f"pm_{cohort.name}"] * n
    if cohort.payment == "cells":
        cell = np.repeat(np.arange(n), rng.integers(1, 25, n))[:n]
        return [f"pm_{cohort.name}_{c}" for c in rng.permutation(cell).tolist()]
    return [f"pm_{cohort.name}_own_{i}" for i in range(n)]


def _card_ranges(cohort: Cohort, n: int, rng: np.random.Generator) -> list[str]:
    weights = 1 / np.arange(1, ISSUERS + 1)
    if cohort.signup == "burst":  # bought or handed out together: few issuers of the same market
        issuer = rng.choice(rng.integers(0, ISSUERS, 4), n)
    else:
        issuer = rng.choice(ISSUERS, n, p=weights / weights.sum())
    return [f"4{i:02d}000" for i in issuer.tolist()]


def _sends(cohort: Cohort, n: int, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Exchanges of each account: lognormal, summing to the cohort's total."""
    total = max(n, round(cohort.exchanges * scale))
    weight = rng.lognormal(0, cohort.sigma, n)
    sends = np.maximum(1, np.floor(weight / weight.sum() * total)).astype(np.int64)
    sends[int(np.argmax(sends))] += max(0, total - int(sends.sum()))
    return np.asarray(sends, np.int64)


def _addresses(
    cohort: Cohort, number: int, n: int, homes: np.ndarray, rng: np.random.Generator
) -> list[list[int]]:
    many = max(1, cohort.addresses)
    if cohort.network == "gateway":
        base = (140 + number % 60) << 16
        return [[base + int(i) for i in range(many)]] * n
    if cohort.network in {"pool", "hosting"}:
        base = (200 + number % 50) << 16
        own = base + rng.permutation(65_000)[:many]
        lent = rng.choice(homes, many) if len(homes) else own
        pool = np.where(rng.random(many) < cohort.owners, lent, own)
        return [rng.choice(pool, min(many, 12), replace=False).tolist() for _ in range(n)]
    homes = rng.integers(0, 120 << 16, (n, 2))
    mobile = (120 + rng.integers(0, 20, n) << 16) + rng.integers(0, 40, n)
    roams = rng.random(n) < (1.0 if cohort.network == "mobile" else 0.3)
    return [
        [int(h[0]), int(h[1]), int(m)] if r else [int(h[0]), int(h[1])]
        for h, m, r in zip(homes, mobile, roams, strict=True)
    ]
