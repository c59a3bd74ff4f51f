"""What the API takes and gives."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gauger.campaigns.model import Campaign, Link
from gauger.casework import reading as read
from gauger.casework.model import Action, AuditEntry, Decision, Label, LabelKind, Note, Status
from gauger.casework.people import Permission

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]

LABELS = f"^(|none|{read.ELSEWHERE}|confirmed|cleared|unsure)$"


class Problem(BaseModel):
    """What is wrong, in one line."""

    error: str


class In(BaseModel):
    """A body: unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class Cases(BaseModel):
    """A part of the queue, and how many there are in all."""

    total: int
    cases: list[read.CaseRow]


class Case(BaseModel):
    """A case without its members and links, which have addresses of their own."""

    case: read.CaseRow
    campaign: Campaign
    actor: str | None
    related: list[str]
    labels: dict[str, int]
    """Accounts by the last word that was said in this case."""
    cleared_elsewhere: int
    """Accounts that the last word clears, said in another case: no decision reaches them here."""
    decisions: list[Decision]
    notes: list[Note]


class Members(BaseModel):
    """A part of the members that pass the filter, and how many do."""

    total: int
    members: list[read.MemberRow]


class Where(In):
    """Which accounts of a case are meant, as `members` filters them; empty fields do not filter."""

    prefix: Annotated[str, Field(max_length=500)] = ""
    signal: Annotated[str, Field(max_length=200)] = ""
    without_signal: Annotated[str, Field(max_length=200)] = ""
    label: Annotated[str, Field(pattern=LABELS)] = ""
    p_below: float | None = None
    expected: Annotated[int, Field(ge=1, le=2**31 - 1)]
    """How many pass, as `members` said: if others do, nothing is written."""


class NewLabel(In):
    """A word on accounts of a case: those that are named, or all that pass `where`."""

    accounts: Annotated[list[str], Field(max_length=100_000)] = []
    where: Where | None = None
    kind: LabelKind
    reason: Text

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Accounts or a filter, never both or neither."""
        if bool(self.accounts) == (self.where is not None):
            raise ValueError("name accounts, or say where they are")
        return self


class NewNote(In):
    """A remark."""

    text: Text


class NewDecision(In):
    """A proposal; no accounts means the case as a whole."""

    action: Action
    accounts: Annotated[list[str], Field(max_length=100_000)] = []
    reason: Text


class Reasoned(In):
    """Why."""

    reason: Text


class NewChange(In):
    """New values; `version` is the one that was read. An empty owner or actor takes it away."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    status: Status | None = None
    owner: Annotated[str, Field(max_length=200)] | None = None
    title: Annotated[str, Field(max_length=500)] | None = None
    actor: Annotated[str, Field(max_length=200)] | None = None


class NewRelation(In):
    """Another case to link."""

    other: Annotated[str, Field(max_length=200)]
    reason: Text


class Done(BaseModel):
    """How many accounts were touched, or the new version."""

    done: int


class Me(BaseModel):
    """Who the token or session is."""

    name: str
    role: str
    permissions: list[Permission]


class Labels(BaseModel):
    """A part of the labels, and how many there are in all."""

    total: int
    labels: list[Label]


class Links(BaseModel):
    """A part of the stored links, and how many there are in all."""

    total: int
    links: list[Link]


class History(BaseModel):
    """A part of what was done to a case, and how much there is in all."""

    total: int
    entries: list[AuditEntry]


class Audit(BaseModel):
    """A part of the audit log, whether all of it is whole, and what in the store is not on it."""

    entries: list[AuditEntry]
    checked: int
    head: str
    wrong: str | None
    at_odds: list[str]


class Hits(BaseModel):
    """What a search found."""

    hits: list[read.Hit]


class Waiting(BaseModel):
    """A harsh decision that waits, with its case."""

    case_id: str
    decision: Decision
