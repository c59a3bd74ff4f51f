"""A whole case in a real Chromium: detections in, two people's decision, the pack out."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser

from gauger.casework.people import Role
from gauger.casework.store import open_store
from gauger.dossier.verify import Reader, verify
from gauger.web.running import add
from tests.dossier.scene import Scene
from tests.web.chromium import PASSWORD, enter, serving, shoot

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A workbench without cases, that was given the scene's world."""
    store = tmp_path_factory.mktemp("day") / "cases.db"
    opened = open_store(str(store))
    for name, role in (("ada", Role.ADMIN), ("ann", Role.ANALYST), ("bob", Role.APPROVER)):
        add(opened, name, role.value, PASSWORD)
    opened.close()
    with serving(store, "--world", scene.world.path) as its:
        yield its


def zipped(folder: Path, to: Path) -> Path:
    """The files of a folder of detections as one zip."""
    with ZipFile(to, "w") as out:
        for file in sorted(folder.iterdir()):
            out.write(file, file.name)
    return to


def test_from_detections_to_a_pack_that_holds(
    chromium: Browser, address: str, scene: Scene, tmp_path: Path
) -> None:
    """Import, open, label, decide by two, make the pack, take it, sign out; the pack verifies."""
    case = f"{address}/cases/case-{scene.case.campaign.campaign_id}"
    ada = enter(chromium, address, "ada")
    ada.get_by_role("link", name="Import", exact=True).click()
    bundle = zipped(scene.detections, tmp_path / "detections.zip")
    ada.locator('input[name="bundle"]').set_input_files(bundle)
    ada.get_by_role("button", name="Import").first.click()
    ada.get_by_text("opened").first.wait_for()
    shoot(ada, "import")

    ann = enter(chromium, address, "ann")
    shoot(ann, "queue")
    ann.keyboard.press("j")
    ann.keyboard.press("Enter")
    ann.wait_for_url(case)
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
    ann.goto(f"{case}/without")
    ann.get_by_role("checkbox").first.check()
    ann.wait_for_url("**signal=**")
    shoot(ann, "without")
    ann.goto(case)
    ann.get_by_label("Action").select_option("share")
    ann.locator('textarea[name="reason"]').fill("one operator, a harvest")
    ann.get_by_role("button", name="Propose").click()
    ann.wait_for_load_state()
    assert "waits for a second person" in ann.locator("#decisions").inner_text()

    bob = enter(chromium, address, "bob")
    assert "Waiting for a second person" in bob.inner_text("main")
    bob.goto(case)
    bob.get_by_role("button", name="Approve share").click()
    bob.wait_for_load_state()
    assert "in force" in bob.locator("#decisions").inner_text()
    shoot(bob, "decided")
    bob.get_by_role("link", name="Pack", exact=True).click()
    bob.get_by_label("For whom").fill("Partner One")
    bob.get_by_role("button", name="Make the pack").click()
    take = bob.get_by_role("link", name="Take the zip")
    take.wait_for(timeout=300_000)
    shoot(bob, "pack")
    with bob.expect_download() as taken:
        take.click()
    taken.value.save_as(tmp_path / "pack.zip")
    bob.goto(f"{case}/history")
    told = bob.inner_text("main")
    for act in ("ask for a pack", "make pack", "take pack", "approve", "propose", "label"):
        assert act in told
    shoot(bob, "history")
    bob.locator(".menu summary").click()
    bob.get_by_role("button", name="Sign out").click()
    bob.wait_for_url("**/sign-in")
    bob.goto(case)
    assert "/sign-in" in bob.url

    found = verify(tmp_path / "pack.zip", Reader())
    assert found.holds
    assert found.case == case.rsplit("/", 1)[1]
