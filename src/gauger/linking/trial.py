"""Each account on trial by itself: whether it belongs to a group, or was swept along.

For a group G, a value that a share f of G's other accounts hold, and a share b of everybody else,
speaks log2(f / b) bits for an account that holds it. Values of one signal come together (addresses
of one pool), so a signal's bits grow with the logarithm of their number; signals of one family
may have one cause, so a family counts by its strongest; and two families are needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gauger.linking.traits import Floats, Ints, SignalTraits, Traits

MAX_FAMILY_BITS = 12.0
"""No family carries more: beyond one in four thousand, our model of it is the weaker link."""
MIN_FAMILY_BITS = 5.0
"""A family speaks when its evidence is 32 times as likely in the group as outside: more than one
framework with a market share of 3 % can say."""
MIN_FAMILIES = 2
"""The design's rule: no single kind of evidence accuses anybody."""
MIN_HOLDERS = 3
"""A value that two members share ties the two, not the group: of random people, some pairs always
share a rare value in two ways."""
P_MEMBER = 0.9
"""Accounts below this probability stay out: one in ten is the share of errors we bear at most at
the edge of a group; typical members stand far above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the evidence says of every account against one group."""

    bits: Floats
    """Shape (accounts, signals): evidence of each signal, tempered."""
    p_member: Floats
    """Shape (accounts,): posterior probability of membership."""
    families: Ints
    """Shape (accounts,): families that speak."""
    causes: Ints
    """Shape (accounts,): distinct causes that speak."""

    @property
    def members(self) -> Ints:
        """Accounts that belong: probable, and by two families."""
        two = (self.families >= MIN_FAMILIES) & (self.causes >= MIN_FAMILIES)
        belongs = (self.p_member >= P_MEMBER) & two
        return np.asarray(np.flatnonzero(belongs), np.int64)


def try_accounts(traits: Traits, group: Ints) -> Trial:
    """Weigh every account's traits for `group` (account numbers) against the rest."""
    inside = np.zeros(len(traits.accounts), bool)
    inside[group] = True
    bits = np.column_stack([_signal_bits(s, inside) for s in traits.signals])
    by_family = _strongest_of(bits, [s.family for s in traits.signals])
    by_cause = _strongest_of(bits, [s.cause for s in traits.signals])
    outside = max(1, len(inside) - len(group))
    posterior = by_family.sum(axis=1) - np.log2(outside / max(1, len(group)))
    return Trial(
        bits=bits,
        p_member=1.0 / (1.0 + np.exp2(-np.clip(posterior, -60, 60))),
        families=(by_family >= MIN_FAMILY_BITS).sum(axis=1).astype(np.int64),
        causes=(by_cause >= MIN_FAMILY_BITS).sum(axis=1).astype(np.int64),
    )


def _strongest_of(bits: Floats, kinds: Sequence[str]) -> Floats:
    """Shape (accounts, distinct kinds): the strongest signal of each kind, capped."""
    columns = [[i for i, k in enumerate(kinds) if k == kind] for kind in sorted(set(kinds))]
    strongest = [bits[:, c].max(axis=1) for c in columns]
    return np.asarray(np.minimum(np.column_stack(strongest), MAX_FAMILY_BITS), np.float64)


def _signal_bits(traits: SignalTraits, inside: np.ndarray) -> Floats:
    """Evidence of one signal for every account, shape (accounts,)."""
    held, n = traits.held, int(inside.sum())
    within = np.asarray(inside.astype(float) @ held).ravel()
    touched = within >= MIN_HOLDERS
    if not touched.any():
        return np.zeros(len(inside))
    holders = np.asarray(held.sum(axis=0)).ravel()
    outside = (holders - within + 0.5) / (len(inside) - n + 1)
    others = np.where(touched, within, 1.0)
    for_member = np.where(
        touched, np.log2(np.maximum(others - 1, 0.5) / max(n - 1, 1) / outside), 0
    )
    for_stranger = np.where(touched, np.log2(others / max(n, 1) / outside), 0)
    best = np.where(inside, _strongest(held, for_member), _strongest(held, for_stranger))
    # Only values that speak by themselves add up: a heavy user holds some that merely fit.
    count = np.where(
        inside,
        held @ (for_member >= MIN_FAMILY_BITS).astype(float),
        held @ (for_stranger >= MIN_FAMILY_BITS).astype(float),
    )
    more = np.log2(np.maximum(count, 1.0))
    return np.where(best > 0, best + more, 0.0)


def _strongest(held: object, weight: Floats) -> Floats:
    """Largest positive weight among each account's values."""
    scaled = held.multiply(np.maximum(weight, 0.0)[None, :]).tocsr()  # type: ignore[attr-defined]
    return np.asarray(scaled.max(axis=1).toarray(), np.float64).ravel()
