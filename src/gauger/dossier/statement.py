"""All words of a pack that its extract cannot give, put together from the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gauger.campaigns.conduct import P_CONDUCT
from gauger.campaigns.model import Verdict
from gauger.campaigns.ways import WAYS
from gauger.casework.model import CaseFile, LabelKind
from gauger.dossier.alternatives import ASIDE, OPEN, UNTOLD, WEAKENED, consider
from gauger.dossier.extract import Material, cleared
from gauger.dossier.mapping import techniques
from gauger.dossier.model import (
    FORMAT,
    Attribution,
    Custody,
    Figures,
    Sample,
    Stated,
    Statement,
)
from gauger.dossier.sources import error_rates, graded
from gauger.dossier.wording import clean
from gauger.linking.asked import OWN
from gauger.report.words import many
from gauger.signals.catalogue import ASKING

REVIEWED_FOR_HIGH = 20
"""High confidence asks that people decided on so many accounts and cleared 5 % at most."""
LIMITS = (
    "The extract is the provider's: that it reflects the logs can be checked only where the logs "
    "are, by making it again from the inputs whose hashes the manifest lists.",
    "Probabilities rest on weights fitted on simulated worlds, which the extract names; they are "
    "not calibrated against decided cases.",
    "Kinds of evidence count as if independent of each other; where one innocent cause makes two "
    "of them, as an agency's tools and cards may, the probabilities are too sure.",
    "Sums over other accounts (the rhythm of a sample of them, the mix of all clients, the share "
    "of a mail domain) are stated, not shown: their parts would be other customers' data.",
    "One account more or less at the edge of the group is within the error rates given.",
    "An exchange is a request: one task of an agent may take fifty of them.",
    "Logs show what was asked and answered, never that a model was trained on it, nor for whom.",
    "What never reached these logs is not counted: transcripts bought elsewhere, other providers.",
    "Accounts are compared with this provider's other accounts, some of which may be campaigns not "
    "found.",
)
_CONTACT = "Name a person whom we may send more to, or who may check this pack with us."
_OPERATOR = (
    "Tell us whether you see the same operator, and since when.",
    "Keep what you hold on it, under the rules that bind you.",
    _CONTACT,
)
DEFAULT_ASKS = {
    Verdict.DISTILLATION: _OPERATOR,
    Verdict.COORDINATED: _OPERATOR,
    Verdict.UNCLEAR: (
        "Tell us whether you see such a group too, and whether you know an innocent reason for it.",
        "Treat nobody as suspect on the ground of this letter: the evidence does not decide.",
        _CONTACT,
    ),
    Verdict.BENIGN: (
        "Treat nobody as suspect on the ground of this letter.",
        "Tell us if you have asked about these accounts, or if what you see says otherwise.",
        _CONTACT,
    ),
}
"""What a letter asks for where nobody says otherwise: no more than the verdict carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the people who make a pack say of it."""

    issued: datetime
    issuer: str = "the provider"
    recipient: str = "whom it may concern"
    contact: str = "the contact that this pack came from"
    appeal: str = "the contact that this notice came from"
    marking: str = "TLP:AMBER"
    asks: tuple[str, ...] = ()
    """What the letter asks for; DEFAULT_ASKS of the verdict where empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """How many accounts people looked at, and what they decided."""

    looked: int
    confirmed: int
    cleared: int


def state(
    material: Material,
    wishes: Wishes,
    figures: Figures,
    attribution: Attribution,
    samples: Sequence[Sample],
) -> Statement:
    """The statement of a case."""
    case, campaign = material.case, material.case.campaign
    kinds = list(case.last_words.values())
    blind = frozenset(s.signal for s in case.run.signals if not s.on)
    decided = Decided(
        looked=len(kinds),
        confirmed=kinds.count(LabelKind.CONFIRMED),
        cleared=kinds.count(LabelKind.CLEARED),
    )
    level, why = confidence(decided, figures)
    return Statement(
        format=FORMAT,
        case_id=clean(case.case_id, 80),
        campaign_id=clean(campaign.campaign_id, 40),
        title=clean(case.title, 120),
        issuer=clean(wishes.issuer, 120),
        recipient=clean(wishes.recipient, 120),
        contact=clean(wishes.contact),
        appeal=clean(wishes.appeal),
        marking=clean(wishes.marking, 40),
        issued=wishes.issued,
        asks=tuple(clean(a) for a in wishes.asks or DEFAULT_ASKS[Verdict(figures.text("verdict"))]),
        confidence=level,
        confidence_why=why,
        reviewed=decided.looked,
        confirmed=decided.confirmed,
        cleared=decided.cleared,
        unsure=kinds.count(LabelKind.UNSURE),
        actions=_actions(case),
        alternatives=consider(figures),
        attribution=attribution,
        sources=graded(material.world),
        techniques=techniques(figures, blind, answered=any(d.in_force for d in case.decisions)),
        error_rates=error_rates(case),
        not_visible=tuple(clean(n) for n in campaign.not_visible),
        would_change=tuple(clean(w) for w in campaign.would_change),
        comparisons=tuple(clean(c) for c in campaign.comparisons),
        related=tuple(clean(r, 80) for r in case.related),
        limits=(*LIMITS, *_deviations(material, figures)),
        custody=_custody(case),
        samples=tuple(samples),
        stated=(*_stated(material), *_on_trust(figures)),
    )


def confidence(people: Decided, figures: Figures) -> tuple[str, tuple[str, ...]]:
    """Confidence in the analysis, low, moderate or high, and why, by fixed rules."""
    decided = people.confirmed + people.cleared
    families = {str(r[0]) for r in figures["evidence"].rows if float(r[3] or 0) >= 0.5}
    standing = [a.standing for a in consider(figures)]
    loose = standing.count(OPEN) + standing.count(UNTOLD)
    why = [
        f"{len(families)} kinds of evidence each tie half of the accounts or more"
        + (f": {', '.join(sorted(families))}." if families else "."),
        f"Of {len(standing)} innocent explanations {standing.count(ASIDE)} are set aside, "
        f"{standing.count(WEAKENED)} only weakened, and {loose} stand or cannot be told from logs.",
        f"People looked at {people.looked:,} of the accounts and decided on {decided:,}."
        if people.looked
        else "No person has yet looked at any of the accounts: this rests on the analysis alone.",
    ]
    looked = decided >= REVIEWED_FOR_HIGH and people.cleared <= decided / 20
    if len(families) >= 3 and not loose and looked:
        return "high", tuple(why)
    if len(families) >= 2 and loose <= 2:
        return "moderate", tuple(why)
    return "low", tuple(why)


def _actions(case: CaseFile) -> tuple[str, ...]:
    """Decisions in force, without names of staff."""
    roles = _roles(case)
    found = []
    for d in sorted(case.decisions, key=lambda d: (d.proposed_at, d.decision_id)):
        if d.in_force:
            scope = many(len(d.accounts), "account") if d.accounts else "the case as a whole"
            second = f", agreed by {roles[d.approved_by]}" if d.approved_by else ""
            found.append(
                f"{d.proposed_at:%Y-%m-%d}: {d.action.value} ({scope}), proposed by "
                f"{roles[d.proposed_by]}{second}."
            )
    return tuple(found)


def _roles(case: CaseFile) -> dict[str, str]:
    """Staff by number in the order in which they acted: a pack names none of them."""
    acts = [(e.at, e.actor) for e in case.audit]
    for d in case.decisions:
        acts.append((d.proposed_at, d.proposed_by))
        if d.approved_by and d.approved_at:
            acts.append((d.approved_at, d.approved_by))
    names = list(dict.fromkeys(actor for _, actor in sorted(acts)))
    return {name: f"person {number}" for number, name in enumerate(names, 1)}


def _custody(case: CaseFile) -> tuple[Custody, ...]:
    roles = _roles(case)
    return tuple(
        Custody(
            number=e.number,
            at=f"{e.at:%Y-%m-%d %H:%M} UTC",
            actor=roles[e.actor],
            act=clean(e.act, 60),
            hash=clean(e.hash, 80),
        )
        for e in sorted(case.audit, key=lambda e: e.number)
    )


def _deviations(material: Material, figures: Figures) -> tuple[str, ...]:
    """Where the extract gives another answer than the run did, said openly."""
    campaign, found = material.case.campaign, []
    agree, members = figures.number("membership-agrees"), len(material.members)
    if campaign.by_wording_alone:
        found.append(
            "Nothing but their wording ties these accounts, which is one kind of evidence. Their "
            f"membership was weighed again here by {figures.number('phrases'):,.0f} phrases of the "
            f"group: {agree:,.0f} of {members:,} members get the run's probability. How widely the "
            "wording of strangers varies is on trust."
        )
        if campaign.own_words:
            found.append(
                "They are phrases with which accounts ask for training material, each "
                f"{ASKING.least} times or more. Each account shares less than {OWN:.0%} of its own "
                "with any one other, as who uses a published text does not. That choice is on "
                "trust: it left out others, who are not accused."
            )
        elif campaign.verdict is Verdict.DISTILLATION:
            found.append(
                "Of all who word their requests so, the run kept those whose own conduct speaks "
                f"for a harvest with {P_CONDUCT} or more. That choice is on trust: making it again "
                "takes the counts of those who were left out, and they are not accused."
            )
    if campaign.joined_by_wording:
        found.append(
            "Nothing but what they send and run, and when they signed up, ties cells of these "
            "accounts to one another, as it may tie firms that use one published suite, or people "
            "who come on one day for one thing. As far as they pay or name themselves as firms do, "
            "or nothing else ties them at all, it counts against a harvest. That is the run's "
            "finding: joining the cells again is not done here."
        )
    if agree < members and not campaign.by_wording_alone:
        found.append(
            f"For {members - agree:,.0f} of {members:,} members the probability recomputed here is "
            "not the run's: the group was settled in steps, of which the last is repeated."
        )
    for name, said in (
        ("p-one-operator", campaign.p_one_operator),
        ("p-harvest", campaign.p_harvest),
        ("p-verdict", campaign.confidence),
    ):
        if abs(figures.number(name) - said) > 0.005:
            found.append(
                f"The run gave the {figures[name].label} as {said:.2f}; recomputed from the "
                f"extract it is {figures.number(name):.2f}, which this pack uses."
            )
    if figures.text("verdict") != campaign.verdict.value:
        found.append(
            f"The run's verdict was {campaign.verdict.value}; the extract gives "
            f"{figures.text('verdict')}, which this pack uses."
        )
    if material.silent:
        found.append(
            f"The run also counts {many(material.silent, 'account')} that were registered alike "
            "and sent nothing; nothing in the extract shows them."
        )
    out = len(cleared(material.case))
    if out:
        found.append(f"Accounts cleared by people, and so not in the extract: {out:,}.")
    return tuple(found)


ON_TRUST = {
    "busy-others": "exchanges that all but one in twenty accounts in no group stay below",
    "capabilities-named": "capabilities that anybody asked for",
    "client-members": "members with a client that another account shows",
    "clients-alike": "chance that two of all accounts show the same client",
    "days-others": "share of their days on which busy accounts in no group work",
    "gini-others": "Gini coefficient of what a sample of accounts in no group sends",
    "mail-elsewhere": "share of all accounts in the members' most common mail domain",
    "rhythm-kept": "hours kept by a sample of accounts in no group, added up over pairs",
    "rhythm-pairs": "pairs of exchanges that this was added up over",
    "wording-alone": "how far the run says that wording alone ties accounts or cells (1: all)",
    "wording-spread": "how much wider wordings outside spread than chance would have them",
    "templating": "share of exchanges that fill shared templates, of which there are too many",
}
"""What the extract states for others, and why a feature needs it."""
BETWEEN = {"between-members-": "members", "between-others-": "accounts in no group"}
"""How far accounts differ, in what each name of the extract begins with."""


def _on_trust(figures: Figures) -> tuple[Stated, ...]:
    """Sums that features are computed with and whose parts are not in the extract."""
    given = {str(name): _number(float(value or 0)) for name, value in figures["on-trust"].rows}
    sums = [(ON_TRUST.get(n, n), v) for n, v in given.items() if not n.startswith(tuple(BETWEEN))]
    for start, whom in BETWEEN.items():
        ways = [way for way in WAYS if start + way in given]
        if ways:
            name = f"shares of what varies by {', '.join(ways)} that lie between {whom}"
            sums.append((name, ", ".join(given[start + way] for way in ways)))
    whence = "the logs, when the extract was made"
    shown = Stated(
        name="accounts outside that show a signal as members do; squared resultant of each "
        "member's hours; answers of a sample of accounts in no group",
        value="tables signals, clocks and answers",
        whence="the logs, counted when the extract was made",
    )
    return (*(Stated(name=n, value=v, whence=whence) for n, v in sums), shown)


def _number(value: float) -> str:
    """A stated number, never in powers of ten.

    >>> _number(1095201.0), _number(0.2762514), _number(382911.4)
    ('1,095,201', '0.276251', '382,911')
    """
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.6g}"


def _stated(material: Material) -> tuple[Stated, ...]:
    run, campaign = material.case.run, material.case.campaign
    flag = campaign.first_flag_ts
    said = [
        Stated(
            name="candidate groups looked at",
            value=f"{run.groups_tested:,}",
            whence="the run; the more were looked at, the more chance makes",
        ),
        Stated(name="exchanges in the logs", value=f"{run.exchanges:,}", whence="the run"),
        Stated(name="accounts in the logs", value=f"{run.accounts:,}", whence="the run"),
        *(
            Stated(name=f"in the logs, {what}", value=f"{n:,}", whence="the run")
            for what, n in run.amiss.items()
        ),
        Stated(
            name="accounts of other groups, left out of the comparison",
            value=f"{len(material.elsewhere):,}",
            whence="the run",
        ),
        Stated(name="seed", value=str(run.seed), whence="the run"),
    ]
    if flag is not None:
        said.append(
            Stated(
                name="hour from which the accounts' evidence would have sufficed",
                value=f"{flag:%Y-%m-%d %H:00}",
                whence="the run, looking back from the final group",
            )
        )
    if material.case.actor:
        said.append(
            Stated(
                name="known actor that a person assessed",
                value=clean(material.case.actor, 80),
                whence="the case's owner; the matrix below does not use it",
            )
        )
    return tuple(said)
