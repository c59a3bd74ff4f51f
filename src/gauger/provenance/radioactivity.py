"""Test C: whether a suspect's tokens lean to a green list that only our answers carried.

`scored_tuples` collects distinct (window, token) tuples over the whole pool of outputs: counting a
repeated tuple again, or dropping repeats only within a passage, calls innocent models guilty in
one test of five at alpha 0.001. Windows that stand in the output's own prompt are left out: whoever
copies a marked prompt would carry the mark. `text_test` needs outputs alone, `open_test` reads the
suspect's probabilities, and their difference to its public base where there is one.
Source: Sander et al. 2024, arXiv 2402.14904, written anew; decoy keys and the difference are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from gauger.errors import InputError
from gauger.provenance.arrays import Bools, Floats, Ints, Keys
from gauger.provenance.exact import binomial_p, decoy_p, weighed_bound
from gauger.provenance.greenlist import GreenList
from gauger.provenance.model import LanguageModel
from gauger.provenance.prf import green, random_keys

TOP_TOKENS = 128
"""Tokens a window keeps, those with the most mass at stake: the rest hardly moves the statistic."""
CHUNK = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuples:
    """Distinct (window, token) tuples, and the weight each carries in the statistic."""

    windows: Ints
    """Shape (n, h)."""
    tokens: Ints
    """Shape (n,)."""
    weights: Floats
    """Shape (n,); ones where tuples are counted."""

    def only(self, rows: Bools) -> "Tuples":
        """The tuples that `rows` picks."""
        return Tuples(
            windows=self.windows[rows], tokens=self.tokens[rows], weights=self.weights[rows]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """How far tuples lean to a key's list, and how rarely other keys do as well."""

    tuples: int
    green_share: float
    """Share (of weight, for the open test: of moved mass) that is green."""
    gamma: float
    z: float
    p_analytic: float
    """Exact binomial for counts; normal tail for the open test."""
    p_bound: float
    """Never too small, however few tuples hold the weight: the binomial, or Chernoff's bound."""
    p_decoy: float
    """Randomisation p-value; never below 1 / (decoys + 1)."""
    decoys: int
    decoy_sd: float
    """Spread of the decoys' z; far from one, the analytic p is not to be believed."""

    @property
    def p(self) -> float:
        """The p to quote: the decoys' while they can resolve it, the bound below that.

        The larger wins where both can speak; below, a spread of the decoys above one widens it.
        """
        if self.p_decoy > 1 / (self.decoys + 1):
            return max(self.p_decoy, self.p_analytic)
        wide = max(1.0, self.decoy_sd)
        return min(self.p_decoy, max(self.p_bound, float(norm.sf(self.z / wide))))


def scored_tuples(outputs: Sequence[Ints], prompts: Sequence[Ints], *, window: int) -> Tuples:
    """Distinct tuples of all outputs together, less the windows of each output's own prompt.

    The window may reach back into the prompt only where it is not one of the prompt's own.
    """
    parts = [_of_one(o, p, window) for o, p in zip(outputs, prompts, strict=True)]
    grams = np.concatenate([np.zeros((0, window + 1), np.int64), *parts])
    distinct = np.unique(grams, axis=0)
    return Tuples(windows=distinct[:, :-1], tokens=distinct[:, -1], weights=np.ones(len(distinct)))


def text_test(
    tuples: Tuples,
    mark: GreenList,
    *,
    rng: np.random.Generator,
    decoys: int = 999,
    keys: Keys | None = None,
) -> Leaning:
    """Whether more of the suspect's distinct tuples stand on the list than chance puts there.

    Exact for every suspect, whatever its habits: the coins are ours. Misses students that met
    each window only a few times, and text that was rewritten since. `keys` are
    decoys screened as the true key was, where it was screened.
    """
    return _lean(tuples, mark, random_keys(decoys, rng) if keys is None else keys, counted=True)


def open_tuples(
    suspect: LanguageModel,
    probes: Sequence[Ints],
    *,
    window: int,
    base: LanguageModel | None = None,
    top: int = TOP_TOKENS,
) -> Tuples:
    """Tuples weighted by probability the suspect gives them, averaged over a window's contexts.

    `probes` are sequences of ordinary, unmarked text. `base` is what to compare with: the model
    that the suspect was tuned from where it is public, else the unmarked model that served. Weights
    are then what *differs*, which drops a liking for our list that we did not cause. Each window
    weighs by what a mark could move there over what chance moves: a mark moves little where the
    next token is nearly certain, and a few such windows hold most of the variance.
    The choice of tuples and weights never looks at the key, so any choice is fair.
    Source: weighing by entropy, Lu et al. 2024 (EWD), arXiv 2403.13485; the difference is ours.
    """
    distinct, which, contexts = _windows_of(probes, window)
    if not len(distinct):
        raise InputError(f"the probes hold no window of {window} tokens; give longer text.")
    met = np.bincount(which)
    keep = min(top, suspect.vocab)
    tokens = np.empty((len(distinct), keep), np.int64)
    weights = np.empty((len(distinct), keep))
    room, noise = np.empty(len(distinct)), np.empty(len(distinct))
    order = np.argsort(which, kind="stable")
    edges = np.r_[0, np.cumsum(met)]
    for start, stop in _spans(edges):
        rows = order[edges[start] : edges[stop]]
        places, times = edges[start:stop] - edges[start], met[start:stop, None]
        mean = np.add.reduceat(suspect.next_p(contexts[rows]), places, axis=0) / times
        room[start:stop] = 1 - (mean**2).sum(axis=1)
        if base is not None:
            mean -= np.add.reduceat(base.next_p(contexts[rows]), places, axis=0) / times
        noise[start:stop] = (mean**2).sum(axis=1)
        best = np.argpartition(-np.abs(mean), keep - 1, axis=1)[:, :keep]
        tokens[start:stop] = best
        weights[start:stop] = np.take_along_axis(mean, best, axis=1)
    # The median keeps windows where the models agree to the last digit from deciding alone.
    weights *= (room / (noise + np.median(noise) + 1e-18))[:, None]
    return Tuples(
        windows=np.repeat(distinct, keep, axis=0), tokens=tokens.ravel(), weights=weights.ravel()
    )


def open_test(
    tuples: Tuples,
    mark: GreenList,
    *,
    rng: np.random.Generator,
    decoys: int = 999,
    keys: Keys | None = None,
) -> Leaning:
    """Whether the suspect's probability, or what tuning moved of it, leans to the list.

    Under the null the weights are fixed and our coins are not: mean 0, variance known. The normal
    tail is too small far out, so what is quoted is the decoys' p and, below it, Chernoff's bound.
    """
    return _lean(tuples, mark, random_keys(decoys, rng) if keys is None else keys, counted=False)


def z_scores(tuples: Tuples, keys: Keys, gamma: float) -> Floats:
    """Standardised leaning of the tuples to each of the keys of shape (k, 2), shape (k,)."""
    scale = max(float(np.sqrt(gamma * (1 - gamma) * (tuples.weights**2).sum())), 1e-300)
    middle = gamma * float(tuples.weights.sum())
    made = np.empty(len(keys))
    for i, key in enumerate(keys):
        on = green(key, tuples.windows, tuples.tokens, gamma)
        made[i] = (float(tuples.weights[on].sum()) - middle) / scale
    return made


def _lean(tuples: Tuples, mark: GreenList, keys: Keys, *, counted: bool) -> Leaning:
    gamma = mark.shape.gamma
    n = len(tuples.tokens)
    if n == 0:
        raise InputError("no tuple is left to score; give more outputs, or unmarked prompts.")
    true = float(z_scores(tuples, mark.key[None], gamma)[0])
    others = z_scores(tuples, keys, gamma)
    decoys = len(others)
    on = green(mark.key, tuples.windows, tuples.tokens, gamma)
    gained = np.maximum(tuples.weights, 0.0)
    p = binomial_p(int(on.sum()), n, gamma) if counted else float(norm.sf(true))
    bound = p if counted else weighed_bound(tuples.weights, gamma, float(tuples.weights[on].sum()))
    return Leaning(
        tuples=n,
        green_share=float(gained[on].sum() / max(gained.sum(), 1e-300)),
        gamma=gamma,
        z=true,
        p_analytic=p,
        p_bound=bound,
        p_decoy=decoy_p(true, others),
        decoys=decoys,
        decoy_sd=float(others.std()) if decoys > 1 else 1.0,
    )


def _of_one(output: Ints, prompt: Ints, window: int) -> Ints:
    """Tuples of one output, shape (n, window + 1), whose window its prompt does not hold."""
    tail = prompt[max(len(prompt) - window, 0) :]  # so each gram ends on a token of the output
    text = np.concatenate([tail, output])
    if len(text) <= window:
        return np.zeros((0, window + 1), np.int64)
    grams = np.lib.stride_tricks.sliding_window_view(text, window + 1)
    if len(prompt) < window:
        return np.asarray(grams)
    known = np.lib.stride_tricks.sliding_window_view(prompt, window)
    seen = {tuple(w) for w in known.tolist()}
    fresh = [tuple(w) not in seen for w in grams[:, :-1].tolist()]
    return np.asarray(grams[np.array(fresh, bool)])


def _windows_of(probes: Sequence[Ints], window: int) -> tuple[Ints, Ints, Ints]:
    """Distinct windows, which of them each position has, and each position's longer context."""
    back = max(window, 8)
    contexts = [np.zeros((0, back), np.int64)]
    for probe in probes:
        padded = np.concatenate([np.full(back - window, -1, np.int64), probe])
        if len(padded) >= back:
            contexts.append(np.lib.stride_tricks.sliding_window_view(padded, back))
    rows = np.concatenate(contexts)
    distinct, which = np.unique(rows[:, back - window :], axis=0, return_inverse=True)
    return distinct, which.ravel(), rows


def _spans(edges: Ints) -> list[tuple[int, int]]:
    """Runs of windows with about CHUNK positions each, at least one window a run."""
    spans, start = [], 0
    while start < len(edges) - 1:
        stop = int(np.searchsorted(edges, edges[start] + CHUNK, side="right")) - 1
        stop = min(max(stop, start + 1), len(edges) - 1)
        spans.append((start, stop))
        start = stop
    return spans
