"""Weights learned from labels must earn their use, and never replace the default."""

from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pyarrow.parquet as pq
import pytest

from gauger.campaigns.model import Detections
from gauger.casework.feedback import reviewed
from gauger.casework.learning import (
    MIN_OF_EACH,
    Learned,
    learn,
    p_learned,
    read_learned,
    write_compared,
    write_learned,
)
from gauger.casework.model import LabelKind
from gauger.casework.store import CaseStore, open_store
from gauger.errors import BrokenFile, UsageError
from tests.casework.make import campaign, detections, members, reason


def wrong_about_addresses(
    case: int, n: int = 60, p: float = 0.95
) -> tuple[Detections, dict[str, LabelKind]]:
    """A run that trusts addresses too much: members by address and hour are customers."""
    names = [f"c{case}-{i:03d}" for i in range(n)]
    honest = set(names[::2])
    its = tuple(
        replace(
            m,
            p_member=p,
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


def learned_from(
    tmp_path: Path, cases: int, *, shuffled: bool = False, turned: int = -1
) -> Learned:
    """What is learned of so many cases, labelled right, or by a coin; one the wrong way round."""
    store = open_store(str(tmp_path / f"{cases}.db"))
    for case in range(cases):
        found, told = wrong_about_addresses(case, p=0.95 if turned < 0 else 0.5)
        store.import_detections(found, by="ann")
        if case == turned:
            other = {LabelKind.CLEARED: LabelKind.CONFIRMED, LabelKind.CONFIRMED: LabelKind.CLEARED}
            told = {a: other[kind] for a, kind in told.items()}
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


def test_weights_are_held_to_cases_that_they_were_not_learned_from(tmp_path: Path) -> None:
    """One case of three says the opposite: fitted to all three the weights look better; unseen,
    they are not."""
    made = learned_from(tmp_path, 3, turned=1)
    assert made.per_bit["address-hour"] < 0
    assert made.loss_learned > made.loss_default
    assert not made.better


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


def test_weights_are_written_read_and_put_beside_the_default(tmp_path: Path) -> None:
    """On a case they never saw, customers fall below a half and the others stay above."""
    write_learned(learned_from(tmp_path, 3), tmp_path / "w.json")
    weights = read_learned(tmp_path / "w.json")
    found, told = wrong_about_addresses(7)
    before = found.members
    many, low = write_compared(found, weights, tmp_path / "learned.parquet")
    assert (many, low) == (60, 30)
    rows = {r["account_id"]: r for r in pq.read_table(tmp_path / "learned.parquet").to_pylist()}
    for account, kind in told.items():
        assert (rows[account]["p_learned"] < 0.5) == (kind is LabelKind.CLEARED)
        assert rows[account]["p_member"] == 0.95
    assert found.members == before


def test_no_weights_change_nothing(store: CaseStore, case_id: str) -> None:
    its = store.case(case_id).members
    none = learn(store)
    assert p_learned(its, none).round(4).tolist() == [min(m.p_member, 0.999) for m in its]


def test_weights_that_did_not_help_are_not_used(store: CaseStore, tmp_path: Path) -> None:
    write_learned(learn(store), tmp_path / "w.json")
    with pytest.raises(UsageError, match="Too few labels"):
        read_learned(tmp_path / "w.json")


@pytest.mark.parametrize("content", [b"", b"{}", b'{"offset": "x"}'])
def test_a_file_that_holds_no_weights_says_how_to_make_them(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.json").write_bytes(content)
    with pytest.raises(BrokenFile, match="gauger case precision --weights"):
        read_learned(tmp_path / "w.json")
