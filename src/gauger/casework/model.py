"""What a case is: a campaign before people, with everything they said and decided about it.

Frozen values, as `campaigns.model` has them; `store.py` keeps them, `audit.py` chains the record.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gauger.campaigns.model import Campaign, Detections, Link, Member, Run
from gauger.errors import InputError


class Status(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    REVIEW = "review"
    DECIDED = "decided"
    CLOSED = "closed"


class LabelKind(StrEnum):
    """What a person says of an account."""

    CONFIRMED = "confirmed"
    CLEARED = "cleared"
    UNSURE = "unsure"


class Action(StrEnum):
    """What is decided, mild first."""

    OBSERVE = "observe"
    THROTTLE = "throttle"
    VERIFY = "verify"
    NOTIFY = "notify"
    SHARE = "share"
    SUSPEND = "suspend"

    @property
    def harsh(self) -> bool:
        """Whether a second person has to agree before it takes effect."""
        return self in {Action.NOTIFY, Action.SHARE, Action.SUSPEND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One person's word on one account; the latest counts."""

    account_id: str
    kind: LabelKind
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark on a case."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An action proposed for accounts of a case, and who agreed."""

    decision_id: str
    action: Action
    accounts: tuple[str, ...]
    """Accounts it concerns; empty: the case as a whole."""
    reason: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None = None
    """The second person; never the one who proposed."""
    approved_at: datetime | None = None
    withdrawn_by: str | None = None
    """Who took it back, or turned it down before it was in force."""
    withdrawn_at: datetime | None = None

    @property
    def in_force(self) -> bool:
        """Mild decisions are in force at once, harsh ones when a second person agreed."""
        agreed = not self.action.harsh or self.approved_by is not None
        return agreed and self.withdrawn_by is None

    @property
    def waiting(self) -> bool:
        """Whether a second person has still to agree."""
        return self.action.harsh and self.approved_by is None and self.withdrawn_by is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One act on record; `hash` covers the entry and the hash of the one before."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorProfile:
    """A known actor, as earlier cases and partners described it."""

    name: str
    description: str
    predicts: tuple[str, ...] = ()
    """What this actor's campaigns would show, one checkable sentence each."""
    source: str = ""
    """Where the description comes from."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """All that is known of one case; the one input of dossiers and of sharing."""

    case_id: str
    title: str
    status: Status
    owner: str | None
    run: Run
    campaign: Campaign
    members: tuple[Member, ...]
    links: tuple[Link, ...]
    labels: tuple[Label, ...] = ()
    """Of this case, as they were said; then what clears an account of it in another, unless it was
    taken back. Of several on an account the last one here counts."""
    notes: tuple[Note, ...] = ()
    decisions: tuple[Decision, ...] = ()
    related: tuple[str, ...] = ()
    """Other cases' ids."""
    actor: str | None = None
    """Name of a known-actor profile, where a person assessed one."""
    audit: tuple[AuditEntry, ...] = ()
    """The entries that concern this case; the chain runs over all cases."""
    version: int = 0
    """Counts the changes of status, owner, title and actor."""

    @property
    def last_words(self) -> dict[str, LabelKind]:
        """What people last said, by account: in the store's order, since a clock may go back."""
        return {label.account_id: label.kind for label in self.labels}


def case_from(found: Detections, campaign_id: str, *, case_id: str | None = None) -> CaseFile:
    """A fresh case of one campaign of a run. Raises InputError for an unknown campaign."""
    by_id = {c.campaign_id: c for c in found.campaigns}
    if campaign_id not in by_id:
        have = ", ".join(by_id) or "none"
        raise InputError(f"the detections have no campaign {campaign_id!r}; they have {have}.")
    campaign = by_id[campaign_id]
    return CaseFile(
        case_id=case_id or f"case-{campaign_id}",
        title=f"{campaign.verdict.value} campaign {campaign_id}",
        status=Status.OPEN,
        owner=None,
        run=found.run,
        campaign=campaign,
        members=found.members.get(campaign_id, ()),
        links=found.links.get(campaign_id, ()),
    )
