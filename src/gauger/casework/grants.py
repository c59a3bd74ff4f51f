"""Grants: who may see what is hidden in one case, why, and until when."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from gauger.casework import tables as t
from gauger.casework.audit import record
from gauger.errors import InputError

GRANT_LASTS = timedelta(hours=1)


def grant(c: Connection, case_id: str, person: str, reason: str, *, at: datetime) -> datetime:
    """Let somebody see what is hidden in one case for an hour; gives until when."""
    if not reason.strip():
        raise InputError("say why you need to see it: the reason is kept.")
    until = at + GRANT_LASTS
    c.execute(
        insert(t.grants).values(
            case_id=case_id, person=person, reason=reason.strip(), at=at, until=until
        )
    )
    record(c, actor=person, act="ask to see hidden data", subject=case_id, detail=reason, at=at)
    return until


def granted(c: Connection, case_id: str, person: str, *, at: datetime) -> datetime | None:
    """Until when somebody may see what is hidden in a case; None when they may not."""
    g = t.grants.c
    until: datetime | None = c.execute(
        select(func.max(g.until).label("until")).where(g.case_id == case_id, g.person == person)
    ).scalar_one_or_none()
    return until if until is not None and until > at else None
