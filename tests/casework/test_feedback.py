"""What people said comes back as a file, as precision, and as weights that must earn their use."""

from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest

from gauger.campaigns.model import Detections, Verdict
from gauger.casework.feedback import (
    MIN_OF_EACH,
    Learned,
    Reviewed,
    learn,
    read_labels,
    reviewed,
    write_labels,
)
from gauger.casework.model import LabelKind
from gauger.casework.store import CaseStore, open_store
from gauger.errors import BrokenFile
from tests.casework.make import campaign, detections, members, reason


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


def wrong_about_addresses(case: int, n: int = 60) -> tuple[Detections, dict[str, LabelKind]]:
    """A run that trusts addresses too much: members by address and hour are customers."""
    names = [f"c{case}-{i:03d}" for i in range(n)]
    honest = set(names[::2])
    its = tuple(
        replace(
            m,
            p_member=0.95,
            evidence=(
                reason("shared-payment", 4.0 if m.account_id in honest else 12.0),
                reason("address-hour", 14.0 if m.account_id in honest else 6.0),
            ),
        )
        for m in members(names, seed=case)
    )
    found = detections(n, names=names, start=case)
    name = found.campaigns[0].campaign_id
    told = {m: LabelKind.CLEARED if m in honest else LabelKind.CONFIRMED for m in names}
    return replace(found, campaigns=(campaign(name, its),), members={name: its}), told


def learned_from(tmp_path: Path, cases: int, *, shuffled: bool = False) -> Learned:
    """What is learned of so many cases, labelled right, or by a coin."""
    store = open_store(str(tmp_path / f"{cases}.db"))
    for case in range(cases):
        found, told = wrong_about_addresses(case)
        store.import_detections(found, by="ann")
        for account, kind in sorted(told.items()):
            coin = crc32(account.encode()) % 2 == 0
            said = (LabelKind.CLEARED if coin else LabelKind.CONFIRMED) if shuffled else kind
            store.label(f"case-{found.campaigns[0].campaign_id}", [account], said, "x", by="ann")
    made = learn(store)
    store.close()
    return made


def test_weights_that_help_on_unseen_cases_say_so(tmp_path: Path) -> None:
    """Three cases with one kind of mistake: bits of addresses count less, of payment more."""
    made = learned_from(tmp_path, 3)
    assert (made.confirmed, made.cleared, made.cases) == (90, 90, 3)
    assert made.better
    assert "unseen cases" in made.note
    assert made.loss_learned < made.loss_default
    assert made.per_bit["address-hour"] < 0 < made.per_bit["shared-payment"]


def test_weights_from_one_case_warn_that_others_may_differ(tmp_path: Path) -> None:
    made = learned_from(tmp_path, 1)
    assert made.better
    assert "other campaigns may differ" in made.note


def test_labels_by_a_coin_do_not_tell_the_two_kinds_apart(tmp_path: Path) -> None:
    """The correction may learn that half are honest, but not which: the odds hardly differ."""
    made = learned_from(tmp_path, 3, shuffled=True)
    apart = 8 * (made.per_bit["shared-payment"] - made.per_bit["address-hour"])
    right = learned_from(tmp_path / "right", 3).per_bit
    assert abs(apart) < 1.2
    assert 8 * (right["shared-payment"] - right["address-hour"]) > 3


def test_too_few_labels_teach_nothing(store: CaseStore, case_id: str) -> None:
    ids = [m.account_id for m in store.case(case_id).members]
    store.label(case_id, ids[: MIN_OF_EACH - 1], LabelKind.CLEARED, "x", by="ann")
    store.label(case_id, ids[MIN_OF_EACH - 1 :], LabelKind.CONFIRMED, "x", by="ann")
    made = learn(store)
    assert not made.better
    assert set(made.per_bit.values()) == {0.0}
    assert "Too few" in made.note


def test_nobody_said_anything(store: CaseStore) -> None:
    assert learn(store).per_bit == {}
    assert all(r.precision is None for r in reviewed(store))
