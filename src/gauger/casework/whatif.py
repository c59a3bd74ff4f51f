"""What would be left of a case without some signals, from the evidence that was stored.

Each account is weighed anew by the rules of `linking.trial` with the limits of its own run: a
family counts by its strongest signal, two families and two causes must speak. The search for groups
is not repeated, so an account that only the left-out signal brought in may stay, and none comes in.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from gauger.campaigns.model import Campaign, Run
from gauger.casework.tally import Tally
from gauger.signals.catalogue import SIGNALS

FAMILY = {s.name: s.family.value for s in SIGNALS}
CAUSE = {s.name: s.cause for s in SIGNALS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What stands without some signals."""

    without: tuple[str, ...]
    accounts: int
    of_accounts: int
    exchanges: int
    of_exchanges: int
    families: tuple[str, ...]
    """Kinds of evidence that still speak for one operator of the whole campaign."""

    @property
    def stands(self) -> bool:
        """Whether most accounts still belong, by two kinds of evidence."""
        return 2 * self.accounts > self.of_accounts and len(self.families) >= 2


def without(case: Campaign, tally: Tally, run: Run, signals: Collection[str]) -> Left:
    """What is left without `signals`; names that carry no evidence here change nothing."""
    kept = [i for i, s in enumerate(tally.signals) if s not in signals]
    names = [tally.signals[i] for i in kept]
    bits = np.array([row[0] for row in tally.rows], float).reshape(len(tally.rows), -1)[:, kept]
    accounts = np.array([row[1] for row in tally.rows], np.int64)
    exchanges = np.array([row[2] for row in tally.rows], np.int64)
    stays = _stays(bits, names, run, int(accounts.sum()))
    return Left(
        without=tuple(sorted(signals)),
        accounts=int(accounts[stays].sum()),
        of_accounts=int(accounts.sum()),
        exchanges=int(exchanges[stays].sum()),
        of_exchanges=int(exchanges.sum()),
        families=tuple(
            sorted({r.family.value for r in case.one_operator if r.signal not in signals})
        ),
    )


def each_without(case: Campaign, tally: Tally, run: Run) -> tuple[Left, ...]:
    """What is left without each signal that carries evidence, the most needed first."""
    found = [without(case, tally, run, {s}) for s in tally.signals]
    return tuple(sorted(found, key=lambda x: (x.accounts, x.without)))


def _stays(bits: np.ndarray, names: list[str], run: Run, members: int) -> np.ndarray:
    """Shape (rows,): whether accounts with such evidence still belong."""
    limit = run.limits.get
    least, most = limit("family_min_bits", 5.0), limit("family_max_bits", 12.0)
    need = limit("member_min_families", 2.0)
    by_family = _strongest(bits, [FAMILY.get(n, n) for n in names], most)
    by_cause = _strongest(bits, [CAUSE.get(n, n) for n in names], most)
    outside = max(1, run.accounts - members)
    posterior = by_family.sum(axis=1) - np.log2(outside / max(1, members))
    p_member = 1 / (1 + np.exp2(-np.clip(posterior, -60, 60)))
    return np.asarray(
        (p_member >= limit("member_min_p", 0.9))
        & ((by_family >= least).sum(axis=1) >= need)
        & ((by_cause >= least).sum(axis=1) >= need)
    )


def _strongest(bits: np.ndarray, kinds: list[str], most: float) -> np.ndarray:
    """Shape (rows, distinct kinds): the strongest signal of each kind, capped."""
    if not kinds:
        return np.zeros((len(bits), 1))
    columns = [[i for i, k in enumerate(kinds) if k == kind] for kind in sorted(set(kinds))]
    strongest = np.column_stack([bits[:, c].max(axis=1) for c in columns])
    return np.asarray(np.minimum(strongest, most))
