"""A day's work in a real Chromium, from sign-in to a second person's approval."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

from gauger.campaigns.detections import write_detections
from gauger.casework.people import Role
from gauger.casework.store import open_store
from gauger.web.running import add
from tests.casework.make import detections

pytestmark = pytest.mark.browser
SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "correct horse battery"
CASE = "case-C-0000000"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The workbench as a process of its own, as users run it."""
    folder = tmp_path_factory.mktemp("serve")
    write_detections(detections(400, 60, 30, 12), folder / "detections", replace=False)
    store = open_store(str(folder / "cases.db"))
    for name, role in (("ann", Role.ANALYST), ("bob", Role.APPROVER)):
        add(store, name, role.value, PASSWORD)
    store.close()
    server = subprocess.Popen(
        [
            Path(sys.executable).parent / "gauger", "serve", "--port", "0",
            "--store", folder / "cases.db", "--detections", folder / "detections",
        ],
        stdout=subprocess.PIPE, env={**os.environ, "NO_COLOR": "1"}, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's browser; skips, loudly, when there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("NO CHROMIUM: the workbench was NOT tested in a browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def enter(chromium: Browser, address: str, name: str, **kind: object) -> Page:
    """A page of somebody who signed in; an error or a foreign request fails the test."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, **kind).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda e: pytest.fail(f"script error: {e}"))
    page.on("request", partial(stays, address))
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")
    return page


def stays(address: str, request: Request) -> None:
    """Fail when the page asks another server for anything."""
    if not request.url.startswith(address):
        pytest.fail(f"asks {request.url}")


def shoot(page: Page, name: str) -> None:
    """Keep a screenshot."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def test_from_the_queue_to_a_decision_by_two(chromium: Browser, address: str) -> None:
    """Open the campaign, label, propose; approve as somebody else; sign out."""
    ann = enter(chromium, address, "ann")
    shoot(ann, "queue")
    ann.keyboard.press("j")
    ann.keyboard.press("Enter")
    ann.wait_for_url(f"**/cases/{CASE}")
    shoot(ann, "campaign")
    ann.keyboard.press("]")
    ann.wait_for_url("**/accounts")
    for _ in range(2):
        ann.keyboard.press("j")
        ann.keyboard.press("x")
    assert ann.locator("[data-ticked]").inner_text() == "2 ticked"
    ann.get_by_role("radio", name="confirmed").check()
    ann.locator("[data-label]").fill("one card behind both")
    ann.get_by_role("button", name="Label", exact=True).click()
    ann.wait_for_load_state()
    assert ann.locator("td .word.confirmed").count() == 2
    shoot(ann, "accounts")
    ann.goto(f"{address}/cases/{CASE}/links")
    shoot(ann, "links")
    ann.goto(f"{address}/cases/{CASE}/without")
    ann.get_by_role("checkbox").first.check()
    ann.wait_for_url("**signal=**")
    ann.goto(f"{address}/cases/{CASE}")
    ann.get_by_label("Action").select_option("suspend")
    ann.locator('textarea[name="reason"]').fill("one operator, a harvest")
    ann.get_by_role("button", name="Propose").click()
    ann.wait_for_load_state()
    assert "waits for a second person" in ann.locator("#decisions").inner_text()
    bob = enter(chromium, address, "bob")
    assert "Waiting for a second person" in bob.inner_text("main")
    bob.goto(f"{address}/cases/{CASE}")
    bob.get_by_role("button", name="Approve suspend").click()
    bob.wait_for_load_state()
    assert "in force" in bob.locator("#decisions").inner_text()
    shoot(bob, "decided")
    bob.locator(".menu summary").click()
    bob.get_by_role("button", name="Sign out").click()
    bob.wait_for_url("**/sign-in")
    bob.goto(f"{address}/cases/{CASE}")
    assert "/sign-in" in bob.url


PAGES = (
    "/", f"/cases/{CASE}", f"/cases/{CASE}/accounts", f"/cases/{CASE}/account?id=acct-0000003",
    f"/cases/{CASE}/links", f"/cases/{CASE}/without", f"/cases/{CASE}/history",
    f"/compare?a={CASE}&b=case-C-0000001", "/actors", "/me", "/search?q=acct",
)  # fmt: skip


RULES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}  # dark differs in colours alone


@pytest.mark.parametrize("scheme", RULES)
def test_no_page_shuts_anybody_out(chromium: Browser, address: str, scheme: str) -> None:
    """axe finds nothing serious or critical, in light and in dark."""
    page = enter(chromium, address, "ann", color_scheme=scheme, bypass_csp=True)
    for path in PAGES:
        page.goto(address + path)
        found = Axe().run(page, options=RULES[scheme]).response["violations"]
        bad = [
            (v["id"], [n["html"][:160] for n in v["nodes"][:2]])
            for v in found
            if v["impact"] in {"serious", "critical"}
        ]
        assert bad == [], f"{path}: {bad}"


def test_a_phone_shows_a_case_without_scrolling_sideways(chromium: Browser, address: str) -> None:
    page = enter(chromium, address, "ann")
    page.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES[:3]:
        page.goto(address + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{path} is {wide} wide"
    shoot(page, "phone")
