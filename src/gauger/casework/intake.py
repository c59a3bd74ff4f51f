"""Detections into cases: one case a campaign, and nobody's work is lost when a run comes again.

A campaign that the store knows by its id is measured anew while its case is open, and left as it
was decided otherwise. A new campaign that shares half of its accounts with an earlier case is
linked to it, since a campaign that grew by one account has another id.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from gauger.campaigns.model import Campaign, Detections, Link, Member
from gauger.casework import tables as t
from gauger.casework.audit import record
from gauger.casework.cells import cells
from gauger.casework.model import Status, case_from
from gauger.casework.tally import tally
from gauger.errors import InputError
from gauger.report.words import many

LIKE_EARLIER = 0.5
"""Share of the smaller case's accounts, above which two cases are linked on import."""
CHUNK = 5_000
Events = Sequence[tuple[datetime, str, str]]
"""(ts, kind, name)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, by case id."""

    opened: tuple[str, ...]
    measured_anew: tuple[str, ...]
    kept_as_decided: tuple[str, ...]
    linked: tuple[tuple[str, str], ...]


def import_detections(
    connection: Connection, found: Detections, *, by: str, at: datetime, events: Events = ()
) -> Imported:
    """Make or refresh a case for each campaign. Raises InputError for detections at odds."""
    _check(found)
    run = msgspec.json.encode(found.run)
    run_id = sha256(run).hexdigest()[:16]
    known = connection.execute(select(t.runs.c.run_id).where(t.runs.c.run_id == run_id)).first()
    told = msgspec.json.encode(events)
    if known is None:
        connection.execute(insert(t.runs).values(run_id=run_id, run=run, events=told, at=at))
    elif events:
        connection.execute(update(t.runs).where(t.runs.c.run_id == run_id).values(events=told))
    opened, anew, kept, linked = [], [], [], []
    for campaign in found.campaigns:
        case = case_from(found, campaign.campaign_id)
        old = connection.execute(
            select(t.cases.c.status, t.cases.c.run_id).where(t.cases.c.case_id == case.case_id)
        ).first()
        if old is None:
            values = _case_row(campaign, case.members, run_id) | {
                "case_id": case.case_id,
                "campaign_id": campaign.campaign_id,
                "title": case.title,
                "status": Status.OPEN,
                "version": 1,
                "opened_at": at,
            }
            connection.execute(insert(t.cases).values(**values))
            _fill(connection, case.case_id, case.members, case.links)
            opened.append(case.case_id)
            linked += _link_alike(connection, case.case_id, by=by, at=at)
        elif old.run_id == run_id:
            continue
        elif old.status in {Status.OPEN, Status.REVIEW}:
            _refresh(connection, case.case_id, campaign, case.members, case.links, run_id)
            anew.append(case.case_id)
        else:
            kept.append(case.case_id)
    done = Imported(
        opened=tuple(opened),
        measured_anew=tuple(anew),
        kept_as_decided=tuple(kept),
        linked=tuple(linked),
    )
    _tell(connection, done, run_id, by=by, at=at)
    return done


def _check(found: Detections) -> None:
    seen: set[str] = set()
    for c in found.campaigns:
        ids = [m.account_id for m in found.members.get(c.campaign_id, ())]
        if c.campaign_id in seen or len(ids) != len(set(ids)):
            raise InputError(
                f"the detections name a campaign or a member of {c.campaign_id} twice, so they "
                "were not written by `gauger detect`. Nothing was imported."
            )
        seen.add(c.campaign_id)


def _tell(connection: Connection, done: Imported, run_id: str, *, by: str, at: datetime) -> None:
    def told(act: str, case_id: str, detail: str) -> None:
        record(connection, actor=by, act=act, subject=case_id, detail=detail, at=at)

    for case_id in done.opened:
        told("open case", case_id, f"run {run_id}")
    for case_id in done.measured_anew:
        told("measure anew", case_id, f"run {run_id}")
    for case_id in done.kept_as_decided:
        told("keep as decided", case_id, f"run {run_id} has it too, and it was not replaced")


def _case_row(campaign: Campaign, members: Sequence[Member], run_id: str) -> dict[str, Any]:
    texts = _texts(members)
    return {
        "run_id": run_id,
        "verdict": campaign.verdict.value,
        "confidence": campaign.confidence,
        "harm": campaign.p_one_operator * campaign.p_harvest * campaign.exchanges,
        "accounts": campaign.accounts,
        "exchanges": campaign.exchanges,
        "cost_usd": campaign.cost_usd,
        "first_ts": campaign.first_ts,
        "last_ts": campaign.last_ts,
        "campaign": msgspec.json.encode(campaign),
        "texts": msgspec.json.encode(list(texts)),
        "tally": msgspec.json.encode(tally(members)),
    }


def _texts(members: Sequence[Member]) -> dict[tuple[str, str, str], int]:
    said: dict[tuple[str, str, str], int] = {}
    for m in members:
        for r in m.evidence:
            said.setdefault((r.signal, r.family.value, r.text), len(said))
    return said


def _refresh(
    connection: Connection,
    case_id: str,
    campaign: Campaign,
    members: Sequence[Member],
    links: Sequence[Link],
    run_id: str,
) -> None:
    connection.execute(delete(t.members).where(t.members.c.case_id == case_id))
    connection.execute(delete(t.links).where(t.links.c.case_id == case_id))
    connection.execute(delete(t.pictures).where(t.pictures.c.case_id == case_id))
    connection.execute(
        update(t.cases)
        .where(t.cases.c.case_id == case_id)
        .values(**_case_row(campaign, members, run_id), version=t.cases.c.version + 1)
    )
    _fill(connection, case_id, members, links)


def _fill(
    connection: Connection, case_id: str, members: Sequence[Member], links: Sequence[Link]
) -> None:
    picture = msgspec.json.encode(cells(members, links))
    connection.execute(insert(t.pictures).values(case_id=case_id, picture=picture))
    for rows in _chunks(list(_member_rows(case_id, members))):
        connection.execute(insert(t.members), rows)
    tied = [
        {
            "case_id": case_id,
            "place": i,
            "a": k.a,
            "b": k.b,
            "bits": k.bits,
            "signals": "|".join(k.signals),
        }
        for i, k in enumerate(links)
    ]
    for rows in _chunks(tied):
        connection.execute(insert(t.links), rows)


def _chunks(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _member_rows(case_id: str, members: Sequence[Member]) -> Iterator[dict[str, Any]]:
    texts = _texts(members)
    encode = msgspec.json.encode
    for i, m in enumerate(members):
        yield {
            "case_id": case_id,
            "account_id": m.account_id,
            "place": i,
            "p_member": m.p_member,
            "exchanges": m.exchanges,
            "first_ts": m.first_ts,
            "last_ts": m.last_ts,
            "signals": "".join(f"|{s}" for s in dict.fromkeys(r.signal for r in m.evidence)) + "|",
            "evidence": encode(
                [(texts[r.signal, r.family.value, r.text], r.strength) for r in m.evidence]
            ),
        }


def _link_alike(
    connection: Connection, case_id: str, *, by: str, at: datetime
) -> list[tuple[str, str]]:
    """Link a new case to earlier ones that hold at least half of the smaller one's accounts."""
    mine, theirs = t.members.alias("mine"), t.members.alias("theirs")
    shared = connection.execute(
        select(theirs.c.case_id, func.count().label("n"))
        .join(mine, mine.c.account_id == theirs.c.account_id)
        .where(mine.c.case_id == case_id, theirs.c.case_id != case_id)
        .group_by(theirs.c.case_id)
    ).all()
    size = {
        r.case_id: r.accounts
        for r in connection.execute(
            select(t.cases.c.case_id, t.cases.c.accounts).where(
                t.cases.c.case_id.in_([case_id, *(r.case_id for r in shared)])
            )
        )
    }
    made = []
    for other, n in shared:
        if n < LIKE_EARLIER * min(size[case_id], size[other]):
            continue
        a, b = sorted((case_id, other))
        reason = f"{many(n, 'account')} in both"
        connection.execute(insert(t.relations).values(a=a, b=b, reason=reason, by=by, at=at))
        record(
            connection, actor=by, act="link", subject=case_id, detail=f"{other}: {reason}", at=at
        )
        made.append((case_id, other))
    return made
