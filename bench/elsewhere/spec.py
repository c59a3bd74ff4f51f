"""What a group of accounts is, in one value: who they are, where, when, with what, doing what."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from bench.elsewhere.voices import Script

Ints = npt.NDArray[np.int64]
Words64 = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
Rhythm = Literal["person", "office", "shift", "server", "nightly", "flat", "evening"]
PlaceKind = Literal["people", "office", "campus", "cloud", "exits", "modems", "vpn"]
ClientKind = Literal["app", "web", "mixed", "helper", "sdk", "one-sdk"]
SignUpKind = Literal["steady", "waves", "one-by-one"]
MailKind = Literal["own", "work", "house", "numbered", "campus", "throwaway"]
CardKind = Literal["own", "house", "few", "prepaid", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much an account sends, and when."""

    median: float = 8.0
    """Exchanges of the median account in the whole time; log-normal around it."""
    sigma: float = 1.7
    turns: float = 3.0
    """Mean exchanges a session; geometric."""
    gap_s: float = 80.0
    """Median pause inside a session."""
    rhythm: Rhythm = "person"
    start: float = 0.0
    """First moment, as a share of the world's time."""
    stop: float = 1.0
    bursts: tuple[tuple[float, float, float], ...] = ()
    """(moment, hours, share): so much of the sessions falls into these hours."""
    pauses: int = 0
    """Common outages of two to nine hours, in which nobody of the group sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an account's requests come from."""

    kind: PlaceKind = "people"
    countries: tuple[str, ...] = ()
    """Where the accounts live; all of the world's if empty."""
    exits: int = 1
    """Addresses that the group shares, where it shares any."""
    stick_s: int = 600
    """How long an account keeps one of the shared exits."""
    homes: float = 0.0
    """Share of sessions sent from the account's own line instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """What the account table holds."""

    when: SignUpKind = "steady"
    waves: int = 1
    wave_hours: float = 4.0
    mail: MailKind = "own"
    card: CardKind = "own"
    cards: int = 1
    """Instruments in common, or prefixes of prepaid cards."""
    plan: str | None = None
    programme: str | None = None
    org: Literal["none", "own", "house"] = "none"
    farm: str | None = None
    """Seller of the accounts: what he registers alike for all his buyers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """Sessions that several accounts have in common."""

    pool: str
    """Name of the pool; groups with one name draw from one pool."""
    size: int = 0
    """Draw at random from so many."""
    copies: int = 0
    """Or deal each task to this many sessions, close in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A share of an account's sessions, and their script."""

    script: Script
    share: float = 1.0
    tasks: Tasks | None = None
    top_model: float = 0.2
    """Share of sessions on the strongest model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Accounts of one origin."""

    name: str
    accounts: int
    work: tuple[Work, ...]
    campaign: bool = False
    ordinary: bool = False
    """Neither campaign nor crowd."""
    units: int = 1
    """Instances: three schools, sixty families; each has its own house."""
    pace: Pace = field(default=Pace())
    place: Place = field(default=Place())
    client: ClientKind = "mixed"
    sign_up: SignUp = field(default=SignUp())
    langs: tuple[str, ...] = ()
    """Languages written; the country's if empty."""
    trade: str | None = None
    """What they write about; each unit or account its own if None."""
    house_of: str = ""
    """Shares its houses, and its name in the truth, with other groups of this name."""
    per_account_work: bool = False
    """Each account does one of the works, instead of a mix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider's habits of logging."""

    name: str
    days: int
    start: str
    """First day, ISO."""
    models: tuple[str, str, str]
    """Small, usual, strongest."""
    exchanges: tuple[str, ...]
    """Columns logged beside ts and account_id."""
    accounts: tuple[str, ...]
    """Columns kept beside account_id."""
    tick_us: int = 1
    """Times are cut to whole multiples of this."""
    cut_ip: bool = False
    """Only the /24 (or /48) is kept, as its first address."""
    cut_text: int = 20_000
    """Characters of a prompt that are kept."""
    release: float | None = None
    """When a new strongest model appeared, as a share of the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A world: a provider, its customers, its crowds, its operators."""

    name: str
    provider: Provider
    groups: tuple[Group, ...]
