"""Groups of a table as values and as files: `groups`, `members`, `links` and `run.json`."""

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gauger import __version__
from gauger.linking import trial
from gauger.linking.groups import Group, Linked, link
from gauger.linking.limits import LIMITS
from gauger.linking.sightings import Sightings
from gauger.linking.table import Kinds, traits_of
from gauger.linking.traits import Ints, Traits
from gauger.records.files import new_folder, sha256_of
from gauger.records.schema import TIME

MAX_LINKS = 5_000
"""Links kept of a group, strongest first; each member's evidence is kept anyway."""
SHOWN = pa.struct([("kind", pa.string()), ("actors", pa.int64())])
GROUPS = pa.schema(
    [
        ("group_id", pa.string()), ("actors", pa.int64()), ("first_ts", TIME), ("last_ts", TIME),
        ("kinds", pa.list_(SHOWN)),
    ]
)  # fmt: skip
MEMBERS = pa.schema(
    [
        ("group_id", pa.string()), ("actor", pa.string()), ("p_member", pa.float64()),
        ("kinds", pa.list_(pa.string())),
    ]
)  # fmt: skip
LINKS = pa.schema(
    [
        ("group_id", pa.string()), ("a", pa.string()), ("b", pa.string()), ("bits", pa.float64()),
        ("kinds", pa.list_(pa.string())),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A kind of evidence, and how many members it speaks for."""

    kind: str
    actors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One member of a group."""

    actor: str
    p_member: float
    kinds: tuple[str, ...]
    """Kinds that speak for it with five bits or more, strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two members and what ties them."""

    a: str
    b: str
    bits: float
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorGroup:
    """Actors that share more than chance, popularity and activity explain."""

    group_id: str
    first_ts: datetime | None
    last_ts: datetime | None
    kinds: tuple[Shown, ...]
    """Most telling first."""
    members: tuple[Actor, ...]
    """Surest first."""
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRun:
    """How the groups came about: enough to repeat them."""

    version: str
    inputs: dict[str, str]
    """File name: SHA-256 of its bytes."""
    rows: int
    left_out: dict[str, int]
    actors: int
    families: dict[str, str]
    """What each kind counts as."""
    window_s: int
    limits: dict[str, float]
    seed: int
    groups_tested: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableGroups:
    """What linking a table gives."""

    run: TableRun
    groups: tuple[ActorGroup, ...]
    """Largest first."""


def link_table(
    files: Sequence[Path], seen: Sightings, kinds: Kinds, *, window_s: int, seed: int
) -> TableGroups:
    """Groups of the actors in `seen`, which `files` hold. Row order changes nothing."""
    traits = traits_of(seen.table, kinds, window_s=window_s)
    linked = link(traits, seed=seed, certain=trial.P_MEMBER)
    spans = _spans(seen.table)
    run = TableRun(
        version=__version__,
        inputs={file.name: sha256_of(file) for file in files},
        rows=seen.rows,
        left_out=dict(sorted(seen.left_out.items())),
        actors=len(traits.accounts),
        families={s.signal: s.family.value for s in traits.signals},
        window_s=window_s,
        limits=dict(LIMITS),
        seed=seed,
        groups_tested=linked.tested,
    )
    return TableGroups(
        run=run, groups=tuple(_group(traits, linked, g, spans) for g in linked.groups)
    )


def write_groups(found: TableGroups, folder: Path, *, replace: bool) -> None:
    """Write the groups to `folder`, whole or not at all.

    Raises UsageError when the folder exists and `replace` is false.
    """
    with new_folder(folder, replace=replace) as half:
        _write(half / "groups.parquet", GROUPS, [
            {"group_id": g.group_id, "actors": len(g.members), "first_ts": g.first_ts,
             "last_ts": g.last_ts, "kinds": msgspec.to_builtins(g.kinds)}
            for g in found.groups
        ])  # fmt: skip
        _write(half / "members.parquet", MEMBERS, [
            {"group_id": g.group_id, **msgspec.to_builtins(m)} for g in found.groups
            for m in g.members
        ])  # fmt: skip
        _write(half / "links.parquet", LINKS, [
            {"group_id": g.group_id, **msgspec.to_builtins(t)} for g in found.groups for t in g.ties
        ])  # fmt: skip
        run = msgspec.json.format(msgspec.json.encode(found.run), indent=2)
        (half / "run.json").write_bytes(run + b"\n")


def group_id(actors: Sequence[str]) -> str:
    """Name of a set of actors: the same set, the same name.

    >>> group_id(["b", "a"]) == group_id(["a", "b"])
    True
    """
    text = "\n".join(sorted(actors)).encode("utf-8", "surrogatepass")
    return "G-" + b32encode(blake2b(text, digest_size=5).digest()).decode()[:7]


def _group(
    traits: Traits, linked: Linked, group: Group, spans: dict[str, tuple[datetime, datetime]]
) -> ActorGroup:
    names = [traits.accounts[i] for i in group.members.tolist()]
    kinds = [s.signal for s in traits.signals]
    speaks = group.trial.bits >= trial.MIN_FAMILY_BITS
    shown = [Shown(kind=k, actors=int(n)) for k, n in zip(kinds, speaks.sum(axis=0), strict=True)]
    members = [
        Actor(
            actor=name,
            p_member=round(float(p), 4),
            kinds=tuple(kinds[i] for i in np.argsort(-bits, kind="stable") if says[i]),
        )
        for name, p, bits, says in zip(
            names, group.trial.p_member, group.trial.bits, speaks, strict=True
        )
    ]
    own = [spans[n] for n in names if n in spans]
    return ActorGroup(
        group_id=group_id(names),
        first_ts=min((first for first, _ in own), default=None),
        last_ts=max((last for _, last in own), default=None),
        kinds=tuple(sorted((s for s in shown if s.actors), key=lambda s: (-s.actors, s.kind))),
        members=tuple(sorted(members, key=lambda m: (-m.p_member, m.actor))),
        ties=_ties(traits, linked, group.members, kinds),
    )


def _ties(traits: Traits, linked: Linked, members: Ints, kinds: list[str]) -> tuple[Tie, ...]:
    e = linked.edges
    own = e.within(members)
    strongest = own[np.lexsort((e.b[own], e.a[own], -e.total[own]))][:MAX_LINKS]
    return tuple(
        Tie(
            a=traits.accounts[e.a[i]],
            b=traits.accounts[e.b[i]],
            bits=round(float(e.total[i]), 2),
            kinds=tuple(k for k, x in zip(kinds, bits, strict=True) if x > 0),
        )
        for i, bits in zip(strongest.tolist(), e.bits[strongest].toarray(), strict=True)
    )


def _spans(table: pa.Table) -> dict[str, tuple[datetime, datetime]]:
    """First and last time of each actor; empty where the table has no times."""
    if table["us"].null_count:
        return {}
    rolled = table.group_by("actor").aggregate([("us", "min"), ("us", "max")])
    return {r["actor"]: (_moment(r["us_min"]), _moment(r["us_max"])) for r in rolled.to_pylist()}


def _moment(us: int) -> datetime:
    return datetime.fromtimestamp(us // 1_000_000, UTC).replace(microsecond=us % 1_000_000)


def _write(path: Path, schema: pa.Schema, rows: list[dict[str, object]]) -> None:
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, compression="zstd")
