"""The MISP event and the CSV: not one value of their own, nor one byte of room for it."""

import json
import random
import re
from typing import Any

import msgspec
import pytest

from gauger.casework.model import CaseFile
from gauger.errors import InputError
from gauger.sharing.forms import differing, written
from gauger.sharing.gate import Preview
from gauger.sharing.people import Signer, enrol
from gauger.sharing.release import CSV, MISP, STIX, Proposal, propose, release, releases
from gauger.sharing.store import Store
from gauger.sharing.tlp import TlpForm
from tests.sharing.conftest import NOW
from tests.sharing.test_closed import KEYS, NASTY, places, spoiled
from tests.sharing.test_people import person


@pytest.fixture
def made(store: Store, seen: Preview, case: CaseFile) -> Proposal:
    return propose(store, seen, case.case_id, by="ann", now=NOW)


@pytest.fixture
def bundle(made: Proposal) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.files[STIX])
    return found


def passes(bundle: dict[str, Any], made: Proposal, **other: bytes) -> bool:
    misp, table = other.get("misp", made.files[MISP]), other.get("table", made.files[CSV])
    return differing(bundle, misp, table) == ()


def test_no_place_of_an_event_takes_free_text(bundle: dict[str, Any], made: Proposal) -> None:
    """Each leaf replaced by all kinds of values, and strange properties in every object."""
    event = json.loads(made.files[MISP])
    assert passes(bundle, made, misp=written(event))
    text = NASTY[0]
    last = len(event["Event"]["Attribute"]) - 1
    few = [p for p in places(event) if p[1] != "Attribute" or p[2] in {0, last}]
    for path in few:
        values: tuple[Any, ...] = (text, {"note": text}, [text], 4111111111111111, None)
        for value in values:
            assert not passes(bundle, made, misp=written(spoiled(event, path, value))), path
    for path in {p[:n] for p in few for n in range(len(p)) if isinstance(p[n], str)}:
        for key in KEYS[:4]:
            assert not passes(bundle, made, misp=written(spoiled(event, (*path, key), text))), path


def test_an_event_is_written_in_one_way(bundle: dict[str, Any], made: Proposal) -> None:
    """Names twice, spaces, escapes, marks before and bytes behind: all would be room."""
    sent = made.files[MISP]
    for spoilt in (
        sent + b"Umbrellacorp",
        b" " + sent,
        b"\xef\xbb\xbf" + sent,
        sent.replace(b'"date"', b'"info": "Umbrellacorp", "date"', 1),
        sent.replace(b'"date"', b'"d\\u0061te"', 1),
        sent.replace(b": true", b": 1", 1),
        sent.replace(b'"Tag": [', b'"Tag": [  ', 1),
        b"[" * 100_000,
        b'{"Event": NaN}\n',
        b"\xff",
        b"[]\n",
        written([{"Event": json.loads(sent)["Event"]}]),
        written({**json.loads(sent), "note": "Umbrellacorp"}),
        b'{\n "Event": []\n}\n',
    ):
        assert spoilt != sent
        assert not passes(bundle, made, misp=spoilt), spoilt[:40]


def test_an_event_says_what_the_bundle_says(bundle: dict[str, Any], made: Proposal) -> None:
    """Words that the profile has, where the bundle has others: one more, one less, exchanged."""
    event = json.loads(made.files[MISP])["Event"]
    first, second = event["Attribute"][0], event["Attribute"][1]
    extra = {"name": 'distillation:grounds="payment-fraud"'}
    for change in (
        {"Attribute": event["Attribute"][1:]},
        {"Attribute": [*event["Attribute"], first]},
        {"Attribute": [second, first, *event["Attribute"][2:]]},
        {"Attribute": [first | {"value": second["value"]}, *event["Attribute"][1:]]},
        {"Tag": [*event["Tag"], extra]},
        {"Tag": [*event["Tag"], event["Tag"][-1]]},
        {"Tag": [{"name": "tlp:clear"}, *event["Tag"][1:]]},
        {"Tag": [event["Tag"][0] | {"colour": "Umbrellacorp"}, *event["Tag"][1:]]},
        {"Tag": event["Tag"][1:]},
        {"Tag": 3},
        {"Tag": [*event["Tag"], ["name"]]},
        {"Attribute": ["Umbrellacorp", *event["Attribute"][1:]]},
        {"info": "Coordinated accounts"},
        {"date": "2026-06-01"},
        {"distribution": "3"},
        {"distribution": "4", "sharing_group_id": "9"},
    ):
        assert not passes(bundle, made, misp=written({"Event": event | change})), list(change)
    fewer = [t for t in event["Tag"] if "targeted" not in t["name"]]
    assert passes(bundle, made, misp=written({"Event": event | {"Tag": fewer}}))


def test_an_event_goes_to_the_group_that_was_agreed_on_alone(
    bundle: dict[str, Any], made: Proposal
) -> None:
    """To none, or to that number: in its head and in every attribute."""
    event = json.loads(made.files[MISP])["Event"]
    group = {"distribution": "4", "sharing_group_id": "7"}
    parts = [a | group for a in event["Attribute"]]
    to_group = written({"Event": event | group | {"Attribute": parts}})
    half = written({"Event": event | group})

    def found(data: bytes, number: int) -> int:
        return len(differing(bundle, data, made.files[CSV], sharing_group=number))

    assert found(to_group, 7) == found(made.files[MISP], 0) == 0
    for data, number in ((to_group, 0), (to_group, 8), (half, 7), (made.files[MISP], 7)):
        assert found(data, number), number


def test_no_byte_of_a_table_can_change(bundle: dict[str, Any], made: Proposal) -> None:
    """Each one left out, doubled and replaced; lines exchanged."""
    table = made.files[CSV]
    assert passes(bundle, made, table=table)
    for i in range(0, len(table), 13):
        for new in (b"", table[i : i + 1] + b"x", b'"'):
            spoilt = table[:i] + new + table[i + 1 :]
            assert spoilt == table or not passes(bundle, made, table=spoilt), i
    lines = table.split(b"\r\n")
    lines[1], lines[2] = lines[2], lines[1]
    for spoilt in (b"\r\n".join(lines), table + b"x", table + b"\r\n", b"", table[:-2]):
        assert not passes(bundle, made, table=spoilt)


def test_no_byte_of_an_event_can_change_but_in_a_random_id(
    bundle: dict[str, Any], made: Proposal
) -> None:
    data = made.files[MISP]
    ids = {i for m in re.finditer(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", data)
           for i in range(*m.span())}  # fmt: skip
    rng = random.Random(11)
    for i in rng.sample(sorted(set(range(len(data))) - ids), 150):
        spoilt = data[:i] + bytes([rng.randrange(256)]) + data[i + 1 :]
        assert spoilt == data or not passes(bundle, made, misp=spoilt), i


@pytest.mark.parametrize("form", list(TlpForm))
def test_honest_forms_pass(store: Store, seen: Preview, case: CaseFile, form: TlpForm) -> None:
    """In both families of marking ids, with TLP levels of all kinds."""
    levels = ("clear", "green", "amber", "amber+strict")
    kept = [
        msgspec.structs.replace(k, tlp=levels[i % 4]) if k.field.startswith("indicator.") else k
        for i, k in enumerate(seen.kept)
    ]
    mixed = msgspec.structs.replace(seen, kept=tuple(kept))
    assert propose(store, mixed, case.case_id, by="ann", now=NOW, form=form).files[MISP]


def test_bytes_that_changed_after_they_were_proposed_do_not_leave(
    store: Store, made: Proposal, seen: Preview, case: CaseFile
) -> None:
    """By whoever can write the store: unsigned, what the profile has no place for is seen; signed,
    any change."""

    def put(one: Proposal, name: str, data: bytes) -> None:
        other = msgspec.structs.replace(one, files={**one.files, name: data})
        with store.reading() as db:
            db.execute("update proposal set made = ?", (msgspec.json.encode(other),))

    renamed = made.files[STIX].replace(b'"Lab A"', b'"Umbrellacorp"')
    spaced = made.files[STIX] + b" "
    for name, data in ((CSV, made.files[CSV] + b"x"), (MISP, b"{}"), (STIX, renamed),
                       (STIX, spaced)):  # fmt: skip
        put(made, name, data)
        with pytest.raises(InputError, match="Nothing leaves"):
            release(store, made.proposal_id, by="bob", now=NOW)
    ann, bob = (Signer(name=n, key=person(n).key) for n in ("ann", "bob"))
    for one in (ann, bob):
        enrol(store, one.name, one.public, by=None, now=NOW)
    with store.reading() as db:
        db.execute("delete from proposal")
    signed = propose(store, seen, case.case_id, by=ann, now=NOW)
    put(signed, CSV, signed.files[CSV].replace(b"moderate", b"low"))
    with pytest.raises(InputError, match="does not hold"):
        release(store, signed.proposal_id, by=bob, now=NOW)
    assert releases(store) == ()
