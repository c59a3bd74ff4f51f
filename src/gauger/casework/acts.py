"""What people do to a case. Each act and its audit entry are one transaction.

Labels and notes are only added, so two analysts at once lose nothing: both words are kept, and the
later one counts. What stands once (status, owner, title, actor) is changed only by somebody who saw
the version that is current. Nothing but `observe` is decided about an account that was cleared, and
a case is decided while a decision on it is in force.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, literal, select, update

from gauger.casework import tables as t
from gauger.casework.audit import record
from gauger.casework.errors import CaseChanged, FilterChanged, NoSuchCase, NotAllowed
from gauger.casework.model import Action, ActorProfile, Decision, LabelKind, Status
from gauger.casework.people import same_person
from gauger.casework.reading import (
    MemberFilter,
    cleared_of,
    decisions_of,
    member_ids,
    passing,
)
from gauger.errors import InputError
from gauger.report.words import many

CHUNK = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """New values of what stands once; None leaves a value as it is."""

    status: Status | None = None
    owner: str | None = None
    """An empty text takes the owner away."""
    title: str | None = None
    actor: str | None = None
    """Name of a known-actor profile; an empty text takes it away."""


def change(
    connection: Connection, case_id: str, to: Change, *, seen: int, by: str, at: datetime
) -> int:
    """Change a case that is still at version `seen`; gives the new version.

    Raises CaseChanged, and NotAllowed for `decided` where no decision is in force.
    """
    row = _row(connection, case_id)
    if row.version != seen:
        raise CaseChanged(case_id, seen, row.version)
    if to.title is not None and not to.title.strip():
        raise InputError("a case needs a title.")
    if to.actor and not _known_actor(connection, to.actor):
        raise InputError(f"there is no actor {to.actor!r}. `gauger case actor` makes a profile.")
    asked = {n: getattr(to, n) for n in Change.__slots__ if getattr(to, n) is not None}
    values = {n: (v or None if n in {"owner", "actor"} else v) for n, v in asked.items()}
    new = {n: v for n, v in values.items() if v != getattr(row, n)}
    if not new:
        return seen
    if new.get("status") == Status.DECIDED and not _any_in_force(connection, case_id):
        raise NotAllowed(
            f"no decision on {case_id} is in force, so it is not decided. Propose one (observe is "
            "one too), have a proposal that waits approved, or close the case."
        )
    connection.execute(
        update(t.cases).where(t.cases.c.case_id == case_id).values(**new, version=seen + 1)
    )
    said = "; ".join(f"{n}: {getattr(row, n) or 'none'} -> {v or 'none'}" for n, v in new.items())
    record(connection, actor=by, act="change case", subject=case_id, detail=said, at=at)
    return seen + 1


def label(
    connection: Connection,
    case_id: str,
    accounts: Sequence[str],
    kind: LabelKind,
    reason: str,
    *,
    by: str,
    at: datetime,
) -> int:
    """Say `kind` of accounts of a case, with a reason; gives how many. Raises InputError."""
    _row(connection, case_id)
    _reason(reason)
    chosen = _members(connection, case_id, accounts)
    rows = [
        {"case_id": case_id, "account_id": a, "kind": kind, "reason": reason, "by": by, "at": at}
        for a in chosen
    ]
    for start in range(0, len(rows), CHUNK):
        connection.execute(insert(t.labels), rows[start : start + CHUNK])
    _labelled(connection, case_id, chosen, kind, reason, by=by, at=at)
    return len(chosen)


def label_all(
    connection: Connection,
    case_id: str,
    wanted: MemberFilter,
    kind: LabelKind,
    reason: str,
    *,
    expected: int,
    by: str,
    at: datetime,
) -> int:
    """Say `kind` of all that pass a filter, if as many pass as somebody saw; gives how many.

    Raises FilterChanged.
    """
    _row(connection, case_id)
    _reason(reason)
    chosen = member_ids(connection, case_id, wanted)
    if len(chosen) != expected:
        raise FilterChanged(expected, len(chosen))
    if not chosen:
        raise InputError("no account was chosen.")
    said = {"case_id": case_id, "kind": kind, "reason": reason, "by": by, "at": at}
    own = t.labels.c
    rows = passing(case_id, wanted).add_columns(*(literal(v, own[n].type) for n, v in said.items()))
    connection.execute(insert(t.labels).from_select(["account_id", *said], rows))
    _labelled(connection, case_id, chosen, kind, reason, by=by, at=at)
    return len(chosen)


def note(connection: Connection, case_id: str, text: str, *, by: str, at: datetime) -> None:
    """Add a remark."""
    _row(connection, case_id)
    if not text.strip():
        raise InputError("the note is empty.")
    connection.execute(insert(t.notes).values(case_id=case_id, text=text.strip(), by=by, at=at))
    record(connection, actor=by, act="note", subject=case_id, detail=text.strip(), at=at)


def propose(
    connection: Connection,
    case_id: str,
    action: Action,
    accounts: Sequence[str],
    reason: str,
    *,
    by: str,
    at: datetime,
) -> Decision:
    """Propose an action; a mild one is in force at once.

    Raises InputError for a stranger to the case, NotAllowed for an account that was cleared.
    """
    _row(connection, case_id)
    _reason(reason)
    chosen = _members(connection, case_id, accounts) if accounts else []
    _spare_the_cleared(connection, case_id, action, chosen)
    number = len(decisions_of(connection, case_id)) + 1
    decision = Decision(
        decision_id=f"{case_id}-D{number}",
        action=action,
        accounts=tuple(chosen),
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    connection.execute(
        insert(t.decisions).values(
            decision_id=decision.decision_id,
            number=number,
            case_id=case_id,
            action=action,
            accounts=msgspec.json.encode(chosen),
            reason=decision.reason,
            proposed_by=by,
            proposed_at=at,
        )
    )
    scope = many(len(chosen), "account") if chosen else "the case as a whole"
    said = f"{decision.decision_id}: {action.value} for {scope}: {decision.reason}"
    record(connection, actor=by, act="propose", subject=case_id, detail=said, at=at)
    _settle(connection, case_id, decision.in_force, by=by, at=at)
    return decision


def approve(connection: Connection, decision_id: str, *, by: str, at: datetime) -> Decision:
    """Agree as a second person.

    Raises NotAllowed for who proposed, when it is settled, or names who was cleared meanwhile.
    """
    case_id, decision = _decision(connection, decision_id)
    if not decision.waiting:
        raise NotAllowed(f"{decision_id} does not wait for approval: {_standing(decision)}.")
    if same_person(decision.proposed_by, by):
        raise NotAllowed(
            f"{by} proposed {decision_id}; {decision.action.value} needs a second person."
        )
    _spare_the_cleared(connection, case_id, decision.action, decision.accounts)
    connection.execute(
        update(t.decisions)
        .where(t.decisions.c.decision_id == decision_id)
        .values(approved_by=by, approved_at=at)
    )
    said = f"{decision_id}: {decision.action.value}"
    record(connection, actor=by, act="approve", subject=case_id, detail=said, at=at)
    _settle(connection, case_id, True, by=by, at=at)
    return _decision(connection, decision_id)[1]


def withdraw(
    connection: Connection,
    decision_id: str,
    reason: str,
    *,
    by: str,
    at: datetime,
    any_proposer: bool = True,
) -> Decision:
    """Turn a decision down, or take one back that is in force; both stay on record.

    A decided case with no other in force is in review again. Without `any_proposer`, only one's
    own proposal. Raises NotAllowed.
    """
    case_id, decision = _decision(connection, decision_id)
    _reason(reason)
    if not any_proposer and not same_person(decision.proposed_by, by):
        raise NotAllowed(
            f"{decision_id} is {decision.proposed_by}'s; an approver can turn it down."
        )
    if decision.withdrawn_by is not None:
        raise NotAllowed(f"{decision_id} was withdrawn by {decision.withdrawn_by} already.")
    connection.execute(
        update(t.decisions)
        .where(t.decisions.c.decision_id == decision_id)
        .values(withdrawn_by=by, withdrawn_at=at)
    )
    said = f"{decision_id}: {reason.strip()}"
    record(connection, actor=by, act="withdraw", subject=case_id, detail=said, at=at)
    if not _any_in_force(connection, case_id):
        _move(connection, case_id, {Status.DECIDED}, Status.REVIEW, by=by, at=at)
    return _decision(connection, decision_id)[1]


def relate(connection: Connection, a: str, b: str, reason: str, *, by: str, at: datetime) -> None:
    """Link two cases. Linking twice is once."""
    _row(connection, a)
    _row(connection, b)
    _reason(reason)
    if a == b:
        raise InputError(f"{a} cannot be linked to itself.")
    first, second = sorted((a, b))
    r = t.relations
    if connection.execute(select(r.c.a).where(r.c.a == first, r.c.b == second)).first():
        return
    connection.execute(insert(r).values(a=first, b=second, reason=reason, by=by, at=at))
    record(connection, actor=by, act="link", subject=a, detail=f"{b}: {reason}", at=at)


def profile(connection: Connection, actor: ActorProfile) -> None:
    """Write a known-actor profile, new or anew; the audit log keeps every version's text."""
    if not actor.name.strip():
        raise InputError("an actor profile needs a name.")
    values: dict[str, Any] = {
        "description": actor.description,
        "predicts": msgspec.json.encode(actor.predicts),
        "source": actor.source,
        "by": actor.by,
        "at": actor.at,
    }
    if _known_actor(connection, actor.name):
        connection.execute(update(t.actors).where(t.actors.c.name == actor.name).values(**values))
    else:
        connection.execute(insert(t.actors).values(name=actor.name, **values))
    said = msgspec.json.encode(
        {"description": actor.description, "predicts": actor.predicts, "source": actor.source}
    ).decode()
    record(
        connection,
        actor=actor.by,
        act="profile actor",
        subject=actor.name,
        detail=said,
        at=actor.at,
    )


def _labelled(
    connection: Connection,
    case_id: str,
    accounts: Sequence[str],
    kind: LabelKind,
    reason: str,
    *,
    by: str,
    at: datetime,
) -> None:
    """Put it on record: one entry, whatever the number of accounts."""
    who = accounts[0] if len(accounts) == 1 else many(len(accounts), "account")
    said = f"{kind.value}: {who}: {reason}"
    record(connection, actor=by, act="label", subject=case_id, detail=said, at=at)


def _row(connection: Connection, case_id: str) -> Any:
    row = connection.execute(
        select(*[t.cases.c[n] for n in ("version", *Change.__slots__)]).where(
            t.cases.c.case_id == case_id
        )
    ).first()
    if row is None:
        raise NoSuchCase(case_id)
    return row


def _known_actor(connection: Connection, name: str) -> bool:
    query = select(t.actors.c.name).where(t.actors.c.name == name)
    return connection.execute(query).first() is not None


def _members(connection: Connection, case_id: str, accounts: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(accounts))
    if not wanted:
        raise InputError("no account was chosen.")
    m = t.members.c
    own = set(connection.execute(select(m.account_id).where(m.case_id == case_id)).scalars())
    strangers = [a for a in wanted if a not in own]
    if strangers:
        raise InputError(
            f"{case_id} has no account {strangers[0]!r}"
            f"{f' and {len(strangers) - 1} more' if strangers[1:] else ''}. Nothing was written."
        )
    return wanted


def _spare_the_cleared(
    connection: Connection, case_id: str, action: Action, accounts: Sequence[str]
) -> None:
    """Raise NotAllowed where more than looking on is to befall an account that was cleared."""
    if action is Action.OBSERVE or not accounts:
        return
    cleared = cleared_of(connection, case_id)
    spared = [a for a in accounts if a in cleared]
    if spared:
        more = f" (and {len(spared) - 1:,} more)" if spared[1:] else ""
        raise NotAllowed(
            f"{spared[0]!r}{more} was cleared, and {action.value} would reach it. Propose it "
            "without, or say first why the label is wrong."
        )


def _decision(connection: Connection, decision_id: str) -> tuple[str, Decision]:
    d = t.decisions.c
    case_id = connection.execute(
        select(d.case_id).where(d.decision_id == decision_id)
    ).scalar_one_or_none()
    if case_id is None:
        raise InputError(f"there is no decision {decision_id!r}. `gauger case show` names them.")
    found = {x.decision_id: x for x in decisions_of(connection, case_id)}
    return case_id, found[decision_id]


def _any_in_force(connection: Connection, case_id: str) -> bool:
    return any(d.in_force for d in decisions_of(connection, case_id))


def _settle(connection: Connection, case_id: str, done: bool, *, by: str, at: datetime) -> None:
    """A case with a decision in force is decided; one that waits for a person is in review."""
    if done:
        _move(connection, case_id, {Status.OPEN, Status.REVIEW}, Status.DECIDED, by=by, at=at)
    else:
        _move(connection, case_id, {Status.OPEN}, Status.REVIEW, by=by, at=at)


def _move(
    connection: Connection, case_id: str, out_of: set[Status], to: Status, *, by: str, at: datetime
) -> None:
    """Give a case another status, if its own is one of `out_of`."""
    row = _row(connection, case_id)
    if row.status not in out_of:
        return
    connection.execute(
        update(t.cases)
        .where(t.cases.c.case_id == case_id)
        .values(status=to, version=row.version + 1)
    )
    said = f"status: {row.status} -> {to.value}"
    record(connection, actor=by, act="change case", subject=case_id, detail=said, at=at)


def _standing(decision: Decision) -> str:
    if decision.withdrawn_by is not None:
        return f"{decision.withdrawn_by} withdrew it"
    if decision.approved_by is not None:
        return f"{decision.approved_by} approved it already"
    return f"{decision.action.value} is mild, so it is in force"


def _reason(text: str) -> None:
    if not text.strip():
        raise InputError("a reason is needed: say why, for whoever reads this later.")
