"""Checks of words: the rules beside each judgement, applied again to the figures."""

from gauger.dossier.alternatives import consider
from gauger.dossier.model import Figures, Statement
from gauger.dossier.outcome import CONFIRMED, FAILED, Check
from gauger.errors import GaugerError


def check_judgements(figures: Figures, statement: Statement) -> list[Check]:
    """Whether innocent explanations and hypotheses stand where their rules put them."""
    try:
        wrong = [*_alternatives(figures, statement), *_hypotheses(figures, statement)]
    except (GaugerError, ValueError, TypeError, IndexError) as seen:
        return [Check("judgements", FAILED, f"their rules cannot be applied: {seen}")]
    if wrong:
        says = "the statement does not follow from the figures by its own rules"
        return [Check("judgements", FAILED, says, tuple(wrong))]
    says = (
        f"{len(statement.alternatives)} innocent explanations and "
        f"{len(statement.attribution.hypotheses)} hypotheses stand where their rules put them"
    )
    return [Check("judgements", CONFIRMED, says)]


def _alternatives(figures: Figures, statement: Statement) -> list[str]:
    said = {a.name: a for a in statement.alternatives}
    again = {a.name: a for a in consider(figures)}
    return [
        f"{name}: {said[name].standing if name in said else 'left out'}, by its rule "
        f"{again[name].standing if name in again else 'not known here'}"
        for name in sorted(said.keys() | again.keys())
        if said.get(name) != again.get(name)
    ]


def _hypotheses(figures: Figures, statement: Statement) -> list[str]:
    computed = {str(r[0]): float(r[3] or 0) for r in figures["hypotheses"].rows}
    found = statement.attribution
    said = {h.name: h.p for h in found.hypotheses}
    wrong = [
        f"{name}: {said.get(name)} in the statement, {computed.get(name)} from the extract"
        for name in sorted(said.keys() | computed.keys())
        if abs(said.get(name, -1.0) - computed.get(name, -1.0)) > 0.0011
    ]
    if not {"unknown", "reseller"} <= said.keys():
        wrong.append("the unknown operator and the reseller do not both compete")
    return wrong
