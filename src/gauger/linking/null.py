"""How surprising a held value is: the configuration model of who holds what by chance.

Accounts and values keep their degrees and are otherwise joined at random. An account that holds k
of a signal's M (account, value) pairs then holds a value of d accounts with probability about
1 - exp(-k d / M). What everybody has is expected, so it weighs nothing: popular templates,
carriers' addresses and hubs need no list of exceptions.
Source: Newman, Networks (2nd ed.), 12.1; degree-preserving null of coordination-network analysis
(Pacheco et al. 2021, ICWSM).
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from gauger.linking.traits import Floats, Ints, Numbers, SignalTraits

AnyFloats = npt.NDArray[np.floating[Any]]

P_SHARED = 1 / 8
"""Chance that one operator's account holds a given value of another's: pools are rotated through,
so it is far below one. An assumption; a factor of two here moves each link by one bit."""


def p_by_chance(traits: SignalTraits, degree: AnyFloats, holders: AnyFloats) -> Floats:
    """Chance that an account of `degree` values holds a value of `holders` accounts.

    Shapes broadcast. Never below the value's share of all accounts: who holds few values is not
    thereby a suspect for the one it has.
    """
    share = holders / max(traits.population, 1)
    by_degree = -np.expm1(-degree * holders / max(traits.pairs, 1))
    return np.asarray(np.maximum(by_degree, share), np.float64)


def expected(traits: SignalTraits, degree: AnyFloats | Ints, holders: float) -> Floats:
    """How many values of a set that so many `holders` hold, each value counted, somebody holds."""
    share = holders / max(traits.population, 1)
    return np.asarray(np.maximum(degree * holders / max(traits.pairs, 1), share), np.float64)


def link_bits(
    traits: SignalTraits, a: Numbers, b: Numbers, value: Numbers, *, by_activity: bool = True
) -> Floats:
    """Evidence in bits that accounts a and b share `value` because one hand runs both.

    Takes numbers of shape (pairs,); returns log2 likelihood ratios of shape (pairs,), floored at
    zero: sharing a popular value is no evidence against anything. Without `by_activity` a value's
    popularity alone counts, whatever else the two hold.
    """
    k = np.sqrt(traits.degree[a].astype(float) * traits.degree[b]) * by_activity
    by_chance = p_by_chance(traits, k, traits.holders[value].astype(float))
    return np.asarray(np.maximum(0.0, np.log2(P_SHARED / by_chance)), np.float64)
