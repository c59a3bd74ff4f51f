"""Which own accounts partners' indicators lead to: hits that a second kind of evidence backs.

An account that shows a partner's indicator is a candidate and no more: it may sit behind the same
relay, or use the same public template. It becomes a lead when, *given that hit*, evidence of
another family and another cause is stronger than our own population explains:

- another of the partners' indicators, rarer among our accounts that do not show the first than
  chance allows, or
- ties of our own (a card, a batch of registrations, an address): the others that hold the value
  were hit far more often than accounts at large were, and accounts that nobody warned of are
  rarely tied to those hit as closely. The second holds back the honest neighbour on a relay who
  repeats one of the campaign's hundreds of phrases: plenty of strangers repeat one too.

Both nulls come from the receiving provider's own accounts, so no market share or popularity has to
be known or shared. Of all families compared the best counts after Bonferroni's correction, and of
all candidates those stay that the Benjamini-Hochberg procedure keeps at FDR: if hits fell
independently of other evidence, no more than that share of the leads would be there by chance.
Source: Benjamini and Hochberg 1995, JRSS B 57(1); hypergeometric test of enrichment; Tarone 1990,
Biometrics 46(2), for comparisons that cannot tell.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import false_discovery_control, hypergeom

from gauger.campaigns.model import Detections, Verdict
from gauger.campaigns.partners import words
from gauger.engines.relations import Engine, Relations
from gauger.linking.traits import Floats, Ints
from gauger.records.world import World
from gauger.signals.catalogue import TYING

FDR = 0.01
"""Share of leads that may be there by chance."""
MIN_BITS = 3.0
"""What partners' words must be worth before an account is a candidate: 8 to 1, after their record,
age, stated confidence, and how common the indicator is here."""
MIN_PEERS = 3
"""Candidates that must hold a value before it ties them: two of a household are none."""


CAUSES = {
    "ipv4-addr": "address", "ipv6-addr": "address", "ipv4-net": "address", "ipv6-net": "address",
    "tls-fingerprint": "software", "user-agent": "software",
    "template-sketch": "software", "system-prompt-key": "software",
    "email-domain": "registration",
}  # fmt: skip
"""What may lie behind a kind of identifier, in the words of the signals' causes."""
Sort = tuple[str, str]
"""(family, cause) of evidence; two sorts are independent when they differ in both."""


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """One of our own accounts that partners' indicators and a second family point at."""

    account_id: str
    bits: float
    """What partners' indicators say."""
    partner_families: tuple[str, ...]
    own_families: tuple[str, ...]
    """Kinds of our own evidence that tie it to other accounts hit by partners."""
    p: float
    """Chance of such second evidence where hits fall independently of it."""
    q: float
    """The same after Benjamini-Hochberg over all candidates outside the known campaigns."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a run of detection has said of accounts already."""

    known: frozenset[str] = frozenset()
    """Accounts of all its groups."""
    innocent: frozenset[str] = frozenset()
    """Those of groups judged benign."""
    no_harvest: frozenset[str] = frozenset()
    """Accounts in no group that it looked at and found, beyond what partners' words could change,
    in no harvest: a laboratory or a class that uses the campaign's public template."""


NOBODY = Judged()


def judged(found: Detections) -> Judged:
    """What a run has said of accounts."""
    of = {
        c.campaign_id: frozenset(m.account_id for m in found.members.get(c.campaign_id, ()))
        for c in found.campaigns
    }
    benign = (of[c.campaign_id] for c in found.campaigns if c.verdict is Verdict.BENIGN)
    return Judged(
        known=frozenset().union(*of.values()),
        innocent=frozenset().union(*benign),
        no_harvest=found.no_harvest,
    )


Tests = dict[tuple[Sort, str], Floats]
"""By (sort that was hit, family of the second evidence): p-value of each candidate, shape (n,)."""


def leads(world: World, matches: pa.Table, have: Judged = NOBODY) -> tuple[Lead, ...]:
    """Leads among accounts that detection has not judged, strongest first.

    An indicator that several innocent accounts show, and more of them than of the other known ones,
    is public here and leads nowhere.

    Known members stay in the counts, since their being hit is what says that a value is a
    campaign's; they are no discoveries, and buy no other account its place. A lead is for a person,
    or for `gauger detect`, to judge.
    """
    matches = _without_public(matches, set(have.known - have.innocent), set(have.innocent))
    said = {a: w for a, w in words(matches).items() if w.bits >= MIN_BITS}
    if not said:
        return ()
    engine = Engine()
    relations = engine.world(list(world.exchange_files), world.path / "accounts.parquet", None)
    names = sorted(said)
    population, busy = _population(engine, relations, names)
    shown = _shown(matches, names)
    ties = _own(engine, relations, names, set(matches["account_id"].to_pylist()), shown, population)
    own = {key: p for tie in ties.values() for key, p in tie.by_family.items()}
    tests = [*_partners(shown, population, busy).values(), *(t.p for t in ties.values())]
    p = _best(tests, len(names))
    fresh = np.array([name not in have.known | have.no_harvest for name in names])
    q = np.ones(len(names))  # over those who could become leads: known members prove no others
    if fresh.any():
        q[fresh] = false_discovery_control(p[fresh], method="bh")
    kept = [
        Lead(
            account_id=name,
            bits=round(said[name].bits, 3),
            partner_families=tuple(sorted(said[name].families)),
            own_families=_tied_by(own, place),
            p=float(p[place]),
            q=float(q[place]),
        )
        for place, name in enumerate(names)
        if q[place] <= FDR
    ]
    return tuple(sorted(kept, key=lambda x: (x.q, -x.bits, x.account_id)))


def _population(engine: Engine, relations: Relations, names: list[str]) -> tuple[int, Floats]:
    """Accounts of the world, and how busy each candidate is beside the median account, from 1."""
    x = relations.exchanges
    sent = engine.arrow(x.group_by("account_id").agg(n=x.count()))
    counts = dict(zip(sent["account_id"].to_pylist(), sent["n"].to_pylist(), strict=True))
    usual = float(np.median(list(counts.values()))) if counts else 1.0
    busy = np.array([max(1.0, counts.get(a, 1) / usual) for a in names])
    total = engine.arrow(relations.accounts.aggregate(n=relations.accounts.count()))
    return max(int(total["n"][0].as_py()), len(names)), busy


def _shown(matches: pa.Table, names: list[str]) -> dict[Sort, Floats]:
    """By sort: accounts here that hold the rarest matched value of each candidate, shape (n,).

    Infinite for a candidate that shows none of the sort.
    """
    place = {name: i for i, name in enumerate(names)}
    holders = Counter(matches["value"].to_pylist())
    found: dict[Sort, Floats] = {}
    for account, value, kind, family in zip(
        *(matches[c].to_pylist() for c in ("account_id", "value", "kind", "family")), strict=True
    ):
        if account in place:
            rarest = found.setdefault((family, CAUSES[kind]), np.full(len(names), np.inf))
            rarest[place[account]] = min(rarest[place[account]], holders[value])
    return dict(sorted(found.items()))


def _apart(a: Sort, b: Sort) -> bool:
    """Neither one family nor one cause."""
    return a[0] != b[0] and a[1] != b[1]


def _partners(shown: Mapping[Sort, Floats], population: int, busy: Floats) -> Tests:
    """The partners' own second evidence."""
    return {
        (hit, other[0]): _elsewhere(np.isfinite(shown[hit]), rarity, population, busy)
        for hit in shown
        for other, rarity in shown.items()
        if _apart(hit, other)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ties:
    """Our own second evidence, given that one sort was hit."""

    p: Floats
    """Of each candidate, over all families, shape (n,)."""
    by_family: Tests


def _own(
    engine: Engine,
    relations: Relations,
    names: list[str],
    spoken_of: set[str],
    shown: Mapping[Sort, Floats],
    population: int,
) -> dict[Sort, _Ties]:
    """Our own second evidence; a family's best signal counts, paid for by their number.

    Measured alike on accounts that no partner spoke of: a candidate's ties are no rarer than the
    share of those that are tied as closely.
    """
    found: dict[tuple[Sort, str], Floats] = {}
    signals = [s for s in TYING if not relations.missing(*s.needs)]
    number = Counter(s.family for s in signals)
    everybody = _everybody(engine, relations, names)
    for signal in signals:
        traits = signal.traits(relations)
        traits = traits.filter(traits.n >= signal.least).select("account_id", "value")
        held = _held(engine.arrow(traits), everybody, len(names))
        if not (held.holders[held.value] >= MIN_PEERS).any():
            continue  # it could back nobody, whoever was hit: nothing to pay for (Tarone 1990)
        for hit, rarity in shown.items():
            if _apart(hit, (signal.family.value, signal.cause)):
                is_hit = np.zeros(len(everybody), bool)
                is_hit[: len(names)] = np.isfinite(rarity)
                p = _tied(held, is_hit, population) * number[signal.family]
                p[: len(names)][~np.isfinite(rarity)] = 1.0  # not hit by this sort: nothing to back
                key = (hit, signal.family.value)
                found[key] = np.minimum(1.0, np.minimum(p, found.get(key, p)))
    strangers = np.array([name not in spoken_of for name in everybody])
    return {
        hit: _ties({k: p for k, p in found.items() if k[0] == hit}, strangers, len(names))
        for hit in sorted({hit for hit, _ in found})
    }


def _ties(tests: Mapping[tuple[Sort, str], Floats], strangers: np.ndarray, n: int) -> _Ties:
    """Of the first n accounts; no surer than strangers' ties allow."""
    best = np.min(list(tests.values()), axis=0)
    among = np.sort(best[strangers])
    as_close = np.searchsorted(among, best[:n], side="right") / max(1, len(among))
    p = np.maximum(np.minimum(1.0, best[:n] * len(tests)), as_close)
    return _Ties(p=p, by_family={k: np.maximum(v[:n], as_close) for k, v in tests.items()})


def _everybody(engine: Engine, relations: Relations, names: list[str]) -> list[str]:
    """All accounts, the candidates first."""
    have = set(names)
    listed = engine.arrow(relations.accounts.select("account_id"))["account_id"].to_pylist()
    return [*names, *sorted({a for a in listed if a is not None} - have)]


def _without_public(matches: pa.Table, guilty: set[str], innocent: set[str]) -> pa.Table:
    """Without the values that MIN_PEERS or more innocent accounts show, and fewer guilty ones."""
    count: Counter[int] = Counter()
    peers: Counter[int] = Counter()
    for account, value in zip(
        *(matches[c].to_pylist() for c in ("account_id", "value")), strict=True
    ):
        peers[value] += account in innocent
        count[value] += (account in innocent) - (account in guilty)
    public = [v for v, n in peers.items() if n >= MIN_PEERS and count[v] > 0]
    return matches.filter(pc.invert(pc.is_in(matches["value"], pa.array(public, pa.int64()))))


def _elsewhere(shown: np.ndarray, rarity: Floats, population: int, busy: Floats) -> Floats:
    """How often accounts that do not show the first family show the other as rarely, shape (n,).

    Who shows the first is left out of the count, so a campaign's own accounts do not make its
    indicators common. Add-one, so that no count of nothing is proof; a busy account shows more of
    everything, so its chance is larger by as much.
    """
    rest = np.sort(rarity[~shown & np.isfinite(rarity)])
    as_rare = np.searchsorted(rest, rarity, side="right")
    p = (1 + as_rare) / (1 + population - int(shown.sum()))
    return np.where(shown & np.isfinite(rarity), np.minimum(1.0, p * busy), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """Values that several accounts hold: (account, value) pairs, and all holders of each value."""

    account: Ints
    value: Ints
    holders: Ints
    per: Ints
    """Values that each account holds, shape (accounts,)."""


def _held(rows: pa.Table, everybody: list[str], candidates: int) -> _Held:
    """The values of one signal that candidates hold, with everybody who holds them."""
    place = pc.index_in(rows["account_id"].cast(pa.string()), pa.array(everybody, pa.string()))
    who = np.asarray(pc.fill_null(place, -1).to_numpy(zero_copy_only=False), np.int64)
    _, value, holders = np.unique(rows["value"].to_numpy(), return_inverse=True, return_counts=True)
    wanted = np.zeros(len(holders), bool)
    wanted[value[(who >= 0) & (who < candidates)]] = True
    mine = (who >= 0) & wanted[value]
    per = np.bincount(who[who >= 0], minlength=len(everybody))
    return _Held(
        account=who[mine], value=value[mine].astype(np.int64), holders=holders.astype(np.int64),
        per=per.astype(np.int64),
    )  # fmt: skip


def _tied(held: _Held, is_hit: np.ndarray, population: int) -> Floats:
    """How likely an account's peers were hit so often by chance, shape (accounts,).

    Of the other holders of a value, so many or more show the family that was hit, where hits fall
    anywhere (hypergeometric). The best of an account's values, paid for by their number.
    """
    p = np.ones(len(is_hit))
    hit = is_hit[held.account]
    inside = np.bincount(held.value[hit], minlength=len(held.holders))
    others, theirs = held.holders[held.value] - 1, inside[held.value] - hit
    tried = theirs >= MIN_PEERS - 1
    chance = np.ones(len(held.account))
    # one less than were hit, also for those who were not: the same ties must give the same number
    known = max(0, int(is_hit.sum()) - 1)
    chance[tried] = hypergeom.sf(
        np.minimum(theirs[tried], known) - 1, population - 1, known, others[tried]
    )
    np.minimum.at(p, held.account, np.minimum(1.0, chance * held.per[held.account]))
    return p


def _best(tests: list[Floats], n: int) -> Floats:
    """The best second evidence of each candidate, after Bonferroni over all pairs compared."""
    if not tests:
        return np.ones(n)
    return np.asarray(np.minimum(1.0, np.min(tests, axis=0) * len(tests)), np.float64)


def _tied_by(own: Tests, place: int) -> tuple[str, ...]:
    """Families of our own evidence that back a candidate, before correcting over candidates."""
    return tuple(sorted({g for (_, g), p in own.items() if p[place] <= FDR}))
