"""Accounts of a case that look most like a given one."""

from dataclasses import dataclass

from sqlalchemy import Connection

from gauger.campaigns.model import Member
from gauger.casework import reading as read

MOST = 12
SCANNED = 400
"""Accounts with the same evidence that are compared; the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Another account and why it looks alike."""

    member: Member
    bits: float
    """Evidence that ties the two directly; 0 where no link was stored."""
    why: tuple[str, ...]
    """Signals that tie them, or that both carry."""


def look_alikes(connection: Connection, case_id: str, member: Member) -> tuple[Alike, ...]:
    """Directly linked accounts, strongest first, then those with the nearest evidence."""
    me = member.account_id
    links = read.links_of(connection, case_id, me)[:MOST]
    other = {(k.b if k.a == me else k.a): k for k in links}
    found = []
    if other:
        wanted = read.MemberFilter(accounts=tuple(other))
        rows, _ = read.member_page(connection, case_id, wanted, limit=MOST)
        found = [
            Alike(
                member=r.member,
                bits=other[r.member.account_id].bits,
                why=other[r.member.account_id].signals,
            )
            for r in rows
        ]
        found.sort(key=lambda x: (-x.bits, x.member.account_id))
    if len(found) < MOST and member.evidence:
        strongest = max(member.evidence, key=lambda r: r.strength).signal
        wanted = read.MemberFilter(signal=strongest)
        rows, _ = read.member_page(connection, case_id, wanted, limit=SCANNED)
        rest = [r.member for r in rows if r.member.account_id not in {me, *other}]
        rest.sort(key=lambda m: (_far(member, m), m.account_id))
        mine = {r.signal for r in member.evidence}
        found += [
            Alike(
                member=m,
                bits=0.0,
                why=tuple(r.signal for r in m.evidence if r.signal in mine),
            )
            for m in rest[: MOST - len(found)]
        ]
    return tuple(found)


def _far(a: Member, b: Member) -> float:
    """Difference in bits over all signals, and a bit for every day between their first requests."""
    one = {r.signal: r.strength for r in a.evidence}
    two = {r.signal: r.strength for r in b.evidence}
    bits = sum(abs(one.get(s, 0.0) - two.get(s, 0.0)) for s in one.keys() | two.keys())
    return bits + abs((a.first_ts - b.first_ts).total_seconds()) / 86_400
