"""How surprising a shared value is: the configuration model of who holds what by chance.

Accounts and values keep their degrees and are otherwise joined at random. An account that holds k
of a signal's M (account, value) pairs then holds a value of d accounts with probability about
k d / M. What everybody has is expected, so it weighs nothing: popular templates, carriers'
addresses and hubs need no list of exceptions.
Source: Newman, Networks (2nd ed.), 12.1; degree-preserving null of coordination-network analysis
(Pacheco et al. 2021, ICWSM).
"""

import numpy as np

from gauger.linking.traits import Floats, Ints, SignalTraits

P_SHARED = 1 / 8
"""Chance that one operator's account holds a given value of another's: pools are rotated through,
so it is far below one. An assumption; a factor of two here moves each link by one bit."""


def link_bits(traits: SignalTraits, a: Ints, b: Ints, value: Ints) -> Floats:
    """Evidence in bits that accounts a and b share `value` because one hand runs both.

    Takes numbers of shape (pairs,); returns log2 likelihood ratios of shape (pairs,), floored at
    zero: sharing a popular value is no evidence against anything.
    """
    pairs = float(max(traits.degree.sum(), 1))
    holders = np.asarray(traits.held.sum(axis=0)).ravel()[value]
    k = np.sqrt(traits.degree[a].astype(float) * traits.degree[b])
    by_chance = np.minimum(1.0, np.maximum(k * holders / pairs, holders / len(traits.degree)))
    return np.maximum(0.0, np.log2(P_SHARED / by_chance))
