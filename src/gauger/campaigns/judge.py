"""One linked group becomes a campaign: why one operator, whether a harvest, how sure."""

from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import numpy as np

from gauger.campaigns.accounting import TOKENS, Books
from gauger.campaigns.changes import Event, change_points
from gauger.campaigns.declared import declared
from gauger.campaigns.harvest import (
    harvest_evidence,
    p_harvest,
    shares,
    speaking_families,
    targeted,
)
from gauger.campaigns.model import Campaign, Day, Member, Reason, Verdict
from gauger.linking.groups import Group
from gauger.linking.traits import SignalTraits, Traits
from gauger.linking.trial import MIN_FAMILY_BITS
from gauger.signals.catalogue import SIGNALS

P_OPERATOR = 0.9
"""Above it we say that one operator runs the accounts."""
P_HARVEST = 0.8
"""Above it we say that what they do is a harvest."""
MIN_HARVEST_FAMILIES = 2
"""A harvest is said only when two kinds of evidence say it."""
MAX_P = 0.99
"""Nothing here is surer than our models of chance, which real crowds may break."""
FLAG_ACCOUNTS = 5
"""A campaign could be flagged once so many of its accounts had shown two kinds of evidence."""
SAYS = {s.name: s.says for s in SIGNALS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that judging one group needs."""

    number: int
    group: Group
    traits: Traits
    books: Books
    facts: dict[str, dict[str, object]]
    events: Sequence[Event]
    not_visible: tuple[str, ...]
    tested: int


def judge(case: Case) -> tuple[Campaign, tuple[Member, ...]]:
    """Measure and judge one group."""
    ids = [case.traits.accounts[i] for i in case.group.members.tolist()]
    operator, p_one = _one_operator(case)
    capabilities = shares(case.books.mixes.get("capabilities"), case.number)
    evidence = harvest_evidence(case.books, case.number, capabilities)
    open_tie = declared(case.facts, ids)
    verdict, confidence = _verdict(p_one, evidence, hidden=open_tie is None)
    against = [r for r in evidence if r.strength <= 0] + ([open_tie.reason] if open_tie else [])
    totals = next(r for r in case.books.totals.to_pylist() if r["grp"] == case.number)
    days = _days(case)
    campaign = Campaign(
        campaign_id=campaign_id(ids),
        verdict=verdict,
        confidence=confidence,
        p_one_operator=p_one,
        p_harvest=min(MAX_P, p_harvest(evidence)),
        crowd=open_tie.crowd if open_tie and verdict is Verdict.BENIGN else None,
        accounts=len(ids),
        exchanges=totals["exchanges"],
        first_ts=totals["first_ts"],
        last_ts=totals["last_ts"],
        **{name: int(totals[name]) for name in TOKENS},
        cost_usd=float(totals["cost_usd"]),
        first_flag_ts=first_flag(case.traits, case.group),
        targeted=targeted(capabilities),
        capabilities=capabilities,
        models=shares(case.books.mixes.get("models"), case.number),
        countries=shares(case.books.mixes.get("countries"), case.number),
        networks=shares(case.books.mixes.get("networks"), case.number),
        days=days,
        changes=change_points(days, case.events),
        one_operator=tuple(operator),
        harvest=tuple(sorted((r for r in evidence if r.strength > 0), key=lambda r: -r.strength)),
        against=tuple(against),
        not_visible=case.not_visible,
        would_change=_would_change(verdict, open_tie is not None),
        comparisons=(),
    )
    return campaign, _members(case)


def campaign_id(accounts: Iterable[str]) -> str:
    """Name of a set of accounts: the same set, the same name.

    >>> campaign_id(["b", "a"]) == campaign_id(["a", "b"])
    True
    """
    digest = blake2b("\n".join(sorted(accounts)).encode("utf-8", "surrogatepass"), digest_size=5)
    return "C-" + b32encode(digest.digest()).decode()[:7]


def _verdict(p_one: float, evidence: list[Reason], *, hidden: bool) -> tuple[Verdict, float]:
    p_take = min(MAX_P, p_harvest(evidence))
    harvest = p_take >= P_HARVEST and speaking_families(evidence) >= MIN_HARVEST_FAMILIES
    if p_one < P_OPERATOR:
        return Verdict.UNCLEAR, 1 - p_one
    if harvest and hidden:
        return Verdict.DISTILLATION, p_one * p_take
    if harvest:
        return Verdict.UNCLEAR, 0.5
    if hidden:
        return Verdict.COORDINATED, p_one
    return Verdict.BENIGN, 1 - p_take


def _one_operator(case: Case) -> tuple[list[Reason], float]:
    """Signals that hold the group together, and the probability that one hand does."""
    bits = case.group.trial.bits
    reasons = []
    for column, signal in enumerate(case.traits.signals):
        speaks = bits[:, column] >= MIN_FAMILY_BITS
        if speaks.mean() < 0.1:
            continue
        typical = float(np.median(bits[speaks, column]))
        text = (
            f"{int(speaks.sum()):,} of {len(bits):,} accounts "
            f"{SAYS.get(signal.signal, 'share ' + signal.signal)} "
            f"(typically 1 in {2 ** min(typical, 40):,.0f} by chance)."
        )
        reasons.append(
            Reason(
                signal=signal.signal, family=signal.family, text=text, strength=round(typical, 2)
            )
        )
    p_one = float(np.clip(np.mean(case.group.trial.p_member), 0.0, MAX_P))
    # The more groups were looked at, the more of them chance makes: Bonferroni over the looks.
    by_chance = case.tested * 2.0 ** -float(np.sum(np.maximum(0.0, bits.max(axis=1))))
    return sorted(reasons, key=lambda r: -r.strength), min(p_one, max(0.0, 1 - by_chance))


def _members(case: Case) -> tuple[Member, ...]:
    books = {r["account_id"]: r for r in case.books.accounts.to_pylist() if r["grp"] == case.number}
    trial = case.group.trial
    found = []
    for place, number in enumerate(case.group.members.tolist()):
        account = case.traits.accounts[number]
        if account not in books:  # holds traits of its registration, and sent nothing
            continue
        row = books[account]
        found.append(
            Member(
                account_id=account,
                p_member=round(float(trial.p_member[place]), 4),
                exchanges=row["exchanges"],
                first_ts=row["first_ts"],
                last_ts=row["last_ts"],
                evidence=tuple(
                    Reason(
                        signal=s.signal,
                        family=s.family,
                        text=SAYS.get(s.signal, s.signal),
                        strength=round(float(trial.bits[place, column]), 2),
                    )
                    for column, s in enumerate(case.traits.signals)
                    if trial.bits[place, column] >= MIN_FAMILY_BITS
                ),
            )
        )
    return tuple(sorted(found, key=lambda m: (-m.p_member, -m.exchanges, m.account_id)))


def _days(case: Case) -> tuple[Day, ...]:
    rows = [r for r in case.books.days.to_pylist() if r["grp"] == case.number]
    return tuple(
        Day(day=r["day"], exchanges=r["exchanges"], accounts=r["accounts"])
        for r in sorted(rows, key=lambda r: r["day"])
    )


def first_flag(traits: Traits, group: Group) -> datetime | None:
    """When the group's own traits would first have sufficed, looking back.

    A value speaks for an account once the account and one other member have shown it. Looking
    back knows the final group, so a live run would be somewhat later.
    """
    families: dict[str, np.ndarray] = {}
    for signal in traits.signals:
        shown = _shown(signal, group.members)
        key = signal.family.value
        families[key] = np.minimum(families[key], shown) if key in families else shown
    if len(families) < 2:
        return None
    second = np.sort(np.column_stack(list(families.values())), axis=1)[:, 1]
    ready = np.sort(second[np.isfinite(second)])
    if len(ready) < FLAG_ACCOUNTS:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(ready[FLAG_ACCOUNTS - 1]))


def _shown(signal: SignalTraits, members: np.ndarray) -> np.ndarray:
    """When each member first held a value that another member had, shape (members,), in us."""
    rows = signal.held.tocoo()
    inside = np.full(signal.held.shape[0], -1)
    inside[members] = np.arange(len(members))
    mine = inside[rows.coords[0]] >= 0
    member, value = inside[rows.coords[0][mine]], rows.coords[1][mine]
    first = signal.first_us[mine].astype(float)
    order = np.lexsort((first, value))
    member, value, first = member[order], value[order], first[order]
    start = np.concatenate([[True], value[1:] != value[:-1]]) if len(value) else np.zeros(0, bool)
    again = np.flatnonzero(~start)
    shown = np.full(len(members), np.inf)
    np.minimum.at(shown, member[again], first[again])
    follows = again[start[again - 1]] if len(again) else again
    np.minimum.at(shown, member[follows - 1], first[follows])
    return shown


def _would_change(verdict: Verdict, open_tie: bool) -> tuple[str, ...]:
    if verdict is Verdict.DISTILLATION:
        return (
            "A declared organisation behind the accounts, confirmed by a person.",
            "An intermediary whose own customers differ in what they ask.",
        )
    if verdict is Verdict.COORDINATED:
        return ("Prompts that ask for training material, or a targeted capability.",)
    if open_tie:
        return ("Accounts that deny the tie they declare, or a harvest beyond what they declared.",)
    return ("A second, independent kind of evidence that one operator runs the accounts.",)
