"""From accounts to exchanges: sessions, turns, prices, limits and retries."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b
from random import Random
from typing import Any, NamedTuple

import numpy as np

from bench.harbour.callings import any_customers
from bench.harbour.clock import DAY_S, starts_of, turns_of, within
from bench.harbour.everyday import app, chat, coding
from bench.harbour.grammar import tell
from bench.harbour.kind import Kind
from bench.harbour.people import Account, Cell
from bench.harbour.places import COUNTRIES, coarse
from bench.harbour.scene import Say, Scene, Writer

TRADES: dict[str, tuple[Writer, float, float, float, float]] = {
    # writer, usual exchanges, their spread in logarithms, turns, seconds between turns
    "chat": (chat, 12, 1.1, 3.2, 75),
    "code": (coding, 27, 1.1, 6.5, 22),
    "app": (app, 34, 1.3, 1.6, 30),
}
PRICES_USD: dict[str, tuple[float, float]] = {"large": (5, 25), "mid": (2.5, 12), "small": (0.6, 3)}
"""Of a million tokens in and out."""
MAX_PER_ACCOUNT = 1_500
COLUMNS = (
    *("ts", "exchange_id", "account_id", "org_id", "api_key_id", "session_id", "channel", "ip"),
    *(
        "user_agent",
        "tls_fingerprint",
        "model",
        "system_prompt",
        "prompt",
        "response",
        "tools_hash",
    ),
    *("capability", "input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens", "status"),
    *("refused", "thinking_signature", "cost_usd"),
)
"""All that a provider may log of an exchange."""


def _digest(word: str, digits: int) -> str:
    return blake2b(word.encode(), digest_size=16).hexdigest()[:digits]


@cache
def keyed(word: str, prefix: str = "", digits: int = 12) -> str:
    """A stable opaque id."""
    return prefix + _digest(word, digits)


@dataclass(slots=True)
class Log:
    """The exchanges so far, one list per column."""

    kind: Kind
    seed: int
    columns: dict[str, list[Any]] = field(default_factory=lambda: {c: [] for c in COLUMNS})
    outages: tuple[float, ...] = ()
    siblings: dict[str, list[Account]] = field(default_factory=dict)

    def write(
        self,
        at_s: float,
        account: Account,
        session: str,
        place: tuple[str, str],
        say: Say,
        turn: int,
        history: int,
        chance: Random,
    ) -> int:
        """Add a request, and its repetitions where it was limited; return the tokens that it adds."""
        group = account.group
        limited_p = group.rush_p if group else 0.003
        down = any(0 <= at_s - begin < 5_400 for begin in self.outages)
        fault = chance.random()
        status = (
            529
            if down and fault < 0.35
            else 429
            if fault < limited_p
            else 400
            if fault > 0.9985
            else 200
        )
        grown = self._row(at_s, account, session, place, say, turn, history, status, chance)
        if status in {429, 529} and at_s < self.kind.days * DAY_S - 60:
            after = at_s + chance.uniform(0.8, 25)
            sender = account
            if group and group.failover:
                ring = self.siblings[account.group_name]
                sender = ring[(account.seat + 1) % len(ring)]
            if open_at(sender, after):
                grown += self._row(after, sender, session, place, say, turn, history, 200, chance)
        return grown

    def _row(
        self,
        at_s: float,
        account: Account,
        session: str,
        place: tuple[str, str],
        say: Say,
        turn: int,
        history: int,
        status: int,
        chance: Random,
    ) -> int:
        address, agent = place
        ok = status == 200
        size = model_at(account, self.kind, at_s)
        refused = ok and chance.random() < say.refuse_p
        tokens = weigh(say, size, turn, history, chance, ok=ok, refused=refused)
        keys = account.group.keys if account.group else 1 + account.seed % 3
        period = int(at_s / DAY_S / self.kind.days * keys)
        kept = self.kind.exchange_columns
        number = f"{self.kind.name}{self.seed}:{len(self.columns['ts'])}"
        values: tuple[Any, ...] = (
            int(at_s * 1e6),
            f"req_{_digest(number, 16)}" if "exchange_id" in kept else None,
            account.account_id,
            account.org,
            None if account.channel == "app" else keyed(f"{account.account_id}{period}", "key_"),
            session or None,
            account.channel,
            coarse(address) if self.kind.coarse_addresses else address,
            agent,
            handshake(agent),
            f"{self.kind.name}-{size}",
            say.system or None,
            say.prompt,
            reply(say, chance, refused=refused) if ok and "response" in kept else None,
            keyed(say.tools, "t_") if say.tools else None,
            label(say, chance),
            *tokens[:4],
            status,
            refused,
            f"sig_{chance.getrandbits(64):016x}" if tokens.reasoning else None,
            tokens.cost_usd,
        )
        for column, value in zip(self.columns.values(), values, strict=True):
            column.append(value)
        return tokens.input - history + tokens.output


def label(say: Say, chance: Random) -> str:
    """The provider's own guess of what was asked, wrong once in twelve times."""
    return chance.choice(tuple(REPLIES)) if chance.random() < 1 / 12 else say.capability


class Tokens(NamedTuple):
    """What an exchange weighs and costs."""

    input: int
    output: int
    reasoning: int
    cached: int
    cost_usd: float


def weigh(
    say: Say, size: str, turn: int, history: int, chance: Random, *, ok: bool, refused: bool
) -> Tokens:
    """Count the tokens of an exchange; one that failed has no answer and costs nothing."""
    asked = (len(say.prompt) + len(say.system)) // 4 + 6 + (140 if say.tools else 0) + history
    if not ok:
        return Tokens(asked, 0, 0, 0, 0.0)
    out = max(1, int(say.out * math.exp(chance.gauss(0, 0.45))))
    think = int(say.think * math.exp(chance.gauss(0, 0.6)))
    if refused:
        out, think = 40 + int(chance.random() * 50), 0
    if size.startswith("small"):
        think = 0
    # A prompt is cached once it is long and was sent before in the same conversation.
    cached = int((history + len(say.system) // 4) * 0.9) if turn and history > 900 else 0
    price_in, price_out = PRICES_USD[size.partition("-")[0]]
    cost = ((asked - cached * 0.9) * price_in + (out + think) * price_out) / 1e6
    return Tokens(asked, out, think, cached, round(cost, 6))


@cache
def handshake(agent: str) -> str:
    """The fingerprint that this program's library leaves: versions of one family mostly agree."""
    family = "".join(c for c in agent.partition(" ")[0].partition("/")[0] if c.isalpha())
    engine = next(
        (
            e
            for e in ("Edg", "Firefox", "Mobile Safari", "Version/", "iPhone", "Chrome")
            if e in agent
        ),
        "",
    )
    version = sum(map(int, filter(str.isdigit, agent))) % 2
    return "t13d" + keyed(f"{family}{engine}{version}", digits=16)


def model_at(account: Account, kind: Kind, at_s: float) -> str:
    """The model that an account asks for: a part of the customers follows each release."""
    fond = account.seed % 97 / 97
    if account.group and account.group.harvest:
        fond = 0.2 + fond / 4
    eager_d = kind.release_day + fond * 12
    new = at_s / DAY_S > eager_d and fond < 0.7
    return f"{account.model}-{5 if new else 4}"


REPLIES = {
    "math": "Let us set it up. From the first condition we get <k>; then <n> cases remain. Checking each, only <m> fits. The answer is <k>.",
    "coding": "I changed <path>: <func> now checks <col> before it reads <table>. <n> tests pass.",
    "agentic": "Plan: read <path>, then run the tests. Reason: <error> points at <func>. Call: read.",
    "classification": "<table>",
    "extraction": '{"<col>": <m>, "<col>": "<city>"}',
    "grading": "<n>. The reply is <adj>, but says little on <subject>.",
    "translation": "<sent>",
    "other": "OK",
}
SENTENCES = (
    "Here is a <adj> version. <sent>",
    "Start with the <thing>; <hobby> can wait. <sent>",
    "There are <n> things to know. <sent> <sent>",
    "Yes, mostly. <sent>",
    "Try <food> first, then <feature>. <sent>",
)


def reply(say: Say, chance: Random, *, refused: bool) -> str:
    """The beginning of the answer, which is all that a provider keeps."""
    if refused:
        return chance.choice(
            (
                "I can't help with that.",
                "Sorry, I can't assist with this request.",
                "I won't do that, but I can help with a safer question.",
            )
        )
    form = REPLIES.get(say.capability) or chance.choice(SENTENCES)
    return tell(form, chance, {})


def open_at(account: Account, at_s: float) -> bool:
    """Whether the account exists and is not closed at that time."""
    day = at_s / DAY_S
    return account.created_d < day and (account.closed_d is None or day < account.closed_d)


def live(account: Account, cell: Cell | None, log: Log, rng: np.random.Generator) -> None:
    """Write down all that one account sends."""
    kind, group = log.kind, account.group
    chance = Random(int(rng.integers(2**62)))
    writer, usual, sigma, turns, gap_s = TRADES[account.trade]
    life = 1.0
    span_d = (max(0.0, account.created_d), float(kind.days))
    if group:
        usual, sigma, life = group.each, group.sigma, group.life
        span_d = (max(span_d[0], group.span[0] * kind.days), group.span[1] * kind.days)
    count = int(min(MAX_PER_ACCOUNT, max(1, round(rng.lognormal(math.log(usual), sigma)))))
    # A customer who came late, or who leaves, has sent less.
    stays = max(
        0.02, (span_d[1] - span_d[0]) / kind.days / (group.span[1] - group.span[0] if group else 1)
    )
    count = max(1, int(count * min(1.0, stays)))
    own_count = int(rng.binomial(count, life)) if group else count
    items = int(cell.members * cell.group.each * 1.2) + 1 if cell else 1
    hours: Any = (
        "people" if account.trade != "app" else ("steady", "batch", "people")[account.seed % 3]
    )
    parts: list[tuple[Writer, int, Any, float, float, bool]] = [
        (writer, own_count, hours, turns, gap_s, False)
    ]
    if group:
        parts.append((group.writer, count - own_count, group.hours, group.turns, group.gap_s, True))
    seed = cell.seed if cell else 0
    shared = {"firm": cell.org_name.partition(" ")[0]} if cell else {}
    east = COUNTRIES[account.country].hours_east
    for speak, share, when, mean, pause_s, ours in parts:
        if not share:
            continue
        lengths = turns_of(share, mean, rng)
        begins = starts_of(
            len(lengths), when, (span_d[0] * DAY_S, span_d[1] * DAY_S - 60), east, pause_s, rng
        )
        for length, begin in zip(lengths.tolist(), begins.tolist(), strict=True):
            scene = Scene(
                chance,
                account.own,
                shared,
                length,
                begin / DAY_S / kind.days,
                seed,
                account.seat,
                items,
            )
            named = account.names_sessions or speak in {coding, any_customers} or kind.web
            session = f"s_{chance.getrandbits(56):014x}" if named else ""
            place = (
                _address(account, begin, chance, ours=ours),
                _agent(account, chance, ours=ours, web=kind.web),
            )
            history = 0
            steps = within(length, pause_s, rng).tolist()
            for turn, (say, step) in enumerate(zip(speak(scene), steps, strict=True)):
                at_s = begin + step
                if not open_at(account, at_s) or at_s >= kind.days * DAY_S:
                    break
                grown = log.write(at_s, account, session, place, say, turn, history, chance)
                history = min(history + grown, 60_000) if named else 0


def _address(account: Account, at_s: float, chance: Random, *, ours: bool) -> str:
    """Where a session comes from; an address of a home stays for days, others change at once."""
    known = account.addresses
    if ours and account.group:
        pool = known["group"]
        if account.group.where in {"home", "cloud"}:
            return pool[int(at_s / DAY_S / 6) % len(pool)]
        return chance.choice(pool)
    if account.trade == "app":
        return chance.choice(known["cloud"])
    where = chance.random()
    if where < 0.62:
        return known["home"][int(at_s / DAY_S / 5) % len(known["home"])]
    if where < 0.82:
        return chance.choice(known["mobile"])
    return known["work"][0]


def _agent(account: Account, chance: Random, *, ours: bool, web: bool) -> str:
    if ours or not web:
        return account.agents[0] if chance.random() < 0.9 else account.agents[-1]
    return account.agents[int(chance.random() ** 2 * len(account.agents))]


def moment(kind: Kind, day: float) -> datetime:
    """The time that lies so many days after the start."""
    return kind.begin.astimezone(UTC) + timedelta(seconds=round(day * DAY_S, 3))
