"""Innocent explanations: what each predicts, what is seen, and by which rule it is set aside.

They are the look-alikes that critics and the joint advisory's readers name. A rule looks at figures
of the pack only, so a reader can disagree with it. `python -m bench.alternatives` puts simulated
crowds through the rules: what is true of a crowd must never be set aside for it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gauger.dossier.model import Alternative, Figures

ASIDE, WEAKENED, OPEN, UNTOLD = "set aside", "weakened", "not excluded", "cannot be told"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    name: str
    predicts: str
    seen: str
    rule: str
    standing: Callable[[Figures], str]


def consider(figures: Figures) -> tuple[Alternative, ...]:
    """Every innocent explanation and where it stands on these figures."""
    return tuple(
        Alternative(
            name=x.name, predicts=x.predicts, seen=x.seen, standing=x.standing(figures), rule=x.rule
        )
        for x in LOOKS
    )


def without(figures: Figures, *causes: str) -> float:
    """Least share of members that still belong when one of these causes is disregarded."""
    rows = {str(r[0]): float(r[2] or 0) for r in figures["without"].rows}
    return min((rows[c] for c in causes if c in rows), default=1.0)


def _by_shares(share: float, aside: float, weak: float) -> str:
    """Standing of an explanation that a high share of members speaks against."""
    return ASIDE if share >= aside else WEAKENED if share >= weak else OPEN


def _one(f: Figures) -> float:
    """Largest share that names one organisation, or pays with one instrument."""
    return max(f.number("declared-share"), f.number("payer-share"))


def _organisation(f: Figures) -> str:
    return OPEN if _one(f) >= 0.6 else WEAKENED if _one(f) >= 0.2 else ASIDE


def _class(f: Figures) -> str:
    if f.number("window-days") > 120 or f.number("quiet-share") * 4 >= 0.8:
        return ASIDE
    return OPEN if f.number("declared-share") >= 0.6 else WEAKENED


def _reseller(f: Figures) -> str:
    if not f["capabilities"].rows:
        return UNTOLD
    return _by_shares(f.number("capability-divergence"), 1.5, 0.5)


def _release(f: Figures) -> str:
    share = f.number("release-share")
    return OPEN if share >= 0.5 else WEAKENED if share >= 0.2 else ASIDE


def _pipeline(f: Figures) -> str:
    return OPEN if _one(f) >= 0.6 else WEAKENED


def _stolen(f: Figures) -> str:
    share = f["new-accounts"].value
    return UNTOLD if share is None else _by_shares(f.number("new-accounts"), 0.8, 0.5)


def _chance(f: Figures) -> str:
    return ASIDE if f.number("p-not-chance") >= 0.9 else OPEN


def _research(f: Figures) -> str:
    return WEAKENED if f.number("declared-share") < 0.2 else OPEN


LOOKS: tuple[_Look, ...] = (
    _Look(
        name="One customer with many seats",
        predicts="most accounts name one organisation, or pay as one and say so",
        seen="{declared-share} of the accounts declare one organisation or a school; {payer-share} "
        "pay with one instrument.",
        rule="set aside when both are below a fifth; not excluded from three fifths of either on",
        standing=_organisation,
    ),
    _Look(
        name="A class, course or hackathon",
        predicts="an education programme, a few weeks, and nights without traffic",
        seen="Traffic ran {window-days} days; the six quietest hours carry {quiet-share} of it.",
        rule="set aside beyond 120 days, or where the quietest hours carry a fifth or more; not "
        "excluded where three fifths declare a school",
        standing=_class,
    ),
    _Look(
        name="A shared network: office, carrier, university, VPN or relay",
        predicts="nothing but addresses and their hours ties the accounts",
        seen="Without any evidence from addresses, {without:address} of the members still belong.",
        rule="set aside when at least 90 % still belong by two other kinds of evidence",
        standing=lambda f: _by_shares(without(f, "address"), 0.9, 0.5),
    ),
    _Look(
        name="A popular framework or client",
        predicts="nothing but client, system prompt or templates ties the accounts",
        seen="Without clients, system prompts and templates {without:software} still belong.",
        rule="set aside when at least 90 % still belong without them",
        standing=lambda f: _by_shares(without(f, "software"), 0.9, 0.5),
    ),
    _Look(
        name="A bank, a phone company or a sign-up wave",
        predicts="nothing but payment, phone range or registration day ties the accounts",
        seen="Without payment {without:payment} still belong; without registration, "
        "{without:registration}.",
        rule="set aside when at least 90 % still belong without either",
        standing=lambda f: _by_shares(without(f, "payment", "registration"), 0.9, 0.5),
    ),
    _Look(
        name="A reseller or gateway with customers of its own",
        predicts="many different users, who together ask what all customers ask",
        seen="What is asked for lies {capability-divergence} bits from what ungrouped accounts ask "
        "for; 0 would be the same mix.",
        rule="set aside from 1.5 bits on, weakened from 0.5",
        standing=_reseller,
    ),
    _Look(
        name="Build servers or a nightly evaluation suite",
        predicts="one organisation's automation, mostly under its name or one payer, running flat "
        "or at fixed hours",
        seen="The six quietest hours carry {quiet-share} of the traffic (flat: 25 %); "
        "{declared-share} declare one organisation, {payer-share} pay with one instrument.",
        rule="never set aside by logs alone, since a suite may run at any hours under many names; "
        "weakened where fewer than three fifths declare one or pay as one",
        standing=_pipeline,
    ),
    _Look(
        name="Benchmarks on a release day",
        predicts="most traffic within three days of a model's release",
        seen="{release-share} of the exchanges fall within 72 hours after a release.",
        rule="set aside below a fifth; not excluded from one half on",
        standing=_release,
    ),
    _Look(
        name="Research or synthetic data for an own purpose",
        predicts="prompts that ask for training material, by somebody who says who they are",
        seen="{asks-share} of prompts ask for training material; {declared-share} declare an "
        "organisation.",
        rule="never set aside by logs alone; weakened where fewer than a fifth declare who they "
        "are",
        standing=_research,
    ),
    _Look(
        name="Accounts taken over from honest customers",
        predicts="accounts with a history of their own before the campaign",
        seen="{new-accounts} of the accounts were registered at most 30 days before their first "
        "exchange.",
        rule="set aside from 80 % on; their holders would be victims",
        standing=_stolen,
    ),
    _Look(
        name="Chance",
        predicts="accounts that share no more than random ones do somewhere",
        seen="Recomputed from shared values, chance did not make the group with probability "
        "{p-not-chance}.",
        rule="set aside from 0.90 on, which already counts all groups that were looked at",
        standing=_chance,
    ),
)
