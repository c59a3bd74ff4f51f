"""Who writes what: a writer gives the exchanges of one session, turn by turn.

The same writers serve honest customers and harvesters; what differs is what they are told to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple, Protocol

from bench.yonder.text import grammar

TONGUES = ("de", "fr", "es", "pt", "pl", "tr", "ru", "id", "ja", "zh", "ko", "hi")
PRODUCTS = (
    "support support support classify classify extract extract localise catalogue news rag rag "
    "query tutor story alt review judge synth lead"
).split()
"""Sorts of products in the share that they have among honest customers."""


class Ask(NamedTuple):
    """One request, before it is sent."""

    prompt: str
    system: str | None = None
    tools: str | None = None
    tier: str = "mid"
    """small, mid, large or reason; the provider says which model that is."""
    out: int = 250
    """Median of the answer, in tokens."""


class Writer(Protocol):
    """Gives what one session asks."""

    def session(self, rnd: Random, turns: int) -> list[Ask]:
        """What is asked in `turns` turns, in order."""


@dataclass(frozen=True, slots=True)
class Chatter:
    """A person at a chat window, in one language, now and then in English."""

    tongue: str = "en"
    english: float = 0.15
    code: float = 0.1
    tier: str = "mid"
    lens: int = 0

    def session(self, rnd: Random, turns: int) -> list[Ask]:
        """An opening and follow-ups to it."""
        own = self.tongue != "en" and rnd.random() > self.english
        dev = rnd.random() < self.code
        first = "dev" if dev else self.tongue if own else rnd.choice(("chat", "chat", "paste"))
        later, short = ("dev_follow", "short_code") if dev else ("follow", "short")
        if own and not dev:
            later, short = f"{self.tongue}_f", f"{self.tongue}_s"
        rules = [first] + [
            rnd.choices((later, first, short), (5, 3, 1))[0] for _ in range(turns - 1)
        ]
        if rnd.random() < 0.04:
            rules[0] = short
        said = [grammar().make(rnd, r, self.lens) for r in rules]
        for turn, rule in enumerate(rules):
            if rule == later and rnd.random() < 0.45:
                said[turn] += " " + grammar().make(rnd, rule, self.lens)
            if rule == self.tongue and rnd.random() < 0.5:
                said[turn] += " " + grammar().make(rnd, f"{rule}_c", self.lens)
        return [Ask(s, None, None, self.tier, 380 if dev else 240) for s in said]


@dataclass(frozen=True, slots=True)
class Coder:
    """A developer in an editor or at a shell, with or without a system prompt of the tool."""

    system: str | None = None
    tools: str | None = None
    tier: str = "large"
    lens: int = 0

    def session(self, rnd: Random, turns: int) -> list[Ask]:
        """Questions on code, then what came of the answers."""
        rules = ["dev"] + [
            rnd.choice(("dev_follow", "dev_follow", "dev")) for _ in range(turns - 1)
        ]
        said = [grammar().make(rnd, r, self.lens) for r in rules]
        for turn in range(1, turns):
            if rules[turn] == "dev_follow" and rnd.random() < 0.35:
                said[turn] += ". " + grammar().make(rnd, "dev_follow", self.lens)
        return [Ask(s, self.system, self.tools, self.tier, 420) for s in said]


@dataclass(frozen=True, slots=True)
class Product:
    """A program that fills one template; each call stands alone."""

    system: str | None
    head: str
    slot: str
    tail: str
    tools: str | None = None
    tier: str = "small"
    out: int = 120

    def session(self, rnd: Random, turns: int) -> list[Ask]:
        """`turns` calls with other slots."""
        make = grammar().make
        return [
            Ask(
                f"{self.head}{make(rnd, self.slot)}{self.tail}".strip(),
                self.system, self.tools, self.tier, self.out,
            )
            for _ in range(turns)
        ]  # fmt: skip


def product(rnd: Random, sort: str | None = None) -> Product:
    """A product of its own: texts that are fixed for it are drawn here."""
    sort = sort or rnd.choice(PRODUCTS)
    make = grammar().make
    head, tail = make(rnd, f"{sort}_head"), make(rnd, f"{sort}_tail")
    system = make(rnd, f"{sort}_sys") or None
    tier = rnd.choice(("small", "small", "mid", "mid", "large"))
    out = {"classify": 8, "extract": 160, "localise": 60, "judge": 90, "synth": 500}.get(sort, 180)
    tools = tools_hash(rnd) if rnd.random() < 0.15 else None
    between = "\n" if len(head) > 50 else " "
    return Product(
        system, head + between if head else "", f"{sort}_slot", f"\n{tail}" if tail else "",
        tools, tier, out,
    )  # fmt: skip


def tools_hash(rnd: Random) -> str:
    """What a logger keeps of a request's tool definitions."""
    return f"{rnd.getrandbits(64):016x}"


@dataclass(frozen=True, slots=True)
class Agent:
    """A loop of a model and tools: a task, then what the tools gave back."""

    system: str | None
    tools: str | None
    task: Callable[[Random], str]
    result: str = "tool_out"
    tier: str = "large"
    share_words: float = 0.06
    """How often a person speaks between the steps."""
    lens: int = 0

    def session(self, rnd: Random, turns: int) -> list[Ask]:
        """A task and its steps."""
        make = grammar().make
        said = [self.task(rnd)]
        for _ in range(turns - 1):
            words = rnd.random() < self.share_words
            said.append(make(rnd, "dev_follow" if words else self.result, self.lens))
        return [Ask(s, self.system, self.tools, self.tier, 210) for s in said]


@dataclass(frozen=True, slots=True)
class Worklist:
    """Takes its asks from a list that others work through as well."""

    take: Callable[[Random], str]
    wrap: Callable[[Random, str], str] = lambda _, item: item
    system: str | None = None
    tools: str | None = None
    tier: str = "large"
    out: int = 700
    follow: str | None = None
    """The rule that later turns come from; without it each turn is an item of its own."""
    chance: float = 1.0
    """How likely a later turn is a follow-up."""

    def session(self, rnd: Random, turns: int) -> list[Ask]:
        """Items, or an item and what follows from it."""
        said: list[str] = []
        for _ in range(turns):
            if said and self.follow and rnd.random() < self.chance:
                said.append(grammar().make(rnd, self.follow))
            else:
                said.append(self.wrap(rnd, self.take(rnd)))
        return [Ask(s, self.system, self.tools, self.tier, self.out) for s in said]


@dataclass(frozen=True, slots=True)
class Mixed:
    """Now this writer, now that one, session by session."""

    parts: tuple[tuple[float, Writer], ...]

    def session(self, rnd: Random, turns: int) -> list[Ask]:
        """A session of one of the parts."""
        at = rnd.random() * sum(w for w, _ in self.parts)
        for weight, writer in self.parts:
            at -= weight
            if at <= 0:
                return writer.session(rnd, turns)
        return self.parts[-1][1].session(rnd, turns)


@dataclass(slots=True)
class Queue:
    """A list of items handed out in order, each so many times; it is refilled when it runs dry."""

    rules: Sequence[str]
    times: int = 1
    chunk: int = 200
    """So many items are in work at once; their copies go out mixed."""
    waiting: list[str] = field(default_factory=list)

    def take(self, rnd: Random) -> str:
        """The next item."""
        if not self.waiting:
            make = grammar().make
            self.waiting = [make(rnd, rnd.choice(self.rules)) for _ in range(self.chunk)]
            self.waiting *= self.times
            rnd.shuffle(self.waiting)
        return self.waiting.pop()


@dataclass(slots=True)
class Shelf:
    """A fixed list from which everybody takes what he likes: a benchmark, a sheet, a question bank."""

    items: list[str]
    skew: float = 1.0
    """1 takes evenly; more prefers the front."""

    def take(self, rnd: Random) -> str:
        """One item."""
        return self.items[int(rnd.random() ** self.skew * len(self.items))]


def shelf(rnd: Random, rules: Sequence[str], size: int, skew: float = 1.0) -> Shelf:
    """A list of `size` items."""
    make = grammar().make
    return Shelf([make(rnd, rnd.choice(rules)) for _ in range(size)], skew)
