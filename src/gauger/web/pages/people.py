"""People and their roles, for admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from gauger.casework import people, tokens
from gauger.casework.people import Permission, Role
from gauger.errors import InputError
from gauger.web.guard import Visitor, act, need, store_of
from gauger.web.view import page

router = APIRouter(include_in_schema=False)
Admin = Annotated[Visitor, Depends(act(Permission.ADMIN))]


@router.get("/people")
def everybody(
    request: Request, me: Annotated[Visitor, Depends(need(Permission.ADMIN))]
) -> Response:
    """Who may do what, and every token."""
    store = store_of(request)
    with store.reading() as c:
        known, given = people.everybody(c), tokens.tokens_of(c)
    return page(
        request, "people.html", me, people=known, tokens=given, roles=list(Role), now=store.clock()
    )


@router.post("/people")
def add(request: Request, me: Admin) -> Response:
    """Add somebody with a password."""
    store = store_of(request)
    with store.writing() as c:
        people.add_person(
            c, me.text("name").strip(), _role(me), password=me.text("password"),
            by=me.name, at=store.clock(),
        )  # fmt: skip
    return RedirectResponse("/people", status_code=303)


@router.post("/people/change")
def change(request: Request, me: Admin) -> Response:
    """Role, standing, password."""
    active = {"yes": True, "no": False}.get(me.text("active"))
    store = store_of(request)
    with store.writing() as c:
        people.change_person(
            c, me.text("name"), by=me.name, at=store.clock(),
            role=_role(me) if me.text("role") else None,
            active=active,
            password=me.text("password") or None,
        )  # fmt: skip
    return RedirectResponse("/people", status_code=303)


def _role(me: Visitor) -> Role:
    try:
        return Role(me.text("role"))
    except ValueError as seen:
        raise InputError(f"a role is {', '.join(Role)}; got {me.text('role')!r}.") from seen
