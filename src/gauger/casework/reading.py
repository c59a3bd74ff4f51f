"""What the store answers: queues, pages of accounts, whole cases. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from gauger.campaigns.model import Campaign, Link, Member, Reason, Run, Verdict
from gauger.casework import tables as t
from gauger.casework.audit import entries_of
from gauger.casework.errors import NoSuchCase
from gauger.casework.model import (
    Action,
    ActorProfile,
    CaseFile,
    Decision,
    Label,
    LabelKind,
    Note,
    Status,
)
from gauger.casework.tally import Tally
from gauger.signals.family import Family

ORDERS: dict[str, Sequence[ColumnElement[Any]]] = {
    "harm": (t.cases.c.harm.desc(), t.cases.c.confidence.desc()),
    "confidence": (t.cases.c.confidence.desc(), t.cases.c.harm.desc()),
    "newest": (t.cases.c.opened_at.desc(), t.cases.c.harm.desc()),
    "accounts": (t.cases.c.accounts.desc(),),
    "price": (t.cases.c.cost_usd.desc(),),
}
MEMBER_ORDERS: dict[str, Sequence[ColumnElement[Any]]] = {
    "surest": (t.members.c.place,),
    "least-sure": (t.members.c.p_member, t.members.c.place.desc()),
    "exchanges": (t.members.c.exchanges.desc(), t.members.c.place),
    "first": (t.members.c.first_ts, t.members.c.place),
    "account": (t.members.c.account_id,),
}
LAST_CHAR = "\U0010ffff"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member with the word that counts on it."""

    member: Member
    label: Label | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFilter:
    """Which members of a case to show; empty fields do not filter."""

    prefix: str = ""
    signal: str = ""
    without_signal: str = ""
    label: str = ""
    """A kind of label, or "none"."""
    p_below: float | None = None
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing a search found."""

    kind: str
    case_id: str
    what: str
    text: str


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
        labels=labels_of(connection, case_id) if with_labels else (),
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


def members_of(connection: Connection, case_id: str) -> tuple[Member, ...]:
    """All members, surest first."""
    reasons = _Reasons(connection, case_id)
    query = select(t.members).where(t.members.c.case_id == case_id).order_by(t.members.c.place)
    return tuple(_member(r, reasons) for r in connection.execute(query))


def member_page(
    connection: Connection,
    case_id: str,
    wanted: MemberFilter,
    *,
    order: str = "surest",
    limit: int = 100,
    offset: int = 0,
) -> tuple[tuple[MemberRow, ...], int]:
    """Members that pass the filter, and how many do."""
    query = _filtered(case_id, wanted)
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = connection.execute(
        query.order_by(*MEMBER_ORDERS[order]).limit(limit).offset(offset)
    ).all()
    reasons = _Reasons(connection, case_id)
    return tuple(MemberRow(member=_member(r, reasons), label=_label(r)) for r in rows), total


def member_ids(connection: Connection, case_id: str, wanted: MemberFilter) -> tuple[str, ...]:
    """Accounts that pass the filter: what a label on all of them would touch."""
    query = _filtered(case_id, wanted)
    return tuple(r.account_id for r in connection.execute(query.order_by(t.members.c.place)))


def links_of(connection: Connection, case_id: str, account: str = "") -> tuple[Link, ...]:
    """Links of a case, strongest first; with `account`, those that touch it."""
    query = select(t.links).where(t.links.c.case_id == case_id).order_by(t.links.c.place)
    if account:
        query = query.where(or_(t.links.c.a == account, t.links.c.b == account))
    return tuple(
        Link(a=r.a, b=r.b, bits=r.bits, signals=tuple(s for s in r.signals.split("|") if s))
        for r in connection.execute(query)
    )


def labels_of(connection: Connection, case_id: str, account: str = "") -> tuple[Label, ...]:
    """Every label of a case, oldest first: of several on one account the last counts."""
    query = select(t.labels).where(t.labels.c.case_id == case_id).order_by(t.labels.c.number)
    if account:
        query = query.where(t.labels.c.account_id == account)
    return tuple(_as_label(r) for r in connection.execute(query))


def label_counts(connection: Connection, case_id: str) -> dict[str, int]:
    """Accounts by the label that counts."""
    latest = _latest(case_id)
    query = (
        select(t.labels.c.kind, func.count().label("n"))
        .join(latest, latest.c.number == t.labels.c.number)
        .group_by(t.labels.c.kind)
    )
    return {r.kind: r.n for r in connection.execute(query)}


def decisions_of(connection: Connection, case_id: str) -> tuple[Decision, ...]:
    """Decisions of a case, oldest first."""
    query = select(t.decisions).where(t.decisions.c.case_id == case_id)
    return tuple(_decision(r) for r in connection.execute(query.order_by(t.decisions.c.number)))


def waiting_decisions(connection: Connection) -> tuple[tuple[str, Decision], ...]:
    """Harsh decisions that wait for a second person, oldest first, each with its case."""
    harsh = [a.value for a in Action if a.harsh]
    query = select(t.decisions).where(
        t.decisions.c.action.in_(harsh),
        t.decisions.c.approved_by.is_(None),
        t.decisions.c.withdrawn_by.is_(None),
    )
    rows = connection.execute(query.order_by(t.decisions.c.proposed_at))
    return tuple((r.case_id, _decision(r)) for r in rows)


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


def actors_known(connection: Connection) -> tuple[ActorProfile, ...]:
    """Known-actor profiles by name."""
    return tuple(
        ActorProfile(
            name=r.name,
            description=r.description,
            predicts=tuple(msgspec.json.decode(r.predicts, type=list[str])),
            source=r.source,
            by=r.by,
            at=r.at,
        )
        for r in connection.execute(select(t.actors).order_by(t.actors.c.name))
    )


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


def search(connection: Connection, words: str, *, limit: int = 50) -> tuple[Hit, ...]:
    """Cases by id or title, accounts by the start of their id, notes and reasons by their words."""
    words = words.strip()
    if not words:
        return ()
    like = "%" + words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    c, m, n, lab = t.cases.c, t.members.c, t.notes.c, t.labels.c
    found = [
        Hit(kind="case", case_id=r.case_id, what=r.case_id, text=r.title)
        for r in connection.execute(
            select(c.case_id, c.title)
            .where(or_(c.case_id.ilike(like, escape="\\"), c.title.ilike(like, escape="\\")))
            .order_by(c.harm.desc())
            .limit(limit)
        )
    ]
    found += [
        Hit(kind="account", case_id=r.case_id, what=r.account_id, text=f"in {r.case_id}")
        for r in connection.execute(
            select(m.case_id, m.account_id)
            .where(m.account_id >= words, m.account_id < words + LAST_CHAR)
            .order_by(m.account_id)
            .limit(limit)
        )
    ]
    found += [
        Hit(kind="note", case_id=r.case_id, what=r.case_id, text=r.text)
        for r in connection.execute(
            select(n.case_id, n.text).where(n.text.ilike(like, escape="\\")).limit(limit)
        )
    ]
    found += [
        Hit(kind="label", case_id=r.case_id, what=r.account_id, text=r.reason)
        for r in connection.execute(
            select(lab.case_id, lab.account_id, lab.reason)
            .where(lab.reason.ilike(like, escape="\\"))
            .limit(limit)
        )
    ]
    return tuple(found)


class _Reasons:
    """What members' evidence says, each text once."""

    def __init__(self, connection: Connection, case_id: str) -> None:
        told = connection.execute(
            select(t.cases.c.texts).where(t.cases.c.case_id == case_id)
        ).scalar_one()
        self._texts = [
            (signal, Family(family), text)
            for signal, family, text in msgspec.json.decode(told, type=list[tuple[str, str, str]])
        ]
        self._decoder = msgspec.json.Decoder(list[tuple[int, float]])

    def __call__(self, evidence: bytes) -> tuple[Reason, ...]:
        return tuple(
            Reason(
                signal=self._texts[i][0],
                family=self._texts[i][1],
                text=self._texts[i][2],
                strength=bits,
            )
            for i, bits in self._decoder.decode(evidence)
        )


def _latest(case_id: str) -> Any:
    return (
        select(t.labels.c.account_id, func.max(t.labels.c.number).label("number"))
        .where(t.labels.c.case_id == case_id)
        .group_by(t.labels.c.account_id)
        .subquery("latest")
    )


def _filtered(case_id: str, wanted: MemberFilter) -> Select[Any]:
    latest, m = _latest(case_id), t.members.c
    now = t.labels.alias("now")
    query = (
        select(
            t.members,
            now.c.kind.label("label_kind"),
            now.c.reason.label("label_reason"),
            now.c.by.label("label_by"),
            now.c.at.label("label_at"),
        )
        .select_from(t.members)
        .outerjoin(latest, latest.c.account_id == m.account_id)
        .outerjoin(now, now.c.number == latest.c.number)
        .where(m.case_id == case_id)
    )
    if wanted.prefix:
        query = query.where(m.account_id >= wanted.prefix, m.account_id < wanted.prefix + LAST_CHAR)
    if wanted.signal:
        query = query.where(m.signals.contains(f"|{wanted.signal}|", autoescape=True))
    if wanted.without_signal:
        query = query.where(~m.signals.contains(f"|{wanted.without_signal}|", autoescape=True))
    if wanted.label == "none":
        query = query.where(now.c.kind.is_(None))
    elif wanted.label:
        query = query.where(now.c.kind == wanted.label)
    if wanted.p_below is not None:
        query = query.where(m.p_member < wanted.p_below)
    if wanted.accounts:
        query = query.where(and_(m.account_id.in_(wanted.accounts)))
    return query


def _case_row(row: Row[Any]) -> CaseRow:
    values: dict[str, Any] = dict(row._mapping)
    typed = {"status": Status(row.status), "verdict": Verdict(row.verdict)}
    return CaseRow(**{**values, **typed})


def _member(row: Row[Any], reasons: _Reasons) -> Member:
    return Member(
        account_id=row.account_id,
        p_member=row.p_member,
        exchanges=row.exchanges,
        first_ts=row.first_ts,
        last_ts=row.last_ts,
        evidence=reasons(row.evidence),
    )


def _label(row: Row[Any]) -> Label | None:
    if row.label_kind is None:
        return None
    return Label(
        account_id=row.account_id,
        kind=LabelKind(row.label_kind),
        reason=row.label_reason,
        by=row.label_by,
        at=row.label_at,
    )


def _as_label(row: Row[Any]) -> Label:
    return Label(
        account_id=row.account_id,
        kind=LabelKind(row.kind),
        reason=row.reason,
        by=row.by,
        at=row.at,
    )


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        decision_id=row.decision_id,
        action=Action(row.action),
        accounts=tuple(msgspec.json.decode(row.accounts, type=list[str])),
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        withdrawn_by=row.withdrawn_by,
        withdrawn_at=row.withdrawn_at,
    )
