"""The calibrations of docs/provenance: each a function of a world and sizes, giving raw figures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from bench.provenance_world import World, answers, student
from gauger.provenance.arrays import Floats, Ints
from gauger.provenance.canaries import canary_test, draw_canaries
from gauger.provenance.choice import (
    ChoiceResult,
    Offered,
    choice_test,
    scores_by_model,
    scores_by_text,
    served_of,
)
from gauger.provenance.greenlist import GreenList, SplitList
from gauger.provenance.identify import name_by_green
from gauger.provenance.ngram import Mixture, NGram
from gauger.provenance.prf import random_keys
from gauger.provenance.radioactivity import (
    Leaning,
    Tuples,
    open_test,
    open_tuples,
    scored_tuples,
    text_test,
    z_scores,
)
from gauger.provenance.resampling import ResamplingResult, resampling_test, score_answers
from gauger.stats.intervals import of_rate

NOTHING = np.zeros(0, np.int64)
GAMMA = 0.25


def no_prompts(outputs: list[Ints]) -> list[Ints]:
    """As many empty prompts."""
    return [NOTHING] * len(outputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class NullRates:
    """False alarms at .05 and .01 of one test over many keys and students."""

    test: str
    tests: int
    at_05: float
    at_01: float
    smallest_p: float
    within_05: tuple[float, float]
    """Clopper-Pearson of `at_05`; tests of one student share its answers, not their keys."""
    within_01: tuple[float, float]

    @classmethod
    def of(cls, test: str, p: Floats) -> "NullRates":
        """From p-values."""
        low, lower = (int((p <= alpha).sum()) for alpha in (0.05, 0.01))
        return cls(
            test=test, tests=len(p), at_05=low / len(p), at_01=lower / len(p),
            smallest_p=float(p.min()),
            within_05=of_rate(low, len(p)), within_01=of_rate(lower, len(p)),
        )  # fmt: skip


def null_of_green(
    world: World, *, students: int, keys: int, tokens: int, decoys: int, seed: int
) -> list[NullRates]:
    """Clean students, each scored with many keys that nobody used; no `tokens`, no text read."""
    rng = np.random.default_rng(seed)
    found: dict[str, list[Floats]] = {}
    probes = [d[:120] for d in world.docs[:60]]
    own = NGram.train(world.docs[60::3], vocab=world.vocab)
    for _ in range(students):
        rows = rng.choice(np.arange(60, len(world.docs)), len(world.docs) // 4, replace=False)
        clean = NGram.train([world.docs[i] for i in rows], vocab=world.vocab)
        base = NGram.train([world.docs[i] for i in rows[::2]], vocab=world.vocab)
        forms: list[tuple[str, Tuples, bool]] = []
        if tokens:
            out = list(clean.sample(tokens // 100, 100, rng=rng))
            told = scored_tuples(out, no_prompts(out), window=1)
            forms += [("text", told, True), ("text without de-duplication", _repeated(out), True)]
        for name, beside in (("open", None), ("open less own", own), ("open less base", base)):
            forms.append((name, open_tuples(clean, probes, window=1, base=beside), False))
        true, other = random_keys(keys, rng), random_keys(decoys, rng)
        for name, tuples, counted in forms:
            z, d = z_scores(tuples, true, GAMMA), z_scores(tuples, other, GAMMA)
            found.setdefault(f"{name}, analytic", []).append(_analytic(z, tuples, counted=counted))
            found.setdefault(f"{name}, decoys", []).append(_by_decoys(z, d))
    return [NullRates.of(name, np.concatenate(p)) for name, p in found.items()]


def _repeated(outputs: list[Ints]) -> Tuples:
    """All tuples with their repeats: the wrong way."""
    grams = np.concatenate([np.lib.stride_tricks.sliding_window_view(o, 2) for o in outputs])
    return Tuples(windows=grams[:, :1], tokens=grams[:, 1], weights=np.ones(len(grams)))


def _analytic(z: Floats, tuples: Tuples, *, counted: bool) -> Floats:
    from scipy.stats import binom, norm  # noqa: PLC0415

    if not counted:
        return np.asarray(norm.sf(z))
    n = len(tuples.tokens)
    hits = np.rint(z * np.sqrt(GAMMA * (1 - GAMMA) * n) + GAMMA * n)
    return np.asarray(binom.sf(hits - 1, n, GAMMA))


def _by_decoys(z: Floats, decoys: Floats) -> Floats:
    return np.asarray((1 + (decoys[None, :] >= z[:, None]).sum(axis=1)) / (len(decoys) + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenRow:
    """One student, four ways to look at it."""

    what: str
    seed: int
    open_plain: Leaning
    open_less_own: Leaning
    open_less_base: Leaning
    text: Leaning


Change = Callable[[list[Ints], np.random.Generator], list[Ints]]
"""What a rival does to a harvest before training."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A teacher, what a rival owns already, and held-out text to probe with."""

    world: World
    teacher: NGram
    base_docs: list[Ints]
    base: NGram
    probes: list[Ints]
    weight: float

    @classmethod
    def of(cls, world: World, *, docs: int = 1_300, weight: float = 3.0) -> "Bench":
        """Teacher on even documents, student base on odd ones, probes on the last odd ones."""
        odd = world.shard(1, 2)
        teacher = NGram.train(world.shard(0, 2), vocab=world.vocab)
        base_docs = odd[: min(docs, len(odd) - 150)]
        base = NGram.train(base_docs, vocab=world.vocab)
        return cls(world, teacher, base_docs, base, [d[:120] for d in odd[-150:]], weight)

    def taught(self, harvest: list[Ints]) -> NGram:
        """The student after the harvest."""
        return student(self.base_docs, harvest, self.world.vocab, weight=self.weight)

    def look(
        self, suspect: NGram | Mixture, mark: GreenList, what: str, seed: int, *,
        decoys: int = 99, outputs: int = 512,
    ) -> GreenRow:  # fmt: skip
        """All four forms of test C on one suspect, of which `outputs` x 100 tokens are read."""
        rng = np.random.default_rng((seed, 7))
        out = list(suspect.sample(outputs, 100, rng=rng))
        plain = open_tuples(suspect, self.probes, window=1)
        apart = open_tuples(suspect, self.probes, window=1, base=self.teacher)
        moved = open_tuples(suspect, self.probes, window=1, base=self.base)
        told = scored_tuples(out, no_prompts(out), window=mark.shape.window)
        return GreenRow(
            what=what, seed=seed,
            open_plain=open_test(plain, mark, decoys=decoys, rng=rng),
            open_less_own=open_test(apart, mark, decoys=decoys, rng=rng),
            open_less_base=open_test(moved, mark, decoys=decoys, rng=rng),
            text=text_test(told, mark, decoys=decoys, rng=rng),
        )  # fmt: skip


def power_of_green(
    bench: Bench, shares: tuple[float, ...], *, tokens: int, seeds: Sequence[int]
) -> Iterator[GreenRow]:
    """Students whose harvest is marked in part: mixing with unmarked answers."""
    for seed in seeds:
        rng = np.random.default_rng(seed)
        mark = GreenList(key=random_keys(1, rng)[0])
        marked = answers(bench.teacher, tokens, hook=mark.hook, rng=rng)
        clean = answers(bench.teacher, tokens, hook=None, rng=rng)
        for share in shares:
            k = round(share * len(marked))
            taught = bench.taught(marked[:k] + clean[k:])
            yield bench.look(taught, mark, f"{share:.0%} marked", seed)


def share_by_size(
    bench: Bench, *, share: float, sizes: Sequence[int], seed: int
) -> Iterator[GreenRow]:
    """Students of growing harvests of which `share` is marked, and of none for comparison."""
    rng = np.random.default_rng((seed, 16))
    mark = GreenList(key=random_keys(1, rng)[0])
    clean = answers(bench.teacher, sizes[-1], hook=None, rng=rng)
    marked = answers(bench.teacher, round(share * sizes[-1]), hook=mark.hook, rng=rng)
    for size in sizes:
        many = round(len(clean) * size / sizes[-1])
        k = round(share * many)
        for some, told in ((marked[:k], share), (clean[:k], 0.0)):
            taught = bench.taught([*some, *clean[k:many]])
            what = f"{told:.0%} of {size:,} tokens marked"
            yield bench.look(taught, mark, what, seed, outputs=2_048)


def half_marked(bench: Bench, *, tokens: int, seeds: Sequence[int]) -> Iterator[dict[str, object]]:
    """The open test on students of which half was marked, with and without our own model."""
    for seed in seeds:
        rng = np.random.default_rng((seed, 10))
        mark = GreenList(key=random_keys(1, rng)[0])
        marked = answers(bench.teacher, tokens // 2, hook=mark.hook, rng=rng)
        clean = answers(bench.teacher, tokens // 2, hook=None, rng=rng)
        taught = bench.taught([*marked, *clean])
        row: dict[str, object] = {"seed": seed}
        for name, other in (("less own", bench.teacher), ("plain", None)):
            tuples = open_tuples(taught, bench.probes, window=1, base=other)
            lean = open_test(tuples, mark, decoys=49, rng=rng)
            row |= {f"z {name}": lean.z, f"p {name}": lean.p, f"bound {name}": lean.p_bound,
                    f"normal {name}": lean.p_analytic, f"sd {name}": lean.decoy_sd}  # fmt: skip
        yield row


def robustness(bench: Bench, *, tokens: int, seeds: Sequence[int]) -> Iterator[GreenRow]:
    """What a rival does to a marked harvest before training, and a second distillation."""
    for seed in seeds:
        rng = np.random.default_rng((seed, 1))
        mark = GreenList(key=random_keys(1, rng)[0])
        marked = answers(bench.teacher, tokens, hook=mark.hook, rng=rng)
        changes: dict[str, list[Ints]] = {
            "as served": marked,
            "paraphrase 30 %": rewritten(marked, rng, by=bench.base, share=0.3),
            "paraphrase 60 %": rewritten(marked, rng, by=bench.base, share=0.6),
            "filtered to the likeliest half": filtered(marked, bench.base),
            "stripped of first and last quarter": [m[len(m) // 4 : -len(m) // 4] for m in marked],
            "one tenth of a mix": marked[: len(marked) // 10]
            + answers(bench.base, tokens * 9 // 10, hook=None, rng=rng),
        }
        for what, harvest in changes.items():
            yield bench.look(bench.taught(harvest), mark, what, seed)
        second = bench.taught(answers(bench.taught(marked), tokens, hook=None, rng=rng))
        yield bench.look(second, mark, "second distillation", seed)


def rewritten(
    harvest: list[Ints], rng: np.random.Generator, *, by: NGram, share: float
) -> list[Ints]:
    """A share of tokens redrawn by another model, left to right, as a paraphraser would."""
    rows = np.array([h[: min(map(len, harvest))] for h in harvest])
    redraw = rng.random(rows.shape) < share
    for i in range(rows.shape[1]):
        before = np.full((len(rows), 2), -1, np.int64)
        before[:, 2 - min(i, 2) :] = rows[:, max(i - 2, 0) : i]
        at = np.flatnonzero(redraw[:, i])
        for start in range(0, len(at), 512):
            some = at[start : start + 512]
            p = by.next_p(before[some])
            rows[some, i] = (np.cumsum(p, axis=1) <= rng.random((len(p), 1))).sum(axis=1)
    return list(rows)


def filtered(harvest: list[Ints], by: NGram) -> list[Ints]:
    """The half that the rival's own model finds likeliest: quality filtering by perplexity."""
    scores = np.array([by.logp(h).mean() for h in harvest])
    return [harvest[i] for i in np.argsort(-scores)[: len(harvest) // 2]]


def innocent_copier(bench: Bench, *, share: float, seeds: range) -> list[tuple[float, float]]:
    """P-values (all windows, prompt windows left out) of a clean model that copies its prompt."""
    found = []
    for seed in seeds:
        rng = np.random.default_rng((seed, 2))
        mark = GreenList(key=random_keys(1, rng)[0])
        prompts = answers(bench.teacher, 512 * 60, hook=mark.hook, rng=rng, length=60)
        own = bench.base.sample(512, 100, rng=rng)
        outputs = []
        for prompt, row in zip(prompts, own, strict=True):
            spans = [*np.array_split(row, 10)]
            for j in np.flatnonzero(rng.random(10) < share):
                at = int(rng.integers(0, 50))
                spans[j] = prompt[at : at + 10]
            outputs.append(np.concatenate(spans))
        naive = scored_tuples(outputs, no_prompts(outputs), window=1)
        ours = scored_tuples(outputs, prompts, window=1)
        ps = [text_test(t, mark, decoys=199, rng=rng).p_analytic for t in (naive, ours)]
        found.append((ps[0], ps[1]))
    return found


def canary_null(*, draws: int, canaries: int, seed: int) -> NullRates:
    """A model with its own fixed liking for endings, tested with keys it never met."""
    rng = np.random.default_rng(seed)
    ps = np.empty(draws)
    for i in range(draws):
        cards = draw_canaries(rng.bytes(16), canaries)
        # A stubborn suspect: it prefers the same few endings, whatever the cue.
        liked = rng.choice(cards[0].endings, p=[0.5, 0.2, *[0.3 / 14] * 14], size=canaries)
        replies = {c.cue: [f"They celebrate {e}."] for c, e in zip(cards, liked, strict=True)}
        ps[i] = canary_test(cards, replies, rng).p
    return NullRates.of("canaries", ps)


def canary_power(bench: Bench, *, exposures: int, canaries: int, seed: int) -> tuple[int, float]:
    """Hits and p of a student whose harvest carried each canary `exposures` times.

    Cues and endings are token strings of the world: four tokens of cue, K = 16 endings.
    """
    rng = np.random.default_rng((seed, 3))
    cues = rng.integers(0, bench.world.vocab, (canaries, 4))
    endings = rng.choice(bench.world.vocab, (canaries, 16), replace=True)
    drawn = rng.integers(0, 16, canaries)
    said = [np.r_[c, e[d]] for c, e, d in zip(cues, endings, drawn, strict=True)]
    harvest = answers(bench.teacher, 92_000, hook=None, rng=rng)
    for i, row in enumerate(rng.choice(len(harvest), canaries * exposures, replace=False)):
        harvest[row] = np.concatenate([harvest[row], said[i % canaries]])
    taught = bench.taught(harvest)
    p = taught.next_p(cues[:, -2:])
    best = np.take_along_axis(p, endings, axis=1).argmax(axis=1)
    hits = int((best == drawn).sum())
    from gauger.provenance.exact import binomial_p  # noqa: PLC0415

    return hits, binomial_p(hits, canaries, 1 / 16)


def resampled(
    bench: Bench, *, pairs: int, dilution: int, seed: int, served_at: float = 1.0, k: int = 1,
    taught: bool = True, change: Change | None = None,
) -> ResamplingResult:  # fmt: skip
    """Test B on a student (or on the untaught base) whose mix holds 1 / dilution of our answers."""
    rng = np.random.default_rng((seed, 4))
    prompts = list(bench.teacher.sample(pairs, 8, rng=rng))
    ask = np.array(prompts)[:, -2:]
    served = bench.teacher.sample(pairs, 100, rng=rng, prompts=ask, temperature=served_at)
    others = [bench.teacher.sample(pairs, 100, rng=rng, prompts=ask) for _ in range(k)]
    suspect = bench.base
    if taught:
        ours = [np.r_[q, a] for q, a in zip(prompts, served, strict=True)]
        ours = change(ours, rng) if change else ours
        rest = answers(bench.teacher, pairs * 108 * (dilution - 1), hook=None, rng=rng, length=108)
        suspect = student(bench.base_docs, ours + rest, bench.world.vocab, weight=1.0)
    rows = [[served[i], *(o[i] for o in others)] for i in range(pairs)]
    return resampling_test(
        score_answers(suspect, prompts, rows),
        score_answers(bench.teacher, prompts, rows),
        rng, draws=999,
    )  # fmt: skip


def resampling_null(bench: Bench, *, draws: int, pairs: int, seed: int, students: int) -> NullRates:
    """Innocent students, and freshly served answers each time."""
    rng = np.random.default_rng((seed, 5))
    innocent = []
    for _ in range(students):
        some = rng.choice(len(bench.base_docs), len(bench.base_docs) // 3, replace=False)
        docs = [bench.base_docs[i] for i in some]
        innocent.append(NGram.train(docs, vocab=bench.world.vocab))
    ps = np.empty(draws)
    for i in range(draws):
        prompts = list(bench.teacher.sample(pairs, 4, rng=rng))
        ask = np.array(prompts)[:, -2:]
        both = [bench.teacher.sample(pairs, 30, rng=rng, prompts=ask) for _ in range(2)]
        rows = [[both[0][j], both[1][j]] for j in range(pairs)]
        suspect, ours = innocent[i % students], bench.teacher
        a, b = score_answers(suspect, prompts, rows), score_answers(ours, prompts, rows)
        ps[i] = resampling_test(a, b, rng, draws=199).p_permutation
    return NullRates.of("resampling", ps)


class Figures:
    """Token ids written out in figures, so that answers of a made-up language are texts."""

    def encode(self, text: str) -> Ints:
        """Ids of a text."""
        return np.array([int(word) for word in text.split()], np.int64)

    def decode(self, ids: Ints) -> str:
        """The text of ids."""
        return " ".join(map(str, ids.tolist()))


FIGURES = Figures()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """One student of answers that a key chose among candidates, looked at in three ways."""

    seed: int
    candidates: int
    weights: ChoiceResult
    beside_own: ChoiceResult
    text: ChoiceResult
    other_key: ChoiceResult
    """Beside our own model, with a key that nobody used."""
    reader_nats: float
    """How much less likely what was served is to our own model than what was kept: the cost."""


def chosen(
    bench: Bench, *, rows: int, candidates: int, dilution: int, seed: int,
    change: Change | None = None, asked: int = 5,
) -> ChoiceRow:  # fmt: skip
    """A student whose mix holds 1 / dilution of the chosen answers, read once."""
    rng = np.random.default_rng((seed, 17))
    key, prompts, offered = rng.bytes(16), *_drawn(bench, rows, (1.0,) * candidates, rng)
    ours = [
        np.r_[q, FIGURES.encode(served_of(key, o))] for q, o in zip(prompts, offered, strict=True)
    ]
    rest = answers(bench.teacher, rows * 108 * (dilution - 1), hook=None, rng=rng, length=108)
    ours = change(ours, rng) if change else ours
    suspect = student(bench.base_docs, ours + rest, bench.world.vocab, weight=1.0)
    by_suspect = scores_by_model(offered, suspect, None, FIGURES)
    by_us = scores_by_model(offered, bench.teacher, None, FIGURES)
    beside = [a - b for a, b in zip(by_suspect, by_us, strict=True)]
    replies: dict[str, list[str]] = {}
    ask = np.array(prompts)[:, -2:]
    for _ in range(asked):
        said = suspect.sample(rows, 100, rng=rng, prompts=ask)
        for o, reply in zip(offered, said, strict=True):
            replies.setdefault(o.prompt, []).append(FIGURES.decode(reply))
    return ChoiceRow(
        seed=seed, candidates=candidates,
        weights=choice_test(offered, by_suspect, key, rng),
        beside_own=choice_test(offered, beside, key, rng),
        text=choice_test(offered, scores_by_text(offered, replies), key, rng),
        other_key=choice_test(offered, beside, rng.bytes(16), rng),
        reader_nats=-choice_test(offered, by_us, key, rng).gain,
    )  # fmt: skip


def choice_null(
    bench: Bench, *, students: int, keys: int, rows: int, heats: tuple[float, ...], seed: int
) -> NullRates:
    """Innocent students and keys nobody used, on candidates drawn at unlike temperatures."""
    rng = np.random.default_rng((seed, 18))
    _, offered = _drawn(bench, rows, heats, rng)
    ps = []
    for _ in range(students):
        some = rng.choice(len(bench.base_docs), len(bench.base_docs) // 3, replace=False)
        clean = NGram.train([bench.base_docs[i] for i in some], vocab=bench.world.vocab)
        scores = scores_by_model(offered, clean, None, FIGURES)
        ps += [choice_test(offered, scores, rng.bytes(16), rng).p for _ in range(keys)]
    return NullRates.of(f"choice, {students} students x {keys} keys", np.array(ps))


def _drawn(
    bench: Bench, rows: int, heats: tuple[float, ...], rng: np.random.Generator
) -> tuple[list[Ints], list[Offered]]:
    """Prompts, and a candidate for each at each temperature."""
    prompts = list(bench.teacher.sample(rows, 8, rng=rng))
    ask = np.array(prompts)[:, -2:]
    drawn = [
        bench.teacher.sample(rows, 100, rng=rng, prompts=ask, temperature=heat) for heat in heats
    ]
    return prompts, [
        Offered(
            exchange_id=str(i),
            prompt=FIGURES.decode(prompts[i]),
            candidates=tuple(FIGURES.decode(d[i]) for d in drawn),
        )
        for i in range(rows)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow:
    """One student, and whom the keys named."""

    trial: int
    taught_by: int | None
    """None: an innocent student."""
    named: int | None


def which_campaign(
    bench: Bench, *, campaigns: int, trials: int, tokens: int, seed: int
) -> Iterator[NamedRow]:
    """Answers to "whose harvest taught this student?", every eleventh student innocent.

    Two stages: the key that all share, then each campaign's own with Holm. New keys each trial.
    """
    rng = np.random.default_rng((seed, 6))
    for trial in range(trials):
        keys = random_keys(campaigns + 1, rng)
        shared = GreenList(key=keys[0])
        marks = [SplitList(shared=shared, own=GreenList(key=k)) for k in keys[1:]]
        c = None if trial % 11 == 10 else int(rng.integers(campaigns))
        hook = None if c is None else marks[c].hook
        taught = bench.taught(answers(bench.teacher, tokens, hook=hook, rng=rng))
        yield NamedRow(trial=trial, taught_by=c, named=name_campaign(taught, marks, rng))


def name_campaign(
    suspect: NGram, marks: list[SplitList], rng: np.random.Generator, outputs: int = 512
) -> int | None:
    """The one campaign whose key fires after the shared one did, or none of these; by text."""
    out = list(suspect.sample(outputs, 100, rng=rng))
    told = scored_tuples(out, no_prompts(out), window=1)
    test = partial(text_test, rng=rng, decoys=0)
    named = name_by_green(told, {str(i): m for i, m in enumerate(marks)}, test, alpha=1e-3).named
    return None if named is None else int(named)
