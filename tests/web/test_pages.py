"""What pages show of many things: the strongest first, what is left out said."""

import csv
import re
from collections.abc import Callable

from sqlalchemy import update

from gauger.casework import reading as read
from gauger.casework import tables as t
from gauger.casework.acts import Change
from gauger.casework.model import Action, LabelKind, Status
from gauger.casework.store import CaseStore
from gauger.web.view import PAGES
from tests.casework.make import detections, grown, reason
from tests.web.conftest import ACCOUNT, CASE, OTHER, Browser

Browse = Callable[[str | None], Browser]
CASES = f"/cases/{CASE}/accounts"


def test_the_strongest_evidence_of_each_kind_is_shown_and_the_rest_named() -> None:
    """Two kinds, two of each: a chip for the stronger of either, the others for a pointer."""
    macro = PAGES.get_template("parts.html").module.strongest  # type: ignore[attr-defined]
    paid, rung = reason("shared-payment", 9), reason("shared-phone-range", 6)
    sent, showed = reason("shared-address", 7), reason("shared-client", 17)
    shown = macro([paid, rung, sent, showed])
    chips = re.findall(r'<span class="chip [a-z]+" title="[^"]*">(.*?)</span>', shown)
    assert chips == ["shared-client 17", "shared-payment 9"]
    assert 'title="shared-address 7, shared-phone-range 6">+2<' in shown
    assert "+" not in macro([paid])


def test_a_reason_leads_to_the_accounts_that_carry_it(browse: Browse) -> None:
    """And one that is of the whole group, not of accounts, leads nowhere."""
    ann = browse("viewer")
    page = ann.get(f"/cases/{CASE}").text
    led = set(re.findall(rf'href="(/cases/{CASE}/accounts\?signal=[a-z-]+)"', page))
    assert led
    for path in led:
        assert "No account passes the filter" not in ann.get(path).text
    assert "signal=volume" not in page


def test_decided_is_offered_while_a_decision_is_in_force_alone(
    browse: Browse, store: CaseStore
) -> None:
    """And a form that says it without one is refused, with what to do."""
    ann = browse("analyst")

    def offered() -> bool:
        return bool(re.search(r"<option[^>]*>decided</option>", ann.get(f"/cases/{CASE}").text))

    assert not offered()
    answer = ann.post(f"/cases/{CASE}/change", status="decided", version=1)
    assert answer.status_code == 409
    assert "no decision on" in answer.text
    made = store.propose(CASE, Action.OBSERVE, [], "x", by="analyst")
    assert offered()
    store.change(CASE, Change(status=Status.OPEN), seen=2, by="analyst")
    assert offered()
    assert ann.post(f"/cases/{CASE}/change", status="decided", version=3).status_code == 303
    store.withdraw(made.decision_id, "x", by="analyst")
    assert not offered()


def test_who_was_cleared_in_another_case_is_shown_as_such(browse: Browse, store: CaseStore) -> None:
    """In the table, on its page, in the counts, the picture, the export and the API; linked."""
    cleared, both, other = "acct-0000007", "acct-0000008", "acct-0000009"
    store.import_detections(grown(), by="ann")
    new = "case-C-GROWN"
    store.label(new, [both], LabelKind.CONFIRMED, "one card", by="ann")
    store.label(CASE, [cleared, both, other], LabelKind.CLEARED, "a class", by="ann")
    store.label(new, [other], LabelKind.CONFIRMED, "not of the class", by="bob")
    ann = browse("analyst")
    assert "2 accounts cleared in another case" in ann.get(f"/cases/{new}").text
    shown = ann.get(f"/cases/{new}/accounts?label=cleared-elsewhere").text
    rows = dict(re.findall(r'Tick (acct-\d+)".*?</td>\n(.*?)</tr>', shown, re.DOTALL))
    assert set(rows) == {cleared, both}
    for row in rows.values():
        assert f'in <a href="/cases/{CASE}/account?id=' in row
        assert ">cleared</span>" in row
    assert ("later" in rows[both], "later" in rows[cleared]) == (True, False)
    assert 'title="ann, ' in rows[cleared]
    for account, seen in ((cleared, True), (both, True), (other, False)):
        page = ann.get(f"/cases/{new}/account?id={account}").text
        assert ("No decision but to observe reaches it here either" in page) is seen
        assert ("No decision but to observe" not in ann.get(
            f"/cases/{CASE}/account?id={account}").text)  # fmt: skip
    table = list(csv.DictReader(ann.get(f"/cases/{new}/accounts.csv").text.splitlines()))
    said = {r["account"]: (r["label"], r["later_label_elsewhere"], r["said_in"]) for r in table}
    assert said[cleared] == ("", "cleared", CASE)
    assert said[both] == ("confirmed", "cleared", CASE)
    assert said[other] == ("confirmed", "", "")
    case = ann.get(f"/api/v1/cases/{new}").json()
    assert (case["labels"], case["cleared_elsewhere"]) == ({"confirmed": 2}, 2)
    found = ann.get(f"/api/v1/cases/{new}/members?label=cleared-elsewhere").json()
    assert found["total"] == 2
    assert {m["elsewhere"]["case_id"] for m in found["members"]} == {CASE}


def test_a_decision_on_a_whole_case_spares_by_the_last_word_alone(
    browse: Browse, store: CaseStore
) -> None:
    """Cleared here and confirmed in another case since, it is not spared, and its page says so."""
    account = "acct-0000007"
    store.import_detections(grown(), by="ann")
    store.label(CASE, [account], LabelKind.CLEARED, "a class", by="ann")
    store.propose(CASE, Action.SUSPEND, [], "x", by="ann")
    path = f"/cases/{CASE}/account?id={account}"
    ann = browse("viewer")
    assert "not for this account, which was cleared" in ann.get(path).text
    store.label("case-C-GROWN", [account], LabelKind.CONFIRMED, "no class", by="bob")
    page = ann.get(path).text
    assert "not for this account, which was cleared" not in page
    assert "The last word counts, whatever the case" in page


def test_search_says_when_there_may_be_more(browse: Browse) -> None:
    """76 accounts begin alike, and fifty are named; five are all there are."""
    page = browse("viewer").get("/search?q=acct-").text
    assert "50 found" in page
    assert "the first 50 of a kind" in page
    assert "of a kind" not in browse("viewer").get("/search?q=acct-000000").text


def test_the_record_is_searched_by_who_what_and_whom(browse: Browse, store: CaseStore) -> None:
    store.note(CASE, "one", by="ann")
    store.note(OTHER, "two", by="ann")
    store.note(OTHER, "three", by="bob")
    ada = browse("admin")

    def told(query: str) -> list[str]:
        return re.findall(r"<td>(one|two|three)</td>", ada.get(f"/audit?{query}").text)

    assert told("act=note") == ["three", "two", "one"]
    assert told("act=note&who=ann") == ["two", "one"]
    assert told(f"act=note&who=ann&subject={OTHER}") == ["two"]
    assert told("act=sign+in") == []


def test_the_record_says_what_stands_in_the_store_without_it(
    browse: Browse, store: CaseStore
) -> None:
    """To admins on the page and by the API; a store as people left it is not spoken of."""
    ada = browse("admin")
    store.propose(CASE, Action.SUSPEND, [], "x", by="analyst")
    assert "does not say what the log says" not in ada.get("/audit").text
    assert ada.get("/api/v1/audit").json()["at_odds"] == []
    with store.writing() as c:
        c.execute(update(t.decisions).values(approved_by="approver"))
    line = f"{CASE}-D1 was not approved by approver on record"
    assert line in ada.get("/audit").text
    assert ada.get("/api/v1/audit").json()["at_odds"] == [line]


def test_two_cases_share_a_scale_only_where_both_are_seen(browse: Browse, store: CaseStore) -> None:
    """A case of 12 accounts beside one of 40, and beside one of 600 whose bars it would flatten."""
    store.import_detections(detections(600, start=200), by="ann")
    ann = browse("viewer")
    for other, own_scale in ((CASE, False), ("case-C-0200000", True)):
        page = ann.get(f"/compare?a={OTHER}&b={other}").text
        assert ("a scale of its own" in page) is own_scale
        drawn = re.findall(r'<svg class="timeline".*?</svg>', page, re.DOTALL)
        tallest = [
            max(map(float, re.findall(r'<rect class="bar"[^>]* height="([\d.]+)"', x)))
            for x in drawn
        ]
        assert len(tallest) == 2
        assert (min(tallest) > max(tallest) / 2) is own_scale


def test_two_cases_say_what_evidence_they_have_in_common(browse: Browse) -> None:
    page = browse("viewer").get(f"/compare?a={CASE}&b={OTHER}").text
    assert "Evidence of one operator in both: shared-payment, address-hour;" in page
    assert "in the first alone: none;" in page


def test_a_bulk_label_is_one_hit_and_says_how_many(browse: Browse, store: CaseStore) -> None:
    """Three accounts labelled at once, and how many stands on the page one comes back to."""
    ann = browse("analyst")
    ids = [f"acct-000000{i}" for i in (1, 2, 3)]
    answer = ann.post(f"/cases/{CASE}/label", account=ids, kind="unsure", reason="one relay")
    assert "3 accounts labelled" in ann.get(answer.headers["location"]).text
    every = {"scope": "all", "label": "unsure", "expected": "3", "next": f"{CASES}?label=unsure"}
    answer = ann.post(f"/cases/{CASE}/label", kind="cleared", reason="a class", **every)
    assert answer.headers["location"] == f"{CASES}?label=unsure&labelled=3"
    with store.reading() as c:
        (hit,) = read.search(c, "one relay")
    assert (hit.what, hit.text) == (ids[0], "one relay (with 2 more of the case)")


def test_from_what_went_wrong_one_goes_back_to_the_form(browse: Browse) -> None:
    """To a page of ours, with its filter; a foreign one is no way back."""
    ann, form = browse("analyst"), {"kind": "unsure", "reason": "x"}

    def told(came: str) -> str:
        sent = {"csrf": ann.csrf, **form}
        answer = ann.client.post(f"/cases/{CASE}/label", data=sent, headers={"Referer": came})
        assert answer.status_code == 400
        return str(answer.text)

    assert f'href="{CASES}?label=none"' in told(f"http://127.0.0.1{CASES}?label=none")
    for foreign in ("http://evil.example/x", "", "http://127.0.0.1//evil.example"):
        page = told(foreign)
        assert "evil" not in page
    assert ">Back<" not in told("http://evil.example/x")


def test_another_look_keeps_the_page_with_its_query(browse: Browse) -> None:
    page = browse("viewer").get(f"/cases/{CASE}/account?id=acct-0000003").text
    assert f'name="next" value="/cases/{CASE}/account?id=acct-0000003"' in page


def test_a_decision_for_the_whole_case_is_one_on_each_account(
    browse: Browse, store: CaseStore
) -> None:
    """As it stands: waiting, in force or withdrawn."""
    path = f"/cases/{CASE}/account?id={ACCOUNT}"

    def told() -> str:
        text: str = browse("viewer").get(path).text
        return text.partition("Decisions on it")[2].partition("</section>")[0]

    assert "None." in told()
    made = store.propose(CASE, Action.SUSPEND, [], "a harvest", by="ann")
    assert "waits for a second person, for the whole case: a harvest" in told()
    store.approve(made.decision_id, by="bob")
    assert "in force, for the whole case" in told()
    store.withdraw(made.decision_id, "wrong", by="bob")
    assert "withdrawn, for the whole case" in told()
    store.propose(CASE, Action.THROTTLE, [], "a lot", by="ann")
    store.label(CASE, [ACCOUNT], LabelKind.CLEARED, "a customer", by="bob")
    assert "in force, for the whole case, not for this account, which was cleared" in told()
    other = store.case(CASE).members[5].account_id
    store.propose(CASE, Action.OBSERVE, [other], "one of forty", by="ann")
    assert "one of forty" not in told()


def test_no_member_is_certain(browse: Browse, store: CaseStore) -> None:
    """What rounds to one is said to be above."""
    with store.writing() as c:
        c.execute(update(t.members).values(p_member=0.99999))
    assert "&gt;0.999" in browse("viewer").get(f"/cases/{CASE}/accounts").text
    assert "&gt;0.999" in browse("viewer").get(f"/cases/{CASE}/account?id={ACCOUNT}").text


def test_a_reason_that_does_not_decide_is_no_why(browse: Browse) -> None:
    """Side by side too: a harvest that is unlikely has no why."""
    page = browse("viewer").get(f"/compare?a={CASE}&b=case-C-0000003").text
    assert "Why it is a harvest" in page
    assert "What speaks for a harvest" in page
