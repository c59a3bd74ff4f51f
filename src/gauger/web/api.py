"""The JSON API: what the pages show and do, for programs. OpenAPI at /api/v1/openapi.json.

Send `Authorization: Bearer gauger_...`; a token may do what its scopes and its owner's role both
allow. Errors are {"error": one line}.
"""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from gauger.campaigns.model import Campaign, Link, Verdict
from gauger.casework import acts
from gauger.casework import reading as read
from gauger.casework.acts import Change
from gauger.casework.intake import Imported
from gauger.casework.model import (
    Action,
    ActorProfile,
    AuditEntry,
    Decision,
    Label,
    LabelKind,
    Note,
    Status,
)
from gauger.casework.people import Permission
from gauger.casework.whatif import Left, without
from gauger.web.guard import Visitor, call, store_of
from gauger.web.upload import detections_of

Reader = Annotated[Visitor, Depends(call(Permission.READ))]
Writer = Annotated[Visitor, Depends(call(Permission.WRITE))]
Exporter = Annotated[Visitor, Depends(call(Permission.EXPORT))]
Approver = Annotated[Visitor, Depends(call(Permission.APPROVE))]
Importer = Annotated[Visitor, Depends(call(Permission.IMPORT))]
Admin = Annotated[Visitor, Depends(call(Permission.ADMIN))]
CaseId = Annotated[str, Path(max_length=200, description="As `/cases` names it.")]
DecisionId = Annotated[str, Path(max_length=220)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Limit = Annotated[int, Query(ge=1, le=1_000)]
Offset = Annotated[int, Query(ge=0, le=100_000_000)]


class Problem(BaseModel):
    """What is wrong, in one line."""

    error: str


ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": says}
    for code, says in {
        400: "The request cannot be carried out; nothing was written.",
        401: "No session, or no good token.",
        403: "Not allowed.",
        404: "No such case.",
        409: "Somebody else was faster, or the rules of casework forbid it.",
        413: "Too large.",
        422: "A field is wrong.",
    }.items()
}
router = APIRouter(prefix="/api/v1", responses=ERRORS)


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
    decisions: list[Decision]
    notes: list[Note]


class Members(BaseModel):
    """A part of the members that pass the filter, and how many do."""

    total: int
    members: list[read.MemberRow]


class NewLabel(In):
    """A word on accounts of a case."""

    accounts: Annotated[list[str], Field(min_length=1, max_length=100_000)]
    kind: LabelKind
    reason: Text


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
    """The labels that count, over all cases."""

    labels: list[Label]


class Audit(BaseModel):
    """A part of the audit log, and whether all of it is whole."""

    entries: list[AuditEntry]
    checked: int
    head: str
    wrong: str | None


class Hits(BaseModel):
    """What a search found."""

    hits: list[read.Hit]


class Waiting(BaseModel):
    """A harsh decision that waits, with its case."""

    case_id: str
    decision: Decision


@router.get("/me")
def me_(me: Reader) -> Me:
    """Who this is, and what they may do."""
    return Me(name=me.name, role=me.person.role, permissions=sorted(me.permissions))


@router.get("/cases")
def cases(
    request: Request,
    me: Reader,
    status: Annotated[list[Status] | None, Query()] = None,
    verdict: Annotated[list[Verdict] | None, Query()] = None,
    owner: Annotated[str, Query(max_length=200)] = "",
    order: Annotated[str, Query(pattern="^(harm|confidence|newest|accounts|price)$")] = "harm",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Cases:
    """The queue."""
    with store_of(request).reading() as c:
        rows, total = read.queue(
            c, status=status or (), verdict=verdict or (), owner=owner, order=order,
            limit=limit, offset=offset,
        )  # fmt: skip
    return Cases(total=total, cases=list(rows))


@router.get("/cases/{case_id}")
def case(request: Request, me: Reader, case_id: CaseId) -> Case:
    """One case."""
    with store_of(request).reading() as c:
        row = read.case_row(c, case_id)
        found = read.case_file(c, case_id, with_members=False, with_links=False, with_labels=False)
        counts = read.label_counts(c, case_id)
    return Case(
        case=row,
        campaign=found.campaign,
        actor=found.actor,
        related=list(found.related),
        labels=counts,
        decisions=list(found.decisions),
        notes=list(found.notes),
    )


@router.get("/cases/{case_id}/members")
def members(
    request: Request,
    me: Reader,
    case_id: CaseId,
    prefix: Annotated[str, Query(max_length=500)] = "",
    signal: Annotated[str, Query(max_length=200)] = "",
    label: Annotated[str, Query(pattern="^(|none|confirmed|cleared|unsure)$")] = "",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Members:
    """Members with their evidence, surest first."""
    wanted = read.MemberFilter(prefix=prefix, signal=signal, label=label)
    with store_of(request).reading() as c:
        read.case_row(c, case_id)
        rows, total = read.member_page(c, case_id, wanted, limit=limit, offset=offset)
    return Members(total=total, members=list(rows))


@router.get("/cases/{case_id}/links")
def links(
    request: Request,
    me: Reader,
    case_id: CaseId,
    account: Annotated[str, Query(max_length=500)] = "",
) -> list[Link]:
    """Stored links, strongest first; with `account`, those that touch it."""
    with store_of(request).reading() as c:
        read.case_row(c, case_id)
        return list(read.links_of(c, case_id, account))


@router.get("/cases/{case_id}/without")
def what_if(
    request: Request,
    me: Reader,
    case_id: CaseId,
    signal: Annotated[list[str] | None, Query(max_length=50)] = None,
) -> Left:
    """What would be left without some signals."""
    with store_of(request).reading() as c:
        found = read.case_file(c, case_id, with_members=False, with_links=False, with_labels=False)
        return without(found.campaign, read.tally_of(c, case_id), found.run, set(signal or ()))


@router.patch("/cases/{case_id}")
def change(request: Request, me: Writer, case_id: CaseId, body: NewChange) -> Done:
    """Change status, owner, title or actor; gives the new version."""
    to = Change(status=body.status, owner=body.owner, title=body.title, actor=body.actor)
    return Done(done=store_of(request).change(case_id, to, seen=body.version, by=me.name))


@router.post("/cases/{case_id}/labels")
def label(request: Request, me: Writer, case_id: CaseId, body: NewLabel) -> Done:
    """Label accounts; gives how many."""
    store = store_of(request)
    return Done(done=store.label(case_id, body.accounts, body.kind, body.reason, by=me.name))


@router.post("/cases/{case_id}/notes")
def note(request: Request, me: Writer, case_id: CaseId, body: NewNote) -> Done:
    """Add a remark."""
    store_of(request).note(case_id, body.text, by=me.name)
    return Done(done=1)


@router.post("/cases/{case_id}/decisions")
def propose(request: Request, me: Writer, case_id: CaseId, body: NewDecision) -> Decision:
    """Propose an action; a mild one is in force at once."""
    store = store_of(request)
    return store.propose(case_id, body.action, body.accounts, body.reason, by=me.name)


@router.post("/cases/{case_id}/relations")
def relate(request: Request, me: Writer, case_id: CaseId, body: NewRelation) -> Done:
    """Link another case."""
    store_of(request).relate(case_id, body.other, body.reason, by=me.name)
    return Done(done=1)


@router.get("/decisions")
def waiting(request: Request, me: Reader) -> list[Waiting]:
    """Harsh decisions that wait for a second person."""
    with store_of(request).reading() as c:
        return [Waiting(case_id=x, decision=d) for x, d in read.waiting_decisions(c)]


@router.post("/decisions/{decision_id}/approve")
def approve(request: Request, me: Approver, decision_id: DecisionId) -> Decision:
    """Agree as a second person."""
    return store_of(request).approve(decision_id, by=me.name)


@router.post("/decisions/{decision_id}/withdraw")
def withdraw(request: Request, me: Writer, decision_id: DecisionId, body: Reasoned) -> Decision:
    """Turn a decision down, or take one back."""
    store = store_of(request)
    with store.writing() as c:
        return acts.withdraw(
            c, decision_id, body.reason, by=me.name, at=store.clock(),
            any_proposer=me.may(Permission.APPROVE),
        )  # fmt: skip


@router.get("/actors")
def actors(request: Request, me: Reader) -> list[ActorProfile]:
    """Known-actor profiles."""
    return list(store_of(request).actors())


@router.get("/labels")
def labels(request: Request, me: Exporter) -> Labels:
    """The labels that count, over all cases; that they left goes on record."""
    store = store_of(request)
    found = store.labels()
    store.record(
        actor=me.name, act="export labels", subject="labels", detail=f"{len(found):,} labels"
    )
    return Labels(labels=list(found))


@router.get("/search")
def search(
    request: Request, me: Reader, q: Annotated[str, Query(min_length=1, max_length=200)]
) -> Hits:
    """Cases, accounts, notes and reasons."""
    with store_of(request).reading() as c:
        return Hits(hits=list(read.search(c, q)))


@router.get("/audit")
def audit(
    request: Request,
    me: Admin,
    subject: Annotated[str, Query(max_length=200)] = "",
    since: datetime | None = None,
) -> Audit:
    """The audit log, for another system to keep."""
    store = store_of(request)
    checked = store.verify_audit()
    entries = store.audit(subject or None)
    if since is not None:
        begin = since if since.tzinfo else since.replace(tzinfo=store.clock().tzinfo)
        entries = tuple(e for e in entries if e.at >= begin)
    return Audit(
        entries=list(entries), checked=checked.entries, head=checked.head, wrong=checked.wrong
    )


@router.post(
    "/import",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {"bundle": {"type": "string", "format": "binary"}},
                        "required": ["bundle"],
                    }
                }
            },
        }
    },
)
async def take(request: Request, me: Importer) -> Imported:
    """Import detections: `bundle` is a zip of the four files that `gauger detect` writes."""
    form = await request.form(max_files=8, max_fields=8)
    files = {n: v for n, v in form.multi_items() if isinstance(v, UploadFile)}
    store = store_of(request)

    def work() -> Imported:
        return store.import_detections(detections_of(files), by=me.name)

    return await run_in_threadpool(work)


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, me: Reader) -> JSONResponse:
    """The description of this API."""
    return JSONResponse(request.app.openapi())
