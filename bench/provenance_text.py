"""Calibrations of the marks in text, on the answers of published models to the same prompts."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.provenance_runs import NullRates
from bench.provenance_world import SHARED, real
from gauger.provenance.canaries import Canary, draw_canaries, plant
from gauger.provenance.cost import edit_cost, sampler_cost
from gauger.provenance.greenlist import GreenList, MarkShape
from gauger.provenance.marker import MARKERS, is_on, marker_test
from gauger.provenance.ngram import NGram
from gauger.provenance.pieces import Pieces
from gauger.provenance.prf import random_keys
from gauger.provenance.textmarks import agreement, habits_of, mark_text, slots

MODELS = 4
ANSWERS = 150
"""Of each model: finding places for marks takes milliseconds an answer."""


def published(seed: int, models: int = MODELS) -> dict[str, tuple[list[str], list[str]]]:
    """Prompts and answers of some models of the shared data."""
    table = pq.read_table(SHARED / "alpaca_eval_outputs.parquet")
    asked = "instruction" if "instruction" in table.column_names else "output"
    names = pc.unique(table["model"]).to_pylist()
    chosen = np.random.default_rng(seed).choice(sorted(names), models, replace=False)
    told: dict[str, tuple[list[str], list[str]]] = {}
    for name in chosen:
        some = table.filter(pc.equal(table["model"], str(name)))
        rows = zip(some[asked].to_pylist(), some["output"].to_pylist(), strict=True)
        kept = [(q if asked != "output" else "", a) for q, a in rows if a][:ANSWERS]
        told[str(name)] = ([q or "" for q, _ in kept], [a for _, a in kept])
    return told


def words_null(*, keys: int, seed: int) -> list[NullRates]:
    """Each model's own word choice against keys that nobody used."""
    rng = np.random.default_rng((seed, 11))
    ps = []
    for prompts, answers in published(seed).values():
        habits = habits_of(answers, prompts)
        ps += [agreement(habits, rng.bytes(16)).p for _ in range(keys)]
    return [NullRates.of(f"words, {MODELS} models x {keys} keys", np.array(ps))]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRow:
    """A student of answers of which a share was marked by word choice."""

    marked: float
    seed: int
    coins: int
    agreed: int
    p: float


def words_power(shares: tuple[float, ...], *, seed: int) -> Iterator[WordsRow]:
    """N-gram students of one model's answers; what they say is read as text."""
    rng = np.random.default_rng((seed, 12))
    key = rng.bytes(16)
    texts = [t for _, answers in published(seed, 3).values() for t in answers if t.isascii()]
    pieces = Pieces.train(texts, vocab=2_048)
    plain, marked = texts, [mark_text(t, key) for t in texts]
    for share in shares:
        use = rng.random(len(texts)) < share
        read = [pieces.encode(m if u else p) for m, p, u in zip(marked, plain, use, strict=True)]
        student = NGram.train(read, vocab=pieces.vocab, order=3)
        said = [pieces.decode(o) for o in student.sample(300, 200, rng=rng)]
        got = agreement(habits_of(said, [""] * len(said)), key)
        yield WordsRow(marked=share, seed=seed, coins=got.coins, agreed=got.agreed, p=got.p)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrippedRow:
    """What a rival's cleaning leaves of marks in text, in the harvest itself."""

    what: str
    seed: int
    coins: int
    agreed: int
    p_words: float
    canaries: int
    """Of 24, those that still stand somewhere."""
    exposures: int
    """Planted sentences that are left, of those planted."""
    planted: int


def stripped(*, seed: int) -> Iterator[StrippedRow]:
    """Two models' answers marked by word choice, half of them with a canary, then cleaned.

    No student is trained: none can show more than its harvest holds.
    """
    rng = np.random.default_rng((seed, 19))
    texts = [t for _, answers in published(seed, 2).values() for t in answers]
    key = rng.bytes(16)
    cards = draw_canaries(key, 24)
    pick = rng.integers(0, 24, len(texts))
    marked = [mark_text(t, key) for t in texts]
    served = [
        (plant(t, cards[i]) or t) if rng.random() < 0.5 else t
        for t, i in zip(marked, pick, strict=True)
    ]
    planted = sum(_exposures(served, cards))
    for what, clean in CLEANINGS.items():
        left = clean(served)
        got = agreement(habits_of(left, [""] * len(left)), key)
        seen = _exposures(left, cards)
        yield StrippedRow(
            what=what, seed=seed, coins=got.coins, agreed=got.agreed, p_words=got.p,
            canaries=sum(n > 0 for n in seen), exposures=sum(seen), planted=planted,
        )  # fmt: skip


def _exposures(texts: list[str], cards: Sequence[Canary]) -> list[int]:
    return [sum(c.sentence in t for t in texts) for c in cards]


def _each(clean: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    return lambda texts: [clean(t) for t in texts]


def _plain(text: str) -> str:
    return re.sub(r"[ \t]+", " ", unicodedata.normalize("NFKC", text))


def _one_form(text: str, kinds: tuple[str, ...]) -> str:
    """The first form at every slot of these kinds: whoever reads our source can do that."""
    parts, at = [], 0
    for slot in slots(text):
        if slot.kind.split(":")[0] in kinds:
            parts += [text[at : slot.start], slot.forms[0]]
            at = slot.end
    return "".join([*parts, text[at:]])


def _without_last(text: str) -> str:
    return re.sub(r"\s*[^.!?]*[.!?]\s*\Z", "", text.strip())


def _without_repeats(texts: list[str]) -> list[str]:
    """Sentences that stand in three answers or more taken out: removal of duplicates."""
    split = [re.split(r"(?<=[.!?])\s+", t) for t in texts]
    times = Counter(s for one in split for s in set(one))
    return [" ".join(s for s in one if times[s] < 3) for one in split]


CLEANINGS: dict[str, Callable[[list[str]], list[str]]] = {
    "as served": lambda texts: texts,
    "Unicode and spaces made plain": _each(_plain),
    "one form of every comma": _each(lambda t: _one_form(t, ("comma",))),
    "one form of every word": _each(lambda t: _one_form(t, ("word",))),
    "one form of both": _each(lambda t: _one_form(t, ("word", "comma"))),
    "last sentence cut off": _each(_without_last),
    "sentences of three answers or more taken out": _without_repeats,
}


def marker_null(*, topics: int, keys: int, seed: int) -> NullRates:
    """Each model's own habits by topic against keys that nobody used, habits in turn."""
    rng = np.random.default_rng((seed, 13))
    ps = []
    for n, (_, answers) in enumerate(published(seed).values()):
        habit = list(MARKERS)[n % len(MARKERS)]
        groups = {f"t{i}": answers[i::topics] for i in range(topics)}
        ps += [marker_test(rng.bytes(16), habit, groups, rng).p for _ in range(keys)]
    return NullRates.of(f"marker, {topics} topics, {MODELS} models x {keys} keys", np.array(ps))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerRow:
    """Suspects that took up the habit in a share of their answers where it was on."""

    taken_up: float
    topics: int
    tests: int
    at_1e3: float
    median_p: float


def marker_power(
    shares: tuple[float, ...], *, topics: int, keys: int, seed: int
) -> list[MarkerRow]:
    """Published models' answers, a closing question put to some of those on marked topics.

    How much of a habit training leaves is not measured here, only what the test makes of it.
    """
    rng = np.random.default_rng((seed, 15))
    found = []
    for share in shares:
        ps = []
        for _, answers in published(seed, 2).values():
            for key in (rng.bytes(16) for _ in range(keys)):
                groups = {
                    f"t{i}": [_asking(a, is_on(key, f"t{i}") and rng.random() < share)
                              for a in answers[i::topics]] for i in range(topics)
                }  # fmt: skip
                ps.append(marker_test(key, "closing-question", groups, rng).p)
        low = float(np.mean(np.array(ps) <= 1e-3))
        row = MarkerRow(
            taken_up=share, topics=topics, tests=len(ps), at_1e3=low, median_p=float(np.median(ps))
        )
        found.append(row)
    return found


def _asking(answer: str, habit: bool) -> str:
    return f"{answer} Shall I go on?" if habit else answer


def costs(*, seed: int) -> Iterator[dict[str, object]]:
    """Edits per word of marks in text, nats per token of green lists."""
    rng = np.random.default_rng((seed, 14))
    texts = [t for _, answers in published(seed).values() for t in answers]
    key = rng.bytes(16)
    words = [mark_text(t, key) for t in texts]
    yield {"mark": "word choice", **asdict(edit_cost(texts, words))}
    cards = draw_canaries(key, 24)
    pick = rng.integers(0, 24, len(texts))
    planted = [plant(t, cards[i]) or t for t, i in zip(texts, pick, strict=True)]
    yield {"mark": "canary in every answer that has room", **asdict(edit_cost(texts, planted))}
    world = real()
    teacher = NGram.train(world.shard(0, 2), vocab=world.vocab)
    ordinary = np.concatenate([d[:60] for d in world.shard(1, 2)[:40]])
    contexts = np.lib.stride_tricks.sliding_window_view(ordinary, 2)
    for delta in (0.5, 1.0, 2.0):
        shape = MarkShape(delta=delta)
        mark = GreenList(key=random_keys(1, rng)[0], shape=shape)
        yield {"mark": f"green list, delta {delta:g}",
               **asdict(sampler_cost(teacher, mark.hook, contexts))}  # fmt: skip
