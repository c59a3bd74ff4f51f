"""How far a partner's indicators are believed: by what came of the accounts they hit.

Each partner and kind starts at one good and one bad of two (Beta(1, 1)); every account that a
person confirmed or cleared moves it. A kind that keeps hitting honest customers falls silent, and
the table says so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b

import msgspec
from scipy.stats import beta

from gauger.sharing.store import Store

PRIOR = 1.0
"""Pseudo-counts on either side: a stranger is right half of the time."""
MUTE_BELOW = 0.2
"""A kind whose hits are confirmed less often than one in five says nothing any more."""


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """One partner's record for one kind of identifier."""

    partner: str
    kind: str
    confirmed: int
    cleared: int
    precision: float
    """Posterior mean."""
    low: float
    high: float
    """Central 90 % of the posterior."""
    muted: bool


def trust(partner: str, kind: str, confirmed: int, cleared: int) -> Trust:
    """The record of so many confirmed and cleared accounts.

    Source: Beta-Binomial, e.g. Gelman et al., Bayesian Data Analysis, section 2.4.

    >>> t = trust("lab-b", "ipv4-addr", 1, 19)
    >>> round(t.precision, 3), t.muted
    (0.091, True)
    """
    a, b = PRIOR + confirmed, PRIOR + cleared
    mean = a / (a + b)
    return Trust(
        partner=partner,
        kind=kind,
        confirmed=confirmed,
        cleared=cleared,
        precision=mean,
        low=float(beta.ppf(0.05, a, b)),
        high=float(beta.ppf(0.95, a, b)),
        muted=mean < MUTE_BELOW,
    )


def record(store: Store, hits: Iterable[tuple[str, str, str]], labels: Mapping[str, bool]) -> int:
    """Note what people said of accounts that indicators hit; gives how many were noted.

    `hits` are (partner, kind, account_id); `labels` says of an account whether it was confirmed
    (true) or cleared (false). A later word on an account replaces the earlier.
    """
    rows = [
        (partner, kind, _pseudonym(store, account), int(labels[account]))
        for partner, kind, account in set(hits)
        if account in labels
    ]
    with store.changing() as db:
        db.executemany(
            "insert into outcome values (?, ?, ?, ?) on conflict (partner, kind, account) "
            "do update set good = excluded.good",
            rows,
        )
    return len(rows)


def _pseudonym(store: Store, account: str) -> str:
    return blake2b(account.encode(), key=store.secret[:64], digest_size=16).hexdigest()


def table(store: Store) -> tuple[Trust, ...]:
    """The record of every partner and kind with a received indicator or an outcome."""
    with store.reading() as db:
        rows = db.execute("select partner, kind, good, count(*) from outcome group by 1, 2, 3")
        counts: Counter[tuple[str, str, int]] = Counter()
        for partner, kind, good, n in rows.fetchall():
            counts[partner, kind, good] = n
        known = db.execute("select distinct partner, kind from received").fetchall()
    names = {(p, k) for p, k, _ in counts} | {(p, k) for p, k in known}
    return tuple(trust(p, k, counts[p, k, 1], counts[p, k, 0]) for p, k in sorted(names))
