"""Groups: accounts that have something in common, innocent or not, made by one machine.

What tells a harvest from a crowd is in the fields of `Group`, never in how rows are made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bench.yonder.habits import Habit, visits
from bench.yonder.people import Account, Scene
from bench.yonder.places import Client, Country, Net
from bench.yonder.rows import Rows, Session
from bench.yonder.text import grammar
from bench.yonder.writers import Product, Writer

MakeNet = Callable[[Scene, Country, int], Net]
MakeClient = Callable[[Scene, int], Client]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What a group's accounts share; where a field is left alone, they are like anybody."""

    name: str
    size: int
    writer: Callable[[Scene, Country, int], Writer] | None = None
    campaign: bool = False
    countries: tuple[str, ...] = ()
    """Where the accounts say they are, and where their networks are."""
    clock: float | None = None
    """Whose day it is: hours from UTC, where that is not the country's."""
    volume: tuple[float, float] = (30.0, 0.9)
    habit: Habit | None = None
    created_d: tuple[float, float] | None = None
    lots: int = 0
    """Accounts were opened in so many lots, each within some hours."""
    net: MakeNet | None = None
    client: MakeClient | None = None
    domain: str | None = None
    """Mail domain; `throwaway` for those of one day."""
    payers: int = 0
    """Payment instruments that pay for all."""
    bins: int = 0
    """Sorts of cards, each account with a card of its own."""
    unpaid: bool = False
    orgs: int = 0
    """Organisations that hold the accounts; 0 gives each its own."""
    org_names: tuple[str, ...] = ()
    phone_heads: tuple[str, ...] = ()
    plan: str | None = None
    programme: str | None = None
    verified: str | None = None
    active_d: tuple[float, float] = (0.0, 1e9)
    life_d: float = 0.0
    """Each account works so long, one after the other; 0 lets all work all the time."""
    gaps_d: tuple[tuple[float, float], ...] = ()
    """When nobody of the group works."""
    own: float = 0.0
    """Share of exchanges that are the holder's own affairs, or cover."""
    hop: bool = False
    """Each turn of a session goes through another account."""
    recruits: bool = False
    """The accounts are customers' own, used beside their holders."""
    banned: tuple[float, float, float] | None = None
    """From which day to which day accounts are closed, and the share that is."""
    ban_reason: str = "abuse"
    adopts_d: float | None = None
    signatures: Literal["", "keep", "replay"] = ""
    """Whether opaque thinking is collected, or sent again through these accounts."""


def settle(scene: Scene, group: Group, rows: Rows) -> None:
    """Make a group's accounts and write what they send."""
    members = _recruits(scene, group) if group.recruits else _newcomers(scene, group)
    sessions: list[Session] = []
    for at, one in enumerate(members):
        sessions += _work(scene, group, one, at)
    sessions.sort(key=lambda s: float(s.times[0]))
    for session in sessions:
        others = members if group.hop else None
        rows.session(scene, session, hop=others, signatures=group.signatures)
    if not group.recruits:
        scene.accounts += members


def _recruits(scene: Scene, group: Group) -> list[Account]:
    """Customers whose keys somebody else has too."""
    fit = [
        a
        for a in scene.accounts
        if isinstance(a.writer, Product) and not a.campaign and not a.crowd
    ]
    members = scene.rnd.sample(fit, min(len(fit), group.size))
    for one in members:
        one.campaign = group.name
    return members


def _newcomers(scene: Scene, group: Group) -> list[Account]:
    rnd = scene.rnd
    payers = [
        (scene.ident("pm_{x}"), scene.bin_of(scene.country(group.countries).code))
        for _ in range(group.payers)
    ]
    bins = [scene.bin_of(scene.country(group.countries).code) for _ in range(group.bins)]
    orgs = [scene.ident("org_{x}") for _ in range(group.orgs)]
    names = group.org_names or tuple(grammar().make(rnd, "firm") for _ in range(group.orgs))
    span = group.created_d or (-60.0, max(0.5, group.active_d[0]))
    lots = [rnd.uniform(*span) for _ in range(group.lots)]
    members: list[Account] = []
    for at in range(group.size):
        country = scene.country(group.countries)
        born = rnd.choice(lots) + rnd.expovariate(8) if lots else scene.created(group.created_d)
        one = scene.person(country, born)
        one.closed_d = one.closed_reason = None
        one.campaign = group.name if group.campaign else None
        one.crowd = None if group.campaign else group.name
        _paperwork(scene, group, one)
        if payers:
            one.payment, one.card_bin = payers[at * len(payers) // group.size]
        if bins:
            one.payment, one.card_bin = scene.ident("pm_{x}"), rnd.choice(bins)
        if orgs:
            which = at * len(orgs) // group.size
            one.org_id, one.org_name = orgs[which], names[which % len(names)]
        if group.net:
            one.net = group.net(scene, country, at)
        if group.client:
            one.client = group.client(scene, at)
        if group.banned and rnd.random() < group.banned[2]:
            one.closed_d, one.closed_reason = rnd.uniform(*group.banned[:2]), group.ban_reason
        if group.adopts_d is not None:
            one.adopts_d = rnd.expovariate(1 / max(0.01, group.adopts_d))
        members.append(one)
    return members


def _paperwork(scene: Scene, group: Group, one: Account) -> None:
    """What was said when the account was opened."""
    rnd = scene.rnd
    if group.domain == "throwaway":
        one.email = scene.mail(
            one.country, rnd.choice("mailnest.example tempinbox.example oneday.example".split())
        )
    elif group.domain:
        one.email = scene.mail(one.country, rnd.choice(group.domain.split()))
    if group.phone_heads:
        one.phone = scene.phone(one.country, rnd.choice(group.phone_heads))
    if group.unpaid:
        one.payment = one.card_bin = None
    one.plan = group.plan or one.plan
    one.programme = group.programme
    one.verified = group.verified or one.verified


def _work(scene: Scene, group: Group, one: Account, at: int) -> list[Session]:
    """Sessions of the group's business, and of the account's own."""
    writer = group.writer(scene, one.country, at) if group.writer else one.writer
    start, stop = _span(scene, group, one, at)
    count = scene.count(*group.volume)
    # Volumes are meant for the span that the group is at work, not for what is left of it.
    whole = min(scene.provider.days, group.active_d[1]) - group.active_d[0]
    if not group.life_d:
        count = max(1, round(count * (stop - start) / max(0.5, whole)))
    found = [
        Session(one, v.times, writer)
        for v in visits(
            scene.rng, group.habit or one.habit, round(count * (1 - group.own)),
            utc_h=one.country.utc_h if group.clock is None else group.clock,
            active_d=(start, stop), gaps_d=group.gaps_d, weekday=scene.provider.weekday,
        )
    ]  # fmt: skip
    if group.recruits:
        net = group.net(scene, one.country, at) if group.net else one.net
        client = group.client(scene, at) if group.client else one.client
        return [Session(one, s.times, writer, net, client) for s in found]
    if group.own:
        found += [
            Session(one, v.times, one.writer)
            for v in visits(
                scene.rng, one.habit, round(count * group.own),
                utc_h=one.country.utc_h, active_d=(start, stop), weekday=scene.provider.weekday,
            )
        ]  # fmt: skip
    return found


def _span(scene: Scene, group: Group, one: Account, at: int) -> tuple[float, float]:
    """From when to when an account is at work, in days."""
    start = max(0.0, group.active_d[0], 0.0 if group.recruits else one.created_d)
    stop = min(
        scene.provider.days, group.active_d[1], 1e9 if one.closed_d is None else one.closed_d
    )
    if group.life_d:
        room = max(0.1, stop - start - group.life_d)
        start += room * at / max(1, group.size) + scene.rnd.uniform(0, 0.5)
        stop = min(stop, start + group.life_d * scene.rnd.uniform(0.5, 1.5))
    return start, max(stop, start + 0.05)


def base_rows(scene: Scene, rows: Rows) -> None:
    """Write what ordinary customers send."""
    for one in scene.accounts:
        for visit in visits(
            scene.rng, one.habit, one.volume, utc_h=one.country.utc_h,
            active_d=one.active_d, weekday=scene.provider.weekday,
        ):  # fmt: skip
            rows.session(scene, Session(one, visit.times, one.writer))


def tiny(scale: float, size: int, least: int = 3) -> int:
    """A group's size at another scale."""
    return max(least, int(np.ceil(size * scale)))
