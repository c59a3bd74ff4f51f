"""What a writer is told before it speaks, and what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import NamedTuple


class Say(NamedTuple):
    """One request, with what its answer would cost."""

    prompt: str
    system: str = ""
    tools: str = ""
    capability: str = "chat"
    out: int = 200
    """Tokens of a usual answer."""
    think: int = 0
    """Tokens of a usual hidden reasoning."""
    refuse_p: float = 0.001


@dataclass(slots=True)
class Scene:
    """One session of one account."""

    chance: Random
    own: Mapping[str, str]
    """The words that stay this account's own."""
    shared: Mapping[str, str]
    """The words of its group: what all members hold in common."""
    turns: int
    at: float
    """How far the world has run, 0 to 1."""
    cell: int
    """Seed of the group, to draw what all its members would draw alike."""
    seat: int
    """The account's number within its group."""
    items: int
    """Length of the group's list of work, about the requests that it will send."""


Writer = Callable[[Scene], list[Say]]
