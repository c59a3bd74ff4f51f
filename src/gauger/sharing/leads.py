"""Which own accounts partners' indicators lead to: hits that a second kind of evidence backs.

An account that shows a partner's indicator is a candidate and no more: it may sit behind the same
relay, or use the same public template. It becomes a lead when, *given that hit*, evidence of
another family and another cause is stronger than our own population explains:

- another of the partners' indicators, rarer among our accounts that do not show the first than
  chance allows, or
- ties of our own (a card, a batch of registrations, an address): the others that hold the value
  were hit far more often than accounts at large were.

Both nulls come from the receiving provider's own accounts, so no market share or popularity has to
be known or shared. Of all families compared the best counts after Bonferroni's correction, and of
all candidates those stay that the Benjamini-Hochberg procedure keeps at FDR: if hits fell
independently of other evidence, no more than that share of the leads would be there by chance.
Source: Benjamini and Hochberg 1995, JRSS B 57(1); hypergeometric test of enrichment; Tarone 1990,
Biometrics 46(2), for comparisons that cannot tell.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import false_discovery_control, hypergeom

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


Tests = dict[tuple[Sort, str], Floats]
"""By (sort that was hit, family of the second evidence): p-value of each candidate, shape (n,)."""


def leads(world: World, matches: pa.Table, known: Iterable[str]) -> tuple[Lead, ...]:
    """Leads among accounts outside `known`, strongest first.

    Known members stay in the counts, since their being hit is what says that a value is a
    campaign's; they are no discoveries, and buy no other account its place. A lead is for a person,
    or for `gauger detect`, to judge.
    """
    said = {a: w for a, w in words(matches).items() if w.bits >= MIN_BITS}
    if not said:
        return ()
    engine = Engine()
    relations = engine.world(list(world.exchange_files), world.path / "accounts.parquet", None)
    names = sorted(said)
    population, busy = _population(engine, relations, names)
    shown = _shown(matches, names)
    own = _own(engine, relations, names, shown, population)
    p = _best([*_partners(shown, population, busy).values(), *own.values()], len(names))
    have = set(known)
    fresh = np.array([name not in have for name in names])
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
        if fresh[place] and q[place] <= FDR
    ]
    return tuple(sorted(kept, key=lambda x: (x.q, -x.bits, x.account_id)))


def _population(engine: Engine, relations: Relations, names: list[str]) -> tuple[int, Floats]:
    """Accounts of the world, and how busy each candidate is beside the median account, from 1."""
    x = relations.exchanges
    sent = engine.arrow(x.group_by("account_id").agg(n=x.count()))
    counts = dict(zip(sent["account_id"].to_pylist(), sent["n"].to_pylist(), strict=True))
    usual = float(np.median(list(counts.values()))) if counts else 1.0
    busy = np.array([max(1.0, counts.get(a, 1) / max(usual, 1.0)) for a in names])
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


def _own(
    engine: Engine,
    relations: Relations,
    names: list[str],
    shown: Mapping[Sort, Floats],
    population: int,
) -> Tests:
    """Our own second evidence; a family's best signal counts, paid for by their number."""
    found: Tests = {}
    signals = [s for s in TYING if not relations.missing(*s.needs)]
    number = Counter(s.family for s in signals)
    for signal in signals:
        traits = signal.traits(relations)
        traits = traits.filter(traits.n >= signal.least).select("account_id", "value")
        held = _held(engine.arrow(traits), names)
        if not (held.holders[held.value] >= MIN_PEERS).any():
            continue  # it could back nobody, whoever was hit: nothing to pay for (Tarone 1990)
        for hit, rarity in shown.items():
            if _apart(hit, (signal.family.value, signal.cause)):
                p = _tied(held, np.isfinite(rarity), population) * number[signal.family]
                key = (hit, signal.family.value)
                found[key] = np.minimum(1.0, np.minimum(p, found.get(key, p)))
    return found


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
    """Values that candidates hold: (candidate, value) pairs, and all holders of each value."""

    account: Ints
    value: Ints
    holders: Ints


def _held(rows: pa.Table, names: list[str]) -> _Held:
    """The values of one signal that candidates hold, with everybody who holds them."""
    candidate = pc.index_in(rows["account_id"].cast(pa.string()), pa.array(names, pa.string()))
    who = np.asarray(pc.fill_null(candidate, -1).to_numpy(zero_copy_only=False), np.int64)
    _, value, holders = np.unique(rows["value"].to_numpy(), return_inverse=True, return_counts=True)
    mine = who >= 0
    return _Held(
        account=who[mine], value=value[mine].astype(np.int64), holders=holders.astype(np.int64)
    )


def _tied(held: _Held, shown: np.ndarray, population: int) -> Floats:
    """How likely a candidate's peers were hit so often by chance, shape (n,).

    Of the other holders of a value, so many or more show the family that was hit, where hits fall
    anywhere (hypergeometric). The best of an account's values, paid for by their number.
    """
    p = np.ones(len(shown))
    hit = shown[held.account]
    inside = np.bincount(held.value[hit], minlength=len(held.holders))
    per = np.bincount(held.account, minlength=len(shown))
    others, theirs = held.holders[held.value] - 1, inside[held.value] - 1
    tried = hit & (inside[held.value] >= MIN_PEERS)
    chance = np.ones(len(held.account))
    chance[tried] = hypergeom.sf(
        theirs[tried] - 1, population - 1, max(0, int(shown.sum()) - 1), others[tried]
    )
    np.minimum.at(p, held.account, np.minimum(1.0, chance * np.maximum(per[held.account], 1)))
    return p


def _best(tests: list[Floats], n: int) -> Floats:
    """The best second evidence of each candidate, after Bonferroni over all pairs compared."""
    if not tests:
        return np.ones(n)
    return np.asarray(np.minimum(1.0, np.min(tests, axis=0) * len(tests)), np.float64)


def _tied_by(own: Tests, place: int) -> tuple[str, ...]:
    """Families of our own evidence that back a candidate, before correcting over candidates."""
    return tuple(sorted({g for (_, g), p in own.items() if p[place] <= FDR}))
