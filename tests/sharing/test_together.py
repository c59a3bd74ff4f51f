"""Views of several providers: what makes them one picture, and what of it is told."""

from typing import Any

import msgspec
import pytest

from gauger.sharing import profile
from gauger.sharing.profile import CampaignFacts
from gauger.sharing.store import Store
from gauger.sharing.together import View, together, views
from gauger.sharing.trust import record, table, trust

FACTS = CampaignFacts(
    assessment="distillation", likelihood="very-likely", families=("content",),
    grounds=("proxy-resale",), terms_only=False, accounts="10-99", exchanges="1000-9999",
    targeted=("reasoning",),
)  # fmt: skip
SKETCHES = frozenset(("template-sketch", f"{n:016x}") for n in range(1, 9))
ADDRESSES = frozenset(("ipv4-addr", f"203.0.113.{n}") for n in range(1, 9))


def view(name: str, identifiers: Any, **facts: Any) -> View:
    return View(
        provider=name, campaign=f"campaign--{name}", identifiers=frozenset(identifiers),
        facts=msgspec.structs.replace(FACTS, **facts), first_seen="2026-05-02",
        last_seen="2026-05-03",
    )  # fmt: skip


def some(pool: frozenset[tuple[str, str]], n: int) -> set[tuple[str, str]]:
    return set(sorted(pool)[:n])


@pytest.mark.parametrize(
    ("shared", "one"),
    [
        (some(SKETCHES, 2), False),
        (some(SKETCHES, 3), True),
        (some(ADDRESSES, 8), False),  # one proxy network, several operators
        (some(ADDRESSES, 1) | some(SKETCHES, 1), True),
        (some(ADDRESSES, 2) | {("ipv4-net", "203.0.113.0/24")}, False),  # the same network again
        (set(), False),
    ],
)
def test_two_views_are_one_by_two_families_or_three_sketches(
    shared: set[tuple[str, str]], one: bool
) -> None:
    a = view("a", shared | {("email-domain", "a.example")})
    b = view("b", shared | {("email-domain", "b.example")})
    assert len(together([a, b])) == (1 if one else 2)


def test_a_view_that_is_one_with_two_others_makes_all_three_one() -> None:
    """In whatever order they come, and beside a picture of its own."""
    left, right = some(SKETCHES, 3), set(sorted(SKETCHES)[3:6])
    a, b, c = view("a", left), view("b", right), view("c", left | right)
    alone = view("d", some(ADDRESSES, 3))
    for order in ([a, b, c, alone], [c, a, alone, b], [alone, b, a, c]):
        large, small = together(order)
        assert large.providers == ("a", "b", "c")
        assert small.providers == ("d",)
        assert len(large.ties) == 2
        assert small.ties == ()
        assert [t.shared for t in large.ties] == [{"template-sketch": 3}] * 2


def test_a_picture_adds_up_ranges_and_keeps_the_widest_days() -> None:
    one = view("a", some(SKETCHES, 3))
    two = msgspec.structs.replace(
        view("b", some(SKETCHES, 4), accounts="1-9", exchanges=None, targeted=("grading",)),
        first_seen="", last_seen="2026-06-01",
    )  # fmt: skip
    (picture,) = together([one, two])
    assert (picture.accounts, picture.exchanges) == ("11-108", "1000-9999")
    assert (picture.first_seen, picture.last_seen) == ("2026-05-02", "2026-06-01")
    assert picture.targeted == ("grading", "reasoning")
    assert picture.identifiers == {"template-sketch": 4}
    nothing = msgspec.structs.replace(one, first_seen="", last_seen="", facts=two.facts)
    (picture,) = together([nothing])
    assert (picture.first_seen, picture.last_seen, picture.exchanges) == ("", "", "unknown")
    (picture,) = together([view("a", some(SKETCHES, 3), accounts="100000000-"), two])
    assert picture.accounts == "100000001-"


def bundle() -> dict[str, Any]:
    """Two campaigns, an indicator of each, one in neither, and pointers out of the bundle."""

    def indicator(n: int, pattern: str) -> dict[str, Any]:
        return {"type": "indicator", "id": f"indicator--{n}", "pattern": pattern}

    def points(a: str, b: str) -> dict[str, Any]:
        return {"type": "relationship", "id": f"r--{a}{b}", "source_ref": a, "target_ref": b}

    facts = {
        profile.EXTENSION: {
            "extension_type": "property-extension", **msgspec.to_builtins(FACTS),
        }
    }  # fmt: skip
    return {
        "objects": [
            {"type": "campaign", "id": "campaign--1", "extensions": facts,
             "first_seen": "2026-05-02T00:00:00.000Z"},
            {"type": "grouping", "id": "grouping--2", "extensions": facts,
             "object_refs": ["indicator--2", "indicator--9", "campaign--1"]},
            indicator(1, "[ipv4-addr:value = '203.0.113.1']"),
            indicator(2, "[ipv4-addr:value = '203.0.113.2']"),
            indicator(3, "[ipv4-addr:value = '203.0.113.3']"),
            indicator(4, "[ipv4-addr:value = '999.0.113.3']"),
            points("indicator--1", "campaign--1"), points("indicator--4", "campaign--1"),
            points("indicator--8", "campaign--1"), {"type": "note"},
            {"type": "note", "id": "note--1", "pattern": "[ipv4-addr:value = '203.0.113.4']"},
            points("note--1", "campaign--1"),
            {"type": "sighting", "id": "s--1", "target_ref": "campaign--1",
             "source_ref": "indicator--3"},
        ]
    }  # fmt: skip


def test_a_view_has_the_indicators_that_point_at_it() -> None:
    found = {v.campaign: v for v in views([("lab-a", bundle())])}
    assert set(found) == {"campaign--1", "grouping--2"}
    assert found["campaign--1"].identifiers == {("ipv4-addr", "203.0.113.1")}
    assert found["grouping--2"].identifiers == {("ipv4-addr", "203.0.113.2")}
    assert found["campaign--1"].first_seen == "2026-05-02"
    assert found["grouping--2"].first_seen == ""


# --- how far a partner is believed ---


@pytest.mark.parametrize(("cleared", "muted"), [(3, False), (4, True)])
def test_below_one_right_in_five_a_kind_is_silent(cleared: int, muted: bool) -> None:
    assert trust("p", "k", 0, cleared).muted is muted


def test_the_interval_holds_nine_tenths() -> None:
    """Of the uniform prior: from 0.05 to 0.95."""
    found = trust("p", "k", 0, 0)
    assert (found.low, found.high) == pytest.approx((0.05, 0.95))


def test_a_later_word_on_an_account_replaces_the_earlier(store: Store) -> None:
    hits = {("lab-b", "ipv4-addr", "a"), ("lab-b", "ipv4-addr", "b"), ("lab-c", "ipv4-addr", "a")}
    assert record(store, hits, {"a": True}) == 2
    assert record(store, hits, {"a": False, "c": True}) == 2
    assert record(store, hits, {}) == 0
    assert [(t.partner, t.confirmed, t.cleared) for t in table(store)] == [
        ("lab-b", 0, 1),
        ("lab-c", 0, 1),
    ]
