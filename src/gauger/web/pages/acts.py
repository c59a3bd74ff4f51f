"""What people do to a case: forms in, a redirect back to where they were."""

from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from gauger.casework import acts, grants
from gauger.casework import reading as read
from gauger.casework.acts import Change
from gauger.casework.model import Action, LabelKind, Status
from gauger.casework.people import Permission
from gauger.errors import InputError
from gauger.web.guard import Visitor, act, store_of
from gauger.web.pages.accounts import Wanted
from gauger.web.pages.sign_in import local_path

T = TypeVar("T", LabelKind, Action)
router = APIRouter(include_in_schema=False)
Writer = Annotated[Visitor, Depends(act(Permission.WRITE))]
Approver = Annotated[Visitor, Depends(act(Permission.APPROVE))]
Revealer = Annotated[Visitor, Depends(act(Permission.REVEAL))]


@router.post("/cases/{case_id}/change")
def change(request: Request, me: Writer, case_id: str) -> Response:
    """Status, owner, title or actor; told off when somebody else was faster."""
    names = ("status", "owner", "title", "actor")
    given = {n: me.text(n) for n in names if n in me.fields}
    try:
        seen = int(me.text("version"))
        status = Status(given["status"]) if "status" in given else None
    except ValueError as wrong:
        raise InputError("the form lacks a status or version; open the page again.") from wrong
    to = Change(
        status=status,
        owner=given.get("owner"),
        title=given.get("title"),
        actor=given.get("actor"),
    )
    store_of(request).change(case_id, to, seen=seen, by=me.name)
    return _back(me, f"/cases/{case_id}")


@router.post("/cases/{case_id}/label")
def label(request: Request, me: Writer, case_id: str) -> Response:
    """Label ticked accounts, or all that pass the filter, when as many pass as the page said."""
    kind = _choice(LabelKind, me.text("kind"))
    store = store_of(request)
    reason, ticked = me.text("reason"), tuple(me.fields.get("account", ()))
    with store.writing() as c:
        if me.text("scope") == "all":
            wanted = Wanted(**{n: me.text(n) for n in ("q", "signal", "lacks", "label", "below")})
            many = acts.label_all(
                c, case_id, wanted.filter, kind, reason,
                expected=_count(me.text("expected")), by=me.name, at=store.clock(),
            )  # fmt: skip
        else:
            acts.label(c, case_id, ticked, kind, reason, by=me.name, at=store.clock())
            many = len(set(ticked))
    back = local_path(me.text("next") or f"/cases/{case_id}/accounts")
    said = f"{'&' if '?' in back else '?'}labelled={many}"
    return RedirectResponse(back + said, status_code=303)


@router.post("/cases/{case_id}/note")
def note(request: Request, me: Writer, case_id: str) -> Response:
    """Add a remark."""
    store_of(request).note(case_id, me.text("text"), by=me.name)
    return _back(me, f"/cases/{case_id}")


@router.post("/cases/{case_id}/propose")
def propose(request: Request, me: Writer, case_id: str) -> Response:
    """Propose an action for the case, or for the accounts with one label."""
    action = _choice(Action, me.text("action"))
    store = store_of(request)
    with store.writing() as c:
        accounts: tuple[str, ...] = ()
        if me.text("scope"):
            kind = _choice(LabelKind, me.text("scope"))
            accounts = read.member_ids(c, case_id, read.MemberFilter(label=kind.value))
            if not accounts:
                raise InputError(f"no account of the case is labelled {kind.value}.")
        acts.propose(c, case_id, action, accounts, me.text("reason"), by=me.name, at=store.clock())
    return _back(me, f"/cases/{case_id}")


@router.post("/decisions/{decision_id}/approve")
def approve(request: Request, me: Approver, decision_id: str) -> Response:
    """Agree as a second person."""
    store_of(request).approve(decision_id, by=me.name)
    return _back(me, "/")


@router.post("/decisions/{decision_id}/withdraw")
def withdraw(request: Request, me: Writer, decision_id: str) -> Response:
    """Turn a decision down, or take one back; who did not propose it needs an approver's right."""
    store = store_of(request)
    with store.writing() as c:
        acts.withdraw(
            c, decision_id, me.text("reason"), by=me.name, at=store.clock(),
            any_proposer=me.may(Permission.APPROVE),
        )  # fmt: skip
    return _back(me, "/")


@router.post("/cases/{case_id}/relate")
def relate(request: Request, me: Writer, case_id: str) -> Response:
    """Link another case."""
    store_of(request).relate(case_id, me.text("other").strip(), me.text("reason"), by=me.name)
    return _back(me, f"/cases/{case_id}")


@router.post("/cases/{case_id}/reveal")
def reveal(request: Request, me: Revealer, case_id: str) -> Response:
    """Ask to see what is hidden in one case, with a reason, for an hour."""
    store = store_of(request)
    with store.writing() as c:
        read.case_row(c, case_id)
        grants.grant(c, case_id, me.name, me.text("reason"), at=store.clock())
    return _back(me, f"/cases/{case_id}")


def _back(me: Visitor, otherwise: str) -> Response:
    return RedirectResponse(local_path(me.text("next") or otherwise), status_code=303)


def _count(said: str) -> int:
    if not (said.isascii() and said.isdecimal()):
        raise InputError("the form lacks how many accounts were seen; open the page again.")
    return int(said)


def _choice(kind: type[T], said: str) -> T:
    try:
        return kind(said)
    except ValueError as seen:
        raise InputError(f"choose one of {', '.join(kind)}; got {said!r}.") from seen
