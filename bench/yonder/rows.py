"""Rows of exchanges as they come, and the tables that are made of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bench.yonder.habits import DAY_S, Floats
from bench.yonder.people import Account, Provider, Scene
from bench.yonder.places import Client, Net
from bench.yonder.writers import Ask, Writer
from gauger.records.schema import ACCOUNTS, EVENTS, EXCHANGES, TRUTH

PRICES = {"small": 0.4, "mid": 3.0, "large": 8.0, "reason": 11.0}
"""Dollars for a million tokens of input; output costs four times as much."""


@dataclass(frozen=True, slots=True)
class Session:
    """Times at which an account sends what a writer writes."""

    account: Account
    times: Floats
    writer: Writer
    net: Net | None = None
    client: Client | None = None


class Row(NamedTuple):
    """One exchange as it was sent, before the provider writes it down."""

    at: float
    account: Account
    ask: Ask
    ip: str
    agent: str
    tls: str
    key: str | None
    visit: int
    turn: int
    signature: str | None


@dataclass(slots=True)
class Rows:
    """Exchanges in the order they were made up; sorted by time at the end."""

    sent: list[Row] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Opaque thinking that somebody collected."""
    visits: int = 0

    def session(
        self,
        scene: Scene,
        session: Session,
        *,
        hop: Sequence[Account] | None = None,
        signatures: str = "",
    ) -> None:
        """Add a session; turns after the world's end are lost, and those during an outage."""
        rnd, one = scene.rnd, session.account
        asks = session.writer.session(rnd, len(session.times))
        net, client = session.net or one.net, session.client or one.client
        start = float(session.times[0])
        addresses = net.at(rnd, start, len(asks))
        agent, tls = client.at(rnd, start)
        key = rnd.choice(one.keys) if one.keys else None
        self.visits += 1
        for turn, (t, ask, ip) in enumerate(
            zip(session.times.tolist(), asks, addresses, strict=True)
        ):
            sender = _one_of(rnd, hop, t) if hop else one
            if not self._open(scene.provider, sender, t):
                continue
            own_key = key if sender is one else sender.keys[0]
            signature = self._signature(scene, ask, turn, signatures)
            row = Row(t, sender, ask, ip, agent, tls, own_key, self.visits, turn, signature)
            self.sent.append(row)
            again = t + rnd.expovariate(1 / 15)  # a retry, or a wish for another answer
            if rnd.random() < 0.012 and self._open(scene.provider, sender, again):
                self.sent.append(row._replace(at=again))

    @staticmethod
    def _open(provider: Provider, sender: Account, t: float) -> bool:
        if t < sender.created_d * DAY_S:
            return False
        closed = sender.closed_d is not None and t > sender.closed_d * DAY_S
        down = any(
            a * DAY_S <= t < b * DAY_S and crc32(b"%f" % t) % 20 for a, b in provider.outages_d
        )
        return 0 <= t < provider.days * DAY_S and not closed and not down

    def _signature(self, scene: Scene, ask: Ask, turn: int, mode: str) -> str | None:
        """What a request carries of earlier thinking: in agent loops, that of the last turn."""
        if mode == "replay":
            return scene.rnd.choice(self.kept) if self.kept else None
        if not turn or ask.tier not in {"reason", "large"} or not ask.tools:
            return None
        found = f"sig_{crc32(b'%d/%d' % (self.visits, turn // 2)):08x}{self.visits:06x}"
        if mode == "keep":
            self.kept.append(found)
        return found


def _one_of(rnd: Random, members: Sequence[Account], t: float) -> Account:
    """An account that is open already, if there is any."""
    known = [a for a in members if a.created_d * DAY_S <= t]
    return rnd.choice(known or members)


def exchanges(scene: Scene, rows: Rows) -> pa.Table:
    """The exchanges in order of time, with the columns that the provider writes."""
    provider = scene.provider
    sent = sorted(rows.sent, key=lambda row: row.at)
    at = np.array([row.at for row in sent])
    made: dict[str, object] = {
        "ts": _stamps(provider, at),
        "account_id": [r.account.account_id for r in sent],
        "exchange_id": [f"x{crc32(b'%d' % i):08x}{i:07x}" for i in range(len(sent))],
        "org_id": [r.account.org_id for r in sent],
        "api_key_id": [r.key for r in sent],
        "session_id": [f"s{crc32(b's%d' % r.visit):08x}{r.visit:06x}" for r in sent],
        "channel": [_channel(provider, r) for r in sent],
        "ip": [_coarse(r.ip) if provider.coarse_ip else r.ip for r in sent],
        "user_agent": [r.agent for r in sent],
        "tls_fingerprint": [r.tls for r in sent],
        "model": [_model(provider, r) for r in sent],
        "system_prompt": [r.ask.system for r in sent],
        "prompt": [r.ask.prompt[: provider.prompt_chars or None] for r in sent],
        "tools_hash": [r.ask.tools for r in sent],
        "thinking_signature": [r.signature for r in sent],
        **_tokens(scene, [r.ask for r in sent], np.array([r.turn for r in sent])),
    }
    want = pa.schema([EXCHANGES.field(n) for n in provider.columns])
    return pa.table([pa.array(made[f.name], f.type) for f in want], schema=want)


def _stamps(provider: Provider, at: Floats) -> npt.NDArray[np.datetime64]:
    if provider.tick_s:
        at = np.floor(at / provider.tick_s) * provider.tick_s
    first = np.datetime64(provider.start.replace(tzinfo=None), "us")
    found: npt.NDArray[np.datetime64] = first + np.round(at * 1e6).astype("timedelta64[us]")
    return found


def _coarse(ip: str) -> str:
    if ":" in ip:
        return ":".join(ip.split(":")[:3]) + "::"
    return ip.rpartition(".")[0] + ".0"


def _channel(provider: Provider, row: Row) -> str:
    if provider.web:
        return (
            ("ios" if "iOS" in row.agent else "android") if row.agent.startswith("App/") else "web"
        )
    near = {"US": "us-west", "CA": "us-west", "MX": "us-west", "BR": "sa-east"}
    country = row.account.country
    return near.get(country.code, "eu-north" if abs(country.utc_h) < 3 else "ap-south")


def _model(provider: Provider, row: Row) -> str:
    models = dict(provider.models)
    newer = f"{row.ask.tier}+"
    if newer in models and row.at > (provider.release_d + row.account.adopts_d) * DAY_S:
        return models[newer]
    return models[row.ask.tier]


def _tokens(scene: Scene, asks: list[Ask], turn: npt.NDArray[np.int64]) -> dict[str, object]:
    """Sizes, cost and outcome of exchanges; later turns carry the earlier ones along."""
    rng = scene.rng
    n = len(asks)
    own = np.array([_size(a.prompt) + _size(a.system or "") for a in asks])
    median = np.array([a.out for a in asks], float)
    thinks = np.array([a.tier == "reason" for a in asks])
    before = turn * rng.lognormal(np.log(420), 0.5, n)
    out = np.maximum(1, rng.lognormal(np.log(median), 0.7)).astype(int)
    thought = np.where(thinks, rng.lognormal(np.log(1100), 0.9, n), 0).astype(int)
    status = rng.choice([200, 429, 500, 400], n, p=[0.972, 0.015, 0.006, 0.007])
    failed = status != 200
    out[failed], thought[failed] = 0, 0
    inputs = (own + before).astype(int) + 4
    price = np.array([PRICES[a.tier] for a in asks]) / 1e6
    return {
        "input_tokens": inputs,
        "output_tokens": out,
        "reasoning_tokens": thought,
        "cached_tokens": np.where(turn > 0, before * rng.uniform(0.4, 1, n), 0).astype(int),
        "status": status.astype(np.int32),
        "refused": (rng.random(n) < 0.011) & ~failed,
        "cost_usd": np.round(price * (inputs + 4 * (out + thought)), 6),
    }


def _size(text: str) -> int:
    """Roughly the tokens of a text; other scripts take more."""
    return len(text) // 4 if text.isascii() else len(text.encode()) // 4 + 1


def accounts(scene: Scene) -> pa.Table:
    """The accounts with the columns that the provider has."""
    start = scene.provider.start
    made = [
        {
            "account_id": a.account_id,
            "created_at": start + timedelta(days=a.created_d),
            "org_name": a.org_name,
            "email": a.email,
            "email_domain": (a.email or "@").split("@")[1] or None,
            "phone": a.phone,
            "payment_fingerprint": a.payment,
            "card_bin": a.card_bin,
            "billing_country": a.billing if a.payment else None,
            "declared_country": a.country.code,
            "plan": a.plan,
            "programme": a.programme,
            "verified": a.verified,
            "closed_at": None if a.closed_d is None else start + timedelta(days=a.closed_d),
            "closed_reason": a.closed_reason,
        }
        for a in sorted(scene.accounts, key=lambda a: a.account_id)
    ]
    want = pa.schema([ACCOUNTS.field(n) for n in scene.provider.account_columns])
    return pa.Table.from_pylist(made, schema=want)


def truth(scene: Scene) -> pa.Table:
    """Who belongs to what."""
    rows = [
        {"account_id": a.account_id, "campaign": a.campaign, "crowd": a.crowd}
        for a in sorted(scene.accounts, key=lambda a: a.account_id)
    ]
    return pa.Table.from_pylist(rows, schema=TRUTH)


def events(scene: Scene) -> pa.Table:
    """What the provider itself knows to have happened."""
    provider = scene.provider
    rows = [
        {"ts": provider.start + timedelta(days=a), "kind": "outage", "name": "api",
         "detail": f"{(b - a) * 24:.1f} h"}
        for a, b in provider.outages_d
    ]  # fmt: skip
    if provider.release_d < provider.days:
        name = dict(provider.models).get("large+", "")
        rows.append(
            {"ts": provider.start + timedelta(days=provider.release_d), "kind": "model_release",
             "name": name, "detail": ""}
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=EVENTS)


def tally(scene: Scene, rows: Rows) -> dict[str, tuple[int, int]]:
    """Accounts and exchanges by campaign, crowd, and `(base)`."""
    people = Counter(_of(a) for a in scene.accounts)
    sent = Counter(_of(r.account) for r in rows.sent)
    return {name: (people[name], sent[name]) for name in sorted(people)}


def _of(account: Account) -> str:
    return account.campaign or account.crowd or "(base)"
