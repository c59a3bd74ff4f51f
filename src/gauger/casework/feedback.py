"""What people said, back to the detector: a file of labels, precision, and weights to compare.

Three limits hold for everything here. Only accounts that were flagged can be labelled, so nothing
is learned of what was missed. Who reviews picks what to review, so precision is of the reviewed.
And learned weights know one operator's reviewers: they stay in a file of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.optimize import minimize
from scipy.stats import beta
from sqlalchemy import select

from gauger.campaigns.model import Member
from gauger.casework import reading as read
from gauger.casework import tables as t
from gauger.casework.model import Label, LabelKind
from gauger.casework.store import CaseStore
from gauger.errors import BrokenFile
from gauger.records.files import new_file
from gauger.records.schema import TIME

LABELS = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # confirmed, cleared or unsure
        pa.field("reason", pa.string(), nullable=False),
        pa.field("at", TIME, nullable=False),
    ]
)
MIN_OF_EACH = 20
"""Confirmed and cleared accounts that learning needs at least: below, it would learn noise."""
PULL = 1.0
"""Weight of the pull towards the default (L2 on the correction, per ten bits)."""
FOLDS = 5


def write_labels(labels: Sequence[Label], path: Path) -> None:
    """Write the labels that count to `path`, by account, whole or not at all."""
    rows = [
        {"account_id": x.account_id, "kind": x.kind.value, "reason": x.reason, "at": x.at}
        for x in sorted(labels, key=lambda x: x.account_id)
    ]
    with new_file(path) as half:
        pq.write_table(pa.Table.from_pylist(rows, schema=LABELS), half, compression="zstd")


def read_labels(path: Path) -> dict[str, LabelKind]:
    """Labels by account, as `write_labels` wrote them. Raises BrokenFile."""
    fix = "Write it with `gauger case labels --out FILE`."
    try:
        rows = pq.read_table(path, schema=LABELS).to_pylist()
        return {r["account_id"]: LabelKind(r["kind"]) for r in rows}
    except (OSError, pa.ArrowException, ValueError) as seen:
        raise BrokenFile(path, "labels", str(seen), fix) from seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Precision on what people looked at."""

    of: str
    """A verdict, or a case."""
    confirmed: int
    cleared: int
    unsure: int
    not_reviewed: int

    @property
    def precision(self) -> float | None:
        """Confirmed of confirmed and cleared; None when nothing was settled."""
        settled = self.confirmed + self.cleared
        return self.confirmed / settled if settled else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 % Clopper-Pearson interval, as if the reviewed had been drawn at random."""
        k, n = self.confirmed, self.confirmed + self.cleared
        low = float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0
        high = float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0
        return low, high


def reviewed(store: CaseStore) -> tuple[Reviewed, ...]:
    """Precision by verdict, the detector's word, then by case, for what was labelled."""
    rows = store.cases()
    with store.reading() as c:
        counts = {r.case_id: read.label_counts(c, r.case_id) for r in _labelled(store, rows)}
    by_case = [
        _reviewed(r.case_id, [counts[r.case_id]], r.accounts) for r in rows if r.case_id in counts
    ]
    by_verdict = [
        _reviewed(
            verdict,
            [counts.get(r.case_id, {}) for r in rows if r.verdict == verdict],
            sum(r.accounts for r in rows if r.verdict == verdict),
        )
        for verdict in dict.fromkeys(r.verdict.value for r in rows)
    ]
    return (*by_verdict, *by_case)


def _labelled(store: CaseStore, rows: Sequence[read.CaseRow]) -> list[read.CaseRow]:
    with store.reading() as c:
        have = set(c.execute(select(t.labels.c.case_id).distinct()).scalars())
    return [r for r in rows if r.case_id in have]


def _reviewed(of: str, counts: Sequence[dict[str, int]], accounts: int) -> Reviewed:
    total = {k: sum(c.get(k.value, 0) for c in counts) for k in LabelKind}
    return Reviewed(
        of=of,
        confirmed=total[LabelKind.CONFIRMED],
        cleared=total[LabelKind.CLEARED],
        unsure=total[LabelKind.UNSURE],
        not_reviewed=accounts - sum(total.values()),
    )


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """A correction of the default, learned from labels, beside how well it does."""

    offset: float
    """Added to the log odds of membership of every account."""
    per_bit: dict[str, float]
    """Added to the log odds for each bit of a signal's evidence; 0 is the default."""
    confirmed: int
    cleared: int
    cases: int
    loss_default: float
    """Log loss of the run's own p_member on the labelled accounts."""
    loss_learned: float
    """Log loss of the correction on accounts that it had not seen (cross-validation)."""
    better: bool
    """Whether the correction did better on unseen accounts by more than one standard error."""
    note: str


def learn(store: CaseStore) -> Learned:
    """Learn a correction from confirmed and cleared accounts, and compare it with the default.

    log odds = log odds of p_member + offset + sum over signals of per_bit * bits. Cross-validation
    leaves out whole cases where there are three or more, else accounts by their hash.
    """
    bits, prior, truth, fold, names, cases = _examples(store)
    confirmed, cleared = int(truth.sum()), int(len(truth) - truth.sum())
    enough = min(confirmed, cleared) >= MIN_OF_EACH
    theta = _fit(bits, prior, truth) if enough else np.zeros(bits.shape[1] + 1)
    unseen = np.array(prior)
    for f in np.unique(fold) if enough else []:
        out = fold == f
        unseen[out] = _odds(_fit(bits[~out], prior[~out], truth[~out]), bits[out], prior[out])
    default, learned = _loss(prior, truth), _loss(unseen, truth)
    gain = default - learned
    error = float(gain.std(ddof=1) / np.sqrt(len(gain))) if len(gain) > 1 else 0.0
    better = enough and float(gain.mean()) > error
    return Learned(
        offset=round(float(theta[0]), 4),
        per_bit={n: round(float(w), 4) for n, w in zip(names, theta[1:] / 10, strict=True)},
        confirmed=confirmed,
        cleared=cleared,
        cases=cases,
        loss_default=round(float(default.mean()), 4) if len(default) else 0.0,
        loss_learned=round(float(learned.mean()), 4) if len(learned) else 0.0,
        better=better,
        note=_note(enough, better, cases),
    )


def _note(enough: bool, better: bool, cases: int) -> str:
    if not enough:
        return f"Too few labels: {MIN_OF_EACH} confirmed and {MIN_OF_EACH} cleared are needed."
    if not better:
        return "Not better than the default on accounts it had not seen: do not use it."
    if cases < 3:
        return "Better on unseen accounts of the same cases; other campaigns may differ."
    return "Better on unseen cases. Flagged accounts alone were labelled: misses are not in it."


def _examples(
    store: CaseStore,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, list[str], int]:
    """Bits (accounts, signals), default log odds, truth, fold, signals' names, cases."""
    settled = {LabelKind.CONFIRMED: 1.0, LabelKind.CLEARED: 0.0}
    found: list[tuple[Member, float, str]] = []
    for row in _labelled(store, store.cases()):
        with store.reading() as c:
            for kind, truth in settled.items():
                wanted = read.MemberFilter(label=kind.value)
                page, _ = read.member_page(c, row.case_id, wanted, limit=1_000_000)
                found += [(m.member, truth, row.case_id) for m in page]
    names = sorted({r.signal for m, _, _ in found for r in m.evidence})
    at = {n: i for i, n in enumerate(names)}
    bits = np.zeros((len(found), len(names)))
    for i, (m, _, _) in enumerate(found):
        for r in m.evidence:
            bits[i, at[r.signal]] = max(bits[i, at[r.signal]], r.strength / 10)
    p = np.clip([m.p_member for m, _, _ in found], 1e-3, 1 - 1e-3)
    cases = sorted({c for _, _, c in found})
    by_case = len(cases) >= 3
    fold = [
        cases.index(c) if by_case else crc32(m.account_id.encode()) % FOLDS for m, _, c in found
    ]
    truth_of = np.array([y for _, y, _ in found])
    return bits, np.log(p / (1 - p)), truth_of, np.array(fold), names, len(cases)


def _odds(theta: np.ndarray, bits: np.ndarray, prior: np.ndarray) -> np.ndarray:
    return np.asarray(prior + theta[0] + bits @ theta[1:])


def _loss(odds: np.ndarray, truth: np.ndarray) -> np.ndarray:
    return np.asarray(np.logaddexp(0, odds) - truth * odds)


def _fit(bits: np.ndarray, prior: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Offset and weights per ten bits that fit best, pulled towards zero: logistic regression."""

    def cost(theta: np.ndarray) -> tuple[float, np.ndarray]:
        odds = _odds(theta, bits, prior)
        wrong = 1 / (1 + np.exp(-odds)) - truth
        slope = np.concatenate([[wrong.sum()], bits.T @ wrong]) + PULL * theta
        return float(_loss(odds, truth).sum() + PULL / 2 * theta @ theta), slope

    start = np.zeros(bits.shape[1] + 1)
    return np.asarray(minimize(cost, start, jac=True, method="L-BFGS-B").x)
