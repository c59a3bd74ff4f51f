"""Free text in every place of all that leaves: nowhere does it pass, and the preview says so."""

import copy
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gauger.errors import BrokenFile
from gauger.sharing import check as door
from gauger.sharing import closed
from gauger.sharing.facts import Fact
from gauger.sharing.gate import preview
from gauger.sharing.kinds import INDICATORS, KINDS
from gauger.sharing.policy import FORMS
from gauger.sharing.release import STIX, Release, released_files
from gauger.sharing.store import Store
from tests.conftest import REPO
from tests.sharing.conftest import ON

NASTY: tuple[Any, ...] = (
    "Umbrellacorp, ann@umbrella.example, +49 151 1234567, 4111 1111 1111 1111",
    "4111111111111111",
    "4915112345678",
    "ann.4915112345678.umbrella.example",
    "card_4111111111111111",
    "2001:db8::1%Ann Umbrella, 12 Main Street",
    "2001:db8::%Ann/48",
    "::ffff:198.51.100.7",
    "198.51.100.7' OR email-addr:value = 'ann@umbrella.example",
    "Анна/1",
    "distillati\u043en",  # a Cyrillic o
    "x" * 100_000,
    ["software-engineering\u200b"],
    {"payment\u200b": (9, 9), "Umbrellacorp": (9, 9)},
    {"price_usd": 90817},
    90817.25,
    True,
    b"Umbrellacorp",
    None,
)
KEYS = ("price_usd", "description", "n\u0430me", "Name", "labels", "lang", "x_note", "confidence ")
"""A price, free text, a look-alike with a Cyrillic a, another case, notes, a space at the end."""


@pytest.fixture
def sample(store: Store, freed: Release) -> list[dict[str, Any]]:
    """A released bundle's objects, by id, and one of each type to spoil."""
    found: list[dict[str, Any]] = json.loads(released_files(store, freed.release_id)[STIX])[
        "objects"
    ]
    return found


def places(
    value: Any, path: tuple[Any, ...] = (), *, whole: bool = False
) -> Iterator[tuple[Any, ...]]:
    """Every leaf of a JSON value; `whole`: every list and object in it, too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        nested = isinstance(one, dict | list)
        if whole or not nested:
            yield (*path, key)
        if nested:
            yield from places(one, (*path, key), whole=whole)


def spoiled(thing: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    made = copy.deepcopy(thing)
    at: Any = made
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return made


def passes(thing: dict[str, Any], sample: list[dict[str, Any]]) -> bool:
    """Whether the check at the door has nothing against an object."""
    by_id = {o["id"]: o for o in sample}
    marks = {i: o for i, o in by_id.items() if o["type"] == "marking-definition"}
    return not list(door._object(thing, by_id, marks))


def test_no_place_of_any_object_takes_free_text(sample: list[dict[str, Any]]) -> None:
    """Each leaf of each type replaced, and each type given strange properties, plain and nested."""
    text = NASTY[0]
    for thing in {o["type"]: o for o in sample}.values():
        assert passes(thing, sample)
        for path in places(thing):
            for value in (text, {"note": text}, [text]):
                assert not passes(spoiled(thing, path, value), sample), (thing["type"], path)
        for key in KEYS:
            assert not passes({**thing, key: text}, sample), (thing["type"], key)
            for path in {p[:-1] for p in places(thing) if len(p) > 1 and isinstance(p[-1], str)}:
                assert not passes(spoiled(thing, (*path, key), text), sample), (path, key)


def test_a_name_given_twice_is_refused(store: Store, freed: Release) -> None:
    """Readers would see the last, and the bytes carry both."""
    sent = released_files(store, freed.release_id)[STIX]
    twice = sent.replace(b'"name": "Dist', b'"name": "Umbrellacorp", "name": "Dist', 1)
    assert twice != sent
    with pytest.raises(BrokenFile, match="twice"):
        door.parse_bundle(twice, Path("b.json"))


def test_no_fact_of_any_field_takes_free_text(store: Store) -> None:
    """Every field that can leave, and strangers, with every value: dropped, and named."""
    partner = store.agreements().of("lab-b")
    strangers = ("share.price_usd", "share.n\u0430me", "Share.accounts", "indicator.email", "x")
    seen = datetime(2026, 6, 1, tzinfo=UTC).date()
    for field in (*FORMS, *strangers):
        for value in NASTY:
            fact = Fact(field=field, value=value, flagged=9, first=seen, last=seen)
            found = preview([fact], store.policy(), "lab-b", partner, on=ON, today=ON)
            assert found.kept == (), (field, str(value)[:80])
            assert [(d.field, d.values) for d in found.dropped] == [(field, 1)]
            assert str(value)[:80] not in found.dropped[0].reason or value is None


def test_no_kind_spells_a_phone_a_card_or_a_zone() -> None:
    for name in INDICATORS:
        for value in NASTY:
            if isinstance(value, str) and not (name == "email-domain" and "@" in value):
                assert KINDS[name].normal(value) is None, (name, value)  # of a mail, the domain


def test_the_specification_has_the_very_words() -> None:
    """Each closed list stands in the page, and nothing that the code would refuse."""
    page = (REPO / "docs/sharing/profile.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (`.*`) \|$", page, re.MULTILINE))
    for name, words in closed.LISTS.items():
        assert set(re.findall(r"`([^`]+)`", rows[name])) == words, name


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("tls-fingerprint", "t13d1516h2_8daaf6152771_b186095e22b6", "t13d1516h2_123456789012"),
        ("tls-fingerprint", "e7d705a3286e19ea42f587b344ee6865", "4" * 32),
        ("tls-fingerprint", "t13d1516h2_8daaf6152771", "x13d1516h2_8daaf6152771"),
        ("template-sketch", "4b0c3cef56451b87", "4111111111111111"),
        ("template-sketch", "4b0c3cef56451b87", "4b0c3cef56451b8"),
        ("system-prompt-key", "11f07d17a54860b9", "4915112345678000"),
        ("user-agent", "python-sdk/0.60", "python-sdk/1.4915112"),
        ("user-agent", "sdk/1.2 (linux)", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit"),
        ("email-domain", "inbox.example", "u4915112.example"),
        ("email-domain", "u491511.example", "b\u00fccher.example"),
        ("ipv6-addr", "2001:db8::1", "::ffff:198.51.100.7"),
        ("ipv6-addr", "2001:db8::1", "fe80::1%ann"),
        ("ipv4-net", "203.0.0.0/16", "203.0.0.0/15"),
        ("ipv4-net", "203.0.113.6/31", "203.0.113.7/32"),
        ("ipv6-net", "2001:db8::/32", "2001:d00::/31"),
        ("ipv6-net", "2001:db8::2/127", "2001:db8::1/128"),
    ],
)
def test_one_spelling_as_the_specification_has_it(kind: str, good: str, bad: str) -> None:
    assert KINDS[kind].normal(good) == good
    assert KINDS[kind].normal(bad) is None
