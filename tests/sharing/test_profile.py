"""The profile: what we export keeps it, and what does not keep it is found."""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from gauger.campaigns.model import Verdict
from gauger.errors import BrokenFile, InputError
from gauger.sharing import profile, tlp
from gauger.sharing.check import check, parse_bundle, read_bundle
from gauger.sharing.release import STIX, Release, preview_case, propose, released_files
from gauger.sharing.stix import Ids
from gauger.sharing.stix import bundle as bundle_of
from gauger.sharing.store import Store
from gauger.sharing.techniques import ALWAYS, BY_FAMILY, BY_GROUND, HARVEST, TECHNIQUES
from gauger.sharing.tlp import Tlp
from tests.conftest import REPO
from tests.sharing.conftest import GROUNDS, NOW, ON

Bundle = dict[str, Any]


@pytest.fixture
def sent(store: Store, freed: Release) -> bytes:
    return released_files(store, freed.release_id)[STIX]


@pytest.fixture
def bundle(sent: bytes) -> Bundle:
    return parse_bundle(sent, Path("b.json"))


def first(bundle: Bundle, kind: str) -> dict[str, Any]:
    return next(o for o in bundle["objects"] if o["type"] == kind)


def test_an_export_keeps_the_profile(bundle: Bundle) -> None:
    assert check(bundle) == ()


def faults(sent: bytes) -> list[str]:
    """What the official validator has against a bundle.

    Strict but for {302} hash of a reference, {303} description, {245} our pattern type.
    """
    validator = pytest.importorskip("stix2validator")
    options = validator.ValidationOptions(
        version="2.1", strict=True, strict_types=True, strict_properties=True, enforce_refs=True,
        disabled="302,303,245",
    )  # fmt: skip
    result = validator.validate_string(sent.decode(), options)
    return [] if result.is_valid else [str(e) for e in result.errors]


def test_the_official_validator_passes_an_export(sent: bytes) -> None:
    assert faults(sent) == []


def test_the_shipped_schema_is_made_from_the_types() -> None:
    assert json.loads(profile.shipped_schema()) == profile.schema()


def test_the_schema_accepts_an_export_and_refuses_a_price(bundle: Bundle) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads(profile.shipped_schema()))
    carriers = [o for o in bundle["objects"] if profile.EXTENSION in (o.get("extensions") or {})]
    assert carriers
    for thing in carriers:
        facts = thing["extensions"][profile.EXTENSION]
        assert not list(validator.iter_errors(facts))
        assert list(validator.iter_errors({**facts, "price_usd": 12}))


def change(kind: str, **values: Any) -> Callable[[Bundle], None]:
    def edit(bundle: Bundle) -> None:
        first(bundle, kind).update(values)

    return edit


def facts(kind: str, **values: Any) -> Callable[[Bundle], None]:
    def edit(bundle: Bundle) -> None:
        first(bundle, kind)["extensions"][profile.EXTENSION].update(values)

    return edit


def without(kind: str, name: str) -> Callable[[Bundle], None]:
    return lambda bundle: first(bundle, kind).pop(name) and None


def sender(bundle: Bundle) -> Bundle:
    """Our own identity, not the profile's."""
    return next(
        o for o in bundle["objects"]
        if o["type"] == "identity" and o["id"] != profile.NAMESPACE_IDENTITY
    )  # fmt: skip


EXTENDED = "extension-definition--00000000-0000-4000-8000-000000000000"
SCO = {
    "type": "ipv4-addr", "spec_version": "2.1", "value": "192.0.2.1",
    "id": "ipv4-addr--12592121-0000-5000-8000-000000000000",
}  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "rule"),
    [
        (change("campaign", price_usd=12), "property"),
        (change("campaign", description="Umbrellacorp pays 12"), "property"),
        (change("campaign", name="Umbrellacorp"), "free-text"),
        (change("indicator", name="seen at Umbrellacorp"), "free-text"),
        (facts("campaign", accounts="12"), "extension"),
        (facts("campaign", exchanges=4711), "extension"),
        (facts("campaign", targeted=["Sassafrascapability"]), "extension"),
        (facts("indicator", note="x"), "extension"),
        (change("campaign", first_seen="2026-05-01T07:13:00.000Z"), "day"),
        (change("sighting", count=12), "range"),
        (without("indicator", "valid_until"), "indicator"),
        (without("indicator", "confidence"), "indicator"),
        (change("indicator", pattern="[ipv4-addr:value = '192.0.2.01']"), "pattern"),
        (change("indicator", pattern="[email-addr:value = 'a@b.example']"), "pattern"),
        (without("indicator", "object_marking_refs"), "tlp"),
        (change("indicator", object_marking_refs=list(tlp.OASIS.values())[:2]), "tlp"),
        (change("relationship", target_ref="campaign--00000000-0000-4000-8000-000000000000"),
         "reference"),
        (change("report", object_refs=["campaign--00000000-0000-4000-8000-000000000000"]),
         "reference"),
        (change("indicator", id="indicator--1"), "id"),
        (change("indicator", created="yesterday"), "stix"),
        (lambda b: b["objects"].append(SCO), "type"),
        (lambda b: b["objects"].append(copy.deepcopy(first(b, "indicator"))), "unique"),
        (lambda b: b["objects"].remove(first(b, "extension-definition")), "extension"),
        (lambda b: b.update(x_secret=1), "property"),
        (lambda b: b.update(id="bundle--Umbrellacorp"), "id"),
        # open words and numbers, which strict STIX takes
        (change("campaign", created="2026-05-01T00:00:00.4111111111111111Z"), "stix"),
        (change("campaign", confidence=True), "stix"),
        (change("sighting", summary="t"), "stix"),
        (change("report", report_types=[]), "word"),
        (lambda b: b["objects"].append(
            first(b, "identity") | {"id": profile.NAMESPACE_IDENTITY, "name": "Umbrellacorp"}),
         "free-text"),
        (lambda b: b["objects"].append(
            first(b, "extension-definition") | {"id": EXTENDED, "description": "Umbrellacorp"}),
         "free-text"),
        *[(lambda b, name=name: sender(b).update(name=name), "free-text") for name in (
            "", "x" * 81, "Lab\nA", "ann@lab.example", "Lab 4111 1111 1111 1111")],
        (lambda b: first(b, "attack-pattern")["external_references"].append(
            first(b, "attack-pattern")["external_references"][0]), "technique"),
        (change("attack-pattern", name="Umbrellacorp", external_references=[
            {"source_name": "mitre-attack", "external_id": "Umbrellacorp"}]), "technique"),
        (lambda b: b["objects"].remove(first(b, "campaign")), "content"),
        (change("attack-pattern", external_references=[
            {"source_name": "s", "external_id": "T1", "description": "free"}]), "property"),
        (change("identity", contact_information="ann@lab.example"), "property"),
    ],
)  # fmt: skip
def test_what_does_not_keep_the_profile_is_found(
    bundle: Bundle, edit: Callable[[Bundle], None], rule: str
) -> None:
    """The public validator passes several of these without a word."""
    edit(bundle)
    assert rule in {f.rule for f in check(bundle)}


def test_findings_are_sentences_about_an_object(bundle: Bundle) -> None:
    change("campaign", price_usd=12)(bundle)
    found = next(f for f in check(bundle) if f.rule == "property")
    assert found.object == first(bundle, "campaign")["id"]
    assert "price_usd" in found.text


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{}", b"nul", b'{"type": "bundle", "objects": [1]}', b"\xff\xfe{}",
        b'{"type": "bundle", "objects": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"type": "campaign"}', b'{"type": "envelope", "objects": []}', b'{"type": "bundle"}',
        b'{"type": "bundle", "objects": [{"a": ' + b"[" * 40 + b"]" * 40 + b"}]}",
    ],
)  # fmt: skip
def test_what_is_no_bundle_says_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "b.json").write_bytes(data)
    with pytest.raises(BrokenFile, match="STIX bundle"):
        read_bundle(tmp_path / "b.json")


def test_what_is_too_large_is_not_read(
    tmp_path: Path, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.json").write_bytes(sent)
    monkeypatch.setattr("gauger.sharing.check.MAX_BYTES", len(sent) - 1)
    with pytest.raises(InputError, match="larger"):
        read_bundle(tmp_path / "b.json")


def test_an_own_marking_is_the_one_of_oasis(bundle: Bundle) -> None:
    stix2 = pytest.importorskip("stix2")
    definition = first(bundle, "marking-definition")
    assert definition["id"] == "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
    assert stix2.parse(definition, allow_custom=False, version="2.1")


@pytest.mark.parametrize("level", list(Tlp))
def test_opencti_s_markings_pass_the_profile_and_mean_the_same_or_more(
    store: Store, seen: Any, case: Any, level: Tlp
) -> None:
    """Every level in OpenCTI's ids: profile, strict parse, official validator; never milder."""
    found = msgspec.structs.replace(
        seen, tlp=level.value,
        kept=tuple(msgspec.structs.replace(k, tlp=level.value) for k in seen.kept),
    )  # fmt: skip
    data = bundle_of(
        found, case=case.case_id, name="Lab A", ids=Ids(store.secret), at=NOW,
        form=tlp.TlpForm.OPENCTI,
    )  # fmt: skip
    read = parse_bundle(data, Path("b"))
    assert check(read) == ()
    assert faults(data) == []
    definitions = {o["id"]: o for o in read["objects"] if o["type"] == "marking-definition"}
    for thing in read["objects"]:
        if refs := thing.get("object_marking_refs"):
            assert refs == [tlp.OPENCTI[level]]
            assert tlp.level_of(refs, definitions).rank >= level.rank


def test_a_marking_that_is_a_statement_is_found(bundle: Bundle) -> None:
    own = first(bundle, "marking-definition")
    own |= {"definition_type": "statement", "definition": {"statement": "we pay 12 a token"}}
    assert "tlp" in {f.rule for f in check(bundle)}


@pytest.mark.parametrize(
    ("refs", "definitions", "level"),
    [
        ([tlp.OASIS[Tlp.GREEN]], {}, Tlp.GREEN),
        (["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"], {}, Tlp.GREEN),
        (["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"], {}, Tlp.AMBER_STRICT),
        (["marking-definition--826578e1-40ad-459f-bc73-ede076f81f37"], {}, Tlp.AMBER_STRICT),
        ([], {}, Tlp.RED),
        (["marking-definition--00000000-0000-4000-8000-000000000000"], {}, Tlp.RED),
        ([tlp.OASIS[Tlp.CLEAR], tlp.OASIS[Tlp.AMBER]], {}, Tlp.RED),
        # one public project swaps the ids of red and amber+strict: id and text contradict
        ([tlp.OASIS[Tlp.AMBER_STRICT]],
         {tlp.OASIS[Tlp.AMBER_STRICT]: {"definition": {"tlp": "red"}}}, Tlp.RED),
        (["m--1"], {"m--1": {"definition": {"tlp": "white"}}}, Tlp.CLEAR),
        (["m--1"], {"m--1": {"extensions": {tlp.EXTENSION: {"tlp_2_0": "mauve"}}}}, Tlp.RED),
        ([tlp.OASIS[Tlp.GREEN], "m--1"], {"m--1": {"definition": {"statement": "(c)"}}}, Tlp.GREEN),
    ],
)  # fmt: skip
def test_markings_of_all_families_are_read_and_doubt_is_red(
    refs: list[str], definitions: dict[str, Bundle], level: Tlp
) -> None:
    assert tlp.level_of(refs, definitions) is level


def test_ids_are_stable_and_not_guessable(store: Store, sent: bytes) -> None:
    """The same case gives the same ids; without the store's key nobody computes them."""
    ids = Ids(store.secret)
    assert ids.of("campaign", "c") == ids.of("campaign", "c")
    assert ids.of("campaign", "c") != Ids(b"other").of("campaign", "c")
    assert b"case-Mauvetitle" not in sent


def test_a_coordinated_case_is_a_grouping(store: Store, case: Any, world: Any) -> None:
    soft = replace(case, campaign=replace(case.campaign, verdict=Verdict.COORDINATED))
    seen = preview_case(store, soft, world, "lab-b", GROUNDS, on=ON, now=NOW)
    made = propose(store, seen, case.case_id, by="ann", now=NOW)
    kinds = {o["type"] for o in msgspec.json.decode(made.files[STIX])["objects"]}
    assert "grouping" in kinds
    assert faults(made.files[STIX]) == []
    assert not kinds & {"campaign", "relationship"}
    assert b"T0024" not in b"".join(made.files.values())  # nor is extraction said of it


def test_the_specification_names_the_very_techniques() -> None:
    """Those that can be written, and none beside; ids and names as pinned from the sources."""
    page = (REPO / "docs" / "sharing" / "profile.md").read_text().split("## Techniques")[1]
    named = set(re.findall(r"`(AML\.T[\d.]+\d|T\d{4}(?:\.\d{3})?)`", page))
    assert named == set(TECHNIQUES)
    words = [*BY_GROUND.values(), *BY_FAMILY.values(), ALWAYS, HARVEST]
    assert named - {"AML.T0048.004"} == {t for ids in words for t in ids}


def test_the_examples_of_the_specification_keep_it() -> None:
    """With their sender and the definitions, they are a bundle without a finding."""
    page = (REPO / "docs/sharing/profile.md").read_text("utf-8")
    shown = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]
    assert [o["type"] for o in shown] == ["campaign", "indicator", "sighting"]
    common = ("spec_version", "created", "modified", "object_marking_refs")
    sender = {k: shown[0][k] for k in common} | {
        "type": "identity", "id": shown[0]["created_by_ref"], "name": "Lab A",
        "identity_class": "organization",
    }  # fmt: skip
    objects = [tlp.marking(Tlp.AMBER_STRICT), *profile.definition(), sender, *shown]
    assert check({"type": "bundle", "id": f"bundle--{uuid4()}", "objects": objects}) == ()
