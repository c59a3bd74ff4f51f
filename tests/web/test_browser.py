"""Pages in a real Chromium: for everybody, on any screen, in either look."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from sqlalchemy import insert, update

from gauger.campaigns.detections import write_detections
from gauger.casework import grants, people, tokens
from gauger.casework import tables as t
from gauger.casework.acts import Change
from gauger.casework.model import Action, LabelKind
from gauger.casework.people import Permission, Role
from gauger.casework.store import CaseStore, open_store
from gauger.web.running import add
from tests.casework.make import detections
from tests.web.chromium import PASSWORD, enter, serving, shoot

pytestmark = pytest.mark.browser
CASE = "case-C-0000000"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A workbench with four cases."""
    folder = tmp_path_factory.mktemp("serve")
    write_detections(detections(400, 60, 30, 12), folder / "detections", replace=False)
    store = open_store(str(folder / "cases.db"))
    for name, role in (("ann", Role.ANALYST), ("ada", Role.ADMIN), ("old", Role.VIEWER)):
        add(store, name, role.value, PASSWORD)
    store.import_detections(detections(400, 60, 30, 12), by="ann")
    fill(store)
    store.close()
    with serving(folder / "cases.db", "--detections", folder / "detections") as its:
        yield its


def fill(store: CaseStore) -> None:
    """What people leave behind, so that every part of the pages is looked at."""
    ids = [m.account_id for m in store.case(CASE).members]
    for place, kind in enumerate(LabelKind):
        store.label(CASE, ids[place::40], kind, "one card behind them", by="ada")
    for action in (Action.OBSERVE, Action.SUSPEND, Action.SHARE):
        store.propose(CASE, action, [ids[0], *ids[3:5]], "a harvest", by="ann")  # none cleared
    store.withdraw(f"{CASE}-D3", "too early", by="ada")
    store.note(CASE, "asked billing", by="ann")
    store.relate(CASE, "case-C-0000001", "one card", by="ann")
    store.profile("a known actor", "buys accounts", predicts=["one card"], source="C-1", by="ann")
    seen = store.case(CASE).version
    store.change(CASE, Change(owner="ann", actor="a known actor"), seen=seen, by="ann")
    at = store.clock()
    with store.writing() as c:
        encode = msgspec.json.encode
        c.execute(insert(t.details).values(
            case_id=CASE, account_id="acct-0000003", open=encode({"plan": "free"}),
            personal=encode({"email": "a@b.example"}),
            text=encode([{"at": "2026-05-01", "prompt": "hello", "response": "hi"}])))  # fmt: skip
        grants.grant(c, CASE, "ada", "ask the bank", at=at)
        c.execute(update(t.people).where(t.people.c.name == "old").values(active=False))
        ada = next(p for p in people.everybody(c) if p.name == "ada")
        for name in ("kept", "ended"):
            tokens.make_token(
                c, ada, name, [Permission.READ], lasts=timedelta(days=9), at=at
            )  # fmt: skip
        ended = next(k for k in tokens.tokens_of(c, "ada") if k.name == "ended")
        tokens.revoke_token(c, ended.token_id, by="ada", at=at)


PAGES = (
    "/", f"/cases/{CASE}", f"/cases/{CASE}/accounts", f"/cases/{CASE}/account?id=acct-0000003",
    f"/cases/{CASE}/links", f"/cases/{CASE}/without", f"/cases/{CASE}/pack",
    f"/cases/{CASE}/history",
    f"/compare?a={CASE}&b=case-C-0000001", "/actors", "/me", "/search?q=acct",
)  # fmt: skip


ADMINS = ("/import", "/people", "/audit")


RULES: dict[str, dict[str, list[str]]] = {
    "light": {},
    "dark": {"runOnly": ["color-contrast"]},
}  # dark differs in colours alone


@pytest.mark.parametrize("scheme", RULES)
def test_no_page_shuts_anybody_out(chromium: Browser, address: str, scheme: str) -> None:
    """axe finds nothing, whatever its weight, in light and in dark."""
    page = enter(chromium, address, "ada", color_scheme=scheme, bypass_csp=True)
    for path in (*PAGES, *ADMINS):
        page.goto(address + path)
        found = Axe().run(page, options=RULES[scheme]).response["violations"]
        bad = [(v["id"], [n["html"][:160] for n in v["nodes"][:2]]) for v in found]
        assert bad == [], f"{path}: {bad}"


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_scrolls_sideways(chromium: Browser, address: str, width: int) -> None:
    """On a phone and on a small screen: tables scroll in a box of their own."""
    page = enter(chromium, address, "ada")
    page.set_viewport_size({"width": width, "height": 844})
    for path in (*PAGES, *ADMINS):
        page.goto(address + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide"
        if path in PAGES[1:5:3]:
            shoot(page, f"{path.rsplit('/', 1)[1]}-{width}")


REACHED = """() => {
  const seen = (e) => e.checkVisibility({ visibilityProperty: true });
  const kinds = "a[href], button, input, select, textarea, summary, [tabindex]";
  const all = [...document.querySelectorAll(kinds)];
  window.wanted = all.filter((e) => seen(e) && !e.disabled && e.tabIndex >= 0 && e.type !== "hidden"
    && !(e.type === "radio" && e.name && document.querySelector(`input[name="${e.name}"]`) !== e));
  document.activeElement?.blur?.();
  return window.wanted.length;
}"""
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const dot = e.querySelector?.("circle");
  const ring = dot && getComputedStyle(dot).strokeWidth !== "1.2px";
  const shown = style.outlineStyle !== "none" || ring;
  return [window.wanted.indexOf(e), shown, e.outerHTML.slice(0, 120)];
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_keys_reach_everything_and_show_where_they_are(
    chromium: Browser, address: str, width: int
) -> None:
    """Tab comes to each link, button and field of a page, and whatever has the focus shows it."""
    page = enter(chromium, address, "ada")
    page.set_viewport_size({"width": width, "height": 844})
    for path in (*PAGES, *ADMINS):
        page.goto(address + path)
        many = page.evaluate(REACHED)
        reached = set()
        for _ in range(many + 2):
            page.keyboard.press("Tab")
            place, shown, what = page.evaluate(FOCUSED)
            if place >= 0:
                reached.add(place)
                assert shown, f"{path}: no one sees that {what} has the focus"
        left = page.evaluate(
            "(r) => window.wanted.filter((_, i) => !r.includes(i)).map((e) => e.outerHTML)",
            sorted(reached),
        )
        assert left == [], f"{path}: keys do not reach {left[:3]}"


def test_a_phone_shows_verdict_and_harm_of_the_queue(chromium: Browser, address: str) -> None:
    """Without anybody moving the table."""
    page = enter(chromium, address, "ann")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    table = page.locator(".scroll").first.bounding_box()
    box = page.locator("td.harmcell").first.bounding_box()
    assert box is not None
    assert table is not None
    assert box["x"] + box["width"] <= table["x"] + table["width"]


@pytest.mark.parametrize("part", ["", "/accounts", "/links", "/without", "/pack", "/history"])
def test_on_a_phone_one_sees_which_part_of_a_case_this_is(
    chromium: Browser, address: str, part: str
) -> None:
    """Its tab is on the screen without anybody moving it."""
    page = enter(chromium, address, "ann")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/cases/{CASE}{part}")
    box = page.locator(".tabs a[aria-current]").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
