"""Method, error rates, sources, limits and the record of the case."""

from gauger.dossier.documents.blocks import Block, bullets, heading, para, said, table, text
from gauger.dossier.model import Figures, Statement
from gauger.signals.catalogue import SIGNALS

SAYS = {s.name: s.says for s in SIGNALS}


def beside(statement: Statement) -> tuple[Block, ...]:
    """Comparison with earlier campaigns."""
    lines = [*statement.comparisons, *(f"Related case: {r}." for r in statement.related)]
    body = bullets(text(x) for x in lines) if lines else para(text(
        "No earlier campaign was given to compare with (gauger detect --ledger)."
    ))  # fmt: skip
    return (heading("7  Beside earlier campaigns", label="beside"), body)


def blind(statement: Statement) -> tuple[Block, ...]:
    """What could not be seen, and what would change the verdict."""
    unseen = statement.not_visible or ("Every signal had its data.",)
    return (
        heading("8  Not visible, and what would change the verdict", label="blind"),
        heading("Not looked for, because the logs lack its data", 2),
        bullets(text(_named(x)) for x in unseen),
        heading("What would change the verdict", 2),
        bullets(text(x) for x in statement.would_change),
    )


def _named(unseen: str) -> str:
    """A signal that was off, with what it looks for."""
    name, _, why = unseen.partition(":")
    return f"whether accounts {SAYS[name]} ({unseen})" if why and name in SAYS else unseen


def how(figures: Figures, statement: Statement) -> tuple[Block, ...]:
    """Method and error rates."""
    rates = statement.error_rates
    commands = list(dict.fromkeys(e.command for e in rates))
    rows = [
        (text(e.what), text(e.rate), text(e.measured_on), f"({commands.index(e.command) + 1})")
        for e in rates
    ]
    return (
        heading("9  Method and error rates", label="method"),
        para(
            said(
                "Accounts are linked by values that few of them share: a card, an address, a "
                "prompt template. How often strangers would share as much is computed by joining "
                "accounts and values at random, each as often as it really occurs; so what many "
                "share weighs nothing. Accounts with many links among them are a candidate group, "
                "and each account of it is then tried by itself. A family of evidence counts once, "
                "and at most 4,096 to 1; two families must speak, and not showing what most "
                "members show speaks against an account. Then the group is measured, beside "
                "accounts in no group ({share-of-traffic} of the exchanges compared are the "
                "campaign's), and two weighted sums (logistic models) make probabilities of what "
                "was measured: of one operator, and of a harvest. Neither may be surer than chance "
                "allows over all groups looked at. Weights and limits are in the extract, the "
                "steps in figures.json, as queries.",
                figures,
            )
        ),
        para(
            said(
                "{membership-agrees} of {accounts} members get the same probability from the "
                "extract as from the logs, within 0.01; stated counts differ from the extract for "
                "{speaking-differs} pairs of account and signal.",
                figures,
            )
        ),
        table(
            ("Error", "Rate", "Measured on", "How"),
            rows,
            align="llll",
            widths=(30, 30, 34, 6),
            caption=text(
                "Error rates that apply. Rates from simulated worlds are no promise for others. "
                "Whoever has Gauger can measure them again, by these commands:"
            ),
        ),
        bullets(text(f"({n}) {command}") for n, command in enumerate(commands, 1)),
        para(
            text(
                "Likelihood is given in the words of ICD 203 with its number: almost no chance "
                "below 0.05, very unlikely to 0.20, unlikely to 0.45, roughly even chance to "
                "0.55, likely to 0.80, very likely to 0.95, almost certain above. Confidence is "
                "another thing, how good the basis is, and stands in sentences of its own."
            ),
            "note",
        ),
    )


def sources(statement: Statement) -> tuple[Block, ...]:
    """Sources and their grades."""
    rows = [(text(s.name), s.reliability + s.credibility, text(s.why)) for s in statement.sources]
    return (
        heading("10  Sources, graded", label="sources"),
        table(
            ("Source", "Grade", "Why"),
            rows,
            align="lll",
            widths=(30, 10, 60),
            caption=text(
                "Admiralty scale: reliability of the source A (complete) to F (cannot be judged), "
                "credibility of what it says 1 (confirmed) to 6 (cannot be judged)."
            ),
        ),
    )


def limits(statement: Statement) -> tuple[Block, ...]:
    """Known limits."""
    return (
        heading("11  Known limits", label="limits"),
        bullets(text(x) for x in statement.limits),
    )


def review(statement: Statement) -> tuple[Block, ...]:
    """What people did: review, decisions, record."""
    s = statement
    rows = [(str(c.number), c.at, c.actor, text(c.act), _short(c.hash)) for c in s.custody]
    blocks = [
        heading("12  Review, decisions and record", label="review"),
        para(
            text(
                f"Accounts that people looked at: {s.reviewed:,}; {s.confirmed:,} confirmed, "
                f"{s.cleared:,} cleared, {s.unsure:,} unsure. Staff appear by number, not by name."
            )
        ),
        bullets(text(a) for a in s.actions)
        if s.actions
        else para(text("No decision is in force.")),
    ]
    if rows:
        blocks.append(
            table(
                ("", "When", "Who", "Act", "Hash"),
                rows,
                align="rllll",
                widths=(6, 24, 14, 36, 20),
                caption=text(
                    "Record of the case. Numbers are those of the whole store's record, and each "
                    "hash, of which the first 16 digits stand here, covers the entry and the one "
                    "before it, which may be another case's."
                ),
            )
        )
    else:
        blocks.append(para(text("The case was made from detections and has no record of its own.")))
    return tuple(blocks)


def _short(hash_: str) -> str:
    return hash_[:16]
