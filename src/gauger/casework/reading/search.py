"""The search over everything that the store holds."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from gauger.casework import tables as t
from gauger.casework.reading.members import LAST_CHAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing a search found."""

    kind: str
    case_id: str
    what: str
    text: str


def search(connection: Connection, words: str, *, limit: int = 50) -> tuple[Hit, ...]:
    """Cases by id or title, accounts by the start of their id, notes and reasons by their words."""
    words = words.strip()
    if not words:
        return ()
    like = "%" + words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    c, m, n, lab, d = t.cases.c, t.members.c, t.notes.c, t.labels.c, t.decisions.c
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
        Hit(kind="decision", case_id=r.case_id, what=r.decision_id, text=f"{r.action}: {r.reason}")
        for r in connection.execute(
            select(d.case_id, d.decision_id, d.action, d.reason)
            .where(d.reason.ilike(like, escape="\\"))
            .limit(limit)
        )
    ]
    found += [
        Hit(
            kind="label",
            case_id=r.case_id,
            what=r.first,
            text=r.reason if r.many == 1 else f"{r.reason} (with {r.many - 1:,} more of the case)",
        )
        for r in connection.execute(
            select(
                lab.case_id,
                lab.reason,
                func.min(lab.account_id).label("first"),
                func.count(lab.account_id.distinct()).label("many"),
            )
            .where(lab.reason.ilike(like, escape="\\"))
            .group_by(lab.case_id, lab.reason)
            .order_by(lab.case_id, lab.reason)
            .limit(limit)
        )
    ]
    return tuple(found)
