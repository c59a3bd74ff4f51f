"""Fit what features weigh, on tuning worlds alone.

`python -m bench.calibrate gather SCENARIO SCALE SEED...` looks at groups of simulated worlds and
appends them, with the truth, to build/bench/groups.jsonl. `python -m bench.calibrate fit` fits both
models and writes src/gauger/campaigns/weights.json. `python -m bench.calibrate cross` leaves out
one scenario after the other, fits on the others, and prints what it makes of that one. `python -m
bench.calibrate check` prints, for seeds of 1000 and above, how probabilities agree with what the
groups were.

`python -m bench.calibrate look WORLD...` does as `gather` for folders that another hand than the
simulator's wrote, and `adjust` moves the harvest's weights towards what their groups ask for.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pyarrow.parquet as pq
from scipy.optimize import minimize

from bench.worlds import TUNING_SEEDS, world
from gauger.campaigns.detect import groups_of
from gauger.campaigns.features import measure
from gauger.campaigns.weights import FILE, MAX_BITS, Model, Weights, weights
from gauger.records.world import World, open_world
from gauger.signals.catalogue import EVIDENCE

GROUPS = Path("build/bench/groups.jsonl")
OTHERS = Path("build/bench/others.jsonl")
"""Groups that weights are adjusted to: of worlds by another hand, and of ours beside them."""
ONE_OPERATOR = {
    "enterprise-seats", "agency", "ci-runners", "eval-suite", "key-migration", "synthetic-data",
    "corporate-gateway", "fallback-router", "research-lab", "audit-trail", "small-team",
    "household",
}  # fmt: skip
"""Crowds behind which one customer stands; behind the others stand many people."""
HOLD = 3.0
"""How firmly `adjust` holds to the fitted weights: a weight that moves by one costs three nats. One
world left out after the other, 0.3 to 30 all did better than no adjustment."""
MIXED = (0.05, 0.5)
"""Groups whose share of campaign accounts is between are neither; they teach nothing."""
PULL = 0.005
"""Ridge penalty a group: weights of measures that tell nothing go to zero."""
FOR_HARVEST = {
    "templating", "answers", "focus", "rhythm", "volume", "networks", "clients",
    *(e.name for e in EVIDENCE if e.harvest > 0),
}  # fmt: skip
AGAINST_HARVEST = {
    "payers", "organisation", "mail", *(e.name for e in EVIDENCE if e.harvest < 0)
}  # fmt: skip
"""Signs that weights must keep; the others are free."""
WORK = {"answers", "volume", *(e.name for e in EVIDENCE if e.work)}
"""What is done, not by whom: it has no say in whether one operator does it."""


GONE = {"asks", "verified"}
"""Measures of groups gathered earlier that are account evidence now."""

NESTED = {e.name for e in EVIDENCE if e.within}
"""Weighed by what contains them. The ladder's harvests all elicit reasoning: fitted apart, that
would be taken for what a harvest is, and a harvest of judgements for none."""


Bounds = tuple[float | None, float | None]


class Row(msgspec.Struct, frozen=True):
    """One group: where it is from, what it was, and its features."""

    world: str
    seed: int
    what: str
    """Campaign or crowd of most of its accounts; empty for honest people."""
    purity: float
    campaign: bool
    one_operator: bool
    accounts: int
    x: dict[str, float]
    taken: float = 0.0
    """Share of its accounts that are of any campaign."""


def gather(scenario: str, scale: float, seeds: list[int]) -> None:
    """Append the groups of these worlds."""
    GROUPS.parent.mkdir(parents=True, exist_ok=True)
    with GROUPS.open("ab") as out:
        for seed in seeds:
            opened = world(scenario, scale, seed)
            for row in _groups(opened, f"{scenario}-{scale:g}", seed):
                out.write(msgspec.json.encode(row) + b"\n")
            print(scenario, scale, seed, flush=True)


def look(folders: list[str]) -> None:
    """Append the groups of worlds that came from elsewhere, with their truth."""
    OTHERS.parent.mkdir(parents=True, exist_ok=True)
    with OTHERS.open("ab") as out:
        for folder in folders:
            for row in _groups(open_world(Path(folder)), Path(folder).name, 0):
                out.write(msgspec.json.encode(row) + b"\n")
            print(folder, flush=True)


def _groups(opened: World, name: str, seed: int) -> Iterator[Row]:
    truth = {
        r["account_id"]: (r["campaign"] or "", r["crowd"] or "")
        for r in pq.read_table(opened.path / "truth.parquet").to_pylist()
    }
    for seen in groups_of(opened):
        counts = Counter(truth[m] for m in seen.members)
        (campaign, crowd), n = counts.most_common(1)[0]
        kind = crowd.rsplit("-", 1)[0]
        yield Row(
            world=name,
            seed=seed,
            what=campaign or kind,
            purity=n / len(seen.members),
            campaign=bool(campaign),
            one_operator=bool(campaign) or kind in ONE_OPERATOR,
            accounts=len(seen.members),
            x={f.name: f.x for f in measure(seen)},
            taken=sum(n for (campaign, _), n in counts.items() if campaign) / len(seen.members),
        )


def adjust() -> None:
    """Move the harvest's weights towards what groups by another hand ask for, and write them.

    Starts from the weights in place: run `fit` first, or they move twice.
    """
    old = weights()
    lines = OTHERS.read_bytes().splitlines()
    known = [msgspec.json.decode(line, type=Row) for line in lines]
    known = [r for r in known if not MIXED[0] <= r.taken <= MIXED[1]]
    names = sorted(old.centre)
    x = np.array([[r.x.get(n, old.centre[n]) - old.centre[n] for n in names] for r in known])
    side = np.where([r.taken > MIXED[1] for r in known], 1.0, -1.0)
    start = np.array([old.harvest.bias, *(old.harvest.weight.get(n, 0.0) for n in names)])
    hold = HOLD * np.array([0.2, *np.ones(len(names))])  # of campaigns there are more elsewhere
    most = MAX_BITS * np.log(2)

    def loss(beta: np.ndarray) -> float:
        odds = beta[0] + np.clip(x * beta[1:], -most, most).sum(axis=1)
        return float(np.logaddexp(0, -side * odds).sum() + (hold * np.square(beta - start)).sum())

    kept = [(0.0, 0.0) if n in NESTED else _bounds(n) for n in names]
    found = minimize(loss, start, method="L-BFGS-B", bounds=[(None, None), *kept]).x
    worlds = ", ".join(sorted({r.world for r in known}))
    adjusted = msgspec.structs.replace(
        old,
        fitted_on=f"{old.fitted_on}, adjusted on {len(known)} groups of {worlds}",
        harvest=_model(names, found),
    )
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(adjusted), indent=2) + b"\n")


def rows(*, tuning: bool) -> list[Row]:
    """Groups of the tuning seeds, or of the others."""
    lines = GROUPS.read_bytes().splitlines()
    every = [msgspec.json.decode(line, type=Row) for line in lines]
    return [r for r in every if (r.seed in TUNING_SEEDS) == tuning]


def fit() -> None:
    """Fit both models on the tuning groups and write the weights."""
    known = rows(tuning=True)
    names, centre, x = _measures(known)
    fitted = Weights(
        fitted_on=", ".join(sorted({f"{r.world}:{r.seed}" for r in known})),
        groups=len(known),
        centre={n: round(c, 4) for n, c in centre.items()},
        one_operator=_logistic(
            names,
            np.where([n in WORK | NESTED for n in names], 0.0, x),
            np.array([r.one_operator for r in known]),
            [(None, None)] * len(names),
        ),
        harvest=_harvest(names, x, np.array([r.campaign for r in known])),
    )
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(fitted), indent=2) + b"\n")
    print(msgspec.json.format(msgspec.json.encode(fitted), indent=2).decode())


def cross() -> None:
    """Print what models that never saw a scenario make of its groups, for each scenario."""
    known = rows(tuning=True)
    names, _, x = _measures(known)
    y = np.array([r.campaign for r in known])
    scenario = np.array([r.world.rsplit("-", 1)[0] for r in known])
    p = np.zeros(len(y))
    for left in sorted(set(scenario.tolist())):
        out = scenario == left
        model = _harvest(names, x[~out], y[~out])
        odds = model.bias + x[out] @ np.array([model.weight[n] for n in names])
        p[out] = 1 / (1 + np.exp(-odds))
    print(f"groups {len(y)}, campaigns {y.sum()}, Brier {np.square(p - y).mean():.4f}")
    for row, seen in zip(known, p.tolist(), strict=True):
        if (seen >= 0.5) != row.campaign:
            print(f"  p {seen:.2f}: {row.accounts} accounts, {row.what} in {row.world}:{row.seed}")


def _measures(known: list[Row]) -> tuple[list[str], dict[str, float], np.ndarray]:
    """Names of the measures, their means, and the groups' distances from them."""
    names = sorted({name for r in known for name in r.x} - GONE)
    centre = {n: float(np.mean([r.x[n] for r in known if n in r.x])) for n in names}
    return (
        names,
        centre,
        np.array([[r.x.get(n, centre[n]) - centre[n] for n in names] for r in known]),
    )


def _harvest(names: list[str], x: np.ndarray, y: np.ndarray) -> Model:
    bounds = [_bounds(n) for n in names]
    return _logistic(names, np.where([n in NESTED for n in names], 0.0, x), y, bounds)


def _bounds(name: str) -> Bounds:
    return (0 if name in FOR_HARVEST else None, 0 if name in AGAINST_HARVEST else None)


def check() -> None:
    """Print Brier score, expected calibration error and bins of the held-out groups."""
    known, fitted = rows(tuning=False), weights()
    p = np.array([_probability(r, fitted.harvest, fitted.centre) for r in known])
    y = np.array([r.campaign for r in known])
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum(
        abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in set(bins)
    )
    brier = np.square(p - y).mean()
    print(f"groups {len(y)}, campaigns {y.sum()}, Brier {brier:.4f}, ECE {error:.4f}")
    for b in sorted(set(bins)):
        here = bins == b
        print(f"  p {p[here].mean():.3f}: {y[here].mean():.3f} of {here.sum()} groups")


def _probability(row: Row, model: Model, centre: dict[str, float]) -> float:
    odds = model.bias + sum(
        w * (row.x.get(n, centre[n]) - centre[n]) for n, w in model.weight.items()
    )
    return float(1 / (1 + np.exp(-odds)))


def _logistic(names: list[str], x: np.ndarray, y: np.ndarray, bounds: list[Bounds]) -> Model:
    """Ridge logistic regression with bounded signs; both answers count alike."""
    share = y.mean()
    weight = np.where(y, 0.5 / max(share, 1e-9), 0.5 / max(1 - share, 1e-9))
    side = np.where(y, 1.0, -1.0)

    def loss(beta: np.ndarray) -> float:
        margin = side * (beta[0] + x @ beta[1:])
        return float((weight * np.logaddexp(0, -margin)).mean() + PULL * np.square(beta[1:]).sum())

    start = np.zeros(1 + x.shape[1])
    every = [(None, None), *bounds]
    return _model(names, minimize(loss, start, method="L-BFGS-B", bounds=every).x)


def _model(names: list[str], beta: np.ndarray) -> Model:
    return Model(
        bias=round(float(beta[0]), 4),
        weight={n: round(float(b), 4) for n, b in zip(names, beta[1:], strict=True)},
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["gather", scenario, scale, *seeds]:
            gather(scenario, float(scale), [int(s) for s in seeds])
        case ["fit"]:
            fit()
        case ["look", *folders]:
            look(folders)
        case ["adjust"]:
            adjust()
        case ["cross"]:
            cross()
        case ["check"]:
            check()
        case _:
            sys.exit(__doc__)
