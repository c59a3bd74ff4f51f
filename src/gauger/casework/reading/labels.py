"""What people said of accounts: every word, and how often each counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, select

from gauger.casework import tables as t
from gauger.casework.model import Label, LabelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word on an account, and the case in which it was said."""

    case_id: str
    label: Label


def labels_of(connection: Connection, case_id: str, account: str = "") -> tuple[Label, ...]:
    """Every label of a case, oldest first: of several on one account the last counts."""
    query = select(t.labels).where(t.labels.c.case_id == case_id).order_by(t.labels.c.number)
    if account:
        query = query.where(t.labels.c.account_id == account)
    return tuple(_as_label(r) for r in connection.execute(query))


def label_page(
    connection: Connection,
    case_id: str | None,
    *,
    account: str = "",
    last: bool = False,
    limit: int,
    offset: int = 0,
) -> tuple[tuple[Label, ...], int]:
    """Labels of one case, or of all, oldest first, and how many there are.

    With `last` only those that count: the last one said of each account.
    """
    words = t.labels.c
    query = select(t.labels)
    if case_id is not None:
        query = query.where(words.case_id == case_id)
    if account:
        query = query.where(words.account_id == account)
    if last:
        newest = query.with_only_columns(func.max(words.number)).group_by(words.account_id)
        query = select(t.labels).where(words.number.in_(newest.scalar_subquery()))
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = connection.execute(query.order_by(words.number).limit(limit).offset(offset))
    return tuple(_as_label(r) for r in rows), total


def label_counts(connection: Connection, case_id: str) -> dict[str, int]:
    """Accounts by the label that counts."""
    latest = latest_of(case_id)
    query = (
        select(t.labels.c.kind, func.count().label("n"))
        .join(latest, latest.c.number == t.labels.c.number)
        .group_by(t.labels.c.kind)
    )
    return {r.kind: r.n for r in connection.execute(query)}


def kinds_of(connection: Connection, case_id: str, accounts: Sequence[str]) -> dict[str, str]:
    """The label that counts, for those of some accounts (at most a few hundred) that have one."""
    latest = latest_of(case_id, accounts)
    query = select(t.labels.c.account_id, t.labels.c.kind).join(
        latest, latest.c.number == t.labels.c.number
    )
    return {r.account_id: r.kind for r in connection.execute(query)}


def latest_of(case_id: str, accounts: Sequence[str] | None = None) -> Any:
    """Subquery: account_id and the number of the label that counts, of all or of `accounts`."""
    query = select(t.labels.c.account_id, func.max(t.labels.c.number).label("number"))
    query = query.where(t.labels.c.case_id == case_id)
    if accounts is not None:
        query = query.where(t.labels.c.account_id.in_(accounts))
    return query.group_by(t.labels.c.account_id).subquery("latest")


def cleared_of(connection: Connection, case_id: str) -> frozenset[str]:
    """Accounts of a case that are cleared by the last word on them, in whichever case it was."""
    cleared = _last_words(case_id).where(t.labels.c.kind == LabelKind.CLEARED)
    return frozenset(r.account_id for r in connection.execute(cleared))


def cleared_elsewhere(connection: Connection, case_id: str) -> tuple[Label, ...]:
    """Clearings of a case's accounts that were said in another case, and that nobody took back.

    A campaign that grew by one account is a new case; who was cleared in the old one stays so.
    """
    cleared = _elsewhere(case_id).where(t.labels.c.kind == LabelKind.CLEARED)
    rows = connection.execute(cleared.order_by(t.labels.c.number))
    return tuple(replace(_as_label(r), reason=f"in {r.case_id}: {r.reason}") for r in rows)


def count_cleared_elsewhere(connection: Connection, case_id: str) -> int:
    """How many accounts of a case the last word clears that was said in another."""
    query = select(func.count()).select_from(cleared_ids_elsewhere(case_id).subquery())
    return int(connection.execute(query).scalar_one())


def cleared_ids_elsewhere(case_id: str) -> Select[Any]:
    """Query for those accounts."""
    cleared = _elsewhere(case_id).where(t.labels.c.kind == LabelKind.CLEARED)
    return cleared.with_only_columns(t.labels.c.account_id)


def said_elsewhere(
    connection: Connection, case_id: str, accounts: Sequence[str] | None = None
) -> dict[str, Said]:
    """The last word on accounts of a case, for those on whom it was said in another case.

    Of all, or of `accounts` (at most a few hundred).
    """
    query = _elsewhere(case_id)
    if accounts is not None:
        query = query.where(t.members.c.account_id.in_(accounts))
    return {
        r.account_id: Said(case_id=r.case_id, label=_as_label(r)) for r in connection.execute(query)
    }


def _elsewhere(case_id: str) -> Select[Any]:
    return _last_words(case_id).where(t.labels.c.case_id != case_id)


def _last_words(case_id: str) -> Select[Any]:
    later = t.labels.alias("later")
    said, mine = t.labels.c, t.members.c
    return (
        select(t.labels)
        .join(t.members, mine.account_id == said.account_id)
        .where(
            mine.case_id == case_id,
            ~exists().where(later.c.account_id == said.account_id, later.c.number > said.number),
        )
    )


def _as_label(row: Row[Any]) -> Label:
    return Label(
        account_id=row.account_id,
        kind=LabelKind(row.kind),
        reason=row.reason,
        by=row.by,
        at=row.at,
    )
