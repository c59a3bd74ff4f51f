"""The gate: facts and a policy in; what leaves for one partner, what does not, and why, out.

Writers of STIX, MISP and CSV are given `Kept` values and nothing else. What is dropped is counted
by field and reason; its values are not repeated anywhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from ipaddress import ip_network
from typing import Any, get_args

import msgspec

from gauger.errors import UsageError
from gauger.records.door import network_of
from gauger.sharing import profile
from gauger.sharing.agreements import Partner, blocks
from gauger.sharing.facts import Fact, valid_until
from gauger.sharing.kinds import KINDS
from gauger.sharing.policy import K_FLOOR, FieldClass, Policy, Rule
from gauger.sharing.ranges import CONFIDENCES, count_range, likelihood, to_day
from gauger.sharing.tlp import Tlp, parse_tlp, strictest

WORDS: dict[str, frozenset[str]] = {
    "share.assessment": frozenset(get_args(profile.Assessment)),
    "share.confidence": frozenset(CONFIDENCES),
    "share.families": frozenset(get_args(profile.Family)),
    "share.grounds": frozenset(get_args(profile.Ground)),
    "share.targeted": frozenset(get_args(profile.Capability)),
    "share.rhythm": frozenset(get_args(profile.Rhythm)),
    "share.access_paths": frozenset(get_args(profile.Path)),
}
"""Closed lists: a word that is not of them stays, whoever typed it."""
CLASS_REASON = {
    FieldClass.CUSTOMER: "customer data never leaves",
    FieldClass.COMMERCIAL: "commercially sensitive data never leaves",
}


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One generalised value that may leave."""

    field: str
    value: Any
    """A word, range or day, or a tuple of them; for an indicator the identifier itself."""
    form: str
    tlp: str
    accounts: str = ""
    """Range of the flagged accounts that show an indicator."""
    confidence: str = ""
    first: date | None = None
    last: date | None = None
    until: date | None = None


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """Values of one field that stay, and why."""

    field: str
    values: int
    reason: str


def by_reason(dropped: Iterable[Dropped]) -> dict[str, list[str]]:
    """Fields that stay, by reason; a number before a field counts its values.

    >>> by_reason(Dropped(field="case.title", values=n, reason="stays") for n in (1, 3))
    {'stays': ['case.title', '3 case.title']}
    """
    found: dict[str, list[str]] = defaultdict(list)
    for one in dropped:
        found[one.reason].append(one.field if one.values == 1 else f"{one.values} {one.field}")
    return dict(sorted(found.items()))


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What would go to one partner."""

    partner: str
    tlp: str
    terms_only: bool
    kept: tuple[Kept, ...]
    dropped: tuple[Dropped, ...]
    blocks: tuple[str, ...]
    """Why nothing may go at all; empty where it may."""


def preview(
    facts: Iterable[Fact],
    policy: Policy,
    partner_id: str,
    partner: Partner,
    *,
    on: date,
    today: date,
) -> Preview:
    """Pass every fact through the rules for one partner.

    `on` is the day that the indicators' ages are counted to; `today` is the real day, which the
    legal basis is held against and which nobody can set.
    """
    kept: list[Kept] = []
    dropped: Counter[tuple[str, str]] = Counter()
    grounds: tuple[str, ...] = ()
    for fact in facts:
        if fact.field == "share.grounds" and isinstance(fact.value, tuple):
            grounds = _words(fact.value, WORDS[fact.field])
        outcome = _judge(fact, policy, partner_id, partner, on)
        if isinstance(outcome, Kept):
            kept.append(outcome)
        else:
            dropped[fact.field, outcome] += 1
    kept, surplus = _most(kept, policy)
    dropped.update(surplus)
    tlp = strictest([parse_tlp(policy.tlp), *(parse_tlp(k.tlp) for k in kept)])
    terms_only = not set(grounds) - {"terms"}
    return Preview(
        partner=partner_id,
        tlp=tlp.value,
        terms_only=terms_only,
        kept=tuple(kept),
        dropped=tuple(
            Dropped(field=f, values=n, reason=r) for (f, r), n in sorted(dropped.items())
        ),
        blocks=_blocks(kept, partner, today, tlp, terms_only=terms_only),
    )


def _judge(fact: Fact, policy: Policy, partner_id: str, partner: Partner, on: date) -> Kept | str:
    """The fact's one form that may leave, or why none may."""
    rule = policy.field.get(fact.field)
    if rule is None:
        return "no rule names the field"
    if why := _refused(fact, rule, partner_id, partner):
        return why
    if fact.field.startswith("indicator."):
        return _identifier(fact, rule, policy, on)
    value = _general(fact)
    if value is None or value == ():
        return "no value, or none of the profile's words"
    return Kept(field=fact.field, value=value, form=rule.form, tlp=rule.tlp)


def _refused(fact: Fact, rule: Rule, partner_id: str, partner: Partner) -> str:
    if rule.class_ is not FieldClass.INDICATOR:
        return CLASS_REASON[rule.class_]
    too_high = parse_tlp(rule.tlp).rank > parse_tlp(partner.tlp_ceiling).rank
    checks = (
        (not rule.allows(partner_id), "the rule does not give it to this partner"),
        (not partner.covers(fact.field), "the agreement does not cover it"),
        (too_high, "its TLP is above the partner's ceiling"),
        (fact.flagged < rule.k, f"fewer than {rule.k} flagged accounts show it"),
    )
    return next((why for holds, why in checks if holds), "")


def _identifier(fact: Fact, rule: Rule, policy: Policy, on: date) -> Kept | str:
    kind = fact.field.removeprefix("indicator.")
    if not isinstance(fact.value, str) or KINDS[kind].normal(fact.value) != fact.value:
        return "not written as the profile asks"  # free text of any kind ends here
    if fact.first is None or fact.last is None:
        return "no time of sighting"
    until = valid_until(fact.field, fact.last)
    private = kind.startswith("ipv") and not policy.private_addresses and _private(fact.value)
    checks = (
        (fact.outside_share > rule.outside, "accounts outside the case hold it too"),
        (private, "a private or reserved address says nothing to others"),
        (until <= on, "too old to be worth anything"),
    )
    if why := next((why for holds, why in checks if holds), ""):
        return why
    return Kept(
        field=fact.field,
        value=fact.value,
        form=rule.form,
        tlp=rule.tlp,
        accounts=count_range(fact.flagged),
        confidence=_confidence(kind, fact),
        first=fact.first,
        last=fact.last,
        until=until,
    )


def _confidence(kind: str, fact: Fact) -> str:
    """How well founded it is that an identifier belongs to the campaign."""
    if fact.outside or KINDS[kind].name.endswith("-net"):
        return "low"
    return "high" if fact.flagged >= 20 else "moderate"


def _private(value: str) -> bool:
    return not ip_network(value).is_global


def _general(fact: Fact) -> Any:
    """The one form of a fact that can leave, None where it has none."""
    value = fact.value
    match fact.field:
        case "share.accounts" | "share.exchanges":
            return count_range(value) if type(value) is int and value > 0 else None
        case "share.first_seen" | "share.last_seen":
            return to_day(value) if isinstance(value, datetime) else None
        case "share.likelihood":
            return likelihood(value) if isinstance(value, float) and 0 <= value <= 1 else None
        case "share.clusters":
            return _clusters(value) if isinstance(value, dict) else None
    return _words(value, WORDS[fact.field])


def _words(value: Any, words: frozenset[str]) -> Any:
    """A word of a closed list, or those of several that are."""
    if isinstance(value, str):
        return value if value in words else None
    if not isinstance(value, tuple):
        return None
    return tuple(w for w in value if isinstance(w, str) and w in words)


def _clusters(value: dict[str, tuple[int, ...]]) -> tuple[profile.Cluster, ...]:
    """Groups by tie, those of the profile's words that speak of five accounts or more."""
    return tuple(
        profile.Cluster(tie=tie, groups=count_range(len(s)), largest=count_range(s[0]))  # type: ignore[arg-type]
        for tie, s in sorted(value.items())
        if tie in get_args(profile.Tie) and sum(s) >= K_FLOOR
    )


def _most(kept: Sequence[Kept], policy: Policy) -> tuple[list[Kept], Counter[tuple[str, str]]]:
    """Keep the first of each kind, up to the policy's number; facts come most held first."""
    seen: dict[str, int] = defaultdict(int)
    stay: list[Kept] = []
    surplus: Counter[tuple[str, str]] = Counter()
    covered = {network_of(k.value) for k in kept if k.field.endswith("-addr")}
    for one in kept:
        seen[one.field] += 1
        if one.field.startswith("indicator.") and seen[one.field] > policy.most_per_kind:
            surplus[one.field, f"more than {policy.most_per_kind} of one kind"] += 1
        elif one.field.endswith("-net") and one.value in covered:
            surplus[one.field, "an address of it leaves by itself"] += 1
        else:
            stay.append(one)
    return stay, surplus


def _blocks(
    kept: Sequence[Kept], partner: Partner, today: date, tlp: Tlp, *, terms_only: bool
) -> tuple[str, ...]:
    found = list(blocks(partner, on=today, tlp=tlp, terms_only=terms_only))
    if not any(k.field == "share.accounts" for k in kept):
        found.append("the campaign is too small, or the rules keep its facts here")
    missing = {"share.assessment", "share.likelihood", "share.grounds"} - {k.field for k in kept}
    if missing:
        found.append(f"the profile needs {', '.join(sorted(missing))}, which stay here")
    return tuple(found)


def require_clear(found: Preview) -> None:
    """Raise UsageError where something blocks a release."""
    if found.blocks:
        raise UsageError(f"nothing can go to {found.partner}: {'; '.join(found.blocks)}.")
