"""Two cases side by side."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import func, select

from gauger.casework import reading as read
from gauger.casework import tables as t
from gauger.casework.people import Permission
from gauger.web.guard import Visitor, need, store_of
from gauger.web.view import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visitor, Depends(need(Permission.READ))]
MOST_SHARED = 12
FAR = 10
"""On one scale with another that is more times as high, a timeline would be a flat line."""


@router.get("/compare")
def compare(request: Request, me: Reader, a: str = "", b: str = "") -> Response:
    """Two cases, or a choice of two."""
    with store_of(request).reading() as c:
        known, _ = read.queue(c, limit=200)
        two = [
            read.case_file(c, x, with_members=False, with_links=False, with_labels=False)
            for x in (a, b)
            if x
        ]
        shared: list[str] = []
        n_shared = 0
        events = []
        if len(two) == 2:
            one, other = t.members.alias("one"), t.members.alias("other")
            both = (
                select(one.c.account_id)
                .join(other, other.c.account_id == one.c.account_id)
                .where(one.c.case_id == a, other.c.case_id == b)
            )
            n_shared = c.execute(select(func.count()).select_from(both.subquery())).scalar_one()
            first = both.order_by(one.c.account_id).limit(MOST_SHARED)
            shared = list(c.execute(first).scalars())
            events = [read.events_of(c, x) for x in (a, b)]
    peaks = [max((d.exchanges for d in x.campaign.days), default=0) for x in two]
    most = max(peaks, default=0)
    return page(
        request,
        "compare.html",
        me,
        known=known,
        a=a,
        b=b,
        two=two,
        shared=shared,
        n_shared=n_shared,
        events=events,
        most=most,
        one_scale=most <= FAR * min(peaks, default=0),
        far=FAR,
    )
