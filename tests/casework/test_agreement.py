"""What somebody changes in the tables past Gauger is at odds with the log, and is named."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from gauger.casework import acts, grants, people, tokens
from gauger.casework import tables as t
from gauger.casework.acts import Change
from gauger.casework.agreement import disagreements
from gauger.casework.audit import entries_of
from gauger.casework.model import Action, LabelKind, Status
from gauger.casework.people import Permission, Role
from gauger.casework.store import CaseStore
from tests.casework.make import detections

ONE, CASE, OTHER = "acct-0000000", "case-C-0000000", "case-C-0000001"
EVIL = "2 accounts"


@pytest.fixture
def busy(store: CaseStore) -> CaseStore:
    """Every act that the log and a table both keep, with texts that look like the log's own."""
    ids = [m.account_id for m in store.case(CASE).members]
    store.label(CASE, [ONE], LabelKind.CLEARED, "a: b; status: open -> closed", by="ann")
    store.label(CASE, ids[:3], LabelKind.CONFIRMED, "one card\0 behind them", by="ann")
    store.note(CASE, "  asked billing: no answer ", by="bob")
    store.relate(OTHER, CASE, "one card", by="ann")
    store.profile("hydra", "sells access", predicts=["cards of one bank"], by="ann")
    store.profile("hydra", "sells access, dearly", by="bob")
    harsh = store.propose(CASE, Action.SUSPEND, ids[3:5], "a harvest", by="ann")
    store.approve(harsh.decision_id, by="bob")
    mild = store.propose(CASE, Action.THROTTLE, [], "slow: down", by="ann")
    store.withdraw(mild.decision_id, "too early", by="bob")
    store.propose(CASE, Action.NOTIFY, [], "tell them", by="ann")
    seen = store.case(OTHER).version
    evil = Change(owner="x; status: open -> decided", title="status: open -> decided")
    seen = store.change(OTHER, evil, seen=seen, by="ann")
    store.change(OTHER, Change(status=Status.CLOSED, owner="ann"), seen=seen, by="ann")
    with store.writing() as c:
        at = store.clock()
        for name in ("ann", "bob", "eve"):
            people.add_person(c, name, Role.ANALYST, password=None, by="serve", at=at)
        people.change_person(c, "bob", role=Role.APPROVER, active=False, by="ann", at=at)
        people.change_person(c, "bob", active=True, by="ann", at=at)
        grants.grant(c, CASE, "ann", " ask the bank ", at=at)
        ann = people.everybody(c)[0]
        day = timedelta(days=1)
        made = [
            tokens.make_token(c, ann, "t", [Permission.READ], lasts=day, at=at) for _ in range(2)
        ]
        tokens.revoke_token(c, made[0].split("_")[1], by="ann", at=at)
    return store


def odds(c: Connection) -> list[str]:
    """What is at odds."""
    return list(disagreements(c, entries_of(c)))


def test_an_honest_store_agrees_with_its_log(busy: CaseStore) -> None:
    """Whatever people wrote, whatever accounts are called, and after a later run."""
    busy.import_detections(detections(41, 12), by="ann")
    busy.import_detections(detections(3, start=900, names=[EVIL, "a", "b"]), by="ann")
    busy.label("case-C-0900000", [EVIL], LabelKind.UNSURE, "x", by="ann")
    found = busy.verify_audit()
    assert found.holds, found
    assert busy.verify_chain() == found


def test_two_labels_at_one_time_are_two_entries(store: CaseStore) -> None:
    """A clock that stands still makes no forger."""
    at = store.clock()
    with store.writing() as c:
        for accounts in (["acct-0000001"], ["acct-0000002", "acct-0000003"]):
            acts.label(c, CASE, accounts, LabelKind.UNSURE, "x", by="ann", at=at)
        assert odds(c) == []
        c.execute(delete(t.labels).where(t.labels.c.account_id == "acct-0000003"))
        assert odds(c) == [f"a label of entry 5 (label {CASE}, by ann) is gone"]


Edit = Callable[[Connection], object]


def _set(table: Table, **values: Any) -> Edit:
    """Change the first row of a table."""

    def edit(c: Connection) -> None:
        (key, *_) = table.primary_key.columns
        first = c.execute(select(key).order_by(key)).scalars().first()
        c.execute(update(table).where(key == first).values(**values))

    return edit


def _forge(table: Table, **values: Any) -> Edit:
    """Put in a copy of a row of a table with other values."""

    def edit(c: Connection) -> None:
        row = dict(c.execute(select(table)).mappings().first() or {})
        if table.primary_key.columns.keys() == ["number"]:
            row["number"] = 1_000
        c.execute(insert(table).values(row | values))

    return edit


def _lose(table: Table, *where: ColumnElement[bool]) -> Edit:
    return lambda c: c.execute(delete(table).where(*where))


def _lose_the_last_label(c: Connection) -> None:
    last = max(c.execute(select(t.labels.c.number)).scalars())
    c.execute(delete(t.labels).where(t.labels.c.number == last))


def _case(case_id: str, status: str) -> Edit:
    return lambda c: c.execute(
        update(t.cases).where(t.cases.c.case_id == case_id).values(status=status)
    )


def _decision(n: int, **values: Any) -> Edit:
    own = t.decisions.c.decision_id == f"{CASE}-D{n}"
    return lambda c: c.execute(update(t.decisions).where(own).values(**values))


def _later(column: Any) -> Edit:
    """A day longer, for all rows."""
    day = 86_400_000_000
    return lambda c: c.exec_driver_sql(
        f"UPDATE {column.table.name} SET {column.name} = {column.name} + {day}"
    )


D = f"{CASE}-D"
EDITS: dict[str, tuple[Edit, str]] = {
    "a case is closed": (_case(CASE, status="closed"), f"{CASE} is closed, and decided on record"),
    "a closed case is open": (_case(OTHER, status="open"), "is open, and closed on record"),
    "a clearing is forged": (
        _forge(t.labels, account_id="acct-0000009", by="eve"), "cleared of acct-0000009"),
    "a label is turned": (_set(t.labels, kind="confirmed"), "confirmed of acct-0000000"),
    "a label has another author": (_set(t.labels, by="eve"), "by eve"),
    "a label has another case": (_set(t.labels, case_id=OTHER), f"in {OTHER}"),
    "a label has another account": (_set(t.labels, account_id="acct-0000001"), "acct-0000001"),
    "a clearing is lost": (_lose(t.labels, t.labels.c.kind == "cleared"), "a label of entry"),
    "one of several labels is lost": (_lose_the_last_label, "2 accounts"),
    "a note is rewritten": (_set(t.notes, text="billing agreed"), "a note on"),
    "a note is lost": (_lose(t.notes), "the note of entry"),
    "a decision is forged": (
        _forge(t.decisions, decision_id="D9", number=9, approved_by=None), "D9 was not proposed"),
    "an approval is forged": (
        _decision(3, approved_by="eve", approved_at=None), f"{D}3 was not approved by eve"),
    "an approval is another's": (_decision(1, approved_by="eve"), f"{D}1 was not approved by eve"),
    "an approval is lost": (
        _decision(1, approved_by=None, approved_at=None), "the approval of entry"),
    "a withdrawal is forged": (_decision(1, withdrawn_by="eve"), f"{D}1 was not withdrawn by eve"),
    "a withdrawal is lost": (
        _decision(2, withdrawn_by=None, withdrawn_at=None), "the withdrawal of entry"),
    "an action is turned": (_decision(2, action="suspend"), f"{D}2 was not proposed"),
    "an approved action is turned": (_decision(1, action="share"), f"{D}1 was not approved"),
    "accounts are added": (_decision(1, accounts=b'["a","b","c"]'), f"{D}1 was not proposed"),
    "all of the case is meant": (_decision(1, accounts=b"[]"), f"{D}1 was not proposed"),
    "a decision has another author": (_decision(1, proposed_by="eve"), f"{D}1 was not proposed by"),
    "a decision is lost": (
        _lose(t.decisions, t.decisions.c.decision_id == f"{D}3"), "the decision of entry"),
    "a link is forged": (_forge(t.relations, b="case-C-0000002"), "the link of"),
    "a link is lost": (_lose(t.relations), "the link of entry"),
    "a profile is rewritten": (_set(t.actors, description="a friend"), "the profile of hydra"),
    "a profile is another's": (_set(t.actors, by="eve"), "the profile of hydra"),
    "a profile is forged": (_forge(t.actors, name="lamb"), "the profile of lamb"),
    "a profile is lost": (_lose(t.actors), "the profile of entry"),
    "a grant is forged": (_forge(t.grants, person="eve"), "eve's grant"),
    "a grant lasts": (_later(t.grants.c.until), "ann's grant"),
    "a grant is lost": (_lose(t.grants), "the grant of entry"),
    "somebody is made admin": (_set(t.people, role="admin"), "ann's role or standing"),
    "somebody barred comes back": (_set(t.people, active=False), "ann's role or standing"),
    "somebody is slipped in": (_forge(t.people, name="mallory"), "mallory was not added"),
    "somebody is lost": (_lose(t.people, t.people.c.name == "eve"), "eve, added on record"),
    "a token is forged": (_forge(t.tokens, token_id="ff"), "token ff of ann was not made"),
    "a token may more": (_set(t.tokens, scopes="read write"), "was not made on record so"),
    "a token lasts": (_later(t.tokens.c.expires_at), "was not made on record so"),
    "a token that ended lives": (
        lambda c: c.execute(update(t.tokens).values(revoked_at=None)), "is not ended"),
    "a token is lost": (_lose(t.tokens), "the token of entry"),
}  # fmt: skip


@pytest.mark.parametrize("what", EDITS)
def test_what_was_changed_past_the_log_is_named(busy: CaseStore, what: str) -> None:
    edit, named = EDITS[what]
    with busy.writing() as c:
        edit(c)
    found = busy.verify_audit()
    assert found.wrong is None
    assert not found.holds
    assert any(named in line for line in found.at_odds), found.at_odds
