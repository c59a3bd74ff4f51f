"""A pack of a case in a store: what people said of it goes in, and is in the store's own words."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gauger.campaigns.detections import read_detections
from gauger.casework.errors import NoSuchCase
from gauger.casework.model import Label, LabelKind
from gauger.casework.store import open_store
from gauger.cli.app import app
from gauger.dossier.extract import cleared
from gauger.dossier.verify import Reader, verify
from gauger.errors import UsageError
from tests.dossier.scene import ISSUED, Scene

HOUR = timedelta(hours=1)


@pytest.fixture
def store(scene: Scene, tmp_path: Path) -> tuple[str, str]:
    """Where a store is, and the id of the scene's case in it, with two labels."""
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    opened = open_store(url)
    opened.import_detections(read_detections(scene.detections), by="ann")
    wanted = scene.case.campaign.campaign_id
    (case,) = [c.case_id for c in opened.cases() if wanted in c.case_id]
    ids = [m.account_id for m in scene.case.members]
    opened.label(case, ids[:2], LabelKind.CONFIRMED, "looked at both", by="ann")
    opened.label(case, ids[2:3], LabelKind.CLEARED, "a student", by="bob")
    opened.close()
    return url, case


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["dossier", *words], catch_exceptions=False)
    return done.exit_code, done.output


def test_a_stored_case_becomes_a_pack_that_holds(
    scene: Scene, store: tuple[str, str], tmp_path: Path
) -> None:
    url, case = store
    code, said = run(
        case, "--store", url, "--detections", str(scene.detections),
        "--world", str(scene.world.path), "--out", str(tmp_path / "pack"),
        "--key", str(tmp_path / "k"), "--signing-key", str(tmp_path / "s.pem"),
    )  # fmt: skip
    assert code == 0, said
    found = verify(tmp_path / "pack", Reader())
    assert found.holds
    assert found.case == case
    statement = (tmp_path / "pack" / "statement.json").read_text()
    assert '"confirmed": 2' in statement
    assert "not in the extract: 1." in statement
    assert "a student" not in statement
    assert "ann" not in [w.strip('",') for w in statement.split()]


def test_the_last_word_counts_though_the_clock_went_back(scene: Scene) -> None:
    """As in the store, which knows what was said last by its order."""
    account = scene.case.members[0].account_id
    kinds = (LabelKind.CONFIRMED, LabelKind.CLEARED)
    labels = tuple(
        Label(account_id=account, kind=kind, reason="x", by="ann", at=ISSUED - place * HOUR)
        for place, kind in enumerate(kinds)
    )
    assert cleared(replace(scene.case, labels=labels)) == {account}
    assert cleared(replace(scene.case, labels=labels[::-1])) == frozenset()


def test_a_pack_is_not_issued_before_what_it_tells_of(
    scene: Scene, store: tuple[str, str], tmp_path: Path
) -> None:
    """Its record would hold acts of days to come."""
    url, case = store
    with pytest.raises(UsageError, match=r"2026-06-30T.* is before what the pack tells of: entry"):
        run(
            case, "--store", url, "--detections", str(scene.detections),
            "--world", str(scene.world.path), "--out", str(tmp_path / "pack"),
            "--key", str(tmp_path / "k"), "--signing-key", str(tmp_path / "s.pem"),
            "--issued", "2026-06-30T09:00:00Z",
        )  # fmt: skip
    assert not (tmp_path / "pack").exists()


def test_a_case_that_is_not_there_is_refused(
    scene: Scene, store: tuple[str, str], tmp_path: Path
) -> None:
    url, _ = store
    with pytest.raises(NoSuchCase, match="there is no case 'case-none'"):
        run(
            "case-none", "--store", url, "--world", str(scene.world.path),
            "--out", str(tmp_path / "pack"), "--key", str(tmp_path / "k"),
        )  # fmt: skip
    assert not (tmp_path / "pack").exists()
