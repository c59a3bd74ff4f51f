"""The laboratory: students learn what is there to learn, measures bite where they can."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gauger.errors import InputError, UsageError
from gauger.lab.bench import questions, served, set_up
from gauger.lab.curves import curves, effects
from gauger.lab.harvest import Taken
from gauger.lab.measures import BY_NAME
from gauger.lab.plan import Plan, reduced
from gauger.lab.results import Results, read_results, write_results
from gauger.lab.run import run
from gauger.lab.skills import make_skills, worked
from gauger.lab.words import Text, answer_of, steps_of

PLAN = replace(reduced("ngram"), seeds=(0, 1), sizes=(48, 480), held_out=30, adaptive=False)
"""Passive students, of which the claims are."""
EVERY_STUDENT = replace(PLAN, sizes=(48,), held_out=10, adaptive=True)

NO_TORCH = "NO PyTorch: run `make lab`; transformer NOT TESTED"


def harvest(many: int) -> Taken:
    """Four accounts that ask for the six skills in turn, forty exchanges a day."""
    names = tuple(make_skills(0))
    return Taken(
        campaign="c",
        days=tuple(i // 40 for i in range(many)),
        accounts=tuple(i % 4 for i in range(many)),
        skills=tuple(names[i % 6] for i in range(many)),
    )


@pytest.fixture(scope="module")
def results() -> Results:
    return run(PLAN, harvest(480))


@pytest.fixture(scope="module")
def of_every_student() -> Results:
    """On a harvest a tenth as large."""
    return run(EVERY_STUDENT, harvest(48))


def withheld(results: Results, measure: str, skill: str) -> float:
    """From the passive student."""
    return next(
        e.withheld
        for e in effects(results)
        if (e.measure, e.strategy, e.skill) == (measure, "passive", skill)
    )


def test_more_exchanges_teach_more(results: Results) -> None:
    """The gain without measure rises with the harvest and is well above nothing at its end."""
    key = ("none", "passive", "all")
    few, many = next(c.points for c in curves(results) if (c.measure, c.strategy, c.skill) == key)
    assert many.gain > few.gain + 0.2
    assert many.gain > 0.4


def test_reasoning_left_out_hurts_chains_and_spares_recall(results: Results) -> None:
    """What needs steps is withheld; what is looked up is not."""
    assert withheld(results, "no-reasoning", "reasoning") > 0.3
    assert abs(withheld(results, "no-reasoning", "translation")) < 0.05


def test_perturbation_costs_an_honest_reader_answers(results: Results) -> None:
    """A wrongly flagged customer gets wrong answers under perturbation, none under no reasoning."""
    right = {c.measure: c.right / c.asked for c in results.costs}
    assert right["none"] == right["no-reasoning"] == 1.0
    assert right["perturbed"] < 0.85


def test_equal_seeds_give_equal_rows_whatever_the_workers(of_every_student: Results) -> None:
    again = run(EVERY_STUDENT, harvest(48), workers=2)
    assert {r.strategy for r in again.rows} > {"passive"}
    assert (again.rows, again.costs) == (of_every_student.rows, of_every_student.costs)


def test_a_run_comes_back_as_it_went(of_every_student: Results, tmp_path: Path) -> None:
    write_results(of_every_student, tmp_path)
    assert read_results(tmp_path) == of_every_student
    with pytest.raises(InputError, match="gauger lab run"):
        read_results(tmp_path / "nowhere")


def test_one_seed_is_no_interval() -> None:
    with pytest.raises(UsageError, match="two seeds"):
        Plan(model="ngram", sizes=(10,), seeds=(0,))


def test_a_cap_keeps_the_first_of_each_account_and_day() -> None:
    """Ten exchanges an account and day, capped at three: three days of four accounts leave 36."""
    assert len(harvest(120).capped(3)) == 36
    assert len(harvest(120).until(0.34)) == 80  # a day begun counts whole


def test_held_out_questions_are_never_asked() -> None:
    """Nothing that scores a student was in its harvest, but for facts."""
    bench = set_up(PLAN, 0)
    scored = {n: own for n, own in bench.held_out.items() if n != "question-answering"}
    closed = {i.prompt for own in scored.values() for i in own}
    assert not closed & set(questions(bench, harvest(480), 1))


@pytest.mark.parametrize("name", ["perturbed", "perturbed-alike", "decoy-steps"])
def test_what_is_wrong_is_wrong_where_it_says(name: str) -> None:
    """Perturbation changes answers of about its share; decoy steps change none."""
    bench = set_up(PLAN, 0)
    prompts = questions(bench, harvest(240), 1)
    plain = served(bench, BY_NAME["none"], prompts)
    other = served(bench, BY_NAME[name], prompts)
    changed = np.mean(
        [answer_of(a.response) != answer_of(b.response) for a, b in zip(plain, other, strict=True)]
    )
    assert changed == 0 if name == "decoy-steps" else 0.15 < changed < 0.45


def test_a_summary_keeps_each_third_step_and_the_answer() -> None:
    bench = set_up(PLAN, 0)
    text = served(bench, BY_NAME["none"], [bench.held_out["mathematics"][0].prompt])[0]
    short = BY_NAME["summarised"].serve(text, 0, bench.serving)
    assert steps_of(short.response) == steps_of(text.response)[2::3]
    assert answer_of(short.response) == answer_of(text.response)


def test_the_remainders_are_those_of_arithmetic() -> None:
    """Six digits leave the remainder that Python finds."""
    skill = make_skills(3)["mathematics"]
    rng = np.random.default_rng(5)
    for _ in range(50):
        item = skill.draw(rng)
        number = int("".join(item.prompt[1:-1]))
        assert item.answer == (f"rest{number % 7}",)
        assert answer_of(worked(item, rng).response) == item.answer


def test_a_transformer_runs_the_same_experiment() -> None:
    """A few steps: it must run, and give the same rows again."""
    pytest.importorskip("torch", reason=NO_TORCH)
    small = replace(reduced("transformer"), seeds=(0, 1), sizes=(48,), held_out=10)
    plan = replace(small, base_texts=200, steps=8)
    first = run(plan, harvest(48))
    set_up.cache_clear()
    assert run(plan, harvest(48)).rows == first.rows


def test_a_transformer_learns_what_it_is_taught() -> None:
    """Surprise at what it was taught halves; its base stays as it was."""
    pytest.importorskip("torch", reason=NO_TORCH)
    bench = set_up(replace(reduced("transformer"), base_texts=200), 0)
    before = bench.base.surprise(bench.open).mean()
    taught = bench.base.learn(bench.open, 0)
    assert taught.surprise(bench.open).mean() < before / 2
    assert bench.base.surprise(bench.open).mean() == before


@pytest.mark.parametrize(("seen", "device"), [(True, "cuda"), (False, "cpu")])
def test_a_graphics_card_is_used_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, seen: bool, device: str
) -> None:
    """PyTorch's word is taken for it."""
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    from gauger.lab import transformer  # noqa: PLC0415

    monkeypatch.setattr(torch.cuda, "is_available", lambda: seen)
    assert transformer.accelerator().type == device


def test_everything_goes_where_the_network_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown on a stand-in for a card: PyTorch's device without memory."""
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    from gauger.lab import transformer  # noqa: PLC0415

    monkeypatch.setattr(transformer, "accelerator", lambda: torch.device("meta"))
    card = transformer.Transformer(["a", "b"], transformer.Shape(steps=1), 0)
    ids, goals = card._encode([Text(("a",), ("b", "a")), Text(("b",), ("a",))])
    hidden, cache = card.net.hidden(ids)
    scores, _ = card.net(goals[:, :1], cache)
    told = [*card.net.parameters(), ids, goals, hidden, scores, *cache[0]]
    assert {t.device.type for t in told} == {"meta"}
