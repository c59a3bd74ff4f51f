"""Members of a case counted by the evidence they carry: small, whatever the number of accounts.

Two accounts with the same signals at nearly the same strength are one row, so that what depends on
evidence alone (which signal carries the case, what is left without it) needs no account. Partners'
words are left out: they make nobody a member.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec

from gauger.campaigns.model import Member, Reason
from gauger.signals.family import Family


class Tally(msgspec.Struct, frozen=True):
    """Rows of (bits by signal, accounts, exchanges)."""

    signals: tuple[str, ...]
    rows: tuple[tuple[tuple[float, ...], int, int], ...]
    """Bits rounded to half a bit, in the order of `signals`; accounts; their exchanges."""


def tally(members: Iterable[Member]) -> Tally:
    """Count members by their evidence."""
    members = list(members)
    signals = tuple(sorted({r.signal for m in members for r in _own(m)}))
    accounts: Counter[tuple[float, ...]] = Counter()
    exchanges: Counter[tuple[float, ...]] = Counter()
    for m in members:
        strengths: dict[str, float] = {}
        for r in _own(m):
            strengths[r.signal] = max(strengths.get(r.signal, 0.0), r.strength)
        key = tuple(round(2 * strengths.get(s, 0.0)) / 2 for s in signals)
        accounts[key] += 1
        exchanges[key] += m.exchanges
    rows = tuple((key, accounts[key], exchanges[key]) for key in sorted(accounts))
    return Tally(signals=signals, rows=rows)


def _own(member: Member) -> list[Reason]:
    return [r for r in member.evidence if r.family is not Family.PARTNERS]
