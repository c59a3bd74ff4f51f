"""The choice among whole answers: exact whatever drew them, found again, and nothing edited."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from gauger.errors import GaugerError, InputError, UsageError
from gauger.provenance.apply import Answer, mark_answers
from gauger.provenance.arrays import Ints
from gauger.provenance.choice import (
    Offered,
    choice_test,
    scores_by_model,
    scores_by_text,
    served_of,
)
from gauger.provenance.exact import rank_sum_p, ranks_of_served
from gauger.provenance.plan import Plan, PlannedTest
from gauger.provenance.registry import Terms
from gauger.provenance.verdict import judge
from tests.provenance import small
from tests.provenance.test_cli import here, lines, read, run
from tests.provenance.test_traps import outcome

__all__ = ["here"]

KEY = bytes(range(16))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Numbers:
    """A tokenizer of texts that are token ids in figures."""

    def encode(self, text: str) -> Ints:
        """Ids of a text."""
        return np.array([int(word) for word in text.split()], np.int64)

    def decode(self, ids: Ints) -> str:
        """The text of ids."""
        return " ".join(map(str, ids.tolist()))


NUMBERS = Numbers()


def requests(n: int = 150, *, hot: float = 1.0) -> list[Offered]:
    """Two answers a request; the second was drawn at temperature `hot`."""
    rng = np.random.default_rng(1_000)
    ask = rng.integers(0, small.VOCAB, (n, 1))
    a = small.teacher().sample(n, 60, rng=rng, prompts=ask)
    b = small.teacher().sample(n, 60, rng=rng, prompts=ask, temperature=hot)
    return [
        Offered(
            exchange_id=str(i),
            prompt=NUMBERS.decode(ask[i]),
            candidates=(NUMBERS.decode(a[i]), NUMBERS.decode(b[i])),
        )
        for i in range(n)
    ]


def test_candidates_drawn_at_other_settings_accuse_nobody() -> None:
    """Always serving the cooler answer accuses an innocent model; a keyed coin over both does not.

    Four hundred keys nobody used: the test keeps its level.
    """
    rng = np.random.default_rng(1_000)
    rows = requests(hot=1.4)
    scores = scores_by_model(rows, small.base(), None, NUMBERS)
    both = np.array(scores)
    assert rank_sum_p(ranks_of_served(both, rng), np.full(len(both), 2)) < 1e-6
    ps = np.array([choice_test(rows, scores, rng.bytes(16), rng).p for _ in range(400)])
    assert (ps <= 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)
    assert ps.min() > 1e-4


def test_a_student_of_what_was_served_is_found_by_weights_and_by_text() -> None:
    """With our own model beside it, and from what it says to the same prompts; by no other key."""
    rng = np.random.default_rng(1_000)
    rows = requests()
    learned = [NUMBERS.encode(f"{r.prompt} {served_of(KEY, r)}") for r in rows]
    suspect = small.student(learned, weight=20.0)
    scores = scores_by_model(rows, suspect, small.teacher(), NUMBERS)
    assert choice_test(rows, scores, KEY, rng).p < 1e-6
    assert choice_test(rows, scores, bytes(16), rng).p > 1e-3
    replies = {r.prompt: [served_of(KEY, r)] for r in rows[:60]}
    said = scores_by_text(rows, replies)
    got = choice_test(rows, said, KEY, rng)
    assert 60 <= got.rows < len(rows)
    assert got.p < 1e-6
    assert got.gain > 0


def test_our_own_model_takes_away_how_likely_an_answer_is_to_anybody() -> None:
    """Beside itself a model finds nothing; rows of fewer candidates keep their own length."""
    three = Offered(exchange_id="9", prompt="1", candidates=("2 3", "4 5", "6 7"))
    rows = [*requests(3), three]
    alone = scores_by_model(rows, small.base(), None, NUMBERS)
    beside = scores_by_model(rows, small.base(), small.base(), NUMBERS)
    assert [len(s) for s in alone] == [len(s) for s in beside] == [2, 2, 2, 3]
    assert all((s < 0).all() for s in alone)
    assert all((s == 0).all() for s in beside)


def test_phrases_count_by_their_share_so_long_answers_gain_nothing() -> None:
    """All of a short one beats half of a long one; two replies count alike; no reply, no score."""
    row = Offered(
        exchange_id="1", prompt="q", candidates=("one two three", "one two three four", "x y", "")
    )
    got = scores_by_text([row], {"q": ["One, two: three!", "one two three four"]})[0]
    assert got.tolist() == [1.0, 0.75, 0.0, 0.0]
    assert np.isnan(scores_by_text([row], {"other": ["one two three"]})[0]).all()


def test_the_coin_is_thrown_over_what_was_drawn() -> None:
    """Not over the order it is listed in; and candidates are chosen about equally often."""
    row = requests(1)[0]
    turned = Offered(exchange_id="0", prompt=row.prompt, candidates=row.candidates[::-1])
    assert served_of(KEY, row) == served_of(KEY, turned)
    drawn = [
        served_of(KEY, Offered(exchange_id=str(i), candidates=("a", "b", "a", "c")))
        for i in range(900)
    ]
    assert all(240 < drawn.count(c) < 360 for c in "abc")


def test_requests_of_two_and_of_three_candidates_have_each_their_own_chance() -> None:
    """A half and a third: counted as thirds, an innocent of two candidates would look guilty."""
    rows = [Offered(exchange_id=str(i), candidates=("a", "b", "c")[: 2 + i % 2]) for i in range(20)]
    liked = [np.array([float(c == served_of(KEY, r)) for c in r.candidates]) for r in rows]
    got = choice_test(rows, liked, KEY, np.random.default_rng(0))
    assert got.p == pytest.approx(2.0**-10 * 3.0**-10)
    assert got.choices == 2.5


def test_requests_that_say_nothing_are_left_out() -> None:
    """One candidate, twice the same, or one without a score; too few others are an error."""
    rng = np.random.default_rng(1_000)
    rows = requests(22)
    dumb = [
        Offered(exchange_id="x", candidates=("a", "a")),
        Offered(exchange_id="y", candidates=("a",)),
    ]
    scores = [np.array([0.0, 1.0])] * 21 + [np.array([0.0, np.nan])]
    more = [np.zeros(2), np.zeros(1)]
    assert choice_test([*rows, *dumb], [*scores, *more], KEY, rng).rows == 21
    with pytest.raises(InputError, match="needs 20 requests"):
        choice_test(rows[:19], scores[:19], KEY, rng)
    with pytest.raises(InputError, match="no candidates"):
        served_of(KEY, Offered(exchange_id="x", candidates=()))


def test_only_the_chosen_answer_leaves(tmp_path: Path) -> None:
    """It is one of those drawn, unedited; others pass untouched; what was kept is on record."""
    registry = small.registry(tmp_path / "m")
    registry.commit(Terms(campaign="c", purpose="choice", case="1"), at=NOON)
    row = Answer(account_id="a", response="", exchange_id="1", candidates=("yes.", "no."))
    other = replace_account(row, "b", "maybe.")
    got = mark_answers([row, other], {"a"}, registry, "c", purposes=["choice"], at=NOON)
    assert got.answers[0].response in row.candidates
    assert got.answers[1].response == "maybe."
    assert [a.candidates for a in got.answers] == [(), ()]
    assert [o.candidates for o in got.offered] == [row.candidates]
    assert got.cost.edited_share == 0
    assert len(registry.ledger.entries()[-1].detail["offered"]) == 64
    with pytest.raises(InputError, match="exchange_id"):
        mark_answers(
            [Answer(account_id="a", response="", candidates=("x", "y"))], {"a"}, registry, "c",
            purposes=["choice"], at=NOON,
        )  # fmt: skip


def replace_account(row: Answer, account: str, response: str) -> Answer:
    """The same row of somebody else."""
    return Answer(account_id=account, response=response, exchange_id="2", candidates=row.candidates)


def test_served_answers_are_one_kind_of_mark() -> None:
    """The same answers tested by resampling and by choice are no two independent tests."""
    plan = Plan(suspect="s", primary=PlannedTest(kind="choice", campaign="c"))
    two = [outcome("choice", "c"), outcome("resampling", "c")]
    checks = judge(plan, two, {o.name: o.p for o in two}, [], None).checks
    assert next(c.holds for c in checks if c.what == "second test") is None


def test_from_candidates_to_a_verdict(here: Path) -> None:
    """Two answers a request go in, one comes out; a model that repeats them is found."""
    rows = [
        {"account_id": "u1", "exchange_id": str(i), "prompt": f"Tell me of {i}.",
         "response": "",
         "candidates": [f"Bells of {i} ring at noon.", f"Towers of {i} fall at dusk."]}
        for i in range(40)
    ]  # fmt: skip
    lines("answers.jsonl", rows)
    Path("ids.txt").write_text("u1\n")
    with pytest.raises(UsageError, match="--offered"):
        run("mark", "answers.jsonl", "--campaign", "C-1", "--accounts", "ids.txt",
            "--out", "served.jsonl", "--purpose", "choice")  # fmt: skip
    run("mark", "answers.jsonl", "--campaign", "C-1", "--accounts", "ids.txt",
        "--out", "served.jsonl", "--purpose", "choice", "--offered", "kept.jsonl")  # fmt: skip
    served = read("served.jsonl")
    lines("said.jsonl", [{"prompt": r["prompt"], "text": r["response"]} for r in served])
    lines("control.jsonl", [{"prompt": r["prompt"], "text": "I do not know."} for r in served])
    run("plan", "theirs", "--primary", "choice/C-1", "--out", "plan.json")
    with pytest.raises(GaugerError, match="--offered"):
        run("test", "plan.json", "--outputs", "said.jsonl", "--out", "result.json")
    run("test", "plan.json", "--outputs", "said.jsonl", "--offered", "kept.jsonl",
        "--control", "plain=control.jsonl", "--out", "result.json", "--fail-on", "strong",
        code=1)  # fmt: skip
    result = json.loads(Path("result.json").read_text())
    assert result["outcomes"][0]["p"] == pytest.approx(2.0**-40, abs=0)
