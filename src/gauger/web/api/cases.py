"""Reading cases."""

from typing import Annotated

from fastapi import Query, Request

from gauger.campaigns.model import Verdict
from gauger.casework import reading as read
from gauger.casework.audit import entries_of
from gauger.casework.model import Status
from gauger.casework.whatif import Left, without
from gauger.web.api.common import Account, CaseId, Limit, Offset, Reader, router
from gauger.web.api.shapes import LABELS, Case, Cases, History, Labels, Links, Members
from gauger.web.guard import store_of


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
        elsewhere = read.count_cleared_elsewhere(c, case_id)
    return Case(
        case=row,
        campaign=found.campaign,
        actor=found.actor,
        related=list(found.related),
        labels=counts,
        cleared_elsewhere=elsewhere,
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
    label: Annotated[str, Query(pattern=LABELS)] = "",
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
    account: Account = "",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Links:
    """Stored links, strongest first; with `account`, those that touch it."""
    with store_of(request).reading() as c:
        read.case_row(c, case_id)
        rows, total = read.link_page(c, case_id, account, limit=limit, offset=offset)
    return Links(total=total, links=list(rows))


@router.get("/cases/{case_id}/labels")
def labels(
    request: Request,
    me: Reader,
    case_id: CaseId,
    account: Account = "",
    last: Annotated[bool, Query(description="Of each account only the one that counts.")] = False,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Labels:
    """What people said of its accounts, oldest first."""
    with store_of(request).reading() as c:
        read.case_row(c, case_id)
        rows, total = read.label_page(
            c, case_id, account=account, last=last, limit=limit, offset=offset
        )
    return Labels(total=total, labels=list(rows))


@router.get("/cases/{case_id}/history")
def history(
    request: Request, me: Reader, case_id: CaseId, limit: Limit = 100, offset: Offset = 0
) -> History:
    """What was done to it, from the audit log, oldest first."""
    with store_of(request).reading() as c:
        read.case_row(c, case_id)
        entries = entries_of(c, case_id)
    return History(total=len(entries), entries=list(entries[offset : offset + limit]))


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
