"""The report: two minutes for the hurried, then findings, method and annexes."""

from gauger.dossier.documents import annexes, findings, method
from gauger.dossier.documents.blocks import (
    Block,
    Document,
    Spans,
    bullets,
    caption,
    heading,
    para,
    said,
)
from gauger.dossier.documents.charts import timeline
from gauger.dossier.model import Figures, Statement
from gauger.report.words import in_words

JUDGED = {
    "distillation": "{accounts} accounts sent {exchanges} exchanges that we assess to be a harvest "
    "of the model by one operator.",
    "coordinated": "{accounts} accounts sent {exchanges} exchanges that we assess one operator to "
    "have sent; what for is not shown.",
    "unclear": "{accounts} accounts sent {exchanges} exchanges. They share more than chance "
    "explains; the evidence does not decide what they are.",
    "benign": "{accounts} accounts sent {exchanges} exchanges together. We assess them to be an "
    "innocent crowd.",
}
"""The judgement, by verdict."""


def report(figures: Figures, statement: Statement) -> Document:
    """The report of a pack."""
    issued = statement.issued
    return Document(
        kind="report",
        title="Evidence dossier",
        subtitle=statement.title,
        marking=statement.marking,
        facts=(
            ("Case", f"{statement.case_id} (campaign {statement.campaign_id})"),
            ("Issued", f"{issued.day} {issued:%B %Y, %H:%M} UTC by {statement.issuer}"),
            ("For", statement.recipient),
            ("Window", f"{figures.text('first-hour')} to {figures.text('last-hour')} UTC"),
        ),
        year=issued.year,
        month=issued.month,
        day=issued.day,
        foot=f"{statement.case_id}, {issued:%Y-%m-%d}",
        blocks=(
            *two_minutes(figures, statement),
            *findings.one_operator(figures),
            *findings.harvest(figures),
            *findings.course(figures),
            *findings.taken(figures),
            *findings.innocent(figures, statement),
            *findings.behind(figures, statement),
            *method.beside(statement),
            *method.blind(statement),
            *method.how(figures, statement),
            *method.sources(statement),
            *method.limits(statement),
            *method.review(statement),
            *annexes.catalogues(statement),
            *annexes.origin(figures),
            *annexes.on_trust(statement),
            *annexes.check(statement),
            *annexes.samples(statement),
        ),
    )


def judgement(figures: Figures) -> Spans:
    """The one sentence that a pack stands for."""
    verdict = figures.text("verdict")
    start = "Between {first-hour} and {last-hour} (UTC), "
    return said(start + JUDGED[verdict], figures)


def how_sure(figures: Figures) -> Spans:
    """The likelihood of the judgement and what it rests on, and only that."""
    words = in_words(figures.number("p-verdict"))
    return said(
        f"Likelihood that this judgement is right: {words} ({{p-verdict}}). The number comes from "
        "weights fitted on simulated worlds, not on decided cases.",
        figures,
    )


def attributed(figures: Figures, statement: Statement) -> Spans:
    """Who is assessed to be behind it, never further than the evidence carries."""
    found, verdict = statement.attribution, figures.text("verdict")
    if verdict == "benign":
        return said("We name nobody: the accounts are assessed to be an innocent crowd.", figures)
    if verdict == "unclear":
        return said(
            "We name nobody: that anybody runs the accounts as one is not established.", figures
        )
    if found.named is None:
        leads = found.hypotheses[0].title
        return said(f"We name nobody. The leading explanation is {leads}.", figures)
    title = next(h.title for h in found.hypotheses if h.name == found.named)
    return said(
        f"Operators assessed, with {statement.confidence} confidence, to be {title}.", figures
    )


def two_minutes(figures: Figures, statement: Statement) -> tuple[Block, ...]:
    """The first page."""
    aside = [a for a in statement.alternatives if a.standing != "set aside"]
    left = "; ".join(f"{a.name.lower()} ({a.standing})" for a in aside) or "none"
    labels = (
        "accounts", "exchanges", "output-tokens", "cost-usd", "days", "p-verdict",
    )  # fmt: skip
    return (
        heading("In two minutes", label="two-minutes"),
        para(judgement(figures), "lead"),
        Block(kind="facts", items=tuple(_fact(figures, name) for name in labels)),
        bullets(
            [
                how_sure(figures),
                said(
                    f"Our confidence in the analysis is {statement.confidence}. "
                    + " ".join(statement.confidence_why),
                    figures,
                ),
                attributed(figures, statement),
                said(
                    "Most asked for: {targeted}, which ungrouped accounts ask for far less."
                    if figures["targeted"].value
                    else "No capability is asked for far more than ungrouped accounts ask for it.",
                    figures,
                ),
                said(f"Innocent explanations still standing or only weakened: {left}.", figures),
                said(
                    "The logs show what was asked and answered. They do not show that a model was "
                    "trained on it, nor on whose behalf.",
                    figures,
                ),
            ]
        ),
        Block(
            kind="chart",
            svg=timeline(figures),
            alt="Exchanges of the campaign by day",
            caption=caption(
                "Exchanges by day (UTC). Numbered marks: days on which traffic at least doubles or "
                "halves."
                if figures["changes"].rows
                else "Exchanges by day (UTC). On no day does traffic double or halve for good.",
                figures["daily"],
                figures["changes"],
            ),
        ),
        para(
            said(
                "Small raised numbers such as F2 name a figure's origin: Annex B lists it, "
                "figures.json holds the query that gives it, and gauger verify runs the query "
                "again. An exchange is one request to the model with its answer; a token is "
                "roughly three quarters of a word. The campaign is the group of accounts that this "
                "pack is about, whatever is said of it. A harvest is requests in the kind, number "
                "and manner in which answers are collected to train another model on. Ungrouped "
                "accounts, which the campaign is set beside, are the provider's accounts that "
                "stand in no group.",
                figures,
            ),
            "note",
        ),
        Block(kind="page"),
    )


def _fact(figures: Figures, name: str) -> Spans:
    return (*said(f"{{{name}}}", figures), *said(SHORT[name], figures))


SHORT = {
    "accounts": "accounts",
    "exchanges": "exchanges",
    "output-tokens": "output tokens",
    "cost-usd": "at list price",
    "days": "days with traffic",
    "p-verdict": "probability of the verdict",
}
