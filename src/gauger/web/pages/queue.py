"""The queue: what to look at first; and the search over everything."""

from collections import Counter
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import select

from gauger.campaigns.model import Day, Verdict
from gauger.casework import reading as read
from gauger.casework import tables as t
from gauger.casework.model import Status
from gauger.casework.people import Permission
from gauger.web.guard import Visitor, need, store_of
from gauger.web.view import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visitor, Depends(need(Permission.READ))]
PAGE = 50


class _Days(msgspec.Struct):
    """The part of a campaign that the queue draws."""

    days: list[Day]


@router.get("/")
def queue(
    request: Request,
    me: Reader,
    status: Annotated[list[Status] | None, Query()] = None,
    verdict: Annotated[list[Verdict] | None, Query()] = None,
    owner: str = "",
    order: str = "harm",
    p: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Cases by expected harm, and what waits for a second person."""
    order = order if order in read.ORDERS else "harm"
    with store_of(request).reading() as c:
        rows, total = read.queue(
            c,
            status=[s.value for s in status or ()],
            verdict=[v.value for v in verdict or ()],
            owner=owner,
            order=order,
            limit=PAGE,
            offset=(p - 1) * PAGE,
        )
        ids = [r.case_id for r in rows]
        told = c.execute(
            select(t.cases.c.case_id, t.cases.c.campaign).where(t.cases.c.case_id.in_(ids))
        )
        days = {r.case_id: msgspec.json.decode(r.campaign, type=_Days).days for r in told}
        waits = read.waiting_decisions(c)
    return page(
        request,
        "queue.html",
        me,
        rows=rows,
        days=days,
        total=total,
        waits=waits,
        most=max((r.harm for r in rows), default=1.0) or 1.0,
        statuses=list(Status),
        verdicts=list(Verdict),
        chosen_status=[s.value for s in status or ()],
        chosen_verdict=[v.value for v in verdict or ()],
        owner=owner,
        order=order,
        number=p,
        pages=max(1, -(-total // PAGE)),
    )


@router.get("/search")
def search(request: Request, me: Reader, q: str = "") -> Response:
    """Cases, accounts, notes and reasons."""
    with store_of(request).reading() as c:
        hits = read.search(c, q[:200], limit=PAGE)
    more = PAGE in Counter(h.kind for h in hits).values()
    return page(request, "search.html", me, q=q[:200], hits=hits, more=more, most=PAGE)
