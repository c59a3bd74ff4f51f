"""A trial looks at all signals at once, and by value; it must say what its definition says."""

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import poisson

from gauger.linking.traits import Floats, SignalTraits, Traits, index_traits
from gauger.linking.trial import (
    MAX_AGAINST_BITS,
    MIN_FAMILY_BITS,
    MIN_HOLDERS,
    SURPRISE_LEVELS,
    TYPICAL_SHARE,
    try_accounts,
)
from gauger.signals.family import Family

PEOPLE, RING = 400, 14
FAMILIES = (Family.IDENTITY, Family.CONTENT, Family.TIMING, Family.CONTENT)


def drawn(seed: int) -> Traits:
    """People hold values of a zipf's popularity, some very many; a ring shares some of its own."""
    rng = np.random.default_rng(seed)
    tables = {}
    for number, family in enumerate(FAMILIES):
        many = 1 + rng.zipf(1.5, PEOPLE) % 90
        rows = {(a, int(v)) for a in range(PEOPLE) for v in rng.zipf(1.3, many[a]) % 3_000}
        pool = 10_000 + np.arange(rng.integers(2, 12))
        rows |= {(a, int(v)) for a in range(RING) for v in rng.choice(pool, rng.integers(0, 3))}
        ids, values = zip(*sorted(rows), strict=True)
        tables[f"s{number}"] = (
            family,
            pa.table({"account_id": [f"a{i:03}" for i in ids], "value": pa.array(values)}),
        )
    return index_traits(tables)


def by_hand(traits: Traits, signal: SignalTraits, group: list[int]) -> Floats:
    """What one signal says of the accounts of a group, as `linking/trial.py` has it in words."""
    held = [set(signal.held[[a]].indices.tolist()) for a in range(len(traits.accounts))]
    n, rest = len(group), traits.population - len(group)
    best, speaking = np.zeros(len(held)), np.zeros(len(held))
    others, held_of = ({least: np.zeros(len(held)) for least in SURPRISE_LEVELS} for _ in range(2))
    for value in set().union(*(held[a] for a in group)):
        within = sum(value in held[a] for a in group)
        outside = signal.holders[value] - within + 0.5
        lift = np.log2(within / n / (outside / (rest + 1)))
        if within < MIN_HOLDERS or lift < MIN_FAMILY_BITS:
            continue
        for least in (x for x in SURPRISE_LEVELS if lift >= x):
            others[least] += outside
            held_of[least] += [value in held[a] for a in range(len(held))]
        for account in (a for a in range(len(held)) if value in held[a]):
            share = (within - 1) / (n - 1) if account in group else within / n
            expected = signal.degree[account] * outside / signal.pairs
            chance = max(-np.expm1(-expected), outside / traits.population, outside / (rest + 1))
            bits = np.log2(max(share, 0.5 / n) / chance)
            best[account] = max(best[account], bits)
            speaking[account] += bits >= MIN_FAMILY_BITS
    bits = np.where(best > 0, best + np.log2(np.maximum(speaking, 1)), 0)
    surprise = np.zeros(len(held))
    for least in SURPRISE_LEVELS:
        usual = np.maximum(
            signal.degree * others[least] / signal.pairs, others[least] / traits.population
        )
        says = -poisson.logsf(held_of[least] - 1, usual) / np.log(2)
        surprise = np.maximum(surprise, np.where(held_of[least] > 0, says, 0))
    bits = np.minimum(bits, surprise)
    loud = bits[group][bits[group] >= MIN_FAMILY_BITS]
    if not len(loud):
        return bits[group]
    shows = bits >= max(MIN_FAMILY_BITS, TYPICAL_SHARE * float(np.median(loud)))
    elsewhere = (shows.sum() - shows[group].sum()) / rest
    share = (shows[group].sum() - shows[group]) / (n - 1)
    against = np.log2(np.maximum(1 - share, 1e-9) / (1 - elsewhere))
    lacking = np.where(signal.degree[group] > 0, np.clip(against, -MAX_AGAINST_BITS, 0), 0)
    return np.where(shows[group], bits[group], lacking)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [RING, RING + 10, 60])
def test_a_trial_says_of_each_signal_what_its_definition_says(seed: int, size: int) -> None:
    traits = drawn(seed)
    trial = try_accounts(traits, np.arange(size)).of(np.arange(size))
    for column, signal in enumerate(traits.signals):
        np.testing.assert_allclose(
            trial.bits[:, column], by_hand(traits, signal, list(range(size))), atol=1e-9
        )


def test_one_rare_phrase_of_a_thousand_convicts_nobody_busy() -> None:
    """A group has a thousand phrases, each rare; a busy stranger holds a few of them by chance."""
    rng = np.random.default_rng(5)
    ring = {(a, int(v)) for a in range(40) for v in rng.choice(1_000, 500, replace=False)}
    strangers = {(a, int(v)) for a in range(40, 4_000) for v in rng.choice(20_000, 40)}
    busy = {(4_000, v) for v in range(3)} | {(4_000, 1_000 + v) for v in range(37)}
    ids, values = zip(*sorted(ring | strangers | busy), strict=True)
    rows = {"account_id": [f"a{i:04}" for i in ids], "value": pa.array(values)}
    traits = index_traits({"phrase": (Family.CONTENT, pa.table(rows))})
    trial = try_accounts(traits, np.arange(40))
    assert (trial.of(np.arange(40)).bits > 10).all()
    assert 4_000 not in trial.accounts
