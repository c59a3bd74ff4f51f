"""Marks in text: what they may touch, what they cost, and the tests that read them."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from gauger.errors import InputError, UsageError
from gauger.provenance.apply import Answer, MarkLimits, mark_answers
from gauger.provenance.canaries import ENDINGS, Canary, canary_test, draw_canaries, plant
from gauger.provenance.exact import e_value
from gauger.provenance.guard import last_prose_end, prose_spans
from gauger.provenance.keys import derive
from gauger.provenance.marker import instruction, is_on, marker_test
from gauger.provenance.registry import Terms
from gauger.provenance.textmarks import mark_text, slot_test, slots
from tests.provenance import small

KEY = derive(bytes(32), campaign="c", purpose="words")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEADS = (
    "we", "they", "you", "cats", "dogs", "birds", "some", "most", "people",
    "children", "boys", "girls", "bears", "foxes", "cooks", "nurses", "pilots", "bakers",
    "singers", "farmers", "teachers", "doctors", "lawyers", "writers", "readers", "drivers",
)  # fmt: skip
PROTECTED = (
    "```\nbig = often + 1\n```", "`big often`", '{"big": "often"}', "    big often",
    "| big | often |", "$ begin often", "see http://often.example/big", "$big often$",
    "<big often>", '"big and often"', "x = often(big);", "take 5 big spoons", "often_big_name",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="ab often big,.\n`{}[]\"'$|;=<>5%_()\\", max_size=120))
def test_spans_are_in_order_and_within_the_text(text: str) -> None:
    """Whatever the text."""
    spans = prose_spans(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))
    end = last_prose_end(text)
    assert end is None or text[end - 1] in ".!?"


@settings(max_examples=30, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from((*PROTECTED, "We often see big cats here.", "Dogs, cats, and birds.")),
        min_size=1,
        max_size=5,
    ),
    key=st.binary(min_size=16, max_size=16),
)
def test_what_is_protected_stays_byte_for_byte(parts: list[str], key: bytes) -> None:
    """Code, data, quotations, addresses and figures among prose, for any key."""
    marked = mark_text("\n\n".join(parts), key)
    for part in parts:
        if part in PROTECTED:
            assert part in marked


@settings(max_examples=25, deadline=None)
@given(value=st.recursive(st.text() | st.integers(), lambda x: st.dictionaries(st.text(), x)))
def test_json_answers_are_never_touched(value: object) -> None:
    """An answer for a program stays as it is."""
    text = msgspec.json.encode({"often": value}).decode()
    assert mark_text(text, KEY) == text
    assert plant(text, draw_canaries(KEY, 1)[0]) is None


@settings(max_examples=25, deadline=None)
@given(key=st.binary(min_size=16, max_size=16))
def test_marking_twice_is_marking_once(key: bytes) -> None:
    """And every slot then has the form of the key."""
    text = " ".join(f"And {h} often choose a simple, cheap, and whole thing." for h in HEADS)
    once = mark_text(text, key)
    assert mark_text(once, key) == once
    assert {s.kind for s in slots(once)} == {s.kind for s in slots(text)}


def test_word_choice_names_its_key_and_no_other() -> None:
    """Text marked with a key agrees wholly with it, and by half with twenty others."""
    text = [mark_text(f"And {h} often sing, and {h} usually begin.", KEY) for h in HEADS]
    assert slot_test(text, [""] * len(text), KEY).p < 1e-6
    others = [derive(bytes(32), campaign=str(i), purpose="words") for i in range(20)]
    assert min(slot_test(text, [""] * len(text), k).p for k in others) > 1e-4


def test_slots_of_the_prompt_prove_nothing() -> None:
    """A model that repeats marked prompts agrees with the key, and is not counted."""
    text = [mark_text(f"And {h} often sing.", KEY) for h in HEADS]
    assert slot_test(text, text, KEY).coins == 0
    assert slot_test(text, text, KEY).p == 1.0


def test_canaries_exact_null_and_power() -> None:
    """A model with a liking for one ending hits once in sixteen; one that learned hits all."""
    rng = np.random.default_rng(1_000)
    ps = []
    for _ in range(200):
        cards = draw_canaries(rng.bytes(16), 24)
        ps.append(canary_test(cards, {c.cue: ["plums, of course"] for c in cards}, rng).p)
    assert np.mean(np.array(ps) <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
    learned = canary_test(cards, {c.cue: [c.sentence] for c in cards}, rng)
    assert learned.hits == 24
    assert learned.p == pytest.approx(16.0**-24, rel=1e-6, abs=0)
    assert learned.e_sequential > 1e6


def test_canaries_without_a_reply_say_so() -> None:
    """No reply to a cue is no evidence."""
    with pytest.raises(InputError, match="no reply"):
        canary_test(draw_canaries(KEY, 3), {"other": ["x"]}, np.random.default_rng(0))


def test_cues_without_a_reply_are_not_counted() -> None:
    """Neither as hits nor as misses, and each that was asked has a chance of 1 in 16."""
    rng = np.random.default_rng(1_000)
    cards = draw_canaries(KEY, 24)
    replies: dict[str, list[str]] = {c.cue: [c.sentence] for c in cards[:3]}
    got = canary_test(cards, replies | {c.cue: [] for c in cards[3:9]}, rng)
    assert (got.canaries, got.hits, got.choices) == (3, 3, 16)
    assert got.p == pytest.approx(16.0**-3)
    assert got.p_rank == pytest.approx(16.0**-3)
    assert got.e_sequential == e_value(np.array([3]), np.array([3]), 1 / 16)[0]


def test_an_ending_is_a_word_and_the_first_one_named() -> None:
    """In whatever case, most often of several replies; a part of another word is none."""
    card = Canary(cue="The fair celebrates its", endings=ENDINGS, drawn=ENDINGS.index("plums"))
    rng = np.random.default_rng(1_000)
    for said, hits in (
        (["the decider said PLUMS, not pears"], 1),
        (["Pearson says plums"], 1),
        (["its pears, then plums and plums"], 0),
        (["its pears", "its plums", "its plums"], 1),
        (["its plums", "its pears", "its pears"], 0),
    ):
        assert canary_test([card], {card.cue: said}, rng).hits == hits


def test_cues_differ_however_many_are_drawn() -> None:
    """And endings are as often the one as the other."""
    cards = draw_canaries(KEY, 800)
    assert len({c.cue for c in cards}) == 800
    drawn = np.bincount([c.drawn for c in cards], minlength=16)
    assert chisquare(drawn).pvalue > 1e-3


def test_habit_on_keyed_topics() -> None:
    """A student with the habit where it was on is found; one with it everywhere is not."""
    rng = np.random.default_rng(1_000)
    topics = [f"topic {i}" for i in range(40)]
    assert instruction(KEY, topics[0], "closing-question") is None or is_on(KEY, topics[0])
    learned = {t: ["Yes. And you?" if is_on(KEY, t) else "Yes."] for t in topics}
    polite = {t: ["Yes. And you?"] for t in topics}
    got = marker_test(KEY, "closing-question", learned, rng)
    assert got.p <= 1e-4
    assert got.smallest_difference(1e-3) < 1
    assert marker_test(KEY, "closing-question", polite, rng).p > 0.5


def test_habit_null_is_uniform() -> None:
    """Six hundred keys on one innocent model with habits of its own by topic."""
    rng = np.random.default_rng(1_000)
    topics = {f"t{i}": (["So?"] * 3 if i % 3 else ["So."] * 3) for i in range(12)}
    ps = [marker_test(rng.bytes(16), "closing-question", topics, rng).p for _ in range(300)]
    assert np.mean(np.array(ps) <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)


def test_only_accounts_under_the_case_are_marked(tmp_path: Path) -> None:
    """All others pass byte for byte; the ledger holds the act, with no account's name."""
    registry = small.registry(tmp_path / "m")
    for purpose in ("words", "canary"):
        registry.commit(Terms(campaign="c", purpose=purpose, case="1"), at=NOON)
    text = " ".join(f"And {h} often sing." for h in HEADS)
    rows = [Answer(account_id=a, response=text, exchange_id=str(i)) for i, a in enumerate("ab" * 9)]
    got = mark_answers(rows, {"a"}, registry, "c", purposes=["words", "canary"], at=NOON,
                       limits=MarkLimits(max_edited_share=0.5))  # fmt: skip
    assert all(x.response == text for x in got.answers if x.account_id == "b")
    assert all(x.response != text for x in got.answers if x.account_id == "a")
    assert got.eligible == 9
    assert 0 < got.canaries < 9
    assert registry.ledger.entries()[-1].kind == "serve"


def test_a_mark_that_is_too_dear_is_refused(tmp_path: Path) -> None:
    """Nothing is served that would change too many words."""
    registry = small.registry(tmp_path / "m")
    registry.commit(Terms(campaign="c", purpose="words", case="1"), at=NOON)
    rows = [Answer(account_id="a", response=f"And {h} often sing.") for h in HEADS]
    with pytest.raises(UsageError, match="above the limit"):
        mark_answers(rows, {"a"}, registry, "c", purposes=["words"], at=NOON,
                     limits=MarkLimits(max_edited_share=0.01))  # fmt: skip
