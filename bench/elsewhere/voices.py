"""Who speaks, at which turn of which conversation; and what a script is.

All text is a function of (who, session, turn), so that a row can be written at any time without the
rows before it, and the same seed gives the same words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bench.elsewhere.english import ENGLISH
from bench.elsewhere.grammar import Bound, Grammar
from bench.elsewhere.lexicon import TRADES
from bench.elsewhere.tongues import TONGUES

TRADE_NAMES = tuple(TRADES)
GOLDEN = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A writer: an account, or one of the people behind it."""

    seed: int
    group_seed: int
    """The same for all accounts of a group: what they have in common by origin."""
    org: int
    """Its organisation's number."""
    index: int
    lang: str
    trade: str


class Turn:
    """One message about to be written: its writer, its conversation, and two dice."""

    __slots__ = ("bound", "dice", "plan", "session", "turn", "who")

    def __init__(self, who: Who, session: int, turn: int, *, shared_words: bool) -> None:
        self.who, self.session, self.turn = who, session, turn
        self.plan = Random(session)
        """The same at every turn of a session, whoever sends it."""
        words = session * 31 + turn if shared_words else (session * 31 + turn) ^ who.seed
        self.dice = Random(words * GOLDEN)
        self.bound: Bound = {"thing": TRADES[who.trade]}

    def again(self, turn: int) -> "Turn":
        """The same conversation at an earlier turn."""
        return Turn(self.who, self.session, turn, shared_words=False)

    def about(self, trade: str) -> "Turn":
        """The same turn, on another trade's matters."""
        self.bound = {"thing": TRADES[trade]}
        return self

    def say(self, rule: str, grammar: Grammar = ENGLISH) -> str:
        """A rule in this turn's dice."""
        return grammar.say(rule, self.dice, self.bound)

    def plans(self, rule: str, grammar: Grammar = ENGLISH) -> str:
        """A rule that comes out the same at every turn."""
        return grammar.say(rule, self.plan, self.bound)

    def chance(self, p: float) -> bool:
        """True with probability p."""
        return self.dice.random() < p

    def own(self) -> Random:
        """Dice of the account: the same in all its sessions."""
        return Random(self.who.seed * GOLDEN)

    def house(self) -> Random:
        """Dice of the group: the same for all its accounts."""
        return Random(self.who.group_seed * GOLDEN)


Words = Callable[[Turn], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What somebody sends, and what comes back, in size."""

    name: str
    say: Words
    system: Words | None = None
    tools: str | None = None
    """Name of the tool schemas sent along."""
    answer_tok: float = 350.0
    """Median of the answer, in tokens; log-normal."""
    reasoning: float = 0.2
    """Share of requests with reasoning turned on."""
    grows: bool = False
    """Each request carries the conversation so far."""
    shared_words: bool = False
    """One session seed gives one text, whichever account sends it."""


def grammar_of(lang: str) -> Grammar:
    """The grammar of a language; English where there is none."""
    return TONGUES.get(lang, ENGLISH)
