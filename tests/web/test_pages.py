"""What pages show of many things: the strongest first, what is left out said."""

import re
from collections.abc import Callable

from markupsafe import Markup

from gauger.casework.store import CaseStore
from gauger.web.view import PAGES
from tests.casework.make import MIXES, detections, reason
from tests.web.conftest import CASE, OTHER, Browser

Browse = Callable[[str | None], Browser]


def test_of_much_evidence_the_strongest_is_shown_and_the_rest_named() -> None:
    """Six kinds: four chips by strength, two in the words that a pointer finds."""
    names = sorted({s for mix in MIXES for s in mix})[:6]
    macro = PAGES.get_template("parts.html").module.strongest  # type: ignore[attr-defined]
    shown = macro([reason(s, 5 + i) for i, s in enumerate(names)])
    chips = re.findall(r'<span class="chip [a-z]+" title="[^"]*">(.*?)</span>', shown)
    assert chips == [f"{s} {5 + i}" for i, s in reversed(list(enumerate(names)))][:4]
    assert f'title="{names[1]} 6, {names[0]} 5">+2<' in shown
    assert "+" not in Markup(macro([reason(names[0], 5)])).striptags()


def test_a_reason_leads_to_the_accounts_that_carry_it(browse: Browse) -> None:
    """And one that is of the whole group, not of accounts, leads nowhere."""
    ann = browse("viewer")
    page = ann.get(f"/cases/{CASE}").text
    led = set(re.findall(rf'href="(/cases/{CASE}/accounts\?signal=[a-z-]+)"', page))
    assert led
    for path in led:
        assert "No account passes the filter" not in ann.get(path).text
    assert "signal=volume" not in page


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


def test_two_cases_share_a_scale_only_where_both_are_seen(
    browse: Browse, store: CaseStore
) -> None:
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
