"""Calibrate the provenance tests: `python -m bench.provenance [PART...]`, raw figures out.

Parts: null, null_small, null_open, power, five, half, robust, tokenizer, copier, canaries,
resampling, choice, campaigns, words, words_power, stripped, marker, marker_power, cost. Each runs
on the made-up language and, where the shared data lie beside the repository, on real answers.
`--seeds=1000,1001` takes these seeds in the parts power, five, half and robust.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial

import msgspec
import numpy as np

from bench import provenance_runs as runs
from bench import provenance_text as text_runs
from bench.provenance_world import SHARED, World, answers, made_up, real
from gauger.provenance.greenlist import GreenList
from gauger.provenance.ngram import NGram
from gauger.provenance.pieces import Pieces
from gauger.provenance.prf import random_keys
from gauger.provenance.radioactivity import scored_tuples, text_test

TOKENS = 92_000
FIRST = 1_000
"""Seeds from here on are for reporting only; those below were for tuning."""


def seeds() -> list[int]:
    """Those of `--seeds`, else three."""
    told = [a.split("=")[1] for a in sys.argv if a.startswith("--seeds=")]
    return [int(n) for n in told[0].split(",")] if told else [*range(FIRST, FIRST + 3)]


def worlds() -> Iterator[tuple[str, World]]:
    """The made-up language, and real answers where there are any; `--real` or `--made-up` alone."""
    if "--real" not in sys.argv:
        yield "made-up", made_up(docs=6_000)
    if SHARED.is_dir() and "--made-up" not in sys.argv:
        yield "real", real()


def null() -> None:
    """False alarms of test C: 24 clean students x 100 keys."""
    for name, world in worlds():
        for rates in runs.null_of_green(
            world, students=24, keys=100, tokens=51_200, decoys=999, seed=FIRST
        ):
            say("null", name, asdict(rates))


def null_small() -> None:
    """The same on a small language, for a busy machine."""
    world = made_up(docs=2_000, vocab=512)
    for rates in runs.null_of_green(
        world, students=24, keys=100, tokens=12_800, decoys=199, seed=FIRST
    ):
        say("null_small", "made-up, 512 ids", asdict(rates))


def null_open() -> None:
    """The open forms alone, 24 students x 84 keys: two minutes on real answers."""
    for name, world in worlds():
        for rates in runs.null_of_green(
            world, students=24, keys=84, tokens=0, decoys=199, seed=FIRST
        ):
            say("null_open", name, asdict(rates))


def power() -> None:
    """Test C by marked share of a 92,000-token harvest."""
    shares = (1.0, 0.5, 0.2, 0.1, 0.05, 0.0)
    for name, world in worlds():
        bench = runs.Bench.of(world)
        for row in runs.power_of_green(bench, shares, tokens=TOKENS, seeds=seeds()):
            say("power", name, green_row(row))


def five() -> None:
    """Test C at 5 % marked, by size of the harvest; four times the text read of the suspect.

    `--tokens=92000,920000` sets other sizes, `--real` takes real answers, at four times the cost a
    token. Each size is a prefix of the next, with and without the marked answers.
    """
    told = [a.split("=")[1] for a in sys.argv if a.startswith("--tokens=")]
    sizes = [int(n) for n in told[0].split(",")] if told else [TOKENS, 5 * TOKENS, 10 * TOKENS]
    name = "real" if "--real" in sys.argv else "made-up, 512 ids"
    bench = runs.Bench.of(real() if name == "real" else made_up(docs=2_000, vocab=512))
    for seed in seeds():
        for row in runs.share_by_size(bench, share=0.05, sizes=sizes, seed=seed):
            say("five", name, green_row(row))


def half() -> None:
    """Test C, open, at half marked: plain, and beside our own model."""
    for name, world in worlds():
        bench = runs.Bench.of(world)
        for row in runs.half_marked(bench, tokens=TOKENS, seeds=seeds()):
            say("half", name, row)


def robust() -> None:
    """Test C after paraphrase, filtering, stripping, mixing and a second distillation."""
    for name, world in worlds():
        bench = runs.Bench.of(world)
        for row in runs.robustness(bench, tokens=TOKENS, seeds=seeds()):
            say("robust", name, green_row(row))
        for share in (0.3, 0.6):
            for seed in range(FIRST, FIRST + 3):
                change = partial(runs.rewritten, by=bench.base, share=share)
                got = runs.resampled(bench, pairs=384, dilution=2, seed=seed, change=change)
                say("robust-resampling", name, {"paraphrase": share, "seed": seed, **asdict(got)})


def tokenizer() -> None:
    """A student with another tokenizer: text goes over, and is scored in the teacher's ids."""
    if not SHARED.is_dir():
        return
    world = real()
    assert world.pieces is not None
    bench = runs.Bench.of(world)
    texts = [world.pieces.decode(d) for d in world.docs[:2_000]]
    other = Pieces.train(texts[::3], vocab=1_024)
    for seed in range(FIRST, FIRST + 3):
        rng = np.random.default_rng(seed)
        mark = GreenList(key=random_keys(1, rng)[0])
        marked = answers(bench.teacher, TOKENS, hook=mark.hook, rng=rng)
        own = [other.encode(world.pieces.decode(d)) for d in bench.base_docs]
        seen = [other.encode(world.pieces.decode(h)) for h in marked]
        weights = [1.0] * len(own) + [bench.weight] * len(seen)
        suspect = NGram.train([*own, *seen], vocab=other.vocab, weights=weights, order=4)
        said = [other.decode(o) for o in suspect.sample(512, 160, rng=rng)]
        back = [world.pieces.encode(s) for s in said]
        told = scored_tuples(back, runs.no_prompts(back), window=1)
        say("tokenizer", "real", {"seed": seed, **asdict(text_test(told, mark, rng=rng))})


def copier() -> None:
    """An innocent model that copies marked prompts: the wrong way and ours."""
    for name, world in worlds():
        bench = runs.Bench.of(world)
        for share in (0.1, 0.3):
            for naive, ours in runs.innocent_copier(
                bench, share=share, seeds=range(FIRST, FIRST + 10)
            ):
                say("copier", name, {"share": share, "p_naive": naive, "p_ours": ours})


def canaries() -> None:
    """Test A: 2,000 models never exposed, and students by number of exposures."""
    say("canaries", "none", asdict(runs.canary_null(draws=2_000, canaries=24, seed=FIRST)))
    for name, world in worlds():
        bench = runs.Bench.of(world)
        for exposures in (1, 4, 16):
            for seed in range(FIRST, FIRST + 10):
                hits, p = runs.canary_power(bench, exposures=exposures, canaries=24, seed=seed)
                say("canaries", name, {"exposures": exposures, "seed": seed, "hits": hits, "p": p})


def resampling() -> None:
    """Test B: null, power by dilution, and settings that differ."""
    for name, world in worlds():
        bench = runs.Bench.of(world)
        rates = runs.resampling_null(bench, draws=400, pairs=60, seed=FIRST, students=12)
        say("resampling", name, asdict(rates))
        for seed in range(FIRST, FIRST + 5):
            got = runs.resampled(bench, pairs=128, dilution=8, seed=seed)
            say("resampling", name, {"pairs": 128, "dilution": 8, "seed": seed, **asdict(got)})
        for heat in (1.0, 1.05, 1.1, 1.2):
            for seed in range(FIRST, FIRST + 3):
                got = runs.resampled(
                    bench, pairs=384, dilution=1, seed=seed, served_at=heat, taught=False, k=3
                )
                say("settings", name, {"innocent": True, "T": heat, "seed": seed, **asdict(got)})


def choice() -> None:
    """Test D on whole answers: null on candidates drawn unlike, power diluted and reworded."""
    name = "made-up, 512 ids"
    bench = runs.Bench.of(made_up(docs=2_000, vocab=512))
    rates = runs.choice_null(
        bench, students=12, keys=200, rows=128, heats=(1.0, 1.2, 0.8), seed=FIRST
    )
    say("choice", name, asdict(rates))
    plain = (
        (128, 2, 8, 0.0),
        (128, 4, 8, 0.0),
        (384, 2, 2, 0.0),
        (384, 2, 2, 0.3),
        (384, 2, 2, 0.6),
    )
    for rows, candidates, dilution, share in plain:
        for seed in range(FIRST, FIRST + 3):
            change = partial(runs.rewritten, by=bench.base, share=share) if share else None
            row = runs.chosen(
                bench, rows=rows, candidates=candidates, dilution=dilution, seed=seed, change=change
            )
            told = {"rows": rows, "dilution": dilution, "paraphrase": share}
            say("choice", name, {**told, **asdict(row)})


def campaigns() -> None:
    """Which of ten campaigns' answers taught the student, one innocent in eleven."""
    bench = runs.Bench.of(made_up(docs=2_000, vocab=512))
    for tokens in (TOKENS // 4, TOKENS):
        rows = []
        for row in runs.which_campaign(bench, campaigns=10, trials=110, tokens=tokens, seed=FIRST):
            rows.append(row)
            right = sum(r.named == r.taught_by for r in rows)
            wrong = sum(r.named not in {None, r.taught_by} for r in rows)
            told = {"tokens": tokens, "trials": len(rows), "right": right, "wrong": wrong}
            say("campaigns", "made-up, 512 ids", {**asdict(row), **told})


def words() -> None:
    """Test D: null on published models' own answers."""
    if SHARED.is_dir():
        for row in text_runs.words_null(keys=600, seed=FIRST):
            say("words", "real", asdict(row))


def words_power() -> None:
    """Test D: students of marked answers, those of the last seed first."""
    if SHARED.is_dir():
        for seed in reversed(range(FIRST, FIRST + 3)):
            for power in text_runs.words_power((1.0, 0.5, 0.0), seed=seed):
                say("words_power", "real", asdict(power))


def stripped() -> None:
    """What a rival's cleaning leaves of word choice and canaries."""
    if SHARED.is_dir():
        for seed in range(FIRST, FIRST + 3):
            for row in text_runs.stripped(seed=seed):
                say("stripped", "real", asdict(row))


def marker() -> None:
    """Test E: null on published models' own habits, by topics of several prompts."""
    if SHARED.is_dir():
        for topics, keys in ((12, 300), (60, 20)):
            say(
                "marker",
                "real",
                asdict(text_runs.marker_null(topics=topics, keys=keys, seed=FIRST)),
            )


def marker_power() -> None:
    """Test E by how often a suspect shows the habit where it was on."""
    if SHARED.is_dir():
        shares = (0.5, 0.2, 0.1, 0.05, 0.02)
        for row in text_runs.marker_power(shares, topics=60, keys=10, seed=FIRST):
            say("marker_power", "real", asdict(row))


def cost() -> None:
    """What each mark costs an honest reader of real answers."""
    if SHARED.is_dir():
        for told in text_runs.costs(seed=FIRST):
            say("cost", "real", told)


def green_row(row: runs.GreenRow) -> dict[str, object]:
    """The figures of a row that a table needs."""
    told: dict[str, object] = {"what": row.what, "seed": row.seed}
    for name in ("open_plain", "open_less_own", "open_less_base", "text"):
        lean = getattr(row, name)
        told[name] = {
            "z": round(lean.z, 2), "p": lean.p, "p_bound": lean.p_bound,
            "p_analytic": lean.p_analytic, "p_decoy": lean.p_decoy,
            "decoy_sd": round(lean.decoy_sd, 3), "tuples": lean.tuples,
            "green": round(lean.green_share, 4),
        }  # fmt: skip
    return told


def say(part: str, world: str, figures: Mapping[str, object]) -> None:
    """One JSON line."""
    line = {"part": part, "world": world, **figures}
    print(msgspec.json.encode(line).decode(), flush=True)


PARTS: dict[str, Callable[[], None]] = {
    f.__name__: f
    for f in (
        null, null_small, null_open, power, five, half, robust, tokenizer, copier,
        canaries, resampling, choice, campaigns, words, words_power, stripped, marker,
        marker_power, cost,
    )
}  # fmt: skip

if __name__ == "__main__":
    wanted = [a for a in sys.argv[1:] if not a.startswith("--")] or list(PARTS)
    if strangers := [part for part in wanted if part not in PARTS]:
        sys.exit(f"no part is called {strangers[0]!r}. Parts are: {', '.join(PARTS)}.")
    for part in wanted:
        began = time.process_time()
        PARTS[part]()
        say(part, "-", {"cpu_s": round(time.process_time() - began, 1)})
