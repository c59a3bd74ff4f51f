"""Competing hypotheses: who is named, who never is, and what counts for nothing."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from gauger.dossier.attribution import attribute, hypotheses_table
from gauger.dossier.figures import answer
from gauger.dossier.make import Made
from gauger.dossier.model import Attribution, Figures
from gauger.dossier.profiles import Prediction, Profile, read_profiles
from gauger.dossier.tables import EXTRACTS
from gauger.errors import InputError


@pytest.fixture(scope="module")
def figures(made: Made) -> Figures:
    return msgspec.json.decode((made.folder / "figures.json").read_bytes(), type=Figures)


def predicts(
    feature: str, p_if: float = 0.9, p_else: float = 0.1, relay: bool = False
) -> Prediction:
    return Prediction(feature=feature, p_if=p_if, p_else=p_else, why="a test", relay=relay)


def profile(name: str, *predictions: Prediction) -> Profile:
    return Profile(
        name=name, title=f"operators of {name}", origin="a test", reliability="B",
        credibility="2", predicts=predictions,
    )  # fmt: skip


def weighed(
    figures: Figures, *profiles: Profile, held: Sequence[tuple[str, int]] = ()
) -> Attribution:
    return attribute(figures, profiles, lambda signal, value: (signal, value) in held)


def p(found: Attribution, name: str) -> float:
    return next(h.p for h in found.hypotheses if h.name == name)


NETWORK = predicts("indicator:shared-address:7", 0.95, 0.01)
TARGETS = predicts("targets:software-engineering", 0.9, 0.1)
CARD = predicts("indicator:shared-payment:9", 0.9, 0.01)


def test_the_unknown_operator_and_the_reseller_always_compete(figures: Figures) -> None:
    for found in (weighed(figures), weighed(figures, profile("one", TARGETS))):
        assert {"unknown", "reseller"} <= {h.name for h in found.hypotheses}
    assert weighed(figures).named is None


def test_a_shared_relay_names_nobody(figures: Figures) -> None:
    """Two actors on one relay: the network tells neither from the other, nor from anybody."""
    found = weighed(
        figures, profile("one", NETWORK), profile("two", NETWORK), held=[("shared-address", 7)]
    )
    assert found.named is None
    assert p(found, "one") == p(found, "two")
    assert p(found, "one") / p(found, "unknown") == pytest.approx(0.125 / 0.5, abs=0.01)
    assert all("attributes nobody" in e.discount for e in found.evidence if "indicator" in e.name)


def test_a_known_relay_counts_for_nothing_even_alone(figures: Figures) -> None:
    relay = predicts("indicator:shared-address:7", 0.95, 0.01, relay=True)
    found = weighed(figures, profile("one", relay), held=[("shared-address", 7)])
    assert found.named is None
    assert p(found, "one") < 0.4


def test_infrastructure_alone_leads_but_is_not_named(figures: Figures) -> None:
    found = weighed(figures, profile("one", NETWORK), held=[("shared-address", 7)])
    assert found.hypotheses[0].name == "one"
    assert found.named is None
    assert "one kind of evidence" in found.why


def test_two_kinds_of_evidence_name_and_a_contradiction_takes_the_name_back(
    figures: Figures,
) -> None:
    held = [("shared-payment", 9)]
    assert weighed(figures, profile("one", CARD, TARGETS), held=held).named == "one"
    against = predicts("model:some-other-model", 0.95, 0.05)
    silent = predicts("round-the-clock", 0.02, 0.9)
    found = weighed(figures, profile("one", CARD, TARGETS, against, silent), held=held)
    assert found.named is None
    first = next(h for h in found.hypotheses if h.name == "one")
    assert first.against == 2


def test_one_family_never_counts_more_than_64_to_1(figures: Figures) -> None:
    many = [predicts(f"indicator:shared-payment:{n}", 0.99, 0.001) for n in range(9)]
    found = weighed(figures, profile("one", *many), held=[("shared-payment", n) for n in range(9)])
    prior = next(h for h in found.hypotheses if h.name == "one").prior
    assert p(found, "one") <= prior * 64 / (prior * 64 + 0.5) + 0.01


def test_the_extract_gives_the_same_probabilities(figures: Figures) -> None:
    found = weighed(figures, profile("one", CARD, TARGETS), held=[("shared-payment", 9)])
    tables = {name: schema.empty_table() for name, schema in EXTRACTS.items()}
    again = answer(tables | {"hypotheses": hypotheses_table(found)})
    computed = {str(r[0]): r[3] for r in again["hypotheses"].rows}
    assert computed == pytest.approx({h.name: h.p for h in found.hypotheses}, abs=1e-3)


GOOD = """
name = "one"
title = "{title}"
origin = "our case 2026-014"
reliability = "{grade}"
credibility = "2"
[[predicts]]
feature = "{feature}"
p_if = {p}
p_else = 0.1
why = "seen before"
"""


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"feature": "country:XX"}, "not evidence of who acts"),
        ({"feature": "language:xx"}, "not evidence of who acts"),
        ({"title": "Chinese hackers"}, "a nationality"),
        ({"title": "the guilty ones"}, "more than evidence"),
        ({"feature": "hunch:strong"}, "no feature that is measured"),
        ({"feature": "indicator:shared-payment:=1+1"}, "64-bit"),
        ({"feature": "indicator:nothing:1"}, "names no signal"),
        ({"p": "1.0"}, "outside 0 to 1"),
        ({"grade": "G"}, "grade"),
        ({"title": 'a" \\n ='}, "a profile"),
    ],
)
def test_profiles_that_accuse_or_make_no_sense_are_refused(
    tmp_path: Path, changes: dict[str, str], why: str
) -> None:
    plain = {"title": "operators", "grade": "B", "feature": "targets:mathematics", "p": "0.5"}
    (tmp_path / "one.toml").write_text(GOOD.format(**plain))
    assert read_profiles(tmp_path)[0].name == "one"
    (tmp_path / "one.toml").write_text(GOOD.format(**(plain | changes)))
    with pytest.raises(InputError, match=why):
        read_profiles(tmp_path)
