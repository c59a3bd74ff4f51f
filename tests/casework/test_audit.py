"""The audit log shows every change to it."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from gauger.casework import tables as t
from gauger.casework.audit import entries_of, entry_hash
from gauger.casework.model import AuditEntry
from gauger.casework.store import CaseStore, open_store


@pytest.fixture
def busy(store: CaseStore, case_id: str) -> CaseStore:
    """A store with a few acts on record."""
    for text in ("one", "two", "three"):
        store.note(case_id, text, by="ann")
    return store


def test_an_honest_log_is_whole(busy: CaseStore) -> None:
    found = busy.verify_audit()
    assert found.wrong is None
    assert found.entries == len(busy.audit())
    assert found.head == busy.audit()[-1].hash


@pytest.mark.parametrize("field", ["actor", "act", "subject", "detail", "previous", "hash"])
def test_a_changed_field_is_named(busy: CaseStore, field: str) -> None:
    with busy.writing() as c:
        c.execute(update(t.audit).where(t.audit.c.number == 5).values(**{field: "x"}))
    found = busy.verify_audit()
    assert found.wrong is not None
    assert "entry 5" in found.wrong
    assert found.entries == 4


def test_a_changed_time_a_lost_entry_and_a_cut_tail_are_named(busy: CaseStore) -> None:
    with busy.writing() as c:
        c.execute(delete(t.audit).where(t.audit.c.number == 7))
    assert "ends at entry 6" in str(busy.verify_audit().wrong)
    with busy.writing() as c:
        c.execute(delete(t.audit).where(t.audit.c.number == 3))
    assert "entry 3 is missing" in str(busy.verify_audit().wrong)
    with busy.writing() as c:
        c.execute(update(t.audit).where(t.audit.c.number == 2).values(at=busy.clock()))
    assert "entry 2" in str(busy.verify_audit().wrong)


def test_an_entry_with_a_right_hash_in_the_wrong_place_is_named(busy: CaseStore) -> None:
    """Rewriting one entry and its own hash breaks the next one's `previous`."""
    with busy.writing() as c:
        old = entries_of(c)[3]
        new = replace(old, detail="nothing happened")
        c.execute(
            update(t.audit)
            .where(t.audit.c.number == 4)
            .values(detail=new.detail, hash=entry_hash(new))
        )
    assert "entry 5 does not follow" in str(busy.verify_audit().wrong)


def test_fields_cannot_be_shifted_into_each_other(busy: CaseStore) -> None:
    """The hash is over a list, so "ab", "c" and "a", "bc" differ."""
    entry = busy.audit()[0]
    one = replace(entry, act="ab", subject="c")
    two = replace(entry, act="a", subject="bc")
    assert entry_hash(one) != entry_hash(two)
    assert {f for f in AuditEntry.__slots__ if f != "hash"} == {
        "number", "at", "actor", "act", "subject", "detail", "previous",
    }  # fmt: skip


def test_the_log_has_no_second_end(busy: CaseStore) -> None:
    """A forger who adds an entry must also know the store's record of the end."""
    last = busy.audit()[-1]
    forged = replace(last, number=last.number + 1, previous=last.hash, detail="forged")
    forged = replace(forged, hash=entry_hash(forged))
    with busy.writing() as c:
        c.execute(insert(t.audit).values(**{n: getattr(forged, n) for n in AuditEntry.__slots__}))
    assert "was written" in str(busy.verify_audit().wrong)
    with busy.reading() as c:
        assert c.execute(select(t.chain.c.number)).scalar_one() == last.number


def test_a_forger_who_mends_the_next_entrys_link_breaks_its_hash(busy: CaseStore) -> None:
    """Each hash covers the hash before it, so that one lie makes all later entries false."""
    with busy.writing() as c:
        old = entries_of(c)[3]
        new = replace(old, detail="nothing happened")
        hashed = entry_hash(new)
        c.execute(
            update(t.audit).where(t.audit.c.number == 4).values(detail=new.detail, hash=hashed)
        )
        c.execute(update(t.audit).where(t.audit.c.number == 5).values(previous=hashed))
    assert "entry 5" in str(busy.verify_audit().wrong)
    assert "was changed" in str(busy.verify_audit().wrong)


def test_a_last_entry_that_is_written_anew_is_not_where_the_log_ended(busy: CaseStore) -> None:
    """Its number and its own hash are right; the store's record of the end is of another."""
    last = busy.audit()[-1]
    new = replace(last, detail="nothing happened")
    with busy.writing() as c:
        c.execute(
            update(t.audit)
            .where(t.audit.c.number == last.number)
            .values(detail=new.detail, hash=entry_hash(new))
        )
    assert busy.verify_audit().wrong is not None


def test_an_entry_says_its_number_and_its_time(busy: CaseStore) -> None:
    """A copy with another number or time has another hash."""
    entry = busy.audit()[2]
    later = replace(entry, at=busy.clock())
    assert len({entry_hash(e) for e in (entry, later, replace(entry, number=9))}) == 3


def test_a_commit_survives_power_loss_and_strangers_keys_are_refused(tmp_path: Path) -> None:
    """What SQLite is told at each connection: write-ahead log, full sync, foreign keys."""
    store = open_store(str(tmp_path / "cases.db"))
    with store.reading() as c:
        told = [c.exec_driver_sql(f"PRAGMA {p}").scalar_one() for p in (
            "journal_mode", "synchronous", "foreign_keys")]  # fmt: skip
    store.close()
    assert told == ["wal", 2, 1]
