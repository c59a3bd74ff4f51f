"""Decisions of a case, and known-actor profiles."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from gauger.casework import tables as t
from gauger.casework.model import Action, ActorProfile, Decision


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
