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
    f"/cases/{CASE}/links", f"/cases/{CASE}/without", f"/cases/{CASE}/pack",
    f"/cases/{CASE}/history",
    f"/compare?a={CASE}&b=case-C-0000001", "/actors", "/me", "/search?q=acct",
)  # fmt: skip


ADMINS = ("/import", "/people", "/audit")


RULES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}  # dark differs in colours alone


@pytest.mark.parametrize("scheme", RULES)
def test_no_page_shuts_anybody_out(chromium: Browser, address: str, scheme: str) -> None:
    """axe finds nothing serious or critical, in light and in dark."""
    page = enter(chromium, address, "ada", color_scheme=scheme, bypass_csp=True)
    for path in (*PAGES, *ADMINS):
        page.goto(address + path)
        found = Axe().run(page, options=RULES[scheme]).response["violations"]
        bad = [
            (v["id"], [n["html"][:160] for n in v["nodes"][:2]])
            for v in found
            if v["impact"] in {"serious", "critical"}
        ]
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
