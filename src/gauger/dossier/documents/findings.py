"""Findings: one operator, a harvest, when, how much, who else it could be."""

from gauger.dossier.documents.blocks import (
    Block,
    Spans,
    bullets,
    caption,
    heading,
    para,
    said,
    shown,
    table,
    text,
)
from gauger.dossier.documents.charts import active, clock, mix, ranges, spread
from gauger.dossier.documents.features import weighed
from gauger.dossier.model import Cell, Figures, Statement
from gauger.dossier.wording import bounded, likelihood
from gauger.signals.catalogue import SIGNALS

SAYS = {s.name: s.says for s in SIGNALS}
ASKS = {
    "reasoning": "the reasoning, written out",
    "grading": "answers to be judged or graded",
    "generating": "tasks or examples, in bulk",
    "cleaning": "traces to be cleaned",
    "identity": "another identity for the model",
    "sensitive-rewrite": "sensitive questions, rewritten",
    "probing": "whether answers have changed",
}
"""Kinds of requests, as the signals of account evidence say them."""
CAUSES = {
    "address": "source addresses and their hours",
    "payment": "payment instruments",
    "registration": "registration: cards' ranges, days, phones, mail, closures and what follows",
    "software": "clients, tools, system prompts and prompt templates",
    "session": "sessions and reasoning signatures",
    "credential": "API keys",
    "release": "hours of the move to a new model",
}


def one_operator(figures: Figures) -> tuple[Block, ...]:
    """Why the accounts are, or are not, one operator's."""
    rows = [
        (_cell(r[0]), _signal(r[1]), _cell(r[2]), _cell(r[3], "share"), _odds(r[4]))
        for r in figures["evidence"].rows
    ]
    left_out = [
        (CAUSES.get(str(r[0]), _cell(r[0])), _cell(r[1]), _cell(r[2], "share"))
        for r in figures["without"].rows
    ]
    return (
        heading("1  One operator?", label="operator"),
        para(
            said(
                "Accounts are tied by values that they share and that hardly anybody else has. "
                "Each was weighed against {population} other accounts of the provider, by itself: "
                + _belonging(figures)
                + " That chance did not make the group has probability {p-not-chance}, over all "
                "groups looked at.",
                figures,
            )
        ),
        table(
            ("Family", "What the accounts share", "Accounts", "Share", "By chance"),
            rows,
            align="llrrr",
            widths=(16, 44, 12, 11, 17),
            caption=caption(
                "Evidence that ties the accounts. By chance: how rarely an account outside would "
                "hold what a typical member holds.",
                figures["evidence"],
            ),
        ),
        para(
            said(
                "One kind of evidence may have one innocent cause: an office behind one address, a "
                "bank popular with many. So each cause was disregarded in turn, and every account "
                "tried again on the rest.",
                figures,
            )
        ),
        table(
            ("Disregarded", "Accounts that still belong", "Share"),
            left_out,
            align="lrr",
            widths=(50, 30, 20),
            caption=caption("Trial with one cause left out.", figures["without"]),
        ),
        para(
            said(
                "A group that shares much may still be a crowd. The probability that one operator "
                "runs the accounts is {p-one-operator}, from the features below: each is one "
                "measured number, its weight was fitted on {fitted-groups} groups of {fitted-on} "
                "simulated worlds with known answers, and none counts more than 64 to 1. Its bits "
                "say which way it moves the odds: +1 doubles them, -1 halves them.",
                figures,
            )
        ),
        *weighed("For (and, negative, against) one operator.", figures, "operator-evidence"),
        para(
            said(
                "{new-accounts} of the accounts were registered at most 30 days before their first "
                "exchange, and {registration-peak} of them on one day.",
                figures,
            )
        ),
    )


def harvest(figures: Figures) -> tuple[Block, ...]:
    """Why what they do is, or is not, a harvest."""
    asks = [
        (ASKS.get(str(r[0]), _cell(r[0])), _cell(r[1], "share"), _cell(r[2], "share"))
        for r in figures["asks"].rows
    ]
    blocks = [
        heading("2  A harvest?", label="harvest"),
        para(
            said(
                "Acting together is no offence: classes, agencies and enterprises do. What the "
                "accounts did was therefore compared with accounts in no group, and weighed as "
                "above. The probability that it is a harvest is {p-harvest}; {harvest-families} "
                "families of evidence say so by themselves.",
                figures,
            )
        ),
        *weighed("For (and, negative, against) a harvest.", figures, "harvest-evidence"),
    ]
    if figures["capabilities"].rows:
        blocks.append(
            Block(
                kind="chart",
                svg=mix(figures, "capabilities"),
                alt="Capabilities asked for, campaign and others",
                caption=caption(
                    "What was asked for: the campaign (dark) and ungrouped accounts (light).",
                    figures["capabilities"],
                ),
            )
        )
    if asks:
        blocks.append(
            table(
                ("Prompts ask for", "Campaign", "Ungrouped accounts"),
                asks,
                align="lrr",
                widths=(44, 26, 30),
                caption=caption(
                    "Requests that training material is made of. A prompt may count twice.",
                    figures["asks"],
                ),
            )
        )
    blocks.append(
        Block(
            kind="chart",
            svg=clock(figures),
            alt="Exchanges by hour of the day",
            caption=caption(
                "Exchanges by hour of the day (UTC). Dashed: a day without any rhythm.",
                figures["clock"],
            ),
        )
    )
    return tuple(blocks)


def course(figures: Figures) -> tuple[Block, ...]:
    """The timeline against events."""
    rows = [
        (
            str(i),
            _cell(r[0]),
            _factor(r[1]),
            _cell(r[2]) if r[2] else "no event in the three days before",
        )
        for i, r in enumerate(figures["changes"].rows, 1)
    ]
    blocks = [
        heading("3  When", label="when"),
        para(
            said(
                "Traffic was seen on {days} of {window-days} days, most on {peak-day} with "
                "{peak-exchanges} exchanges. {release-share} of it falls within 72 hours after a "
                "model's release.",
                figures,
            )
        ),
        Block(
            kind="chart",
            svg=active(figures),
            alt="Accounts active by day",
            caption=caption(
                "Accounts of the campaign that were active, by day (UTC).", figures["daily"]
            ),
        ),
    ]
    if rows:
        blocks.append(
            table(
                ("", "Day", "Traffic", "After"),
                rows,
                align="rlll",
                widths=(6, 18, 24, 52),
                caption=caption(
                    "Days on which traffic changes at least twofold.", figures["changes"]
                ),
            )
        )
    else:
        blocks.append(para(said("On no day does traffic double or halve for good.", figures)))
    return tuple(blocks)


def taken(figures: Figures) -> tuple[Block, ...]:
    """What was asked and answered, in all and per account."""
    names = (
        "exchanges", "input-tokens", "output-tokens", "reasoning-tokens", "cost-usd",
        "share-of-traffic", "median-per-account", "p95-per-account", "per-account-day",
        "top-account-share",
    )  # fmt: skip
    rows = [(figures[n].label, said(f"{{{n}}}", figures), figures[n].unit) for n in names]
    models = [
        (_cell(r[0]), _cell(r[1]), _cell(r[2], "share"), _cell(r[3], "share"))
        for r in figures["models"].rows[:6]
    ]
    networks = [
        (_cell(r[0]), _cell(r[1]), _cell(r[2], "share"), _cell(r[3], "share"))
        for r in figures["networks"].rows[:8]
    ]
    blocks = [
        heading("4  What was asked and answered", label="taken"),
        table(("What", "Value", "Unit"), rows, align="lrl", widths=(60, 20, 20)),
        para(
            said(
                "Exchanges inflate: an agent's one task may take fifty. Tokens are as logged; some "
                "logs count those of reasoning among output and some beside it, so do not add the "
                "two. The list price is what the exchanges would have cost, not a loss.",
                figures,
            )
        ),
        Block(
            kind="chart",
            svg=spread(figures),
            alt="Accounts by number of exchanges",
            caption=caption(
                "Share of accounts by number of exchanges over the whole window: the campaign "
                "(dark), ungrouped accounts (light).",
                figures["spread"],
            ),
        ),
    ]
    for title, body, name in (("Model", models, "models"), ("Network", networks, "networks")):
        if body:
            blocks.append(
                table(
                    (title, "Exchanges", "Campaign", "Ungrouped"),
                    body,
                    align="lrrr",
                    widths=(46, 18, 18, 18),
                    caption=caption(f"{title}s: shares of exchanges.", figures[name]),
                )
            )
    return tuple(blocks)


def innocent(figures: Figures, statement: Statement) -> tuple[Block, ...]:
    """Innocent explanations, each with its rule."""
    rows = [
        (text(a.name), text(a.predicts), said(a.seen, figures), text(a.standing), text(a.rule))
        for a in statement.alternatives
    ]
    return (
        heading("5  Innocent explanations considered", label="innocent"),
        para(
            said(
                "Each predicts something that can be looked for. By the rule beside it, it is set "
                "aside, weakened, or not excluded.",
                figures,
            )
        ),
        table(
            ("Explanation", "It predicts", "Seen", "Standing", "Rule"),
            rows,
            align="lllll",
            widths=(18, 22, 27, 11, 22),
        ),
    )


def behind(figures: Figures, statement: Statement) -> tuple[Block, ...]:
    """The competing hypotheses."""
    found = statement.attribution
    ranked = [
        (text(h.title), f"{h.prior:.2f}", likelihood(h.p), f"{bounded(h.low)} to {bounded(h.high)}",
         str(h.against), text(h.source))
        for h in found.hypotheses
    ]  # fmt: skip
    lines = [
        (text(e.name), "yes" if e.seen else "no", _bits(e.bits), text(e.assumption),
         text(e.discount or "none"))
        for e in found.evidence
    ]  # fmt: skip
    dots = [(h.title, h.p, h.low, h.high) for h in found.hypotheses[:8]]
    return (
        heading("6  Who might be behind it", label="behind"),
        para(
            said(
                "Hypotheses compete: each says what it predicts, and what is seen moves it. An "
                "operator nobody has a profile of and a reseller always take part. A network that "
                "several actors use names none of them. All of this supposes that somebody runs "
                f"the accounts as one, which has probability {{p-one-operator}}. {found.why}",
                figures,
            )
        ),
        Block(
            kind="chart",
            svg=ranges(dots),
            alt="Probabilities of the hypotheses",
            caption=caption(
                "Probability of each hypothesis; the bar shows it when every likelihood ratio "
                "counts half, or one and a half times.",
                figures["hypotheses"],
            ),
        ),
        table(
            ("Hypothesis", "Before", "After", "Range", "Against", "Source"),
            ranked,
            align="lrlrrl",
            widths=(28, 9, 21, 14, 9, 19),
            caption=caption(
                "Competing hypotheses. Against: lines of evidence that speak against it; competing "
                "hypotheses are ranked by the fewest.",
                figures["hypotheses"],
            ),
        ),
        table(
            ("Evidence", "Seen", "Bits", "Assumption", "Discount"),
            lines,
            align="llrll",
            widths=(26, 7, 13, 36, 18),
            caption=text(
                "The matrix, against the unknown operator. Chances are stated, not measured."
            ),
        ),
        bullets(said(n, figures) for n in found.notes),
    )


def _belonging(figures: Figures) -> str:
    """By what members belong: two kinds of evidence, or wording alone, said plainly."""
    if not figures.number("phrases"):
        return "{belonging} of {accounts} belong by at least two different kinds of evidence."
    return (
        "Nothing but their wording ties them, which is one kind of evidence: {worded} of "
        "{accounts} belong by {phrases} phrases of the group, weighed all together, those that an "
        "account lacks among them. So what they do has to be shown by two other kinds."
    )


def _cell(value: Cell, unit: str = "") -> str:
    return shown(value, unit)


def _signal(value: Cell) -> str:
    return SAYS.get(str(value), shown(value, ""))


def _odds(bits: Cell) -> str:
    return f"1 in {2 ** min(float(bits or 0), 40):,.0f}"


def _bits(bits: dict[str, float]) -> Spans:
    return text(", ".join(f"{name} {b:+.1f}" for name, b in sorted(bits.items())))


def _factor(value: Cell) -> str:
    factor = float(value or 0)
    return f"rises {factor:.1f}-fold" if factor > 1 else f"falls to {100 * factor:.0f} %"
