"""What a run finds: campaigns, their members, and the run that found them.

Frozen values in the order in which a reader meets them. `detections.py` stores them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from gauger.signals.family import Family
from gauger.signals.state import SignalState


class Verdict(StrEnum):
    """What a group of accounts acting together is."""

    DISTILLATION = "distillation"
    """One operator, and what it does is a harvest."""
    COORDINATED = "coordinated"
    """One operator, purpose not shown."""
    UNCLEAR = "unclear"
    """The evidence does not decide."""
    BENIGN = "benign"
    """An innocent crowd, named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One piece of evidence, in words a person can check."""

    signal: str
    family: Family
    text: str
    """One sentence with its figures; never prompt text, plain e-mail or payment data."""
    strength: float
    """Evidence in bits: log2 of the likelihood ratio, negative where it speaks against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One part of a campaign's mix, beside the honest mix."""

    name: str
    exchanges: int
    share: float
    """Of the campaign's exchanges, 0 to 1."""
    honest_share: float
    """Of the exchanges of all other accounts, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a campaign (UTC)."""

    day: date
    exchanges: int
    accounts: int
    """Accounts that sent anything on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change point of the campaign's daily traffic, with the event it follows, if any."""

    at: datetime
    text: str
    event: str | None = None
    lag_h: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One account's place in a campaign."""

    account_id: str
    p_member: float
    exchanges: int
    first_ts: datetime
    last_ts: datetime
    evidence: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two accounts of one campaign and what ties them."""

    a: str
    b: str
    bits: float
    signals: tuple[str, ...]


class HappeningKind(StrEnum):
    """What may happen to a campaign between runs that follow one another."""

    BORN = "born"
    GROWN = "grown"
    MERGED = "merged"
    """Another campaign turned out to be part of it."""
    SPLIT = "split"
    """It turned out to be apart from another."""
    JUDGED = "judged"
    """Its verdict changed."""
    QUIET = "quiet"
    ACTIVE = "active again"
    LOST = "not found"
    FOUND = "found again"
    RETURNED = "returned"
    """Back under new accounts after its accounts were closed, or likely the return of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of a campaign's history."""

    at: datetime
    """Time of the latest exchange that the run which saw it had read."""
    kind: HappeningKind
    text: str
    """One sentence."""
    other: str | None = None
    """The other campaign, where there is one."""
    evidence: tuple[Reason, ...] = ()
    """What ties the two, for a return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A group of accounts, measured and judged."""

    campaign_id: str
    verdict: Verdict
    confidence: float
    """Probability that the verdict is right."""
    p_one_operator: float
    p_harvest: float
    crowd: str | None
    """Kind of innocent crowd, for a benign verdict."""
    accounts: int
    exchanges: int
    first_ts: datetime
    last_ts: datetime
    input_tokens: int
    output_tokens: int
    reasoning_tokens: int
    cost_usd: float
    """List price of the exchanges; 0 where the logs carry none."""
    first_flag_ts: datetime | None
    """When the accounts' evidence so far would first have sufficed; null where not computed."""
    targeted: tuple[str, ...]
    """Capabilities asked for more than honest traffic does, most first."""
    capabilities: tuple[Share, ...]
    models: tuple[Share, ...]
    countries: tuple[Share, ...]
    networks: tuple[Share, ...]
    days: tuple[Day, ...]
    changes: tuple[Change, ...]
    one_operator: tuple[Reason, ...]
    harvest: tuple[Reason, ...]
    against: tuple[Reason, ...]
    not_visible: tuple[str, ...]
    """Evidence that could not be looked for, each with the column that was missing."""
    would_change: tuple[str, ...]
    """What would change the verdict."""
    comparisons: tuple[str, ...]
    """How it stands beside earlier campaigns of the ledger."""
    history: tuple[Happening, ...] = ()
    """Earliest first; empty for a run that keeps no state."""
    by_wording_alone: bool = False
    """Whether nothing but what they send ties the accounts."""
    joined_by_wording: bool = False
    """Whether nothing but what they send and run, and when they signed up, ties cells of the
    accounts to one another."""
    own_words: bool = False
    """Whether nothing ties the accounts but what they ask for, each in words of his own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How the detections came about: enough to repeat them."""

    version: str
    world: str
    """Name of the world's folder, never its full path."""
    inputs: dict[str, str]
    """File of the world: SHA-256 of its bytes."""
    exchanges: int
    accounts: int
    first_ts: datetime | None
    last_ts: datetime | None
    limits: dict[str, float]
    seed: int
    signals: tuple[SignalState, ...]
    timings_s: dict[str, float]
    groups_tested: int
    """Groups looked at: the number that the false discovery rate is controlled for."""
    indicators: str | None = None
    """SHA-256 of the file of partners' indicators that weighed in; null where none was given."""
    amiss: dict[str, int] = field(default_factory=dict)
    """What was amiss in the world's tables, and how many times: rows left out, values left empty,
    accounts added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detections:
    """The output of one run."""

    run: Run
    campaigns: tuple[Campaign, ...]
    members: dict[str, tuple[Member, ...]]
    """By campaign_id."""
    links: dict[str, tuple[Link, ...]]
    """By campaign_id; a readable sample for large campaigns, strongest first."""
    no_harvest: frozenset[str] = frozenset()
    """Accounts of groups by wording alone that were looked at and are in no campaign, since what
    they do is no harvest: so surely that partners' words could not change it."""
