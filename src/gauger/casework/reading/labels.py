"""What people said of accounts: every word, and how often each counts."""

from typing import Any

from sqlalchemy import Connection, Row, func, select

from gauger.casework import tables as t
from gauger.casework.model import Label, LabelKind


def labels_of(connection: Connection, case_id: str, account: str = "") -> tuple[Label, ...]:
    """Every label of a case, oldest first: of several on one account the last counts."""
    query = select(t.labels).where(t.labels.c.case_id == case_id).order_by(t.labels.c.number)
    if account:
        query = query.where(t.labels.c.account_id == account)
    return tuple(_as_label(r) for r in connection.execute(query))


def label_counts(connection: Connection, case_id: str) -> dict[str, int]:
    """Accounts by the label that counts."""
    latest = latest_of(case_id)
    query = (
        select(t.labels.c.kind, func.count().label("n"))
        .join(latest, latest.c.number == t.labels.c.number)
        .group_by(t.labels.c.kind)
    )
    return {r.kind: r.n for r in connection.execute(query)}


def latest_of(case_id: str) -> Any:
    """Subquery: account_id and the number of the label that counts."""
    return (
        select(t.labels.c.account_id, func.max(t.labels.c.number).label("number"))
        .where(t.labels.c.case_id == case_id)
        .group_by(t.labels.c.account_id)
        .subquery("latest")
    )


def _as_label(row: Row[Any]) -> Label:
    return Label(
        account_id=row.account_id,
        kind=LabelKind(row.kind),
        reason=row.reason,
        by=row.by,
        at=row.at,
    )
