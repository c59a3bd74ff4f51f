"""Checks of words: whatever in a statement follows from figures by a rule, by that rule again.

The rest of a statement is its issuer's word, and named as such.
"""

from collections.abc import Callable, Iterator

from gauger.dossier.alternatives import consider
from gauger.dossier.mapping import techniques
from gauger.dossier.model import Figures, Manifest, Statement
from gauger.dossier.outcome import CONFIRMED, FAILED, UNCHECKED, Check
from gauger.dossier.rates import measured
from gauger.dossier.statement import LIMITS, Decided, confidence
from gauger.errors import GaugerError

Rule = Callable[[Manifest, Figures, Statement], Iterator[str]]


def check_judgements(
    manifest: Manifest, figures: Figures, statement: Statement, other: str
) -> list[Check]:
    """Whether each judgement stands where its rule puts it.

    `other` says how the program that made the pack is not this one: rules may then differ, and what
    this program's give is shown beside what the pack says.
    """
    wrong = _told(manifest, figures, statement, HERE)
    elsewhere = _told(manifest, figures, statement, RULES)
    if elsewhere and not other:
        wrong, elsewhere = [*wrong, *elsewhere], []
    if wrong:
        says = "the statement does not follow from the figures by its own rules"
        return [Check("judgements", FAILED, says, tuple(wrong))]
    if elsewhere:
        says = "not what this program's rules give; the rules of the one that made it are not here"
        return [Check("judgements", UNCHECKED, says, tuple(elsewhere))]
    says = (
        f"{len(statement.alternatives)} innocent explanations, "
        f"{len(statement.attribution.hypotheses)} hypotheses, {len(statement.techniques)} "
        "techniques, the confidence, known limits and error rates are what their rules give"
    )
    return [Check("judgements", CONFIRMED, says)]


def _told(
    manifest: Manifest, figures: Figures, statement: Statement, rules: dict[str, Rule]
) -> list[str]:
    wrong = list[str]()
    for name, rule in rules.items():
        try:
            wrong += rule(manifest, figures, statement)
        except (GaugerError, ValueError, TypeError, IndexError) as seen:
            wrong.append(f"{name}: the rule cannot be applied: {seen}")
    return wrong


def _alternatives(_: Manifest, figures: Figures, statement: Statement) -> Iterator[str]:
    said = {a.name: a for a in statement.alternatives}
    again = {a.name: a for a in consider(figures)}
    for name in sorted(said.keys() | again.keys()):
        if said.get(name) != again.get(name):
            there = said[name].standing if name in said else "left out"
            here = again[name].standing if name in again else "not known here"
            yield f"{name}: {there}, by its rule {here}" + (
                ", in other words" if there == here else ""
            )


def _hypotheses(_: Manifest, figures: Figures, statement: Statement) -> Iterator[str]:
    computed = {str(r[0]): float(r[3] or 0) for r in figures["hypotheses"].rows}
    said = {h.name: h.p for h in statement.attribution.hypotheses}
    for name in sorted(said.keys() | computed.keys()):
        if abs(said.get(name, -1.0) - computed.get(name, -1.0)) > 0.0011:
            yield f"{name}: {said.get(name)} in the statement, {computed.get(name)} by the extract"
    if not {"unknown", "reseller"} <= said.keys():
        yield "the unknown operator and the reseller do not both compete"


def _confidence(_: Manifest, figures: Figures, statement: Statement) -> Iterator[str]:
    people = Decided(
        looked=statement.reviewed, confirmed=statement.confirmed, cleared=statement.cleared
    )
    level, why = confidence(people, figures)
    if (level, why) != (statement.confidence, statement.confidence_why):
        yield f"confidence: {statement.confidence} in the statement, by its rule {level}"


def _techniques(manifest: Manifest, figures: Figures, statement: Statement) -> Iterator[str]:
    named = {
        k.removeprefix("signal "): v for k, v in manifest.run.items() if k.startswith("signal ")
    }
    blind = frozenset(signal for signal, state in named.items() if state != "on")
    again = techniques(figures, blind, answered=bool(statement.actions))
    for there, here in zip(statement.techniques, again, strict=False):
        if there != here:
            yield f"{there.id}: {there.state} in the statement, by its rule {here.id} {here.state}"
    if len(statement.techniques) != len(again):
        yield f"techniques: {len(statement.techniques)} in the statement, {len(again)} known here"


def _limits(_: Manifest, __: Figures, statement: Statement) -> Iterator[str]:
    for limit in LIMITS:
        if limit not in statement.limits:
            yield f"a known limit is left out: {limit}"


def _rates(_: Manifest, __: Figures, statement: Statement) -> Iterator[str]:
    for rate in measured():
        if rate not in statement.error_rates:
            yield f"an error rate is left out or another: {rate.what}: {rate.rate}"


HERE: dict[str, Rule] = {"hypotheses": _hypotheses}
"""Between two parts of the pack: whatever program made it."""
RULES: dict[str, Rule] = {
    "innocent explanations": _alternatives,
    "confidence": _confidence,
    "techniques": _techniques,
    "known limits": _limits,
    "error rates": _rates,
}
"""By rules of this program."""
