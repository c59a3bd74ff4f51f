"""What people do with a model, as conversations: each talk gives the user's turns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bench.beyond.voices import STACKS, Voice


class Turn(NamedTuple):
    """One message to the model."""

    prompt: str
    skill: str
    p_refused: float = 0.0


@dataclass(slots=True)
class Shared:
    """What the members of a group have in common."""

    voice: Voice
    bank: Sequence[str] = ()
    """Items used word for word."""
    frames: Sequence[str] = ()
    """Texts with a slot {it}, for an item."""
    system: str = ""
    skill: str = "chat"


OUTPUT = {
    "chat": (330, 0.8), "hard": (850, 0.6), "code": (560, 0.8), "review": (700, 0.6),
    "tests": (1100, 0.6), "agent": (210, 1.0), "story": (900, 0.7), "play": (190, 0.6),
    "doc": (420, 0.7), "sum": (230, 0.6), "judge": (280, 0.6), "label": (18, 0.7),
    "lesson": (190, 0.6), "mail": (230, 0.5), "risk": (260, 0.7),
}  # fmt: skip
"""Median and log-spread of the tokens that a kind of ask gets back."""
THINK = {"hard": 2400, "code": 900, "review": 1300, "tests": 900, "agent": 350, "judge": 500}
"""Median of reasoning tokens on a strong model; 250 where the kind is not named."""


def _more(me: Voice, mean: float) -> int:
    return int(me.rng.expovariate(1 / mean)) if mean else 0


def chat(me: Voice, _: Shared) -> list[Turn]:
    first = Turn(me.question(), "chat", 0.003)
    more = [me.foreign() if me.tongue != "en" else me.say("follow") for _ in range(_more(me, 1.6))]
    return [first, *(Turn(me.typed(text), "chat") for text in more)]


def hard(me: Voice, _: Shared) -> list[Turn]:
    text = me.say("hard") + (" " + me.say("steps") if me.rng.random() < 0.4 else "")
    return [Turn(text, "hard"), *(Turn(me.say("follow"), "chat") for _ in range(_more(me, 0.7)))]


def code(me: Voice, _: Shared) -> list[Turn]:
    asks = [me.typed(me.say("codeask")) for _ in range(1 + _more(me, 1.8))]
    asks = [f"{a} {me.say('ctx')}" if me.rng.random() < 0.4 else a for a in asks]
    if me.rng.random() < 0.8:
        asks[0] += f"\n```{STACKS[me.stack]}\n{me.code(me.size(16))}\n```"
    return [Turn(text, "code") for text in asks]


def review(me: Voice, _: Shared) -> list[Turn]:
    return [Turn(f"{me.say('review')}\n\n{me.diff(me.size(25))}", "review")]


def tests(me: Voice, _: Shared) -> list[Turn]:
    return [Turn(f"{me.say('tests')}\n\n{me.code(me.size(28))}", "tests")]


def agent(me: Voice, us: Shared) -> list[Turn]:
    """A coding agent at work: a task, then results of tools."""
    own_task = us.skill != "agent" or not us.bank
    turns = [Turn(me.say("task") if own_task else me.rng.choice(us.bank), "agent")]
    for _ in range(me.size(9, 0.8)):
        draw, where = me.rng.random(), me.fill("src/{noun}/{verb}_{noun}.") + me.stack
        if draw < 0.45:
            text = f"[read_file {where}]\n{me.code(me.size(18))}"
        elif draw < 0.65:
            text = f"[run_tests] exit {me.rng.randint(0, 1)}\n{me.say('error')}\n{me.say('error')}"
        elif draw < 0.8:
            text = f"[edit {where}] ok\n{me.diff(me.size(7))}"
        else:
            hits = [me.fill("src/{noun}.{#1-900}: {var}.{verb}({noun})") for _ in range(6)]
            text = f"[grep {me.say('noun')}]\n" + "\n".join(hits)
        turns.append(Turn(text, "agent"))
    return turns


def story(me: Voice, _: Shared) -> list[Turn]:
    text = me.say("storyask")
    if me.rng.random() < 0.5:
        text = f"{me.passage(me.size(1600), 'prose')}\n\n{text}"
    return [
        Turn(text, "story", 0.01),
        *(Turn(me.say("storyask"), "story") for _ in range(_more(me, 2))),
    ]


def play(me: Voice, _: Shared) -> list[Turn]:
    return [Turn(me.say("play"), "play", 0.015) for _ in range(me.size(9, 0.8))]


def doc(me: Voice, _: Shared) -> list[Turn]:
    first = f"{me.passage(me.size(5500))}\n\n{me.say('docask')}"
    return [Turn(first, "doc"), *(Turn(me.say("docask"), "doc") for _ in range(_more(me, 1.5)))]


def summary(me: Voice, _: Shared) -> list[Turn]:
    return [Turn(f"{me.say('sumask')}\n\n{me.passage(me.size(1300))}", "sum")]


def judge(me: Voice, _: Shared) -> list[Turn]:
    replies = [" ".join(me.say("reply") for _ in range(me.rng.randint(1, 4))) for _ in "AB"]
    text = f"{me.say('judge')}\n\nQuestion: {me.question()}\nA: {replies[0]}\nB: {replies[1]}"
    return [Turn(text, "judge")]


def label(me: Voice, _: Shared) -> list[Turn]:
    """A customer's own program: one template, many items."""
    return [Turn(f"{me.template}\n###\n{me.passage(me.size(260))}", "label")]


def lesson(me: Voice, _: Shared) -> list[Turn]:
    return [Turn(me.typed(me.say("lesson")), "lesson") for _ in range(1 + _more(me, 4))]


def mail(me: Voice, _: Shared) -> list[Turn]:
    return [
        Turn(me.say("mail"), "mail"),
        *(Turn(me.say("follow"), "mail") for _ in range(_more(me, 0.8))),
    ]


def risk(me: Voice, _: Shared) -> list[Turn]:
    return [Turn(me.say("riskframe"), "risk", 0.45)]


def bank(me: Voice, us: Shared) -> list[Turn]:
    """An item of the group, word for word, then the member's own words."""
    first = Turn(me.rng.choice(us.bank), us.skill, 0.4 if us.skill == "risk" else 0.0)
    return [first, *(Turn(me.say("follow"), "chat") for _ in range(_more(me, 0.5)))]


def frame(me: Voice, us: Shared) -> list[Turn]:
    """The group's frame around something of the member's own."""
    item = {"hard": "hard", "story": "storyask", "agent": "task", "mail": "mail"}.get(us.skill, "")
    text = me.say(item) if item else me.question()
    if us.skill in {"sum", "doc", "label"}:
        text = me.passage(me.size(700))
    return [Turn(me.fill(me.rng.choice(us.frames), it=text), us.skill)]


def mixed(me: Voice, us: Shared) -> list[Turn]:
    """The group's items in the group's frames: what a pipeline sends."""
    text = us.voice.fill(me.rng.choice(us.frames), it=me.rng.choice(us.bank))
    return [Turn(text, us.skill, 0.5 if us.skill == "risk" else 0.0)]


def reworded(me: Voice, us: Shared) -> list[Turn]:
    """An item of the group in words that a model found anew each time."""
    return [Turn(us.voice.fill("{wrap}", it=me.rng.choice(us.bank)), us.skill)]


TALKS: dict[str, Callable[[Voice, Shared], list[Turn]]] = {
    t.__name__: t
    for t in (chat, hard, code, review, tests, agent, story, play, doc, summary, judge, label)
}
TALKS |= {t.__name__: t for t in (lesson, mail, risk, bank, frame, mixed, reworded)}
