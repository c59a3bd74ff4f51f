"""All that is known of a case, as facts with a field's name; the policy sees every one of them.

Fields of the case are listed from its own types, so that a field added later appears here by
itself, has no rule, and is denied. Only `shareable` gives values a form that could leave.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from gauger.campaigns.model import Campaign, Link, Member, Run, Verdict
from gauger.casework.model import (
    Action,
    AuditEntry,
    CaseFile,
    Decision,
    Label,
    LabelKind,
    Note,
)
from gauger.errors import UsageError
from gauger.sharing.kinds import KINDS
from gauger.sharing.observe import Candidate, Observed
from gauger.signals.family import Family

MIN_P_MEMBER = 0.5
"""Accounts less likely to belong than not stay out of everything shared."""
FEW_FAMILIES, MANY_FAMILIES = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value of one field."""

    field: str
    value: Any
    """What the field holds; only a generalisation of it may leave."""
    flagged: int
    """Flagged accounts that it speaks of."""
    outside: int = 0
    first: date | None = None
    last: date | None = None

    @property
    def outside_share(self) -> float:
        """Of all holders, those who are not of the case."""
        return self.outside / max(1, self.flagged + self.outside)


def flagged_accounts(case: CaseFile) -> tuple[str, ...]:
    """Accounts of a case that may be spoken of: likely members whom nobody cleared."""
    last = case.last_words
    cleared = {a for a, kind in last.items() if kind is LabelKind.CLEARED}
    confirmed = {a for a, kind in last.items() if kind is LabelKind.CONFIRMED}
    return tuple(
        m.account_id
        for m in case.members
        if m.account_id not in cleared and (m.p_member >= MIN_P_MEMBER or m.account_id in confirmed)
    )


def require_shareable(case: CaseFile) -> None:
    """Raise UsageError where the case itself forbids sharing."""
    verdict = case.campaign.verdict
    if verdict not in {Verdict.DISTILLATION, Verdict.COORDINATED}:
        raise UsageError(
            f"{case.case_id} is {verdict.value}: only campaigns judged distillation or "
            "coordinated are shared. Review the case first."
        )
    waiting = [d for d in case.decisions if d.action is Action.SHARE and not d.in_force]
    if waiting:
        raise UsageError(
            f"{case.case_id} has a decision to share, {waiting[0].decision_id}, that nobody else "
            "has approved yet. Let a second person approve it."
        )


def facts_of_case(
    case: CaseFile, observed: Observed, grounds: Sequence[str], *, flagged: int
) -> Iterator[Fact]:
    """Every fact, fit to leave or not."""
    yield from _derived(case, observed, grounds, flagged)
    for part, kind, held in (
        ("campaign", Campaign, (case.campaign,)),
        ("case", CaseFile, (case,)),
        ("run", Run, (case.run,)),
        ("member", Member, case.members),
        ("link", Link, case.links),
        ("label", Label, case.labels),
        ("note", Note, case.notes),
        ("decision", Decision, case.decisions),
        ("audit", AuditEntry, case.audit),
    ):
        for one in held:
            for f in fields(kind):
                yield Fact(field=f"{part}.{f.name}", value=getattr(one, f.name), flagged=flagged)
    for candidate in observed.candidates:
        yield _indicator(candidate)


def _derived(
    case: CaseFile, observed: Observed, grounds: Sequence[str], flagged: int
) -> Iterator[Fact]:
    families = {
        r.family.value for r in (*case.campaign.one_operator, *case.campaign.harvest)
        if r.strength > 0 and r.family is not Family.PARTNERS  # their word is not ours to pass on
    }  # fmt: skip
    values: dict[str, Any] = {
        "share.assessment": case.campaign.verdict.value,
        "share.likelihood": case.campaign.confidence,
        "share.confidence": _confidence(len(families)),
        "share.families": tuple(sorted(families)),
        "share.grounds": tuple(sorted(set(grounds))),
        "share.accounts": flagged,
        "share.exchanges": case.campaign.exchanges,
        "share.first_seen": case.campaign.first_ts,
        "share.last_seen": case.campaign.last_ts,
        "share.targeted": case.campaign.targeted,
        "share.rhythm": observed.rhythm,
        "share.access_paths": observed.paths,
        "share.clusters": observed.ties,
    }
    for field, value in values.items():
        yield Fact(field=field, value=value, flagged=flagged)


def _confidence(families: int) -> str:
    """How well founded an assessment is, by its independent kinds of evidence."""
    if families >= MANY_FAMILIES:
        return "high"
    return "moderate" if families >= FEW_FAMILIES else "low"


def _indicator(c: Candidate) -> Fact:
    return Fact(
        field=f"indicator.{c.kind}",
        value=KINDS[c.kind].normal(c.value),
        flagged=c.flagged,
        outside=c.outside,
        first=c.first.date(),
        last=c.last.date(),
    )


def valid_until(field: str, last: date) -> date:
    """How long an indicator last seen on a day is worth anything."""
    return last + timedelta(days=KINDS[field.removeprefix("indicator.")].valid_days)
