"""Detections survive the way to disk and back, and broken ones say what is wrong."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gauger.campaigns.detections import read_detections, write_detections
from gauger.campaigns.model import (
    Campaign,
    Change,
    Day,
    Detections,
    Link,
    Member,
    Reason,
    Run,
    Share,
    Verdict,
)
from gauger.errors import BrokenFile, InputError, UsageError
from gauger.signals.family import Family
from gauger.signals.state import SignalState

T0 = datetime(2026, 4, 22, tzinfo=UTC)
T1 = datetime(2026, 6, 5, 23, tzinfo=UTC)
REASON = Reason(signal="shared-payment", family=Family.IDENTITY, text="2 cards", strength=31.5)


@pytest.fixture
def found() -> Detections:
    """One campaign of two accounts."""
    campaign = Campaign(
        campaign_id="C-K7Q2MX",
        verdict=Verdict.DISTILLATION,
        confidence=0.98,
        p_one_operator=0.99,
        p_harvest=0.98,
        crowd=None,
        accounts=2,
        exchanges=2_300,
        first_ts=T0,
        last_ts=T1,
        input_tokens=1_000,
        output_tokens=9_000,
        reasoning_tokens=10,
        cost_usd=12.5,
        first_flag_ts=None,
        targeted=("software-engineering",),
        capabilities=(
            Share(name="software-engineering", exchanges=2_000, share=0.87, honest_share=0.2),
        ),
        models=(),
        countries=(),
        networks=(),
        days=(Day(day=date(2026, 4, 22), exchanges=50, accounts=2),),
        changes=(Change(at=T0, text="rises", event="release of m-5", lag_h=20.0),),
        one_operator=(REASON,),
        harvest=(),
        against=(),
        not_visible=("phone numbers: accounts have no column phone",),
        would_change=(),
        comparisons=(),
    )
    member = Member(
        account_id="a1", p_member=0.9, exchanges=1_150, first_ts=T0, last_ts=T1, evidence=(REASON,)
    )
    run = Run(
        version="0.1.0",
        world="w",
        inputs={"accounts.parquet": "00"},
        exchanges=10,
        accounts=2,
        first_ts=T0,
        last_ts=T1,
        limits={"min_accounts": 5},
        seed=0,
        signals=(SignalState(signal="shared-payment", family=Family.IDENTITY, on=True, reason=""),),
        timings_s={"traits": 0.5},
        groups_tested=7,
    )
    link = Link(a="a1", b="a2", bits=12.0, signals=("shared-payment",))
    return Detections(
        run=run,
        campaigns=(campaign,),
        members={"C-K7Q2MX": (member,)},
        links={"C-K7Q2MX": (link,)},
        no_harvest=frozenset({"a8", "a9"}),
    )


def test_detections_come_back_as_they_went(found: Detections, tmp_path: Path) -> None:
    write_detections(found, tmp_path / "d", replace=False)
    assert read_detections(tmp_path / "d") == found


def test_a_folder_from_before_accounts_were_let_be_is_read(
    found: Detections, tmp_path: Path
) -> None:
    write_detections(found, tmp_path / "d", replace=False)
    (tmp_path / "d" / "no-harvest.parquet").unlink()
    assert read_detections(tmp_path / "d") == replace(found, no_harvest=frozenset())


def test_an_existing_folder_is_kept_unless_asked(found: Detections, tmp_path: Path) -> None:
    write_detections(found, tmp_path / "d", replace=False)
    with pytest.raises(UsageError, match="--replace"):
        write_detections(found, tmp_path / "d", replace=False)
    write_detections(found, tmp_path / "d", replace=True)
    assert [p.name for p in tmp_path.iterdir()] == ["d"]


def test_a_folder_with_other_peoples_files_is_never_replaced(
    found: Detections, tmp_path: Path
) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match=r"thesis\.tex"):
        write_detections(found, tmp_path, replace=True)


def test_a_folder_without_a_run_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gauger detect"):
        read_detections(tmp_path)


def test_a_truncated_file_is_named(found: Detections, tmp_path: Path) -> None:
    write_detections(found, tmp_path / "d", replace=False)
    members = tmp_path / "d" / "members.parquet"
    members.write_bytes(members.read_bytes()[:-9])
    with pytest.raises(BrokenFile, match=r"members\.parquet"):
        read_detections(tmp_path / "d")
