"""What a mark costs the honest reader, measured before it is served.

Green lists cost likelihood: how much less likely the marked text is to the unmarked model, and how
much narrower its choice became. Marks in text cost edits. Both are given per answer or token, so
that a provider can refuse a mark that is too dear.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from gauger.errors import InputError
from gauger.provenance.arrays import Floats, Ints
from gauger.provenance.model import LanguageModel
from gauger.provenance.ngram import Hook, softmax


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplerCost:
    """A green list's price, averaged over contexts of ordinary text."""

    contexts: int
    nats_per_token: float
    """How much less likely marked tokens are to the unmarked model."""
    perplexity_ratio: float
    entropy_nats: float
    """Change of the entropy of the next token; negative: less variety."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCost:
    """A text mark's price."""

    answers: int
    touched: int
    words: int
    edited_share: float
    """Words changed or added, as a share of all words served."""
    worst_share: float
    """The same, of the most edited answer."""


def sampler_cost(model: LanguageModel, hook: Hook, contexts: Ints) -> SamplerCost:
    """Exact expectations over the next token after contexts of shape (n, h)."""
    if not len(contexts):
        raise InputError("no context was given to price the mark on; give ordinary text.")
    p = np.maximum(model.next_p(contexts), 1e-300)
    q = softmax(hook(contexts, np.log(p)))
    dearer = (-(q * np.log(p)).sum(axis=1) + (p * np.log(p)).sum(axis=1)).mean()
    return SamplerCost(
        contexts=len(contexts),
        nats_per_token=float(dearer),
        perplexity_ratio=float(np.exp(dearer)),
        entropy_nats=float((_entropy(q) - _entropy(p)).mean()),
    )


def edit_cost(before: Sequence[str], after: Sequence[str]) -> EditCost:
    """Words that differ between answers and their marked forms.

    >>> edit_cost(["we often go"], ["we frequently go"]).edited_share
    0.3333333333333333
    """
    edited, words = [], []
    for a, b in zip(before, after, strict=True):
        x, y = (re.findall(r"\w+|[^\w\s]", text) for text in (a, b))
        words.append(max(len(x), len(y), 1))
        edited.append(0 if a == b else _differing(x, y))
    shares = [e / w for e, w in zip(edited, words, strict=True)]
    return EditCost(
        answers=len(words),
        touched=sum(e > 0 for e in edited),
        words=sum(words),
        edited_share=sum(edited) / max(sum(words), 1),
        worst_share=max(shares, default=0.0),
    )


def _differing(a: list[str], b: list[str]) -> int:
    steps = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for step, i1, i2, j1, j2 in steps if step != "equal")


def _entropy(p: Floats) -> Floats:
    return np.asarray(-(p * np.log(np.maximum(p, 1e-300))).sum(axis=1))
