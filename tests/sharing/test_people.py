"""Persons are keys: nobody releases, approves or joins on a typed name alone."""

import json
import stat
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

pytest.importorskip("cryptography", reason="THE EXTRA share IS NOT INSTALLED")

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from gauger.casework.model import CaseFile
from gauger.cli.app import app
from gauger.errors import BrokenFile, InputError, UsageError
from gauger.sharing import ledger
from gauger.sharing.counsel import counsel, page
from gauger.sharing.gate import Preview
from gauger.sharing.overlap import runs
from gauger.sharing.overlap.items import make_items
from gauger.sharing.people import (
    Signed,
    Signer,
    _message,
    enrol,
    login,
    make_key,
    people,
    read_signer,
    require_valid,
    retire,
    short,
)
from gauger.sharing.release import propose, release, releases
from gauger.sharing.store import AGREEMENTS, Store
from tests.sharing.conftest import NOW
from tests.sharing.planted import plant_store


def person(name: str) -> Signer:
    return Signer(name=name, key=Ed25519PrivateKey.generate())


@pytest.fixture
def ann() -> Signer:
    return person("ann")


@pytest.fixture
def bob() -> Signer:
    return person("bob")


@pytest.fixture
def staffed(store: Store, ann: Signer, bob: Signer) -> Store:
    for one in (ann, bob):
        enrol(store, one.name, one.public, by=None, now=NOW)
    return store


def test_two_keys_release_and_counsel_sees_that_they_hold(
    staffed: Store, seen: Preview, case: CaseFile, ann: Signer, bob: Signer
) -> None:
    made = propose(staffed, seen, case.case_id, by=ann, now=NOW)
    release(staffed, made.proposal_id, by=bob, now=NOW)
    text = page(counsel(staffed))
    assert f"Proposed by ann (signed with key `{short(ann.public)}`, which holds" in text
    assert f"Released by bob (signed with key `{short(bob.public)}`, which holds" in text
    assert "on the word of nobody" in text


def test_a_typed_name_is_not_enough(
    staffed: Store, seen: Preview, case: CaseFile, ann: Signer
) -> None:
    with pytest.raises(UsageError, match="sign with"):
        propose(staffed, seen, case.case_id, by="ann", now=NOW)
    made = propose(staffed, seen, case.case_id, by=ann, now=NOW)
    with pytest.raises(UsageError, match="sign with"):
        release(staffed, made.proposal_id, by="bob", now=NOW)
    assert releases(staffed) == ()


def test_one_key_under_another_name_is_refused(
    staffed: Store, seen: Preview, case: CaseFile, ann: Signer
) -> None:
    """Ann has her key only: neither as bob, nor as a new person, nor under her name again."""
    made = propose(staffed, seen, case.case_id, by=ann, now=NOW)
    with pytest.raises(UsageError, match="not enrolled with this key"):
        release(staffed, made.proposal_id, by=Signer(name="bob", key=ann.key), now=NOW)
    with pytest.raises(UsageError, match="second person"):
        release(staffed, made.proposal_id, by=Signer(name=" ANN ", key=ann.key), now=NOW)
    with pytest.raises(UsageError, match="key of their own"):
        enrol(staffed, "cyd", ann.public, by=ann, now=NOW)


def test_nobody_joins_without_the_word_of_one_who_is_there(staffed: Store, ann: Signer) -> None:
    cyd = person("cyd")
    with pytest.raises(UsageError, match="one of them confirms"):
        enrol(staffed, "cyd", cyd.public, by=None, now=NOW)
    with pytest.raises(UsageError, match="not enrolled with this key"):
        enrol(staffed, "cyd", cyd.public, by=cyd, now=NOW)
    assert enrol(staffed, "cyd", cyd.public, by=ann, now=NOW).confirmed_by == "ann"
    assert set(people(staffed)) == {"ann", "bob", "cyd"}


def test_a_person_is_a_plain_name_and_a_key(staffed: Store, ann: Signer, tmp_path: Path) -> None:
    cyd = person("cyd")
    for name, key, says in (
        ("", cyd.public, "one line"), ("cyd\n", cyd.public, "one line"),
        ("x" * 121, cyd.public, "one line"), ("cyd", cyd.public[:-1], "64 hexadecimal"),
        ("cyd", "G" * 64, "64 hexadecimal"), (" ANN", cyd.public, "enrolled already"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=says):
            enrol(staffed, name, key, by=ann, now=NOW)
    with pytest.raises(UsageError, match="nobody called 'cyd'"):
        retire(staffed, "cyd", by=ann, now=NOW)
    assert set(people(staffed)) == {"ann", "bob"}
    rsa = generate_private_key(65537, 2048).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"a longer passphrase")
    )
    (tmp_path / "rsa.key").write_bytes(rsa)
    with pytest.raises(BrokenFile, match="not Ed25519"):
        read_signer("ann", tmp_path / "rsa.key", "a longer passphrase")
    with pytest.raises(BrokenFile, match="share key"):
        read_signer("ann", tmp_path / "none.key", "a longer passphrase")


def test_another_acts_signature_is_no_release(
    staffed: Store, seen: Preview, case: CaseFile, ann: Signer, bob: Signer
) -> None:
    """A signature counts for its person, act, subject and bytes alone."""
    made = propose(staffed, seen, case.case_id, by=ann, now=NOW)
    assert made.signed is not None
    said = {name: sha256(data).hexdigest() for name, data in made.files.items()}
    good = ("proposed", made.proposal_id, said)
    require_valid(made.signed, *good)
    for one, act, subject, hashes in (
        (made.signed, "released", *good[1:]), (made.signed, "proposed", "P-x", said),
        (made.signed, *good[:2], said | {"stix.json": "0" * 64}),
        (msgspec.structs.replace(made.signed, name="bob"), *good),
        (msgspec.structs.replace(made.signed, key=bob.public), *good),
        (msgspec.structs.replace(made.signed, signature="zz"), *good),
    ):  # fmt: skip
        with pytest.raises(InputError, match="does not hold"):
            require_valid(one, act, subject, hashes)


def test_a_retired_key_signs_nothing_more_and_is_nobodys_again(
    staffed: Store, ann: Signer, bob: Signer, seen: Preview, case: CaseFile
) -> None:
    with pytest.raises(UsageError, match="enrol another"):
        retire(staffed, "bob", by=ann, now=NOW)
    cyd = person("cyd")
    enrol(staffed, "cyd", cyd.public, by=ann, now=NOW)
    retire(staffed, "bob", by=ann, now=NOW)
    with pytest.raises(UsageError, match="not enrolled with this key"):
        propose(staffed, seen, case.case_id, by=bob, now=NOW)
    with pytest.raises(UsageError, match="was, somebody's"):
        enrol(staffed, "bob", bob.public, by=ann, now=NOW)


def test_a_proposal_from_before_there_were_keys_is_proposed_again(
    store: Store, seen: Preview, case: CaseFile, ann: Signer, bob: Signer
) -> None:
    made = propose(store, seen, case.case_id, by="ann", now=NOW)
    for one in (ann, bob):
        enrol(store, one.name, one.public, by=None, now=NOW)
    with pytest.raises(UsageError, match="nobody signed"):
        release(store, made.proposal_id, by=bob, now=NOW)


def test_a_forged_signature_shows(
    staffed: Store, seen: Preview, case: CaseFile, ann: Signer, bob: Signer
) -> None:
    """Who can write the store writes "released by bob" into it, and the report stops there."""
    made = propose(staffed, seen, case.case_id, by=ann, now=NOW)
    freed = release(staffed, made.proposal_id, by=bob, now=NOW)
    assert freed.released is not None
    evil = msgspec.structs.replace(
        freed, released=msgspec.structs.replace(freed.released, signature="00" * 64)
    )
    with staffed.reading() as db:
        last = ledger.entries(db)[-1]
        detail = {**last.detail, "released": msgspec.to_builtins(evil.released)}
        again = ledger.sealed(msgspec.structs.replace(last, detail=detail))
        db.execute("update release set made = ?", (msgspec.json.encode(evil),))
        db.execute(
            "update ledger set entry = ? where number = ?",
            (msgspec.json.encode(again), last.number),
        )
    with pytest.raises(InputError, match="does not hold"):
        counsel(staffed)


def test_logins_can_be_made_to_differ(
    staffed: Store, seen: Preview, case: CaseFile, ann: Signer, bob: Signer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    file = staffed.path / AGREEMENTS
    file.write_text(
        file.read_text().replace('name = "Lab A"', 'name = "Lab A"\nseparate_logins = true', 1)
    )
    made = propose(staffed, seen, case.case_id, by=ann, now=NOW)
    with pytest.raises(UsageError, match="under this login"):
        release(staffed, made.proposal_id, by=bob, now=NOW)
    monkeypatch.setattr("gauger.sharing.release.login", lambda: "another")
    assert release(staffed, made.proposal_id, by=bob, now=NOW).proposed.login == login()  # type: ignore[union-attr]


def test_approvals_are_signatures(staffed: Store, ann: Signer, bob: Signer) -> None:
    items = make_items([f"{n:032x}" for n in range(30)], "device-key")
    with pytest.raises(UsageError, match="sign with"):
        runs.approve(staffed, "lab-b", items, by="ann", now=NOW)
    assert runs.approve(staffed, "lab-b", items, by=ann, now=NOW) == 1
    assert runs.approve(staffed, "lab-b", items, by=bob, now=NOW) == 2
    with staffed.changing() as db:
        ledger.append(
            db, actor="eve", act="overlap approved", subject="lab-b",
            detail={
                "root": runs.commitment(staffed, "lab-b", items),
                "signed": {"name": "ann", "login": "eve", "key": ann.public, "signature": "00"},
            },
            at=NOW,
        )  # fmt: skip
    with pytest.raises(InputError, match="does not hold"):
        runs.approve(staffed, "lab-b", items, by=bob, now=NOW)


def test_one_key_approves_once_under_whatever_name(
    staffed: Store, ann: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ann, who can write the store, signs a second approval in Bob's name with her own key."""
    items = make_items([f"{n:032x}" for n in range(30)], "device-key")
    assert runs.approve(staffed, "lab-b", items, by=ann, now=NOW) == 1
    said = {"root": runs.commitment(staffed, "lab-b", items)}
    entered(
        staffed, forged(ann, "bob", "overlap approved", "lab-b", said), "overlap approved", said
    )
    assert runs._approvers(staffed, "lab-b", said["root"]) == {"ann"}
    with pytest.raises(InputError, match=r"entry 4 .* nobody who was enrolled"):
        counsel(staffed)


def forged(key: Signer, name: str, act: str, subject: str, said: dict[str, str]) -> Signed:
    """A signature that holds, by a key that is not the name's."""
    signature = key.key.sign(_message(name, act, subject, said)).hex()
    return Signed(name=name, login="x", key=key.public, signature=signature)


def entered(store: Store, one: Signed, act: str, detail: dict[str, str]) -> None:
    """An entry in the chain as the store's own administrator can write it."""
    with store.changing() as db:
        ledger.append(
            db, actor=one.name, act=act, subject="lab-b",
            detail={**detail, "signed": msgspec.to_builtins(one)}, at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("signer", "act", "subject", "detail"),
    [
        ("", "person enrolled", "eve", {"confirmed_by": ""}),
        ("eve", "person enrolled", "eve", {"confirmed_by": "ann"}),
        ("bob", "person enrolled", "eve", {"confirmed_by": "ann"}),
        ("", "person retired", "bob", {}),
        ("eve", "person retired", "bob", {}),
    ],
)
def test_who_writes_the_store_lets_nobody_in_and_puts_nobody_out(
    staffed: Store, ann: Signer, bob: Signer, signer: str, act: str, subject: str,
    detail: dict[str, object],
) -> None:  # fmt: skip
    """The chain is sealed anew and holds; the word of somebody who was there is missing."""
    assert counsel(staffed).entries == 2
    eve = person("eve")
    key = {"": None, "eve": eve, "bob": bob}[signer]
    if act == "person enrolled":
        detail = {"key": eve.public, **detail}
    said = {k: str(v) for k, v in detail.items()}
    signature = forged(key, "ann", act, subject, said).signature if key else ""
    with staffed.changing() as db:
        ledger.append(
            db, actor="ann", act=act, subject=subject, at=NOW,
            detail={
                **detail, "login": "x", "signed_by": ann.public if key else "",
                "signature": signature,
            },
        )  # fmt: skip
    with pytest.raises(InputError, match="Stop here"):
        counsel(staffed)


def test_counsel_knows_whose_key_it_was_and_when(
    staffed: Store, seen: Preview, case: CaseFile, ann: Signer, bob: Signer
) -> None:
    """Released by one who left later: holds. Signed by a stranger in Bob's name: stops."""
    made = propose(staffed, seen, case.case_id, by=ann, now=NOW)
    release(staffed, made.proposal_id, by=bob, now=NOW)
    cyd = person("cyd")
    enrol(staffed, "cyd", cyd.public, by=ann, now=NOW)
    retire(staffed, "bob", by=ann, now=NOW)
    assert len(counsel(staffed).releases) == 1
    said = {"partner": "lab-b", "root": "0" * 64}
    entered(staffed, forged(bob, "bob", "overlap asked", "lab-b", said), "overlap asked", said)
    with pytest.raises(InputError, match="nobody who was enrolled"):
        counsel(staffed)


def test_an_unsigned_step_after_persons_joined_is_nobodys(staffed: Store) -> None:
    entered(staffed, Signed(name="ann", login="x"), "overlap asked", {"root": "0" * 64})
    with pytest.raises(InputError, match="nobody who was enrolled"):
        counsel(staffed)


def test_steps_of_a_comparison_are_signed(staffed: Store, ann: Signer, tmp_path: Path) -> None:
    """Asking, answering, finishing: by a key, on the record, and the report stops at a forgery."""
    pytest.importorskip("private_set_intersection.python")
    items = make_items([f"{n:032x}" for n in range(30)], "device-key")
    with pytest.raises(UsageError, match="sign with"):
        runs.ask(staffed, "lab-b", items, mode="count", by="ann", now=NOW)
    peer = plant_store(tmp_path / "peer", name="Lab B")
    sent = runs.ask(staffed, "lab-b", items, mode="count", by=ann, now=NOW)
    back = runs.answer(peer, "lab-a", items, sent, by="bob", now=NOW)
    assert "(**not signed**" in page(counsel(peer))
    with pytest.raises(UsageError, match="sign with"):
        runs.finish(staffed, "lab-b", back, by="ann", now=NOW)
    assert runs.finish(staffed, "lab-b", back, by=ann, now=NOW).count == 30
    assert page(counsel(staffed)).count(f"key `{short(ann.public)}`, which holds") == 2
    with staffed.changing() as db:
        forged = {"name": "ann", "login": "x", "key": ann.public, "signature": "00" * 64}
        ledger.append(
            db, actor="ann", act="overlap asked", subject="r", at=NOW,
            detail={"partner": "lab-b", "root": "00", "signed": forged},
        )  # fmt: skip
    with pytest.raises(InputError, match="does not hold"):
        counsel(staffed)


def test_a_key_lies_under_its_passphrase(tmp_path: Path) -> None:
    file = tmp_path / "ann.key"
    with pytest.raises(UsageError, match="at least"):
        make_key(file, "short")
    public = make_key(file, "a longer passphrase")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_signer("ann", file, "a longer passphrase").public == public
    for wrong in ("", "another passphrase"):
        with pytest.raises(BrokenFile, match="passphrase is another"):
            read_signer("ann", file, wrong)
    with pytest.raises(UsageError, match="exists"):
        make_key(file, "a longer passphrase")


def test_the_command_line_asks_for_a_key(store: Store, tmp_path: Path) -> None:
    where = ["--store", str(store.path)]
    run = CliRunner(env={"GAUGER_PASSPHRASE": "a longer passphrase"})
    bare = run.invoke(app, ["share", "release", "P-0", "--by", "bob", *where])
    assert "sign with --key" in str(bare.exception)
    made = run.invoke(app, ["share", "key", str(tmp_path / "ann.key"), "--json"])
    public = json.loads(made.stdout)["public"]
    done = run.invoke(app, ["share", "enrol", "ann", public, *where])
    assert "on nobody's word" in done.stdout
    assert "ann: key" in run.invoke(app, ["share", "people", *where]).stdout
    no = CliRunner(env={"GAUGER_PASSPHRASE": ""}).invoke(
        app, ["share", "release", "P-0", "--by", "ann", "--key", str(tmp_path / "ann.key"), *where]
    )
    assert "GAUGER_PASSPHRASE" in str(no.exception)
