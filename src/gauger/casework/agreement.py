"""Whether the tables say what the audit log says: what stands in them was put there on record.

The chain shows a log that was changed; this shows tables that were changed past it, both ways: a
row that no entry put there, and an entry whose row is gone. It holds to the log what people said,
decided and may do: labels, notes, decisions, statuses, links, actors, grants, people, tokens.

Not found, since the log does not say it: one account put in another's place within a decision or a
label on several (the log has their number), a new password hash, owner and title of a case, what an
import measured. Nor what a forger did who wrote the chain anew: see `audit.py`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from gauger.casework import tables as t
from gauger.casework.grants import GRANT_LASTS
from gauger.casework.model import AuditEntry, Status
from gauger.report.words import many

STATUS = re.compile(r"status: \w+ -> (\w+)(?:;|$)")  # the first of a change: owners' names follow
COUNT = re.compile(r"([\d,]+) accounts")
Said = dict[str, list[AuditEntry]]
"""Entries by act, oldest first; those that a row answers to are taken out."""


def disagreements(c: Connection, entries: Sequence[AuditEntry]) -> Iterator[str]:
    """What is in a table and not in the whole log `entries`, or the other way, a line each."""
    said: Said = defaultdict(list)
    for entry in entries:
        said[entry.act].append(entry)
    yield from _cases(c, said)
    yield from _labels(c, said)
    yield from _notes(c, said)
    yield from _decisions(c, said)
    yield from _relations(c, said)
    yield from _actors(c, said)
    yield from _grants(c, said)
    yield from _people(c, said)
    yield from _tokens(c, said)


class _Left:
    """Entries of one act, by subject, actor and time, until a row takes them."""

    def __init__(self, entries: Sequence[AuditEntry]) -> None:
        self._left: dict[tuple[Any, ...], list[AuditEntry]] = defaultdict(list)
        for entry in entries:
            self._left[entry.subject, entry.actor, entry.at].append(entry)

    def take(self, subject: str, actor: str, at: Any, *details: str, start: bool = False) -> bool:
        """Take the entry with one of these details, or a detail that begins so; whether it is."""
        mine = self._left.get((subject, actor, at), [])
        for entry in mine:
            if entry.detail in details or (start and entry.detail.startswith(details)):
                mine.remove(entry)
                return True
        return False

    def at(self, subject: str, actor: str, at: Any) -> list[AuditEntry]:
        """What is left of one person's, at one time."""
        return self._left.get((subject, actor, at), [])

    def rest(self, what: str) -> Iterator[str]:
        """A line for each entry that no row took."""
        for entries in self._left.values():
            for e in entries:
                yield f"{what} of entry {e.number} ({e.act} {e.subject}, by {e.actor}) is gone"


def _cases(c: Connection, said: Said) -> Iterator[str]:
    status: dict[str, str] = {e.subject: Status.OPEN for e in said["open case"]}
    for e in said["change case"]:
        if found := STATUS.match(e.detail):
            status[e.subject] = found[1]
    for r in c.execute(select(t.cases.c.case_id, t.cases.c.status).order_by(t.cases.c.case_id)):
        told = status.pop(r.case_id, None)
        if told is None:
            yield f"{r.case_id} was not opened on record"
        elif told != r.status:
            yield f"{r.case_id} is {r.status}, and {told} on record"
    yield from (f"{case_id}, opened on record, is gone" for case_id in status)


def _labels(c: Connection, said: Said) -> Iterator[str]:
    """Labels of one act have one entry, with the account or how many there are."""
    left, own = _Left(said["label"]), t.labels.c
    one = [own.case_id, own.by, own.at, own.kind, own.reason]
    query = select(*one, func.count().label("n"), func.min(own.account_id).label("first"))
    for r in c.execute(query.group_by(*one).order_by(func.min(own.number))):
        who = r.first if r.n == 1 else many(r.n, "account")
        if left.take(r.case_id, r.by, r.at, f"{r.kind}: {who}: {r.reason}"):
            continue
        mine = left.at(r.case_id, r.by, r.at)  # several acts at one time: by their sum
        head, tail = f"{r.kind}: ", f": {r.reason}"
        alike = [e for e in mine if e.detail.startswith(head) and e.detail.endswith(tail)]
        if alike[1:] and r.n == sum(_count(e.detail[len(head) : -len(tail)]) for e in alike):
            for e in alike:
                mine.remove(e)
        else:
            yield f"{r.kind} of {who} in {r.case_id}, by {r.by}, is not on record so"
    yield from left.rest("a label")


def _count(who: str) -> int:
    found = COUNT.fullmatch(who)
    return int(found[1].replace(",", "")) if found else 1


def _notes(c: Connection, said: Said) -> Iterator[str]:
    left = _Left(said["note"])
    for r in c.execute(select(t.notes).order_by(t.notes.c.number)):
        if not left.take(r.case_id, r.by, r.at, r.text):
            yield f"a note on {r.case_id}, by {r.by}, is not on record so"
    yield from left.rest("the note")


def _decisions(c: Connection, said: Said) -> Iterator[str]:
    proposed, approved = _Left(said["propose"]), _Left(said["approve"])
    withdrawn, d = _Left(said["withdraw"]), t.decisions.c
    for r in c.execute(select(t.decisions).order_by(d.case_id, d.number)):
        n = len(msgspec.json.decode(r.accounts, type=list[str]))
        scope = many(n, "account") if n else "the case as a whole"
        made = f"{r.decision_id}: {r.action} for {scope}: {r.reason}"
        agreed = f"{r.decision_id}: {r.action}"
        if not proposed.take(r.case_id, r.proposed_by, r.proposed_at, made):
            yield f"{r.decision_id} was not proposed by {r.proposed_by} on record so"
        if r.approved_by is not None and not approved.take(
            r.case_id, r.approved_by, r.approved_at, agreed
        ):
            yield f"{r.decision_id} was not approved by {r.approved_by} on record"
        if r.withdrawn_by is not None and not withdrawn.take(
            r.case_id, r.withdrawn_by, r.withdrawn_at, f"{r.decision_id}: ", start=True
        ):
            yield f"{r.decision_id} was not withdrawn by {r.withdrawn_by} on record"
    yield from proposed.rest("the decision")
    yield from approved.rest("the approval")
    yield from withdrawn.rest("the withdrawal")


def _relations(c: Connection, said: Said) -> Iterator[str]:
    left = _Left(said["link"])
    for r in c.execute(select(t.relations).order_by(t.relations.c.a, t.relations.c.b)):
        if not (
            left.take(r.a, r.by, r.at, f"{r.b}: {r.reason}")
            or left.take(r.b, r.by, r.at, f"{r.a}: {r.reason}")
        ):
            yield f"the link of {r.a} and {r.b}, by {r.by}, is not on record so"
    yield from left.rest("the link")


def _actors(c: Connection, said: Said) -> Iterator[str]:
    last = {e.subject: e for e in said["profile actor"]}  # a profile is written over
    for r in c.execute(select(t.actors).order_by(t.actors.c.name)):
        entry = last.pop(r.name, None)
        text = msgspec.json.encode(
            {
                "description": r.description,
                "predicts": msgspec.json.decode(r.predicts),
                "source": r.source,
            }
        ).decode()
        if entry is None or (entry.actor, entry.at, entry.detail) != (r.by, r.at, text):
            yield f"the profile of {r.name}, by {r.by}, is not on record so"
    yield from _Left(list(last.values())).rest("the profile")


def _grants(c: Connection, said: Said) -> Iterator[str]:
    left = _Left(said["ask to see hidden data"])
    for r in c.execute(select(t.grants).order_by(t.grants.c.number)):
        mine = left.at(r.case_id, r.person, r.at)
        asked = next((e for e in mine if e.detail.strip() == r.reason), None)
        if asked is None or r.until > r.at + GRANT_LASTS:
            yield f"{r.person}'s grant to see hidden data of {r.case_id} is not on record so"
        if asked is not None:
            mine.remove(asked)
    yield from left.rest("the grant")


def _people(c: Connection, said: Said) -> Iterator[str]:
    stands: dict[str, dict[str, str]] = {
        e.subject: {"role": e.detail, "active": "True"} for e in said["add person"]
    }
    for e in said["change person"]:
        told = dict(x.split(": ") for x in e.detail.split(", ") if ": " in x)
        stands.setdefault(e.subject, {}).update(told)
    for r in c.execute(select(t.people).order_by(t.people.c.name)):
        on_record = stands.pop(r.name, None)
        if on_record is None:
            yield f"{r.name} was not added on record"
        elif on_record != {"role": r.role, "active": str(bool(r.active))}:
            yield f"{r.name}'s role or standing is not as on record"
    yield from (f"{name}, added on record, is gone" for name in stands)


def _tokens(c: Connection, said: Said) -> Iterator[str]:
    made = _Left(said["make token"])
    ended = {(e.subject, e.detail) for e in said["revoke token"]}
    for r in c.execute(select(t.tokens).order_by(t.tokens.c.created_at, t.tokens.c.token_id)):
        told = f"{r.token_id}: {r.scopes} until {r.expires_at:%Y-%m-%d}"
        if not made.take(r.person, r.person, r.created_at, told):
            yield f"token {r.token_id} of {r.person} was not made on record so"
        if ((r.person, r.token_id) in ended) != (r.revoked_at is not None):
            yield f"token {r.token_id} of {r.person} is not ended as on record"
    yield from made.rest("the token")
