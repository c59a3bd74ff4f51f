"""The benchmark of leads: families stay whole, intervals are what they say."""

from pathlib import Path

import pytest
from bench.leads import Suspect, at_points, auc
from bench.leads_panel import family_of, lineage, public_panel, roles

from gauger.provenance.leads.probe import Table


def _suspect(model: str, role: str, score: float, family: str = "") -> Suspect:
    return Suspect(
        model=model, family=family or model, role=role, vendor="v", scores={"m": score}, p=1.0,
        p_least=0.1, above=(),
    )  # fmt: skip


def test_families_weigh_alike_in_the_area() -> None:
    """Nine relatives that score low are one family: the area is 1/2, not 1/10."""
    taught = [_suspect("t", "taught", 0.5)]
    clear = [_suspect(f"c{i}", "clear", 0.9, "kin") for i in range(9)]
    clear.append(_suspect("d", "clear", 0.1))
    assert auc(taught, clear, "m") == pytest.approx(0.5)


def test_an_operating_point_counts_families_and_the_taught_above_the_best_of_them() -> None:
    rows = [_suspect("t1", "taught", 0.9), _suspect("t2", "taught", 0.3)]
    rows += [_suspect("c1", "clear", 0.5), _suspect("c2", "clear", 0.2)]
    none, one = at_points(rows, ["m"])[:2]
    assert (none["taught"], none["clear_families_accused"]) == (1, [])
    assert (one["taught"], one["clear_families_accused"]) == (2, ["c1"])


@pytest.mark.shared
def test_relatives_never_sit_on_both_sides(shared: Path) -> None:
    """No family has a member that openai taught and one that is clear of it."""
    known = lineage()
    sides: dict[str, set[str]] = {}
    for model, row in known.items():
        if row["teacher_family"] in {"openai", "none-human", "none-self"}:
            sides.setdefault(family_of(model), set()).add(row["teacher_family"].split("-")[0])
    assert all(len(s) == 1 for s in sides.values()), sides
    assert roles("llama-2-chat-7b-evol70k-neft", known) is None
    assert roles("Meta-Llama-3-8B-Instruct", known) == ("meta", "")
    assert roles("guanaco-7b", known) == ("", "none")


@pytest.mark.shared
def test_public_students_look_taught_and_the_panel_owns_what_it_cannot_say(shared: Path) -> None:
    """On 60 prompts: Vicuna leans to openai, Llama 2 does not, and p never falls below 1/(F+1)."""
    panel, _ = public_panel(prompts=60)
    table = Table.of(panel.members, [str(i) for i in range(60)])
    place = {m.model: i for i, m in enumerate(panel.members)}
    vicuna = table.lead(place["vicuna-13b"], "openai")
    llama = table.lead(place["llama-2-13b-chat-hf"], "openai")
    assert vicuna is not None
    assert llama is not None
    assert vicuna.lean > llama.lean
    assert vicuna.p >= vicuna.p_least == pytest.approx(1 / (1 + vicuna.families_clear))
