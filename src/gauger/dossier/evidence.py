"""What members share, and how many outsiders share it: enough to try each member again.

A value counts when three members hold it (`linking.trial.MIN_HOLDERS`). Of signals with millions of
them (address and hour) only the deciding ones go into a pack: each member's strongest, with all
members that hold it, so that their number can be counted again; how many more speak is stated.
"""

from collections.abc import Sequence

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gauger.campaigns.model import Member
from gauger.dossier.profiles import Profile
from gauger.dossier.pseudonyms import Pseudonyms
from gauger.dossier.tables import EXTRACTS
from gauger.dossier.worded import Worded
from gauger.engines.relations import Engine
from gauger.linking.null import p_by_chance
from gauger.linking.traits import SignalTraits, Traits
from gauger.linking.trial import (
    MIN_FAMILY_BITS,
    MIN_HOLDERS,
    SURPRISE_LEVELS,
    surprise,
    try_accounts,
)
from gauger.records.world import World
from gauger.signals.catalogue import SIGNALS

MAX_ROWS = 500_000
"""Traits of one signal in a pack; above it only the deciding values go in."""
MOST_BITS = 1_000.0
"""What is written where no number is large enough."""
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def evidence_tables(
    traits: Traits, members: tuple[Member, ...], names: Pseudonyms, worded: Worded | None = None
) -> dict[str, pa.Table]:
    """The tables `signals`, `traits`, `comparison`, `phrases`, `evidence` and `population`.

    `worded` names the phrases that the group was found by, where nothing else ties it.
    """
    lookup = {a: number for number, a in enumerate(traits.accounts)}
    group = np.array(sorted(lookup[m.account_id] for m in members), np.int64)
    renamed = np.array([names.account(traits.accounts[i]) for i in group], dtype=object)
    elsewhere = _elsewhere(traits, group)
    found: dict[str, list[pa.Table]] = {
        name: [] for name in ("traits", "comparison", "phrases", "evidence")
    }
    rows = []
    for signal in SIGNALS:
        its = next((s for s in traits.signals if s.signal == signal.name), None)
        complete, pairs = True, 0
        if its is not None:
            own = worded.values if worded and worded.signal == signal.name else np.zeros(0, int)
            tables, complete = _weighed(its, group, names, renamed, own)
            pairs = its.pairs
            for name, table in tables.items():
                found[name].append(table)
        rows.append(
            (signal.name, signal.family.value, signal.cause, its is not None, complete, pairs,
             elsewhere.get(signal.name, 0))
        )  # fmt: skip
    inside = len(group)
    sides = [("campaign", inside), ("outside", len(traits.accounts) - inside)]
    return {"signals": _rows("signals", rows), "population": _rows("population", sides)} | {
        name: pa.concat_tables([EXTRACTS[name].empty_table(), *parts])
        for name, parts in found.items()
    }


def _rows(name: str, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    schema = EXTRACTS[name]
    return pa.Table.from_pylist(
        [dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema
    )


def _elsewhere(traits: Traits, group: Ints) -> dict[str, int]:
    """By signal how many accounts outside show it as the members do."""
    tried = try_accounts(traits, group)
    outside = ~np.isin(tried.accounts, group)
    shown = (tried.bits[outside] >= MIN_FAMILY_BITS).sum(axis=0)
    return {s.signal: int(n) for s, n in zip(traits.signals, shown, strict=True)}


def _weighed(
    signal: SignalTraits,
    group: Ints,
    names: Pseudonyms,
    renamed: npt.NDArray[np.object_],
    phrases: Ints,
) -> tuple[dict[str, pa.Table], bool]:
    held = signal.held[group]
    place = np.repeat(np.arange(len(group)), np.diff(held.indptr))
    starts, ends = signal.held.indptr[group], signal.held.indptr[group + 1]
    uses = np.concatenate([signal.uses[a:b] for a, b in zip(starts, ends, strict=True)])
    values, number, within = np.unique(held.indices, return_inverse=True, return_counts=True)
    many = (within >= MIN_HOLDERS)[number]
    place, number, uses = place[many], number[many], uses[many]
    beyond = signal.holders[values] - within
    bits = _value_bits(signal, group[place], within[number], beyond[number], len(group))
    speaking = np.bincount(place[bits >= MIN_FAMILY_BITS], minlength=len(group))
    complete = len(place) <= MAX_ROWS
    kept = within >= MIN_HOLDERS
    if not complete:
        kept &= _deciding(place, number, bits, len(values)) | np.isin(values, phrases)
    rows = kept[number]
    fresh = np.zeros(len(values), np.int64)
    fresh[kept] = [names.value(signal.signal, v) for v in values[kept].tolist()]
    degree = signal.degree[group]
    some = degree > 0
    tables = {
        "traits": {
            "member": renamed[place[rows]], "value": fresh[number[rows]], "uses": uses[rows],
        },
        "comparison": {"value": fresh[kept], "outside": beyond[kept]},
        "phrases": {"value": fresh[np.isin(values, phrases)]},
        "evidence": {
            "member": renamed[some], "degree": degree[some], "speaking": speaking[some],
            "most": _most(signal, group, (within, beyond), (place, number))[some],
        },
    }  # fmt: skip
    return {name: _table(name, signal.signal, columns) for name, columns in tables.items()}, (
        complete
    )


def _value_bits(signal: SignalTraits, account: Ints, within: Ints, beyond: Ints, n: int) -> Floats:
    """What each held value says of its holder, as `linking.trial` weighs it; 0 where it is mute."""
    rest = max(1, len(signal.degree) - n)
    outside = beyond + 0.5
    by_degree = p_by_chance(signal, signal.degree[account].astype(float), outside)
    chance = np.maximum(by_degree, outside / (rest + 1))
    share = np.maximum((within - 1) / max(n - 1, 1), 0.5 / n)
    worth = np.log2(within / n / (outside / (rest + 1))) >= MIN_FAMILY_BITS
    return np.where(worth, np.log2(share / chance), 0.0)


def _most(
    signal: SignalTraits, group: Ints, values: tuple[Ints, Ints], held: tuple[Ints, Ints]
) -> Floats:
    """What each member's values say at most, as `linking.trial` bounds it; (members,).

    Takes how many members and others hold each value, and which member holds which value.
    """
    (within, beyond), (place, number), n = values, held, len(group)
    outside = beyond + 0.5
    lift = np.log2(within / n / (outside / (max(1, len(signal.degree) - n) + 1)))
    found = np.zeros(n)
    for least in SURPRISE_LEVELS:
        strong = (lift >= least) & (within >= MIN_HOLDERS)
        many = np.bincount(place[strong[number]], minlength=n)
        theirs = float(outside[strong].sum())
        found = np.maximum(found, surprise(signal, signal.degree[group], many, theirs))
    return np.minimum(found, MOST_BITS)


def _deciding(place: Ints, number: Ints, bits: Floats, size: int) -> npt.NDArray[np.bool_]:
    """Values that are the strongest of some member; among equals, of the lowest number."""
    order = np.lexsort((number, -bits, place))
    first = np.concatenate([[True], place[order][1:] != place[order][:-1]])
    kept = np.zeros(size, bool)
    kept[number[order][first]] = True
    return kept


def _table(name: str, signal: str, columns: dict[str, npt.NDArray[np.generic]]) -> pa.Table:
    n = len(next(iter(columns.values())))
    whole = {"signal": pa.array([signal] * n, pa.string())} | {
        key: pa.array(column) for key, column in columns.items()
    }
    return pa.table(whole).select(EXTRACTS[name].names).cast(EXTRACTS[name])


def held_by_members(
    world: World, members: tuple[Member, ...], profiles: Sequence[Profile], threads: int | None
) -> frozenset[tuple[str, int]]:
    """Indicators of profiles that at least MIN_HOLDERS members hold, as (signal, value)."""
    wanted: dict[str, set[int]] = {}
    for profile in profiles:
        for p in profile.predicts:
            kind, _, rest = p.feature.partition(":")
            if kind == "indicator":
                signal, _, value = rest.partition(":")
                wanted.setdefault(signal, set()).add(int(value))
    if not wanted:
        return frozenset()
    engine = Engine(threads=threads)
    relations = engine.world(list(world.exchange_files), world.path / "accounts.parquet", None)
    ids = ibis.memtable(pa.table({"account_id": pa.array([m.account_id for m in members])}))
    found = set()
    for s in SIGNALS:
        if s.name not in wanted or relations.missing(*s.needs):
            continue
        values = ibis.memtable(pa.table({"value": pa.array(sorted(wanted[s.name]), pa.int64())}))
        own = s.traits(relations).semi_join(ids, "account_id").semi_join(values, "value")
        own = own.filter(own.n >= s.least)
        counts = engine.arrow(own.group_by("value").agg(n=own.count())).to_pylist()
        found |= {(s.name, r["value"]) for r in counts if r["n"] >= MIN_HOLDERS}
    return frozenset(found)
