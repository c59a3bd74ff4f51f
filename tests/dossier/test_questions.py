"""What queries give from an extract is what the main job computed from the logs."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from gauger.campaigns.features import measure
from gauger.campaigns.judge import P_NOTHING_TAKEN, TAKEN
from gauger.campaigns.model import Campaign
from gauger.campaigns.weights import weights
from gauger.dossier.extract import Material, extract, see
from gauger.dossier.figures import answer
from gauger.dossier.limits import LIMITS
from gauger.dossier.make import limits_of
from gauger.dossier.model import Figures
from gauger.dossier.questions import STEPS
from gauger.dossier.questions.measures import MEASURES
from gauger.dossier.sqlbox import SqlBox
from gauger.dossier.statement import _deviations
from gauger.dossier.tables import EXTRACTS
from gauger.engines.relations import Engine
from tests.dossier.scene import NAMES, Scene, material_of


def material(scene: Scene, campaign: Campaign) -> Material:
    return material_of(scene.world, scene.found, campaign)


def answered(tables: dict[str, pa.Table]) -> Figures:
    return answer(tables | {"hypotheses": EXTRACTS["hypotheses"].empty_table()})


@pytest.fixture(scope="module")
def tables(scene: Scene) -> dict[str, pa.Table]:
    """The extract of the scene's campaign; nobody changes it."""
    return extract(material(scene, scene.case.campaign))


@pytest.fixture(scope="module")
def figures(tables: dict[str, pa.Table]) -> Figures:
    """Its figures."""
    return answered(tables)


def one_of_each_verdict(scene: Scene) -> list[Campaign]:
    return list({c.verdict: c for c in scene.found.campaigns}.values())


def test_probabilities_and_verdict_are_the_runs(scene: Scene) -> None:
    """Of a campaign, and of innocent groups too."""
    chosen = one_of_each_verdict(scene)
    assert len(chosen) >= 3
    for campaign in chosen:
        figures = answered(extract(material(scene, campaign)))
        assert figures.text("verdict") == campaign.verdict.value
        assert figures.number("p-one-operator") == pytest.approx(campaign.p_one_operator, abs=1e-4)
        assert figures.number("p-harvest") == pytest.approx(campaign.p_harvest, abs=1e-4)
        assert figures.number("p-verdict") == pytest.approx(campaign.confidence, abs=1e-4)
        assert figures.number("membership-agrees") == campaign.accounts
        certain = [m for m in scene.found.members[campaign.campaign_id] if m.p_member >= 0.99]
        assert figures.number("belonging") <= len(certain)
        assert figures.number("speaking-differs") == 0


def test_every_feature_is_measured_as_the_main_job_measures_it(
    scene: Scene, figures: Figures
) -> None:
    subject = material(scene, scene.case.campaign)
    engine = Engine()
    relations = engine.world(
        list(scene.world.exchange_files), scene.world.path / "accounts.parquet", None
    )
    wanted = {f.name: f for f in measure(see(engine, relations, subject))}
    found = {str(r[1]): r for r in figures["harvest-evidence"].rows}
    assert found.keys() == wanted.keys()
    assert {m.name for m in MEASURES} <= wanted.keys()
    assert len(wanted) > len(MEASURES) + 20
    for name, feature in wanted.items():
        assert found[name][0] == feature.family.value
        assert found[name][2] == pytest.approx(feature.x, abs=1e-4), name


def test_cells_that_only_wording_joins_are_weighed_as_the_run_weighs_them(scene: Scene) -> None:
    subject = material(scene, scene.case.campaign)
    joined = replace(subject.case.campaign, joined_by_wording=True)
    subject = replace(subject, case=replace(subject.case, campaign=joined))
    figures = answered(extract(subject))
    assert any("people who come on one day" in said for said in _deviations(subject, figures))
    rows = {str(r[1]): r for r in figures["harvest-evidence"].rows}
    assert rows["wording-alone"][2] == 1
    assert rows["wording-alone"][3] == pytest.approx(
        weights().harvest.weight["wording-alone"] / np.log(2), abs=0.01
    )
    assert figures.number("phrases") == 0  # members belong by two kinds of evidence, as ever


def test_bits_of_features_are_those_that_the_campaign_states(
    scene: Scene, figures: Figures
) -> None:
    campaign = scene.case.campaign
    bits = {str(r[1]): r[3] for r in figures["harvest-evidence"].rows}
    assert campaign.harvest
    for reason in campaign.harvest:
        assert bits[reason.signal] == pytest.approx(reason.strength, abs=0.011)


def test_each_members_trial_is_the_runs_to_a_hundredth_of_a_bit(
    scene: Scene, tables: dict[str, pa.Table]
) -> None:
    """Also where not showing what the group shows speaks against an account."""
    box = opened(tables)
    _, rows = box.answer("trial", "select member, signal, bits from trial")
    box.close()
    bits = {(str(m), str(s)): float(b or 0) for m, s, b in rows}
    assert any(b < 0 for b in bits.values())
    for member in scene.case.members:
        for reason in member.evidence:
            got = bits[NAMES.account(member.account_id), reason.signal]
            assert got == pytest.approx(reason.strength, abs=0.011)


def opened(tables: dict[str, pa.Table]) -> SqlBox:
    box = SqlBox(tables | {"hypotheses": EXTRACTS["hypotheses"].empty_table()})
    for step in STEPS:
        box.step(step.name, step.sql)
    return box


def test_too_many_traits_leave_the_deciding_ones_and_say_so(
    scene: Scene, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then templating is taken on trust, by name, and probabilities stay the same."""
    monkeypatch.setattr("gauger.dossier.evidence.MAX_ROWS", 20)
    tables = extract(material(scene, scene.case.campaign))
    few = answered(tables)
    assert not all(tables["signals"]["complete"].to_pylist())
    assert "templating" in {r[0] for r in few["on-trust"].rows}
    assert "templating" not in {r[0] for r in figures["on-trust"].rows}
    for name in ("p-one-operator", "p-harvest", "verdict", "membership-agrees"):
        assert few[name].value == figures[name].value


def test_a_world_without_optional_columns_measures_less(tables: dict[str, pa.Table]) -> None:
    """A feature that the logs do not allow is left out, not taken as zero."""
    gone_tables = ("asks", "nets", "answers", "clocks", "declared", "counts")
    figures = answered(tables | {name: EXTRACTS[name].empty_table() for name in gone_tables})
    found = {str(r[1]) for r in figures["harvest-evidence"].rows}
    gone = {"training-material", "networks", "answers", "rhythm", "payers", "mail", "weekends"}
    assert not found & gone
    assert "organisation" in found
    assert figures.text("verdict")


def test_the_verdict_follows_the_limits_that_the_pack_states(
    scene: Scene, tables: dict[str, pa.Table]
) -> None:
    """Every limit that queries read is in the table; what is missing there would be null."""
    limits = limits_of(scene.case)
    assert LIMITS.keys() <= limits.keys()
    hard = limits | {"p_harvest": 0.999}
    table = pa.table({"name": list(hard), "value": [float(v) for v in hard.values()]})
    assert answered(tables | {"limits": table}).text("verdict") == "unclear"


def test_longer_answers_show_nothing_where_a_few_peoples_habits_make_them(
    tables: dict[str, pa.Table],
) -> None:
    """Where nothing else shows what was taken: the length, with a small give or a large one."""
    others = pc.is_in(tables["usual"]["evidence"], pa.array(["training-material", *TAKEN]))
    bare = tables | {"usual": tables["usual"].filter(pc.invert(others))}
    assert answered(bare).number("p-harvest") > P_NOTHING_TAKEN
    context = tables["context"].to_pylist()
    assert 0 < next(r["value"] for r in context if r["name"] == "give-answers") < 0.3
    wide = [r | {"value": 6.0} if r["name"] == "give-answers" else r for r in context]
    bare |= {"context": pa.Table.from_pylist(wide, schema=tables["context"].schema)}
    assert answered(bare).number("p-harvest") == P_NOTHING_TAKEN
