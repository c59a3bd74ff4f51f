"""One planned test on one model: the key from the registry, the evidence in, an outcome out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from gauger.errors import UsageError
from gauger.provenance import power
from gauger.provenance.arrays import Floats, Ints, Keys
from gauger.provenance.canaries import Canary, canary_test, draw_canaries, first_named
from gauger.provenance.choice import Offered, choice_test, scores_by_model, scores_by_text
from gauger.provenance.exact import e_value
from gauger.provenance.greenlist import GreenList, shared_windows
from gauger.provenance.keys import SHARED_CAMPAIGN
from gauger.provenance.marker import marker_test
from gauger.provenance.model import LanguageModel
from gauger.provenance.pieces import Tokenizer
from gauger.provenance.plan import Plan, PlannedTest
from gauger.provenance.radioactivity import (
    Leaning,
    Tuples,
    open_test,
    open_tuples,
    scored_tuples,
    text_test,
)
from gauger.provenance.registry import CONTROL_P, Registry, Terms
from gauger.provenance.resampling import resampling_test
from gauger.provenance.result import Outcome
from gauger.provenance.screening import screened_decoys
from gauger.provenance.suspects import Output, tokens_of
from gauger.provenance.textmarks import slot_test

PURPOSE = {
    "canaries": "canary", "green-text": "green", "green-open": "green", "words": "words",
    "choice": "choice", "marker": "marker", "resampling": "",
}  # fmt: skip
"""Which key a test needs; none for resampling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What there is of one model: a suspect or a control."""

    outputs: Sequence[Output] = ()
    scores: tuple[Floats, Floats] | None = None
    """Of test B: the suspect's and our own, shape (prompts, 1 + resamples)."""
    model: LanguageModel | None = None
    offered: Sequence[Offered] = ()
    """Of the choice among answers: what was drawn for each request. The same for every model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all models of a run are tested with."""

    registry: Registry
    plan: Plan
    at: datetime
    tokenizer: Tokenizer | None = None
    base: LanguageModel | None = None
    """The suspect's public base, or our own unmarked model."""
    probes: Sequence[Ints] = ()
    """Ordinary, unmarked text for the open test, as token ids."""
    screened_on: Sequence[Sequence[int]] = ()
    """The control text that keys were screened on, as token ids."""
    rng: np.random.Generator = field(default_factory=np.random.default_rng)


def examine(test: PlannedTest, evidence: Evidence, bench: Bench) -> Outcome:
    """Run one test. Raises UsageError or InputError for evidence that it cannot use."""
    require(test, evidence, bench)
    return _RUN[test.kind](test, evidence, bench)


def require(test: PlannedTest, evidence: Evidence, bench: Bench) -> None:
    """Raise UsageError, LateCommitment or InputError for what a test lacks, before a look."""
    if PURPOSE[test.kind]:
        bench.registry.key(test.campaign, PURPOSE[test.kind], at=bench.at)
    if test.kind == "green-open":
        _need(bench.probes, test.kind, "ordinary, unmarked text", "--probes")
        _model(evidence)
    elif test.kind == "resampling":
        _scores(evidence)
    elif test.kind == "choice":
        _need(evidence.offered, test.kind, "all candidates of each request", "--offered")
        if evidence.model is None:
            _need(evidence.outputs, test.kind, "what it says to the same prompts", "--outputs")
    else:
        _need(evidence.outputs, test.kind, "what the suspect said", "--outputs")


def canaries_of(test: PlannedTest, bench: Bench) -> tuple[Canary, ...]:
    """The canaries that a test asks for: the campaign's, as planted."""
    key, _, _ = bench.registry.key(test.campaign, "canary", at=bench.at)
    return draw_canaries(key, bench.plan.canaries)


def tuples_for(kind: str, evidence: Evidence, bench: Bench, window: int) -> Tuples:
    """Tuples of a green test, over all windows."""
    if kind == "green-text":
        made, prompts = tokens_of(evidence.outputs, bench.tokenizer)
        return scored_tuples(made, prompts, window=window)
    return open_tuples(_model(evidence), bench.probes, window=window, base=bench.base)


def lean(kind: str, tuples: Tuples, mark: GreenList, bench: Bench) -> Leaning:
    """Test C on tuples, with decoys screened as the key was."""
    keys = _decoys(mark, bench)
    run = text_test if kind == "green-text" else open_test
    return run(tuples, mark, rng=bench.rng, decoys=bench.plan.decoys, keys=keys)


def _model(evidence: Evidence) -> LanguageModel:
    if evidence.model is None:
        raise UsageError("green-open reads probabilities. Give the suspect with --weights.")
    return evidence.model


def _scores(evidence: Evidence) -> tuple[Floats, Floats]:
    if evidence.scores is None:
        raise UsageError(
            "resampling needs log-probabilities of served and unserved answers. Give --scores, or "
            "--served with --weights and --base."
        )
    return evidence.scores


def _decoys(mark: GreenList, bench: Bench) -> Keys | None:
    if not bench.screened_on:
        return None
    return screened_decoys(bench.plan.decoys, bench.screened_on, mark, CONTROL_P, bench.rng)


def _canaries(test: PlannedTest, evidence: Evidence, bench: Bench) -> Outcome:
    replies, cards = _replies(evidence), canaries_of(test, bench)
    got = canary_test(
        cards, first_named(cards, replies) if bench.plan.sequential else replies, bench.rng
    )
    alpha = bench.plan.level(test)
    return _outcome(
        test, bench, p=got.p, n=got.canaries, n_is="canaries", e=got.e_sequential,
        effect=f"{got.hits} of {got.canaries} completed as drawn; chance is 1 in {got.choices}",
        smallest_share=power.share_of_coins(got.canaries, 1 / got.choices, alpha=alpha),
    )  # fmt: skip


def _replies(evidence: Evidence) -> dict[str, list[str]]:
    """What was said, by prompt."""
    replies: dict[str, list[str]] = {}
    for row in evidence.outputs:
        replies.setdefault(row.prompt, []).append(row.text)
    return replies


def _words(test: PlannedTest, evidence: Evidence, bench: Bench) -> Outcome:
    key, _, _ = bench.registry.key(test.campaign, "words", at=bench.at)
    rows = evidence.outputs
    got = slot_test([r.text for r in rows], [r.prompt for r in rows], key)
    return _outcome(
        test, bench, p=got.p, n=got.coins, n_is="keyed choices",
        effect=f"{got.agreed} of {got.coins} habits agree with the key; chance is one half",
        smallest_share=power.share_of_coins(got.coins, 0.5, alpha=bench.plan.level(test)),
    )  # fmt: skip


def _choice(test: PlannedTest, evidence: Evidence, bench: Bench) -> Outcome:
    key, _, _ = bench.registry.key(test.campaign, "choice", at=bench.at)
    rows = evidence.offered
    if evidence.model is not None:
        scores, unit = scores_by_model(rows, evidence.model, bench.base, bench.tokenizer), "nats"
    else:
        scores, unit = scores_by_text(rows, _replies(evidence)), "of its phrases"
    got = choice_test(rows, scores, key, bench.rng)
    return _outcome(
        test, bench, p=got.p, n=got.rows, n_is="requests with candidates",
        effect=f"what the key chose scores {got.gain:+.3g} {unit} above what was kept",
        smallest_share=power.share_of_coins(
            got.rows, 1 / got.choices, alpha=bench.plan.level(test)
        ),
    )  # fmt: skip


def _marker(test: PlannedTest, evidence: Evidence, bench: Bench) -> Outcome:
    key, _, _ = bench.registry.key(test.campaign, "marker", at=bench.at)
    answers: dict[str, list[str]] = {}
    for row in evidence.outputs:
        if row.topic:
            answers.setdefault(row.topic, []).append(row.text)
    got = marker_test(key, test.marker, answers, bench.rng)
    return _outcome(
        test, bench, p=got.p, n=got.topics, n_is="topics",
        effect=f"{test.marker}: {got.rate_on:.0%} where it was on, {got.rate_off:.0%} where off",
        smallest_share=got.smallest_difference(bench.plan.level(test)),
    )  # fmt: skip


def _resampling(test: PlannedTest, evidence: Evidence, bench: Bench) -> Outcome:
    suspect, reference = _scores(evidence)
    got = resampling_test(suspect, reference, bench.rng, draws=9_999)
    choices = float((~np.isnan(suspect)).sum(axis=1).mean())
    notes: tuple[str, ...] = ()
    if got.settings_differ:
        notes = (
            "Our own model tells served answers from resamples "
            f"(p = {got.p_settings:.1g}): sampler settings or snapshot differ, so p was set to 1.",
        )
    return _outcome(
        test, bench, p=got.p, n=got.pairs, n_is="served answers",
        effect=f"served answers {got.gain_nats:+.2f} nats likelier than unserved (t {got.t:.1f})",
        smallest_share=power.share_of_coins(got.pairs, 1 / choices, alpha=bench.plan.level(test)),
        notes=notes, valid=not got.settings_differ,
    )  # fmt: skip


def _green(test: PlannedTest, evidence: Evidence, bench: Bench) -> Outcome:
    key = bench.registry.green_list(test.campaign, at=bench.at)
    tuples = own_part(tuples_for(test.kind, evidence, bench, key.shape.window), test, bench)
    got = lean(test.kind, tuples, key, bench)
    gamma, alpha = key.shape.gamma, bench.plan.level(test)
    if test.kind == "green-text":
        full = power.full_green(key.shape)
        share = power.share_of_coins(got.tuples, gamma, alpha=alpha, full=full)
        hits = round(got.green_share * got.tuples)
        e = float(e_value(np.array([hits]), np.array([got.tuples]), gamma)[-1])
        what, n_is = "of distinct tuples", "distinct tuples"
    else:
        share = power.share_of_mass(
            _model(evidence), list(bench.probes), bench.base, key.shape, alpha=alpha, rng=bench.rng
        )
        e, n_is = None, "weighed tuples"
        what = "of the probability that moved" if bench.base else "of the probability"
    notes = () if bench.screened_on or not _screened(test, bench) else (
        "The key was screened on control text, the decoys were not: give --screened-on.",
    )  # fmt: skip
    return _outcome(
        test, bench, p=got.p, n=got.tuples, n_is=n_is, e=e, smallest_share=share,
        effect=f"{got.green_share:.1%} {what} is green, {gamma:.0%} by chance (z {got.z:.1f})",
        notes=(
            f"p by {got.decoys} decoy keys {got.p_decoy:.2g}, analytic {got.p_analytic:.2g}, "
            f"bound {got.p_bound:.2g}, spread of decoys {got.decoy_sd:.2f}.", *notes,
        ),
    )  # fmt: skip


def own_part(tuples: Tuples, test: PlannedTest, bench: Bench) -> Tuples:
    """The tuples that a campaign's key, or the shared one, was put on."""
    if test.campaign != SHARED_CAMPAIGN and not bench.registry.splits(test.campaign):
        return tuples
    shared = bench.registry.green_list(SHARED_CAMPAIGN, at=bench.at)
    first = shared_windows(shared.key, tuples.windows)
    return tuples.only(first if test.campaign == SHARED_CAMPAIGN else ~first)


def _screened(test: PlannedTest, bench: Bench) -> bool:
    return bool(bench.registry.key(test.campaign, "green", at=bench.at)[1].controls)


def _outcome(
    test: PlannedTest, bench: Bench, *, p: float, n: int, n_is: str, effect: str,
    smallest_share: float, e: float | None = None, notes: tuple[str, ...] = (), valid: bool = True,
) -> Outcome:  # fmt: skip
    purpose = PURPOSE[test.kind]
    commitment, committed_at = "", None
    if purpose:
        commitment = bench.registry.key(test.campaign, purpose, at=bench.at)[2]
        committed_at = next(
            e.at for e, t in bench.registry.commitments() if _is(t, test.campaign, purpose)
        )
    if bench.plan.sequential and e is not None:
        p = min(1.0, 1 / max(e, 1e-300))
        notes = (*notes, "Read as outputs come in, so p is one over the e-value.")
    return Outcome(
        kind=test.kind, campaign=test.campaign, p=p, n=n, n_is=n_is, effect=effect, e=e,
        smallest_share=smallest_share, commitment=commitment, committed_at=committed_at,
        notes=notes, valid=valid, alpha=bench.plan.level(test),
    )  # fmt: skip


def _is(terms: Terms, campaign: str, purpose: str) -> bool:
    return terms.campaign == campaign and terms.purpose == purpose


def _need(held: Sequence[object], kind: str, what: str, option: str) -> None:
    if not held:
        raise UsageError(f"{kind} needs {what}. Give {option}.")


_RUN: Mapping[str, Callable[[PlannedTest, Evidence, Bench], Outcome]] = {
    "canaries": _canaries, "words": _words, "choice": _choice, "marker": _marker,
    "resampling": _resampling, "green-text": _green, "green-open": _green,
}  # fmt: skip
