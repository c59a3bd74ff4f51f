"""What people said comes back as a file, and as precision on what they looked at."""

from pathlib import Path

import pytest

from gauger.campaigns.model import Verdict
from gauger.casework.feedback import Reviewed, read_labels, reviewed, write_labels
from gauger.casework.model import LabelKind
from gauger.casework.store import CaseStore
from gauger.errors import BrokenFile


def test_labels_that_count_make_a_file_and_come_back(
    store: CaseStore, case_id: str, tmp_path: Path
) -> None:
    """The last word on an account stands; of two cases, the later."""
    a, b, c = (m.account_id for m in store.case(case_id).members[:3])
    store.label(case_id, [a, b], LabelKind.CONFIRMED, "one card", by="ann")
    store.label(case_id, [b], LabelKind.CLEARED, "a customer", by="bob")
    store.label(case_id, [c], LabelKind.UNSURE, "ask the bank", by="ann")
    write_labels(store.labels(), tmp_path / "labels.parquet")
    assert read_labels(tmp_path / "labels.parquet") == {
        a: "confirmed",
        b: "cleared",
        c: "unsure",
    }


@pytest.mark.parametrize("content", [b"", b"PAR1", b"account_id,kind\n"])
def test_a_file_that_is_no_labels_says_how_to_make_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(BrokenFile, match="gauger case labels"):
        read_labels(tmp_path / "x")


def test_precision_is_of_what_was_settled(store: CaseStore, case_id: str) -> None:
    """Three confirmed, one cleared, one unsure, of 40: 3 in 4; the unsure count for nothing."""
    ids = [m.account_id for m in store.case(case_id).members]
    store.label(case_id, ids[:3], LabelKind.CONFIRMED, "x", by="ann")
    store.label(case_id, ids[3:4], LabelKind.CLEARED, "x", by="ann")
    store.label(case_id, ids[4:5], LabelKind.UNSURE, "x", by="ann")
    found = {r.of: r for r in reviewed(store)}
    assert set(found) == {*(v.value for v in Verdict), case_id}
    for name in ("distillation", case_id):
        its = found[name]
        assert (its.confirmed, its.cleared, its.unsure, its.not_reviewed) == (3, 1, 1, 35)
        assert its.precision == 0.75
    assert found["benign"].precision is None
    assert found["benign"].not_reviewed == 12


def test_the_interval_is_clopper_and_pearsons() -> None:
    """Against tables of the exact binomial interval (Clopper and Pearson 1934)."""

    def interval(confirmed: int, cleared: int) -> tuple[float, float]:
        low, high = Reviewed(
            of="x", confirmed=confirmed, cleared=cleared, unsure=0, not_reviewed=0
        ).interval
        return round(low, 3), round(high, 3)

    assert interval(0, 0) == (0.0, 1.0)
    assert interval(10, 0) == (0.692, 1.0)
    assert interval(0, 10) == (0.0, 0.308)
    assert interval(8, 2) == (0.444, 0.975)
