"""A harvest with all evasions, each account in words of its own, from logs to a pack."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gauger.campaigns.daily import detect_daily
from gauger.campaigns.detect import detect
from gauger.campaigns.detections import read_detections, write_detections
from gauger.campaigns.model import Campaign, Detections, Verdict
from gauger.dossier.extract import extract
from gauger.dossier.figures import answer
from gauger.dossier.model import Attribution
from gauger.dossier.statement import Wishes, state
from gauger.dossier.tables import EXTRACTS
from gauger.records.world import World
from gauger.signals.catalogue import ASKING
from tests.dossier.scene import material_of


@pytest.fixture(scope="module")
def found(own_words: World) -> Detections:
    return detect(own_words)


def accused(found: Detections) -> list[Campaign]:
    return [c for c in found.campaigns if c.verdict is Verdict.DISTILLATION]


def test_half_of_the_harvest_is_found_and_nobody_else(own_words: World, found: Detections) -> None:
    truth = pq.read_table(own_words.path / "truth.parquet").to_pylist()
    guilty = {row["account_id"] for row in truth if row["campaign"]}
    (campaign,) = accused(found)
    assert campaign.own_words
    its = {m.account_id for m in found.members[campaign.campaign_id]}
    assert its <= guilty
    assert len(its) > len(guilty) / 2


def test_what_ties_it_and_would_clear_it_is_said(found: Detections) -> None:
    (campaign,) = accused(found)
    assert campaign.one_operator[0].signal == ASKING.name
    assert "each words it for himself" in campaign.would_change[0]
    for member in found.members[campaign.campaign_id]:
        assert ASKING.name in {reason.signal for reason in member.evidence}


def test_it_is_kept_in_a_folder(found: Detections, tmp_path: Path) -> None:
    write_detections(found, tmp_path / "found", replace=False)
    assert read_detections(tmp_path / "found").campaigns == found.campaigns


def test_a_daily_run_finds_the_same(own_words: World, found: Detections, tmp_path: Path) -> None:
    (once,), (daily,) = (accused(f) for f in (found, detect_daily(own_words, tmp_path / "state")))
    assert (daily.accounts, daily.p_harvest) == (once.accounts, once.p_harvest)


def test_a_pack_recomputes_its_verdict_and_its_members(own_words: World, found: Detections) -> None:
    (campaign,) = accused(found)
    material = material_of(own_words, found, campaign)
    figures = answer(extract(material) | {"hypotheses": EXTRACTS["hypotheses"].empty_table()})
    assert figures.text("verdict") == campaign.verdict.value
    assert figures.number("p-harvest") == pytest.approx(campaign.p_harvest, abs=1e-4)
    assert figures.number("membership-agrees") == figures.number("worded") == campaign.accounts
    assert figures.number("phrases") > 50
    assert figures.number("phrases-amiss") == 0
    nobody = Attribution(hypotheses=(), evidence=(), named=None, why="", notes=())
    issued = Wishes(issued=datetime(2026, 7, 1, tzinfo=UTC))
    limits = state(material, issued, figures, nobody, ()).limits
    assert any("as who uses a published text does not" in said for said in limits)
