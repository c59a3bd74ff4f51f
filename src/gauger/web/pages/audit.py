"""The audit log, for admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import func, select

from gauger.casework import tables as t
from gauger.casework.model import AuditEntry
from gauger.casework.people import Permission
from gauger.web.guard import Visitor, need, store_of
from gauger.web.view import page

router = APIRouter(include_in_schema=False)
PAGE = 200


@router.get("/audit")
def audit(
    request: Request,
    me: Annotated[Visitor, Depends(need(Permission.ADMIN))],
    who: str = "",
    act: str = "",
    subject: str = "",
    p: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Entries, newest first, and whether the chain is whole."""
    store = store_of(request)
    chosen = {"actor": who, "act": act, "subject": subject}
    wanted = [t.audit.c[name] == value for name, value in chosen.items() if value]
    with store.reading() as c:
        query = select(t.audit).where(*wanted).order_by(t.audit.c.number.desc())
        rows = c.execute(query.limit(PAGE).offset((p - 1) * PAGE)).all()
        acts = c.execute(select(t.audit.c.act).distinct().order_by(t.audit.c.act)).scalars().all()
        total = c.execute(select(func.count()).select_from(t.audit).where(*wanted)).scalar_one()
    return page(
        request,
        "audit.html",
        me,
        entries=[AuditEntry(**r._mapping) for r in rows],
        checked=store.verify_audit(),
        query={"who": who, "act": act, "subject": subject},
        acts=acts,
        total=total,
        number=p,
        pages=max(1, -(-total // PAGE)),
    )
