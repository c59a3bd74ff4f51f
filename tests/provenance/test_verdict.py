"""The verdict: each check lowers it, each bound stands where the scale says."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from gauger.provenance.plan import Plan, PlannedTest
from gauger.provenance.result import Check, Control, Naming, Outcome, Verdict
from gauger.provenance.verdict import judge, level_of, whose
from tests.provenance.test_traps import outcome

JUNE = datetime(2026, 6, 1, tzinfo=UTC)
PLAN = Plan(
    suspect="s", primary=PlannedTest(kind="green-text", campaign="c"), trained_after=JUNE,
)  # fmt: skip
MAY = JUNE - timedelta(days=31)
CLEAN = (Control(name="x", p=0.5, n=9),)
ONE = Naming(kind="green-text", p_shared=1e-9, p_campaigns={"c": 1e-9}, fired=("c",), alpha=1e-3)
NOBODY = msgspec.structs.replace(ONE, p_campaigns={}, fired=())
NEEDED = ("self-check", "controls", "commitment", "second test", "one key", "marks agree")


def holding(**other: bool | None) -> list[Check]:
    """All checks hold, but for those named otherwise."""
    told: dict[str, bool | None] = {**dict.fromkeys(NEEDED, True), **other}
    return [Check(what=what, holds=holds, says="") for what, holds in told.items()]


def judged(
    outcomes: Sequence[Outcome],
    controls: Sequence[Control] = CLEAN,
    naming: Naming | None = ONE,
    plan: Plan = PLAN,
) -> Verdict:
    """The verdict, with nothing to correct for."""
    return judge(plan, outcomes, {o.name: o.p for o in outcomes}, controls, naming)


def check_of(verdict: Verdict, what: str) -> bool | None:
    """Whether one check holds."""
    return next(c.holds for c in verdict.checks if c.what == what)


def two(first: float = 1e-9, second: float = 1e-5, **more: object) -> list[Outcome]:
    """A green list that decides, canaries beside it, both committed in May."""
    return [
        outcome(campaign="c", p=first, committed_at=MAY),
        outcome("canaries", "c", p=second, **{"committed_at": MAY, **more}),
    ]


@pytest.mark.parametrize(
    ("p", "level"),
    [
        (0.051, "no-evidence"), (0.05, "weak"), (0.0011, "weak"), (1e-3, "lead"),
        (1.1e-6, "lead"), (1e-6, "strong"), (0.0, "strong"),
    ],
)  # fmt: skip
def test_the_steps_of_the_scale(p: float, level: str) -> None:
    """Each belongs to the level that its words name."""
    assert level_of(p, ()) == level


def test_every_check_is_needed_for_a_proof_pack() -> None:
    """One that fails, or of which nothing is known, keeps it from being one."""
    assert level_of(1e-9, holding()) == "proof-pack"
    assert level_of(1e-5, holding()) == "lead"
    for what in NEEDED[1:]:
        assert level_of(1e-9, holding(**{what: None})) == "strong"
    for what, level in (
        ("self-check", "unusable"), ("controls", "unusable"), ("commitment", "lead"),
        ("second test", "strong"), ("one key", "strong"), ("marks agree", "strong"),
    ):  # fmt: skip
        assert level_of(1e-9, holding(**{what: False})) == level


def test_the_whole_makes_a_proof_pack() -> None:
    """Two kinds of marks, clean controls, old keys, one campaign."""
    assert judged(two()).level == "proof-pack"
    assert judged(two(), naming=None).level == "strong"
    assert judged(two(), controls=()).level == "strong"
    assert judged(two(), naming=NOBODY).level == "strong"


def test_what_counts_is_p_after_all_that_was_tried() -> None:
    """A p of 1e-9 among so many tests that .5 or .002 is left: no evidence, no second test."""
    both = two()
    first, second = (o.name for o in both)
    tried = judge(PLAN, both, {first: 0.5, second: 0.002}, CLEAN, ONE)
    assert tried.level == "no-evidence"
    assert check_of(tried, "second test") is False
    assert (len(tried.supports), len(tried.against)) == (1, 1)


def test_a_note_is_no_complaint() -> None:
    """What a valid test notes is not what its self-check says."""
    noted = msgspec.structs.replace(two()[0], notes=("p by 999 decoy keys",))
    says = next(c.says for c in judged([noted]).checks if c.what == "self-check")
    assert says == "The primary test's own check held."


def test_a_panel_fires_by_its_smallest_p_times_its_size() -> None:
    """At .004 two controls fire and three do not: the more are asked, the likelier one is low."""
    panel = [Control(name=str(i), p=0.5, n=9) for i in range(2)]
    low = Control(name="low", p=0.004, n=9)
    assert judged(two(), [panel[0], low]).level == "unusable"
    assert judged(two(), [*panel, low]).level == "proof-pack"


def test_keys_are_older_than_the_training() -> None:
    """All of them, by a moment at least; undated ones hold nothing up."""
    assert check_of(judged(two(committed_at=JUNE)), "commitment") is False
    assert check_of(judged(two(committed_at=JUNE - timedelta(seconds=1))), "commitment") is True
    undated = msgspec.structs.replace(PLAN, trained_after=None)
    assert check_of(judged(two(), plan=undated), "commitment") is None
    served = [outcome("resampling", p=1e-9)]
    assert check_of(judged(served), "commitment") is None


def test_a_second_test_is_of_another_kind_valid_and_small() -> None:
    """A second green list, logs that cannot be trusted, and .002 are none."""
    assert check_of(judged(two(second=1e-3)), "second test") is True
    assert check_of(judged(two(second=0.002)), "second test") is False
    assert check_of(judged(two(valid=False)), "second test") is None
    green = [two()[0], outcome("green-open", "c", committed_at=MAY)]
    assert check_of(judged(green), "second test") is None


def test_what_was_not_to_decide_leads_no_further_than_a_lead() -> None:
    """Nor that far, where its own check failed or it is above .001."""
    assert judged(two(0.5, 1e-9)).level == "lead"
    assert judged(two(0.01, 1e-3)).level == "lead"
    assert judged(two(0.5, 0.002)).level == "no-evidence"
    assert judged(two(0.5, 1e-9, valid=False)).level == "no-evidence"
    assert judged(two(1e-5, 1e-9)).level == "lead"
    assert judged(two(0.5, 1e-9), [Control(name="x", p=1e-9, n=9)]).level == "unusable"


def test_a_primary_that_cannot_be_trusted_is_unusable_and_supports_nothing() -> None:
    """Whatever its p, and with the reason that it gave."""
    odd = [outcome(campaign="c", p=1e-9, valid=False, notes=("settings differ",))]
    verdict = judged(odd)
    assert verdict.level == "unusable"
    assert next(c.says for c in verdict.checks if c.what == "self-check") == "settings differ"
    assert (verdict.supports, verdict.against, verdict.routes) == ((), (), ())


@pytest.mark.parametrize(
    ("first", "second", "share", "valid", "agree"),
    [
        (1e-9, 0.5, 0.4, True, False),  # should have been found beside the list, and is not
        (1e-9, 0.5, 0.5, True, False),
        (1e-9, 0.5, 0.6, True, True),  # too little was asked to find it
        (1e-9, 0.04, 0.4, True, True),  # not silent
        (1e-9, 0.5, 0.4, False, True),  # says nothing
        (0.5, 0.5, 0.4, True, True),  # nothing fired for it to stay silent beside
    ],
)
def test_a_silent_mark(first: float, second: float, share: float, valid: bool, agree: bool) -> None:
    """One mark of two fires where both could have been found: learned from us it was not."""
    verdict = judged(two(first, second, smallest_share=share, valid=valid))
    assert check_of(verdict, "marks agree") is agree
    if not agree:
        assert any("Framing by a rival is not excluded" in r for r in verdict.routes)


def test_one_mark_read_in_two_ways_is_not_silent() -> None:
    """The list by weights fires; by text too little of it is left: one mark, not one missing."""
    both = [outcome("green-open", "c"), outcome("green-text", "c", p=0.5)]
    assert check_of(judged(both), "marks agree") is True


def test_evidence_against_says_how_much_would_have_been_seen() -> None:
    """Or that even a copy could have been missed; what supports is not listed against."""
    verdict = judged(two(1e-9, 0.5, smallest_share=0.3))
    assert len(verdict.supports) == len(verdict.against) == 1
    assert "Had 30% or more" in verdict.against[0]
    blind = judged(two(1e-9, 0.5, smallest_share=1.0))
    assert "even a copy of our answers could have been missed" in blind.against[0]
    assert judged(two(1e-9, 0.5, valid=False)).against == ()


def test_whose_key_it_was_needs_a_key_of_theirs() -> None:
    """Served answers are nobody's alone; a weak or invalid test names nobody."""
    rows = [
        outcome(campaign="a"), outcome("canaries", "b", p=0.002), outcome("resampling", "d"),
        outcome("words", "e", valid=False), outcome("green-open"),
    ]  # fmt: skip
    assert whose(rows, {o.name: o.p for o in rows}, ONE) == ("a", "c")


def test_routes_name_what_else_explains_it() -> None:
    """The web, another's copy of it, one harvest by several accounts, a forged mark."""
    public = msgspec.structs.replace(PLAN, public=("c", "other"))
    told = judged(two(), plan=public).routes
    assert any("to c lie open on the web" in r for r in told)
    shared = [outcome(p=1e-9)]
    assert any("No campaign's own key was found" in r for r in judged(shared, naming=NOBODY).routes)
    several = msgspec.structs.replace(ONE, fired=("c", "d"))
    verdict = judged(two(), naming=several)
    assert check_of(verdict, "one key") is False
    assert any("Several campaigns' keys fire" in r for r in verdict.routes)
    assert any("forge two marks" in r for r in judged(two()).routes)
    assert any("Framing by a rival was not tried" in r for r in judged(two()[:1]).routes)
    assert judged(two(0.5, 0.5)).routes == ()
