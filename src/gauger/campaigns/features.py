"""What is measured of a group to tell an operator from a crowd, and a harvest from other work.

Each feature is one number, near zero where a group is like anybody else, with a sentence that gives
the figures behind it. What a feature weighs is not decided here: `weights` were fitted on worlds
with known answers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gauger.campaigns.accounting import Books
from gauger.campaigns.ways import BUSY, WAYS, Ways, gini, hours_kept
from gauger.linking.affinity import PUBLIC
from gauger.linking.communities import MIN_ACCOUNTS
from gauger.linking.groups import Group
from gauger.linking.traits import Floats, SignalTraits, Traits
from gauger.linking.trial import MIN_FAMILY_BITS
from gauger.signals.catalogue import EVIDENCE
from gauger.signals.family import Family
from gauger.signals.model import Evidence
from gauger.signals.pooling import MIN_HONEST, pool, usual

Mask = npt.NDArray[np.bool_]

WORDING_ALONE = "wording-alone"
OWNERS = ("payment_key", "org_id", "org_key")
"""Facts of an account that say whose it openly is."""
MIN_SHARERS = 3
"""Members that must hold a template value before it counts as the group's."""
MAX_EVIDENCE_X = 3.0
"""Bound of account evidence: past odds of eight to one, how much more is a group's own style."""
VOLUME_X = (-1.0, 2.0)
"""Bounds of a group's size, 100 to 100,000 exchanges: what is larger is no more of a harvest."""
RHYTHM_X = (0.0, 1.0)
"""Bounds of keeping no hours: an operator may have his accounts keep a person's, and more."""
UNKNOWN = 0.5
"""Share of a group that is taken to declare one owner where the logs do not say."""
LENGTH_X = (-3.0, 3.0)
"""Bounds of how much longer answers are, in powers of two."""
ERRORS = 2.0
"""Standard errors that an account's habits may make of a group's: of fifty groups, one has more."""
THEIRS = 8.0
"""Times as common among members as among all: else it is everybody's."""


class Facts(dict[str, dict[str, Any]]):
    """What accounts.parquet says of the accounts in groups, by their ids."""

    def __init__(self, facts: Mapping[str, dict[str, Any]], domains: Counter[object]) -> None:
        """`domains`: how many accounts of the world have mail in each domain."""
        super().__init__(facts)
        self.domains = domains


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One measured property of a group."""

    name: str
    family: Family
    x: float
    """The measure, on the scale its weight was fitted to."""
    text: str
    """One sentence with its figures; never prompt text, plain e-mail or payment data."""
    give: float = 0.0
    """How far above the truth `x` may lie by the accounts that happen to be in the group."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """All that the features of one group are measured on."""

    group: Group
    traits: Traits
    own: Books
    """The group's rows."""
    rest: Books
    """Everybody else's."""
    facts: Facts
    """What accounts.parquet says of the members, by account id."""

    @property
    def members(self) -> list[str]:
        """Account ids of the members."""
        return [self.traits.accounts[i] for i in self.group.members.tolist()]

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """What is measured on the group, once: it is asked for whenever groups are compared."""
        return measure(self)


def measure(seen: Seen) -> tuple[Feature, ...]:
    """The features that the world's columns allow, in a fixed order."""
    found = [
        templating(seen),
        answers(seen),
        focus(seen),
        rhythm(seen),
        industrial(seen),
        evenness(seen),
        volume(seen),
        *clients(seen),
        networks(seen),
        payers(seen),
        organisation(seen),
        mail(seen),
        sign_up(seen),
        tied := kinds(seen),
        wording_alone(seen),
        undeclared(seen, tied),
        *evidence(seen),
    ]
    return tuple(f for f in found if f is not None)


def evidence(seen: Seen) -> Iterable[Feature]:
    """Account evidence pooled over the group, against what honest accounts usually do."""
    for signal in EVIDENCE:
        null = usual(*counts(seen.rest, signal.name))
        found = null and pool(*counts(seen.own, signal.name), null)
        if null and found:
            yield Feature(
                name=signal.name,
                family=signal.family,
                x=_clip(found.x, *evidence_x(signal)),
                text=f"{found.share:.0%} of {signal.says}; "
                f"of honest accounts' {null.share:.1%}, each account counted by what it can tell.",
            )


def evidence_x(signal: Evidence) -> tuple[float, float]:
    """Bounds of a kind of evidence: lack of what can only speak for a harvest says nothing."""
    return (0.0 if signal.harvest > 0 else -MAX_EVIDENCE_X, MAX_EVIDENCE_X)


def counts(books: Books, name: str) -> tuple[Floats, Floats]:
    """Hits, and out of how many, of each account that the books name, in order of their ids."""
    none = np.zeros(0)
    return books.counts.get(name, (none, none))


def templating(seen: Seen) -> Feature | None:
    """Share of exchanges that fill prompt templates which members share."""
    signal = _signal(seen.traits, "shared-template")
    if signal is None:
        return None
    used = templated(signal, seen.group)
    sent = _sent(seen)
    share = float(np.minimum(used, sent).sum() / max(1.0, sent.sum()))
    return Feature(
        name="templating",
        family=Family.CONTENT,
        x=share,
        text=f"At least {share:.0%} of its exchanges fill prompt templates that members share.",
    )


def answers(seen: Seen) -> Feature | None:
    """Length of answers, against honest ones of the same capability.

    What people ask for at length is their own habit, so the quotient is as uncertain as the group's
    accounts differ: two standard errors of a ratio of sums over accounts. Source: Cochran 1977,
    Sampling Techniques, section 6.3.
    """
    own, rest = seen.own.does.to_pylist(), _by_capability(seen.rest.does)
    n = sum(r["exchanges"] for r in own)
    tokens = sum(r["output_tokens"] or 0 for r in own)
    if not n or not tokens or not any(t for _, t in rest.values()):
        return None
    everywhere = sum(t for _, t in rest.values()) / max(1, sum(c for c, _ in rest.values()))
    usual = {k: t / c for k, (c, t) in rest.items() if c >= 20}
    each: dict[str, tuple[float, float]] = {}
    for r in own:
        got, due = each.get(r["account_id"], (0.0, 0.0))
        due += r["exchanges"] * usual.get(r["capability"], everywhere)
        each[r["account_id"]] = got + (r["output_tokens"] or 0), due
    got, due = np.array(list(each.values())).T
    lift = tokens / max(float(due.sum()), 1.0)
    return Feature(
        name="answers",
        family=Family.CONTENT,
        x=_clip(np.log2(lift), *LENGTH_X),
        text=f"Its answers are {tokens / n:,.0f} tokens long on average, {lift:.1f} times what "
        f"honest requests of the same kind get.",
        give=_clip(ERRORS * _error(got, due), 0, LENGTH_X[1] - LENGTH_X[0]),
    )


def _error(got: Floats, due: Floats) -> float:
    """Standard error of log2 of the sum of `got` over that of `due`, both of shape (accounts,)."""
    n, lift = len(got), got.sum() / max(due.sum(), 1.0)
    if n < 2:
        return float("inf")
    spread = n / (n - 1) * np.square(got - lift * due).sum()
    return float(np.sqrt(spread) / got.sum() / np.log(2))


def focus(seen: Seen) -> Feature | None:
    """Divergence of the capability mix from the honest one, in bits."""
    if "capabilities" not in seen.own.mixes:
        return None
    own, rest = (
        {
            r["name"]: r["exchanges"]
            for r in books.mixes["capabilities"].to_pylist()
            if r["name"] is not None
        }
        for books in (seen.own, seen.rest)
    )
    n, m = sum(own.values()), sum(rest.values())
    if not n or not m:
        return None
    p = {k: c / n for k, c in own.items() if c}
    q = {k: (rest.get(k, 0) + 1) / (m + len(rest) + 1) for k in own}
    bits = sum(v * np.log2(v / q[k]) for k, v in p.items())
    top = max(p, key=lambda k: p[k])
    return Feature(
        name="focus",
        family=Family.BEHAVIOUR,
        x=_clip(bits, 0, 4),
        text=f"{p[top]:.0%} of its exchanges are {top}, against {q[top]:.0%} of honest ones; the "
        f"whole mix lies {bits:.1f} bits from theirs.",
    )


def rhythm(seen: Seen) -> Feature | None:
    """How far accounts keep hours of the day of their own: one where flat, zero where as honest."""
    own, n = hours_kept(seen.own.hours)
    rest, m = hours_kept(seen.rest.hours)
    if n < 200 or m < 200 or rest <= 0:  # below some hundred pairs, chance alone keeps hours
        return None
    return Feature(
        name="rhythm",
        family=Family.TIMING,
        x=_clip(1 - own / rest, *RHYTHM_X),
        text=f"Its accounts keep hours of the day {max(own, 0.0) / rest:.2f} times as much as "
        f"honest accounts do; around the clock is 0.",
    )


def industrial(seen: Seen) -> Feature | None:
    """How far the accounts are worked like machines of one plant that nobody owns up to.

    The geometric mean, so that none makes up for another, of: days off they do not take, accounts
    busier than nearly all honest ones, and how little they differ from one another; less the share
    that declares one owner, whose plant it may well be. From 0 to 1.
    """
    own, rest = seen.own.ways, seen.rest.ways
    parts, says = [], []
    if own.days[1].any() and (rest.days[1] > 0).sum() >= MIN_HONEST:
        share, honest = (float(d.sum() / of.sum()) for d, of in (own.days, rest.days))
        parts.append((share - honest) / max(1 - honest, 1e-9))
        says.append(f"work on {share:.0%} of their days (honest ones on {honest:.0%})")
    if len(rest.sent) >= MIN_HONEST:
        busy = float((own.sent > np.quantile(rest.sent, BUSY)).mean())
        parts.append((busy - (1 - BUSY)) / BUSY)
        says.append(f"are busier than {BUSY:.0%} of honest ones in {busy:.0%} of cases")
    if (apart := _apart(own, rest)) is not None:
        parts.append(1 - apart)
        says.append(f"differ from one another {apart:.2f} times as much as honest ones do")
    if len(parts) < 2:
        return None
    declares = open_share(seen)
    owned = UNKNOWN if declares is None else max(0.0, declares)
    x = float(np.prod(np.clip(parts, 0, 1)) ** (1 / len(parts))) * (1 - owned)
    owner = "is not logged" if declares is None else f"is declared by {owned:.0%} at most"
    return Feature(
        name="industrial",
        family=Family.BEHAVIOUR,
        x=x,
        text=f"Its accounts {', '.join(says[:-1])} and {says[-1]}; a common owner {owner}.",
    )


def evenness(seen: Seen) -> Feature | None:
    """How evenly the exchanges are spread over the accounts, beside honest ones.

    People differ in how much they send by orders of magnitude, accounts that one dispatcher serves
    do not. One less the quotient of two Gini coefficients.
    """
    own, rest = seen.own.ways.sent, seen.rest.ways.sent
    if len(own) < MIN_ACCOUNTS or len(rest) < MIN_HONEST:
        return None
    mine, usual_gini = gini(own), gini(rest)
    if not usual_gini:
        return None
    return Feature(
        name="evenness",
        family=Family.BEHAVIOUR,
        x=_clip(1 - mine / usual_gini, 0, 1),
        text=f"What two of its accounts send differs by {2 * mine:.0%} of their mean on average, "
        f"what two honest ones do by {2 * usual_gini:.0%}.",
    )


def volume(seen: Seen) -> Feature:
    """Exchanges of the whole group, as a power of ten over a thousand."""
    row = seen.own.totals.to_pylist()[0]
    days = max(1.0, (row["last_ts"] - row["first_ts"]).total_seconds() / 86_400)
    return Feature(
        name="volume",
        family=Family.BEHAVIOUR,
        x=_clip(np.log10(row["exchanges"] / 1_000), *VOLUME_X),
        text=f"{row['exchanges']:,} exchanges in {days:.0f} days, "
        f"{row['exchanges'] / days:,.0f} a day as a whole.",
    )


def clients(seen: Seen) -> Iterable[Feature]:
    """How much more alike the members' clients are than the market's, in bits."""
    signal = _signal(seen.traits, "shared-client")
    if signal is None:
        return
    held = signal.held[seen.group.members]
    count = np.asarray(held.sum(axis=0), np.float64).ravel()
    n = int((np.diff(held.indptr) > 0).sum())
    if n < 2:
        return
    share = signal.holders / max(1, int((signal.degree > 0).sum()))
    market = float(np.square(share).sum())
    alike = float((count * (count - 1)).sum() / (n * (n - 1)))
    yield Feature(
        name="clients",
        family=Family.INFRASTRUCTURE,
        x=_clip(np.log2((alike + 0.01) / (market + 0.01)), -2, 6),
        text=f"Two of its accounts show the same client with probability {alike:.0%}; two of all "
        f"accounts with {market:.0%}.",
    )


def networks(seen: Seen) -> Feature | None:
    """Effective number of address blocks the group sends from, as a power of two."""
    rows = [r["exchanges"] for r in seen.own.nets.to_pylist() if r["net"] is not None]
    if not rows:
        return None
    counts = np.array(rows, float)
    effective = float(counts.sum() ** 2 / np.square(counts).sum())
    return Feature(
        name="networks",
        family=Family.INFRASTRUCTURE,
        x=_clip(np.log2(effective), 0, 8),
        text=f"It sends from {_many(len(rows), 'address block')}, as if evenly from "
        f"{effective:,.0f}.",
    )


def payers(seen: Seen) -> Feature | None:
    """Share of paying accounts that pay with the group's most common instrument."""
    share, different, n = _most_common(seen, "payment_key")
    if not n:
        return None
    return Feature(
        name="payers",
        family=Family.IDENTITY,
        x=share,
        text=f"{n:,} of its accounts pay, with {_many(different, 'instrument')}; "
        f"{share:.0%} pay with the most common one.",
    )


def organisation(seen: Seen) -> Feature:
    """Share of accounts that belong to, or name, one organisation: a claim that costs nothing."""
    share = max(_most_common(seen, "org_id")[0], _most_common(seen, "org_key")[0])
    return Feature(
        name="organisation",
        family=Family.IDENTITY,
        x=share,
        text=f"{share:.0%} of its accounts give one organisation.",
    )


def mail(seen: Seen) -> Feature | None:
    """Share of accounts under the group's most common mail domain, less what the market has."""
    share, _, n = _most_common(seen, "domain_key")
    if not n:
        return None
    everywhere = _everywhere(seen)
    return Feature(
        name="mail",
        family=Family.IDENTITY,
        x=_clip(share - everywhere, -1, 1),
        text=f"{share:.0%} of its accounts have mail in one domain, as {everywhere:.0%} of all do.",
    )


def sign_up(seen: Seen) -> Feature | None:
    """Registrations on the group's busiest three days, as share of its accounts."""
    days = [
        created.date().toordinal()
        for m in seen.members
        if (created := seen.facts.get(m, {}).get("created_at"))
    ]
    if not days:
        return None
    counts = Counter(days)
    best = max(sum(counts[d + k] for k in range(3)) for d in counts)
    return Feature(
        name="sign-up",
        family=Family.IDENTITY,
        x=best / len(days),
        text=f"{best / len(days):.0%} of its accounts were registered within three days.",
    )


def kinds(seen: Seen) -> Feature:
    """Kinds of evidence that tie most members, beyond the two that any group needs."""
    families = sorted({s.family for s in seen.traits.signals})
    speaks = {
        family: (
            seen.group.trial.bits[
                :, [i for i, s in enumerate(seen.traits.signals) if s.family is family]
            ].max(axis=1)
            >= MIN_FAMILY_BITS
        ).mean()
        for family in families
    }
    some = [f for f in families if speaks[f] >= 0.5]
    return Feature(
        name="kinds",
        family=Family.BEHAVIOUR,
        x=float(sum(speaks.values()) - 2),
        text=f"Most members are tied by {', '.join(some) or 'no kind of evidence alone'}.",
    )


def wording_alone(seen: Seen) -> Feature:
    """One where nothing but what they send ties the accounts, zero where something else does.

    Of those who ask for the same in words of their own, who copy no published text, it is what the
    one account more would be of which nothing is known.

    Where it ties cells of them to one another, the share that are some customer's, or nobody's: who
    openly is a firm's with others of the group, as those are that use one public suite, or is tied
    to it by nothing but what a public event brings. An operator's cells are neither.
    """
    group = seen.group
    x, text = 0.0, "More than what they send ties its accounts."
    if group.own_words:
        x = 1 / (len(group.members) + 1)
        text = (
            "Nothing but what they ask for ties its accounts, and each words it for itself, as "
            "who uses a published text does not."
        )
    elif group.by_wording_alone:
        x = 1.0
        text = "Nothing but what they send ties its accounts, as it ties a course's or a plugin's."
    elif group.joined_by_wording:
        lone, known = by_event(seen), customers(seen)
        of_firms = np.full(len(lone), UNKNOWN) if known is None else known
        x = float(np.where(lone, 1.0, of_firms).mean())
        pays = "who pays for the others is not logged"
        if known is not None:
            pays = f"{(known & ~lone).mean():.0%} share a payer or an organisation"
        text = (
            "Nothing but what they send and run, and when they signed up, ties its cells to one "
            "another, as it ties firms that use one public suite, or people who come on one day; "
            f"{lone.mean():.0%} of its accounts are tied by nothing else, {pays}."
        )
    return Feature(name=WORDING_ALONE, family=Family.CONTENT, x=x, text=text)


def by_event(seen: Seen) -> Mask:
    """Which members nothing ties to the group but what a public event brings, shape (members,)."""
    private = [i for i, s in enumerate(seen.traits.signals) if s.cause not in PUBLIC]
    bits = seen.group.trial.bits[:, private]
    return np.asarray(bits.max(axis=1, initial=0.0) < MIN_FAMILY_BITS)


def customers(seen: Seen) -> Mask | None:
    """Which members have a payer or an organisation that another has, shape (members,).

    None where neither is known of anybody.
    """
    if open_share(seen) is None:
        return None
    rows = [seen.facts.get(m, {}) for m in seen.members]
    shared = [
        {
            value
            for value, n in Counter(row.get(fact) for row in rows).items()
            if value is not None and n > 1
        }
        for fact in OWNERS
    ]
    return np.array(
        [any(row.get(f) in s for f, s in zip(OWNERS, shared, strict=True)) for row in rows]
    )


def undeclared(seen: Seen, tied: Feature) -> Feature | None:
    """Kinds of evidence that tie the members although nothing that they declare does.

    From 0, where one card, organisation or mail domain is everybody's, to 2.
    """
    declares = open_share(seen)
    if declares is None:
        return None
    x = min(2.0, max(0.0, tied.x + 1)) * (1 - max(0.0, declares))
    return Feature(
        name="undeclared",
        family=Family.IDENTITY,
        x=x,
        text=f"{tied.x + 2:.1f} kinds of evidence tie its accounts on average, and at most "
        f"{max(0.0, declares):.0%} of them declare one payer, organisation or mail domain.",
    )


def open_share(seen: Seen) -> float | None:
    """Share of members that declare one payer, organisation or mail domain, the most common.

    What is declared counts against all members: one account of a hundred that names a firm declares
    for itself. None where neither payers nor mail domains are known.
    """
    if not any(_top(seen, fact)[1] for fact in ("payment_key", "domain_key")):
        return None
    declares = max(_declares(seen, f) for f in OWNERS)
    return max(declares, _declares(seen, "domain_key") - _everywhere(seen))


def templated(signal: SignalTraits, group: Group) -> Floats:
    """Exchanges of each member that fill the group's templates: a lower bound, shape (members,).

    A template has up to four sketch values, and an operator several templates: a quarter of all
    uses of values that members share, or all uses of the most used one, whichever is more.
    """
    held = signal.held[group.members]
    count = np.bincount(held.indices, minlength=held.shape[1])
    usual = signal.holders * len(group.members) / len(signal.degree)
    theirs = (count >= MIN_SHARERS) & (count > THEIRS * usual)
    starts, ends = signal.held.indptr[group.members], signal.held.indptr[group.members + 1]
    uses = np.concatenate([signal.uses[a:b] for a, b in zip(starts, ends, strict=True)])
    uses = np.where(theirs[held.indices], uses, 0)
    row = np.repeat(np.arange(len(starts)), ends - starts)
    most = np.zeros(len(starts))
    np.maximum.at(most, row, uses)
    return np.maximum(most, np.bincount(row, uses, len(starts)) / 4)


def _signal(traits: Traits, name: str) -> SignalTraits | None:
    return next((s for s in traits.signals if s.signal == name), None)


def _sent(seen: Seen) -> Floats:
    """Exchanges of each member, shape (members,)."""
    by_id = {r["account_id"]: r["exchanges"] for r in seen.own.accounts.to_pylist()}
    return np.array([by_id.get(m, 0) for m in seen.members], float)


def _by_capability(does: pa.Table) -> dict[str | None, tuple[int, int]]:
    """Exchanges and output tokens of each capability."""
    sums = does.group_by("capability").aggregate([("exchanges", "sum"), ("output_tokens", "sum")])
    return {
        r["capability"]: (r["exchanges_sum"], r["output_tokens_sum"] or 0) for r in sums.to_pylist()
    }


def _apart(own: Ways, rest: Ways) -> float | None:
    """How much accounts differ from one another, beside honest ones: 0 to 1, the mean of WAYS."""
    both = [(own.between[way], rest.between[way]) for way in WAYS]
    ratios = [_clip(a / b, 0, 1) for a, b in both if a is not None and b is not None and b > 0]
    return float(np.mean(ratios)) if ratios else None


def _top(seen: Seen, fact: str) -> tuple[object, int]:
    counts = Counter(v for m in seen.members if (v := seen.facts.get(m, {}).get(fact)) is not None)
    return min(counts.items(), key=lambda item: (-item[1], str(item[0]))) if counts else (None, 0)


def _most_common(seen: Seen, fact: str) -> tuple[float, int, int]:
    """Share of the most common value, how many different ones, and how many have one."""
    values = [v for m in seen.members if (v := seen.facts.get(m, {}).get(fact)) is not None]
    if not values:
        return 0.0, 0, 0
    return _top(seen, fact)[1] / len(values), len(set(values)), len(values)


def _declares(seen: Seen, fact: str) -> float:
    """Share of all members that have the most common value."""
    return _top(seen, fact)[1] / len(seen.members)


def _everywhere(seen: Seen) -> float:
    """Share of all accounts under the group's most common mail domain."""
    counts = seen.facts.domains
    return counts[_top(seen, "domain_key")[0]] / max(1, sum(counts.values()))


def _many(n: int, of: str) -> str:
    return f"{n:,} {of}{'' if n == 1 else 's'}"


def _clip(x: Any, low: float, high: float) -> float:
    return float(min(high, max(low, float(x))))
