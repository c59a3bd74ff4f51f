"""The audit log shows every change to it."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, select, update

from gauger.casework import tables as t
from gauger.casework.audit import entries_of, entry_hash
from gauger.casework.model import AuditEntry
from gauger.casework.store import CaseStore


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
