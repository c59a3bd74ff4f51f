"""Every countermeasure against a student, a row at a time: `python -m bench.lab ROWS.jsonl`.

One line a student: seed, measure, strategy, gain and accuracy on each skill at one size of harvest.
A line that is already in the file is not run again, so a run can be stopped and gone on with.
`--world FOLDER` is a world of the laboratory's campaign.toml; else one is simulated at each start.
`--model ngram|transformer`, `--seeds N`, `--first N`, `--size N`, `--minutes N` (no student begins
after it), `--pairs marked:paraphrase,...` (those students alone, in that order); `--show` only
prints what the file holds: means over seeds, with how many seeds, and what the student that works
round a measure has back of what the passive one lost.
"""

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from gauger.cli.lab import _harvest
from gauger.lab.bench import Bench, questions, scores, served, set_up
from gauger.lab.harvest import Taken
from gauger.lab.marks import carried
from gauger.lab.measures import BY_NAME as BY_MEASURE
from gauger.lab.measures import MEASURES, Measure
from gauger.lab.plan import Plan, full
from gauger.lab.students import BY_NAME, Harvest, Strategy
from gauger.stats.intervals import of_mean

DEAR = ("invert",)
"""Strategies of several trainings: run last."""
CHAINS = ("mathematics", "software-engineering", "reasoning", "agentic-tool-use")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One student."""

    model: str
    seed: int
    measure: str
    strategy: str
    exchanges: int
    gain: dict[str, float]
    accuracy: dict[str, float]
    mark_z: float | None
    cpu_s: float

    @property
    def key(self) -> tuple[str, int, str, str, int]:
        """What a line is found again by."""
        return self.model, self.seed, self.measure, self.strategy, self.exchanges


def students(seeds: range, pairs: str = "") -> Iterator[tuple[int, Measure, Strategy]]:
    """Those of `pairs`, each on all seeds; else seed by seed, passive first and the dear last."""
    for pair in pairs.split(",") if pairs else ():
        measure, way = pair.split(":")
        for seed in seeds:
            yield seed, BY_MEASURE[measure], BY_NAME[way]
    for seed in () if pairs else seeds:
        for m in MEASURES:
            yield seed, m, BY_NAME["passive"]
        for dear in (False, True):
            for m in MEASURES:
                for way in m.ways_round:
                    if (way in DEAR) == dear:
                        yield seed, m, BY_NAME[way]


def trained(plan: Plan, taken: Taken, seed: int, measure: Measure, way: Strategy) -> Line:
    """Train one student on the whole thinned harvest and score it."""
    began = time.process_time()
    bench = set_up(plan, seed)
    harvest = taken.thin(plan.sizes[-1], seed)
    texts = served(bench, measure, questions(bench, harvest, way.asks))
    open_ = bench.open if way.uses_open else ()
    start = before(bench, plan, seed, with_open=way.uses_open)
    right, said = scores(bench, way.train(bench.base, Harvest(served=texts, open=open_, seed=seed)))
    mark = carried(bench, said, way.name, len(harvest)) if measure.marks else None
    n = plan.held_out
    return Line(
        model=plan.model, seed=seed, measure=measure.name, strategy=way.name,
        exchanges=len(harvest), gain={k: (right[k] - start[k]) / n for k in right},
        accuracy={k: right[k] / n for k in right}, mark_z=mark.z if mark else None,
        cpu_s=round(time.process_time() - began, 1),
    )  # fmt: skip


STARTS: dict[tuple[str, int, bool], dict[str, int]] = {}


def before(bench: Bench, plan: Plan, seed: int, *, with_open: bool) -> dict[str, int]:
    """Right answers before the harvest; trained once a seed."""
    key = (plan.model, seed, with_open)
    if key not in STARTS:
        model = bench.base.learn(bench.open, seed) if with_open else bench.base
        STARTS[key] = scores(bench, model)[0]
    return STARTS[key]


def read(file: Path) -> list[Line]:
    """Lines so far."""
    if not file.is_file():
        return []
    return [msgspec.json.decode(x, type=Line) for x in file.read_bytes().splitlines() if x.strip()]


def show(lines: list[Line]) -> None:
    """A table: measure, strategy, seeds, mean accuracy on chains and recall, withheld."""
    groups: dict[tuple[str, str, str, int], list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.model, line.measure, line.strategy, line.exchanges].append(line)
    plain = {
        (x.model, x.seed, x.exchanges): x
        for x in lines
        if (x.measure, x.strategy) == ("none", "passive")
    }
    print("model measure strategy exchanges seeds | chains recall gain | withheld, chains | mark z")
    for (model, measure, way, size), own in groups.items():
        chains = np.mean([np.mean([x.accuracy[s] for s in CHAINS]) for x in own])
        recall = np.mean([np.mean([v for s, v in x.accuracy.items() if s not in CHAINS])
                          for x in own])  # fmt: skip
        gain = np.mean([np.mean([*x.gain.values()]) for x in own])
        lost = [
            float(np.mean([plain[model, x.seed, size].accuracy[s] - x.accuracy[s] for s in CHAINS]))
            for x in own
            if (model, x.seed, size) in plain
        ]
        mean, low, high = of_mean(lost) if lost else (float("nan"),) * 3
        zs = [x.mark_z for x in own if x.mark_z is not None]
        z = f"{np.mean(zs):.1f}" if zs else "-"
        print(
            f"{model} {measure} {way} {size} {len(own)} | {chains:.2f} {recall:.2f} {gain:.2f} | "
            f"{mean:+.2f} [{low:+.2f}, {high:+.2f}] | {z}"
        )


def main() -> None:
    """Run what is missing, then show the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--model", default="transformer", choices=("ngram", "transformer"))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--pairs", default="", help="measure:strategy,measure:strategy")
    parser.add_argument("--world", type=Path)
    parser.add_argument("--size", type=int, default=1536)
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    lines = read(asked.rows)
    if not asked.show:
        texts = full(asked.model).base_texts
        plan = Plan(model=asked.model, sizes=(asked.size,), base_texts=texts)
        with tempfile.TemporaryDirectory() as folder:
            _, taken, _ = _harvest(asked.world, Path(folder), "", None)
        there, end = {x.key for x in lines}, time.monotonic() + 60 * asked.minutes
        for seed, measure, way in students(
            range(asked.first, asked.first + asked.seeds), asked.pairs
        ):
            size = min(asked.size, len(taken))
            if (plan.model, seed, measure.name, way.name, size) in there:
                continue
            if time.monotonic() > end:
                break
            line = trained(plan, taken, seed, measure, way)
            lines.append(line)
            with asked.rows.open("ab") as out:
                out.write(msgspec.json.encode(line) + b"\n")
                os.fsync(out.fileno())
    show(lines)


if __name__ == "__main__":
    main()
