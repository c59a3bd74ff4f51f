"""MISP, CSV and what partners send: nothing is lost between us, and nothing foreign breaks us."""

import csv
import io
import json
import tempfile
import time
from contextlib import suppress
from datetime import date
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gauger.errors import BrokenFile, GaugerError, InputError
from gauger.sharing.incoming import Import, Received, keep, read_incoming, received
from gauger.sharing.release import CSV, MISP, STIX, Release, propose, released_files
from gauger.sharing.store import AGREEMENTS, Store
from gauger.sharing.table import FORMULA, safe
from gauger.sharing.tlp import Tlp, strictest
from tests.sharing.conftest import NOW
from tests.sharing.test_closed import places, spoiled

TODAY = date(2026, 6, 3)


@pytest.fixture
def files(store: Store, freed: Release) -> dict[str, bytes]:
    return released_files(store, freed.release_id)


def read(tmp_path: Path, data: bytes, name: str = "in.txt") -> tuple[Received, ...]:
    (tmp_path / name).write_bytes(data)
    return read_incoming(tmp_path / name, "lab-x", today=TODAY).rows


def facts(row: Received) -> tuple[Any, ...]:
    return (row.kind, row.value, row.valid_from, row.valid_until, row.confidence, row.tlp)


def test_all_three_forms_carry_the_same_indicators(files: dict[str, bytes], tmp_path: Path) -> None:
    """Kind, value, both ends of validity, confidence and TLP come back from STIX, MISP and CSV."""
    stix, misp, table = ({facts(r) for r in read(tmp_path, files[f])} for f in (STIX, MISP, CSV))
    assert len(stix) == 14
    assert stix == misp == table


def test_misp_loads_and_says_source_and_tlp_everywhere(files: dict[str, bytes]) -> None:
    pymisp = pytest.importorskip("pymisp")
    event = pymisp.MISPEvent()
    event.from_json(files[MISP].decode())
    assert "tlp:amber+strict" in {t.name for t in event.tags}
    assert {a.type for a in event.attributes} == {"ip-src", "text"}
    for attribute in event.attributes:
        assert "tlp:amber+strict" in {t.name for t in attribute.tags}


def test_misp_goes_to_a_sharing_group_where_the_agreement_names_one(
    store: Store, seen: Any, case: Any
) -> None:
    file = store.path / AGREEMENTS
    file.write_text(
        file.read_text().replace('counsel = "file 12"', 'counsel = "f"\nmisp_sharing_group = 7')
    )
    made = propose(store, seen, case.case_id, by="ann", now=NOW)
    event = json.loads(made.files[MISP])["Event"]
    assert (event["distribution"], event["sharing_group_id"]) == ("4", "7")


def test_a_csv_cell_is_never_a_formula(files: dict[str, bytes]) -> None:
    for row in csv.reader(io.StringIO(files[CSV].decode())):
        assert not [c for c in row if c.startswith(FORMULA)]
    assert safe("@SUM(A1)") == "'@SUM(A1)"


@given(st.text(max_size=40))
def test_no_text_begins_a_formula(text: str) -> None:
    assert not safe(text).startswith(FORMULA)


def test_a_plain_list_is_doubted_marked_red_and_ages(tmp_path: Path) -> None:
    rows = read(tmp_path, b"# pool\n203.0.113.9\n2001:db8::/48\ntemplate-sketch:0123456789abcdef\n")
    assert [r.kind for r in rows] == ["ipv4-addr", "ipv6-net", "template-sketch"]
    assert {r.tlp for r in rows} == {"red"}
    assert {r.confidence for r in rows} == {30}
    assert rows[0].valid_until == date(2026, 6, 24)
    assert rows[0].valid_from == date(2026, 5, 27)  # seen before it was sent


def test_what_is_left_out_is_counted_by_its_reason(tmp_path: Path) -> None:
    text = b"kind,value\nemail,a@b.example\nasn,64500\nipv4-addr,nonsense\n"
    (tmp_path / "in").write_bytes(text)
    found = read_incoming(tmp_path / "in", "lab-x", today=TODAY)
    assert found.refused == {"kind that is no indicator": 2, "value that is no ipv4-addr": 1}
    (tmp_path / "in").write_bytes(b"203.0.113.9  # relay\n\nmailto:x\nann\n")
    found = read_incoming(tmp_path / "in", "lab-x", today=TODAY)
    assert [r.value for r in found.rows] == ["203.0.113.9"]
    assert found.refused == {"line that is neither an address nor kind:value": 2}


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n \t"])
def test_a_byte_order_mark_or_space_before_changes_nothing(tmp_path: Path, before: bytes) -> None:
    """As editors of other systems save a bundle."""
    thing = {"type": "indicator", "pattern": "[ipv4-addr:value = '203.0.113.9']"}
    bundle = json.dumps({"type": "bundle", "objects": [thing]}).encode()
    for text in (bundle, b"ipv4-addr:203.0.113.9\n"):
        assert [r.value for r in read(tmp_path, before + text)] == ["203.0.113.9"]


@pytest.mark.parametrize(
    "head", ["Kind, Value ,first_seen", "\ufeffkind,value,first_seen", "kind,value,valid_from"]
)
def test_a_table_is_known_by_its_head(tmp_path: Path, head: str) -> None:
    for end in ("\n", "\r\n", "\r"):
        text = f'{head}{end}ipv4-addr, "203.0.113.9",2026-05-01{end}'
        (row,) = read(tmp_path, text.encode())
        assert (row.value, row.valid_from, row.tlp) == ("203.0.113.9", date(2026, 5, 1), "red")


@pytest.mark.parametrize("last", ["9999-12-31", "9999-12-31T23:59:59+00:00"])
def test_a_day_at_the_end_of_time_is_a_day(tmp_path: Path, last: str) -> None:
    """No end lies after the last one that there is."""
    thing = {
        "type": "indicator",
        "pattern": "[ipv4-addr:value = '203.0.113.9']",
        "valid_from": last,
    }
    one = {"type": "ip-src", "value": "203.0.113.9", "first_seen": last, "last_seen": last}
    table = f"kind,value,first_seen\nipv4-addr,203.0.113.9,{last}\n"
    for text in (
        json.dumps({"objects": [thing]}),
        json.dumps({"Event": {"Attribute": [one]}}),
        table,
    ):
        (row,) = read(tmp_path, text.encode())
        assert (row.valid_from, row.valid_until) == (date.max, date.max)


def test_a_csv_may_say_its_days_and_a_number(tmp_path: Path) -> None:
    text = b"kind,value,valid_from,confidence\nipv4-addr,203.0.113.9,2026-05-01,85\n"
    (row,) = read(tmp_path, text, "in.csv")
    assert (row.valid_from, row.valid_until) == (date(2026, 5, 1), date(2026, 5, 22))
    assert row.confidence == 85


@pytest.mark.parametrize(
    ("start", "end", "until"),
    [
        ("2026-05-01", "2026-06-10", date(2026, 6, 10)),  # the sender's own end
        ("2026-05-01", "9999-01-01", date(2026, 7, 15)),  # twice the usual days from today
        ("2026-08-01", "9999-01-01", date(2026, 9, 12)),  # or from a first day to come
        ("2026-05-01", "", date(2026, 5, 22)),
        ("", "2026-06-10", date(2026, 6, 10)),
    ],
)
def test_a_word_ends_when_its_sender_says_within_a_bound(
    start: str, end: str, until: date, tmp_path: Path
) -> None:
    text = f"kind,value,valid_from,valid_until\nipv4-addr,203.0.113.9,{start},{end}\n"
    (row,) = read(tmp_path, text.encode())
    assert row.valid_until == until


def test_a_misp_answer_holds_several_events(tmp_path: Path) -> None:
    """As its search gives them: each under "Event" in "response", or the event by itself."""

    def event(n: int) -> dict[str, Any]:
        return {"Attribute": [{"type": "ip-src", "value": f"203.0.113.{n}", "uuid": str(n)}]}

    answer = {"response": [{"Event": event(1)}, {"Event": event(2)}, event(3), {"Event": 4}]}
    found = read(tmp_path, json.dumps(answer).encode())
    assert [r.value for r in found] == [f"203.0.113.{n}" for n in (1, 2, 3)]
    one = read(tmp_path, json.dumps({"Event": event(1), "response": []}).encode())
    assert [r.value for r in one] == ["203.0.113.1"]


def test_a_folder_is_a_misp_feed_or_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match=r"no manifest\.json"):
        read_incoming(tmp_path, "lab-x", today=TODAY)


def test_foreign_stix_is_read_where_a_match_means_the_same(tmp_path: Path) -> None:
    """One comparison is one identifier; two joined by AND mean something we do not compare."""

    def indicator(pattern: str) -> dict[str, Any]:
        return {
            "type": "indicator", "id": "indicator--1", "pattern": pattern, "pattern_type": "stix",
            "valid_from": "2026-06-01T00:00:00Z",
        }  # fmt: skip

    patterns = [
        "[ipv4-addr:value = '203.0.113.9']",
        "[ipv4-addr:value = '203.0.112.0/23']",
        "[ ipv4-addr:value  =  '203.0.113.8' ]",
        "[domain-name:value = 'inbox.example']",
        "[ipv4-addr:value = '203.0.113.7' AND domain-name:value = 'x.example']",
        "[ipv4-addr:value = '203.0.113.5'] FOLLOWEDBY [domain-name:value = 'x.example']",
        "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']",
        "[x-visitor:value = '203.0.113.6']",
        "[ipv4-addr:value = 'x.example']",
    ]
    bundle = {"type": "bundle", "objects": [indicator(p) for p in patterns]}
    (tmp_path / "b.json").write_text(json.dumps(bundle))
    found = read_incoming(tmp_path / "b.json", "lab-x", today=TODAY)
    assert [(r.kind, r.value) for r in found.rows] == [
        ("ipv4-addr", "203.0.113.9"), ("ipv4-net", "203.0.112.0/23"), ("ipv4-addr", "203.0.113.8"),
        ("email-domain", "inbox.example"),
    ]  # fmt: skip
    assert found.refused == {"pattern that this version cannot compare": 5}


def test_nobodys_word_lasts_for_ever(tmp_path: Path) -> None:
    thing = {
        "type": "indicator", "id": "i", "pattern": "[ipv4-addr:value = '203.0.113.9']",
        "valid_from": "2026-06-01T00:00:00Z", "valid_until": "9999-01-01T00:00:00Z",
    }  # fmt: skip
    data = json.dumps({"type": "bundle", "objects": [thing]}).encode()
    assert read(tmp_path, data)[0].valid_until < date(2026, 8, 1)


def test_a_bundles_own_marking_counts_as_it_says(tmp_path: Path) -> None:
    """Of TLP 1, under an id of its own; a mark that the bundle does not explain is red."""
    mark = {"type": "marking-definition", "definition_type": "tlp", "definition": {"tlp": "green"}}
    thing = {"type": "indicator", "pattern": "[ipv4-addr:value = '203.0.113.9']"}
    for told, level in (("marking-definition--1", "green"), ("marking-definition--2", "red")):
        objects = [
            {**mark, "id": "marking-definition--1"},
            {**thing, "object_marking_refs": [told]},
        ]
        (row,) = read(tmp_path, json.dumps({"objects": objects}).encode())
        assert row.tlp == level


def test_a_misp_attribute_says_what_it_is_and_when(tmp_path: Path) -> None:
    """Types of MISP's own; its days, else the event's; its end is counted from the last one."""
    days = {"first_seen": "2026-05-01T09:00:00Z", "last_seen": "2026-05-20T09:00:00Z"}
    listed = [
        {"type": "ip-dst", "value": "203.0.113.1", **days},
        {"type": "ip-src", "value": "203.0.113.2", "first_seen": "2026-05-01"},
        {"type": "user-agent", "value": "sdk/1.2"},
        {"type": "domain", "value": "inbox.example"},
        {"type": "sha256", "value": "0" * 64},
    ]
    event = {"Attribute": listed, "date": "2026-06-01", "Orgc": {"uuid": "who\nsaw"},
             "Tag": [{"name": "TLP:GREEN"}]}  # fmt: skip
    (tmp_path / "e").write_text(json.dumps({"Event": event}))
    found = read_incoming(tmp_path / "e", "lab-x", today=TODAY)
    assert [(r.kind, r.valid_from, r.valid_until) for r in found.rows] == [
        ("ipv4-addr", date(2026, 5, 1), date(2026, 6, 10)),
        ("ipv4-addr", date(2026, 5, 1), date(2026, 6, 22)),
        ("user-agent", date(2026, 6, 1), date(2026, 9, 29)),
        ("email-domain", date(2026, 6, 1), date(2026, 11, 28)),
    ]
    assert {(r.tlp, r.origin) for r in found.rows} == {("green", "whosaw")}
    assert found.refused == {"attribute type that is no indicator": 1}


def test_a_bundle_neither_overstates_nor_smuggles(tmp_path: Path) -> None:
    """Confidence ends at 100, a word taken back is known as such, ids are one short line."""
    thing = {
        "type": "indicator", "id": "i\n\x1b[31m" + "x" * 900, "created_by_ref": "o\n" + "x" * 900,
        "pattern": "[ipv4-addr:value = '203.0.113.9']", "confidence": 900, "revoked": True,
    }  # fmt: skip
    seen = {**thing, "type": "observed-data", "pattern": "[ipv4-addr:value = '203.0.113.8']"}
    (row,) = read(tmp_path, json.dumps({"objects": [thing, seen]}).encode())
    assert (row.confidence, row.revoked, row.tlp) == (100, True, "red")
    assert row.source.isprintable()
    assert row.origin.isprintable()
    assert max(len(row.source), len(row.origin)) < 300
    assert row.origin.startswith("ox")
    thing["confidence"] = -5
    (row,) = read(tmp_path, json.dumps({"objects": [thing]}).encode())
    assert row.confidence == 0
    thing["confidence"] = "high"
    (row,) = read(tmp_path, json.dumps({"objects": [thing]}).encode())
    assert row.confidence == 30


@pytest.mark.parametrize(
    ("event", "own", "level"),
    [
        ([], [], "red"),
        (["tlp:green"], [], "green"),
        (["tlp:green"], ["tlp:red"], "red"),
        (["tlp:green"], ["tlp:mauve"], "red"),
        (["tlp:green", "tlp:amber"], [], "red"),
        (["tlp:green"], ["tlp:green", "tlp:mauve"], "red"),
    ],
)
def test_of_a_misp_event_the_nearest_tag_counts_and_doubt_is_red(
    event: list[str], own: list[str], level: str, tmp_path: Path
) -> None:
    tags, mine = ([{"name": n} for n in names] for names in (event, own))
    strange = {"name": 'distillation:identifier="email"'}  # no indicator: the type counts
    one = {"type": "ip-src", "value": "203.0.113.9", "Tag": [*mine, strange]}
    (row,) = read(tmp_path, json.dumps({"Event": {"Tag": tags, "Attribute": [one]}}).encode())
    assert (row.kind, row.tlp) == ("ipv4-addr", level)


def test_a_table_neither_overstates_nor_loosens(tmp_path: Path) -> None:
    text = b"kind,value,confidence,tlp\nipv4-addr,'203.0.113.9,9999,mauve\nemail,a@b.example,1,\n"
    (row,) = read(tmp_path, text, "in.csv")
    assert (row.value, row.confidence, row.tlp) == ("203.0.113.9", 100, "red")
    assert read(tmp_path, b"email:ann@lab.example\nasn:64500\n") == ()
    for said, sure in (("9" * 5_000, 100), ("\u00b2", 30), ("-1", 30), ("0", 0)):
        (row,) = read(tmp_path, f"kind,value,confidence\nipv4-addr,203.0.113.9,{said}\n".encode())
        assert row.confidence == sure


def test_a_misp_feed_is_a_folder(files: dict[str, bytes], tmp_path: Path) -> None:
    uuid = json.loads(files[MISP])["Event"]["uuid"]
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / f"{uuid}.json").write_bytes(files[MISP])
    (tmp_path / "outside.json").write_bytes(files[MISP].replace(b"203.0.113", b"203.0.112"))
    other = {"Event": {"Attribute": [{"type": "sha256", "value": "0" * 64}]}}
    (tmp_path / "feed" / f"{'1' * 36}.json").write_text(json.dumps(other))
    (tmp_path / "feed" / "manifest.json").write_text(
        json.dumps({uuid: {}, "../outside": {}, "0" * 36: {}, "1" * 36: {}})
    )
    found = read_incoming(tmp_path / "feed", "lab-x", today=TODAY)
    assert len(found.rows) == 14
    assert found.refused == {
        "attribute type that is no indicator": 1, "event of the manifest without a file": 2
    }  # fmt: skip


def test_a_feeds_events_are_bounded_together_and_speak_with_one_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two events on one address: one row, from the event that lasts longer; a third is too many."""
    for name, (value, day) in {
        "1" * 36: ("203.0.113.1", "2026-05-01"), "2" * 36: ("203.0.113.1", "2026-05-20"),
        "3" * 36: ("203.0.113.2", "2026-05-01"),
    }.items():  # fmt: skip
        one = {"Event": {"date": day, "Attribute": [{"type": "ip-src", "value": value}]}}
        (tmp_path / f"{name}.json").write_text(json.dumps(one))
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"1" * 36: {}, "2" * 36: {}}))
    monkeypatch.setattr("gauger.sharing.incoming.MAX_ROWS", 1)
    (row,) = read_incoming(tmp_path, "lab-x", today=TODAY).rows
    assert row.valid_from == date(2026, 5, 20)
    second = (tmp_path / f"{'2' * 36}.json").read_bytes()
    assert row.source.startswith(sha256(second).hexdigest())
    manifest.write_text(json.dumps({"1" * 36: {}, "3" * 36: {}}))
    with pytest.raises(InputError, match=f"{tmp_path.name} has more than 1 indicators"):
        read_incoming(tmp_path, "lab-x", today=TODAY)


WORDS = (
    # valid_from, valid_until, confidence, tlp
    ("2026-04-01", "2026-05-20", "90", "green"),
    ("2026-05-01", "2026-06-05", "20", "green"),
    ("2026-05-01", "2026-06-05", "80", "clear"),
    ("2026-04-20", "2026-06-05", "10", "amber"),
    ("2026-05-01", "2026-05-02", "5", "clear"),
)


def test_the_order_of_a_partners_rows_says_nothing(tmp_path: Path) -> None:
    """Of a value's words the one that lasts longest counts; of those, the youngest, then the most
    doubtful; marked as strictly as the strictest of them."""
    for rows in permutations(WORDS, 3):
        best = max(rows, key=lambda r: (r[1], r[0], -int(r[2])))
        text = "kind,value,valid_from,valid_until,confidence,tlp\n" + "".join(
            f"ipv4-addr,203.0.113.9,{','.join(r)}\n" for r in rows
        )
        (row,) = read(tmp_path, text.encode())
        said = (str(row.valid_from), str(row.valid_until), str(row.confidence))
        assert said == best[:3]
        assert row.tlp == strictest(Tlp(r[3]) for r in rows).value


@pytest.mark.parametrize("turn", [1, -1])
def test_of_an_objects_versions_the_newest_stands(tmp_path: Path, turn: int) -> None:
    """Its last version takes it back; another object on another value is not touched by that, and
    one that stands keeps a value which a second object no longer gives."""

    def indicator(ident: str, value: str, day: int, **more: Any) -> dict[str, Any]:
        return {
            "type": "indicator", "id": ident, "modified": f"2026-05-{day:02}T00:00:00+00:00",
            "valid_from": "2026-05-01T00:00:00Z", "pattern": f"[ipv4-addr:value = '{value}']",
            **more,
        }  # fmt: skip

    things = [
        indicator("indicator--a", "203.0.113.1", 2),
        indicator("indicator--a", "203.0.113.1", 9, revoked=True, valid_until="2026-05-03"),
        indicator("indicator--b", "203.0.113.2", 2),
        indicator("indicator--c", "203.0.113.2", 3, revoked=True),
        indicator("indicator--d", "203.0.113.3", 4),
        indicator("indicator--d", "203.0.113.4", 3),
    ]
    rows = read(tmp_path, json.dumps({"objects": things[::turn]}).encode())
    assert {r.value: r.revoked for r in rows} == {
        "203.0.113.1": True, "203.0.113.2": False, "203.0.113.3": False,
    }  # fmt: skip


def test_provenance_is_kept(files: dict[str, bytes], tmp_path: Path, freed: Release) -> None:
    row = read(tmp_path, files[STIX])[0]
    digest, _, item = row.source.partition("#")
    assert digest == freed.sha256[STIX]
    assert item.startswith("indicator--")
    assert row.partner == "lab-x"


def test_a_newer_word_replaces_an_older(
    store: Store, files: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(files[STIX])
    found = read_incoming(tmp_path / "a", "lab-b", today=TODAY)
    assert keep(store, found) == 14
    assert keep(store, found) == 0
    newer = [msgspec.structs.replace(r, revoked=True) for r in found.rows]
    assert keep(store, Import(rows=tuple(newer), refused={})) == 0
    assert [r.revoked for r in received(store)] == [True] * 14


@pytest.mark.parametrize(
    "data",
    [
        b'{"objects": [{"type": "indicator", "pattern": 3, "object_marking_refs": 9}]}',
        b'{"objects": [{"type": "indicator", "pattern": "[ipv4-addr:value = \'1\']"}]}',
        b'{"Event": {"Attribute": [{"type": "ip-src", "value": "x"}, {"type": null}], "Tag": "x"}}',
        b'{"Event": {"Attribute": [{"type": "ip-src", "value": "203.0.113.1", "Tag": [1]}]}}',
        b"kind,value\nipv4-addr,nonsense\n,,\n",
        b"999.1.2.3\nmailto:x\n\x00\n",
        "kind,value\u2028x\nipv4-addr,203.0.113.1\n".encode(),
        b"kind,note\nipv4-addr,203.0.113.1\n",
        b"kind,value,tlp\nipv4-addr\nipv4-addr,203.0.113.1,red,more\n",
        b"kind,value,first_seen\nipv4-addr,203.0.113.1,0001-01-01T00:00:00+05:00\n",
        b'{"objects": [{"type": "indicator", "valid_from": "0001-01-01T00:00:00Z", '
        b'"pattern": "[ipv4-addr:value = \'203.0.113.1\']"}]}',
    ],
)  # fmt: skip
def test_nonsense_costs_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "in").write_bytes(data)
    for row in read_incoming(tmp_path / "in", "lab-x", today=TODAY).rows:
        assert row.value == "203.0.113.1"


def test_what_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"203.0.113.1\n203.0.113.2\n"
    monkeypatch.setattr("gauger.sharing.incoming.MAX_ROWS", 1)
    with pytest.raises(InputError, match="more than 1 indicators"):
        read(tmp_path, text)
    monkeypatch.setattr("gauger.sharing.incoming.MAX_ROWS", 2)
    monkeypatch.setattr("gauger.sharing.incoming.MAX_BYTES", len(text))
    assert len(read(tmp_path, text)) == 2
    monkeypatch.setattr("gauger.sharing.incoming.MAX_BYTES", len(text) - 1)
    with pytest.raises(InputError, match="larger"):
        read(tmp_path, text)


DEEP = b'{"objects": [' + b"[" * 40 + b"]" * 40 + b"]}"


@pytest.mark.parametrize(
    "data",
    [
        b"{", b'{"a": 1}', b"\xff\xfe", b"[" * 9_999, DEEP, b'{"response": 3}', b'{"a": "\xff"}',
        b'kind,value\nipv4-addr,"' + b"1" * 140_000 + b'"\n',
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "in").write_bytes(data)
    with pytest.raises(BrokenFile):
        read_incoming(tmp_path / "in", "lab-x", today=TODAY)
    with pytest.raises(BrokenFile):
        read_incoming(tmp_path / "none", "lab-x", today=TODAY)


ODD: tuple[Any, ...] = (
    3,
    0.5,
    True,
    "x",
    None,
    [],
    {},
    [1],
    [[]],
    {"a": 1},
    [{"name": 3}],
    "2026-05-01T00:00:00",
)


@pytest.mark.parametrize("form", [STIX, MISP])
def test_a_value_of_another_type_anywhere_breaks_nothing(
    form: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    """Every place of a bundle and an event, lists and objects included, holds something odd."""
    whole = json.loads(files[form])
    if form == STIX:
        one = {o["type"]: o for o in whole["objects"]}
        whole["objects"] = [one["marking-definition"], one["indicator"]]  # the rest is not read
    else:
        whole["Event"]["Attribute"] = whole["Event"]["Attribute"][:1]
        whole["Event"]["Object"] = [{"Attribute": [{"type": "ip-src", "value": "203.0.113.9"}]}]
    for path in places(whole, whole=True):
        for value in ODD:
            with suppress(GaugerError):
                read(tmp_path, json.dumps(spoiled(whole, path, value)).encode())


def test_a_moment_without_a_zone_is_utc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine's own zone."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        text = b"kind,value,valid_from\nipv4-addr,203.0.113.9,2026-05-01T03:00:00\n"
        assert read(tmp_path, text)[0].valid_from == date(2026, 5, 1)
    finally:
        monkeypatch.undo()
        time.tzset()


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_one_clear_error(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "in"
        file.write_bytes(data)
        with suppress(GaugerError):
            read_incoming(file, "lab-x", today=TODAY)
