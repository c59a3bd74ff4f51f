"""What a kind of world is: who lives in it, and what its provider writes down."""

from dataclasses import dataclass
from datetime import datetime

from bench.harbour.groups import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a reader should know of a kind."""

    logged: str
    harvest: str
    findable: str
    tempts: str
    unlike: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One provider over some weeks."""

    name: str
    note: Note
    begin: datetime
    """A Monday, midnight UTC."""
    days: int
    people: int
    """Customers in no group, at full scale."""
    web: bool
    """Whether it sells a product for people, rather than an API."""
    exchange_columns: tuple[str, ...]
    account_columns: tuple[str, ...]
    groups: tuple[Group, ...]
    release_day: float
    """When a better model comes out."""
    coarse_addresses: bool = False
    hashed_papers: bool = False
