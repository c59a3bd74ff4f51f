"""What people said, back to the detector: a file of labels, and precision on what was reviewed.

Two limits hold for everything here. Only accounts that were flagged can be labelled, so nothing
is learned of what was missed. Who reviews picks what to review, so precision is of the reviewed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select

from gauger.casework import reading as read
from gauger.casework import tables as t
from gauger.casework.model import Label, LabelKind
from gauger.casework.store import CaseStore
from gauger.errors import BrokenFile
from gauger.records.files import new_file
from gauger.records.schema import TIME
from gauger.stats.intervals import of_rate

LABELS = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # confirmed, cleared or unsure
        pa.field("reason", pa.string(), nullable=False),
        pa.field("at", TIME, nullable=False),
    ]
)


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
        return of_rate(self.confirmed, self.confirmed + self.cleared)


def reviewed(store: CaseStore) -> tuple[Reviewed, ...]:
    """Precision by verdict, the detector's word, then by case, for what was labelled."""
    rows = store.cases()
    with store.reading() as c:
        counts = {r.case_id: read.label_counts(c, r.case_id) for r in labelled(store, rows)}
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


def labelled(store: CaseStore, rows: Sequence[read.CaseRow]) -> list[read.CaseRow]:
    """Cases of these in which anybody said anything."""
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
