"""Green lists: a sampler that likes a secret share of the tokens after each window a little more.

`GreenList` marks with one key. `SplitList` gives half of the windows to a key that all campaigns
share and half to the campaign's own, so that one test asks "ours at all?" before many ask "whose?".
The default window is one token: at the size of a harvest a student sees each one-token window many
times and learns it, and each pair of tokens once or twice and does not.
Source: Kirchenbauer et al. 2023, arXiv 2301.10226; Sander et al. 2024, arXiv 2402.14904.
"""

from dataclasses import dataclass, field

import numpy as np

from gauger.errors import InputError
from gauger.provenance.arrays import Bools, Floats, Ints, Keys
from gauger.provenance.prf import uniform, uniform_over

SHARED_SHARE = 0.5
"""Share of the windows that the key of all campaigns owns in a `SplitList`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkShape:
    """What a green list looks like; committed to together with its key."""

    gamma: float = 0.25
    """Share of the tokens that are green after a window."""
    delta: float = 2.0
    """Added to green tokens' logits, in nats."""
    window: int = 1
    """Tokens before the marked one that choose its list."""

    def __post_init__(self) -> None:
        if not (0 < self.gamma < 1 and self.delta > 0 and self.window >= 1):
            raise InputError(
                "a green list needs 0 < gamma < 1, delta > 0 and window >= 1; "
                f"got {self.gamma:g}, {self.delta:g}, {self.window}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenList:
    """One key's list."""

    key: Keys = field(repr=False)
    """Two 64-bit words, shape (2,)."""
    shape: MarkShape = MarkShape()

    def mask(self, contexts: Ints, vocab: int) -> Bools:
        """Green tokens after contexts of shape (n, h >= window), shape (n, vocab)."""
        windows = contexts[:, contexts.shape[1] - self.shape.window :]
        return uniform_over(self.key, windows, vocab) < self.shape.gamma

    def hook(self, contexts: Ints, logits: Floats) -> Floats:
        """Logits of shape (n, vocab) with the green ones raised: what a sampler calls."""
        return logits + self.shape.delta * self.mask(contexts, logits.shape[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitList:
    """A list whose windows belong by halves to the key of all campaigns and to one campaign's."""

    shared: GreenList
    own: GreenList

    def mask(self, contexts: Ints, vocab: int) -> Bools:
        """Green tokens after contexts of shape (n, h >= window), shape (n, vocab)."""
        windows = contexts[:, contexts.shape[1] - self.shared.shape.window :]
        mine = shared_windows(self.shared.key, windows)[:, None]
        return np.where(mine, self.shared.mask(contexts, vocab), self.own.mask(contexts, vocab))

    def hook(self, contexts: Ints, logits: Floats) -> Floats:
        """Logits of shape (n, vocab) with the green ones raised."""
        return logits + self.shared.shape.delta * self.mask(contexts, logits.shape[1])


def shared_windows(shared_key: Keys, windows: Ints) -> Bools:
    """Which windows of shape (n, h) the shared key owns, shape (n,): the same for all campaigns."""
    role = shared_key ^ np.uint64(0x5348415245445F57)  # another domain than the list's own coins
    return uniform(role, windows, np.zeros(len(windows), np.int64)) < SHARED_SHARE
