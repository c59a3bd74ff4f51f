"""What a group of accounts openly says it is: one organisation, or a school.

Distillation campaigns hide that their accounts belong together; a customer with many seats says
so. A declared tie names an innocent crowd; it excuses no harvest, since a name costs nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from gauger.campaigns.model import Reason
from gauger.campaigns.tallies import Tallied
from gauger.engines.relations import Engine
from gauger.linking.trial import MIN_FAMILY_BITS
from gauger.signals.family import Family

OWN = 2**-MIN_FAMILY_BITS
"""A mail domain is somebody's own when fewer of all accounts have mail there: as rare as what
speaks for a group."""
MOST = 0.6
"""Share of a group's accounts that must declare the same thing for the group to declare it."""
FACTS = (
    "org_key", "org_id", "programme", "payment_key", "verified", "domain_key", "created_at", "plan",
)  # fmt: skip
"""Columns of an account that say who it claims to be, and what was checked of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """An open tie of a group, and the kind of innocent crowd it makes likely."""

    crowd: str
    reason: Reason


def account_facts(
    engine: Engine, world: Tallied, accounts: Sequence[str]
) -> dict[str, dict[str, object]]:
    """What each of these accounts declares, by account id."""
    asked = engine.table(pa.table({"account_id": pa.array(accounts, pa.string())}))
    have = [c for c in FACTS if c in world.accounts.columns]
    rows = world.accounts.select("account_id", *have).semi_join(asked, "account_id")
    facts = _by_id(engine.arrow(rows))
    if "org_id" not in have:
        sent = world.tallies["organisation"].semi_join(asked, "account_id")
        seen = _by_id(engine.arrow(_organisations(sent)))
        for account, row in seen.items():
            facts.setdefault(account, {}).update(row)
    return facts


def mail_domains(engine: Engine, world: Tallied) -> Counter[object]:
    """How many accounts have mail in each domain."""
    accounts = world.accounts
    if "domain_key" not in accounts.columns:
        accounts = accounts.mutate(domain_key=ibis.null("int64"))
    counted = engine.arrow(accounts.group_by("domain_key").agg(n=accounts.count()))
    return Counter(dict(zip(*(counted[c].to_pylist() for c in ("domain_key", "n")), strict=True)))


def of_firms(facts: Mapping[str, Mapping[str, object]], domains: Counter[object]) -> frozenset[str]:
    """Accounts that openly are one firm's with others: one payer, and one mail domain of its own.

    `domains` says how many accounts of the world have mail in each. An operator who hides has
    several accounts on a card too, or a domain of his own, and seldom both for the same few.
    """
    most = OWN * sum(domains.values())
    firm = {
        account: (row.get("payment_key"), domain)
        for account, row in facts.items()
        if row.get("payment_key") is not None
        and (domain := row.get("domain_key")) is not None
        and domains[domain] <= most
    }
    accounts = Counter(firm.values())
    return frozenset(account for account, its in firm.items() if accounts[its] > 1)


def declared(facts: dict[str, dict[str, object]], members: Iterable[str]) -> Declared | None:
    """The open tie of most of these accounts, or None."""
    rows = [facts.get(m, {}) for m in members]
    for fact, crowd, text in (
        ("org_key", "organisation", "give the same organisation's name"),
        ("org_id", "organisation", "belong to one organisation of the provider's"),
    ):
        value, share = _most_common(rows, fact)
        if value is not None and share >= MOST:
            return _found(crowd, f"{share:.0%} of the accounts {text}.")
    programme, share = _most_common(rows, "programme")
    if programme == "education" and share >= MOST:
        return _found("class", f"{share:.0%} of the accounts are in the education programme.")
    return None


def _found(crowd: str, text: str) -> Declared:
    reason = Reason(signal="declared", family=Family.IDENTITY, text=text, strength=-6.0)
    return Declared(crowd=crowd, reason=reason)


def _most_common(rows: list[dict[str, object]], fact: str) -> tuple[object, float]:
    counts = Counter(r[fact] for r in rows if r.get(fact) is not None)
    if not counts:
        return None, 0.0
    value, n = min(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return value, n / len(rows)


def _organisations(tally: Table) -> Table:
    seen = tally.filter(tally.org_id.notnull())
    return seen.group_by("account_id").agg(org_id=seen.org_id.min())


def _by_id(table: pa.Table) -> dict[str, dict[str, object]]:
    return {row.pop("account_id"): row for row in table.to_pylist()}
