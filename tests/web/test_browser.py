"""Pages in a real Chromium: for everybody, on any screen, in either look."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from gauger.campaigns.detections import write_detections
from gauger.casework.people import Role
from gauger.casework.store import open_store
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
    for name, role in (("ann", Role.ANALYST), ("ada", Role.ADMIN)):
        add(store, name, role.value, PASSWORD)
    store.close()
    with serving(folder / "cases.db", "--detections", folder / "detections") as its:
        yield its


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
