"""What a test asks of an open-weight model, whoever wrote it."""

from typing import Protocol

from gauger.provenance.arrays import Floats, Ints

PAD = -1
"""Stands left of a context that is shorter than the array."""


class LanguageModel(Protocol):
    """A model whose next-token probabilities can be read.

    `NGram` and `Mixture` of `ngram.py` are two; `transformer.py` wraps a folder of weights.
    """

    @property
    def vocab(self) -> int:
        """Number of token ids; they run from 0."""
        ...

    def next_p(self, contexts: Ints) -> Floats:
        """Probabilities of shape (n, vocab) after contexts of shape (n, h), padded left."""
        ...

    def logp(self, sequence: Ints, *, prompt: Ints | None = None) -> Floats:
        """Log-probability in nats of each token of `sequence`, read after `prompt`."""
        ...
