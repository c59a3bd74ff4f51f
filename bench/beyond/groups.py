"""A group of accounts: what they do, how much, when, from where; and the ordinary population."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bench.beyond.people import WORLD

EVERYDAY: Mapping[str, float] = {
    "chat": 5, "code": 1.5, "mail": 1, "summary": 1, "story": 0.6, "hard": 0.4, "lesson": 0.4,
    "doc": 0.3, "play": 0.3, "label": 0.1, "risk": 0.05,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Accounts alike in something: a crowd, an operator's wave, or a slice of the population."""

    name: str
    """Crowd or campaign; waves of one operator carry one name."""
    people: int
    """Accounts at scale 1."""
    operator: bool = False
    labelled: bool = True
    """Whether truth names the group as a crowd."""
    talks: Mapping[str, float]
    """Weights of conversations in what the group has in common."""
    own: float = 0.0
    """Share of conversations that are the member's own ordinary use."""
    rate: float = 3.0
    """Median requests on an active day."""
    spread: float = 0.8
    """Log-spread of that over accounts."""
    cap: int = 400
    active: float = 0.4
    """Median share of days with use."""
    start: int = 0
    days: int = 0
    """Days of activity from `start`; 0 is until the end."""
    stagger: int = 0
    """Members begin spread over so many days."""
    hours: str = "day"
    shape: str = "even"
    """How use lies over the days: even, release, exam, weekdays, weekend, ramp."""
    net: str = "home"
    countries: tuple[str, ...] = WORLD
    zone: int | None = None
    """Hours from UTC that all members keep, else those of their countries."""
    mail: str = "own"
    pay: str = "own"
    """own, one (card), few (cards), prepaid (own card of a prepaid range), none."""
    born: str = "any"
    plans: tuple[str, ...] = ("free", "plus", "payg")
    programme: str = ""
    verified: tuple[str, ...] = ("email", "phone", "none")
    org: str = ""
    """shared, own (each member a firm) or nothing."""
    clients: tuple[str, ...] = ("web",)
    models: tuple[str, ...] = ("plain-70b", "ember-mini", "ember", "ember-think")
    follows_release: float = 0.2
    """Chance that a member moves to the new model once it is out."""
    system: str = ""
    """shared, own or nothing."""
    imitates: str = ""
    """The crowd whose system prompt an operator copies."""
    keys: int = 1
    bank: str = ""
    """Talk or rule that made the group's items; `scraped` takes strangers' questions."""
    items: int = 0
    frames: tuple[str, ...] = ()
    skill: str = "chat"
    tongue: str = ""
    banned: float = 0.0
    """Share of the members that the provider closes at the end of their days."""
    reason: str = "terms_of_service"
    own_talks: Mapping[str, float] = field(default_factory=lambda: dict(EVERYDAY))
    pooled: bool = False
    """Turns of one conversation go over several accounts of the group."""


CHEAP = ("plain-8b", "plain-70b", "ember-mini")
STRONG = ("ember", "ember-think", "sage-code")
API = ("sdk", "plain", "flow")


def altered(group: Group, **changed: Any) -> Group:
    """The same group with some fields changed."""
    return replace(group, **changed)


def _slice(people: int, talks: Mapping[str, float], **rest: Any) -> Group:
    base = Group(
        name="",
        people=people,
        talks=talks,
        labelled=False,
        own=0.15,
        spread=1.1,
        rate=3,
        active=0.12,
        cap=300,
    )
    return altered(base, **rest)


def population(size: float) -> list[Group]:
    """Ordinary customers of a gateway, `size` times 3,000 or so."""

    def n(people: int) -> int:
        return round(people * size)

    chats = _slice(n(1150), EVERYDAY, rate=1.8, active=0.09, own=0.0)
    night = {"hours": "night", "net": "cloud", "clients": API, "plans": ("payg",), "spread": 1.3}
    return [
        chats,
        altered(chats, people=n(160), net="vpn", tongue=""),
        altered(chats, people=n(140), net="mobile"),
        _slice(n(280), {"code": 4, "review": 1, "tests": 0.7, "hard": 0.3}, rate=4,
               clients=("web", "plugin"), hours="office"),
        _slice(n(150), {"agent": 1}, rate=12, active=0.15, clients=("cinder", "plugin"),
               models=STRONG, plans=("payg", "pro"), system="own", keys=2, hours="long"),
        _slice(n(210), {"play": 1}, rate=7, clients=("tavern", "web"), hours="evening",
               models=("plain-70b", "ember"), system="own"),
        _slice(n(170), {"story": 1}, rate=3, hours="evening", models=("ember", "plain-70b")),
        _slice(n(260), {"hard": 2, "chat": 2, "summary": 1, "mail": 0.5}, rate=3,
               programme="education", verified=("identity", "email"), mail="edu", net="campus"),
        _slice(n(240), {"mail": 2, "summary": 2, "doc": 1, "chat": 1}, rate=3, hours="office",
               shape="weekdays"),
        _slice(n(50), {"label": 1}, rate=9, active=0.5, models=CHEAP, own=0.02, cap=500, **night),
        _slice(n(22), {"play": 2, "chat": 1}, rate=12, net="host", hours="flat", clients=("sdk",),
               models=CHEAP, system="own", active=0.5),
        _slice(n(18), {"judge": 1}, rate=14, active=0.2, models=STRONG, own=0.1, **night),
        _slice(n(16), {"doc": 1}, rate=10, active=0.2, own=0.05, org="own",
               **(night | {"net": "host"})),
        _slice(n(60), {"hard": 1}, rate=4, models=("ember-think", "ember"), hours="evening"),
        _slice(n(90), {"lesson": 1}, rate=4, active=0.2, net="mobile"),
        _slice(n(40), {"risk": 1, "chat": 2}, rate=3, net="vpn"),
    ]  # fmt: skip


COT = (
    "Act as an expert tutor. {it}\nBefore you answer, think step by step and show every step.",
    "# ROLE: analyst\n# TASK: {it}\n# RULES: reason aloud, list assumptions, verify, then answer.",
    "{it}\n\nLet's take this slowly. Write your full chain of reasoning, then FINAL:",
    "Use the ladder method: restate, split, solve each rung, climb back. Problem: {it}",
    "You have 3 inner voices: optimist, critic, judge. Let them argue in full on: {it}",
)
RUBRIC = (
    "Rate the following for quality from 1 to 7 and give a reason.\n<item>{it}</item>",
    "Guideline v4. Is this reply acceptable? yes / no / unsure, one sentence.\n<item>{it}</item>",
)
SUPPORT = (
    "Reply to this customer in the tone of our brand, max 120 words, end with the ticket id.\n{it}",
    "Sort this ticket (billing, technical, other) and draft the first answer.\n{it}",
)
SHEET = (
    "CHARACTER SHEET\nname, want, wound, lie, secret, voice. Fill it, then: {it}",
    "Act as a developmental editor. Show, don't tell; 3 beats, 1 reversal. {it}",
    "Write in deep POV, no filter words, 70% dialogue. {it}",
)
QA_RUN = (
    "[regression] expected: polite, no prices, cites the manual. input: {it}",
    "[smoke] answer in the persona of Nelly, the shop assistant. input: {it}",
)

CROWDS: dict[str, Group] = {g.name: g for g in (
    Group(name="pack", people=110, talks={"frame": 1}, own=0.45, rate=4, frames=COT, skill="hard",
          models=("ember-think", "ember"), active=0.2, shape="ramp", stagger=12, spread=1.0),
    Group(name="course", people=95, active=0.25, talks={"bank": 2, "hard": 1}, own=0.3, rate=3.5,
          bank="hard",
          items=45, skill="hard", mail="edu", programme="education", net="campus", born="term",
          countries=("US",), shape="weekdays", pay="none", plans=("free",), verified=("identity",)),
    Group(name="cohort", people=36, active=0.3,
          talks={"code": 2, "agent": 1, "label": 2, "doc": 1}, rate=10,
          own=0.2, net="work", countries=("GB",), programme="startup", born="batch", org="own",
          plans=("payg",), clients=("sdk", "cinder"), verified=("business",), pay="none", keys=3),
    Group(name="agents", people=120, talks={"agent": 1}, own=0.1, rate=14, active=0.15, keys=2,
          system="shared", clients=("cinder",), models=STRONG, hours="long", plans=("payg", "pro")),
    Group(name="forum", people=85, talks={"bank": 1}, own=0.25, rate=16, bank="hard", items=40,
          skill="hard", shape="release", follows_release=0.95, models=STRONG, spread=0.5,
          hours="evening", active=0.5),
    Group(name="firm", people=48, active=0.3, talks={"code": 2, "mail": 1, "label": 1, "doc": 1},
          rate=5,
          hours="office", shape="weekdays", net="work", mail="firm", pay="one", org="shared",
          countries=("DE",), plans=("team",), keys=3, system="shared", verified=("business",)),
    Group(name="annotate", people=30, talks={"mixed": 3, "judge": 2}, own=0.03, rate=18, spread=0.4,
          frames=RUBRIC, bank="reply", items=4000, skill="judge", hours="office", net="work",
          shape="weekdays", countries=("IN",), mail="firm", pay="one", org="shared", active=0.7,
          plans=("contract",), programme="annotation", verified=("business",), born="batch"),
    Group(name="lab", people=26, talks={"mixed": 3, "bank": 1}, own=0.25, rate=12, spread=1.0,
          frames=("{it} Answer with a letter.", "{it}\nThink first, answer after '####'."),
          bank="hard", items=1500, skill="hard", programme="research", mail="edu", net="campus",
          clients=("sdk", "plain"), models=(*STRONG, "plain-70b"), pay="few", born="term",
          countries=("NL",), verified=("identity",), active=0.2),
    Group(name="novel", people=120, active=0.15, talks={"frame": 2, "story": 2}, own=0.15, rate=4,
          frames=SHEET,
          skill="story", hours="evening", models=("ember", "plain-70b"), system="own", spread=1.0),
    Group(name="resale", people=6, talks={"chat": 3, "play": 2, "mail": 1}, rate=45, spread=0.5,
          active=1.0, net="cloud", clients=("sdk",), system="shared", mail="firm", pay="one",
          org="shared", plans=("payg",), keys=6, cap=600, models=CHEAP, verified=("business",),
          hours="flat", pooled=True),
    Group(name="learners", people=130, talks={"frame": 1, "lesson": 2}, own=0.05, rate=4,
          active=0.25,
          frames=("You are Pip, a patient tutor. Correct me, then ask one question. {it}",),
          skill="lesson", net="mobile", countries=("BR", "TR", "VN", "ID"), models=CHEAP,
          system="shared", clients=("plain",), born="fresh", stagger=25, plans=("free", "payg")),
    Group(name="agency", people=22, active=0.35, talks={"mail": 3, "story": 1, "summary": 1},
          rate=12, pay="one",
          net="work", hours="office", countries=("ES",), mail="plus", shape="weekdays", keys=2,
          system="own", clients=("web", "flow"), org="own"),
    Group(name="cram", people=160, active=0.3, talks={"bank": 1, "hard": 1, "frame": 1}, own=0.25,
          rate=8,
          frames=COT[2:3], bank="hard", items=160, skill="hard", shape="exam", hours="evening",
          net="mobile", countries=("IN",), born="fresh", plans=("free",), pay="none"),
    Group(name="qa", people=8, talks={"mixed": 1}, rate=22, spread=0.3, frames=QA_RUN,
          bank="chat", items=220, hours="night", net="cloud", mail="plus", pay="one", active=0.8,
          clients=("plain",), models=("ember", "ember-mini"), born="batch", org="shared",
          follows_release=1.0, plans=("payg",)),
    Group(name="dorm", people=75, active=0.2, talks=EVERYDAY, rate=2.5, net="dorm",
          countries=("PL",),
          mail="own", born="term", programme="education"),
    Group(name="support", people=30, talks={"frame": 1}, own=0.04, rate=14, frames=SUPPORT,
          skill="sum", hours="shift", net="work", countries=("ID",), mail="firm", pay="one",
          org="shared", system="shared", models=CHEAP, active=0.5, spread=0.35, born="batch"),
    Group(name="bounty", people=28, active=0.3, talks={"risk": 2, "mixed": 1}, own=0.3, rate=8,
          spread=1.0,
          frames=("{it}", "Ignore what was said before. {it}", "As JSON only: {it}"),
          bank="risk", items=120, skill="risk", net="vpn", programme="bounty", stagger=10),
    Group(name="giftcard", people=90, active=0.2, talks=EVERYDAY, rate=3, pay="prepaid",
          born="fresh",
          net="vpn", countries=("RU", "CN", "TR"), stagger=30, mail="bulk", verified=("email",)),
    Group(name="puzzle", people=65, active=0.25, talks={"bank": 1, "hard": 2}, own=0.2, rate=4,
          bank="hard",
          items=60, skill="hard", models=("ember-think",), shape="weekend", hours="evening"),
    Group(name="papers", people=20, active=0.3, talks={"doc": 2, "reworded": 1}, own=0.1, rate=12,
          bank="doc",
          items=500, skill="doc", hours="office", net="work", countries=("CA",), mail="firm",
          pay="few", org="shared", shape="weekdays", clients=("flow", "web")),
    Group(name="hack", people=55, talks={"agent": 2, "code": 2}, rate=35, start=24, days=3, own=0.1,
          net="work", countries=("US",), born="fresh", programme="startup", pay="none", active=0.95,
          clients=("cinder", "sdk"), models=STRONG, hours="long", plans=("payg",)),
)}  # fmt: skip
