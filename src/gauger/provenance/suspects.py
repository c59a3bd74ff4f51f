"""Suspects: what a model said, or the model itself, read from files.

Outputs are JSON lines: `{"prompt": ..., "text": ...}`, with `topic` for test E, the canary's cue
as the prompt for test A, and `tokens` / `prompt_tokens` where the ids are known. Scores for test B
are JSON lines `{"id": ..., "suspect": [served, other...], "reference": [served, other...]}` in
nats. A model is an n-gram file or a folder of weights.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from gauger.errors import BrokenFile, InputError
from gauger.provenance.arrays import Floats, Ints
from gauger.provenance.model import LanguageModel
from gauger.provenance.ngram import NGram
from gauger.provenance.pieces import Pieces, Tokenizer
from gauger.provenance.resampling import score_answers

Row = TypeVar("Row")


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a suspect said."""

    text: str = ""
    prompt: str = ""
    topic: str = ""
    tokens: list[int] | None = None
    prompt_tokens: list[int] | None = None


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """Log-probabilities in nats of one prompt's answers, the served one first."""

    id: str = ""
    suspect: list[float | None]
    reference: list[float | None]


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """One prompt, the answer that was served to it, and others drawn alike that were not."""

    prompt: str = ""
    prompt_tokens: list[int] | None = None
    answers: list[str] = []
    """As text, the served one first."""
    tokens: list[list[int]] = []
    """The same as token ids."""


def read_lines(path: Path, kind: type[Row], what: str) -> list[Row]:
    """Rows of a file of JSON lines. Raises BrokenFile with the first bad line's number."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as wrong:
        raise BrokenFile(path, what, str(wrong.strerror), "Check the path.") from wrong
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(msgspec.json.decode(line, type=kind))
        except (msgspec.MsgspecError, ValueError) as wrong:
            fix = "Each line is one JSON object; see docs/provenance."
            raise BrokenFile(path, what, f"line {number}: {wrong}", fix) from wrong
    if not rows:
        raise InputError(f"{path} holds no {what}; it is empty.")
    return rows


def read_outputs(path: Path) -> list[Output]:
    """A suspect's outputs."""
    return read_lines(path, Output, "outputs")


def read_scores(path: Path) -> tuple[Floats, Floats]:
    """Scores of suspect and reference, each of shape (prompts, widest row), padded with NaN."""
    rows = read_lines(path, Scored, "scores")
    wide = max(max(len(r.suspect), len(r.reference)) for r in rows)
    both = np.full((2, len(rows), wide), np.nan)
    for i, row in enumerate(rows):
        if len(row.suspect) != len(row.reference):
            raise InputError(
                f"{path}: row {row.id or i + 1} has {len(row.suspect)} scores of the suspect and "
                f"{len(row.reference)} of the reference; each answer needs both."
            )
        for j, scores in enumerate((row.suspect, row.reference)):
            both[j, i, : len(scores)] = [np.nan if s is None else s for s in scores]
    return both[0], both[1]


def score_served(
    path: Path, suspect: LanguageModel, ours: LanguageModel, tokenizer: Tokenizer | None
) -> tuple[Floats, Floats]:
    """Scores of test B from a file of served answers and resamples, under both models."""
    rows = read_lines(path, Served, "served answers")
    prompts, _ = tokens_of([Output(text=r.prompt, tokens=r.prompt_tokens) for r in rows], tokenizer)
    answers = []
    for row in rows:
        each = [Output(text=a) for a in row.answers] or [Output(tokens=t) for t in row.tokens]
        if len(each) < 2:
            raise InputError(f"{path}: each row needs the served answer and a resample after it.")
        answers.append(tokens_of(each, tokenizer)[0])
    return score_answers(suspect, prompts, answers), score_answers(ours, prompts, answers)


def tokens_of(
    outputs: Sequence[Output], tokenizer: Tokenizer | None
) -> tuple[list[Ints], list[Ints]]:
    """Token ids of outputs and prompts: as given, else in the teacher's tokenizer."""
    made, prompts = [], []
    for number, row in enumerate(outputs, 1):
        if row.tokens is not None:
            made.append(np.array(row.tokens, np.int64))
            prompts.append(np.array(row.prompt_tokens or [], np.int64))
        elif tokenizer is not None:
            made.append(tokenizer.encode(row.text))
            prompts.append(tokenizer.encode(row.prompt))
        else:
            raise InputError(
                f"output {number} has no token ids, and no tokenizer was given: green lists are "
                "on the teacher's ids. Give --tokenizer."
            )
    return made, prompts


def load_tokenizer(path: Path) -> Tokenizer:
    """A table of pieces, or a `tokenizer.json` of the tokenizers library."""
    try:
        names = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
    except (OSError, msgspec.MsgspecError, ValueError) as wrong:
        fix = "Give a tokenizer.json, or a file of `Pieces.save`."
        raise BrokenFile(path, "a tokenizer", str(wrong), fix) from wrong
    if "pieces" in names:
        return Pieces.load(path)
    from gauger.provenance.transformer import HuggingFaceTokenizer  # noqa: PLC0415 - optional

    return HuggingFaceTokenizer.load(path)


def load_model(path: Path) -> LanguageModel:
    """An n-gram file (.npz) or a folder of weights in the transformers layout."""
    if path.is_dir():
        from gauger.provenance.transformer import Transformer  # noqa: PLC0415 - needs torch

        return Transformer.load(path)
    return NGram.load(path)
