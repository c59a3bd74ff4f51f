"""Fit what features weigh, on tuning worlds alone.

`python -m bench.calibrate gather SCENARIO SCALE SEED...` looks at groups of simulated worlds,
`look HAND WORLD...` at those of folders that another hand than the simulator's wrote; both write
them, with the truth, to build/bench/groups. `keep` puts those of tuning seeds in place of what
bench/groups.parquet has of their worlds. From there `fit` fits both models and writes
src/gauger/campaigns/weights.json, and `cross` leaves out one hand after the other, fits on the
others, and prints what it makes of that one: seconds each, since the looks are kept. `check`
prints, for the seeds of 1000 and above that were looked at, how probabilities agree with what the
groups were.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.optimize import brentq, minimize
from scipy.special import expit

from bench.worlds import TUNING_SEEDS, world
from gauger.campaigns.detect import groups_of
from gauger.campaigns.features import VOLUME_X, WORDING_ALONE, evidence_x, measure
from gauger.campaigns.judge import P_HARVEST
from gauger.campaigns.weights import FILE, MAX_BITS, Model, Weights, weights
from gauger.linking.traits import Floats
from gauger.records.world import World, open_world
from gauger.signals.catalogue import EVIDENCE

GROUPS = Path("build/bench/groups")
"""What was looked at here, a file for each world."""
KEPT = Path("bench/groups.parquet")
"""Groups of tuning worlds, one row each with a column for every measure: what weights are of."""
OURS = "simulate"
"""The hand that wrote the simulator."""
ONE_OPERATOR = {
    "enterprise-seats", "agency", "ci-runners", "eval-suite", "key-migration", "synthetic-data",
    "corporate-gateway", "fallback-router", "research-lab", "audit-trail", "small-team",
    "household",
}  # fmt: skip
"""The simulator's crowds behind which one customer stands; behind the others stand many people."""
MEASURE = "x."
"""Before the names of columns that hold measures."""
MIXED = (0.05, 0.8)
"""Groups whose share of campaign accounts is between are neither; they teach nothing."""
PULL = 0.005
"""Ridge penalty a group: weights of measures that tell nothing go to zero."""
PULL_HARVEST = 0.003
"""The same where hands and answers count alike; 0.001 to 0.01 do about as well."""
HARVEST = {
    "answers", "evenness", "industrial", "networks", "reasoning-share", "rhythm",
    "strongest-model", "undeclared", "volume",
}  # fmt: skip
"""Measures that tell a harvest in the worlds of every hand; more of them only speaks for one.

Few on purpose: with all measures, a fit to some hands said less of the hand left out.
"""
EARLIER = msgspec.json.decode(Path("bench/earlier.json").read_bytes(), type=Weights)
"""Weights of an earlier version: fitted on our worlds, and adjusted to worlds of another author
that hold real people's prompts and are in no repository."""
EARLIER_SHARE = 0.5
"""They count half: by hands left out, all of their weight tells one harvest fewer, and none of it
none of one hand's."""
WORK = {"answers", "volume", WORDING_ALONE, *(e.name for e in EVIDENCE if e.work or e.within)}
"""What is done, or how little ties, not by whom: it has no say in whether one operator does it."""
MOST = MAX_BITS * np.log(2)
"""What one measure says at most, in nats, as in the detector."""
BOUNDS = {"volume": VOLUME_X} | {e.name: evidence_x(e) for e in EVIDENCE}


class Row(msgspec.Struct, frozen=True):
    """One group: where it is from, what it was, and its features."""

    hand: str
    """Who wrote the world."""
    world: str
    seed: int
    what: str
    """Campaign or crowd of most of its accounts; empty for honest people."""
    purity: float
    campaign: bool
    one_operator: bool
    accounts: int
    x: dict[str, float]
    taken: float
    """Share of its accounts that are of any campaign."""


def gather(scenario: str, scale: float, seeds: list[int]) -> None:
    """Look at the groups of these worlds."""
    for seed in seeds:
        _write(OURS, world(scenario, scale, seed), f"{scenario}-{scale:g}", seed)


def look(hand: str, folders: list[str]) -> None:
    """Look at the groups of worlds that another hand wrote, in folders named KIND-SEED."""
    for folder in folders:
        kind, seed = Path(folder).name.rsplit("-", 1)
        _write(hand, open_world(Path(folder)), kind, int(seed))


def _write(hand: str, opened: World, name: str, seed: int) -> None:
    GROUPS.mkdir(parents=True, exist_ok=True)
    found = b"".join(msgspec.json.encode(r) + b"\n" for r in _groups(hand, opened, name, seed))
    (GROUPS / f"{hand}-{name}-{seed}.jsonl").write_bytes(found)
    print(hand, name, seed, flush=True)


def _groups(hand: str, opened: World, name: str, seed: int) -> Iterator[Row]:
    truth = {
        r["account_id"]: (r["campaign"] or "", r["crowd"] or "")
        for r in pq.read_table(opened.path / "truth.parquet").to_pylist()
    }
    for seen in groups_of(opened):
        counts = Counter(truth[m] for m in seen.members)
        (campaign, crowd), n = counts.most_common(1)[0]
        kind = crowd.rsplit("-", 1)[0]
        yield Row(
            hand=hand,
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


def keep() -> None:
    """Put the tuning groups that were looked at in place of those kept of the same worlds."""
    looked = [r for r in _looked() if r.seed in TUNING_SEEDS]
    fresh = {_label(r) for r in looked}
    every = [*looked, *(r for r in _kept() if _label(r) not in fresh)]
    every.sort(key=lambda r: (r.hand, r.world, r.seed, -r.accounts, sorted(r.x.items())))
    names = sorted({name for r in every for name in r.x})
    facts = [f for f in Row.__struct_fields__ if f != "x"]
    table = {f: pa.array([getattr(r, f) for r in every]) for f in facts}
    table |= {MEASURE + n: pa.array([r.x.get(n) for r in every], pa.float32()) for n in names}
    pq.write_table(pa.table(table), KEPT, compression="zstd")
    print(f"{len(every)} groups of {len({_label(r) for r in every})} worlds in {KEPT}")


def _looked() -> list[Row]:
    lines = (line for file in sorted(GROUPS.glob("*.jsonl")) for line in file.open("rb"))
    return [msgspec.json.decode(line, type=Row) for line in lines]


def _kept() -> list[Row]:
    if not KEPT.exists():
        return []
    return [
        Row(
            **{n: v for n, v in r.items() if not n.startswith(MEASURE)},
            x={
                n.removeprefix(MEASURE): v
                for n, v in r.items()
                if n.startswith(MEASURE) and v is not None
            },
        )
        for r in pq.read_table(KEPT).to_pylist()
    ]


def rows(*, tuning: bool) -> list[Row]:
    """Groups kept of the tuning seeds, or looked at of others, that are one thing or the other."""
    every = _kept() if tuning else [r for r in _looked() if r.seed not in TUNING_SEEDS]
    return [r for r in every if not MIXED[0] <= r.taken <= MIXED[1]]


def fit() -> None:
    """Fit both models on the tuning groups and write the weights."""
    known = rows(tuning=True)
    centre = _centre(known)
    ours = [r for r in known if r.hand == OURS]
    names, every = sorted(set(centre) - WORK), sorted(centre)
    fitted = Weights(
        fitted_on=", ".join(sorted({_label(r) for r in known})),
        groups=len(known),
        centre={n: round(c, 4) for n, c in centre.items()},
        one_operator=_model(names, _one_operator(_matrix(ours, names, centre), ours)),
        harvest=_model(every, _harvest(known, every, centre)),
    )
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(fitted), indent=2) + b"\n")
    print(FILE.read_text())


def cross() -> None:
    """Print what models that never saw a hand make of its groups, for each hand."""
    known = rows(tuning=True)
    hands = np.array([r.hand for r in known])
    p = np.zeros(len(known))
    for left in sorted(set(hands.tolist())):
        out = hands == left
        seen = [r for r, o in zip(known, out, strict=True) if not o]
        unseen = [r for r, o in zip(known, out, strict=True) if o]
        centre = _centre(seen)
        names = sorted(centre)
        p[out] = _p(_harvest(seen, names, centre), _matrix(unseen, names, centre))
        y = np.array([r.taken > MIXED[1] for r in unseen])
        said = p[out] >= P_HARVEST
        print(
            f"{left}: Brier {np.square(p[out] - y).mean():.4f}, harvests at {P_HARVEST} or more "
            f"{(said & y).sum()} of {y.sum()}, honest groups {(said & ~y).sum()} of {(~y).sum()}, "
            f"at most {p[out][~y].max():.2f}"
        )
    for row, seen_p in zip(known, p.tolist(), strict=True):
        if (seen_p >= P_HARVEST) != (row.taken > MIXED[1]):
            what = f"{row.accounts} accounts, {row.what or 'honest'}"
            print(f"  p {seen_p:.2f}: {what} in {_label(row)}")


def check() -> None:
    """Print Brier score, expected calibration error and bins of the held-out groups."""
    known, fitted = rows(tuning=False), weights()
    names = list(fitted.harvest.weight)
    beta = np.array([fitted.harvest.bias, *fitted.harvest.weight.values()])
    p = _p(beta, _matrix(known, names, fitted.centre))
    y = np.array([r.taken > MIXED[1] for r in known])
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum(
        abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in set(bins)
    )
    brier = np.square(p - y).mean()
    print(f"groups {len(y)}, campaigns {y.sum()}, Brier {brier:.4f}, ECE {error:.4f}")
    for b in sorted(set(bins)):
        here = bins == b
        print(f"  p {p[here].mean():.3f}: {y[here].mean():.3f} of {here.sum()} groups")


def _label(row: Row) -> str:
    world = f"{row.world}:{row.seed}"
    return world if row.hand == OURS else f"{row.hand}/{world}"


def _kind(row: Row) -> str:
    """A kind of world: a scenario at any scale, what another hand wrote under one name."""
    return row.world.rsplit("-", 1)[0] if row.hand == OURS else f"{row.hand}/{row.world}"


def _centre(known: list[Row]) -> dict[str, float]:
    """Means of the measures over the groups that have them; who is tied by more is the rule."""
    names = sorted({name for r in known for name in r.x})
    means = {n: float(np.mean([_x(r, n) for r in known if n in r.x])) for n in names}
    return means | {WORDING_ALONE: 0.0}


def _matrix(known: list[Row], names: list[str], centre: dict[str, float]) -> Floats:
    """The groups' distances from the centre, shape (groups, measures); 0 where not seen."""
    return np.array([[_x(r, n) - centre[n] if n in r.x else 0.0 for n in names] for r in known])


def _x(row: Row, name: str) -> float:
    low, high = BOUNDS.get(name, (-np.inf, np.inf))
    return float(np.clip(row.x[name], low, high))


def _one_operator(x: Floats, known: list[Row]) -> Floats:
    y = np.array([r.one_operator for r in known])
    share = y.mean()
    weight = np.where(y, 0.5 / share, 0.5 / (1 - share))
    return _logistic(x, y, weight / weight.sum(), PULL, [0] * x.shape[1])


def _harvest(known: list[Row], names: list[str], centre: dict[str, float]) -> Floats:
    """Bias and weights of a harvest: the mean of two directions, then how sure it makes.

    One is what the worlds of all hands have in common, fitted to few measures; the other, of all
    measures, is `EARLIER`, at half its weight. How sure their sum may be is learned from what each
    kind of world looks like to a fit without it, at the share of harvests there is (Platt 1999,
    Probabilistic outputs for support vector machines), of groups that more than wording ties. How
    much less likely the others are is learned after that.
    """
    x, y = _matrix(known, names, centre), np.array([r.taken > MIXED[1] for r in known])
    hands, kinds = np.array([r.hand for r in known]), np.array([_kind(r) for r in known])
    counts = _counts(known)
    alone = x[:, names.index(WORDING_ALONE)] > 0
    tied = counts * ~alone
    seen = np.zeros(len(y))
    for left in sorted(set(kinds.tolist())):
        out = kinds == left
        others = _direction(names, x[~out], y[~out], hands[~out], counts[~out])
        seen[out] = _odds(others, x[out])
    _, slope = _sure(seen, y, tied)
    earlier = EARLIER_SHARE * np.array([0.0, *(EARLIER.harvest.weight.get(n, 0.0) for n in names)])
    bias, sure = _sure(slope * seen + _odds(earlier, x), y, tied)
    both: Floats = sure * (slope * _direction(names, x, y, hands, counts) + earlier)
    both[0] += bias
    odds = bias + sure * (slope * seen + _odds(earlier, x))
    both[1 + names.index(WORDING_ALONE)] = _shift(odds[alone], y[alone], counts[alone])
    return both


def _counts(known: list[Row]) -> Floats:
    """What each group counts: one, but all pieces of one operator together count one."""
    pieces = Counter((_label(r), r.what) for r in known if r.campaign)
    return np.array([1 / pieces[_label(r), r.what] if r.campaign else 1.0 for r in known])


def _sure(odds: Floats, y: Floats, counts: Floats) -> Floats:
    """Bias and slope of the odds, each group counting so much."""
    return _logistic(odds[:, None], y, counts / counts.sum(), 0.0, [1], most=np.inf)


def _shift(odds: Floats, y: Floats, counts: Floats) -> float:
    """What to add to the odds, so that as many are harvests as they say."""
    return float(brentq(lambda shift: counts @ (expit(odds + shift) - y), -20, 20))


def _direction(names: list[str], x: Floats, y: Floats, hands: Floats, counts: Floats) -> Floats:
    """Bias and weights of the few measures, zero for the others; hands and answers count alike."""
    weight = counts.copy()
    for cell in {*zip(hands.tolist(), y.tolist(), strict=True)}:
        here = (hands == cell[0]) & (y == cell[1])
        weight[here] /= counts[here].sum()
    few = np.array([n in HARVEST for n in names])
    found = _logistic(x[:, few], y, weight / weight.sum(), PULL_HARVEST, [1] * int(few.sum()))
    beta = np.zeros(1 + len(names))
    beta[np.append(True, few)] = found
    return beta


def _logistic(
    x: Floats, y: Floats, weight: Floats, pull: float, signs: list[int], most: float = MOST
) -> Floats:
    """Weighted ridge logistic regression whose weights keep their signs: bias and weights.

    No measure says more than `most`, in nats.
    """
    side = np.where(y, 1.0, -1.0)

    def loss(beta: Floats) -> tuple[float, Floats]:
        """What is wrong, and its slope in each weight."""
        says = x * beta[1:]
        wrong = -side * (beta[0] + np.clip(says, -most, most).sum(axis=1))
        each = -side * weight * expit(wrong)
        slope = (each[:, None] * x * (np.abs(says) < most)).sum(axis=0) + 2 * pull * beta[1:]
        lost = weight @ np.logaddexp(0, wrong) + pull * np.square(beta[1:]).sum()
        return float(lost), np.append(each.sum(), slope)

    bounds = [(None, None), *((0 if s > 0 else None, 0 if s < 0 else None) for s in signs)]
    start = np.zeros(1 + x.shape[1])
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def _p(beta: Floats, x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-_odds(beta, x))), np.float64)


def _odds(beta: Floats, x: Floats) -> Floats:
    return np.asarray(beta[0] + np.clip(x * beta[1:], -MOST, MOST).sum(axis=1), np.float64)


def _model(names: Iterable[str], beta: Floats) -> Model:
    return Model(
        bias=round(float(beta[0]), 4),
        weight={n: round(float(b), 4) for n, b in zip(names, beta[1:], strict=True)},
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["gather", scenario, scale, *seeds]:
            gather(scenario, float(scale), [int(s) for s in seeds])
        case ["look", hand, *folders]:
            look(hand, folders)
        case ["keep"]:
            keep()
        case ["fit"]:
            fit()
        case ["cross"]:
            cross()
        case ["check"]:
            check()
        case _:
            sys.exit(__doc__)
