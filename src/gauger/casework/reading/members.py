"""Accounts of a case: all, or those that pass a filter, each with the word that counts on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select

from gauger.campaigns.model import Link, Member, Reason
from gauger.casework import tables as t
from gauger.casework.model import Label, LabelKind
from gauger.casework.reading.labels import Said, cleared_ids_elsewhere, latest_of, said_elsewhere
from gauger.signals.family import Family

MEMBER_ORDERS: dict[str, Sequence[ColumnElement[Any]]] = {
    "surest": (t.members.c.place,),
    "least-sure": (t.members.c.p_member, t.members.c.place.desc()),
    "exchanges": (t.members.c.exchanges.desc(), t.members.c.place),
    "first": (t.members.c.first_ts, t.members.c.place),
    "account": (t.members.c.account_id,),
}


ELSEWHERE = "cleared-elsewhere"
FEW = 1_000
"""Accounts that a question may name one by one; of more, it asks of all."""
LAST_CHAR = "\U0010ffff"
Line = tuple[str, float, int, datetime, datetime, str, str | None, str | None]
"""Account, P, exchanges, first, last, "|signal|signal|", and the word that counts: kind, reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member with the word that counts on it."""

    member: Member
    label: Label | None
    """The last word that was said of it in this case."""
    elsewhere: Said | None = None
    """The last word of all, where it was said in another case; a clearing spares it here too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFilter:
    """Which members of a case to show; empty fields do not filter."""

    prefix: str = ""
    signal: str = ""
    without_signal: str = ""
    label: str = ""
    """A kind of label, "none", or "cleared-elsewhere": by the last word, said in another case."""
    p_below: float | None = None
    accounts: tuple[str, ...] = ()


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
    named = [r.account_id for r in rows] if len(rows) <= FEW else None
    said = said_elsewhere(connection, case_id, named)
    return tuple(
        MemberRow(member=_member(r, reasons), label=_label(r), elsewhere=said.get(r.account_id))
        for r in rows
    ), total


def member_lines(
    connection: Connection, case_id: str, wanted: MemberFilter, *, order: str = "surest"
) -> Sequence[Line]:
    """Members that pass the filter, for a table that leaves the store.

    No evidence is unpacked: that takes longer than all the rest.
    """
    m = t.members.c
    query = _filtered(case_id, wanted)
    told = query.selected_columns
    plain = query.with_only_columns(
        m.account_id, m.p_member, m.exchanges, m.first_ts, m.last_ts, m.signals,
        told.label_kind, told.label_reason,
    )  # fmt: skip
    found = connection.execute(plain.order_by(*MEMBER_ORDERS[order])).all()
    return cast("Sequence[Line]", found)


def member_ids(connection: Connection, case_id: str, wanted: MemberFilter) -> tuple[str, ...]:
    """Accounts that pass the filter: what a label on all of them would touch."""
    return tuple(connection.execute(passing(case_id, wanted)).scalars())


def passing(case_id: str, wanted: MemberFilter) -> Select[Any]:
    """Query for the accounts that pass a filter, surest first, to be written from."""
    m = t.members.c
    return _filtered(case_id, wanted).with_only_columns(m.account_id).order_by(m.place)


def links_of(connection: Connection, case_id: str, account: str = "") -> tuple[Link, ...]:
    """Links of a case, strongest first; with `account`, those that touch it."""
    return tuple(_link(r) for r in connection.execute(_links(case_id, account)))


def link_page(
    connection: Connection, case_id: str, account: str = "", *, limit: int, offset: int = 0
) -> tuple[tuple[Link, ...], int]:
    """Some of the links, strongest first, and how many there are; as `links_of` has them."""
    query = _links(case_id, account)
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = connection.execute(query.limit(limit).offset(offset))
    return tuple(_link(r) for r in rows), total


def link_ends(connection: Connection, case_id: str) -> tuple[tuple[str, str], ...]:
    """The two accounts of each link of a case, strongest first."""
    ends = _links(case_id).with_only_columns(t.links.c.a, t.links.c.b)
    return tuple((r.a, r.b) for r in connection.execute(ends))


def links_among(connection: Connection, case_id: str, accounts: Sequence[str]) -> tuple[Link, ...]:
    """Links of which both ends are among some accounts (at most a few hundred)."""
    both = t.links.c.a.in_(accounts), t.links.c.b.in_(accounts)
    return tuple(_link(r) for r in connection.execute(_links(case_id).where(*both)))


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


def _filtered(case_id: str, wanted: MemberFilter) -> Select[Any]:
    latest, m = latest_of(case_id), t.members.c
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
    if wanted.label == ELSEWHERE:
        query = query.where(m.account_id.in_(cleared_ids_elsewhere(case_id)))
    elif wanted.label == "none":
        query = query.where(now.c.kind.is_(None))
    elif wanted.label:
        query = query.where(now.c.kind == wanted.label)
    if wanted.p_below is not None:
        query = query.where(m.p_member < wanted.p_below)
    if wanted.accounts:
        query = query.where(m.account_id.in_(wanted.accounts))
    return query


def _links(case_id: str, account: str = "") -> Select[Any]:
    query = select(t.links).where(t.links.c.case_id == case_id).order_by(t.links.c.place)
    if account:
        query = query.where(or_(t.links.c.a == account, t.links.c.b == account))
    return query


def _link(row: Row[Any]) -> Link:
    signals = tuple(s for s in row.signals.split("|") if s)
    return Link(a=row.a, b=row.b, bits=row.bits, signals=signals)


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
