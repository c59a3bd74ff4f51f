"""A harvest whose accounts share nothing but their prompts, from logs to what a pack recomputes."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gauger.campaigns.detect import detect
from gauger.campaigns.detections import read_detections, write_detections
from gauger.campaigns.model import Campaign, Detections, Verdict
from gauger.dossier.documents.findings import one_operator
from gauger.dossier.extract import extract
from gauger.dossier.figures import answer
from gauger.dossier.model import Attribution
from gauger.dossier.questions import STEPS
from gauger.dossier.sqlbox import SqlBox
from gauger.dossier.statement import Wishes, state
from gauger.dossier.tables import EXTRACTS
from gauger.records.world import World, open_world
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load
from tests.dossier.scene import material_of

SEED = 7


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A card, an address, a client and a slow sign-up for each account; one harness for all."""
    folder = tmp_path_factory.mktemp("worded") / "world"
    simulate(load("ladder-several-identity"), folder, scale=0.1, seed=SEED)
    return open_world(folder)


@pytest.fixture(scope="module")
def found(world: World) -> Detections:
    return detect(world)


def accused(found: Detections) -> list[Campaign]:
    return [c for c in found.campaigns if c.verdict is Verdict.DISTILLATION]


def test_the_harvest_is_found_whole_and_nobody_else(world: World, found: Detections) -> None:
    truth = pq.read_table(world.path / "truth.parquet").to_pylist()
    guilty = {row["account_id"] for row in truth if row["campaign"]}
    (campaign,) = accused(found)
    assert campaign.by_wording_alone
    assert {m.account_id for m in found.members[campaign.campaign_id]} == guilty


def test_what_would_clear_it_is_said(found: Detections) -> None:
    (campaign,) = accused(found)
    assert "course" in campaign.would_change[0]


def test_it_is_kept_in_a_folder(found: Detections, tmp_path: Path) -> None:
    write_detections(found, tmp_path / "found", replace=False)
    assert read_detections(tmp_path / "found").campaigns == found.campaigns


def test_a_pack_recomputes_its_verdict_and_its_members(world: World, found: Detections) -> None:
    """Each member by the phrases that the pack holds, to the run's fourth digit."""
    (campaign,) = accused(found)
    material = material_of(world, found, campaign)
    tables = extract(material) | {"hypotheses": EXTRACTS["hypotheses"].empty_table()}
    figures = answer(tables)
    assert figures.text("verdict") == campaign.verdict.value
    assert figures.number("p-harvest") == pytest.approx(campaign.p_harvest, abs=1e-4)
    assert figures.number("membership-agrees") == figures.number("worded") == campaign.accounts
    assert figures.number("phrases") > 50
    assert figures.number("phrases-amiss") == 0
    again = worded(tables)
    for member in material.case.members:
        assert again[material.names.account(member.account_id)] == pytest.approx(
            member.p_member, abs=1e-4
        )
    assert "one kind of evidence" in str(one_operator(figures))
    nobody = Attribution(hypotheses=(), evidence=(), named=None, why="", notes=())
    issued = Wishes(issued=datetime(2026, 7, 1, tzinfo=UTC))
    limits = state(material, issued, figures, nobody, ()).limits
    assert any("That choice is on trust" in said for said in limits)
    silent = material.names.account(material.case.members[0].account_id)
    fewer = without_words_of(silent, tables["traits"], tables["phrases"])
    assert worded(tables | {"traits": fewer})[silent] < 0.1


def worded(tables: dict[str, pa.Table]) -> dict[str, float]:
    """Each member's probability by its wording, as the queries give it."""
    box = SqlBox(tables)
    for step in STEPS:
        box.step(step.name, step.sql)
    _, rows = box.answer("worded", "select member, p from worded")
    box.close()
    return {str(member): float(str(p)) for member, p in rows}


def without_words_of(member: str, traits: pa.Table, phrases: pa.Table) -> pa.Table:
    """Traits in which one member shows none of the phrases."""
    own = set(phrases["value"].to_pylist())
    rows = traits.to_pylist()
    kept = [r for r in rows if r["member"] != member or r["value"] not in own]
    return pa.Table.from_pylist(kept, schema=traits.schema)
