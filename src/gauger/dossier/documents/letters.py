"""Letters from the same figures: to an authority or partner, and to an account holder.

A notification holds three facts: what, how sure, what we ask. It names no customer and proposes no
action, since each provider decides for itself. A notice tells an account holder what happened, in
words that fit an innocent reader, and how to appeal.
"""

from gauger.dossier.documents.blocks import Block, Document, bullets, heading, para, said, text
from gauger.dossier.documents.report import attributed, how_sure, judgement
from gauger.dossier.model import Figures, Statement

LOOKED = {"benign": "looked into, and found to be that of people with something in common."}
"""What a notice says of the group's use, where we are done with it."""


def notification(figures: Figures, statement: Statement) -> Document:
    """Letter to the recipient of the pack."""
    confidence = " ".join(statement.confidence_why)
    return _letter(
        statement,
        title=f"Notification: {statement.title}",
        to=statement.recipient,
        marking=statement.marking,
        blocks=(
            heading("What", 2),
            para(judgement(figures)),
            para(
                said(
                    "They were sent {output-tokens} output tokens; all exchanges at list price: "
                    "{cost-usd}. Most "
                    "asked for: {top-capability} ({top-capability-share} of exchanges; "
                    "{top-capability-others} in ungrouped accounts' traffic)."
                    if figures["top-capability"].value
                    else "They were sent {output-tokens} output tokens; all exchanges at list "
                    "price: {cost-usd}.",
                    figures,
                )
            ),
            heading("How sure", 2),
            para(how_sure(figures)),
            para(text(f"Our confidence in the analysis is {statement.confidence}. {confidence}")),
            para(attributed(figures, statement)),
            para(
                text(
                    "The logs show what was asked and answered, not that a model was trained on "
                    "it. You need not take our word: the pack with this letter can be recomputed "
                    "without us (gauger verify), and it says what remains on trust. Its report "
                    "has every number above, with the query that gives it."
                )
            ),
            heading("What we ask", 2),
            bullets(text(a) for a in statement.asks),
            para(text(f"Contact: {statement.contact}")),
            para(text(statement.issuer)),
        ),
    )


def notice(figures: Figures, statement: Statement) -> Document:
    """Notice to an account holder; the account's reference is filled in by whoever sends it."""
    return _letter(
        statement,
        title="About your account",
        to="the holder of the account",
        marking="Confidential",
        blocks=(
            para(text("To the holder of account ____________________ (reference ______________)")),
            heading("What happened", 2),
            para(
                said(
                    "Your account shares technical traces with a group of accounts whose use "
                    "between {first-hour} and {last-hour} (UTC), taken together, we "
                    + LOOKED.get(figures.text("verdict"), "are looking into."),
                    figures,
                )
            ),
            para(text("Measures on your account, if any, are listed here: ____________________")),
            heading("What this does not mean", 2),
            para(
                text(
                    "We do not say that you did anything wrong. Such traces also arise at an "
                    "office, a school, a shared network, or where somebody else uses an account "
                    "or a card. Which country or language is yours played no part; that requests "
                    "came from another country than an account names may have."
                )
            ),
            heading("How to appeal", 2),
            bullets(
                text(x)
                for x in (
                    f"Write to {statement.appeal}, and give the reference above. No form is "
                    f"needed.",
                    "Useful to us: who uses the account and for what, who else shares your "
                    "network or payment, and whether you bought access from somebody.",
                    "A person who did not take the first decision reads your appeal and answers "
                    "with reasons. While it is open, nothing is deleted.",
                    "You may ask what we hold on you, and have it corrected.",
                )
            ),
            para(text(statement.issuer)),
        ),
    )


def _letter(
    statement: Statement, *, title: str, to: str, marking: str, blocks: tuple[Block, ...]
) -> Document:
    issued = statement.issued
    return Document(
        kind="letter",
        title=title,
        subtitle="",
        marking=marking,
        facts=(
            ("From", statement.issuer),
            ("To", to),
            ("Date", f"{issued.day} {issued:%B %Y}"),
            ("Our reference", statement.case_id),
        ),
        year=issued.year,
        month=issued.month,
        day=issued.day,
        foot=f"{statement.case_id}, {issued:%Y-%m-%d}",
        blocks=blocks,
    )
