"""What every laboratory model can do, whatever it is made of."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from gauger.lab.words import Text

Prefer = Callable[[str, tuple[str, ...]], tuple[str, ...]]
"""Given the word before and the words that would do, those that the sampler should keep to."""


class Model(Protocol):
    """A language model that can be taught, asked, and tried on a text."""

    def learn(self, texts: Sequence[Text], seed: int) -> "Model":
        """A new model that has also read `texts`; this one stays as it is."""

    def answer(
        self, prompts: Sequence[tuple[str, ...]], seed: int | None = None
    ) -> list[tuple[str, ...]]:
        """A response to each prompt: the likeliest words, or sampled ones when a seed is given."""

    def surprise(self, texts: Sequence[Text]) -> np.ndarray:
        """Mean surprise at each text's response, nats per word, shape (texts,)."""
