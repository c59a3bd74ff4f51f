"""The main job: a world in, detections out, as a list of short steps."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from gauger import __version__
from gauger.campaigns.accounting import deeds, keep_books
from gauger.campaigns.changes import Event
from gauger.campaigns.declared import account_facts
from gauger.campaigns.deeds import harvesting
from gauger.campaigns.features import Seen
from gauger.campaigns.judge import Case, judge
from gauger.campaigns.ledger import Earlier, compare
from gauger.campaigns.model import Campaign, Detections, Link, Member, Run, Verdict
from gauger.campaigns.partners import NOTHING, Said, Words
from gauger.engines.relations import Engine, Relations, closing_engine
from gauger.linking import communities, edges, null, trial
from gauger.linking.groups import Group, Linked, link
from gauger.linking.traits import Traits, index_traits
from gauger.records.prepare import prepared
from gauger.records.world import World
from gauger.signals.rollup import SignalState, run_signals

MAX_LINKS = 5_000
"""Links kept for a campaign: a picture shows fewer, and each member's evidence is kept anyway."""
ORDER = (Verdict.DISTILLATION, Verdict.COORDINATED, Verdict.UNCLEAR, Verdict.BENIGN)
Say = Callable[[str], None]


def detect(
    world: World,
    *,
    ledger: tuple[Earlier, ...] = (),
    seed: int = 0,
    threads: int | None = None,
    scratch: Path | None = None,
    cleared: frozenset[str] = frozenset(),
    partners: Said = NOTHING,
    say: Say = lambda _: None,
) -> Detections:
    """Find, measure and judge the campaigns in a world.

    Accounts that a person `cleared` stand in no group. What `partners` say weighs beside our own
    evidence, and decides nothing alone. `say` is told each step as it starts;
    `scratch` is where space is taken for what does not fit in memory, and given back. Same world
    and seed, same detections, whatever the row order, the number of files or threads.
    """
    clock: dict[str, float] = {}
    with _ready(world, threads, scratch) as (engine, relations):
        with _step("traits", clock, say):
            traits, states = _traits(engine, relations)
        with _step("linking", clock, say):
            linked = link(traits, seed=seed)
        with _step("campaigns", clock, say):
            linked = _without(traits, linked, cleared)
            campaigns, members = _judged(engine, relations, traits, linked, states, partners.words)
        run = _run(engine, world, relations, states, linked, seed, clock)
        run = replace(run, indicators=partners.sha256)
    order = sorted(campaigns, key=lambda c: (ORDER.index(c.verdict), -c.exchanges, c.campaign_id))
    return Detections(
        run=run,
        campaigns=tuple(replace(c, comparisons=compare(c, ledger)) for c in order),
        members={c.campaign_id: members[c.campaign_id] for c in order},
        links={c.campaign_id: _links(traits, linked, members[c.campaign_id]) for c in order},
    )


def groups_of(world: World, *, seed: int = 0) -> list[Seen]:
    """The linked groups of a world with what there is to see of each, before any judgement."""
    with _ready(world, None, None) as (engine, relations):
        traits, _ = _traits(engine, relations)
        return look(engine, relations, traits, link(traits, seed=seed))


@contextmanager
def _ready(
    world: World, threads: int | None, scratch: Path | None
) -> Iterator[tuple[Engine, Relations]]:
    """An engine over a world that has all that signals read; its room is given back."""
    with (
        TemporaryDirectory(prefix="gauger-", dir=scratch) as room,
        closing_engine(threads=threads, spill=Path(room) / "spill") as engine,
    ):
        yield engine, _relations(engine, prepared(world, Path(room) / "world"))


def _traits(engine: Engine, world: Relations) -> tuple[Traits, tuple[SignalState, ...]]:
    rolled, states = run_signals(engine, world)
    population = engine.arrow(world.accounts.select("account_id"))["account_id"]
    traits = index_traits(
        {name: (r.family, r.shared) for name, r in rolled.items()},
        population.to_pylist(),
        {name: r.cause for name, r in rolled.items()},
        {name: r.degrees for name, r in rolled.items()},
    )
    return traits, states


def _relations(engine: Engine, world: World) -> Relations:
    events = world.path / "events.parquet"
    return engine.world(
        list(world.exchange_files),
        world.path / "accounts.parquet",
        events if events.exists() else None,
    )


def _judged(
    engine: Engine,
    relations: Relations,
    traits: Traits,
    linked: Linked,
    states: tuple[SignalState, ...],
    partners: Words,
) -> tuple[list[Campaign], dict[str, tuple[Member, ...]]]:
    seen = look(engine, relations, traits, linked)
    events = _events(engine, relations)
    unseen = tuple(f"{s.signal}: {s.reason}" for s in states if not s.on)
    campaigns, members = [], {}
    for group in seen:
        case = Case(
            seen=group, events=events, not_visible=unseen, tested=linked.tested, partners=partners
        )
        campaign, its = judge(case)
        campaigns.append(campaign)
        members[campaign.campaign_id] = its
    return campaigns, members


def look(engine: Engine, relations: Relations, traits: Traits, linked: Linked) -> list[Seen]:
    """What there is to see of each linked group that sent anything."""
    groups = _by_deeds(engine, relations, traits, linked.groups)
    ids = _ids(traits, groups)
    books = keep_books(engine, relations, ids)
    facts = account_facts(engine, relations)
    sent = set(books.totals["grp"].to_pylist())
    rest = books.of(-1)
    return [
        Seen(group=group, traits=traits, own=books.of(number), rest=rest, facts=facts)
        for number, group in enumerate(groups)
        if number in sent  # registered together, and never sent anything: nothing to see
    ]


def _by_deeds(
    engine: Engine, relations: Relations, traits: Traits, groups: Sequence[Group]
) -> list[Group]:
    """Groups, with those who do not do what a harvesting group does set apart from it."""
    found = []
    own, rest = deeds(engine, relations, _ids(traits, groups))
    for group, does in zip(groups, own, strict=True):
        doing = harvesting(does, rest)
        names = [traits.accounts[i] for i in group.members.tolist()]
        mask = np.array([doing is None or doing.get(n, True) for n in names])
        found += [g for part in (mask, ~mask) if (g := _part(group, part)) is not None]
    return sorted(found, key=lambda g: (-len(g.members), g.members.tolist()))


def _part(group: Group, mask: np.ndarray) -> Group | None:
    members = group.members[mask]
    if len(members) < communities.MIN_ACCOUNTS:
        return None
    return Group(members=members, trial=group.trial.of(members))


def _without(traits: Traits, linked: Linked, cleared: frozenset[str]) -> Linked:
    """Groups without the accounts that a person cleared; what is left of a few is no group."""
    if not cleared:
        return linked
    groups = []
    for group in linked.groups:
        keep = np.array([traits.accounts[i] not in cleared for i in group.members.tolist()])
        if (rest := _part(group, keep)) is not None:
            groups.append(rest)
    return replace(linked, groups=tuple(groups))


def _ids(traits: Traits, groups: Sequence[Group]) -> list[list[str]]:
    return [[traits.accounts[i] for i in g.members.tolist()] for g in groups]


def _events(engine: Engine, relations: Relations) -> list[Event]:
    if relations.events is None:
        return []
    rows = engine.arrow(relations.events).to_pylist()
    found = [
        Event(ts=r["ts"], name=f"{r['kind'].replace('_', ' ')} {r.get('name') or ''}".strip())
        for r in rows
    ]
    return sorted(found, key=lambda e: (e.ts, e.name))


def _links(traits: Traits, linked: Linked, members: tuple[Member, ...]) -> tuple[Link, ...]:
    numbers = {a: i for i, a in enumerate(traits.accounts)}
    inside = np.zeros(len(traits.accounts), bool)
    inside[[numbers[m.account_id] for m in members]] = True
    e, total = linked.edges, linked.edges.total
    own = np.flatnonzero(inside[e.a] & inside[e.b])
    strongest = own[np.lexsort((e.b[own], e.a[own], -total[own]))][:MAX_LINKS]
    names = [s.signal for s in traits.signals]
    return tuple(
        Link(
            a=traits.accounts[e.a[i]],
            b=traits.accounts[e.b[i]],
            bits=round(float(total[i]), 2),
            signals=tuple(n for n, bits in zip(names, e.bits[i], strict=True) if bits > 0),
        )
        for i in strongest.tolist()
    )


def _run(
    engine: Engine,
    world: World,
    relations: Relations,
    states: tuple[SignalState, ...],
    linked: Linked,
    seed: int,
    clock: dict[str, float],
) -> Run:
    x = relations.exchanges
    total = engine.arrow(x.aggregate(n=x.count(), first=x.ts.min(), last=x.ts.max())).to_pylist()[0]
    accounts = engine.arrow(relations.accounts.aggregate(n=relations.accounts.count()))
    return Run(
        version=__version__,
        world=world.path.resolve().name,
        inputs={str(p.relative_to(world.path)): _sha256(p) for p in _inputs(world)},
        exchanges=total["n"],
        accounts=accounts["n"][0].as_py(),
        first_ts=total["first"],
        last_ts=total["last"],
        limits={
            "p_shared": null.P_SHARED,
            "link_min_bits": edges.MIN_BITS,
            "group_min_accounts": communities.MIN_ACCOUNTS,
            "member_min_p": trial.P_MEMBER,
            "member_min_families": trial.MIN_FAMILIES,
            "family_min_bits": trial.MIN_FAMILY_BITS,
            "family_max_bits": trial.MAX_FAMILY_BITS,
        },
        seed=seed,
        signals=states,
        timings_s={name: round(s, 3) for name, s in clock.items()},
        groups_tested=linked.tested,
    )


def _inputs(world: World) -> list[Path]:
    tables = [world.path / "accounts.parquet", world.path / "events.parquet"]
    return [*world.exchange_files, *(p for p in tables if p.exists())]


def _sha256(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _step(name: str, clock: dict[str, float], say: Say) -> Iterator[None]:
    say(name)
    start = time.perf_counter()
    yield
    clock[name] = time.perf_counter() - start
