"""What each signal is worth: `python -m bench.ablation SCALE SEED...`, over the ladder's worlds.

Alone: of a campaign's accounts, taken as known, the share for which the signal speaks (five bits),
and of 10,000 other accounts the number for which it would. Left out: what linking finds without it,
beside what it finds with all. `python -m bench.ablation power SCALE SEED...` measures alone only.
Writes build/bench/ablation.jsonl and prints Markdown rows.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow.parquet as pq

from bench.worlds import world
from gauger.campaigns.detect import traits_of
from gauger.linking.groups import link
from gauger.linking.traits import Ints, Traits
from gauger.linking.trial import MIN_FAMILY_BITS, try_accounts
from gauger.simulate.scenario import names

OUT = Path("build/bench/ablation.jsonl")
RUNGS = tuple(n for n in names() if n.startswith("ladder"))


class Power(msgspec.Struct, frozen=True):
    """One signal alone, in one campaign of one world."""

    world: str
    seed: int
    campaign: str
    signal: str
    members: int
    speaks: float
    """Share of the campaign's accounts."""
    others: float
    """Of 10,000 accounts outside."""


class Found(msgspec.Struct, frozen=True):
    """What linking finds without one signal (or with all: empty name)."""

    world: str
    seed: int
    without: str
    recall: float
    """Of the campaigns' accounts, those in a group that is mostly one campaign's."""
    swept: int
    """Other accounts in these groups."""
    groups: int


def power(name: str, seed: int, traits: Traits, truth: dict[str, str]) -> Iterator[Power]:
    """Each signal on trial alone, with the campaign's accounts as the group."""
    for campaign, group in campaigns(traits, truth).items():
        inside = np.zeros(len(traits.accounts), bool)
        inside[group] = True
        for place, signal in enumerate(traits.signals):
            one = replace(traits, signals=(signal,))
            trial = try_accounts(one, group)
            speaks = trial.accounts[trial.bits[:, 0] >= MIN_FAMILY_BITS]
            among = int(inside[speaks].sum())
            yield Power(
                world=name,
                seed=seed,
                campaign=campaign,
                signal=traits.signals[place].signal,
                members=len(group),
                speaks=among / len(group),
                others=1e4 * (len(speaks) - among) / max(1, len(inside) - len(group)),
            )


def campaigns(traits: Traits, truth: dict[str, str]) -> dict[str, Ints]:
    """Account numbers of each campaign."""
    where: dict[str, list[int]] = {}
    for number, account in enumerate(traits.accounts):
        if truth.get(account):
            where.setdefault(truth[account], []).append(number)
    return {c: np.array(ns, np.int64) for c, ns in where.items()}


def found(name: str, seed: int, traits: Traits, truth: dict[str, str], without: str) -> Found:
    """Link without a signal."""
    kept = tuple(s for s in traits.signals if s.signal != without)
    groups = link(replace(traits, signals=kept)).groups
    hits = swept = 0
    for group in groups:
        counts = Counter(truth.get(traits.accounts[i], "") for i in group.members.tolist())
        top, n = counts.most_common(1)[0]
        if top:
            hits, swept = hits + n, swept + len(group.members) - n
    total = sum(len(g) for g in campaigns(traits, truth).values())
    return Found(
        world=name,
        seed=seed,
        without=without,
        recall=hits / max(1, total),
        swept=swept,
        groups=len(groups),
    )


def main(scale: float, seeds: list[int], *, leave_out: bool, rungs: tuple[str, ...]) -> None:
    """Measure world by world, so that a run that is stopped has its rows."""
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with OUT.open("ab") as out:

        def keep(row: Power | Found) -> None:
            out.write(msgspec.json.encode({"kind": type(row).__name__} | msgspec.to_builtins(row)))
            out.write(b"\n")
            out.flush()

        for name in rungs:
            for seed in seeds:
                _world(name, scale, seed, keep, leave_out=leave_out)
                print(name, seed, flush=True)


def _world(
    name: str, scale: float, seed: int, keep: Callable[[Power | Found], None], *, leave_out: bool
) -> None:
    opened = world(name, scale, seed)
    rows = pq.read_table(opened.path / "truth.parquet").to_pylist()
    truth = {r["account_id"]: r["campaign"] or "" for r in rows}
    traits = traits_of(opened)
    for row in power(name, seed, traits, truth):
        keep(row)
    if leave_out:
        for without in ("", *(s.signal for s in traits.signals)):
            keep(found(name, seed, traits, truth, without))


if __name__ == "__main__":
    given = sys.argv[1:]
    alone = bool(given) and given[0] == "power"
    numbers = [g for g in given[alone:] if g[0].isdigit()]
    chosen = tuple(g for g in given[alone:] if not g[0].isdigit())
    main(
        float(numbers[0]),
        [int(s) for s in numbers[1:]],
        leave_out=not alone,
        rungs=chosen or RUNGS,
    )
