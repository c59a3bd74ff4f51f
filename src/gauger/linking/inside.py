"""A group without what most of it shares: what is left ties those who have more in common.

Who hides among a reseller's customers pays as they do and sends through the same addresses, and two
operators on one relay share that relay. Such a group is one, rightly; what it is made of only shows
when its common values are set aside. How popular the others are is still counted over everybody.
"""

from dataclasses import replace

import numpy as np

from gauger.linking.traits import Ints, SignalTraits, Traits, entries, numbered, ones

MOST = 0.5
"""A value that so many of a group's accounts hold is the group's own, and tells no part of it."""


def inside(traits: Traits, members: Ints) -> Traits:
    """The traits of `members` (sorted), numbered anew, less what most of them share.

    The population stays whole: `others` are the accounts left out.
    """
    return Traits(
        accounts=tuple(traits.accounts[i] for i in members.tolist()),
        signals=tuple(_inside(signal, members) for signal in traits.signals),
        others=traits.population - len(members),
    )


def _inside(signal: SignalTraits, members: Ints) -> SignalTraits:
    held = signal.held
    row, place = entries(held, members)
    value, column = numbered(held.indices[place], held.shape[1])
    rare = np.bincount(column, minlength=len(value)) < MOST * len(members)
    keep = rare[column]
    place, column = place[keep], (np.cumsum(rare) - 1)[column[keep]]
    row = row[keep]
    ends = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(members)))])
    own = ones(column, ends, (len(members), int(rare.sum())))
    return replace(
        signal,
        held=own,
        holders=signal.holders[value[rare]],
        first_us=signal.first_us[place],
        uses=signal.uses[place],
        degree=signal.degree[members],
        others=signal.population - len(members),
    )
