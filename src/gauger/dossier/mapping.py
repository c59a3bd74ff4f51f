"""The case in the words of public catalogues: MITRE ATLAS, OWASP AISVS, the joint advisory.

A row says "seen" only when a figure of this pack shows it, and "assessed" where it is the verdict
that says so: no log shows a model being extracted. ATLAS is v5.6.1 (May 2026), AISVS 1.0
(June 2026), the advisory AA26-251A (September 2026); check newer releases before quoting ids.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from gauger.dossier.attribution import NOTABLE, SHARED
from gauger.dossier.model import Figures, Technique

SEEN, ABSENT, BLIND, UNSOUGHT = "seen", "not seen", "not visible", "not looked for"
ASSESSED, MET, UNMET = "assessed", "met here", "not met here"
ATLAS, AISVS, ADVISORY = "MITRE ATLAS v5.6.1", "OWASP AISVS 1.0", "AA26-251A"
RESPONSE = "11.3.4"
State = Callable[[Figures, frozenset[str]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    catalogue: str
    id: str
    name: str
    basis: str
    state: State


def techniques(
    figures: Figures, blind: frozenset[str], *, answered: bool = False
) -> tuple[Technique, ...]:
    """Every row with its state; `blind` names signals whose data the logs lack.

    `answered`: a decision on the case is in force.
    """
    found = tuple(
        Technique(
            catalogue=r.catalogue,
            id=r.id,
            name=r.name,
            state=r.state(figures, blind),
            basis=r.basis,
        )
        for r in ROWS
    )
    return tuple(
        msgspec.structs.replace(x, state=MET if answered else UNMET) if x.id == RESPONSE else x
        for x in found
    )


def _signals(*names: str) -> State:
    def state(f: Figures, blind: frozenset[str]) -> str:
        shares = {str(r[1]): float(r[3] or 0) for r in f["evidence"].rows}
        if any(shares.get(n, 0.0) >= 0.1 for n in names):
            return SEEN
        return BLIND if set(names) <= blind else ABSENT

    return state


def _asks(*asks: str) -> State:
    def state(f: Figures, _: frozenset[str]) -> str:
        if not f["asks"].rows:
            return BLIND
        shares = {str(r[0]): float(r[1] or 0) for r in f["asks"].rows}
        return SEEN if any(shares.get(a, 0.0) >= NOTABLE for a in asks) else ABSENT

    return state


def _often(*names: str) -> State:
    """Whether members do one of these at twice honest accounts' odds or more."""

    def state(f: Figures, _: frozenset[str]) -> str:
        x = [float(r[2] or 0) for r in f["harvest-evidence"].rows if r[1] in names]
        return BLIND if not x else SEEN if max(x) >= 1 else ABSENT

    return state


def _when(figure: Callable[[Figures], bool], table: str = "") -> State:
    def state(f: Figures, _: frozenset[str]) -> str:
        if table and not f[table].rows:
            return BLIND
        return SEEN if figure(f) else ABSENT

    return state


def _met(f: Figures, _: frozenset[str]) -> str:
    return MET if f["evidence"].rows else ABSENT


def _unsought(_: Figures, __: frozenset[str]) -> str:
    return UNSOUGHT


def _harvest(f: Figures, _: frozenset[str]) -> str:
    return ASSESSED if f.text("verdict") == "distillation" else ABSENT


def _row(catalogue: str, id_: str, name: str, basis: str, state: State) -> _Row:
    return _Row(catalogue=catalogue, id=id_, name=name, basis=basis, state=state)


ROWS: tuple[_Row, ...] = (
    _row(ATLAS, "AML.T0021", "Establish Accounts", "registration, payment or phone ranges shared",
         _signals("registration-burst", "shared-payment", "shared-phone-range")),
    _row(ATLAS, "AML.T0008.005", "AI Service Proxies", "addresses shared by many accounts",
         _signals("shared-address", "address-hour")),
    _row(ATLAS, "AML.T0065", "LLM Prompt Crafting", "templates or system prompts shared",
         _signals("shared-template", "shared-system-prompt")),
    _row(ATLAS, "AML.T0040", "AI Model Inference API Access", "exchanges in the logs",
         _when(lambda f: f.number("exchanges") > 0)),
    _row(ATLAS, "AML.T0024.002", "Extract AI Model", "the verdict, computed again from the extract",
         _harvest),
    _row(ATLAS, "AML.T0048.004", "AI Intellectual Property Theft",
         "logs show what was answered, not what became of it", _unsought),
    _row(ATLAS, "AML.CS0056", "Procedure of the case study on distillation campaigns",
         "the verdict: accounts set up and answers collected, as in its procedure", _harvest),
    _row(AISVS, "11.3.1", "Query patterns feed an extraction detector", "what this pack rests on",
         _met),
    _row(AISVS, RESPONSE, "Detection of extraction triggers a response",
         "met where a decision on the case is in force", _unsought),
    _row(AISVS, "12.2.2", "Behavioural anomalies are detected", "features of the group", _met),
    _row(AISVS, "12.2.4", "Extraction alerts carry the queries' metadata", "the extract itself",
         _met),
    _row(ADVISORY, "S04", "Corroboration by other providers",
         "what partners saw is not in a pack", _unsought),
    _row(ADVISORY, "S05", "Shared payment method", "payment instruments shared",
         _signals("shared-payment")),
    _row(ADVISORY, "S06", "Similar registration details", "sign-ups within hours, phone ranges",
         _signals("registration-burst", "shared-phone-range")),
    _row(ADVISORY, "S08", "Near-identical prompts over many accounts", "templates shared",
         _signals("shared-template", "shared-system-prompt")),
    _row(ADVISORY, "S11", "Eliciting the chain of thought", "a fifth of prompts ask for reasoning",
         _asks("reasoning")),
    _row(ADVISORY, "S12", "Rubric grading, reward-model use", "a fifth of prompts ask for grading",
         _asks("grading")),
    _row(ADVISORY, "S14", "Pivot to a new model after its release",
         "share that goes to a new model within three days, twice others' odds",
         _often("early-pivot")),
    _row(ADVISORY, "S15", "Round-the-clock use",
         "the six quietest hours carry a fifth of the traffic or more",
         _when(lambda f: f.number("quiet-share") * 4 >= 0.8)),
    _row(ADVISORY, "S16", "New account at full use at once",
         "half of the accounts first sent within 30 days of registration",
         _when(lambda f: f.number("new-accounts") >= SHARED)),
    _row(ADVISORY, "S17", "One account, many addresses and clients",
         "days with five networks or three clients, twice others' odds",
         _often("many-addresses", "many-clients")),
    _row(ADVISORY, "S18", "Use beyond what the plan suggests",
         "days above a third of the plan's monthly price, twice others' odds",
         _often("plan-overuse")),
    _row(ADVISORY, "S19", "Very many requests on similar topics",
         "the mix of capabilities lies 1.5 bits or more from others'",
         _when(lambda f: f.number("capability-divergence") >= 1.5, "capabilities")),
    _row(ADVISORY, "S20", "Routes that hide user metadata",
         "clouds, aggregators or no client named, twice others' odds",
         _often("hidden-route", "stripped-metadata")),
    _row(ADVISORY, "S21", "Failover right after a block",
         "closed in one wave, or begun within a day after it", _signals("hand-over")),
    _row(ADVISORY, "S22", "Probes for degraded answers", "one probe sent by several accounts",
         _signals("shared-probe")),
    _row(ADVISORY, "S23", "Injected identity of another vendor's product",
         "a fifth of prompts ask after the model's identity", _asks("identity")),
)  # fmt: skip
