"""Cases: the queue, one as it stands there, one whole, and what happened around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from gauger.campaigns.model import Campaign, Run, Verdict
from gauger.casework import tables as t
from gauger.casework.audit import entries_of
from gauger.casework.errors import NoSuchCase
from gauger.casework.model import CaseFile, Note, Status
from gauger.casework.reading.decisions import decisions_of
from gauger.casework.reading.labels import cleared_elsewhere, labels_of
from gauger.casework.reading.members import links_of, members_of
from gauger.casework.tally import Tally

ORDERS: dict[str, Sequence[ColumnElement[Any]]] = {
    "harm": (t.cases.c.harm.desc(), t.cases.c.confidence.desc()),
    "confidence": (t.cases.c.confidence.desc(), t.cases.c.harm.desc()),
    "newest": (t.cases.c.opened_at.desc(), t.cases.c.harm.desc()),
    "accounts": (t.cases.c.accounts.desc(),),
    "price": (t.cases.c.cost_usd.desc(),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case as a queue shows it."""

    case_id: str
    campaign_id: str
    title: str
    status: Status
    owner: str | None
    version: int
    verdict: Verdict
    confidence: float
    harm: float
    """P(one operator) times P(harvest) times exchanges: the exchanges harvested, as expected."""
    accounts: int
    exchanges: int
    cost_usd: float
    first_ts: datetime
    last_ts: datetime
    opened_at: datetime


def queue(
    connection: Connection,
    *,
    status: Sequence[str] = (),
    verdict: Sequence[str] = (),
    owner: str = "",
    order: str = "harm",
    limit: int = 50,
    offset: int = 0,
) -> tuple[tuple[CaseRow, ...], int]:
    """Cases in order, and how many there are in all."""
    wanted: list[ColumnElement[bool]] = [t.cases.c.status.in_(status)] if status else []
    wanted += [t.cases.c.verdict.in_(verdict)] if verdict else []
    wanted += [t.cases.c.owner == owner] if owner else []
    columns = [t.cases.c[name] for name in CaseRow.__slots__]
    query = select(*columns).where(*wanted).order_by(*ORDERS[order], t.cases.c.case_id)
    rows = connection.execute(query.limit(limit).offset(offset)).all()
    total = connection.execute(
        select(func.count()).select_from(t.cases).where(*wanted)
    ).scalar_one()
    return tuple(_case_row(r) for r in rows), total


def case_row(connection: Connection, case_id: str) -> CaseRow:
    """One case as a queue shows it. Raises NoSuchCase."""
    columns = [t.cases.c[name] for name in CaseRow.__slots__]
    row = connection.execute(select(*columns).where(t.cases.c.case_id == case_id)).first()
    if row is None:
        raise NoSuchCase(case_id)
    return _case_row(row)


def case_file(
    connection: Connection,
    case_id: str,
    *,
    with_members: bool = True,
    with_links: bool = True,
    with_labels: bool = True,
) -> CaseFile:
    """All that is known of a case; a page that shows neither members nor links leaves them out."""
    row = connection.execute(
        select(t.cases, t.runs.c.run)
        .join(t.runs, t.runs.c.run_id == t.cases.c.run_id)
        .where(t.cases.c.case_id == case_id)
    ).first()
    if row is None:
        raise NoSuchCase(case_id)
    return CaseFile(
        case_id=case_id,
        title=row.title,
        status=Status(row.status),
        owner=row.owner,
        run=msgspec.json.decode(row.run, type=Run),
        campaign=msgspec.json.decode(row.campaign, type=Campaign),
        members=members_of(connection, case_id) if with_members else (),
        links=links_of(connection, case_id) if with_links else (),
        labels=(*labels_of(connection, case_id), *cleared_elsewhere(connection, case_id))
        if with_labels
        else (),
        notes=tuple(
            Note(text=r.text, by=r.by, at=r.at)
            for r in connection.execute(
                select(t.notes).where(t.notes.c.case_id == case_id).order_by(t.notes.c.number)
            )
        ),
        decisions=decisions_of(connection, case_id),
        related=tuple(r.case_id for r in related_of(connection, case_id)),
        actor=row.actor,
        audit=entries_of(connection, case_id),
        version=row.version,
    )


def related_of(connection: Connection, case_id: str) -> tuple[CaseRow, ...]:
    """Cases linked to this one."""
    r = t.relations
    columns = [t.cases.c[name] for name in CaseRow.__slots__]
    query = (
        select(*columns)
        .join(r, or_(r.c.a == t.cases.c.case_id, r.c.b == t.cases.c.case_id))
        .where(or_(r.c.a == case_id, r.c.b == case_id), t.cases.c.case_id != case_id)
        .order_by(t.cases.c.case_id)
    )
    return tuple(_case_row(row) for row in connection.execute(query))


def tally_of(connection: Connection, case_id: str) -> Tally:
    """Members counted by their evidence."""
    row = connection.execute(select(t.cases.c.tally).where(t.cases.c.case_id == case_id)).first()
    if row is None:
        raise NoSuchCase(case_id)
    return msgspec.json.decode(row.tally, type=Tally)


def events_of(connection: Connection, case_id: str) -> tuple[tuple[datetime, str, str], ...]:
    """(ts, kind, name) of what happened around the traffic, where an import brought it."""
    query = (
        select(t.runs.c.events)
        .join(t.cases, t.cases.c.run_id == t.runs.c.run_id)
        .where(t.cases.c.case_id == case_id)
    )
    told = connection.execute(query).scalar_one()
    return msgspec.json.decode(told, type=tuple[tuple[datetime, str, str], ...])


def cases_of_account(connection: Connection, account: str) -> tuple[CaseRow, ...]:
    """Every case that an account stands in."""
    columns = [t.cases.c[name] for name in CaseRow.__slots__]
    query = (
        select(*columns)
        .join(t.members, t.members.c.case_id == t.cases.c.case_id)
        .where(t.members.c.account_id == account)
        .order_by(t.cases.c.case_id)
    )
    return tuple(_case_row(r) for r in connection.execute(query))


def others_of_run(connection: Connection, case_id: str) -> frozenset[str]:
    """Accounts of the other cases of a case's run: neither its campaign nor honest traffic."""
    c, m = t.cases.c, t.members.c
    run = select(c.run_id).where(c.case_id == case_id).scalar_subquery()
    query = (
        select(m.account_id)
        .join(t.cases, c.case_id == m.case_id)
        .where(c.run_id == run, c.case_id != case_id)
    )
    return frozenset(connection.execute(query).scalars())


def _case_row(row: Row[Any]) -> CaseRow:
    values: dict[str, Any] = dict(row._mapping)
    typed = {"status": Status(row.status), "verdict": Verdict(row.verdict)}
    return CaseRow(**{**values, **typed})
