"""What the terminal says, at 80 columns, compared with texts that somebody has looked at.

After a change that is meant: `WRITE_TEXTS=1 pytest tests/cli/test_texts.py`, and look at the diff.
"""

import os
import random
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gauger.campaigns.detections import write_detections
from gauger.campaigns.model import Detections
from gauger.cli.app import app
from tests.cli.scene import SCORE, detections

TEXTS = Path(__file__).parent / "texts"
WIDTH = 80


def said(*arguments: str) -> str:
    """Both outputs of a command that succeeds, standard error first."""
    done = CliRunner(env={"COLUMNS": str(WIDTH), "GAUGER_KEY_FILE": "key"}).invoke(app, arguments)
    assert done.exit_code == 0, done.output
    text = "".join(f"{line.rstrip()}\n" for line in (done.stderr + done.stdout).splitlines())
    assert all(len(line) <= WIDTH for line in text.splitlines()), text
    return text


def check(name: str, text: str) -> None:
    """Compare with the stored text of that name."""
    stored = TEXTS / f"{name}.txt"
    if os.environ.get("WRITE_TEXTS"):
        stored.write_text(text, encoding="utf-8")
    assert text == stored.read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which the command stands in: texts hold no path of this machine."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_show(folder: Path) -> None:
    write_detections(detections(), folder / "detections", replace=False)
    (folder / "detections" / "report.html").touch()
    check("show", said("show", "detections"))
    check("show-campaign", said("show", "detections", "c-q6"))


def test_show_when_there_is_nothing(folder: Path) -> None:
    write_detections(detections(empty=True), folder / "detections", replace=False)
    check("show-nothing", said("show", "detections"))


def test_detect(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object, say: object, **__: object) -> Detections:
        for step in ("traits", "linking", "campaigns"):
            say(step)  # type: ignore[operator]
        return detections()

    monkeypatch.setattr("gauger.campaigns.detect.detect", found)
    monkeypatch.setattr("gauger.records.world.open_world", lambda _: None)
    check("detect", said("detect", "world", "--out", "detections"))


def test_score(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_detections(detections(), folder / "detections", replace=False)
    monkeypatch.setattr("gauger.campaigns.score.score", lambda *_: SCORE)
    monkeypatch.setattr("gauger.campaigns.early.time_to_flag", lambda *_, **__: ())
    monkeypatch.setattr("gauger.records.world.open_world", lambda _: None)
    check("score", said("score", "detections", "world"))
    check("score-by-day", said("score", "detections", "world", "--by-day"))


def test_ingest(folder: Path) -> None:
    (folder / "calls.csv").write_text(
        'time,user,text\n2026-03-01T09:00:00Z,ann,"Hi, there"\nsoon,bob,x\n'
        "2026-03-01T09:00:04Z,cyd,y\n2026-03-01T09:00:05Z,,y\n"
    )
    chosen = ("--map", "ts=time,account_id=user,prompt=text", "--key", "secret.key")
    check("ingest", said("ingest", "calls.csv", "--out", "world", *chosen))


def test_link(folder: Path) -> None:
    """Figures and names of groups vary with the core, so they are masked."""
    rng = random.Random(5)
    rows = [f"p{i // 4},shop{int(400 * rng.random() ** 2)},dev{i // 4}" for i in range(2_400)]
    rows += [f"ring{i % 12},odd{rng.randrange(6)},farm{rng.randrange(4)}" for i in range(60)]
    (folder / "visits.csv").write_text("who,shop,device\n" + "\n".join(rows) + "\n,shop1,dev1\n")
    chosen = ("--actor", "who", "--value", "shop", "--value", "device", "--out", "found")
    text = re.sub(r"G-[A-Z2-7]{7}", "G-*******", said("link", "visits.csv", *chosen))
    check("link", re.sub(r"\d", "9", text))
