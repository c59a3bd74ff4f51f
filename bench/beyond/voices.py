"""How one customer writes: their topics, names, language, code and papers."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.beyond.grammar import Choices, coined, expand, parts_of, rules

TONGUES = ("es", "de", "fr", "pt", "ru", "zh", "ja", "tr", "id")
STACKS = {"py": "python", "js": "typescript", "go": "go", "rs": "rust", "sql": "sql"}
_HEAD = {
    "py": "def {verb}_{noun}({var}, {noun}s):",
    "js": "export async function {verb}{coin}({noun}, {var}) {",
    "go": "func (s *{coin}) {verb}{coin}(ctx context.Context, {noun} string) error {",
    "rs": "fn {verb}_{noun}({noun}: &{coin}) -> Result<(), String> {",
    "sql": "-- {verb} {noun}s by {noun}",
}
PAPERS = ("contract", "paper", "report", "talk", "manual", "review")
_KEPT = {"noun": (5, 12), "verb": (6, 11), "first": (3, 9), "city": (1, 5), "job": (1, 3)}
_KEPT |= {"object": (3, 9), "place": (2, 7), "does": (6, 13), "genre": (1, 4), "risk": (4, 15)}
_KEPT |= {"aspect": (7, 16), "tongue": (1, 2), "level": (1, 2), "rubric": (2, 6), "mood": (3, 9)}


@dataclass(slots=True)
class Voice:
    """One writer; `rng` moves on with every text."""

    rng: random.Random
    tongue: str = "en"
    own: dict[str, Choices] = field(default_factory=dict)
    stack: str = "py"
    papers: tuple[str, ...] = PAPERS
    lower: bool = False
    typo: float = 0.0
    long: float = 1.0
    """Factor on the length of what is pasted."""
    template: str = ""
    """What a customer's own program sends before every item."""

    def say(self, rule: str) -> str:
        """One text of a rule."""
        return expand(self.rng, ("", rule, ""), self.own)

    def fill(self, text: str, **slots: str) -> str:
        """Fill a text's slots; `slots` are taken as they stand."""
        own: Mapping[str, Choices] = self.own
        if slots:
            own = {**own, **{name: [(value,)] for name, value in slots.items()}}
        return expand(self.rng, parts_of(text), own)

    def typed(self, text: str) -> str:
        """A text as this person would type it."""
        if self.lower:
            text = text[:1].lower() + text[1:].rstrip(".")
        if self.typo and self.rng.random() < self.typo and len(text) > 9:
            at = self.rng.randrange(1, len(text) - 2)
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return text

    def question(self) -> str:
        """An everyday question in the writer's language, some with thanks."""
        if self.tongue != "en" and self.rng.random() < 0.85:
            return self.foreign()
        text = self.say("question")
        draw = self.rng.random()
        if draw < 0.12:
            text = self.say("please") + text[:1].lower() + text[1:]
        elif draw < 0.2:
            text += self.say("thanks")
        elif draw < 0.4:
            text = f"{self.say('ctx')} {text}"
        elif draw < 0.55:
            text += " " + self.say("ctx")
        return self.typed(text)

    def foreign(self) -> str:
        """A question in the writer's own language, mostly with something about themselves."""
        said = [self.say(self.tongue)]
        while self.rng.random() < 0.5:
            said.append(self.say(f"{self.tongue}_c"))
        self.rng.shuffle(said)
        return ("" if self.tongue in {"zh", "ja"} else " ").join(said)

    def code(self, lines: int) -> str:
        """A block of code of about so many lines."""
        out: list[str] = []
        while lines > 0:
            n = min(lines, self.rng.randint(2, 9))
            out.append(self.fill(_HEAD[self.stack]))
            out += ["    " + self.say(f"{self.stack}_line") for _ in range(n)]
            out.append("" if self.stack in {"py", "sql"} else "}")
            lines -= n + 2
        return "\n".join(out)

    def diff(self, lines: int) -> str:
        """A patch to such code."""
        body = self.code(lines).split("\n")
        marks = self.rng.choices(" +-", (5, 3, 2), k=len(body))
        where = self.fill("{noun}_{verb}.") + self.stack
        text = "\n".join(m + line for m, line in zip(marks, body, strict=True))
        return f"--- a/{where}\n+++ b/{where}\n@@ -{self.rng.randint(1, 900)} @@\n{text}"

    def passage(self, chars: int, rule: str = "") -> str:
        """A pasted piece of about so many characters; paragraphs of one kind of paper."""
        rule = rule or "doc_" + self.rng.choice(self.papers)
        out, size = [], 0
        while size < chars * self.long:
            end = "\n\n" if self.rng.random() < 0.15 else "\n" if rule == "doc_talk" else " "
            out.append(self.say(rule) + end)
            size += len(out[-1])
        return "".join(out).strip()

    def size(self, median: float, sigma: float = 0.7) -> int:
        """A log-normal size."""
        return max(1, int(median * self.rng.lognormvariate(0, sigma)))


def voice_of(seed: str, tongue: str) -> Voice:
    """A writer with a vocabulary of their own."""
    rng = random.Random(seed)
    own: dict[str, Choices] = {}
    for rule, (low, high) in _KEPT.items():
        choices = list(rules()[rule])
        own[rule] = rng.sample(choices, min(len(choices), rng.randint(low, high)))
    domains = rng.sample([name for (name,) in rules()["domain"]], rng.randint(1, 4))
    topics = [t for d in domains for t in rules()[d]]
    own["topic"] = rng.sample(topics, min(len(topics), rng.randint(7, 30)))
    own["topic"] = [*own["topic"], (f"{coined(rng)} {rng.choice(domains)}",)]
    own["hero"] = [(coined(rng),) for _ in range(rng.randint(2, 6))]
    own["proj"] = [(f"{coined(rng).lower()}-{expand(rng, ('', 'noun', ''), {})}",)] * 2
    own["coin"] = [(coined(rng),) for _ in range(rng.randint(4, 30))]
    for rule in ("question", "hard", "detail", "clue", "steps", "storyask", "codeask", "retort"):
        choices = list(rules()[rule])
        own[rule] = rng.sample(choices, rng.randint(5, len(choices)))
    for rule in ("thing", "adj", "past"):
        choices = list(rules()[rule])
        own[rule] = rng.sample(choices, rng.randint(8, len(choices)))
    me = Voice(rng, tongue, own, stack=rng.choice(list(STACKS)))
    me.papers = tuple(rng.sample(PAPERS, rng.randint(1, 3)))
    me.lower, me.typo = rng.random() < 0.3, rng.choice((0, 0, 0.05, 0.3))
    me.long = rng.lognormvariate(0, 0.4)
    me.template = me.say("label")
    return me
