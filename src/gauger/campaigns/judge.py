"""One linked group becomes a campaign: why one operator, whether a harvest, how sure."""

from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np

from gauger.campaigns.changes import Event, change_points
from gauger.campaigns.declared import Declared, declared
from gauger.campaigns.deeds import MIN_ASKS_LIFT
from gauger.campaigns.features import WORDING_ALONE, Feature, Seen
from gauger.campaigns.mix import shares, targeted
from gauger.campaigns.model import Campaign, Day, Member, Reason, Verdict
from gauger.campaigns.partners import Words, group_reason, member_with
from gauger.campaigns.weights import LISTED_BITS, probability, signs, weigh, weights
from gauger.linking.groups import Group
from gauger.linking.traits import SignalTraits, Traits, entries
from gauger.linking.trial import MIN_FAMILY_BITS
from gauger.signals.catalogue import SIGNALS
from gauger.signals.family import Family

P_OPERATOR = 0.5
"""Above it we say that one operator runs the accounts."""
P_HARVEST = 0.8
"""Above it we say that what they do is a harvest: "very likely" in ICD 203. Somebody is
accused, so more likely than not will not do: on worlds by another hand than the simulator's, two
honest groups that ask for reasoning or grade answers all day stood between 0.5 and 0.7."""
P_NO_HARVEST = 0.2
"""Below it we say that it is none; between the two the evidence does not decide."""
MIN_HARVEST_FAMILIES = 2
"""A harvest is said only when two kinds of evidence say it, by MIN_SAYS_BITS each."""
MIN_SAYS_BITS = 1.0
"""Two to one."""
TAKEN = ("answers", "reasoning-share")
"""What a harvest is of. One of these must say so by MIN_SAYS_BITS, or the prompts must ask for
training material by ASKS_BITS: what hidden machines do otherwise is anybody's guess."""
ASKS_BITS = float(np.log2(MIN_ASKS_LIFT))
"""As much oftener than honest accounts as tells who in a group harvests."""
P_NOTHING_TAKEN = 0.5
"""Most that a harvest is likely where nothing shows what was taken. Of six groups of tuning
worlds that a fit without their author put above 0.3 so, one was a harvest."""
FLAG_ACCOUNTS = 5
"""A campaign could be flagged once so many of its accounts had shown two kinds of evidence."""
ALONE = (
    "Nothing but what they send ties these accounts: a published course, plugin or test suite "
    "behind their prompts would clear them; a card, address or client in common would tie them."
)
ASKED = (
    "Nothing but what they ask for ties these accounts, and each words it for himself: one "
    "customer or study that they work for would clear them; a card, address or client in common "
    "would tie them."
)
CELLS = (
    "Nothing but what they send and run, and when they signed up, ties cells of these accounts to "
    "one another: a published suite or a public event behind it would make firms or strangers of "
    "them; a card, address or session in common between cells would tie them."
)
NOTHING_TAKEN = (
    "Nothing shows that anything was taken that others do not get: answers that are longer than "
    "usual or hold more reasoning, or prompts that ask for training material, would."
)
SAYS = {s.name: s.says for s in SIGNALS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that judging one group needs."""

    seen: Seen
    events: Sequence[Event]
    not_visible: tuple[str, ...]
    tested: int
    partners: Words = field(default_factory=dict)
    """What partners say of accounts; never a verdict by itself."""

    @property
    def group(self) -> Group:
        """The linked group."""
        return self.seen.group

    @property
    def traits(self) -> Traits:
        """What linking worked on."""
        return self.seen.traits


def judge(case: Case) -> tuple[Campaign, tuple[Member, ...]]:
    """Measure and judge one group."""
    own, rest = case.seen.own, case.seen.rest
    ids = case.seen.members
    fitted, features = weights(), case.seen.features
    operator = weigh(features, fitted.one_operator, fitted.centre)
    harvest = weigh(features, fitted.harvest, fitted.centre)
    one_shown, take_shown = (signs(features, m) for m in (fitted.one_operator, fitted.harvest))
    theirs = _partners(case, harvest)
    p_take = min(_p_harvest(features, harvest, theirs), _p_not_chance(case))
    # A harvest campaign has one operator: the first answer is never less likely than the second.
    p_one = min(max(p_take, probability(operator, fitted.one_operator)), _p_not_chance(case))
    open_tie = declared(case.seen.facts, ids)
    group = case.group
    by_wording = any(f.name == WORDING_ALONE and f.x > 0 for f in features)
    tied_by = {Family.CONTENT} if by_wording else set[Family]()
    verdict, confidence = _verdict(p_one, p_take, harvest, open_tie, tied_by)
    totals = own.totals.to_pylist()[0]
    capabilities = shares(own, rest, "capabilities")
    days = _days(case)
    campaign = Campaign(
        campaign_id=campaign_id(ids),
        verdict=verdict,
        confidence=confidence,
        p_one_operator=p_one,
        p_harvest=p_take,
        crowd=open_tie.crowd if open_tie and verdict is Verdict.BENIGN else None,
        accounts=len(ids),
        exchanges=totals["exchanges"],
        first_ts=totals["first_ts"],
        last_ts=totals["last_ts"],
        input_tokens=int(totals["input_tokens"]),
        output_tokens=int(totals["output_tokens"]),
        reasoning_tokens=int(totals["reasoning_tokens"]),
        cost_usd=float(totals["cost_usd"]),
        first_flag_ts=first_flag(case.traits, case.group),
        targeted=targeted(capabilities),
        capabilities=capabilities,
        models=shares(own, rest, "models"),
        countries=shares(own, rest, "countries"),
        networks=shares(own, rest, "networks"),
        days=days,
        changes=change_points(days, case.events),
        one_operator=(*_ties(case), *_for(operator, one_shown)),
        harvest=(*_for(harvest, take_shown), *theirs),
        against=(
            *([open_tie.reason] if open_tie else []),
            *_against(operator, harvest, take_shown),
        ),
        not_visible=case.not_visible,
        would_change=(
            *([ASKED if group.own_words else ALONE] if group.by_wording_alone else []),
            *([CELLS] if group.joined_by_wording else []),
            *([] if _takes(features) else [NOTHING_TAKEN]),
            *_would_change(verdict, open_tie is not None),
        ),
        comparisons=(),
        by_wording_alone=group.by_wording_alone,
        joined_by_wording=group.joined_by_wording,
        own_words=group.own_words,
    )
    return campaign, _members(case)


def p_harvest(seen: Seen) -> float:
    """Probability that what a group does is a harvest, before the looks are counted."""
    fitted = weights()
    return _p_harvest(seen.features, weigh(seen.features, fitted.harvest, fitted.centre))


def _p_harvest(
    features: Sequence[Feature], harvest: Sequence[Reason], others: Sequence[Reason] = ()
) -> float:
    p = probability([*harvest, *others], weights().harvest)
    return p if _takes(features) else min(p, P_NOTHING_TAKEN)


def _takes(features: Sequence[Feature]) -> bool:
    """Whether something shows what was taken, by more than the habits of a few people make."""
    fitted = weights()
    surely = [replace(f, x=f.x - f.give) for f in features if f.name in TAKEN]
    said = weigh(surely, fitted.harvest, fitted.centre)
    return any(r.strength >= MIN_SAYS_BITS for r in said) or any(
        f.name == "training-material" and f.x >= ASKS_BITS for f in features
    )


def _for(reasons: Sequence[Reason], shown: frozenset[str]) -> list[Reason]:
    """What speaks for an answer, strongest first: it weighs so, and the group shows it.

    Weights are set against an average group of the fitting worlds, so less of an innocent sign
    than such groups have moves the odds too. That is weighed and not named: a lack is no reason.
    """
    named = (r for r in reasons if r.strength >= LISTED_BITS and r.signal in shown)
    return sorted(named, key=lambda r: -r.strength)


def _against(
    operator: Sequence[Reason], harvest: Sequence[Reason], take_shown: frozenset[str]
) -> list[Reason]:
    """What speaks against either answer, each measure once, by its stronger word.

    What speaks for a harvest is not listed again for fitting a single operator less well.
    """
    worst: dict[str, Reason] = {}
    speaks = {r.signal for r in _for(harvest, take_shown)}
    for reason in (*(r for r in operator if r.signal not in speaks), *harvest):
        before = worst.get(reason.signal)
        weaker = before is None or reason.strength < before.strength
        if reason.strength <= -LISTED_BITS and weaker:
            worst[reason.signal] = reason
    return sorted(worst.values(), key=lambda r: r.strength)


def campaign_id(accounts: Iterable[str]) -> str:
    """Name of a set of accounts: the same set, the same name.

    >>> campaign_id(["b", "a"]) == campaign_id(["a", "b"])
    True
    """
    digest = blake2b("\n".join(sorted(accounts)).encode("utf-8", "surrogatepass"), digest_size=5)
    return "C-" + b32encode(digest.digest()).decode()[:7]


def _partners(case: Case, harvest: Sequence[Reason]) -> list[Reason]:
    """What partners say of the group: at most one reason, counted only beside our own."""
    population = len(case.traits.accounts)
    own = bool(_says(harvest))
    found = group_reason(case.partners, case.seen.members, population, own_speaks=own)
    return [found] if found else []


def _says(harvest: Sequence[Reason]) -> set[Family]:
    """Our own kinds of evidence that say by themselves that it is a harvest."""
    return {
        family
        for family in Family
        if family is not Family.PARTNERS
        and sum(r.strength for r in harvest if r.family is family) >= MIN_SAYS_BITS
    }


def _verdict(
    p_one: float,
    p_take: float,
    harvest: Sequence[Reason],
    open_tie: Declared | None,
    tied_by: set[Family],
) -> tuple[Verdict, float]:
    """What the probabilities come to.

    `tied_by` is the one kind of evidence that ties the accounts, where it is but one: another two
    must then say what they do.
    """
    two = len(_says(harvest) - tied_by) >= MIN_HARVEST_FAMILIES
    if p_take >= P_HARVEST and p_one >= P_OPERATOR and two:
        return Verdict.DISTILLATION, min(p_one, p_take)
    if p_take > P_NO_HARVEST:
        return Verdict.UNCLEAR, 1 - p_take
    if open_tie:
        return Verdict.BENIGN, 1 - p_take
    if p_one >= P_OPERATOR:
        return Verdict.COORDINATED, p_one * (1 - p_take)
    return Verdict.BENIGN, (1 - p_one) * (1 - p_take)


def _ties(case: Case) -> list[Reason]:
    """Signals that hold the group together, strongest first."""
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
    return sorted(reasons, key=lambda r: -r.strength)


def _p_not_chance(case: Case) -> float:
    """The more groups were looked at, the more of them chance makes: Bonferroni over the looks."""
    best = np.maximum(0.0, case.group.trial.bits.max(axis=1))
    return float(max(0.0, 1 - case.tested * 2.0 ** -float(best.sum())))


def _members(case: Case) -> tuple[Member, ...]:
    books = {r["account_id"]: r for r in case.seen.own.accounts.to_pylist()}
    trial = case.group.trial
    found = []
    for place, number in enumerate(case.group.members.tolist()):
        account = case.traits.accounts[number]
        if account not in books:  # holds traits of its registration, and sent nothing
            continue
        row = books[account]
        found.append(
            member_with(
                case.partners,
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
                ),
            )
        )
    return tuple(sorted(found, key=lambda m: (-m.p_member, -m.exchanges, m.account_id)))


def _days(case: Case) -> tuple[Day, ...]:
    rows: list[dict[str, Any]] = case.seen.own.days.to_pylist()
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
    member, place = entries(signal.held, members)
    value, first = signal.held.indices[place], signal.first_us[place].astype(float)
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
