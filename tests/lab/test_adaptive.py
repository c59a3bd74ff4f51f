"""Trap 14: a defence looks better against a student that does nothing about it."""

from dataclasses import replace

import pytest

from gauger.lab.bench import Bench, questions, scores, served, set_up
from gauger.lab.curves import Effect, counted
from gauger.lab.marks import carried
from gauger.lab.measures import BY_NAME as MEASURES
from gauger.lab.plan import reduced
from gauger.lab.students import BY_NAME as STRATEGIES
from gauger.lab.students import Harvest
from tests.lab.test_lab import harvest

PLAN = replace(reduced("ngram"), held_out=20, base_texts=200)
TAKEN = 192


def taught(bench: Bench, measure: str, way: str) -> tuple[float, float]:
    """Share of right answers of a student, and the z of the mark in what it says."""
    strategy = STRATEGIES[way]
    texts = served(bench, MEASURES[measure], questions(bench, harvest(TAKEN), 1))
    open_ = bench.open if strategy.uses_open else ()
    right, said = scores(
        bench, strategy.train(bench.base, Harvest(served=texts, open=open_, seed=0))
    )
    return sum(right.values()) / 20 / len(right), carried(bench, said, way, TAKEN).z


def test_trap_14_the_passive_student_overstates_a_defence() -> None:
    """A summary withholds less from who invents the rest; a mark is gone where somebody rewords.

    Judged on passive students alone, as the wrong way does, the one withholds, the other is seen.
    """
    bench = set_up(PLAN, 0)
    assert (
        taught(bench, "summarised", "invert")[0] > taught(bench, "summarised", "passive")[0] + 0.1
    )
    assert taught(bench, "marked", "passive")[1] > 2.5
    assert taught(bench, "marked", "paraphrase")[1] < 2


def test_trap_14_a_measure_counts_for_what_it_takes_from_the_best_student() -> None:
    """Of the students tried, the one that is hurt least decides, over all skills."""
    some = [
        Effect(measure=m, strategy=s, skill=k, exchanges=9, withheld=w, low=w, high=w)
        for m, s, k, w in (
            ("summarised", "passive", "all", 0.5), ("summarised", "invert", "all", 0.2),
            ("summarised", "invert", "reasoning", 0.0), ("flag-at-10%", "passive", "all", 0.3),
        )
    ]  # fmt: skip
    least = counted(some)
    assert {m: (e.strategy, e.withheld) for m, e in least.items()} == {
        "summarised": ("invert", 0.2), "flag-at-10%": ("passive", 0.3),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "way"),
    [("marked", "paraphrase"), ("perturbed", "filter"), ("summarised", "invert")],
)
def test_transformers_work_round_measures_too(measure: str, way: str) -> None:
    """A few steps: each takes what it was served and what it has, and learns of both."""
    pytest.importorskip("torch", reason="NO PyTorch: run `make lab`; transformer NOT TESTED")
    bench = set_up(replace(reduced("transformer"), steps=16, held_out=4, open=4, base_texts=64), 0)
    texts = served(bench, MEASURES[measure], questions(bench, harvest(24), 1))
    student = STRATEGIES[way].train(bench.base, Harvest(served=texts, open=bench.open, seed=0))
    for known in (bench.open, texts):
        assert student.surprise(known).mean() < bench.base.surprise(known).mean()
