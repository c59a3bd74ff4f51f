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
from ibis.expr.types import Table

from gauger.campaigns.model import Member
from gauger.dossier.profiles import Profile
from gauger.dossier.pseudonyms import Pseudonyms
from gauger.dossier.tables import EXTRACTS
from gauger.engines.relations import Engine, Relations
from gauger.linking.trial import MIN_FAMILY_BITS, MIN_HOLDERS
from gauger.records.world import World
from gauger.signals.catalogue import SIGNALS
from gauger.signals.model import Signal

MAX_ROWS = 500_000
"""Traits of one signal in a pack; above it only the deciding values go in."""
Ints = npt.NDArray[np.int64]


def evidence_tables(
    engine: Engine,
    relations: Relations,
    members: tuple[Member, ...],
    names: Pseudonyms,
    silent: int,
) -> dict[str, pa.Table]:
    """The tables `signals`, `traits`, `comparison`, `evidence` and `population`.

    `silent` accounts belong to the campaign but sent nothing and are not among `members`.
    """
    ids = [m.account_id for m in members]
    inside = len(ids) + silent
    outside = max(0, _population(engine, relations) - inside)
    renamed = np.array([names.account(i) for i in ids], dtype=object)
    found: dict[str, list[pa.Table]] = {"traits": [], "comparison": [], "evidence": []}
    signals = []
    for signal in SIGNALS:
        visible = not relations.missing(*signal.needs)
        shared = _shared(engine, relations, signal, ids) if visible else None
        complete = True
        if shared is not None:
            tables, complete = _weighed(signal, shared, names, renamed, inside, outside)
            for name, table in tables.items():
                found[name].append(table)
        signals.append((signal.name, signal.family.value, signal.cause, visible, complete))
    rows = [dict(zip(EXTRACTS["signals"].names, s, strict=True)) for s in signals]
    sides = [{"side": "campaign", "accounts": inside}, {"side": "outside", "accounts": outside}]
    return {
        "signals": pa.Table.from_pylist(rows, schema=EXTRACTS["signals"]),
        "population": pa.Table.from_pylist(sides, schema=EXTRACTS["population"]),
    } | {
        name: pa.concat_tables([EXTRACTS[name].empty_table(), *parts])
        for name, parts in found.items()
    }


def _population(engine: Engine, relations: Relations) -> int:
    """Accounts that the null model counts: registered, or with a trait."""
    everyone = relations.accounts.select("account_id")
    if "account_id" in relations.exchanges.columns:
        everyone = everyone.union(relations.exchanges.select("account_id").distinct())
    total = everyone.aggregate(n=everyone.account_id.nunique())
    return int(engine.arrow(total)["n"][0].as_py())


def _shared(
    engine: Engine, relations: Relations, signal: Signal, ids: list[str]
) -> tuple[Ints, Ints, pa.Table] | None:
    """Member and value of each trait that three members share, and how many hold each value."""
    own = ibis.memtable(
        pa.table(
            {"known": pa.array(ids, pa.string()), "place": pa.array(range(len(ids)), pa.int64())}
        )
    )
    rows: Table = signal.traits(relations).select("account_id", "value")
    marked = rows.left_join(own, [("account_id", "known")])
    counts = marked.group_by("value").agg(
        holders=marked.count(), within=marked.place.notnull().cast("int64").sum()
    )
    touched = engine.arrow(counts.filter(counts.within >= MIN_HOLDERS))
    if not touched.num_rows:
        return None
    mine = marked.filter(marked.place.notnull())
    kept = mine.semi_join(ibis.memtable(touched.select(["value"])), "value")
    held = engine.arrow(kept.select("place", "value"))
    return held["place"].to_numpy(), held["value"].to_numpy(), touched.sort_by("value")


def _weighed(
    signal: Signal,
    shared: tuple[Ints, Ints, pa.Table],
    names: Pseudonyms,
    renamed: npt.NDArray[np.object_],
    inside: int,
    outside: int,
) -> tuple[dict[str, pa.Table], bool]:
    place, value, touched = shared
    values = touched["value"].to_numpy()
    within = touched["within"].to_numpy()
    beyond = touched["holders"].to_numpy() - within
    bits = np.log2(
        np.maximum(within - 1, 0.5) / max(inside - 1, 1) / ((beyond + 0.5) / (outside + 1))
    )
    number = np.searchsorted(values, value)
    speaking = np.bincount(place[bits[number] >= MIN_FAMILY_BITS], minlength=len(renamed))
    complete = len(place) <= MAX_ROWS
    kept = np.ones(len(values), bool) if complete else _deciding(place, number, bits)
    rows = kept[number]
    fresh = np.zeros(len(values), np.int64)
    fresh[kept] = [names.value(signal.name, v) for v in values[kept].tolist()]
    counted = np.unique(place[rows])
    tables = {
        "traits": {"member": renamed[place[rows]], "value": fresh[number[rows]]},
        "comparison": {"value": fresh[kept], "outside": beyond[kept]},
        "evidence": {"member": renamed[counted], "speaking": speaking[counted]},
    }
    return {name: _table(name, signal.name, columns) for name, columns in tables.items()}, complete


def _deciding(place: Ints, number: Ints, bits: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Values that are the strongest of some member; among equals, of the lowest number."""
    order = np.lexsort((number, -bits[number], place))
    first = np.concatenate([[True], place[order][1:] != place[order][:-1]])
    kept = np.zeros(len(bits), bool)
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
        counts = engine.arrow(own.group_by("value").agg(n=own.count())).to_pylist()
        found |= {(s.name, r["value"]) for r in counts if r["n"] >= MIN_HOLDERS}
    return frozenset(found)
