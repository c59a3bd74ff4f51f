"""Packs are made beside the pages, for who may, on record; what fails says why."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from gauger.casework.model import Action
from gauger.casework.store import CaseStore
from gauger.dossier.make import Made
from gauger.errors import BrokenFile, InputError
from gauger.web import packing
from gauger.web.app import create_app
from gauger.web.packing import Packing
from gauger.web.settings import Packs, Settings, read_settings
from tests.web.conftest import CASE, OTHER, Browser

PATH = f"/cases/{CASE}/pack"


@pytest.fixture
def packs(tmp_path: Path) -> Packs:
    """A workbench's settings for packs; its world is none."""
    return Packs(worlds=(tmp_path / "w",), key=tmp_path / "k", signing_key=tmp_path / "s.pem")


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Event:
    """Packs wait for this, and are then a small file: what is in a pack is tested elsewhere."""
    allowed = Event()

    def make(self: Packing, case: object, begun: packing.Packed) -> Made:
        assert allowed.wait(30)
        zipped = tmp_path / "pack.zip"
        zipped.write_bytes(b"PK")
        return Made(
            folder=tmp_path, zip=zipped, merkle_root="0f" * 32, public_key="a1" * 32, figures=59,
            bytes=2,
        )  # fmt: skip

    monkeypatch.setattr(Packing, "_make", make)
    return allowed


@pytest.fixture
def ann(store: CaseStore, packs: Packs) -> Iterator[Browser]:
    """An analyst at a workbench that makes packs."""
    app = create_app(store, Settings(packs=packs))
    yield Browser(app, "analyst")
    app.state.packing.close()


def wait(browser: Browser) -> str:
    """The page, when the pack is no longer being made."""
    for _ in range(600):
        text: str = browser.get(PATH).text
        if "Being made" not in text:
            return text
        time.sleep(0.05)
    raise AssertionError("the pack is still being made")


def test_a_pack_is_asked_for_made_and_taken_and_each_is_on_record(
    ann: Browser, go: Event, store: CaseStore
) -> None:
    assert "None since" in ann.get(PATH).text
    assert ann.get(f"{PATH}.zip").status_code == 400
    assert ann.post(PATH, recipient="<b>Partner</b> One").headers["location"] == PATH
    assert "Being made for &lt;b&gt;Partner" in ann.get(PATH).text
    assert ann.get("/").status_code == 200  # the workbench goes on meanwhile
    twice = ann.post(PATH, recipient="x")
    assert twice.status_code == 400
    assert "being made already" in twice.text
    go.set()
    ready = wait(ann)
    assert "Ready for &lt;b&gt;Partner" in ready
    assert "0f" * 32 in ready
    taken = ann.get(f"{PATH}.zip")
    assert (taken.content, taken.headers["content-type"]) == (b"PK", "application/zip")
    told = [(e.act, e.actor) for e in store.audit(CASE)][-3:]
    assert told == [(a, "analyst") for a in ("ask for a pack", "make pack", "take pack")]
    assert "0f" * 32 in store.audit(CASE)[-1].detail
    assert "None since" in ann.get(f"/cases/{OTHER}/pack").text


def test_a_pack_that_nobody_decided_to_give_away_says_so(
    ann: Browser, go: Event, store: CaseStore
) -> None:
    """Until a decision to share or to notify is in force, which takes two people."""
    go.set()
    ann.post(PATH, recipient="x")
    told = "No decision to share or to notify is in force"
    assert told in wait(ann)
    store.propose(CASE, Action.SUSPEND, [], "x", by="ann")
    made = store.propose(CASE, Action.SHARE, [], "x", by="ann")
    assert told in ann.get(PATH).text
    ann.get(f"{PATH}.zip")
    assert "no share or notify in force" in store.audit(CASE)[-1].detail
    store.approve(made.decision_id, by="bob")
    assert told not in ann.get(PATH).text
    ann.get(f"{PATH}.zip")
    assert "in force" not in store.audit(CASE)[-1].detail


def test_who_may_not_export_sees_the_state_alone(ann: Browser, go: Event, store: CaseStore) -> None:
    go.set()
    ann.post(PATH, recipient="x")
    wait(ann)
    viewer = Browser(ann.client.app, "viewer")  # type: ignore[arg-type]
    assert "Take the zip" not in viewer.get(PATH).text
    assert viewer.get(f"{PATH}.zip").status_code == 403
    assert viewer.post(PATH, recipient="x").status_code == 403


def test_logs_that_are_not_there_are_told_on_the_page(ann: Browser, store: CaseStore) -> None:
    """Nothing is made, nothing breaks, and it can be asked for again."""
    for _ in range(2):
        assert ann.post(PATH, recipient="x").status_code == 303
        assert "Not made" in wait(ann)
    assert "is not a world" in ann.get(PATH).text
    assert store.audit(CASE)[-1].act == "ask for a pack"


def test_what_breaks_is_for_the_log_and_not_for_the_page(
    ann: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Packing, case: object, begun: object) -> Made:
        raise RuntimeError("secret of the machine")

    monkeypatch.setattr(Packing, "_make", broken)
    ann.post(PATH, recipient="x")
    said = wait(ann)
    assert "something broke" in said
    assert "secret of the machine" not in said
    assert "secret of the machine" in caplog.text


def test_a_workbench_without_logs_says_how_to_make_packs(store: CaseStore) -> None:
    ann = Browser(create_app(store, Settings()), "analyst")
    assert "gauger dossier --store" in ann.get(PATH).text
    refused = ann.post(PATH, recipient="x")
    assert refused.status_code == 400
    assert "--world" in refused.text


@pytest.mark.parametrize("name", ["../../etc/x", "..", "a\x00b", "\u202e", ""])
def test_a_cases_id_never_leads_out_of_the_room(name: str) -> None:
    """An id comes from whoever wrote the detections."""
    plain = packing._plain(name)
    assert plain
    assert not set(plain) & set("/\\.\x00\u202e")


def test_settings_of_packs_are_read_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "w.toml"
    file.write_text('[packs]\nworlds = ["w"]\nkey = "k"\nissuer = "Example Models"\n')
    given = read_settings(file, public_url="http://x", worlds=(Path("/v"),)).packs
    assert given is not None
    assert given.worlds == (Path("/v"), tmp_path / "w")
    assert (given.key, given.issuer, given.marking) == (
        tmp_path / "k",
        "Example Models",
        "TLP:AMBER",
    )
    file.write_text("[packs]\nisuer = 'x'\n")
    with pytest.raises(InputError, match="'isuer' in"):
        read_settings(file, public_url="http://x")
    file.write_text("packs = 3\n")
    with pytest.raises(InputError, match="no table"):
        read_settings(file, public_url="http://x")
    file.write_text("[packs")
    with pytest.raises(BrokenFile):
        read_settings(file, public_url="http://x")
    file.write_text("")
    assert read_settings(file, public_url="http://x").packs is None
