"""Who in a group that wording alone ties conducts himself as its harvest does, account by account.

Whoever asks in a popular way stands in such a group: tutors beside the harvest of a question bank.
So there an account is counted in only where what it does, beside its wording, speaks by itself. A
group is a mixture of honest accounts, whose counts of each evidence are beta-binomial as everybody
else's are, and of harvesting ones, whose shares are learned from the group and never lower.
Source: Kleinman 1973 for the beta-binomial.
"""

import numpy as np
from scipy.special import betaln

from gauger.campaigns.accounting import Books
from gauger.linking.traits import Floats
from gauger.signals.catalogue import EVIDENCE
from gauger.signals.family import Family
from gauger.signals.pooling import MOST_ROWS, Usual, usual, worth
from gauger.stats.mixture import two_kinds

CONDUCT = tuple(e for e in EVIDENCE if e.harvest > 0 and e.family is not Family.CONTENT)
"""What may only speak for a harvest, and is not the wording that ties the group."""
P_CONDUCT = 0.99
"""Probability from which an account is counted in: a hundred to one, since a person is accused."""
MAX_NATS = 6.0
"""One kind of evidence says no more than 400 to 1 of one account."""


def conducting(own: Books, rest: Books) -> dict[str, float]:
    """Probability, by account id, that an account of the group does what its harvest does."""
    rows = own.evidence.to_pylist()
    names = sorted({r["account_id"] for r in rows})
    place = {name: i for i, name in enumerate(names)}
    seen: list[tuple[Usual, Floats, Floats]] = []
    for signal in CONDUCT:
        null = usual(*rest.counts[signal.name]) if signal.name in rest.counts else None
        if null is None:
            continue
        hits, of = np.zeros(len(names)), np.zeros(len(names))
        for r in rows:
            if r["evidence"] == signal.name and r["of"]:
                hits[place[r["account_id"]]], of[place[r["account_id"]]] = r["hits"], r["of"]
        some = np.minimum(1.0, MOST_ROWS / np.maximum(of, 1))
        seen.append((null, hits * some, of * some))
    if not seen:
        return dict.fromkeys(names, 0.0)
    return dict(zip(names, _mixture(seen).tolist(), strict=True))


def _mixture(seen: list[tuple[Usual, Floats, Floats]]) -> Floats:
    """Posterior of the harvesting kind, shape (accounts,)."""
    lift = np.sum(
        [np.divide(h, n, out=np.zeros_like(h), where=n > 0) - u.share for u, h, n in seen], axis=0
    )
    p, _ = two_kinds(lift, lambda p: np.sum([_says(u, h, n, p) for u, h, n in seen], axis=0))
    return p


def _says(null: Usual, hits: Floats, of: Floats, p: Floats) -> Floats:
    """Log odds that each account's hits are a harvesting one's; zero where it shows nothing."""
    rows = p * worth(of, null.alike)
    learned = float((rows * hits / np.maximum(of, 1)).sum() + null.share) / float(rows.sum() + 1)
    ratio = _log_likelihood(max(learned, null.share), null.alike, hits, of) - _log_likelihood(
        null.share, null.alike, hits, of
    )
    return np.clip(np.where(of > 0, ratio, 0.0), -MAX_NATS, MAX_NATS)


def _log_likelihood(share: float, alike: float, hits: Floats, of: Floats) -> Floats:
    """Of beta-binomial counts, but for a constant."""
    share, rest = np.clip(share, 1e-4, 1 - 1e-4), 1 / alike - 1
    a, b = share * rest, (1 - share) * rest
    return np.asarray(betaln(hits + a, of - hits + b) - betaln(a, b), np.float64)
