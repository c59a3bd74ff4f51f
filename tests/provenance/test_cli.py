"""`gauger provenance` from the outside: files in, files out, exit codes, one line of error."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from gauger.cli.app import app
from gauger.errors import GaugerError
from gauger.provenance.canaries import Canary
from gauger.provenance.handout import read_handout
from tests.provenance import small
from tests.provenance.test_client import Endpoint, answer, endpoint
from tests.provenance.test_text_marks import HEADS

__all__ = ["endpoint"]


def run(*words: object, code: int = 0) -> str:
    """Standard output of a verb."""
    done = CliRunner().invoke(app, ["provenance", *map(str, words)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.stdout


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a registry: a campaign with keys of every kind."""
    monkeypatch.chdir(tmp_path)
    small.registry(Path("marks"))
    run("commit", "--shared")
    run("commit", "C-1", "--case", "2026-17")
    return tmp_path


def lines(path: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Write JSON lines."""
    Path(path).write_text("".join(json.dumps(r) + "\n" for r in rows))


def read(path: str) -> list[dict[str, str]]:
    """Rows of JSON lines."""
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def prose(key_of: int = 0) -> list[str]:
    """Answers with places for marks."""
    return [
        f"And {h} often sing. And {h} usually begin. I saw {h} choose a big bell {key_of}."
        for h in HEADS
    ]


def test_from_commitment_to_report(here: Path) -> None:
    """Marked answers, a student that repeats them, a control that does not; exit 1 on strong."""
    lines("answers.jsonl", [{"account_id": "u1", "response": t} for t in prose()])
    Path("ids.txt").write_text("u1\n")
    run("mark", "answers.jsonl", "--campaign", "C-1", "--accounts", "ids.txt",
        "--out", "served.jsonl", "--purpose", "words", "--max-edited", "0.5")  # fmt: skip
    served = [row["response"] for row in read("served.jsonl")]
    told = json.loads(
        run("plan", "theirs", "--primary", "words/C-1", "--also", "canaries/C-1",
            "--out", "plan.json", "--json")
    )  # fmt: skip
    run("keys", "C-1", "--out", "secret.json")
    cards = read_handout(Path("secret.json")).canaries
    rows = [{"text": t} for t in served] + [{"prompt": c.cue, "text": c.sentence} for c in cards]
    lines("said.jsonl", rows)
    lines("control.jsonl", [{"text": t} for t in prose()])
    run("test", "plan.json", "--outputs", "said.jsonl", "--control", "plain=control.jsonl",
        "--out", "result.json", "--fail-on", "strong", code=1)  # fmt: skip
    result = json.loads(Path("result.json").read_text())
    assert result["verdict"]["level"] == "strong"
    assert result["plan_digest"] == told["digest"]
    assert result["p_holm"]["words/C-1"] < 1e-6
    assert "strong" in run("report", "result.json")
    run("report", "result.json", "--out", "report.html")
    assert "theirs" in Path("report.html").read_text()
    assert json.loads(run("report", "result.json", "--json"))["family"] == 2
    with pytest.raises(GaugerError, match="exists"):
        run("report", "result.json", "--out", "report.html")


def test_an_endpoint_is_asked_and_tested(
    here: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cues go out, the endings come back, the answers are kept, and the verdict is written."""
    run("keys", "C-1", "--out", "secret.json")
    cards = read_handout(Path("secret.json")).canaries
    run("plan", "theirs", "--primary", "canaries/C-1", "--out", "plan.json")
    run("asks", "plan.json", "--out", "asks.jsonl", "--samples", "1")
    asked = read("asks.jsonl")
    endpoint.script = [(200, {}, answer(_complete(cards, a["prompt"]))) for a in asked]
    monkeypatch.setenv("THEIR_KEY", "sk-9")
    run("test", "plan.json", "--endpoint", endpoint.url, "--model", "m", "--answers",
        "said.jsonl", "--samples", "1", "--per-minute", "1e9", "--key-env", "THEIR_KEY",
        "--out", "result.json")  # fmt: skip
    result = json.loads(Path("result.json").read_text())
    assert result["outcomes"][0]["p"] < 1e-6
    assert len(endpoint.seen) == 24
    assert endpoint.headers[0]["authorization"] == "Bearer sk-9"
    assert str(endpoint.seen[0]["messages"]).count("autumn fair") == 1
    assert "sk-9" not in Path("result.json").read_text() + Path("said.jsonl").read_text()


def _complete(cards: tuple[Canary, ...], cue: str) -> str:
    return next(c.sentence for c in cards if c.cue == cue)


def test_open_weights_beside_the_model_that_served(here: Path) -> None:
    """An n-gram student of marked answers, by its weights; and an innocent one."""
    run("keys", "C-1", "--out", "secret.json")
    mark = read_handout(Path("secret.json")).marking()
    small.student(small.harvest(mark, 1_000)).save(Path("suspect.npz"))
    small.innocent(3).save(Path("control.npz"))
    small.teacher().save(Path("ours.npz"))
    lines("probes.jsonl", [{"tokens": p.tolist()} for p in small.probes()])
    run("plan", "theirs", "--primary", "green-open", "--which", "green-open", "--decoys", "199",
        "--out", "plan.json")  # fmt: skip
    run("test", "plan.json", "--weights", "suspect.npz", "--base", "ours.npz", "--probes",
        "probes.jsonl", "--control", "plain=control.npz", "--out", "result.json")  # fmt: skip
    result = json.loads(Path("result.json").read_text())
    assert result["verdict"]["level"] == "strong"
    assert result["naming"]["fired"] == ["C-1"]
    assert result["controls"][0]["p"] > 0.01


def test_resampling_by_weights(here: Path) -> None:
    """Served answers and resamples, scored under the suspect and under our own model."""
    rng = np.random.default_rng(1_000)
    ask = rng.integers(0, small.VOCAB, (64, 1))
    drawn = [small.teacher().sample(64, 60, rng=rng, prompts=ask) for _ in range(3)]
    rows = [
        {"prompt_tokens": ask[i].tolist(), "tokens": [d[i].tolist() for d in drawn]}
        for i in range(64)
    ]
    lines("served.jsonl", rows)
    learned = [np.r_[q, a] for q, a in zip(ask, drawn[0], strict=True)]
    small.student(learned, weight=1.0).save(Path("suspect.npz"))
    small.teacher().save(Path("ours.npz"))
    run("plan", "theirs", "--primary", "resampling", "--out", "plan.json")
    with pytest.raises(GaugerError, match="--served"):
        run("test", "plan.json", "--weights", "suspect.npz", "--out", "result.json")
    run("test", "plan.json", "--weights", "suspect.npz", "--base", "ours.npz", "--served",
        "served.jsonl", "--out", "result.json")  # fmt: skip
    result = json.loads(Path("result.json").read_text())
    assert result["outcomes"][0]["p"] < 1e-6
    assert result["outcomes"][0]["commitment"] == ""


def test_keys_are_listed_without_secrets(here: Path) -> None:
    """Commitments may be published; keys are never printed."""
    told = json.loads(run("keys", "--json"))
    purposes = {"green", "canary", "words", "choice", "marker"}
    assert {k["purpose"] for k in told["keys"]} == purposes
    assert small.MASTER not in json.dumps(told)
    with pytest.raises(GaugerError, match="never printed"):
        run("keys", "C-1")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("commit", "C-2"), "has no case"),
        (("commit", "C-1", "--case", "1"), "has a green key already"),
        (("commit",), "--shared"),
        (("plan", "x", "--primary", "words/C-9", "--out", "p.json"), "never was"),
        (
            ("plan", "x", "--primary", "words/C-1", "--trained-after", "2999-01-01", "--out", "p"),
            "yet to come",
        ),
        (("plan", "x", "--primary", "vibes", "--out", "p.json"), "no test 'vibes'"),
        (("keys", "--marks", "nowhere"), "no registry"),
        (("test", "missing.json", "--out", "r.json"), "not readable as a plan"),
        (("report", "missing.json"), "not readable as a result"),
        (("test", "p.json", "--out", "r.json", "--fail-on", "guilty"), "--fail-on takes"),
    ],
)
def test_bad_use_is_one_line(here: Path, words: tuple[str, ...], says: str) -> None:
    """What is wrong, and what to do."""
    with pytest.raises(GaugerError, match=says):
        run(*words)
    assert not Path("p.json").exists()
    assert not Path("r.json").exists()


def test_the_command_exits_with_two(here: Path) -> None:
    """As a process: one line on standard error, nothing on standard output."""
    script = [sys.executable, "-m", "gauger.cli.app"]
    code = "from gauger.cli.app import main; main()"
    done = subprocess.run(
        [script[0], "-c", code, "provenance", "report", "missing.json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


def test_other_prompts_than_planned_are_refused(here: Path) -> None:
    """The plan fixed what is asked."""
    lines("prompts.jsonl", [{"prompt": "Tell me of bells."}])
    run("plan", "x", "--primary", "words/C-1", "--prompts", "prompts.jsonl", "--out", "p.json")
    assert json.loads(
        run("asks", "p.json", "--prompts", "prompts.jsonl", "--out", "a.jsonl", "--json")
    )
    lines("prompts.jsonl", [{"prompt": "Tell me of big bells."}])
    with pytest.raises(GaugerError, match="fixed other prompts"):
        run("asks", "p.json", "--prompts", "prompts.jsonl", "--out", "b.jsonl")
