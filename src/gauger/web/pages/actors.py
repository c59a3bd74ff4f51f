"""Known-actor profiles."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from gauger.casework import reading as read
from gauger.casework import tables as t
from gauger.casework.people import Permission
from gauger.web.guard import Visitor, act, need, store_of
from gauger.web.view import page

router = APIRouter(include_in_schema=False)


@router.get("/actors")
def actors(request: Request, me: Annotated[Visitor, Depends(need(Permission.READ))]) -> Response:
    """All profiles, each with the cases assessed to be its."""
    with store_of(request).reading() as c:
        known = read.actors_known(c)
        rows = c.execute(
            select(t.cases.c.case_id, t.cases.c.actor).where(t.cases.c.actor.is_not(None))
        ).all()
    cases = {a.name: [r.case_id for r in rows if r.actor == a.name] for a in known}
    return page(request, "actors.html", me, actors=known, cases=cases)


@router.post("/actors")
def write(request: Request, me: Annotated[Visitor, Depends(act(Permission.WRITE))]) -> Response:
    """Write a profile, new or anew."""
    predicts = [x.strip() for x in me.text("predicts").splitlines() if x.strip()]
    store_of(request).profile(
        me.text("name").strip(),
        me.text("description").strip(),
        predicts=predicts,
        source=me.text("source").strip(),
        by=me.name,
    )
    return RedirectResponse("/actors", status_code=303)
