"""Weights learned from what people said, kept apart from the calibrated default.

Three limits. Only accounts that were flagged can be labelled, so nothing is learned of what was
missed. Learned weights know one operator's reviewers. And they say how sure a member is, never what
a campaign is: verdicts, packs and what is shared rest on the default.
"""

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.optimize import minimize

from gauger.campaigns.model import Detections, Member
from gauger.casework import reading as read
from gauger.casework.feedback import labelled
from gauger.casework.model import LabelKind
from gauger.casework.store import CaseStore
from gauger.errors import BrokenFile, UsageError
from gauger.records.files import new_file

MIN_OF_EACH = 20
"""Confirmed and cleared accounts that learning needs at least: below, it would learn noise."""
PULL = 1.0
"""Weight of the pull towards the default (L2 on the correction, per ten bits)."""
FOLDS = 5
COMPARED = pa.schema(
    [
        pa.field("campaign_id", pa.string(), nullable=False),
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("p_member", pa.float64(), nullable=False),  # the calibrated default
        pa.field("p_learned", pa.float64(), nullable=False),
    ]
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
    for row in labelled(store, store.cases()):
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


def write_learned(learned: Learned, path: Path) -> None:
    """Write the weights as JSON, whole or not at all."""
    with new_file(path) as half:
        half.write_bytes(msgspec.json.format(msgspec.json.encode(learned), indent=2) + b"\n")


def read_learned(path: Path) -> Learned:
    """Weights that did better than the default on accounts they had not seen.

    Raises BrokenFile, or UsageError for weights that did not.
    """
    fix = "Write it with `gauger case precision --weights FILE`."
    try:
        learned = msgspec.json.decode(path.read_bytes(), type=Learned)
    except (OSError, msgspec.MsgspecError) as seen:
        raise BrokenFile(path, "learned weights", str(seen), fix) from seen
    if not learned.better:
        raise UsageError(f"{path} is not used: {learned.note}")
    return learned


def p_learned(members: Sequence[Member], learned: Learned) -> np.ndarray:
    """Each member's probability with the correction, shape (members,)."""
    p = np.clip([m.p_member for m in members], 1e-3, 1 - 1e-3)
    moved = [_moved(m, learned) for m in members]
    return np.asarray(1 / (1 + np.exp(-(np.log(p / (1 - p)) + np.array(moved, float)))))


def _moved(member: Member, learned: Learned) -> float:
    bits: dict[str, float] = {}
    for r in member.evidence:
        bits[r.signal] = max(bits.get(r.signal, 0.0), r.strength)
    return learned.offset + sum(learned.per_bit.get(s, 0.0) * b for s, b in bits.items())


def write_compared(found: Detections, learned: Learned, path: Path) -> tuple[int, int]:
    """Write both probabilities of every member; gives members, and how many fall below a half."""
    rows, low = [], 0
    for campaign, members in found.members.items():
        its = p_learned(members, learned).round(4).tolist()
        low += sum(p < 0.5 for p in its)
        rows += [
            {
                "campaign_id": campaign,
                "account_id": m.account_id,
                "p_member": m.p_member,
                "p_learned": p,
            }
            for m, p in zip(members, its, strict=True)
        ]
    with new_file(path) as half:
        pq.write_table(pa.Table.from_pylist(rows, schema=COMPARED), half, compression="zstd")
    return len(rows), low
