"""From groups of accounts to the tables of a provider."""

# fmt: off

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.moor.places import ZONES, Shared, coarse
from bench.moor.words import LEX, Own, pick

TIME = pa.timestamp("us", tz="UTC")
_TYPES = {"ts": TIME, "created_at": TIME, "closed_at": TIME, "status": pa.int32(), "refused": pa.bool_(), "cost_usd": pa.float64(), "input_tokens": pa.int64(), "output_tokens": pa.int64(), "reasoning_tokens": pa.int64(), "cached_tokens": pa.int64()}


class Ask(NamedTuple):
    """One request, before it is given a time and a sender."""

    prompt: str
    system: str | None = None
    out: float = 330.0
    think: float = 0.0
    tools: str | None = None
    refuse: float = 0.004
    gap: float = 80.0  # seconds until the next request of the session
    answer: str | None = None


Session = Callable[[Random, float], list[Ask]]


@dataclass
class Member:
    """One account and whom it shares what with."""

    r: Random
    seed: str
    i: int
    days: int
    world: Shared
    team: Shared
    unit: Shared
    country: str
    group: "Group"
    own: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Accounts of one sort. `role` is campaign, crowd or empty."""

    name: str
    role: str
    size: int
    volume: float  # median number of exchanges of an account over the world's days
    talk: Callable[[Member], Session]
    sign: Callable[[Member], dict[str, Any]]
    net: Callable[[Member], Callable[[Random, float], str]]
    client: Callable[[Member], Callable[[Random, float], tuple[str, str]]]
    rhythm: str = "human"
    spread: float = 1.0
    unit: int = 1
    window: tuple[float, float] = (0.0, 1.0)
    model: str = "mixed"
    channel: str = "api"
    countries: str = ""
    fresh: float = 0.25  # share of accounts made within the world's days
    scattered: bool = False  # a unit's members claim countries of their own
    note: str = ""


@dataclass(frozen=True)
class Kind:
    """A provider: what it logs, whom it serves."""

    name: str
    note: str
    days: int
    start: str
    exchanges: tuple[str, ...]
    accounts: tuple[str, ...]
    groups: tuple[Group, ...]
    countries: str  # one letter pair per share, repeated for weight
    models: tuple[tuple[str, float, float], ...]  # name, list price in and out per million tokens
    release: tuple[float, str, float, float] | None = None  # day, model, prices
    coarse: bool = False
    prefix: str = "acct_"


@dataclass
class World:
    """Rows by column, and who is who."""

    rows: dict[str, list[Any]]
    accounts: list[dict[str, Any]]
    spent: Counter[str]


_PEAKS = {"human": ((8, 1.5), (13, 2.5), (20.5, 2)), "office": ((10, 1.3), (15, 1.7)), "student": ((15, 2.5), (21.5, 2.2)), "late": ((22.5, 2), (1, 1.7))}
_WEEKEND = {"human": 0.85, "office": 0.06, "student": 0.7, "late": 1.2}


def _starts(m: Member, k: int, low: float, high: float, offset: int) -> list[float]:
    """Begin times of k sittings between two days of the world."""
    r, rhythm = m.r, m.group.rhythm
    zone = ZONES[m.country] / 24
    span = max(high - low, 0.05)
    if rhythm == "flat":
        return [low + span * r.random() for _ in range(k)]
    if rhythm == "cron":
        hour = m.unit.once("cron", lambda q: q.randrange(24)) / 24
        days = max(1, int(span))
        return [low + r.randrange(days) + (hour + abs(r.gauss(0, 0.05))) % 1 for _ in range(k)]
    if rhythm == "server":  # a service in use: a mild day and a mild week
        found: list[float] = []
        while len(found) < k:
            t = low + span * r.random()
            wave = 0.6 + 0.4 * math.sin(2 * math.pi * (t + zone - 0.33)) - 0.25 * ((int(t) + offset) % 7 > 4)
            if r.random() < wave:
                found.append(t)
        return found
    rest = _WEEKEND[rhythm] * r.uniform(0.5, 1.5)
    first, last = int(low), max(int(low) + 1, math.ceil(high))
    mood = [r.lognormvariate(0, 0.9) * (rest if (d + offset) % 7 > 4 else 1.0) for d in range(first, last)]
    peaks = _PEAKS[rhythm]
    weights = [r.random() + 0.15 for _ in peaks]
    shift = r.gauss(0, 0.9)
    times = []
    for d in r.choices(range(first, last), mood, k=k):
        hour, sd = r.choices(peaks, weights)[0]
        times.append(min(max(d + (r.gauss(hour + shift, sd) % 24) / 24 - zone, low), high - 0.001))
    return times


def _models(kind: Kind, m: Member) -> Callable[[Random, float], tuple[str, float, float]]:
    wish, r = m.group.model, m.r
    weights = {"big": (8, 1.5, 0.5), "small": (0, 2, 8), "mixed": (3, 5, 2)}.get(wish, (1, 0, 0))
    main = r.choices(kind.models, weights)[0]
    side = r.choice(kind.models)
    stray = 0.0 if wish in {"fixed", "chase"} else r.random() * 0.2
    eager = {"chase": 0.9, "fixed": 0.0}.get(wish, 0.35 if main is kind.models[0] else 0.06)
    joins = (kind.release[0] + (r.random() * 0.9 if wish == "chase" else r.expovariate(1 / 4))) if kind.release and r.random() < eager else 1e9

    def at(q: Random, t: float) -> tuple[str, float, float]:
        if kind.release and t > joins and (wish != "chase" or q.random() < 0.8):
            return kind.release[1:]
        return side if q.random() < stray else main

    return at


_ANSWERS = ("Here is a short version. {para}", "{para} Let me know if you want more detail on the {noun}.", "Sure. First {verb} the {noun}. {para}", "There are {n:2-6} points to consider:\n1. {sent}\n2. {sent}\n3. {sent}", "I looked at `{ident}` and changed {n:2-60} lines. {sent}", "{para}\n\n{para}")


def _count(r: Random, median: float, sigma: float) -> int:
    return max(1, int(r.lognormvariate(math.log(max(median, 1)), sigma)))


def build(kind: Kind, seed: int, scale: float) -> World:
    """All rows of one world."""
    world = Shared(f"{kind.name}/{seed}/world")
    rows: dict[str, list[Any]] = {name: [] for name in (*kind.exchanges, "cost_usd")}
    accounts: list[dict[str, Any]] = []
    spent: Counter[str] = Counter()
    offset = datetime.fromisoformat(kind.start).weekday()
    for group in kind.groups:
        team = Shared(f"{kind.name}/{seed}/{group.name}")
        units: dict[int, Shared] = {}
        for i in range(max(3 if group.role else 1, round(group.size * scale))):
            own_seed = f"{kind.name}/{seed}/{group.name}/{i}"
            unit = units.setdefault(i // group.unit, Shared(f"{kind.name}/{seed}/{group.name}/unit{i // group.unit}"))
            r = Random(own_seed)
            mix = (group.countries or kind.countries).split()
            spread_out = group.unit == 1 or group.scattered
            country = (r if spread_out else Random(f"{own_seed.rsplit('/', 1)[0]}/{i // group.unit} country")).choice(mix)
            m = Member(r, own_seed, i, kind.days, world, team, unit, country, group)
            low, high = group.window[0] * kind.days, group.window[1] * kind.days
            account = {"created_at": low - r.expovariate(1 / 240) - 0.02, **group.sign(m)}
            if "born" in account:
                account["created_at"] = account.pop("born")
            elif r.random() < group.fresh:
                account["created_at"] = low + (high - low) * r.random() ** 1.3 * 0.85
            low = max(low, account["created_at"] + r.expovariate(1 / 0.05))
            if account.get("closed_at") is not None:
                high = min(high, account["closed_at"])
            account |= {"account_id": f"{kind.prefix}{r.getrandbits(52):013x}", "campaign": None, "crowd": None}
            if group.role:
                account[group.role] = group.name
            account.setdefault("org_id", f"org_{r.getrandbits(40):010x}")
            accounts.append(account)
            if high - low > 0.03:
                _live(kind, m, account, low, high, offset, rows, spent)
    accounts.sort(key=lambda a: str(a["account_id"]))
    return World(rows, accounts, spent)


def _live(kind: Kind, m: Member, account: dict[str, Any], low: float, high: float, offset: int, rows: dict[str, list[Any]], spent: Counter[str]) -> None:
    """The exchanges of one account."""
    r, group = m.r, m.group
    share = (high - low) / max(kind.days * (group.window[1] - group.window[0]), 0.1)
    left = _count(r, group.volume * max(share, 0.05), group.spread)
    say, address, client, model_at = group.talk(m), group.net(m), group.client(m), _models(kind, m)
    keys = [f"key_{r.getrandbits(40):010x}" for _ in range(r.choice([1, 1, 1, 2, 3]))]
    sittings: list[list[Ask]] = []
    sample = max(1, left)
    while left > 0:
        asks = say(r, low + (high - low) * (1 - left / sample))
        sittings.append(asks[:left])
        left -= len(asks)
    starts = sorted(_starts(m, len(sittings), low, high, offset))
    wanted = kind.exchanges
    for start, asks in zip(starts, sittings, strict=True):
        t, past = start, 0
        ip = address(r, t)
        session, key = (f"s{r.getrandbits(44):011x}", keys[-1] if t > kind.days * 0.6 and len(keys) > 2 else keys[0])
        signature = f"sig_{r.getrandbits(64):016x}"
        agent, tls = client(r, t)
        model, price_in, price_out = model_at(r, t)
        for ask in asks:
            if t >= min(kind.days, high + 0.3):
                break
            fresh = int((len(ask.prompt.encode()) + len((ask.system or "").encode())) / 3.9) + (240 if ask.tools else 8)
            u = r.random()
            status = 200 if u < 0.991 else 429 if u < 0.996 else 500 if u < 0.998 else 529
            out = int(r.lognormvariate(math.log(ask.out), 0.5)) + 2 if status == 200 else 0
            think = int(r.lognormvariate(math.log(ask.think), 0.7)) if ask.think and status == 200 else 0
            cached = int(past * 0.8) if past > 1000 else 0
            refused = status == 200 and r.random() < ask.refuse
            out = min(out, r.randrange(25, 120)) if refused else out
            cost = ((past - cached + fresh) * price_in + cached * price_in * 0.1 + (out + think) * price_out) / 1e6
            row = {
                "ts": int(t * 86400e6),
                "account_id": account["account_id"],
                "exchange_id": f"x{r.getrandbits(48):012x}",
                "org_id": account["org_id"],
                "api_key_id": key,
                "session_id": session,
                "channel": group.channel,
                "ip": coarse(ip) if kind.coarse else ip,
                "user_agent": agent,
                "tls_fingerprint": tls,
                "model": model,
                "system_prompt": ask.system,
                "prompt": ask.prompt,
                "tools_hash": ask.tools,
                "input_tokens": past + fresh,
                "output_tokens": out,
                "reasoning_tokens": think,
                "cached_tokens": cached,
                "status": status,
                "refused": refused,
                "thinking_signature": signature if think else None,
                "cost_usd": round(cost, 6),
                "response": None,
            }
            if "response" in wanted and status == 200:
                row["response"] = "I can't help with that as asked. " + pick(r, ("{sent}",)) if refused else ask.answer or pick(r, _ANSWERS)
            for name, column in rows.items():
                column.append(row[name])
            spent[group.name] += round(cost * 1e6)
            past += fresh + out
            t += r.lognormvariate(math.log(ask.gap), 0.8) / 86400


def census(world: World, kind: Kind) -> list[tuple[str, str, int, int, float]]:
    """Each group's role, accounts, exchanges and cost at list price."""
    whose = {str(a["account_id"]): a["campaign"] or a["crowd"] or "ordinary customers" for a in world.accounts}
    members, sent = Counter(whose.values()), Counter(whose[a] for a in world.rows["account_id"])
    roles = {g.name: g.role for g in kind.groups if g.role}
    cost = Counter({name: spend for name, spend in world.spent.items() if name in roles})
    cost["ordinary customers"] = sum(world.spent.values()) - sum(cost.values())
    return [(n, roles.get(n, ""), members[n], sent[n], cost[n] / 1e6) for n in sorted(members)]


def _table(columns: dict[str, list[Any]]) -> pa.Table:
    return pa.table({name: pa.array(values, _TYPES.get(name, pa.string())) for name, values in columns.items()})


def write(world: World, kind: Kind, folder: Path) -> None:
    """The world as a folder of raw tables."""
    zero = datetime.fromisoformat(kind.start).replace(tzinfo=UTC)
    base = int(zero.timestamp()) * 1_000_000
    ts = np.array(world.rows["ts"], dtype=np.int64)
    columns = {name: world.rows[name] for name in kind.exchanges if name != "ts"}
    order = np.lexsort((np.arange(len(ts)), ts))
    table = _table({"ts": (ts + base).tolist(), **columns}).take(pa.array(order))
    sorted_ts = ts[order]
    for day in range(int(sorted_ts[0] // 86_400_000_000), kind.days):
        low, high = np.searchsorted(sorted_ts, [day * 86_400_000_000, (day + 1) * 86_400_000_000])
        if high > low:
            place = folder / "exchanges" / f"day={(zero + timedelta(days=day)).date().isoformat()}"
            place.mkdir(parents=True, exist_ok=True)
            pq.write_table(table.slice(low, high - low), place / "part-0.parquet", compression="zstd")
    rows = world.accounts
    times = {"created_at", "closed_at"}
    held = {c: [zero + timedelta(days=a[c]) if c in times and a.get(c) is not None else a.get(c) for a in rows] for c in ("account_id", *kind.accounts)}
    pq.write_table(_table(held), folder / "accounts.parquet")
    pq.write_table(_table({c: [a[c] for a in rows] for c in ("account_id", "campaign", "crowd")}), folder / "truth.parquet")
    if kind.release:
        out, model, _, _ = kind.release
        event: dict[str, list[Any]] = {"ts": [zero + timedelta(days=out)], "kind": ["model_release"], "name": [model], "detail": [f"{model} open to all customers"]}
        pq.write_table(_table(event), folder / "events.parquet")


def own_words(m: Member, extra: Own | None = None) -> dict[str, Any]:
    """A person's own narrow world: a few towns, people, things."""
    r = m.r
    narrow = {"first": 7, "last": 4, "city": 3, "noun": 14, "verb": 10, "adj": 12, "food": 5, "device": 3, "hobby": 2, "job": 1, "tech": 2, "db": 1, "part": 6, "ext": 1, "sub": 4, "kin": 4, "prodname": 2, "prodkind": 2}
    return {name: r.sample(LEX[name], size) for name, size in narrow.items()} | dict(extra or {})
