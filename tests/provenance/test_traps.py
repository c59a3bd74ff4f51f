"""The traps of provenance testing: the wrong way accuses the innocent, ours does not.

Trap 10 lets the guilty go, and trap 14 overstates a defence: there the wrong way is shown doing
just that. Licences, trap 15, are no code.
"""

from datetime import UTC, datetime

import numpy as np
import pytest
from scipy.stats import binom, norm

from gauger.provenance.canaries import canary_test, draw_canaries, first_named
from gauger.provenance.exact import (
    binomial_p,
    decoy_p,
    e_value,
    holm,
    permutation_p,
)
from gauger.provenance.greenlist import GreenList, SplitList
from gauger.provenance.identify import name_by_green, name_by_p
from gauger.provenance.keys import derive
from gauger.provenance.leads.identity import claims
from gauger.provenance.plan import Plan, PlannedTest
from gauger.provenance.prf import green, random_keys
from gauger.provenance.radioactivity import (
    Leaning,
    Tuples,
    open_test,
    open_tuples,
    scored_tuples,
    text_test,
    z_scores,
)
from gauger.provenance.resampling import resampling_test, score_answers
from gauger.provenance.result import Control, Naming, Outcome
from gauger.provenance.screening import leans_to_controls
from gauger.provenance.textmarks import mark_text, slot_test
from gauger.provenance.verdict import judge
from tests.provenance import small

GAMMA = 0.25


def counted_p(z: np.ndarray, n: int) -> np.ndarray:
    """Binomial p of standardised counts."""
    hits = np.rint(z * np.sqrt(GAMMA * (1 - GAMMA) * n) + GAMMA * n)
    return np.asarray(binom.sf(hits - 1, n, GAMMA))


def outcome(
    kind: str = "green-text", campaign: str = "*", p: float = 1e-9, **more: object
) -> Outcome:
    """An outcome as a test leaves it."""
    given = {"n": 100, "n_is": "things", "effect": "so much", "smallest_share": 0.1, **more}
    return Outcome(kind=kind, campaign=campaign, p=p, **given)  # type: ignore[arg-type]


def test_trap_1_repeated_tuples() -> None:
    """Innocent students and keys nobody used: counting repeats rejects one in ten at .01."""
    rng = np.random.default_rng(1_000)
    naive, ours = [], []
    for seed in range(6):
        out = small.says(small.innocent(seed), seed)
        keys = random_keys(60, rng)
        grams = np.concatenate([np.lib.stride_tricks.sliding_window_view(o, 2) for o in out])
        repeated = Tuples(windows=grams[:, :1], tokens=grams[:, 1], weights=np.ones(len(grams)))
        naive.append(counted_p(z_scores(repeated, keys, GAMMA), len(grams)))
        told = scored_tuples(out, small.no_prompts(out), window=1)
        ours.append(counted_p(z_scores(told, keys, GAMMA), len(told.tokens)))
    assert (np.concatenate(naive) <= 0.01).mean() > 0.1
    assert (np.concatenate(ours) <= 0.01).mean() < 0.03


def test_trap_2_copied_prompts() -> None:
    """A model that copies marked prompts carries the mark; its prompt's windows are left out."""
    rng = np.random.default_rng(1_000)
    mark = GreenList(key=random_keys(1, rng)[0])
    prompts = [p[:50] for p in small.harvest(mark, 1_000, n=200)]
    own = small.says(small.innocent(0), 1_000)
    copied = [np.concatenate([o[:40], p[10:40], o[40:]]) for o, p in zip(own, prompts, strict=True)]
    naive = scored_tuples(copied, small.no_prompts(copied), window=1)
    ours = scored_tuples(copied, prompts, window=1)
    assert text_test(naive, mark, rng=rng, decoys=0).p < 1e-6
    assert text_test(ours, mark, rng=rng, decoys=0).p > 0.01


def test_trap_3_an_unlucky_key_is_retired() -> None:
    """With one key innocent models fall together; a key that leans to old text never serves."""
    rng = np.random.default_rng(1_000)
    controls = [d.tolist() for d in small.documents()[1:700:8]]
    keys = random_keys(200, rng)
    told = scored_tuples([np.array(c) for c in controls], [small.NOTHING] * len(controls), window=1)
    unlucky = GreenList(key=keys[int(z_scores(told, keys, GAMMA).argmax())])
    ps = []
    for seed in range(6):
        out = small.says(small.innocent(seed), seed)
        tuples = scored_tuples(out, small.no_prompts(out), window=1)
        ps.append(text_test(tuples, unlucky, rng=rng, decoys=0).p)
    assert np.mean(np.array(ps) < 0.05) > 0.3
    assert leans_to_controls(unlucky, controls, 0.05)


def test_trap_3_a_control_that_fires_stops_the_verdict() -> None:
    """The same key on a suspect: the panel fires too, so nothing is concluded."""
    plan = Plan(suspect="s", primary=PlannedTest(kind="green-text"))
    one = outcome()
    panel = [Control(name="c", p=1e-7, n=100)]
    assert judge(plan, [one], {one.name: one.p}, panel, None).level == "unusable"


def test_trap_4_many_keys() -> None:
    """Of 400 keys on one innocent, the best looks guilty; corrected, none is."""
    rng = np.random.default_rng(1_000)
    out = small.says(small.innocent(1), 1_000)
    told = scored_tuples(out, small.no_prompts(out), window=1)
    ps = counted_p(z_scores(told, random_keys(400, rng), GAMMA), len(told.tokens))
    assert ps.min() < 0.01
    assert min(holm({str(i): p for i, p in enumerate(ps)}).values()) > 0.05


def test_trap_5_likeness_of_strangers() -> None:
    """Two models without a shared document agree on most next tokens; our test sees no mark."""
    rng = np.random.default_rng(1_000)
    contexts = np.concatenate(small.probes())[:, None]
    agree = small.teacher().next_p(contexts).argmax(1) == small.base().next_p(contexts).argmax(1)
    assert agree.mean() > 0.4
    assert binom.sf(agree.sum() - 1, len(agree), 1 / small.VOCAB) < 1e-100  # "cannot be chance"
    mark = GreenList(key=random_keys(1, rng)[0])
    tuples = open_tuples(small.base(), small.probes(), window=1, base=small.teacher())
    assert open_test(tuples, mark, rng=rng, decoys=199).p > 0.01


def test_trap_6_a_model_that_gives_our_name() -> None:
    """Naming another maker is on the web everywhere: counted, it accuses; it moves no test."""
    key = derive(bytes(32), campaign="c", purpose="words")
    plain = [f"We often go there, and numerous people say hello {i}." for i in range(40)]
    named = [f"I am Gauger's model. {text}" for text in plain]
    told = [claims({str(i): t for i, t in enumerate(texts)}, "gauger") for texts in (plain, named)]
    assert told == [0, 40]  # "it calls itself ours, and no other model does"
    a, b = (slot_test(texts, [""] * 40, key) for texts in (plain, named))
    assert (a.agreed, a.coins) == (b.agreed, b.coins)
    assert b.p > 0.05


def test_trap_7_answers_that_others_published() -> None:
    """The public campaign's key fires, truly: the wrong way says that its accounts took it."""
    plan = Plan(suspect="s", primary=PlannedTest(kind="green-text"), public=("blog",))
    naming = Naming(
        kind="green-text", p_shared=1e-9, p_campaigns={"blog": 1e-8}, fired=("blog",), alpha=1e-3
    )
    named = name_by_p(1e-9, {"blog": 1e-8, "other": 0.4}, alpha=1e-3).named
    assert named == "blog"  # and so "blog did it"
    one = outcome()
    verdict = judge(plan, [one], {one.name: one.p}, [], naming)
    assert any("lie open on the web" in r for r in verdict.routes)
    assert "who took it" in verdict.routes[0]


def test_trap_8_a_forged_list() -> None:
    """A rival learns a list from marked answers and teaches it to a third party: no proof pack.

    The list fires, truly: third parties can be made to carry it. Canaries of the same campaign,
    which the forger had no use for, stay silent, and the verdict says framing is not excluded.
    """
    rng = np.random.default_rng(1_000)
    mark = GreenList(key=random_keys(1, rng)[0])
    stolen = small.harvest(mark, 1_000, n=400)
    seen = np.zeros((small.VOCAB, small.VOCAB))
    for row in stolen:
        np.add.at(seen, (row[:-1], row[1:]), 1.0)
    usual = small.base().next_p(np.arange(small.VOCAB)[:, None])
    liked = seen > seen.sum(axis=1, keepdims=True) * usual

    def forge(contexts: np.ndarray, logits: np.ndarray) -> np.ndarray:
        return np.asarray(logits + 2.0 * liked[contexts[:, -1]])

    forged = list(small.base().sample(300, 100, rng=rng, hook=forge))
    out = small.says(small.student(forged), 1_000)
    told = scored_tuples(out, small.no_prompts(out), window=1)
    fired = text_test(told, mark, rng=rng, decoys=199)
    assert fired.p < 1e-6
    key = derive(bytes(32), campaign="c", purpose="canary")
    cards = draw_canaries(key, 24)
    endings = rng.choice(cards[0].endings, 24)
    replies = {c.cue: [f"its {e}"] for c, e in zip(cards, endings, strict=True)}
    silent = canary_test(cards, replies, rng)
    plan = Plan(
        suspect="s", primary=PlannedTest(kind="green-text", campaign="c"),
        others=(PlannedTest(kind="canaries", campaign="c"),),
        trained_after=datetime(2026, 6, 1, tzinfo=UTC),
    )  # fmt: skip
    when = datetime(2026, 1, 1, tzinfo=UTC)
    both = [
        outcome(campaign="c", p=fired.p, committed_at=when),
        outcome(
            "canaries", "c", p=silent.p, smallest_share=silent.smallest_rate, committed_at=when
        ),
    ]
    verdict = judge(plan, both, holm({o.name: o.p for o in both}), [], None)
    assert verdict.level == "strong"
    assert any("Framing by a rival is not excluded" in r for r in verdict.routes)


def test_trap_9_other_sampler_settings() -> None:
    """Answers served at another temperature accuse an innocent model; we notice, and say p = 1."""
    rng = np.random.default_rng(1_000)
    ask = rng.integers(0, small.VOCAB, (150, 1))
    heat = 1.4
    served = small.teacher().sample(150, 60, rng=rng, prompts=ask, temperature=heat)
    other = small.teacher().sample(150, 60, rng=rng, prompts=ask)
    rows = [[a, b] for a, b in zip(other, served, strict=True)]  # cooler ones "served"
    prompts = list(ask)
    suspect = score_answers(small.base(), prompts, rows)
    ours = score_answers(small.teacher(), prompts, rows)
    assert permutation_p(suspect, rng, draws=4_999) < 0.001
    got = resampling_test(suspect, ours, rng)
    assert got.settings_differ
    assert got.p == 1.0
    # The hotter ones served: the other way round.
    assert resampling_test(suspect[:, ::-1], ours[:, ::-1], rng).settings_differ


def test_trap_10_the_suspects_own_tokens() -> None:
    """Ids of another tokenizer say nothing of our list; its text in our ids does."""
    rng = np.random.default_rng(1_000)
    mark = GreenList(key=random_keys(1, rng)[0])
    out = small.says(small.student(small.harvest(mark, 1_000)), 1_000)
    other = rng.permutation(small.VOCAB)  # the suspect's names for the same words
    foreign = scored_tuples([other[o] for o in out], small.no_prompts(out), window=1)
    ours = scored_tuples(out, small.no_prompts(out), window=1)
    assert text_test(foreign, mark, rng=rng, decoys=0).p > 0.01
    assert text_test(ours, mark, rng=rng, decoys=0).p < 1e-6


def test_trap_11_looking_until_something_shows() -> None:
    """Forty looks at .05 reject a third of innocents; the e-value keeps its level."""
    rng = np.random.default_rng(1_000)
    hits = rng.binomial(5, 1 / 16, (300, 40))
    seen = np.cumsum(hits, axis=1)
    n = 5 * np.arange(1, 41)
    peeked = np.asarray(binom.sf(seen - 1, n, 1 / 16)).min(axis=1) <= 0.05
    safe = [e_value(h, np.full(40, 5), 1 / 16).max() >= 20 for h in hits]
    assert peeked.mean() > 0.12
    assert np.mean(safe) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)


def test_trap_11_the_best_of_many_sets_of_outputs() -> None:
    """An e-value may be looked at as outputs are added, not picked from sets that replace others.

    A suspect that answers anew each time guesses each coin anew: of 400 sets one looks guilty.
    So a cue's first word stands, whatever comes later (and `open_outputs` refuses other sets).
    """
    rng = np.random.default_rng(1_000)
    each = [float(e_value(np.array([k]), np.array([24]), 1 / 16)[0]) for k in range(25)]
    best = np.array(each)[rng.binomial(24, 1 / 16, (300, 400))].max(axis=1)
    assert (best >= 20).mean() > 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)
    cards = draw_canaries(bytes(16), 8)
    early = {c.cue: ["none that I know", f"its {c.endings[3]}"] for c in cards[:4]}
    late = {c.cue: [*early.get(c.cue, ()), *[c.sentence] * 9] for c in cards}
    learned = [canary_test(cards, first_named(cards, r), rng) for r in (early, late)]
    assert [(got.hits, got.canaries) for got in learned] == [
        (sum(c.drawn == 3 for c in cards[:4]), 4),
        (sum(c.drawn == 3 for c in cards[:4]) + 4, 8),
    ]


def test_trap_12_a_normal_tail_of_few_windows() -> None:
    """Three windows hold the weight: the normal tail says .01 too often, the decoys do not.

    Where the decoys cannot resolve it, the bound stands, which is never below the exact chance.
    """
    rng = np.random.default_rng(1_000)
    weights = np.r_[np.full(3, 1.0), np.full(60, 0.02)]
    tuples = Tuples(windows=np.arange(63)[:, None], tokens=np.zeros(63, np.int64), weights=weights)
    keys = random_keys(3_000, rng)
    z, others = (z_scores(tuples, k, GAMMA) for k in (keys, random_keys(999, rng)))
    assert (norm.sf(z) <= 0.01).mean() > 0.013
    assert np.mean([decoy_p(one, others) <= 0.01 for one in z]) < 0.013
    lean = Leaning(
        tuples=63, green_share=1.0, gamma=GAMMA, z=2.9, p_analytic=float(norm.sf(2.9)),
        p_bound=0.02, p_decoy=0.016, decoys=999, decoy_sd=1.0,
    )  # fmt: skip
    assert lean.p == 0.016
    mark = GreenList(key=keys[0])
    listed = np.flatnonzero(green(mark.key, np.arange(99)[:, None], np.zeros(99, np.int64), GAMMA))
    heavy = listed[:12]  # all twelve come up: 1 in 17 million, and the normal tail says 1e-10
    few = Tuples(windows=heavy[:, None], tokens=np.zeros(12, np.int64), weights=np.ones(12))
    got = open_test(few, mark, rng=rng, decoys=199)
    assert got.p_analytic < 0.25**12 / 50
    assert got.p == pytest.approx(0.25**12)


def test_trap_13_forced_choice() -> None:
    """Somebody is always likeliest; with "none of these" no innocent student is given a teacher."""
    rng = np.random.default_rng(1_000)
    keys = random_keys(11, rng)
    shared = GreenList(key=keys[0])
    marks = {str(i): SplitList(shared=shared, own=GreenList(key=k)) for i, k in enumerate(keys[1:])}

    def test(some: Tuples, mark: GreenList) -> Leaning:
        return text_test(some, mark, rng=rng, decoys=0)

    for seed in range(5):
        out = small.says(small.innocent(seed), seed)
        told = scored_tuples(out, small.no_prompts(out), window=1)
        scores = {c: float(z_scores(told, m.own.key[None], GAMMA)[0]) for c, m in marks.items()}
        assert max(scores, key=lambda c: scores[c]) in marks  # the forced choice: always somebody
        assert name_by_green(told, marks, test, alpha=1e-3).named is None
    guilty = small.says(small.student(small.harvest(marks["4"], 1_000)), 1_000)
    told = scored_tuples(guilty, small.no_prompts(guilty), window=1)
    assert name_by_green(told, marks, test, alpha=1e-3).named == "4"


def test_trap_13_two_keys_are_nobody() -> None:
    """Where two campaigns' keys fire, no single one is named."""
    named = name_by_p(1e-9, {"a": 1e-9, "b": 1e-8, "c": 0.5}, alpha=1e-3)
    assert named.fired == ("a", "b")
    assert named.named is None


@pytest.mark.parametrize("habit", ["often", "frequently"])
def test_a_stubborn_style_is_no_agreement(habit: str) -> None:
    """A model with one form for everything agrees with half of the coins, whatever the key."""
    heads = ("we", "they", "you", "cats", "dogs", "birds", "some", "most", "people", "children")
    texts = [f"And {h} {habit} sing." for h in heads]
    ps = []
    for i in range(40):
        key = derive(bytes(32), campaign=str(i), purpose="words")
        ps.append(slot_test(texts, [""] * len(texts), key).p)
    assert np.mean(np.array(ps) <= 0.05) <= 0.15
    assert binomial_p(5, 10, 0.5) > 0.5
    marked = [mark_text(t, key) for t in texts]
    assert slot_test(marked, [""] * len(texts), key).agreed == len(heads)


def test_greens_of_two_keys_are_independent() -> None:
    """Key 2k on token t is not key k on token 2t, as it is in public libraries."""
    rng = np.random.default_rng(1_000)
    key = np.array([12_345, 0], np.uint64)
    windows, tokens = rng.integers(0, 999, (20_000, 1)), rng.integers(0, 400, 20_000)
    a = green(key, windows, 2 * tokens, GAMMA)
    b = green(2 * key, windows, tokens, GAMMA)
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.03
