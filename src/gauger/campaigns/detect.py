"""The main job: a world in, detections out, as a list of short steps."""

import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from gauger import __version__
from gauger.campaigns.accounting import Books, deeds, keep_books
from gauger.campaigns.changes import Event
from gauger.campaigns.conduct import P_CONDUCT, conducting
from gauger.campaigns.declared import account_facts, mail_domains, of_firms
from gauger.campaigns.deeds import harvesting
from gauger.campaigns.features import Facts, Seen
from gauger.campaigns.judge import P_HARVEST, P_NO_HARVEST, Case, judge, p_harvest
from gauger.campaigns.ledger import Earlier, compare
from gauger.campaigns.model import Campaign, Detections, Link, Member, Run, Verdict
from gauger.campaigns.partners import MAX_GROUP_BITS, NOTHING, Said, Words
from gauger.campaigns.tallies import Tallied, tallied, total
from gauger.engines.relations import ASIDE_GB, BESIDE_GB, Engine, Relations, closing_engine
from gauger.linking import communities
from gauger.linking.groups import Group, Linked, link, link_inside, seen_once
from gauger.linking.limits import LIMITS
from gauger.linking.reading import read_traits
from gauger.linking.traits import Ints, Traits
from gauger.linking.trial import MIN_FAMILY_BITS, try_accounts
from gauger.records.files import sha256_of
from gauger.records.prepare import prepared
from gauger.records.world import World, small_files
from gauger.signals.catalogue import SIGNALS
from gauger.signals.family import Family
from gauger.signals.hours import by_hour
from gauger.signals.state import SignalState

MAX_LINKS = 5_000
"""Links kept for a campaign: a picture shows fewer, and each member's evidence is kept anyway."""
TIMES_WHOLE = 2.0
"""An undecided part of a group is shown by itself when it is so many times as likely a harvest.
Chosen on two tuning worlds, with 0.56 in 0.22 and 0.78 in 0.16; it accuses nobody."""
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
    with _ready(world, threads, scratch) as (engine, relations, amiss):
        with _step("traits", clock, say):
            traits, states = read_traits(engine, relations)
        engine.limit(ASIDE_GB)
        with _step("linking", clock, say):
            linked = link(traits, seed=seed)
        engine.limit(BESIDE_GB)
        with tallied(engine, relations) as counted:  # after linking: both take memory
            read = Read(
                tallied=counted, traits=traits, states=states, inputs=_digests(world), amiss=amiss,
                clock=clock,
            )  # fmt: skip
            return conclude(
                engine, world, read, linked, ledger=ledger, seed=seed, cleared=cleared,
                partners=partners, say=say,
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """All that was taken from a world's files, in this run or in earlier ones."""

    tallied: Tallied
    traits: Traits
    states: tuple[SignalState, ...]
    inputs: dict[str, str]
    """File of the world: SHA-256 of its bytes."""
    amiss: dict[str, int]
    """What was amiss in the files, and how many times."""
    clock: dict[str, float]
    """Seconds of each step so far."""


def conclude(
    engine: Engine,
    world: World,
    read: Read,
    linked: Linked,
    *,
    ledger: tuple[Earlier, ...] = (),
    seed: int = 0,
    cleared: frozenset[str] = frozenset(),
    partners: Said = NOTHING,
    say: Say = lambda _: None,
    then: Callable[[Detections, Traits], Detections] = lambda found, _: found,
) -> Detections:
    """Detections from what was read and linked. `then` may add what needs the traits as well."""
    clock, traits = dict(read.clock), read.traits
    with _step("campaigns", clock, say):
        linked = _without(traits, linked, cleared)
        linked, seen, quiet = _sorted_out(engine, read.tallied, traits, linked, seed)
        campaigns, members = _judged(engine, read, seen, linked.tested, partners.words)
    order = sorted(campaigns, key=lambda c: (ORDER.index(c.verdict), -c.exchanges, c.campaign_id))
    found = Detections(
        run=replace(_run(engine, world, read, linked, seed, clock), indicators=partners.sha256),
        campaigns=tuple(replace(c, comparisons=compare(c, ledger)) for c in order),
        members={c.campaign_id: members[c.campaign_id] for c in order},
        links={c.campaign_id: _links(traits, linked, members[c.campaign_id]) for c in order},
        no_harvest=quiet,
    )
    return then(found, traits)


def groups_of(world: World, *, seed: int = 0) -> list[Seen]:
    """The linked groups of a world with what there is to see of each, before any judgement."""
    with _ready(world, None, None) as (engine, relations, _):
        traits, _ = read_traits(engine, relations)
        linked = link(traits, seed=seed)
        with tallied(engine, relations) as counted:
            return look(engine, counted, traits, linked)


def traits_of(world: World) -> Traits:
    """What linking could work on: of all signals, those that tie nobody included."""
    with _ready(world, None, None) as (engine, relations, _):
        return read_traits(engine, relations, SIGNALS)[0].with_asking(np.zeros(0, np.int64))


@contextmanager
def _ready(
    world: World, threads: int | None, scratch: Path | None
) -> Iterator[tuple[Engine, Relations, dict[str, int]]]:
    """An engine over a world that has all that signals read, and what was amiss in it.

    Its room is given back.
    """
    with (
        TemporaryDirectory(prefix="gauger-", dir=scratch) as room,
        closing_engine(threads=threads, spill=Path(room) / "spill") as engine,
    ):
        ready = prepared(world, Path(room) / "world")
        yield engine, _counted(engine, _relations(engine, ready), Path(room)), dict(ready.amiss)


def _counted(engine: Engine, world: Relations, room: Path) -> Relations:
    """With the exchanges counted once for many readers; on disk, since linking takes memory."""
    file = room / "hours.parquet"
    engine.write(by_hour(world.exchanges), file)
    return replace(world, counted=engine.parquet([file]))


def _relations(engine: Engine, world: World) -> Relations:
    events = world.path / "events.parquet"
    return engine.world(
        list(world.exchange_files),
        world.path / "accounts.parquet",
        events if events.exists() else None,
    )


def _judged(
    engine: Engine, read: Read, seen: Sequence[Seen], tested: int, partners: Words
) -> tuple[list[Campaign], dict[str, tuple[Member, ...]]]:
    events = _events(engine, read.tallied)
    unseen = tuple(f"{s.signal}: {s.reason}" for s in read.states if not s.on)
    campaigns, members = [], {}
    for group in seen:
        case = Case(seen=group, events=events, not_visible=unseen, tested=tested, partners=partners)
        campaign, its = judge(case)
        campaigns.append(campaign)
        members[campaign.campaign_id] = its
    return campaigns, members


def _sorted_out(
    engine: Engine, world: Tallied, traits: Traits, linked: Linked, seed: int
) -> tuple[Linked, list[Seen], frozenset[str]]:
    """Groups as they are judged, what there is to see of each, and who is surely in no harvest.

    A part of a group that harvests, where the whole does not, is a group of its own: an operator
    among a reseller's customers. People with one tool or one subject are like anybody else.
    """
    groups = _by_deeds(engine, world, traits, linked.groups)
    books = keep_books(engine, world, _ids(traits, groups))

    def looked_at(groups: Sequence[Group]) -> list[Seen]:
        again = keep_books(engine, world, _ids(traits, groups), before=books.evidence)
        return _seen(engine, world, traits, groups, again)

    seen = _seen(engine, world, traits, groups, books)
    parts = _by_deeds(engine, world, traits, _parts(traits, seen, seed))
    tested = linked.tested + len(parts)
    if parts:
        within = looked_at([*groups, *parts])
        parts = [part for part in parts if _stands_out(part, within)]
    if parts:
        seen = looked_at([*parts, *(g for s in seen if (g := _less(s, parts)))])
    picked: set[bytes] = set()
    quiet: set[str] = set()
    while True:
        quiet |= {m for s in seen if _surely_none(s) for m in s.members}
        tied = _tied_harvests(seen)
        worth = seen_once([g for s in seen if (g := _by_conduct(s, tied, picked))])
        if sum(len(g.members) for g in worth) == sum(len(s.members) for s in seen):
            break
        seen = looked_at(worth)  # whoever left is like anybody else, and is counted with them
    quiet -= {m for s in seen for m in s.members}
    return (
        replace(linked, groups=tuple(s.group for s in seen), tested=tested), seen, frozenset(quiet)
    )  # fmt: skip


def _surely_none(seen: Seen) -> bool:
    """Whether a group by wording alone is no harvest, whatever partners could say of it."""
    if not seen.group.by_wording_alone:
        return False
    p = p_harvest(seen)
    return p / (1 - p) * 2**MAX_GROUP_BITS <= P_NO_HARVEST / (1 - P_NO_HARVEST)


def _parts(traits: Traits, seen: Sequence[Seen], seed: int) -> list[Group]:
    """Groups within those that are not accused as a whole."""
    return [
        part
        for s in seen
        if not s.group.by_wording_alone and p_harvest(s) < P_HARVEST
        for part in link_inside(traits, s.group.members, seed=seed)
    ]


def _stands_out(part: Group, within: Sequence[Seen]) -> bool:
    """Whether a part is accused, or undecided and much more likely a harvest than the whole."""
    tied = [s for s in within if not s.group.by_wording_alone]
    own = [p_harvest(s) for s in tied if np.array_equal(s.group.members, part.members)]
    whole = [p_harvest(s) for s in tied if np.isin(part.members, s.group.members).all()]
    least = min(P_HARVEST, max(P_NO_HARVEST, TIMES_WHOLE * min(whole, default=1.0)))
    return max(own, default=0.0) >= least


def _less(seen: Seen, parts: Sequence[Group]) -> Group | None:
    """The group without the parts that stand by themselves; an accused one keeps its accounts."""
    if seen.group.by_wording_alone or p_harvest(seen) >= P_HARVEST:
        return seen.group
    taken = np.concatenate([part.members for part in parts])
    return _part(seen.group, ~np.isin(seen.group.members, taken))


def _tied_harvests(seen: Sequence[Seen]) -> Ints:
    """Numbers of the accounts that groups by more than their wording accuse."""
    accused = [
        s.group.members for s in seen if not s.group.by_wording_alone and p_harvest(s) >= P_HARVEST
    ]
    return np.concatenate([np.zeros(0, np.int64), *accused])


def _by_conduct(seen: Seen, tied: Ints, picked: set[bytes]) -> Group | None:
    """The group; of one by wording alone, those who do by themselves what a harvest does.

    What the `tied` accounts do, which more than their wording accuses already, is no evidence
    against others who ask alike: these are judged without them first.

    Only where the whole would be accused are its accounts looked at one by one, and once: of any
    crowd, those picked for what they do look like a harvest. `picked` is told who was. Firms that
    openly are such are not counted into a hidden operator who asks alike.
    """
    group = seen.group
    if not group.by_wording_alone or group.members.tobytes() in picked:
        return group
    others = ~np.isin(group.members, tied)
    if not others.all():
        return _part(group, others)
    p = p_harvest(seen)
    if p < P_HARVEST or group.own_words:
        return group if p > P_NO_HARVEST else None
    doing = conducting(seen.own, seen.rest)
    firms = of_firms(seen.facts, seen.facts.domains)
    kept = _part(
        group, np.array([doing.get(m, 0.0) >= P_CONDUCT and m not in firms for m in seen.members])
    )
    if kept is not None:
        picked.add(kept.members.tobytes())
    return kept


def look(engine: Engine, world: Tallied, traits: Traits, linked: Linked) -> list[Seen]:
    """What there is to see of each linked group that sent anything."""
    groups = _by_deeds(engine, world, traits, linked.groups)
    return _seen(engine, world, traits, groups, keep_books(engine, world, _ids(traits, groups)))


def _seen(
    engine: Engine, world: Tallied, traits: Traits, groups: Sequence[Group], books: Books
) -> list[Seen]:
    ids = [account for group in _ids(traits, groups) for account in group]
    facts = Facts(account_facts(engine, world, ids), mail_domains(engine, world))
    sent = set(books.totals["grp"].to_pylist())
    rest = books.of(-1)
    return [
        Seen(
            group=group,
            traits=traits if group.beside is None else traits.with_asking(group.beside),
            own=books.of(number),
            rest=rest,
            facts=facts,
        )
        for number, group in enumerate(groups)
        if number in sent  # registered together, and never sent anything: nothing to see
    ]


def _by_deeds(
    engine: Engine, world: Tallied, traits: Traits, groups: Sequence[Group]
) -> list[Group]:
    """Groups, with those who do not do what a harvesting group does set apart from it."""
    found = []
    own, rest = deeds(engine, world, _ids(traits, groups))
    for group, does in zip(groups, own, strict=True):
        doing = harvesting(does, rest)
        names = [traits.accounts[i] for i in group.members.tolist()]
        mask = np.array([doing is None or doing.get(n, True) for n in names])
        if not mask.all():
            mask |= _worded_as(traits, group.members[mask], group.members)
        found += [g for part in (mask, ~mask) if (g := _part(group, part)) is not None]
    return sorted(found, key=lambda g: (-len(g.members), g.members.tolist()))


def _worded_as(traits: Traits, core: Ints, members: Ints) -> np.ndarray:
    """Which members word their prompts as the core does, whatever cues theirs lack.

    Owners of borrowed addresses and a reseller's customers do not; who rewords his share does.
    """
    content = [i for i, s in enumerate(traits.signals) if s.family is Family.CONTENT]
    if len(core) < communities.MIN_ACCOUNTS or not content:
        return np.zeros(len(members), bool)
    trial = try_accounts(traits, core)
    speaks = trial.accounts[trial.bits[:, content].max(axis=1) >= MIN_FAMILY_BITS]
    return np.isin(members, speaks)


def _part(group: Group, mask: np.ndarray) -> Group | None:
    members = group.members[mask]
    if len(members) < communities.MIN_ACCOUNTS:
        return None
    return replace(group, members=members, trial=group.trial.of(members))


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


def _events(engine: Engine, world: Tallied) -> list[Event]:
    if world.events is None:
        return []
    rows = engine.arrow(world.events).to_pylist()
    found = [
        Event(ts=r["ts"], name=f"{r['kind'].replace('_', ' ')} {r.get('name') or ''}".strip())
        for r in rows
    ]
    return sorted(found, key=lambda e: (e.ts, e.name))


def _links(traits: Traits, linked: Linked, members: tuple[Member, ...]) -> tuple[Link, ...]:
    numbers = sorted(bisect_left(traits.accounts, m.account_id) for m in members)
    e = linked.edges
    own = e.within(np.array(numbers, np.int64))
    strongest = own[np.lexsort((e.b[own], e.a[own], -e.total[own]))][:MAX_LINKS]
    names = [s.signal for s in traits.signals]
    return tuple(
        Link(
            a=traits.accounts[e.a[i]],
            b=traits.accounts[e.b[i]],
            bits=round(float(e.total[i]), 2),
            signals=tuple(n for n, x in zip(names, bits, strict=True) if x > 0),
        )
        for i, bits in zip(strongest.tolist(), e.bits[strongest].toarray(), strict=True)
    )


def _run(
    engine: Engine,
    world: World,
    read: Read,
    linked: Linked,
    seed: int,
    clock: dict[str, float],
) -> Run:
    sent = read.tallied.tallies["sent"]
    (whole,) = engine.arrow(
        sent.aggregate(
            n=total(sent, "exchanges"), first=sent.first_ts.min(), last=sent.last_ts.max()
        )
    ).to_pylist()
    return Run(
        version=__version__,
        world=world.path.resolve().name,
        inputs=read.inputs,
        exchanges=whole["n"],
        accounts=engine.count(read.tallied.accounts),
        first_ts=whole["first"],
        last_ts=whole["last"],
        limits=dict(LIMITS),
        seed=seed,
        signals=read.states,
        timings_s={name: round(s, 3) for name, s in clock.items()},
        groups_tested=linked.tested,
        amiss=dict(sorted(read.amiss.items())),
    )


def _digests(world: World) -> dict[str, str]:
    files = [*world.exchange_files, *small_files(world)]
    return {p.relative_to(world.path).as_posix(): sha256_of(p) for p in files}


@contextmanager
def _step(name: str, clock: dict[str, float], say: Say) -> Iterator[None]:
    say(name)
    start = time.perf_counter()
    yield
    clock[name] = time.perf_counter() - start
