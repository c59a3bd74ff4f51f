"""Groups that nothing but their wording ties: which phrases were weighed, and by how much less.

`linking.wording` weighs every phrase of a group against what an account of its activity holds by
chance. A pack holds the phrases (re-hashed), who of the members holds them and how many outside do,
so that each member is weighed again. Only the spread of strangers' scores is on trust: it would
take the phrases of accounts that have nothing to do with the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gauger.linking.traits import Floats, Ints, SignalTraits, Traits

# What the run itself weighed by: written anew here, the two could drift apart.
from gauger.linking.wording import design_effect, membership, phrases_of, wording_bits
from gauger.signals.family import Family

AGREES = 0.01
"""A member's probability is the run's when it is within this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """How the wording of a group was weighed."""

    signal: str
    values: Ints
    """The phrases: columns of the signal."""
    spread: float
    """How much wider strangers' scores spread than independent phrases would give; at least 1."""


def worded_by(traits: Traits, group: Ints, p_member: Mapping[int, float]) -> Worded | None:
    """The wording that a run found a group by: of all kinds, the one that gives its probabilities.

    `p_member` is the run's, by account number. None when no kind has a phrase of the group.
    """
    told = np.array([p_member[i] for i in group.tolist()])
    best: tuple[int, SignalTraits] | None = None
    for signal in traits.signals:
        if signal.family is Family.CONTENT:
            agree = int((np.abs(_p_by_wording(signal, group) - told) <= AGREES).sum())
            if best is None or agree > best[0]:
                best = agree, signal
    if best is None or not len(phrases_of(best[1], group).value):
        return None
    inside = np.zeros(len(traits.accounts), bool)
    inside[group] = True
    phrases = phrases_of(best[1], group)
    return Worded(
        signal=best[1].signal,
        values=phrases.value,
        spread=design_effect(best[1], phrases, inside),
    )


def _p_by_wording(signal: SignalTraits, group: Ints) -> Floats:
    """Probability of each member by its phrases; without any, nothing speaks for or against it."""
    who, bits = wording_bits(signal, group)
    at = {account: number for number, account in enumerate(who.tolist())}
    own = np.array([bits[at[i]] if i in at else 0.0 for i in group.tolist()])
    return membership(signal, group, own)
