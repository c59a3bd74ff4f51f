"""Leads: whom a suspect takes after, or none of these."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from gauger.cli.provenance_leads import add_to
from gauger.errors import GaugerError, InputError, UsageError
from gauger.provenance.leads import Asked, Member, Panel, Verdict, probe, read_panel
from gauger.provenance.leads.copies import contrast, shared
from gauger.provenance.leads.grams import grams, sketch
from gauger.provenance.leads.identity import claims, names_of
from gauger.provenance.leads.likeness import kernel, lean, profiles
from gauger.provenance.leads.probe import Table
from tests.provenance.leads_world import PROMPTS, panel, said, taste

small = cache(panel)
A = Asked(vendors=("a",), alpha=0.05)


@cache
def student() -> Verdict:
    """A new family, taught by vendor a, held against the panel."""
    return probe(small(), said("s", taste("new", "a", 0.7)), A)


def test_a_student_of_a_new_family_is_a_lead_towards_its_teacher() -> None:
    assert (student().answer, student().vendor) == ("lead", "a")
    assert "not evidence" in student().says


def test_innocent_models_of_new_families_are_seldom_leads() -> None:
    """Twenty models nobody taught, at alpha .2: no more leads than chance allows, 20 x .2 + 3 s.

    Nothing is said of their lineage, so none of them stands on a side of another's comparison.
    """
    strangers = [
        Member(model=f"i{i}", family=f"i{i}", answers=said(f"i{i}", taste(f"innocent{i}", "", 0)))
        for i in range(20)
    ]
    members = (*small().members, *strangers)
    table = Table.of(members, [str(p) for p in range(PROMPTS)])
    leads = [table.lead(len(small().members) + i, "a") for i in range(20)]
    assert sum(lead is not None and lead.p <= 0.2 for lead in leads) <= 9


def test_a_student_of_another_vendor_is_not_laid_at_ours() -> None:
    assert probe(small(), said("s", taste("new", "b", 0.7)), A).answer == "none of these"


def test_trying_more_vendors_costs_power_and_says_so() -> None:
    both = probe(small(), said("s", taste("new", "a", 0.7)), Asked(alpha=0.05))
    assert both.p == pytest.approx(2 * student().p)


def test_a_panel_with_few_clear_families_never_accuses() -> None:
    """Five families, however unlike the suspect they are, cannot carry a claim at one in twenty."""
    few = panel(clear=5)
    few = Panel(members=tuple(m for m in few.members if "b" not in {m.maker, m.teacher}))
    verdict = probe(few, said("s", taste("new", "a", 0.9)), A)
    assert verdict.answer == "none of these"
    assert verdict.p == pytest.approx(1 / 6)
    assert "19 clear families" in verdict.says


def test_relatives_count_once() -> None:
    """Thirty copies of one clear model are one observation, not thirty."""
    few = panel(clear=3)
    twin = next(m for m in few.members if m.family == "free0")
    copies = [
        Member(model=f"twin{i}", family="free0", teacher="none", answers=twin.answers)
        for i in range(30)
    ]
    many = Panel(members=(*few.members, *copies))
    before, after = (probe(x, said("s", taste("new", "a", 0.7)), A) for x in (few, many))
    assert before.leads[0].p_least == after.leads[0].p_least


def test_the_wrong_way_accuses_a_relative_of_no_one() -> None:
    """Trap: with its kin among the taught, a suspect looks taught; with kin left out it does not.

    The innocent family is mislabelled as taught by a; naming the family clears its new member.
    """
    wrong = [
        Member(model=f"x{i}", family="x", teacher="a", answers=said(f"x{i}", taste("x", "", 0)))
        for i in range(2)
    ]
    many = Panel(members=(*small().members, *wrong))
    suspect = said("x9", taste("x", "", 0))
    careless = probe(many, suspect, A)
    careful = probe(many, suspect, Asked(vendors=("a",), family="x"))
    assert careless.leads[0].lean > careful.leads[0].lean
    assert careful.answer == "none of these"


def test_row_order_changes_nothing() -> None:
    suspect = said("s", taste("new", "a", 0.7))
    turned = Panel(members=tuple(reversed(small().members)))
    one, other = student(), probe(turned, suspect, A)
    assert (one.answer, one.p, one.leads[0].families_above) == (
        other.answer, other.p, other.leads[0].families_above,
    )  # fmt: skip


def test_a_score_does_not_depend_on_families_left_out() -> None:
    rng = np.random.default_rng(0)
    rates = rng.random((8, 30))
    families = ["s", "g", "t1", "t2", "t3", "c1", "c2", "c3"]
    taught = np.array([0, 0, 1, 1, 1, 0, 0, 0], bool)
    clear = np.array([0, 1, 0, 0, 0, 1, 1, 1], bool)
    products = kernel(rates)
    one = lean(products, taught, clear, families, {"s", "g"})
    other = lean(products, taught | np.eye(8, dtype=bool)[0], clear, families, {"s", "g"})
    assert one == pytest.approx(other)


def test_a_profile_is_company_not_level() -> None:
    """A talkative model is like everybody; its profile is that of its quiet twin."""
    company = np.array([0.3, -0.2, 0.1, -0.2])
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.002, (6, 6))
    likeness = 0.5 + (noise + noise.T)
    for row, level in ((0, 0.0), (1, 0.4)):
        likeness[row, 2:] += company + level
        likeness[2:, row] += company + level
    quiet, talkative = profiles(likeness, ["x", "x", "c", "d", "e", "f"])[:2]
    assert quiet == pytest.approx(talkative, abs=0.1)
    assert quiet[:2] == pytest.approx([0, 0])


def test_a_near_copy_is_seen_in_rare_phrases() -> None:
    """An edited answer keeps phrases that nobody else has; a student of style does not."""
    names = ["t", "u", "copy", "free"]
    answers = [said(n, taste(n, "", 0)) for n in names]
    answers[2] = {p: t + " and so on" for p, t in answers[0].items()}
    prompts = sorted(answers[0])
    cosine = shared([sketch(a, prompts) for a in answers])
    own, others = np.array([1, 0, 0, 0], bool), np.array([0, 1, 0, 1], bool)
    score = contrast(cosine, own, others, names)
    assert score[2] > 0.5 > 2 * abs(score[3])


def test_identity_counts_the_speaker_alone() -> None:
    names = names_of("openai")
    assert claims({"1": "I am ChatGPT.", "2": "I was trained by OpenAI."}, names) == 2
    assert claims({"1": "People use ChatGPT. OpenAI sells it."}, names) == 0
    assert names_of("a.b") == r"a\.b"


def test_identity_alone_is_no_lead() -> None:
    """A model that nobody taught, and that calls itself by the vendor's name at every turn."""
    lies = {p: f"I am a, made by a. {t}" for p, t in said("i0", taste("innocent0", "", 0)).items()}
    verdict = probe(small(), lies, A)
    assert verdict.leads[0].identity == len(lies)
    assert verdict.answer == "none of these"


def test_length_beyond_the_first_words_changes_nothing() -> None:
    text = " ".join(f"w{i}" for i in range(80))
    assert (grams(text) == grams(text + " and much more of the same")).all()


@pytest.mark.parametrize(
    ("asked", "says"),
    [({"vendors": ("zebra",)}, "zebra"), ({"alpha": 1.5}, "between 0 and 1")],
)
def test_bad_wishes_are_refused(asked: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        probe(small(), said("s", taste("new", "a", 0.7)), Asked(**asked))  # type: ignore[arg-type]


def test_too_few_prompts_are_refused() -> None:
    few = dict(list(said("s", taste("new", "a", 0.7)).items())[:10])
    with pytest.raises(InputError, match="10 prompts"):
        probe(small(), few)


def _write(folder: Path) -> None:
    folder.mkdir()
    rows = [
        json.dumps({"model": m.model, "prompt_id": p, "output": t})
        for m in small().members
        for p, t in m.answers.items()
    ]
    (folder / "answers.jsonl").write_text("\n".join(rows))
    lines = [f"{m.model},{m.family},{m.maker},{m.teacher}" for m in small().members]
    (folder / "lineage.csv").write_text("\n".join(["model,family,maker,teacher", *lines]))


def test_the_verb_reads_files_and_prints(tmp_path: Path) -> None:
    _write(tmp_path / "panel")
    suspect = tmp_path / "suspect.jsonl"
    answers = said("s", taste("new", "a", 0.7))
    suspect.write_text(
        "\n".join(json.dumps({"prompt_id": p, "output": t}) for p, t in answers.items())
    )
    app = typer.Typer()
    add_to(app)
    app.callback()(lambda: None)
    call = ["leads", str(suspect), "--panel", str(tmp_path / "panel"), "--vendor", "a"]
    plain = CliRunner().invoke(app, call)
    assert plain.exit_code == 0, plain.output
    assert "LEAD" in plain.output
    told = CliRunner().invoke(app, [*call, "--json", "--fail-on-lead"])
    assert told.exit_code == 1
    assert json.loads(told.output)["vendor"] == "a"


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("lineage.csv", "model,family,maker\nm,f,", "teacher"),
        ("lineage.csv", "model,family,maker,teacher\nm,f,,none\nghost,f,,none", "ghost"),
        ("lineage.csv", "model,family,maker,teacher\nm,,,none", "no family"),
        ("answers.jsonl", "{", "line 1"),
        ("answers.jsonl", "", "empty"),
    ],
)
def test_broken_panels_name_what_is_wrong(tmp_path: Path, file: str, text: str, says: str) -> None:
    (tmp_path / "answers.jsonl").write_text('{"model": "m", "prompt_id": 1, "output": "x"}')
    (tmp_path / "lineage.csv").write_text("model,family,maker,teacher\nm,f,,none")
    (tmp_path / file).write_text(text)
    with pytest.raises(GaugerError, match=says):
        read_panel(tmp_path)
