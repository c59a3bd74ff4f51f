"""What people do to a case, for programs."""

from fastapi import Request

from gauger.casework import acts
from gauger.casework import reading as read
from gauger.casework.acts import Change
from gauger.casework.model import Decision
from gauger.casework.people import Permission
from gauger.web.api.common import Approver, CaseId, DecisionId, Reader, Writer, router
from gauger.web.api.shapes import (
    Done,
    NewChange,
    NewDecision,
    NewLabel,
    NewNote,
    NewRelation,
    Reasoned,
    Waiting,
)
from gauger.web.guard import store_of


@router.patch("/cases/{case_id}")
def change(request: Request, me: Writer, case_id: CaseId, body: NewChange) -> Done:
    """Change status, owner, title or actor; gives the new version.

    `decided` follows from a decision in force, and is refused (409) where there is none.
    """
    to = Change(status=body.status, owner=body.owner, title=body.title, actor=body.actor)
    return Done(done=store_of(request).change(case_id, to, seen=body.version, by=me.name))


@router.post("/cases/{case_id}/labels")
def label(request: Request, me: Writer, case_id: CaseId, body: NewLabel) -> Done:
    """Label accounts that are named, or all that pass `where`; gives how many. All, or none."""
    store = store_of(request)
    if body.where is None:
        return Done(done=store.label(case_id, body.accounts, body.kind, body.reason, by=me.name))
    asked = body.where.model_dump(exclude={"expected"})
    with store.writing() as c:
        many = acts.label_all(
            c, case_id, read.MemberFilter(**asked), body.kind, body.reason,
            expected=body.where.expected, by=me.name, at=store.clock(),
        )  # fmt: skip
    return Done(done=many)


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
