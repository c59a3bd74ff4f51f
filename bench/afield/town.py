"""A world in the making: accounts, their habits, and the rows these leave in the provider's logs."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.afield.commons import Commons
from bench.afield.places import COUNTRIES, Network
from bench.afield.text import ANYONE, FIRST, LAST, Ask, Writer, firm, word

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
TIME = pa.timestamp("us", tz="UTC")
MODELS = {"lumen-small": (0.2, 0.8), "lumen-medium": (1.0, 5.0), "lumen-large": (4.0, 20.0)}
"""Price in USD of a million tokens read and of a million written, reasoning among the latter."""
CHEAP, USUAL, STRONG = (0.75, 0.2, 0.05), (0.35, 0.45, 0.2), (0.03, 0.12, 0.85)
"""Weights of the three models."""
DAY = {
    "office": ([0] * 7 + [2, 6, 9, 10, 9, 5, 8, 9, 8, 7, 4, 2, 1, 1, 1, 0, 0], 0.08),
    "evening": ([1, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 6, 7, 8, 9, 9, 7, 4], 1.2),
    "wide": ([1, 0, 0, 0, 0, 0, 1, 3, 5, 7, 7, 7, 6, 7, 7, 7, 6, 6, 5, 5, 5, 4, 3, 2], 0.8),
    "flat": ([1] * 24, 1.0),
    "night": ([0, 5, 9, 2] + [0] * 20, 1.0),
    "lessons": ([0] * 8 + [5, 6, 6, 4, 1, 1, 1, 1, 2, 3, 3, 2, 1, 0, 0, 0], 0.3),
}
"""Weight of each local hour, and of a day of the weekend beside a working day."""
KITS = ("openai-python/1.{}", "litellm/1.{}", "langchain/0.3.{}", "python-requests/2.3{}", "python-httpx/0.2{}", "node-fetch/3.{}", "axios/1.{}", "Go-http-client/2.0", "okhttp/4.{}", "Java-http-client/17.0.{}", "curl/8.{}", "ai-sdk/4.{}")  # fmt: skip
SYSTEMS = ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64", "Linux; Android 14", "iPhone; CPU iPhone OS 18_3")  # fmt: skip
MAILS = ("gmail.com", "outlook.com", "yahoo.com", "icloud.com", "proton.me", "web.de", "gmx.net", "orange.fr", "wp.pl", "naver.com")  # fmt: skip


def kit(rng: Random) -> str:
    """A client library as its header names it; few versions are in use."""
    return rng.choice(KITS).format(int(rng.random() ** 2 * 7) + 1)


def browser(rng: Random) -> str:
    """A browser as its header names it."""
    return f"Mozilla/5.0 ({rng.choices(SYSTEMS, (5, 2, 1, 4, 3))[0]}) Chrome/{146 - int(rng.expovariate(1.5))}.0"


class Firm(NamedTuple):
    """A paying organisation."""

    name: str
    domain: str
    payment: str
    bin: str
    org: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How an account works."""

    write: Writer
    ips: tuple[str, ...]
    per_day: float = 0.5
    """Sittings on a working day, in the mean."""
    first: float = 0
    last: float = 1e9
    """Days since the start of the window."""
    day: str = "evening"
    steady: float = 0.7
    """Shape of the gamma law by which days differ: small for people, large for machines."""
    gap_s: float = 70
    agent: str = ""
    channel: str = "app"
    models: tuple[float, float, float] = USUAL
    roam: bool = False
    """Every address is as likely as the first."""
    org: str | None = None
    lives: str = ""
    """Whose clock it keeps, where not that of the declared country."""


class Town:
    """Collects accounts and their exchanges."""

    def __init__(self, kind: str, seed: int, scale: float, days: int) -> None:
        self.rng = Random(f"afield {kind} {seed}")
        self.draw = np.random.default_rng(self.rng.getrandbits(64))
        self.net = Network(self.rng)
        self.commons = Commons(self.rng)
        self.scale, self.days = scale, days
        self.accounts: dict[str, dict[str, Any]] = {}
        self.truth: dict[str, tuple[str | None, str | None]] = {}
        self.events: list[dict[str, object]] = []
        self.named: Counter[str] = Counter()
        self.rows: list[tuple[Any, ...]] = []
        # Days differ for everybody: weather, holidays, outages, growth.
        self.pulse = np.exp(self.draw.normal(0, 0.13, days)) * np.linspace(0.9, 1.1, days)
        self.bins = {
            c: [f"4{self.rng.randrange(10_000, 99_999)}" for _ in range(9)] for c in COUNTRIES
        }

    def heads(self, least: int, most: int) -> int:
        """How many members a group has; groups shrink in a small world, and never grow."""
        return max(2, round(self.rng.randint(least, most) * min(1.0, self.scale)))

    def count(self, usual: int) -> int:
        """How many things a group needs, fewer in a small world."""
        return max(20, round(usual * min(1.0, self.scale)))

    def name(self, kind: str) -> str:
        """The next group of a kind."""
        self.named[kind] += 1
        return f"{kind}-{self.named[kind]}"

    def firm(self, where: str) -> Firm:
        """Found a company."""
        rng = self.rng
        name = firm(rng)
        domain = f"{name.split()[0].lower()}{rng.choice(('', '-group', 'hq', 'app'))}.{rng.choice(('com', 'eu', 'io', where.lower()))}"
        return Firm(
            name,
            domain,
            self.card(),
            rng.choice(self.bins[where]),
            f"org_{rng.getrandbits(48):012x}",
            where,
        )

    def card(self) -> str:
        """A payment instrument as the payment provider names it."""
        return f"pm_{self.rng.getrandbits(64):016x}"

    def mail(self, domain: str | None = None) -> str:
        """An address the way people choose theirs."""
        rng = self.rng
        first, last = rng.choice(FIRST).lower(), rng.choice(LAST).lower()
        local = rng.choice(
            (
                f"{first}.{last}",
                f"{first}{last}{rng.randint(1, 99)}",
                f"{first[0]}{last}",
                f"{first}_{rng.randint(70, 2009)}",
                f"{word(rng)}{rng.randint(1, 999)}",
            )
        )
        return f"{local if domain is None else f'{first}.{last}'}@{domain or rng.choices(MAILS, (9, 4, 2, 2, 1, 1, 1, 1, 1, 1))[0]}"

    def account(
        self,
        where: str,
        *,
        crowd: str | None = None,
        campaign: str | None = None,
        of: Firm | None = None,
        created: float | None = None,
        **fields: Any,
    ) -> str:
        """Open an account; `fields` overrule what a person, or a firm's account, usually gives."""
        rng = self.rng
        account_id = f"acct_{rng.getrandbits(56):014x}"
        age = -rng.expovariate(1 / 200) if rng.random() < 0.72 else rng.random() * self.days * 0.9
        plan = "business" if of else rng.choices(("free", "pro", "payg"), (5, 2, 3))[0]
        verified = (
            rng.choices(("email", "phone", "identity"), (5, 4, 1))[0]
            if not of
            else rng.choice(("email", "business"))
        )
        row: dict[str, Any] = {
            "account_id": account_id,
            "created_at": START + timedelta(days=age if created is None else created),
            "org_name": of.name if of else None,
            "email": self.mail(of.domain if of else None),
            "phone": f"{COUNTRIES[where].phone}{rng.randrange(10**6, 10**7)}",
            "payment_fingerprint": of.payment if of else self.card(),
            "card_bin": of.bin if of else rng.choice(self.bins[where]),
            "billing_country": where,
            "declared_country": where if rng.random() < 0.96 else rng.choice(list(COUNTRIES)),
            "plan": plan, "programme": None, "verified": verified,
            "closed_at": None, "closed_reason": None,
        } | fields  # fmt: skip
        if row["plan"] == "free":
            row["payment_fingerprint"] = row["card_bin"] = row["billing_country"] = None
        if row["verified"] == "email" and "phone" not in fields:
            row["phone"] = None
        self.accounts[account_id] = row
        self.truth[account_id] = (campaign, crowd)
        return account_id

    def close(self, account_id: str, day: float, why: str) -> None:
        """Close an account."""
        at = START + timedelta(days=day)
        self.accounts[account_id] |= {"closed_at": at, "closed_reason": why}

    def event(self, day: float, kind: str, name: str, detail: str) -> None:
        """Note what happened around the traffic."""
        self.events.append(
            {"ts": START + timedelta(days=day), "kind": kind, "name": name, "detail": detail}
        )

    def work(self, account_id: str, habit: Habit) -> None:
        """Let an account work by its habit; what it did before it was created is left out."""
        rng, account = self.rng, self.accounts[account_id]
        where = habit.lives or account["declared_country"]
        agent = habit.agent or (browser(rng) if habit.channel == "app" else kit(rng))
        key = None if habit.channel == "app" else f"key_{rng.getrandbits(40):010x}"
        created = account["created_at"]
        for at in self._sittings(habit, COUNTRIES[where].utc_h):
            asks = habit.write(rng)
            ip = rng.choice(habit.ips) if habit.roam or rng.random() < 0.3 else habit.ips[0]
            self._sit(account_id, habit, asks, at, (ip, agent, key), created)

    def _sittings(self, habit: Habit, utc_h: float) -> list[datetime]:
        """When sittings begin, by the local clock."""
        hours, weekend = DAY[habit.day]
        days = np.arange(int(habit.first), int(min(habit.last, self.days)))
        if not len(days):
            return []
        swing = self.draw.gamma(habit.steady, 1 / habit.steady, len(days))
        counts = self.draw.poisson(
            habit.per_day * swing * np.where(days % 7 < 5, 1.0, weekend) * self.pulse[days]
        )
        weights = np.array(hours, float)
        hour = self.draw.choice(
            24, int(counts.sum()), p=weights / weights.sum()
        ) + self.draw.random(int(counts.sum()))
        hour_utc = np.repeat(days, counts) * 24 + hour - utc_h
        return [
            START + timedelta(hours=h)
            for h in hour_utc[(hour_utc >= 0) & (hour_utc < self.days * 24)].tolist()
        ]

    def _sit(
        self,
        account_id: str,
        habit: Habit,
        asks: list[Ask],
        at: datetime,
        by: tuple[str, str, str | None],
        created: datetime,
    ) -> None:
        """Write the rows of one sitting; what was said before is read again, from the cache."""
        rng = self.rng
        session = (
            f"s_{rng.getrandbits(48):012x}" if len(asks) > 1 or habit.channel == "app" else None
        )
        model = rng.choices(list(MODELS), habit.models)[0]
        history = 0
        for ask in asks:
            if at < created:
                return
            fresh = (
                6
                + int((len(ask.text.encode()) * 0.6 + len(ask.text) * 1.6) / 8.5)
                + (150 if ask.tools else 0)
            )
            read = fresh + history + (len(ask.system) // 4 if ask.system else 0)
            refused = rng.random() < ask.p_refuse
            status = 200 if rng.random() > 0.006 else rng.choice((429, 400, 500, 503))
            written = (
                0
                if status != 200
                else 40
                if refused
                else max(1, int(ask.out * rng.lognormvariate(0, 0.45)))
            )
            think = (
                int(ask.think * rng.lognormvariate(0, 0.7) * (1.3 if model == "lumen-large" else 1))
                if written and not refused and ask.think
                else 0
            )
            price_in, price_out = MODELS[model]
            cost = (read * price_in + (written + think) * price_out) / 1e6
            self.rows.append((at, account_id, f"x_{rng.getrandbits(60):015x}", habit.org, by[2], session, habit.channel, by[0], by[1], _tls(by[1]), model, ask.system, ask.text, ask.tools, read, written, think, history, status, refused, round(cost, 7)))  # fmt: skip
            history += fresh + written
            at += timedelta(seconds=habit.gap_s * rng.lognormvariate(0, 0.8) + 2)


@cache
def _tls(agent: str) -> str:
    """A TLS fingerprint: that of the library's family, or of the browser's release."""
    family = agent.rsplit(" ", 1)[-1].split(".", maxsplit=1)[0]
    return (
        f"t13d{Random(family).getrandbits(16):04x}h2_{Random(f'tls {family}').getrandbits(48):012x}"
    )


COLUMNS = ("ts", "account_id", "exchange_id", "org_id", "api_key_id", "session_id", "channel", "ip", "user_agent", "tls_fingerprint", "model", "system_prompt", "prompt", "tools_hash", "input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens", "status", "refused", "cost_usd")  # fmt: skip
TYPES = {"ts": TIME, "status": pa.int32(), "refused": pa.bool_(), "cost_usd": pa.float64()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Logging:
    """What the provider keeps."""

    no_exchange: tuple[str, ...] = ()
    no_account: tuple[str, ...] = ()
    text_chars: int | None = None
    """Prompts and system prompts are cut off here."""
    responses: bool = False
    mail_domains_only: bool = False
    """Addresses are hashed; their domains stand beside them."""


def write_world(town: Town, logging: Logging, folder: Path) -> None:
    """Write the tables, exchanges a folder a day, all in the order of time or of identifiers."""
    end = START + timedelta(days=town.days)
    until = {i: row["closed_at"] or end for i, row in town.accounts.items()}
    town.rows = [row for row in town.rows if row[0] < until[row[1]]]
    town.rows.sort(key=lambda row: (row[0], row[2]))
    columns = dict(zip(COLUMNS, zip(*town.rows, strict=True), strict=True))
    arrays = {
        c: pa.array(v, TYPES.get(c, pa.int64() if c.endswith("_tokens") else pa.string()))
        for c, v in columns.items()
        if c not in logging.no_exchange
    }
    if logging.responses:
        arrays["response"] = pa.array(_responses(town))
    for name in ("prompt", "system_prompt"):
        if logging.text_chars and name in arrays:
            arrays[name] = pa.array(
                [t and t[: logging.text_chars] for t in arrays[name].to_pylist()]
            )
    table = pa.table(arrays)
    day = np.array([(row[0] - START).days for row in town.rows])
    for d in np.unique(day).tolist():
        path = folder / "exchanges" / f"day={START + timedelta(days=d):%Y-%m-%d}"
        path.mkdir(parents=True)
        low, high = np.searchsorted(day, (d, d + 1)).tolist()
        pq.write_table(table.slice(low, high - low), path / "part-0.parquet", compression="zstd")
    ids = sorted(town.accounts)
    if logging.mail_domains_only:
        for row in town.accounts.values():
            mail = str(row["email"])
            row |= {
                "email": sha256(mail.encode()).hexdigest()[:24],
                "email_domain": mail.split("@")[1],
            }
    accounts = pa.Table.from_pylist([town.accounts[i] for i in ids]).drop_columns(
        list(logging.no_account)
    )
    for name in ("created_at", "closed_at", "programme", "closed_reason"):
        if name in accounts.column_names:
            want = TIME if name.endswith("_at") else pa.string()
            accounts = accounts.set_column(
                accounts.column_names.index(name), name, accounts[name].cast(want)
            )
    pq.write_table(accounts, folder / "accounts.parquet")
    truth = {
        "account_id": ids,
        "campaign": [town.truth[i][0] for i in ids],
        "crowd": [town.truth[i][1] for i in ids],
    }
    pq.write_table(
        pa.table({k: pa.array(v, pa.string()) for k, v in truth.items()}), folder / "truth.parquet"
    )
    if town.events:
        events = pa.Table.from_pylist(sorted(town.events, key=lambda e: str(e["ts"])))
        pq.write_table(
            events.set_column(0, "ts", events["ts"].cast(TIME)), folder / "events.parquet"
        )


def _responses(town: Town) -> list[str | None]:
    """The first characters of an answer, as a reviewer's screen shows them."""
    rng = Random(len(town.rows))
    opens = (
        "Sure.",
        "Here is a draft.",
        "Step 1:",
        "In short:",
        "Of course!",
        "Let me work through this.",
        "",
    )
    return [None if row[15] == 0 else "I cannot help with that." if row[19] else f"{rng.choice(opens)} {ANYONE.say(rng, 'fact')} {ANYONE.say(rng, 'told')}" for row in town.rows]  # fmt: skip
