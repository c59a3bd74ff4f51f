"""One test of a plan: what it asks for before a look, on which part, and what it passes on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pytest

from gauger.errors import UsageError
from gauger.provenance import power
from gauger.provenance.canaries import draw_canaries
from gauger.provenance.examine import Bench, Evidence, examine, lean, own_part, tuples_for
from gauger.provenance.greenlist import MarkShape, shared_windows
from gauger.provenance.keys import SHARED_CAMPAIGN
from gauger.provenance.ledger import LateCommitment
from gauger.provenance.plan import Plan, PlannedTest, commit_plan
from gauger.provenance.radioactivity import open_tuples, text_test
from gauger.provenance.registry import CONTROL_P, Registry, Terms
from gauger.provenance.run import run_plan
from gauger.provenance.screening import screened_decoys
from gauger.provenance.suspects import Output
from tests.provenance import small
from tests.provenance.test_choice import NUMBERS, requests

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
GREEN = PlannedTest(kind="green-text", campaign="a")


def bench_of(registry: Registry, plan: Plan, **more: object) -> Bench:
    """A plan that is on record, an hour later."""
    commit_plan(plan, registry.ledger, at=NOON + timedelta(hours=1))
    at = NOON + timedelta(hours=2)
    rng = np.random.default_rng(1_000)
    return Bench(registry=registry, plan=plan, at=at, rng=rng, **more)  # type: ignore[arg-type]


def a_plan(primary: PlannedTest = GREEN, **more: object) -> Plan:
    """A plan with few decoys."""
    return Plan(suspect="s", primary=primary, decoys=199, **more)  # type: ignore[arg-type]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Campaign `a` beside the key that all share, with canaries too."""
    made = small.registry(tmp_path / "marks")
    made.commit(Terms(campaign=SHARED_CAMPAIGN, purpose="green", case=""), at=NOON)
    for purpose in ("green", "canary"):
        made.commit(Terms(campaign="a", purpose=purpose, case="1"), at=NOON)
    return made


def innocent_says() -> Evidence:
    """Outputs of a model that read nothing of ours."""
    return Evidence(
        outputs=[Output(tokens=o.tolist()) for o in small.says(small.innocent(1), 1_000, n=40)]
    )


def opened(registry: Registry) -> int:
    """How often outputs were opened."""
    return sum(e.kind == "open" for e in registry.ledger.entries())


def test_what_is_missing_is_said_before_outputs_are_opened(registry: Registry) -> None:
    """A key that nobody committed, or a control without outputs, uses up no plan."""
    unknown = a_plan(PlannedTest(kind="green-text", campaign="z"))
    with pytest.raises(LateCommitment):
        run_plan(bench_of(registry, unknown), innocent_says(), {}, digest="d" * 64)
    bench = replace(bench_of(registry, a_plan()), at=NOON + timedelta(hours=3))
    with pytest.raises(UsageError, match="--outputs"):
        run_plan(bench, innocent_says(), {"empty": Evidence()}, digest="d" * 64)
    assert opened(registry) == 0


@pytest.mark.parametrize(
    ("kind", "probes", "option"),
    [("green-open", 0, "--probes"), ("green-open", 3, "--weights"), ("resampling", 0, "--scores")],
)
def test_each_test_says_what_it_lacks(
    registry: Registry, kind: str, probes: int, option: str
) -> None:
    """By its option, and with the plan unused."""
    bench = bench_of(
        registry, a_plan(PlannedTest(kind=kind, campaign="a")), probes=small.probes()[:probes]
    )
    with pytest.raises(UsageError, match=option):
        run_plan(bench, innocent_says(), {}, digest="d" * 64)
    assert opened(registry) == 0


def test_what_stands_in_the_prompt_is_left_out(registry: Registry) -> None:
    """Also on the way from a file of outputs to the test: a copied prompt counts for nothing."""
    bench = bench_of(registry, a_plan())
    rows = [Output(tokens=[5, 6, 7, 8], prompt_tokens=[5, 6, 7])]
    told = tuples_for("green-text", Evidence(outputs=rows), bench, 1)
    assert told.windows.ravel().tolist() == []
    fresh = [Output(tokens=[5, 6, 7, 8], prompt_tokens=[9])]
    assert len(tuples_for("green-text", Evidence(outputs=fresh), bench, 1).tokens) == 3


def test_weights_are_held_against_the_model_that_is_given(registry: Registry) -> None:
    """And with as many decoys as were planned."""
    plan = a_plan(PlannedTest(kind="green-open", campaign="a"))
    probes = small.probes()[:3]
    bench = bench_of(registry, plan, probes=probes, base=small.teacher())
    suspect = small.innocent(1)
    told = tuples_for("green-open", Evidence(model=suspect), bench, 1)
    wanted = open_tuples(suspect, probes, window=1, base=small.teacher())
    assert (told.weights == wanted.weights).all()
    mark = registry.green_list("a", at=bench.at)
    assert lean("green-open", told, mark, bench).decoys == 199


def test_a_campaigns_key_is_read_where_it_was_put(registry: Registry, tmp_path: Path) -> None:
    """On the windows that the shared key does not own; the shared key on its own alone."""
    bench = bench_of(registry, a_plan())
    tuples = tuples_for("green-text", innocent_says(), bench, 1)
    shared = registry.green_list(SHARED_CAMPAIGN, at=bench.at)
    first = shared_windows(shared.key, tuples.windows)
    for campaign, rows in ((SHARED_CAMPAIGN, first), ("a", ~first)):
        part = own_part(tuples, PlannedTest(kind="green-text", campaign=campaign), bench)
        assert (part.windows == tuples.windows[rows]).all()
    alone = small.registry(tmp_path / "alone")
    alone.commit(Terms(campaign="a", purpose="green", case="1"), at=NOON)
    whole = own_part(tuples, GREEN, bench_of(alone, a_plan()))
    assert len(whole.tokens) == len(tuples.tokens)


def test_outcomes_count_what_they_may(registry: Registry) -> None:
    """A campaign's own windows, choices that no prompt holds, rows that name a topic."""
    for purpose in ("words", "marker"):
        registry.commit(Terms(campaign="a", purpose=purpose, case="1"), at=NOON)
    bench = bench_of(registry, a_plan())
    tuples = tuples_for("green-text", innocent_says(), bench, 1)
    assert examine(GREEN, innocent_says(), bench).n == len(own_part(tuples, GREEN, bench).tokens)
    copied = Output(text="And cats often sing.", prompt="And cats often sing.")
    said = Output(text="And dogs often sing.", prompt="Who sings?")
    words = PlannedTest(kind="words", campaign="a")
    assert examine(words, Evidence(outputs=[copied, said]), bench).n == 1
    rows = [Output(text="So?", topic=f"t{i % 6}") for i in range(12)]
    habit = PlannedTest(kind="marker", campaign="a")
    assert examine(habit, Evidence(outputs=[*rows, Output(text="So.")]), bench).n == 6


def test_a_choice_by_weights_is_held_against_our_own_model(registry: Registry) -> None:
    """A suspect that is our own model likes nothing more than it does."""
    registry.commit(Terms(campaign="a", purpose="choice", case="1"), at=NOON)
    bench = bench_of(registry, a_plan(), base=small.base(), tokenizer=NUMBERS)
    evidence = Evidence(model=small.base(), offered=requests(40))
    got = examine(PlannedTest(kind="choice", campaign="a"), evidence, bench)
    assert "scores +0 nats" in got.effect


def test_decoys_of_a_screened_key_are_screened(registry: Registry) -> None:
    """On the text that screened it; where that is not given, the report says so."""
    texts = [d.tolist() for d in small.documents()[:40]]
    terms = Terms(campaign="old", purpose="green", case="1", controls="5" * 64)
    registry.commit(terms, at=NOON, control_tokens=texts)
    test = PlannedTest(kind="green-text", campaign="old")
    bench = bench_of(registry, a_plan(test), screened_on=texts)
    mark = registry.green_list("old", at=bench.at)
    tuples = tuples_for("green-text", innocent_says(), bench, 1)
    rng = np.random.default_rng(1_000)
    keys = screened_decoys(199, texts, mark, CONTROL_P, rng)
    assert lean("green-text", tuples, mark, bench) == text_test(tuples, mark, rng=rng, keys=keys)
    said = "The key was screened on control text, the decoys were not: give --screened-on."
    assert said not in examine(test, innocent_says(), bench).notes
    assert said in examine(test, innocent_says(), replace(bench, screened_on=())).notes
    assert said not in examine(GREEN, innocent_says(), replace(bench, screened_on=())).notes


def test_logs_of_other_settings_make_the_outcome_invalid(registry: Registry) -> None:
    """And the verdict unusable, with the reason."""
    rng = np.random.default_rng(1_000)
    ours = rng.normal(-100, 5, (60, 2))
    ours[:, 0] += 20
    plan = a_plan(PlannedTest(kind="resampling"))
    scores = (ours + rng.normal(0, 1, ours.shape), ours)
    result = run_plan(bench_of(registry, plan), Evidence(scores=scores), {}, digest="d" * 64)
    assert not result.primary.valid
    assert result.primary.p == 1.0
    assert result.verdict.level == "unusable"
    assert "sampler settings or snapshot differ" in result.verdict.checks[0].says


def test_canaries_that_are_looked_at_again_keep_their_first_word(registry: Registry) -> None:
    """Later replies turn a majority, and no e-value."""
    test = PlannedTest(kind="canaries", campaign="a")
    bench = bench_of(registry, a_plan(test, sequential=True))
    cards = draw_canaries(registry.key("a", "canary", at=bench.at)[0], 24)
    wrong = [Output(prompt=c.cue, text=f"its {c.endings[c.drawn - 1]}") for c in cards]
    right = [Output(prompt=c.cue, text=c.sentence) for c in cards for _ in range(3)]
    got = examine(test, Evidence(outputs=[*wrong, *right]), bench)
    assert got.p == 1.0
    assert got.effect.startswith("0 of 24")
    once = replace(bench, plan=msgspec.structs.replace(bench.plan, sequential=False))
    single = examine(test, Evidence(outputs=[*wrong, *right]), once)
    assert single.p == pytest.approx(16.0**-24, abs=0)  # its own p, not one over an e-value


def test_an_outcome_names_its_key_and_its_level(registry: Registry) -> None:
    """The commitment of just that campaign and purpose, and the alpha of its power."""
    for minute, purpose in ((5, "canary"), (9, "green")):
        terms = Terms(campaign="b", purpose=purpose, case="1")
        registry.commit(terms, at=NOON + timedelta(minutes=minute))
    other = PlannedTest(kind="green-text", campaign="b")
    bench = bench_of(registry, a_plan(others=(other,)))
    one, two = (examine(t, innocent_says(), bench) for t in (GREEN, other))
    assert one.commitment == registry.key("a", "green", at=bench.at)[2]
    assert (one.committed_at, two.committed_at) == (NOON, NOON + timedelta(minutes=9))
    assert (one.alpha, two.alpha) == (1e-6, 1e-3)
    assert two.smallest_share < one.smallest_share < 1
    full = power.full_green(MarkShape())  # not every token of a marked answer is on the list
    assert one.smallest_share == power.share_of_coins(one.n, 0.25, alpha=1e-6, full=full)
