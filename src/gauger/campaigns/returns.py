"""A pool of accounts is closed, and its operator comes back under new ones.

Where linking ties the new accounts to the old ones by itself, the campaign simply goes on, and its
history says so. Where it does not, the new group stands trial against the old one's accounts; kinds
of evidence that most of it shows are given as what ties the two.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from gauger.campaigns.judge import SAYS
from gauger.campaigns.model import Campaign, Happening, HappeningKind, Reason
from gauger.linking.communities import MIN_ACCOUNTS
from gauger.linking.traits import Ints, Traits
from gauger.linking.trial import MIN_FAMILY_BITS, try_accounts

MOST = 0.5
"""Share of the old accounts that must be closed, and of the new ones that must show a tie."""
OVERLAP = timedelta(days=3)
"""A new pool may warm up so long before the old one ends."""
PAUSE = timedelta(days=30)
"""Longer than this after the end, the same behaviour may be anybody's."""
REPEAT = timedelta(days=7)
"""A return is a wave of accounts, said once."""


def back(
    before: Sequence[str],
    first: Mapping[str, datetime],
    history: Sequence[Happening],
    closings: Mapping[str, datetime],
    now: datetime,
) -> list[Happening]:
    """Whether a campaign goes on under new accounts after most that it had were closed.

    Takes the accounts it had, and the first exchange of each it has.
    """
    ban = _ban(before, closings)
    if ban is None:
        return []
    closed = [a for a in before if a in closings]
    fresh = [a for a, ts in first.items() if a not in set(before) and ts >= ban - OVERLAP]
    again = any(h.kind is HappeningKind.RETURNED and now - h.at < REPEAT for h in history)
    if len(fresh) < MIN_ACCOUNTS or again:
        return []
    text = (
        f"Back under {len(fresh):,} new accounts: {len(closed):,} of its {len(before):,} were "
        f"closed, half of them by {ban:%Y-%m-%d %H:%M} UTC."
    )
    return [Happening(at=now, kind=HappeningKind.RETURNED, text=text)]


def _ban(accounts: Sequence[str], closings: Mapping[str, datetime]) -> datetime | None:
    """When half of the closed ones were closed, if most are."""
    closed = sorted(closings[a] for a in accounts if a in closings)
    return closed[len(closed) // 2] if len(closed) >= MOST * len(accounts) > 0 else None


def likely_return(
    campaign: Campaign,
    members: Sequence[str],
    others: Mapping[str, tuple[Sequence[str], datetime]],
    traits: Traits,
    closings: Mapping[str, datetime],
    now: datetime,
) -> list[Happening]:
    """The earlier campaign that a new one most likely continues, with what ties the two.

    `others` holds accounts and last exchange of each.
    """
    best: tuple[float, str, list[Reason]] | None = None
    for name, (accounts, last) in others.items():
        end = min(last, _ban(accounts, closings) or last)
        if not end - OVERLAP <= campaign.first_ts <= end + PAUSE:
            continue
        ties = ties_between(traits, accounts, members, name)
        strength = sum(t.strength for t in ties)
        if ties and (best is None or strength > best[0]):
            best = strength, name, ties
    if best is None:
        return []
    _, name, ties = best
    families = sorted({t.family.value for t in ties})
    closed = sum(a in closings for a in others[name][0])
    text = (
        f"Likely the return of {name}, {closed:,} of whose {len(others[name][0]):,} accounts "
        f"were closed: tied to it by {', '.join(families)}."
    )
    return [
        Happening(
            at=now,
            kind=HappeningKind.RETURNED,
            text=text,
            other=name,
            evidence=tuple(ties),
        )
    ]


def ties_between(traits: Traits, old: Sequence[str], new: Sequence[str], name: str) -> list[Reason]:
    """Signals by which most of the new accounts would belong to the old group, strongest first."""
    number = {a: i for i, a in enumerate(traits.accounts)}
    group, others = (
        np.array(sorted(number[a] for a in accounts if a in number), np.int64)
        for accounts in (old, new)
    )
    if len(group) < MIN_ACCOUNTS or not len(others):
        return []
    trial = try_accounts(traits, group)
    tried: Ints = others[np.isin(others, trial.accounts)]
    bits = trial.of(tried).bits
    found = []
    for column, signal in enumerate(traits.signals):
        speaks = bits[:, column] >= MIN_FAMILY_BITS
        if speaks.sum() < MOST * len(others):
            continue
        typical = float(np.median(bits[speaks, column]))
        text = (
            f"{int(speaks.sum()):,} of {len(others):,} accounts "
            f"{SAYS.get(signal.signal, 'share ' + signal.signal)}, as those of {name} did "
            f"(typically 1 in {2 ** min(typical, 40):,.0f} by chance)."
        )
        found.append(
            Reason(
                signal=signal.signal, family=signal.family, text=text, strength=round(typical, 2)
            )
        )
    return sorted(found, key=lambda r: -r.strength)
