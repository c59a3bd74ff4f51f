"""Test D on whole answers: several were drawn for one request, and a keyed coin chose one.

Every candidate is an honest sample, so nothing that a reader sees was edited; the price is to draw
more than one. A suspect that never read what was served cannot tell it from those that were kept.
The coin is ours, so p is exact whatever drew the candidates and whatever the suspect likes: other
than in `resampling`, sampler settings need not match. The coin is thrown over candidates in the
order of their hashes, so whoever has the key can say which was served, and nobody could put a
list in order for it.
Source: STAMP, arXiv 2504.13416 (served and kept versions); the coin over candidates is ours.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec
import numpy as np

from gauger.errors import InputError
from gauger.provenance.arrays import Floats
from gauger.provenance.exact import rank_sum_p, ranks_of_served
from gauger.provenance.keys import coin
from gauger.provenance.model import LanguageModel
from gauger.provenance.pieces import Tokenizer
from gauger.provenance.resampling import score_answers
from gauger.provenance.suspects import Output, tokens_of

MIN_ROWS = 20
GRAM = 3
"""Words of a phrase, where a suspect's text is held against candidates."""


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """One request, and all the answers that were drawn for it."""

    exchange_id: str
    prompt: str = ""
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceResult:
    """Whether a suspect knows which candidates a key chose."""

    rows: int
    choices: float
    """Candidates a request, on average."""
    p: float
    """Exact rank test: the coins that chose are the null."""
    gain: float
    """How much higher served candidates score than kept ones, in the score's own unit."""


def served_of(key: bytes, offered: Offered) -> str:
    """The candidate that the key chooses; equal ones count once.

    >>> row = Offered(exchange_id="7", candidates=("b", "a", "b"))
    >>> served_of(bytes(16), row) == served_of(bytes(16), msgspec.structs.replace(
    ...     row, candidates=("a", "b")))
    True
    """
    if not offered.candidates:
        raise InputError(f"exchange {offered.exchange_id!r} has no candidates to choose from.")
    hashed = sorted((sha256(c.encode()).hexdigest(), c) for c in set(offered.candidates))
    number = coin(key, "choice", offered.exchange_id, *(h for h, _ in hashed)) % len(hashed)
    return hashed[number][1]


def choice_test(
    rows: Sequence[Offered], scores: Sequence[Floats], key: bytes, rng: np.random.Generator
) -> ChoiceResult:
    """Exact test of `scores`, one array a row, of its candidates in their order; NaN where unknown.

    Any score will do that was made without the key. Rows with fewer than two candidates that
    differ, or without a score of each, say nothing and are left out.
    Raises InputError where too few are left.
    """
    told = [t for r, s in zip(rows, scores, strict=True) if (t := _told(r, s, key)) is not None]
    if len(told) < MIN_ROWS:
        raise InputError(
            f"needs {MIN_ROWS} requests with two candidates or more, each scored; got {len(told)}."
        )
    table = np.full((len(told), max(map(len, told))), np.nan)
    for i, row in enumerate(told):
        table[i, : len(row)] = row
    choices = (~np.isnan(table)).sum(axis=1)
    return ChoiceResult(
        rows=len(told),
        choices=float(choices.mean()),
        p=rank_sum_p(ranks_of_served(table, rng), choices),
        gain=float((table[:, 0] - np.nanmean(table[:, 1:], axis=1)).mean()),
    )


def scores_by_model(
    rows: Sequence[Offered],
    suspect: LanguageModel,
    ours: LanguageModel | None,
    tokenizer: Tokenizer | None,
) -> list[Floats]:
    """Log-probabilities in nats of each row's candidates, less our own model's where it is given.

    Our own takes away how likely an answer is to anybody, which is most of the noise.
    """
    prompts, _ = tokens_of([Output(text=r.prompt) for r in rows], tokenizer)
    answers = [tokens_of([Output(text=c) for c in r.candidates], tokenizer)[0] for r in rows]
    scores = score_answers(suspect, prompts, answers)
    if ours is not None:
        scores -= score_answers(ours, prompts, answers)
    return [s[: len(r.candidates)] for r, s in zip(rows, scores, strict=True)]


def scores_by_text(rows: Sequence[Offered], replies: Mapping[str, Sequence[str]]) -> list[Floats]:
    """Share of each candidate's phrases that the suspect says when asked the same.

    For suspects of which there is text alone. `replies` are by prompt, the more the better.
    """
    return [_shares(r, [_grams(t) for t in replies.get(r.prompt, ())]) for r in rows]


def _shares(row: Offered, said: Sequence[set[str]]) -> Floats:
    if not said:
        return np.full(len(row.candidates), np.nan)
    each = [_grams(c) for c in row.candidates]
    return np.array([np.mean([len(g & s) for s in said]) / max(len(g), 1) for g in each])


def _grams(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1)}


def _told(row: Offered, scores: Floats, key: bytes) -> list[float] | None:
    """Scores of one row, the served candidate first; None where it says nothing."""
    by_text = dict(zip(row.candidates, scores.tolist(), strict=True))
    if len(by_text) < 2 or np.isnan(scores).any():
        return None
    first = by_text.pop(served_of(key, row))
    return [first, *by_text.values()]
