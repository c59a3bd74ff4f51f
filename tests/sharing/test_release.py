"""Two persons, one transaction, one unbroken record."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from gauger.casework.model import CaseFile
from gauger.cli.app import app
from gauger.errors import BrokenFile, InputError, UsageError
from gauger.records.world import World
from gauger.sharing import ledger
from gauger.sharing.answers import Filters
from gauger.sharing.collections import Shelf
from gauger.sharing.counsel import counsel, page
from gauger.sharing.gate import Preview
from gauger.sharing.publish import publish
from gauger.sharing.release import (
    STIX,
    Proposal,
    Release,
    preview_case,
    propose,
    release,
    released_files,
    releases,
    write_release,
)
from gauger.sharing.store import AGREEMENTS, DB, POLICY, Store, make_store, open_store
from tests.sharing.conftest import GROUNDS, NOW, ON


@pytest.fixture
def made(store: Store, seen: Preview, case: CaseFile) -> Proposal:
    return propose(store, seen, case.case_id, by="ann", now=NOW)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.mark.parametrize("name", ["ann", "ANN", " ann "])
def test_nobody_releases_their_own_proposal(store: Store, made: Proposal, name: str) -> None:
    with pytest.raises(UsageError, match="a second person"):
        release(store, made.proposal_id, by=name, now=NOW)
    assert releases(store) == ()
    assert [e.act for e in counsel(store).refused] == ["refused"]


def test_what_was_proposed_is_what_leaves(store: Store, made: Proposal, tmp_path: Path) -> None:
    freed = release(store, made.proposal_id, by="bob", now=NOW)
    assert released_files(store, freed.release_id) == made.files
    (first, *_) = write_release(store, freed.release_id, tmp_path / "out", now=NOW)
    assert first.read_bytes() in made.files.values()


def test_a_proposal_leaves_once(store: Store, made: Proposal) -> None:
    release(store, made.proposal_id, by="bob", now=NOW)
    with pytest.raises(UsageError, match="released already"):
        release(store, made.proposal_id, by="cyd", now=NOW)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (AGREEMENTS, "2099-01-01", "2026-06-01", "ended"),
        (AGREEMENTS, 'counsel = "file 12"', 'counsel = "f"\npaused = true', "paused"),
        (AGREEMENTS, 'categories = ["*"]', 'categories = ["share"]', "no longer covers"),
        (POLICY, "most_per_kind = 500", "most_per_kind = 499", "policy changed"),
    ],
)
def test_the_agreement_is_read_again_at_release(
    store: Store, made: Proposal, file: str, old: str, new: str, says: str
) -> None:
    edit(store.path / file, old, new)
    with pytest.raises(UsageError, match=says):
        release(store, made.proposal_id, by="bob", now=NOW)
    assert releases(store) == ()


def test_an_ended_basis_stops_further_export(store: Store, freed: Release, tmp_path: Path) -> None:
    edit(store.path / AGREEMENTS, "2099-01-01", "2026-06-01")
    with pytest.raises(UsageError, match="ended"):
        write_release(store, freed.release_id, tmp_path / "out", now=NOW)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda e: msgspec.structs.replace(e, actor="eve"),
        lambda e: msgspec.structs.replace(e, detail={}),
        lambda e: ledger.sealed(msgspec.structs.replace(e, actor="eve")),  # and hashes again
    ],
)
def test_a_changed_ledger_shows(
    store: Store, freed: Release, change: Callable[[ledger.Entry], ledger.Entry]
) -> None:
    with store.reading() as db:
        first = ledger.entries(db)[0]
        db.execute(
            "update ledger set entry = ? where number = 1", (msgspec.json.encode(change(first)),)
        )
    with pytest.raises(InputError, match="broken at entry"):
        counsel(store)


def test_an_entry_has_its_place_in_the_chain() -> None:
    """Well sealed, and the second of a chain that has no first."""
    one = ledger.Entry(
        number=1, at="", actor="ann", act="x", subject="", detail={}, previous=ledger.FIRST
    )
    assert ledger.verify([ledger.sealed(one)])
    for change in ({"number": 2}, {"previous": "1" * 64}):
        with pytest.raises(InputError, match="broken at entry 1"):
            ledger.verify([ledger.sealed(msgspec.structs.replace(one, **change))])


def test_what_is_not_there_is_named(store: Store, made: Proposal, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"no proposal 'P-x'; waiting: {made.proposal_id}"):
        release(store, "P-x", by="bob", now=NOW)
    with pytest.raises(UsageError, match="no release 'R-x'; there are none yet"):
        released_files(store, "R-x")
    for name in ("", "a\nb", 'a"b', "a\\b", "x" * 81):
        with pytest.raises(UsageError, match="--name"):
            make_store(tmp_path / "new", name)
    with pytest.raises(UsageError, match="exists"):
        make_store(store.path, "Lab A")
    (tmp_path / "new").mkdir()
    with pytest.raises(InputError, match="no sharing store"):
        open_store(tmp_path / "new")
    made_store = make_store(tmp_path / "third", "x" * 80)
    assert made_store.path.stat().st_mode & 0o777 == 0o700
    (made_store.path / DB).write_bytes(b"no database at all, and long enough to be one" * 99)
    with pytest.raises(BrokenFile, match="a sharing store"):
        counsel(made_store)


def test_changed_bytes_do_not_go_out(store: Store, freed: Release) -> None:
    with store.reading() as db:
        db.execute("update release_file set bytes = x'00' where name = ?", (STIX,))
    with pytest.raises(InputError, match="not those"):
        released_files(store, freed.release_id)


def test_counsel_reads_who_what_why_and_until_when(store: Store, freed: Release) -> None:
    text = page(counsel(store))
    for word in ("Lab B", "ann", "bob", "Agreement of 2 November 2026", "2099-01-01", "file 12"):
        assert word in text
    assert freed.sha256[STIX] in text
    stayed = next(x for x in text.splitlines() if x.startswith("- commercially sensitive data"))
    assert "campaign.cost_usd" in stayed


def dies_at(statement: int, act: Callable[[], object]) -> bool:
    """Run `act` in a child that is killed at one of its SQL statements; whether it lived."""
    child = os.fork()
    if child == 0:
        left = [statement]
        connect = sqlite3.connect

        def counted(_: str) -> None:
            left[0] -= 1
            if left[0] <= 0:
                os._exit(9)

        def traced(*given: object, **named: object) -> sqlite3.Connection:
            db: sqlite3.Connection = connect(*given, **named)  # type: ignore[call-overload]
            db.set_trace_callback(counted)
            return db

        sqlite3.connect = traced  # type: ignore[assignment]
        try:
            act()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_release_killed_anywhere_is_whole_or_absent(
    store: Store, made: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies before its first, second, ... statement; each time the store is sound."""
    monkeypatch.setattr("gauger.sharing.release._require_closed", lambda *_: None)  # slow, no SQL
    for statement in range(1, 400):
        lived = dies_at(statement, lambda: release(store, made.proposal_id, by="bob", now=NOW))
        record = counsel(store)
        if record.releases:
            assert released_files(store, record.releases[0].release_id) == made.files
            with store.reading() as db:
                acts = [e.act for e in ledger.entries(db)]
            assert acts == ["proposed", "released"]
            break
        assert record.entries == 1
    assert lived or record.releases
    assert statement > 10
    assert (store.path / DB).is_file()


@pytest.mark.parametrize(
    "change",
    [
        "delete from release",
        "update release set made = replace(made, 'stopping distillation', 'pricing')",
        'update release set made = replace(made, \'"tlp":"amber+strict"\', \'"tlp":"clear"\')',
        "insert into release select 'R-x', replace(made, 'R-', 'R-0') from release",
    ],
)
def test_the_list_of_releases_is_the_ledgers(store: Store, freed: Release, change: str) -> None:
    """A release left out, reworded or made up in the store: report and export stop."""
    with store.reading() as db:
        db.execute("pragma foreign_keys = off")
        db.execute(change.replace("made,", "cast(made as text),"))
    with pytest.raises(InputError, match="as the ledger has it"):
        counsel(store)
    with pytest.raises(InputError, match="as the ledger has it"):
        released_files(store, freed.release_id)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("basis_from = 2026-01-01", "basis_from = 2098-12-31"),
        ("2099-01-01", "2026-01-02"),
        ('counsel = "file 12"', 'counsel = "f"\ntlp_ceiling = "green"'),
        ('counsel = "file 12"', 'counsel = "f"\npaused = true'),
    ],
)
def test_where_the_agreement_blocks_there_is_no_way_out(
    store: Store, case: CaseFile, world: World, freed: Release, made: Proposal, tmp_path: Path,
    old: str, new: str,
) -> None:  # fmt: skip
    """Proposed, released, exported, published, pushed: none of it, before any network is asked."""
    edit(store.path / AGREEMENTS, old, new)
    seen = preview_case(store, case, world, "lab-b", GROUNDS, on=ON, now=NOW)
    with pytest.raises(UsageError, match="nothing can go"):
        propose(store, seen, case.case_id, by="ann", now=NOW)
    with pytest.raises(UsageError, match="does not leave"):
        release(store, made.proposal_id, by="bob", now=NOW)
    with pytest.raises(UsageError, match="does not go out"):
        write_release(store, freed.release_id, tmp_path / "out", now=NOW)
    shelf = Shelf(tmp_path / "taxii.db")
    collection = shelf.add_collection("x")
    with pytest.raises(UsageError, match="does not go out"):
        publish(store, shelf, freed.release_id, collection, now=NOW)
    assert shelf.page(collection, Filters()).objects == ()
    words = ["share", "push", "https://127.0.0.1:9/", "x", freed.release_id]
    pushed = CliRunner().invoke(app, [*words, "--store", str(store.path)])
    assert isinstance(pushed.exception, UsageError)
    assert "does not go out" in str(pushed.exception)
