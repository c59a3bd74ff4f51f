"""Voices and what they write: a customer's own words over the common grammar of `words`."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

from bench.afield.words import INSTRUCTED, RULES, TONGUES, TRADES


class Ask(NamedTuple):
    """One request: text, usual tokens of answer and of reasoning, and what comes with it."""

    text: str
    out: float = 300
    think: float = 0
    system: str | None = None
    tools: str | None = None
    p_refuse: float = 0.003


Writer = Callable[[Random], list[Ask]]
"""Writes what one account sends in one sitting, in order."""

FIRST = "Anna Ben Chidi Dewi Elif Farid Greta Hugo Ines Jonas Kenji Lan Maria Nils Olu Priya Quentin Rosa Sven Tomas Uma Vera Wei Ximena Yusuf Zofia Aiko Bruno Carla Diego Emeka Fiona Gül Hana Ivan Julia Karim Leila Mateo Nadia Omar Paula Ravi Sofia Tariq Ulrike Viktor Wanda Yara Zeki".split()
LAST = "Adeyemi Bauer Costa Dubois Eriksen Fischer Garcia Hidayat Ito Jansen Kaya Lopez Moreau Nowak Okafor Pereira Quispe Rossi Santoso Tanaka Ueda Vega Weber Xu Yilmaz Zhang Ahmed Brown Clark Dang Evans Fernandez Gruber Hansen Iyer Johnson Kim Lindqvist Mehta Nguyen Osei Park Reyes Singh Taylor Usman Vos Wright Yamada Zielinski".split()
PLACES = "Ghent Lyon Porto Leeds Gdansk Izmir Surabaya Da-Nang Osaka Busan Pune Lagos Recife Rosario Puebla Tampa Tucson Halifax Bergen Turku Graz Basel Malaga Bari Cluj Riga Plovdiv Split Cork Dundee Aarhus Malmo Rennes Nantes Bremen Kassel Linz Brno Pecs Nis Varna Tartu Haifa Amman Tunis Fez Accra Kigali Mombasa Durban Cebu Penang Hue Kaohsiung Sendai Daegu".split()
SYLLABLES = "ba bel cor da den fa fir ga gro hel in jo ka kel lo lum ma mir na nor o pa pir qua ra ren sa sol ta tor u va vel wi xan yo za zen tri plex ver mon ter cal dri".split()
ENDINGS = ("GmbH", "Ltd", "SA", "Inc", "& Sons", "BV", "Labs", "Group", "Co", "")
OUT = {"t_label": 8, "t_score": 6, "t_extract": 120, "t_sum": 140, "t_reply": 220, "t_translate": 320, "t_check": 110, "t_text": 240}  # fmt: skip
"""Usual tokens of answer by the kind of a task."""
FENCES = (
    "\n\n{}",
    "\n---\n{}\n---",
    "\n<text>{}</text>",
    "\nInput: {}\nOutput:",
    '\n"""\n{}\n"""',
    "\n### Data\n{}\n### Answer",
    " >>> {}",
)
SLOT = re.compile(r"\{(\w+)\}")


def word(rng: Random, least: int = 2) -> str:
    """Make up a word."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(least, least + 1)))


def firm(rng: Random) -> str:
    """Make up a company."""
    return f"{word(rng).title()} {rng.choice(ENDINGS)}".strip()


def _n(rng: Random) -> str:
    return str(rng.randint(2, 9))


FRESH: dict[str, Callable[[Random], str]] = {
    "n": _n,
    "N": lambda r: str(r.randint(11, 999)),
    "h": lambda r: str(r.randint(7, 21)),
    "year": lambda r: str(r.randint(1805, 2024)),
    "money": lambda r: f"{r.choice(('$', '€', '£', ''))}{r.randint(3, 9999)}{r.choice(('', '.50', ',00', '.99'))}",
    "date": lambda r: r.choice((f"{r.randint(1, 28)}.{r.randint(1, 12)}.2026", f"2026-0{r.randint(1, 9)}-1{r.randint(0, 9)}")),
    "person": lambda r: r.choice(FIRST) + r.choice(("", f" {r.choice(LAST)}")),
    "place": lambda r: r.choice(PLACES),
    "firm": firm,
    "ident": lambda r: word(r, 1) + r.choice(("", "_", "_id", "_list", "Count", "_map")),
}  # fmt: skip


def _rules(block: str) -> dict[str, tuple[str, ...]]:
    lines = (line.split(": ", 1) for line in block.strip().splitlines())
    return {name: _alternatives(rest, " |") for name, rest in lines}


def _alternatives(rest: str, mark: str) -> tuple[str, ...]:
    plain = rest.replace("\\n", "\n").replace("{{", "{ ").replace("}}", " }")
    return tuple(a.strip(" ") for a in plain.split(mark))


def _blocks(block: str) -> dict[str, list[tuple[str, ...]]]:
    lines = ([p.strip() for p in line.split(" | ")] for line in block.strip().splitlines())
    return {first: [_alternatives(p, ";") for p in rest] for first, *rest in lines}


COMMON = _rules(RULES)
TRADE = _blocks(TRADES)
TONGUE = _blocks(TONGUES)
INSTRUCT = _blocks(INSTRUCTED)


@cache
def _parts(phrase: str) -> list[str]:
    return SLOT.split(phrase)  # every second part is a rule's name


class Voice:
    """A customer's way of writing: trade, language, own names and things, care with the keyboard."""

    def __init__(
        self,
        rng: Random,
        *,
        trade: str | None = None,
        tongue: str = "en",
        typos: float | None = None,
    ) -> None:
        self.tongue = tongue
        self.trade = trade or rng.choice(list(TRADE))
        things, asks, facts = TRADE[self.trade]
        other = TRADE[rng.choice(list(TRADE))]  # nobody speaks of work alone
        self.rules: dict[str, tuple[str, ...]] = COMMON | {
            "thing": _some(rng, things, 5) + _some(rng, other[0], 2) + tuple(f"{w} {rng.choice(things)}" for w in (word(rng).title(),)) + tuple(f"the {word(rng)}" for _ in range(2)),
            "ask": _some(rng, asks, 4) + _some(rng, other[1], 1) + ("{wish}",) * 3,
            "fact": _some(rng, facts, 4) + _some(rng, other[2], 2) + ("{told}",) * 5,
            **{part: _some(rng, COMMON[part], 6) for part in ("did", "when", "verb", "how")},
            "trouble": _some(rng, COMMON["trouble"], 7),
            "want": _some(rng, COMMON["want"], 9) + ("",) * rng.randint(0, 6),
            "body": _some(rng, COMMON["body"], 6),
            "person": tuple(FRESH["person"](rng) for _ in range(9)),
            "place": _some(rng, PLACES, 6),
            "firm": tuple(firm(rng) for _ in range(5)),
            "ident": tuple(FRESH["ident"](rng) for _ in range(14)),
        }  # fmt: skip
        if tongue != "en":
            self._speak(rng)
        self.typos = max(0.0, rng.gauss(0.4, 0.5)) if typos is None else typos
        self.lower = rng.random() < 0.25 and typos is None
        self.pastes = rng.random() * 0.5

    def _speak(self, rng: Random) -> None:
        """Add the rules of the own language; `l_order` is what a model would write in it."""
        asks, things, facts, byes = TONGUE[self.tongue]
        own = tuple(f"{rng.choice(things)} {word(rng).title()}" for _ in range(3))
        self.rules |= {
            "l_ask": _some(rng, asks, 5),
            "l_thing": _some(rng, things, 4) + own,
            "l_fact": _some(rng, facts, 4),
            "l_bye": byes,
        }
        bodies = (
            "{l_ask} {l_thing}. {l_fact} {l_bye}",
            "{l_fact} {l_ask} {l_thing}",
            "{l_ask} {l_thing}, {l_fact}",
            "{l_ask} {l_thing} + {l_thing}. {l_fact} {l_fact}",
            "{l_thing}: {l_fact} {l_ask} {l_thing}. {l_bye}",
            "{l_ask} {l_thing}",
        )
        self.rules["l_body"] = _some(rng, bodies, 4)
        if self.tongue in INSTRUCT:
            parts = zip(
                ("l_compose", "l_form", "l_topic", "l_for", "l_rule"),
                INSTRUCT[self.tongue],
                strict=True,
            )
            self.rules |= dict(parts) | {
                "l_order": (
                    "{l_compose} {l_form} {l_topic} {l_for}. {l_rule} {l_rule}",
                    "{l_fact} {l_compose} {l_form} {l_topic} {l_for}. {l_rule}",
                    "{l_for} {l_compose} {l_form} {l_topic}. {l_rule} {l_rule} {l_fact}",
                )
            }

    def order(self, rng: Random) -> str:
        """A request as a language model words it: whole sentences, limits, no slips."""
        return self.say(rng, "l_order" if "l_order" in self.rules else "instruct")

    def say(self, rng: Random, rule: str) -> str:
        """One draw from a rule, all its slots filled."""
        own = self.rules.get(rule)
        if own is None:
            return FRESH[rule](rng)
        parts = _parts(own[int(rng.random() * len(own))])
        if len(parts) == 1:
            return parts[0]
        return "".join(self.say(rng, p) if i % 2 else p for i, p in enumerate(parts))

    def fill(self, rng: Random, phrase: str) -> str:
        """A phrase with its slots filled."""
        return "".join(self.say(rng, p) if i % 2 else p for i, p in enumerate(_parts(phrase)))

    def plain(self, rng: Random) -> str:
        """A request as typed, with its slips."""
        if self.tongue != "en":
            return self.typed(rng, self.say(rng, "l_body"))
        text = " ".join(p for p in (self.say(rng, r) for r in ("hello", "body", "bye")) if p)
        return self.typed(rng, text)

    def typed(self, rng: Random, text: str) -> str:
        """Swap, drop or double letters, about `typos` of them in a hundred."""
        text = text.lower() if self.lower else text
        for _ in range(int(rng.expovariate(1) * self.typos * len(text) / 100)):
            i = rng.randrange(max(1, len(text) - 1))
            text = rng.choice(
                (
                    text[:i] + text[i + 1 : i + 2] + text[i : i + 1] + text[i + 2 :],
                    text[:i] + text[i + 1 :],
                    text[:i] + text[i : i + 1] + text[i:],
                )
            )
        return text


def _some(rng: Random, of: Sequence[str], at_most: int) -> tuple[str, ...]:
    return tuple(rng.sample(of, min(at_most, len(of))))


ANYONE = Voice(Random("anyone"), typos=0.0)  # speaks of everything, with names never used twice
ANYONE.rules = COMMON | {
    name: tuple(p for trade in TRADE.values() for p in trade[i]) for i, name in enumerate(("thing", "ask", "fact"))
}  # fmt: skip
ANYONE.rules |= {
    "fact": ANYONE.rules["fact"] + ("{told}",) * 90,
    "ask": ANYONE.rules["ask"] + ("{wish}",) * 80,
}


def chats(voice: Voice, *, longer: float = 0.4, system: str | None = None) -> Writer:
    """Free conversation: a first request, perhaps with something pasted, and what follows from it."""

    def write(rng: Random) -> list[Ask]:
        first = voice.plain(rng)
        if rng.random() < voice.pastes:
            first += "\n\n" + voice.say(rng, "paste")
        elif rng.random() < 0.04:
            first = voice.typed(
                rng, voice.say(rng, rng.choice(("viral", "instruct", "question", "question")))
            )
        steps = rng.random() < 0.08
        asks = [
            Ask(
                f"{first} {voice.say(rng, 'reason')}" if steps else first,
                380,
                500 if steps else 0,
                system,
            )
        ]
        while rng.random() < longer and len(asks) < 12:
            more = (
                voice.plain(rng)
                if voice.tongue != "en"
                else voice.typed(rng, voice.say(rng, "follow"))
            )
            asks.append(Ask(more, 300, 0, system))
        return asks

    return write


def serves(rng: Random, voices: Sequence[Voice], system: str) -> Writer:
    """An app's backend: one system prompt before what many end users say."""
    users = [chats(v, longer=rng.random() * 0.6, system=system) for v in voices]
    return lambda r: r.choice(users)(r)


def codes(voice: Voice, *, longer: float = 0.5) -> Writer:
    """A developer at the keyboard: code or a log pasted, and a question about it."""

    def write(rng: Random) -> list[Ask]:
        asks: list[Ask] = []
        while not asks or (rng.random() < longer and len(asks) < 15):
            matter = "\n".join(
                voice.say(rng, rng.choice(("code", "log", "code")))
                for _ in range(rng.randint(0, 4))
            )
            said = (
                voice.plain(rng)
                if rng.random() < 0.6
                else voice.say(rng, rng.choice(("issue", "coding", "follow")))
            )
            asks.append(
                Ask(voice.typed(rng, said) + "\n" + matter, 520, 300 if rng.random() < 0.2 else 0)
            )
        return asks

    return write


def product(rng: Random, voice: Voice, *, tasks: int = 0, reason: str = "") -> Writer:
    """A firm's product: fixed system prompt, few fixed templates, new data in each request."""
    system = None
    if rng.random() < 0.75:
        rules = " ".join(voice.say(rng, "manner") for _ in range(rng.randint(1, 5)))
        system = f"{voice.say(rng, 'role')} {rules}"
    forms = rng.choices(list(OUT), k=tasks or rng.randint(1, 4))
    fixed = [(voice.say(rng, form) + reason, OUT[form] + (180 if reason else 0)) for form in forms]
    tools = f"tools_{rng.getrandbits(48):012x}" if rng.random() < 0.15 else None
    fence, kinds = rng.choice(FENCES), rng.sample(COMMON["paste"], 2)
    length, stepwise = (
        min(14, 1 + int(rng.lognormvariate(0.7, 0.9))),
        bool(reason) or rng.random() < 0.1,
    )

    def write(rng: Random) -> list[Ask]:
        task, out = fixed[int(rng.random() ** 2 * len(fixed))]
        data = "\n".join(
            voice.fill(rng, kinds[rng.random() < 0.3]) for _ in range(rng.randint(1, length))
        )
        return [Ask(task + fence.format(data), out, 250 if stepwise else 0, system, tools)]

    return write


def bank(rng: Random, size: int, rules: Sequence[str] = ("question",)) -> list[str]:
    """A list of questions, each as printed."""
    return [ANYONE.say(rng, rng.choice(rules)) for _ in range(size)]


def frames(rng: Random, rule: str, count: int) -> list[str]:
    """Ways to put what is printed into a request: `{q}` stands for it."""
    shapes = (
        "{q}\n{r}",
        "{r}\n\n{q}",
        "{o}{q} {r}",
        "Question: {q}\n{r}\nAnswer:",
        "{q}\n\n{r} {s}",
        "{s} {r}\n---\n{q}",
        "{o}{r} {q} {s}",
    )
    opens = (
        "",
        "Solve this: ",
        "Task. ",
        "Problem:\n",
        "Help me with this one. ",
        "Exercise: ",
        "You are an expert tutor. ",
    )
    ends = (
        "Put the result in \\boxed{}.",
        "End with 'Final answer:'.",
        "",
        "Be complete.",
        "Number the steps.",
        "",
        "State assumptions.",
    )
    made = [
        rng.choice(shapes).replace("{r}", ANYONE.say(rng, rule)).replace("{s}", rng.choice(ends))
        for _ in range(count)
    ]
    return [m.replace("{o}", rng.choice(opens)) for m in made]


def asked_from(
    questions: Sequence[str],
    ways: Sequence[str],
    *,
    think: float = 900,
    out: float = 600,
    each: tuple[int, int] = (1, 4),
    system: str | None = None,
    voice: Voice | None = None,
) -> Writer:
    """Draws questions from a bank and puts each into one of the ways; a voice adds its slips."""

    def write(rng: Random) -> list[Ask]:
        asks = []
        for _ in range(rng.randint(*each)):
            text = rng.choice(ways).replace("{q}", rng.choice(questions))
            asks.append(
                Ask(voice.typed(rng, text) if voice else text, out, think, system, None, 0.006)
            )
        return asks

    return write


def judges(
    questions: Sequence[str],
    rubrics: Sequence[str],
    *,
    voice: Voice = ANYONE,
    out: float = 350,
    think: float = 500,
    system: str | None = None,
    single: bool = False,
) -> Writer:
    """Two candidate answers, or one, to be compared or scored against a rubric."""

    def write(rng: Random) -> list[Ask]:
        sides = [
            " ".join(voice.say(rng, "fact") for _ in range(rng.randint(2, 7)))
            for _ in range(1 if single else 2)
        ]
        shown = "\n".join(f"[{'AB'[i]}] {s}" for i, s in enumerate(sides))
        return [
            Ask(
                rng.choice(rubrics).replace("{q}", rng.choice(questions)).replace("{a}", shown),
                out,
                think,
                system,
            )
        ]

    return write


def rubrics(rng: Random, count: int, voice: Voice = ANYONE) -> list[str]:
    """Rubrics with their criteria; `{q}` is the question, `{a}` what is judged."""
    made = []
    for _ in range(count):
        points = ", ".join(rng.sample(COMMON["criterion"], rng.randint(2, 6)))
        parts = [
            voice.say(rng, "compare"),
            f"Criteria: {points}.",
            "Question: {q}",
            "{a}",
            voice.say(rng, "why"),
        ]
        made.append(
            "\n".join(
                parts if rng.random() < 0.6 else [parts[2], parts[3], parts[0], parts[1], parts[4]]
            )
        )
    return made


def repairs(
    tickets: Sequence[str],
    system: str,
    tools: str,
    *,
    turns: tuple[int, int] = (4, 18),
    voice: Voice = ANYONE,
) -> Writer:
    """A coding agent at work on a ticket: the ticket first, then results of its tools."""

    def write(rng: Random) -> list[Ask]:
        asks = [Ask(rng.choice(tickets), 220, 350, system, tools)]
        asks += [
            Ask(voice.say(rng, "step"), 180, 120, system, tools) for _ in range(rng.randint(*turns))
        ]
        return asks

    return write


def tickets(rng: Random, repositories: int, each: int, voice: Voice = ANYONE) -> list[str]:
    """Issues of made-up repositories, as an agent is given them."""
    made = []
    for _ in range(repositories):
        repo = f"{word(rng)}/{word(rng)}-{word(rng, 1)}"
        made += [
            f"Repository {repo}, commit {rng.getrandbits(40):010x}. Issue: {voice.say(rng, 'issue')}\n{voice.say(rng, 'fact')} {voice.say(rng, 'log')}\nFix it and make the tests pass."
            for _ in range(each)
        ]
    return made


def mixed(parts: Mapping[Writer, float]) -> Writer:
    """One of several writers each time, by weight."""
    writers, weights = list(parts), list(parts.values())
    return lambda rng: rng.choices(writers, weights)[0](rng)
