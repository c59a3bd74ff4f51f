"""Labels on many accounts at once from the page: what was seen is what is labelled, or nothing."""

from collections.abc import Callable

import pytest

from gauger.casework.model import LabelKind
from gauger.casework.store import CaseStore
from tests.web.conftest import ACCOUNT, CASE, Browser

Browse = Callable[[str | None], Browser]
PATH = f"/cases/{CASE}/label"
ALL = {"scope": "all", "expected": "40", "kind": "confirmed", "reason": "one card behind them"}


def test_all_accounts_are_one_transaction_and_one_entry(browse: Browse, store: CaseStore) -> None:
    before = len(store.audit(CASE))
    assert browse("analyst").post(PATH, **ALL).status_code == 303
    assert {x.kind for x in store.case(CASE).labels} == {LabelKind.CONFIRMED}
    assert len(store.case(CASE).labels) == 40
    (entry,) = store.audit(CASE)[before:]
    assert (entry.act, entry.actor) == ("label", "analyst")
    assert entry.detail == "confirmed: 40 accounts: one card behind them"
    assert store.verify_audit().wrong is None


def test_a_filter_labels_those_that_pass_it_alone(browse: Browse, store: CaseStore) -> None:
    """Not reviewed yet: all but the one that a person has spoken of."""
    store.label(CASE, [ACCOUNT], LabelKind.CLEARED, "a customer", by="bob")
    ann = browse("analyst")
    assert ann.post(PATH, **(ALL | {"label": "none", "expected": "39"})).status_code == 303
    assert [x.kind for x in store.case(CASE).labels if x.account_id == ACCOUNT] == ["cleared"]
    assert len(store.case(CASE).labels) == 40


@pytest.mark.parametrize("seen", ["41", "39", "", "many", "-40", "\u0664\u0660"])
def test_another_number_than_was_seen_writes_nothing(
    browse: Browse, store: CaseStore, seen: str
) -> None:
    """Somebody labelled meanwhile, or the form is not ours."""
    before = store.audit()
    status = browse("analyst").post(PATH, **(ALL | {"expected": seen})).status_code
    assert status == (409 if seen in {"41", "39"} else 400)
    assert store.case(CASE).labels == ()
    assert store.audit() == before


def test_one_stranger_among_many_writes_nothing(browse: Browse, store: CaseStore) -> None:
    many = [m.account_id for m in store.case(CASE).members][:20]
    sent = {"kind": "confirmed", "reason": "x", "account": [*many, "acct-9999999"]}
    assert browse("analyst").post(PATH, **sent).status_code == 400
    assert store.case(CASE).labels == ()


def test_it_takes_the_right_and_the_form_of_the_session(browse: Browse, store: CaseStore) -> None:
    """A viewer, another session's mark, another site: nothing is written."""
    assert browse("viewer").post(PATH, **ALL).status_code == 403
    ann = browse("analyst")
    for mark in ("", browse("approver").csrf):
        assert ann.client.post(PATH, data={**ALL, "csrf": mark}).status_code == 403
    headers = {"Origin": "https://evil.example"}
    sent = {**ALL, "csrf": ann.csrf}
    assert ann.client.post(PATH, data=sent, headers=headers).status_code == 403
    assert store.case(CASE).labels == ()
