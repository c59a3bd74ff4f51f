"""Coordinated findings: several providers' partial views of one campaign become one picture.

Nothing but shared indicators goes in. Two campaigns are one when they share identifiers of two
families, or enough template sketches: a proxy network alone does not attribute, since several
operators use one. What a provider then gains stands in `leads`: accounts of its own that show the
others' traces.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from gauger.sharing import profile
from gauger.sharing.check import PATTERNS
from gauger.sharing.kinds import KINDS
from gauger.sharing.ranges import highest, lowest

SUBJECTS = {"campaign", "grouping"}
MIN_SKETCHES = 3
"""Template sketch values in common that make two views one by themselves."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One provider's campaign, as it was shared."""

    provider: str
    campaign: str
    """Object id."""
    facts: profile.CampaignFacts
    first_seen: str = ""
    last_seen: str = ""
    identifiers: frozenset[tuple[str, str]] = frozenset()
    """(kind, value)."""


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """What two views have in common."""

    a: int
    b: int
    shared: dict[str, int]
    """Identifiers in common, by kind."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One campaign as several providers see it together."""

    providers: tuple[str, ...]
    campaigns: tuple[str, ...]
    accounts: str
    """Sum of the ranges' ends, since no account is at two providers: "30-297"."""
    exchanges: str
    first_seen: str
    last_seen: str
    targeted: tuple[str, ...]
    families: tuple[str, ...]
    identifiers: dict[str, int]
    """Distinct identifiers, by kind."""
    ties: tuple[Tie, ...]


def views(bundles: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[View, ...]:
    """The campaigns and groupings of (provider, bundle) pairs, with their indicators."""
    found: list[View] = []
    for provider, bundle in bundles:
        things = {t["id"]: t for t in bundle["objects"] if "id" in t}
        found += [_view(provider, t, things) for t in things.values() if t.get("type") in SUBJECTS]
    return tuple(found)


def _view(provider: str, thing: Mapping[str, Any], things: Mapping[str, Any]) -> View:
    facts = profile.facts_of(thing["extensions"][profile.EXTENSION], thing["type"])
    assert isinstance(facts, profile.CampaignFacts)  # noqa: S101 - by the carrier's type
    points = {
        t["source_ref"]
        for t in things.values()
        if t.get("type") == "relationship" and t.get("target_ref") == thing["id"]
    } | set(thing.get("object_refs", ()))
    return View(
        provider=provider,
        campaign=str(thing["id"]),
        facts=facts,
        first_seen=str(thing.get("first_seen", ""))[:10],
        last_seen=str(thing.get("last_seen", ""))[:10],
        identifiers=frozenset(
            pair for ref in points if ref in things and (pair := _identifier(things[ref]))
        ),
    )


def _identifier(thing: Mapping[str, Any]) -> tuple[str, str] | None:
    if thing.get("type") != "indicator":
        return None
    for kind, shape in PATTERNS.items():
        hit = shape.fullmatch(str(thing.get("pattern")))
        if hit and KINDS[kind].normal(hit[1]) is not None:
            return kind, hit[1]
    return None


def together(found: Sequence[View]) -> tuple[Picture, ...]:
    """Merge views that show one campaign; largest first. Views of one provider merge as well."""
    ties = [t for i in range(len(found)) for j in range(i) if (t := _tie(found, j, i))]
    group = list(range(len(found)))
    for tie in ties:
        old, new = group[tie.b], group[tie.a]
        group = [new if g == old else g for g in group]
    parts: dict[int, list[int]] = defaultdict(list)
    for place, number in enumerate(group):
        parts[number].append(place)
    pictures = [_picture(found, places, ties) for places in parts.values()]
    return tuple(sorted(pictures, key=lambda p: (-len(p.providers), p.campaigns)))


def _tie(found: Sequence[View], a: int, b: int) -> Tie | None:
    shared: dict[str, int] = defaultdict(int)
    for kind, _ in found[a].identifiers & found[b].identifiers:
        shared[kind] += 1
    families = {KINDS[kind].family for kind in shared}
    if len(families) < 2 and shared.get("template-sketch", 0) < MIN_SKETCHES:
        return None
    return Tie(a=a, b=b, shared=dict(sorted(shared.items())))


def _picture(found: Sequence[View], places: Sequence[int], ties: Sequence[Tie]) -> Picture:
    own = [found[p] for p in places]
    kinds: dict[str, int] = defaultdict(int)
    for kind, _ in frozenset().union(*(v.identifiers for v in own)):
        kinds[kind] += 1
    return Picture(
        providers=tuple(sorted({v.provider for v in own})),
        campaigns=tuple(v.campaign for v in own),
        accounts=_sum([v.facts.accounts for v in own]),
        exchanges=_sum([v.facts.exchanges for v in own]),
        first_seen=min((v.first_seen for v in own if v.first_seen), default=""),
        last_seen=max((v.last_seen for v in own if v.last_seen), default=""),
        targeted=tuple(sorted({c for v in own for c in v.facts.targeted})),
        families=tuple(sorted({f for v in own for f in v.facts.families})),
        identifiers=dict(sorted(kinds.items())),
        ties=tuple(t for t in ties if t.a in places and t.b in places),
    )


def _sum(ranges: Sequence[str | None]) -> str:
    """The range of a sum of ranges.

    >>> _sum(["10-99", "1-9", None])
    '11-108'
    """
    known = [r for r in ranges if r is not None]
    if not known:
        return "unknown"
    ends = [highest(r) for r in known]
    top = "" if None in ends else str(sum(e for e in ends if e is not None))
    return f"{sum(lowest(r) for r in known)}-{top}"
