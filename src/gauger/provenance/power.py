"""Evidence against: the smallest share of our data that a test would have caught.

"Nothing found" means little from a test that could have found nothing. Each figure here is the
smallest share of what the suspect shows that had to be *as we served it* for the test to reject
with 95 % power. It is a share of behaviour: a student that learns weakly needs more of our data
than that to show it; the laboratory measures how much (docs/provenance/measured.md).
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from gauger.provenance.arrays import Floats, Ints
from gauger.provenance.exact import smallest_rate
from gauger.provenance.greenlist import GreenList, MarkShape
from gauger.provenance.model import LanguageModel
from gauger.provenance.ngram import softmax
from gauger.provenance.prf import random_keys
from gauger.provenance.radioactivity import open_tuples, z_scores

POWER = 0.95
ROUNDS = 3


def share_of_coins(n: int, p: float, *, alpha: float, full: float = 1.0) -> float:
    """Smallest share that n coins of chance p find, where served answers show a rate of `full`.

    >>> round(share_of_coins(24, 1 / 16, alpha=1e-6), 2)
    0.53
    """
    rate = smallest_rate(n, p, alpha=alpha, power=POWER)
    return min(1.0, max(0.0, (rate - p) / (full - p))) if full > p else 1.0


def full_green(shape: MarkShape) -> float:
    """Share of green tokens in marked text where every token is open: the most there can be.

    >>> round(full_green(MarkShape()), 3)
    0.711
    """
    lifted = shape.gamma * np.exp(shape.delta)
    return float(lifted / (lifted + 1 - shape.gamma))


@dataclass(frozen=True, slots=True)
class PartlyMarked:
    """A model that behaves as marked in a share of what it says."""

    inner: LanguageModel
    mark: GreenList
    share: float

    @property
    def vocab(self) -> int:
        """Number of token ids."""
        return self.inner.vocab

    def next_p(self, contexts: Ints) -> Floats:
        """Probabilities of shape (n, vocab), the share of them raised on the list."""
        p = self.inner.next_p(contexts)
        raised = softmax(self.mark.hook(contexts, np.log(np.maximum(p, 1e-300))))
        return np.asarray((1 - self.share) * p + self.share * raised)

    def logp(self, sequence: Ints, *, prompt: Ints | None = None) -> Floats:
        """As the inner model: nothing here reads it."""
        return self.inner.logp(sequence, prompt=prompt)


def share_of_mass(
    suspect: LanguageModel,
    probes: list[Ints],
    base: LanguageModel | None,
    shape: MarkShape,
    *,
    alpha: float,
    rng: np.random.Generator,
) -> float:
    """Smallest share that the open test finds, by marking the suspect itself with a decoy key.

    The score grows ever slower with the share, so going down along straight lines to what is
    needed ends at or above the true share.
    """
    need = float(norm.isf(alpha) + norm.isf(1 - POWER))
    decoy = GreenList(key=random_keys(1, rng)[0], shape=shape)
    start = _z(suspect, probes, base, decoy)
    share = 1.0
    for _ in range(ROUNDS):
        gained = _z(PartlyMarked(suspect, decoy, share), probes, base, decoy) - start
        if gained <= need and share == 1.0:
            return 1.0
        share = min(share, share * need / gained) if gained > 0 else share
    return share


def _z(
    model: LanguageModel, probes: list[Ints], base: LanguageModel | None, decoy: GreenList
) -> float:
    tuples = open_tuples(model, probes, window=decoy.shape.window, base=base)
    return float(z_scores(tuples, decoy.key[None], decoy.shape.gamma)[0])
