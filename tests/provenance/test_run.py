"""A plan from commitment to report: the guilty, the innocent, the framed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pytest

from gauger.errors import UsageError
from gauger.provenance.canaries import draw_canaries
from gauger.provenance.examine import Bench, Evidence
from gauger.provenance.keys import SHARED_CAMPAIGN
from gauger.provenance.plan import Plan, PlannedTest, commit_plan
from gauger.provenance.registry import Registry, Terms
from gauger.provenance.render import render, write_report
from gauger.provenance.result import Result, read_result, write_result
from gauger.provenance.run import run_plan, trials
from gauger.provenance.suspects import Output
from gauger.provenance.verdict import LEVELS, SCALE
from tests.provenance import small

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLAN = Plan(
    suspect="<b>their|model</b>",
    primary=PlannedTest(kind="green-text"),
    others=(PlannedTest(kind="canaries", campaign="a"),),
    which="green-text",
    trained_after=datetime(2026, 4, 1, tzinfo=UTC),
    decoys=199,
)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """A shared green key and three campaigns with keys of two kinds."""
    made = small.registry(tmp_path / "marks")
    made.commit(Terms(campaign=SHARED_CAMPAIGN, purpose="green", case=""), at=NOON)
    for campaign in ("a", "b", "c"):
        for purpose in ("green", "canary"):
            made.commit(Terms(campaign=campaign, purpose=purpose, case="1"), at=NOON)
    return made


def bench_for(registry: Registry, plan: Plan, *, committed: bool = True) -> Bench:
    """What the plan runs with, half a year later."""
    at = NOON + timedelta(days=180)
    if committed:
        commit_plan(plan, registry.ledger, at=at)
    return Bench(registry=registry, plan=plan, at=at + timedelta(hours=1))


def said(suspect_says: list[np.ndarray], endings: dict[str, str]) -> Evidence:
    """Outputs as token ids, and completions of canaries by cue."""
    rows = [Output(tokens=o.tolist()) for o in suspect_says]
    more = [Output(prompt=cue, text=f"its {e}.", tokens=[]) for cue, e in endings.items()]
    return Evidence(outputs=(*rows, *more))


def completions(registry: Registry, campaign: str, *, learned: bool) -> dict[str, str]:
    """Endings of a suspect that learned the canaries, or names whatever it likes."""
    cards = draw_canaries(registry.key(campaign, "canary", at=NOON + timedelta(1))[0], 24)
    return {c.cue: c.endings[c.drawn] if learned else c.endings[3] for c in cards}


def marked_student(registry: Registry, campaign: str) -> list[np.ndarray]:
    """What a student of a campaign's answers says."""
    mark = registry.marking(campaign, at=NOON + timedelta(1))
    return small.says(small.student(small.harvest(mark, 1_000)), 1_000)


def controls() -> dict[str, Evidence]:
    """Two models that read nothing of ours."""
    return {f"control {i}": said(small.says(small.innocent(i), i), {}) for i in (4, 5)}


def test_the_guilty_student_gives_a_proof_pack(registry: Registry, tmp_path: Path) -> None:
    """Two kinds of marks, clean controls, old keys, one campaign: and the report says all of it."""
    suspect = said(marked_student(registry, "a"), completions(registry, "a", learned=True))
    bench = bench_for(registry, PLAN)
    result = run_plan(bench, suspect, controls(), digest="d" * 64)
    assert result.verdict.level == "proof-pack"
    assert result.naming is not None
    assert result.naming.fired == ("a",)
    assert result.family == 2
    again = run_plan(bench, suspect, controls(), digest="d" * 64)
    assert again.outcomes == result.outcomes
    assert len(trials(bench)) == 2
    write_result(result, tmp_path / "r.json")
    back = read_result(tmp_path / "r.json")
    assert back == result
    page, text = render(back, "html"), render(back, "md")
    assert "<b>their" not in page
    assert "their&#124;model" in text
    assert "their|model" not in text
    for must in (result.plan_digest, result.outcomes[0].commitment, "control 4", "Framing"):
        assert must in page
        assert must in text
    write_report(back, tmp_path / "r.html")
    with pytest.raises(UsageError, match="md or html"):
        write_report(back, tmp_path / "r.docx")


def test_the_innocent_model_is_left_alone(registry: Registry) -> None:
    """No evidence, nobody named, and how little of our data would have been seen."""
    suspect = said(small.says(small.innocent(1), 1_000), completions(registry, "a", learned=False))
    result = run_plan(bench_for(registry, PLAN), suspect, controls(), digest="d" * 64)
    assert result.verdict.level == "no-evidence"
    assert result.naming is not None
    assert result.naming.fired == ()
    assert result.primary.smallest_share < 0.2
    assert "95 times in 100" in result.verdict.against[0]
    assert result.verdict.routes == ()
    assert "no evidence" in render(result, "md")


def test_a_framed_model_is_no_proof(registry: Registry) -> None:
    """The list fires, the canaries that went with it do not: framing is named."""
    suspect = said(marked_student(registry, "a"), completions(registry, "a", learned=False))
    result = run_plan(bench_for(registry, PLAN), suspect, controls(), digest="d" * 64)
    assert result.verdict.level == "strong"
    assert any("Framing by a rival is not excluded" in r for r in result.verdict.routes)


def test_keys_committed_after_training_are_a_lead_at_most(registry: Registry) -> None:
    """A key picked afterwards proves nothing, however small its p."""
    plan = msgspec.structs.replace(PLAN, trained_after=NOON - timedelta(days=9))
    suspect = said(marked_student(registry, "a"), completions(registry, "a", learned=True))
    result = run_plan(bench_for(registry, plan), suspect, controls(), digest="d" * 64)
    assert result.verdict.level == "lead"


def test_a_test_that_was_not_to_decide_is_a_lead_at_most(registry: Registry) -> None:
    """The primary finds nothing; another test does."""
    suspect = said(small.says(small.innocent(1), 1_000), completions(registry, "a", learned=True))
    result = run_plan(bench_for(registry, PLAN), suspect, controls(), digest="d" * 64)
    assert result.p_holm["canaries/a"] < 1e-6
    assert result.verdict.level == "lead"


def test_a_control_that_learned_from_us_stops_everything(registry: Registry) -> None:
    """Whatever the suspect shows."""
    heard = marked_student(registry, "a")
    suspect = said(heard, completions(registry, "a", learned=True))
    panel = {**controls(), "leaky": said(heard, {})}
    result = run_plan(bench_for(registry, PLAN), suspect, panel, digest="d" * 64)
    assert result.verdict.level == "unusable"
    assert "leaky fires" in render(result, "md")


def test_every_trial_ever_made_weighs(registry: Registry) -> None:
    """Suspects tried before make the next one's p larger: Holm over all."""
    suspect = said(small.says(small.innocent(1), 1_000), {})
    one = Plan(suspect="one", primary=PlannedTest(kind="green-text"), decoys=199)
    alone = run_plan(bench_for(registry, one), suspect, {}, digest="d" * 64)
    for i in range(5):
        other = Plan(suspect=f"more {i}", primary=PlannedTest(kind="green-text"), decoys=199)
        result = run_plan(
            replace(bench_for(registry, other, committed=False), at=_commit(registry, other)),
            suspect, {}, digest=f"{i:064d}",
        )  # fmt: skip
    assert alone.family == 1
    assert result.family == 6
    assert result.p_holm["green-text/*"] >= result.primary.p


def _commit(registry: Registry, plan: Plan) -> datetime:
    """Commit a plan after all that is on record."""
    at = registry.ledger.entries()[-1].at + timedelta(hours=1)
    commit_plan(plan, registry.ledger, at=at)
    return at


def test_looks_of_a_sequential_plan_are_one_trial(registry: Registry) -> None:
    """More outputs come in; e-values decide, and looking costs nothing."""
    plan = Plan(suspect="s", primary=PlannedTest(kind="green-text"), sequential=True, decoys=199)
    heard = marked_student(registry, "a")
    bench = bench_for(registry, plan)
    levels = []
    for n in (2, 20, 200):
        result = run_plan(bench, said(heard[:n], {}), {}, digest=f"{n:064d}")
        levels.append(LEVELS.index(result.verdict.level))
        assert result.family == 1
        assert result.primary.e is not None
        assert result.primary.p == pytest.approx(min(1.0, 1 / result.primary.e))
    assert levels == sorted(levels)
    assert LEVELS[levels[-1]] == "strong"


def test_a_later_look_keeps_what_was_read(registry: Registry) -> None:
    """Outputs in the place of some that were read are refused; the same look may be redone."""
    plan = Plan(suspect="s", primary=PlannedTest(kind="green-text"), sequential=True, decoys=199)
    heard = small.says(small.innocent(1), 1_000)
    bench = bench_for(registry, plan)
    first = run_plan(bench, said(heard[:20], {}), {}, digest="1" * 64)
    for other in (heard[1:40], heard[:10], heard[::-1]):
        with pytest.raises(UsageError, match="do not begin with them"):
            run_plan(bench, said(other, {}), {}, digest="2" * 64)
    run_plan(bench, said(heard[:40], {}), {}, digest="3" * 64)
    assert run_plan(bench, said(heard[:20], {}), {}, digest="1" * 64).outcomes == first.outcomes


def test_green_naming_needs_the_shared_key_first(tmp_path: Path) -> None:
    """Without it there is no first stage."""
    made = small.registry(tmp_path / "marks")
    made.commit(Terms(campaign="a", purpose="green", case="1"), at=NOON)
    plan = Plan(
        suspect="s", primary=PlannedTest(kind="green-text", campaign="a"), which="green-text",
        decoys=199,
    )  # fmt: skip
    suspect = said(small.says(small.innocent(1), 1), {})
    with pytest.raises(UsageError, match="--shared"):
        run_plan(bench_for(made, plan), suspect, {}, digest="d" * 64)


@pytest.mark.parametrize("kind", ["green-text", "green-open", "resampling", "words", "canaries"])
def test_evidence_that_is_missing_is_asked_for(registry: Registry, kind: str) -> None:
    """By the option that gives it."""
    purpose = {"words": "words"}.get(kind)
    if purpose:
        registry.commit(Terms(campaign="a", purpose=purpose, case="1"), at=NOON)
    plan = Plan(suspect="s", primary=PlannedTest(kind=kind, campaign="a"), decoys=199)
    with pytest.raises(UsageError, match="Give"):
        run_plan(bench_for(registry, plan), Evidence(), {}, digest="d" * 64)


def test_the_scale_names_every_level() -> None:
    """Each level has its words."""
    assert {name for name, _ in SCALE} == set(LEVELS)
    assert isinstance(msgspec.json.schema(Result), dict)
