"""The experiment: every student of a plan, trained and scored; seeds side by side."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from gauger import __version__
from gauger.lab.bench import Bench, questions, scores, served, set_up
from gauger.lab.cost import reader_cost
from gauger.lab.harvest import Taken
from gauger.lab.marks import carried
from gauger.lab.measures import BY_NAME as MEASURES
from gauger.lab.measures import Measure
from gauger.lab.plan import Plan
from gauger.lab.results import Cost, Mark, Reach, Results, Row
from gauger.lab.students import BY_NAME as STRATEGIES
from gauger.lab.students import Harvest, Strategy


@dataclass(frozen=True, slots=True)
class Job:
    """One seed under one measure."""

    plan: Plan
    taken: Taken
    seed: int
    measure: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a job measured."""

    rows: tuple[Row, ...]
    cost: Cost | None
    marks: tuple[Mark, ...]


def run(
    plan: Plan,
    taken: Taken,
    reach: tuple[Reach, ...] = (),
    *,
    workers: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> Results:
    """Run `plan` on a campaign's harvest; the same rows whatever the number of workers."""
    begun = time.monotonic()
    names = plan.measures or tuple(MEASURES)
    jobs = [Job(plan, taken, seed, name) for seed in plan.seeds for name in (*names, *plan.limits)]
    done: list[Done] = []
    for job, result in zip(jobs, _results(jobs, workers), strict=True):
        say(f"seed {job.seed}, {job.measure}")
        done.append(result)
    costs = tuple(d.cost for d in done if d.cost is not None)
    plainly = [c for c in costs if c.measure == "none"]
    return Results(
        version=__version__,
        plan=plan,
        campaign=taken.campaign,
        campaign_exchanges=len(taken),
        harvest_mix=taken.thin(plan.sizes[-1], plan.seeds[0]).mix(),
        rows=tuple(r for d in done for r in d.rows),
        costs=costs,
        reach=reach,
        marks=tuple(m for d in done for m in d.marks),
        teacher_right=sum(c.right for c in plainly) / max(1, sum(c.asked for c in plainly)),
        seconds=round(time.monotonic() - begun, 1),
    )


def _results(jobs: list[Job], workers: int) -> Iterator[Done]:
    if workers <= 1:
        yield from map(do, jobs)
        return
    # Spawned, not forked: PyTorch and DuckDB hold threads that a fork would lose.
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(do, jobs, chunksize=1)


def do(job: Job) -> Done:
    """Train and score all students of one seed under one measure."""
    bench = set_up(job.plan, job.seed)
    thinned = job.taken.thin(job.plan.sizes[-1], job.seed)
    if job.measure not in MEASURES:
        return _limited(job, bench, thinned)
    measure = MEASURES[job.measure]
    rows, marks = [], []
    for name in ("passive", *(measure.ways_round if job.plan.adaptive else ())):
        for row, mark in _curve(job, bench, thinned, measure, STRATEGIES[name]):
            rows += row
            marks += [mark] if mark else []
    return Done(tuple(rows), reader_cost(bench, measure), tuple(marks))


def _curve(
    job: Job, bench: Bench, harvest: Taken, measure: Measure, strategy: Strategy
) -> Iterator[tuple[list[Row], Mark | None]]:
    """Students of growing harvests; each is a prefix in time of the next."""
    texts = served(bench, measure, questions(bench, harvest, strategy.asks))
    open_ = bench.open if strategy.uses_open else ()
    start, _ = scores(bench, bench.base.learn(open_, job.seed) if open_ else bench.base)
    for size in [n for n in job.plan.sizes if n <= len(harvest)] or [len(harvest)]:
        got = Harvest(served=texts[:size], open=open_, seed=job.seed)
        right, said = scores(bench, strategy.train(bench.base, got))
        rows = _rows(job, measure.name, strategy.name, harvest, size, start, right)
        seen = carried(bench, said, strategy.name, size) if measure.marks else None
        yield rows, seen


def _limited(job: Job, bench: Bench, thinned: Taken) -> Done:
    """A limit on accounts: the passive student of what is left of the harvest."""
    if job.measure == "capped":
        # The cap acts on the whole campaign; the same draw then thins what it leaves.
        kept = job.taken.capped(job.plan.cap_per_day)
        many = round(len(thinned) * len(kept) / max(1, len(job.taken)))
        left = kept.thin(many, job.seed)
    else:
        left = thinned.until(job.plan.flags[job.plan.limits.index(job.measure)])
    if not len(left):
        return Done((), None, ())
    texts = served(bench, MEASURES["none"], questions(bench, left, 1))
    start, _ = scores(bench, bench.base)
    model = bench.base.learn(texts, job.seed)
    right, _ = scores(bench, model)
    return Done(tuple(_rows(job, job.measure, "passive", left, len(left), start, right)), None, ())


def _rows(
    job: Job,
    measure: str,
    strategy: str,
    harvest: Taken,
    size: int,
    start: dict[str, int],
    right: dict[str, int],
) -> list[Row]:
    took = Counter(harvest.skills[:size])
    return [
        Row(
            model=job.plan.model, seed=job.seed, measure=measure, strategy=strategy,
            exchanges=size, through_day=harvest.days[size - 1], skill=skill,
            skill_exchanges=took[skill], asked=job.plan.held_out, right=right[skill],
            start_right=start[skill],
        )
        for skill in right
    ]  # fmt: skip
