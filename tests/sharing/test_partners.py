"""Partners' words in a judgement: beside our own evidence they help, alone they decide nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from gauger.campaigns.detect import detect
from gauger.campaigns.model import Campaign, Detections, Verdict
from gauger.campaigns.partners import (
    FILE,
    MAX_BITS,
    MAX_GROUP_BITS,
    MAX_ONE_CAUSE_BITS,
    SIGNAL,
    Said,
    Word,
    group_reason,
    read_said,
    words,
)
from gauger.casework.tally import tally
from gauger.cli.app import app
from gauger.errors import BrokenFile
from gauger.records.world import open_world
from gauger.sharing.facts import facts_of_case
from gauger.sharing.observe import Observed
from gauger.signals.family import Family
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load
from tests.sharing.planted import plant_case

AT = datetime(2026, 6, 1, tzinfo=UTC)
MEMBERS = [f"m{i}" for i in range(10)]


def rows(accounts: list[str], families: tuple[str, ...] = ("infrastructure",)) -> pa.Table:
    """As strong matches as can be."""
    kinds = {
        "infrastructure": "ipv4-addr",
        "content": "template-sketch",
        "identity": "email-domain",
    }
    return pa.Table.from_pylist(
        [
            {
                "account_id": a, "signal": SIGNAL, "value": n, "first_ts": AT, "last_ts": AT,
                "n": 3, "kind": kinds[f], "family": f, "partners": ["lab-b"], "bits": MAX_BITS,
                "sources": [f"{'ab' * 32}#indicator--1"], "tlp": "amber+strict",
            }
            for n, a in enumerate(accounts) for f in families
        ],
        schema=FILE,
    )  # fmt: skip


def bits(said: dict[str, Word], *, own: bool = True, population: int = 10_000) -> float:
    found = group_reason(said, MEMBERS, population, own_speaks=own)
    return found.strength if found else 0.0


def test_addresses_alone_say_two_to_one_whatever_their_number() -> None:
    """An office behind a relay matches in every account; so do its neighbours' offices."""
    assert bits(words(rows(MEMBERS))) == MAX_ONE_CAUSE_BITS


def test_two_kinds_or_a_template_say_more_within_a_bound() -> None:
    assert bits(words(rows(MEMBERS, ("content",)))) == MAX_GROUP_BITS
    assert bits(words(rows(MEMBERS, ("infrastructure", "identity")))) == MAX_GROUP_BITS


def test_alone_they_count_nothing_and_are_shown() -> None:
    found = group_reason(words(rows(MEMBERS, ("content",))), MEMBERS, 10_000, own_speaks=False)
    assert found is not None
    assert found.strength == 0.0
    assert "not counted" in found.text
    assert "lab-b" in found.text


def test_what_everybody_here_shows_says_nothing_of_a_group() -> None:
    everybody = [*MEMBERS, *(f"o{i}" for i in range(90))]
    assert bits(words(rows(everybody, ("content",))), population=100) == pytest.approx(0, abs=0.02)


def test_a_few_matches_speak_for_themselves_alone() -> None:
    assert bits(words(rows(MEMBERS[:2], ("content",)))) == 0.0
    assert bits(words(rows(MEMBERS[:4], ("content",)))) == pytest.approx(MAX_GROUP_BITS)


def test_a_silent_partner_says_nothing() -> None:
    silent = rows(MEMBERS).set_column(
        FILE.get_field_index("bits"), FILE.field("bits"), pa.array([0.0] * 10)
    )
    assert words(silent) == {}


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds") / "tour"
    simulate(load("tour"), folder, scale=0.4, seed=1)
    return folder


@pytest.fixture(scope="module")
def plain(tour: Path) -> Detections:
    return detect(open_world(tour))


@pytest.fixture(scope="module")
def denounced(tour: Path, plain: Detections) -> Detections:
    """The worst partner: it denounces every group that we do not accuse, in three families."""
    innocent = [
        m.account_id
        for c in plain.campaigns
        if c.verdict is not Verdict.DISTILLATION
        for m in plain.members[c.campaign_id]
    ]
    said = words(rows(sorted(set(innocent)), ("infrastructure", "content", "identity")))
    return detect(open_world(tour), partners=Said(words=said))


def own_kinds(campaign: Campaign) -> set[Family]:
    return {r.family for r in campaign.harvest if r.family is not Family.PARTNERS}


def test_no_partner_makes_a_verdict(plain: Detections, denounced: Detections) -> None:
    """Who is accused has two kinds of our own evidence; the innocent groups stay what they were."""
    before = {c.campaign_id: c for c in plain.campaigns}
    assert set(before) == {c.campaign_id for c in denounced.campaigns}
    moved = 0
    for campaign in denounced.campaigns:
        theirs = [r for r in campaign.harvest if r.family is Family.PARTNERS]
        moved += bool(theirs)
        if campaign.verdict is Verdict.DISTILLATION:
            assert len(own_kinds(campaign)) >= 2
        if not own_kinds(campaign):
            old = before[campaign.campaign_id]
            assert (campaign.verdict, campaign.p_harvest) == (old.verdict, old.p_harvest)
            assert {r.strength for r in theirs} <= {0.0}
    assert moved


def test_no_innocent_group_is_accused_on_a_partners_word(
    plain: Detections, denounced: Detections
) -> None:
    accused, before = (
        {c.campaign_id for c in found.campaigns if c.verdict is Verdict.DISTILLATION}
        for found in (denounced, plain)
    )
    assert accused == before


def test_membership_is_our_own_finding(plain: Detections, denounced: Detections) -> None:
    """A partner's word is shown at a member and changes neither who belongs nor how surely."""

    def surely(found: Detections) -> dict[str, dict[str, float]]:
        return {k: {m.account_id: m.p_member for m in v} for k, v in found.members.items()}

    assert surely(plain) == surely(denounced)
    texts = [
        r.text for v in denounced.members.values() for m in v for r in m.evidence
        if r.signal == SIGNAL
    ]  # fmt: skip
    assert texts
    assert all("lab-b warned of" in t and "abababababab#indicator--1" in t for t in texts)
    assert all("TLP:AMBER+STRICT" in t for t in texts)


def test_no_what_if_counts_a_partners_word(plain: Detections, denounced: Detections) -> None:
    """What is left of a case without a signal rests on our own evidence alone."""
    for name in plain.members:
        assert tally(plain.members[name]) == tally(denounced.members[name])


def test_the_command_takes_the_file_and_the_run_names_it(tour: Path, tmp_path: Path) -> None:
    file = tmp_path / "m.parquet"
    pq.write_table(rows(["nobody"]), file)
    out = tmp_path / "found"
    done = CliRunner().invoke(
        app, ["detect", str(tour), "--out", str(out), "--indicators", str(file)]
    )
    assert done.exit_code == 0, done.output
    run = json.loads((out / "run.json").read_bytes())
    assert run["indicators"] == sha256(file.read_bytes()).hexdigest()


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.parquet").write_bytes(b"PAR1")
    with pytest.raises(BrokenFile, match="gauger share match"):
        read_said(tmp_path / "m.parquet")


def test_a_partners_word_is_not_passed_on_as_ours() -> None:
    """Neither among the kinds of evidence that are shared, nor in how well founded they are."""
    case = plant_case()
    theirs = group_reason(words(rows(MEMBERS, ("content",))), MEMBERS, 10_000, own_speaks=True)
    assert theirs is not None
    with_it = replace(
        case, campaign=replace(case.campaign, harvest=(*case.campaign.harvest, theirs))
    )
    seen = Observed(candidates=(), rhythm="unknown", paths=(), ties={})
    plain, more = (
        {f.field: f.value for f in facts_of_case(c, seen, (), flagged=12) if "share." in f.field}
        for c in (case, with_it)
    )
    assert plain == more
