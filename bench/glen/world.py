"""One world in the making: its customers, their requests, and how it is written and checked."""

import datetime as dt
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from bench.glen.people import DAY_S, Device, Line
from bench.glen.texts import Ask, Voice, Work
from bench.glen.trades import Problem
from gauger.records.schema import ACCOUNTS, EVENTS, EXCHANGES, TRUTH

ANSWERS: dict[str, tuple[float, float, float, float]] = {
    "chat": (5.2, 0.95, 0.15, 5.2), "reason": (6.7, 0.8, 0.7, 6.8), "code": (6.3, 0.95, 0.35, 6.2), "write": (6.0, 0.8, 0.1, 5.4), "data": (5.7, 0.9, 0.25, 6.0), "solve": (6.8, 0.65, 0.8, 7.2), "judge": (6.0, 0.7, 0.4, 6.2),
    "agent": (5.8, 1.0, 0.5, 5.9), "clean": (6.8, 0.55, 0.25, 6.0), "dialog": (6.6, 0.6, 0.15, 5.5), "translate": (5.5, 0.8, 0.05, 5.0), "tag": (3.4, 0.7, 0.03, 4.6), "expert": (6.6, 0.7, 0.4, 6.4), "story": (6.4, 0.7, 0.05, 5.3),
}  # fmt: skip
"""By sort of task: mean and spread of the answer's log length, share that thinks, log of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model on the menu; prices in US dollars per million tokens."""

    name: str
    in_usd: float
    out_usd: float
    thinks: bool
    weight: float
    """How often ordinary customers take it."""
    released: bool = False
    """Comes only on the day of the release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What one provider logs, and when."""

    first_day: dt.date
    days: int
    exchanges: tuple[str, ...]
    accounts: tuple[str, ...]
    models: tuple[Model, ...]
    channels: tuple[str, ...] = ("api",)
    release_day: int | None = None


@dataclass(slots=True)
class Rhythm:
    """When somebody begins: a weight for each day and hours around a peak, or given waves."""

    days: list[float]
    peak_h: float = 14.0
    spread_h: float = 3.0
    tz_h: float = 0.0
    flat: bool = False
    waves: tuple[float, ...] = ()
    jitter_s: float = 240.0

    def __post_init__(self) -> None:
        self.days = list(accumulate(self.days))

    def start(self, rng: Random) -> float:
        """Seconds from the window's start."""
        if self.waves:
            return rng.choice(self.waves) + rng.expovariate(1 / self.jitter_s)
        day = bisect(self.days, rng.random() * self.days[-1])
        hour = (
            rng.random() * 24
            if self.flat
            else (rng.gauss(self.peak_h, self.spread_h) - self.tz_h) % 24
        )
        return day * DAY_S + hour * 3_600


@dataclass(slots=True)
class Person:
    """A customer with one account."""

    account: dict[str, object]
    voice: Voice
    rhythm: Rhythm
    line: Line
    device: Device
    models: tuple[Model, ...]
    weights: tuple[float, ...]
    pace_s: float = 70.0
    """Usual time between two requests of a conversation."""
    keys: tuple[str, ...] = ()
    org: str | None = None
    channel: str = "api"
    from_s: float = 0.0
    until_s: float = 1e12
    moves_p: float = 0.3
    """Chance that a request after the release goes to the new model."""
    think: float = 1.0
    """How much more often than others they let the model think."""


Row = tuple[object, ...]


@dataclass(slots=True)
class World:
    """What is known so far; `live` adds a customer's requests."""

    provider: Provider
    seed: str
    scale: float
    accounts: list[dict[str, object]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    truth: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    """Addresses of honest households, through which somebody else may come out."""
    lines: dict[str, Line] = field(default_factory=dict)
    """Exits that several groups share, such as a carrier's."""
    queues: dict[str, Iterator[Problem]] = field(default_factory=dict)
    """Question lists that an operator works through, and how far."""
    _ids: Random = field(default_factory=Random)

    def __post_init__(self) -> None:
        self._ids = self.dice("ids")

    def dice(self, name: str) -> Random:
        """Chance of its own for each part, so that one part's change leaves the others alone."""
        return Random(f"{self.seed}/{name}")

    def number(self, prefix: str, bits: int = 64) -> str:
        """An id that nothing else in this world has."""
        return f"{prefix}{self._ids.getrandbits(bits):0{bits // 4}x}"

    def scaled(self, count: int) -> int:
        """As many as this world's size asks for, and two at least."""
        return max(2, round(count * self.scale))

    @property
    def end_s(self) -> float:
        """The window's end, in seconds from its start."""
        return self.provider.days * DAY_S

    def join(self, person: Person, campaign: str | None, crowd: str | None) -> None:
        """Put a customer on the books."""
        self.accounts.append(person.account)
        self.truth.append((str(person.account["account_id"]), campaign, crowd))

    def live(
        self, rng: Random, person: Person, volume: int, works: Sequence[tuple[float, Work]]
    ) -> None:
        """Let a customer send about `volume` requests, each conversation of one of the works."""
        chances = list(accumulate(weight for weight, _ in works))
        sent = tries = 0
        while sent < volume and tries < 40 * volume + 40:
            tries += 1
            work = works[bisect(chances, rng.random() * chances[-1])][1]
            at = person.rhythm.start(rng)
            if not person.from_s <= at < min(person.until_s, self.end_s):
                continue
            session, key = self.number("s_"), rng.choice(person.keys) if person.keys else None
            for ask in work(rng, person.voice):
                if at >= min(person.until_s, self.end_s):
                    break
                self._send(rng, person, at, ask, session, key)
                sent += 1
                at += person.pace_s * rng.lognormvariate(0, 0.8)

    def _send(
        self, rng: Random, person: Person, at: float, ask: Ask, session: str, key: str | None
    ) -> None:
        model = person.models[bisect(person.weights, rng.random() * person.weights[-1])]
        release = self.provider.release_day
        if release is not None and at > (release + 0.4) * DAY_S and rng.random() < person.moves_p:
            model = next(m for m in self.provider.models if m.released)
        ip, (agent, tls) = person.line(rng, at), person.device(rng, at)
        mu, sigma, thinks_p, think_mu = ANSWERS[ask.kind]
        refused = rng.random() < ask.refused_p
        dice = rng.random()
        status = 429 if dice < 0.012 else 500 if dice < 0.016 else 200
        given = (len(ask.prompt.encode()) + len((ask.system or "").encode())) // 4 + (
            rng.randint(200, 4_000) if ask.tools else 6
        )
        out = (
            0
            if status != 200
            else int(rng.lognormvariate(3.6, 0.4))
            if refused
            else min(32_000, 1 + int(rng.lognormvariate(mu, sigma)))
        )
        think = (
            int(rng.lognormvariate(think_mu, 0.9))
            if model.thinks and out and rng.random() < thinks_p * person.think
            else 0
        )
        cached = int(given * rng.uniform(0.3, 0.95)) if ask.system and rng.random() < 0.4 else 0
        cost = (given * model.in_usd + (out + think) * model.out_usd) / 1e6
        signature = ask.reuse or (self.number("th_") if think else None)
        self.rows.append(
            (round(at * 1e6), person.account["account_id"], self.number("x_"), person.org, key, session, person.channel, ip, agent, tls, model.name, ask.system, ask.prompt, ask.tools, ask.kind,
             given, out, think, cached, status, refused, signature, round(cost, 6))
        )  # fmt: skip

    def shuffle(self) -> None:
        """Put the books in an order that tells nothing."""
        order = sorted(range(len(self.accounts)), key=lambda i: str(self.accounts[i]["account_id"]))
        self.accounts = [self.accounts[i] for i in order]
        self.truth = [self.truth[i] for i in order]

    def write(self, out: Path) -> None:
        """Write the tables, each day's requests in order of time."""
        names = ("ts", "account_id", "exchange_id", "org_id", "api_key_id", "session_id", "channel", "ip", "user_agent", "tls_fingerprint", "model", "system_prompt", "prompt", "tools_hash", "capability", "input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens", "status", "refused", "thinking_signature", "cost_usd")  # fmt: skip
        start = dt.datetime.combine(self.provider.first_day, dt.time(), dt.UTC)
        zero = round(start.timestamp()) * 1_000_000
        self.rows.sort(key=lambda row: (row[0], row[2]))
        out.mkdir(parents=True, exist_ok=True)
        schema = pa.schema([f for f in EXCHANGES if f.name in self.provider.exchanges])
        days: dict[int, list[Row]] = {}
        for row in self.rows:
            days.setdefault(int(str(row[0])) // 86_400_000_000, []).append(row)
        for day, rows in sorted(days.items()):
            columns = dict(zip(names, zip(*rows, strict=True), strict=True))
            columns["ts"] = tuple(zero + int(str(t)) for t in columns["ts"])
            folder = out / "exchanges" / f"day={self.provider.first_day + dt.timedelta(days=day)}"
            folder.mkdir(parents=True, exist_ok=True)
            pq.write_table(
                pa.table({f.name: pa.array(columns[f.name], f.type) for f in schema}, schema),
                folder / "part-0.parquet",
            )
        books = pa.schema([f for f in ACCOUNTS if f.name in self.provider.accounts])
        pq.write_table(
            pa.Table.from_pylist(
                [{f.name: a.get(f.name) for f in books} for a in self.accounts], books
            ),
            out / "accounts.parquet",
        )
        known = [dict(zip(TRUTH.names, row, strict=True)) for row in self.truth]
        pq.write_table(pa.Table.from_pylist(known, TRUTH), out / "truth.parquet")
        if self.provider.release_day is not None:
            name = next(m.name for m in self.provider.models if m.released)
            at = start + dt.timedelta(days=self.provider.release_day, hours=9.6)
            pq.write_table(
                pa.Table.from_pylist(
                    [{"ts": at, "kind": "model_release", "name": name, "detail": None}], EVENTS
                ),
                out / "events.parquet",
            )


def check(out: Path, provider: Provider) -> str:
    """Read a written world again and hold it against its own contract; one line about it."""
    books, truth = pq.read_table(out / "accounts.parquet"), pq.read_table(out / "truth.parquet")
    names = set(books["account_id"].to_pylist())
    if len(names) != books.num_rows or names != set(truth["account_id"].to_pylist()):
        raise ValueError("accounts and truth do not name the same accounts, each once")
    if set(books.column_names) != set(provider.accounts):
        raise ValueError("accounts.parquet has other columns than its provider logs")
    count, days, senders = 0, 0, set[str]()
    for path in sorted((out / "exchanges").glob("day=*/part-0.parquet")):
        table = pq.ParquetFile(path).read()
        if set(table.column_names) != set(provider.exchanges):
            raise ValueError(f"{path} has other columns than its provider logs")
        count, days, senders = (
            count + table.num_rows,
            days + 1,
            senders | set(table["account_id"].to_pylist()),
        )
    if not senders <= names:
        raise ValueError("somebody sends who is on no book")
    if days != provider.days:
        raise ValueError(f"{days} days were written, and not {provider.days}")
    harvest = sum(c is not None for c in truth["campaign"].to_pylist())
    return f"{len(names)} accounts ({harvest} of campaigns), {count} exchanges, {days} days"
