"""Linking on any table: sightings become traits by kind, and traits become groups.

The core asks for two kinds of evidence that do not follow from one another. Each kind of value is
one; with times there are two more: who showed a value *together* with others (which follows from
the value, so it shares its cause), and who *first appeared* together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gauger.errors import UsageError
from gauger.linking.traits import Traits, index_traits
from gauger.records.keys import keys_of
from gauger.records.schema import KEY, TIME
from gauger.signals.catalogue import SIGNALS
from gauger.signals.family import Family

Tables = dict[str, tuple[Family, pa.Table]]
FREE = (Family.IDENTITY, Family.INFRASTRUCTURE, Family.BEHAVIOUR, Family.CONTENT)
"""Families for kinds that we know nothing of, in this order. Content is last, since content that
nobody else has may tie groups by itself."""
ARRIVAL = "first seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """What each kind of value counts as."""

    family: Mapping[str, Family]
    cause: Mapping[str, str]
    """Kinds of one cause count once."""


def kinds_of(names: Sequence[str], given: Mapping[str, Family], *, timed: bool) -> Kinds:
    """Family and cause of each kind: as given, as a signal of that name has it, else a free one.

    Raises UsageError for a given name that does not occur, when there are more unknown kinds than
    free families, and when there is only one kind of evidence, which links nobody.

    >>> kinds_of(["card", "device"], {}, timed=False).family["device"].value
    'infrastructure'
    """
    if strangers := sorted(given.keys() - set(names)):
        has = ", ".join(names[:10])
        raise UsageError(f"--family names {strangers[0]!r}, which no value has. Kinds are: {has}.")
    known = {s.name: s.family for s in SIGNALS} | {f.value: f for f in Family}
    family = {n: given.get(n, known.get(n)) for n in names}
    taken = {*family.values(), *([Family.TIMING] if timed else [])}
    free = [f for f in FREE if f not in taken]
    unknown = [n for n, f in family.items() if f is None]
    if len(unknown) > len(free):
        raise UsageError(
            f"{len(unknown)} kinds of values and {len(free)} families left for them: say which "
            f"belong together with --family {unknown[0]}=identity and so on."
        )
    chosen = {n: f for n, f in family.items() if f} | dict(zip(unknown, free, strict=False))
    if len({*chosen.values(), *([Family.TIMING] if timed else [])}) < 2:
        raise UsageError(
            f"{', '.join(names)} is one kind of evidence, and no single kind links anybody. "
            "Give another --value, --signal or --time."
        )
    causes = {s.name: s.cause for s in SIGNALS}
    return Kinds(family=chosen, cause={n: causes.get(n, n) for n in names})


def traits_of(sightings: pa.Table, kinds: Kinds, *, window_s: int) -> Traits:
    """Traits of SIGHTINGS, indexed for linking; the whole population is who was seen at all."""
    tables: Tables = {}
    causes = dict(kinds.cause)
    for name, family in kinds.family.items():
        seen = sightings.filter(pc.equal(sightings["kind"], name)).combine_chunks()
        actor, value, us = (_array(seen[c]) for c in ("actor", "value", "us"))
        timed = us.null_count == 0 and len(us) > 0
        seconds = pc.divide(us.cast(pa.float64()), 1e6) if timed else None
        tables[name] = family, traits(name, actor, value, seconds)
        if seconds is not None:
            together = f"{name} together"
            causes[together] = causes[name]
            tables[together] = (
                Family.TIMING,
                overlapping(together, actor, value, seconds, window_s),
            )
    if sightings["us"].null_count == 0:
        tables[ARRIVAL] = Family.TIMING, _arrivals(sightings, window_s)
    actors = pc.unique(sightings["actor"]).to_pylist()
    return index_traits(tables, actors, causes)


def _arrivals(sightings: pa.Table, window_s: int) -> pa.Table:
    first = sightings.group_by("actor").aggregate([("us", "min")]).combine_chunks()
    actor, us = _array(first["actor"]), _array(first["us_min"])
    everybody = pa.array(["all"] * len(actor), pa.string())
    seconds = pc.divide(us.cast(pa.float64()), 1e6)
    return overlapping(ARRIVAL, actor, everybody, seconds, window_s)


def traits(
    kind: str, accounts: pa.Array, values: pa.Array, seconds: pa.Array | None = None
) -> pa.Table:
    """Traits (account_id, value, first_ts, last_ts, n) of one row per sighting; nulls left out.

    `values` are strings, hashed as `kind`; `seconds` are Unix times of the sightings.
    """
    us = pa.array(np.zeros(len(accounts)), pa.int64()) if seconds is None else seconds
    table = pa.table(
        {
            "account_id": accounts.cast(pa.string()),
            "value": keys_of(kind, values.cast(pa.string())).cast(KEY),
            "ts": us,
        }
    )
    seen = table.filter(table["value"].is_valid())
    rolled = seen.group_by(["account_id", "value"]).aggregate(
        [("ts", "min"), ("ts", "max"), ("ts", "count")]
    )
    times = [_time(rolled[f"ts_{end}"]) for end in ("min", "max")]
    return pa.table(
        {
            "account_id": rolled["account_id"],
            "value": rolled["value"],
            "first_ts": times[0],
            "last_ts": times[1],
            "n": rolled["ts_count"],
        }
    )


def overlapping(
    kind: str, accounts: pa.Array, what: pa.Array, s: pa.Array, window_s: int
) -> pa.Table:
    """Traits "`what` within a slot of time", slots twice the window long and half overlapping.

    Two sightings at most `window_s` seconds apart share a slot, whatever the clock said; two that
    share one are less than twice the window apart.
    """
    slot = np.floor(np.asarray(s.to_numpy(zero_copy_only=False), float) / window_s).astype(np.int64)
    texts = what.cast(pa.string()).to_pylist()
    names = [
        f"{text}|{n - back}"
        for back in (0, 1)
        for text, n in zip(texts, slot.tolist(), strict=True)
    ]
    both = pa.concat_arrays([accounts.cast(pa.string())] * 2)
    return traits(kind, both, pa.array(names, pa.string()), pa.concat_arrays([s, s]))


def _time(seconds: pa.ChunkedArray) -> pa.Array:
    us = (np.asarray(seconds.to_numpy(), float) * 1e6).astype(np.int64)
    return pa.array(us, TIME)


def _array(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
