"""What ordinary customers write: chats, code with errors, mails, tables, pasted prose, lists.

Six generators that share no grammar, and each customer's own voice (topics, language, habits,
projects) over them. Fixed runs of words are kept short: two strangers seldom share five in a row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bench.glen import words


@dataclass(slots=True, kw_only=True)
class Ask:
    """One request before it is sent: its text and what the answer will be like."""

    prompt: str
    kind: str = "chat"
    """What sort of answer it gets: a row of `world.ANSWERS`."""
    system: str | None = None
    tools: str | None = None
    reuse: str | None = None
    """A thinking signature sent along from somewhere else."""
    refused_p: float = 0.006


Work = Callable[[Random, "Voice"], list[Ask]]
"""One piece of work: the requests of one conversation, in order."""


@dataclass(slots=True)
class Voice:
    """How one customer writes, and about what."""

    lang: str = "en"
    topics: tuple[str, ...] = ("web",)
    lower: bool = False
    codes: bool = False
    systems: tuple[str, ...] = ()
    """System prompts of their own programs, if they call the model from one."""
    kin: tuple[str, ...] = field(default_factory=tuple)
    """Names, projects and places that come up again and again."""


LANGS = ("en",) * 12 + ("de", "es", "es", "fr", "pt", "id", "ru", "zh", "zh", "hi")


def voice(
    rng: Random, *, codes_p: float = 0.4, api: bool = False, lang: str | None = None
) -> Voice:
    """A new customer's voice; one who calls from a program may have system prompts."""
    topics = tuple(rng.sample(words.TOPICS, rng.randint(1, 4)))
    codes = rng.random() < codes_p
    kin = tuple(words.syllables(rng, 1, 2) for _ in range(rng.randint(3, 9)))
    own = Voice(lang or rng.choice(LANGS), topics, rng.random() < 0.3, codes, (), kin)
    if api and rng.random() < 0.6:
        own.systems = tuple(own_system(rng, own) for _ in range(rng.choice((1, 1, 1, 2, 3))))
    return own


def own_system(rng: Random, own: Voice) -> str:
    """A system prompt as a small developer writes one for a product."""
    name = rng.choice(own.kin).capitalize()
    noun, other = two_nouns(rng, own)
    rules = [
        f"Answer in {rng.choice(('one', 'two', 'three', 'at most five'))} {rng.choice(('sentences', 'lines', 'paragraphs'))}.",
        f"Never mention {rng.choice(words.ADJECTIVES)} {noun}s.",
        f"Output JSON with keys {words.identifier(rng)}, {words.identifier(rng)} and {words.identifier(rng)}.",
        f"If the {other} is {rng.choice(words.ADJECTIVES)}, {rng.choice(words.VERBS)} the {noun} first.",
        f"Explain your reasoning about the {noun} before you decide.",
        f"Tone: {rng.choice(words.ADJECTIVES)}, {rng.choice(words.ADJECTIVES)}.",
    ]
    head = rng.choice(
        (
            f"You are {name}, an assistant for {noun} questions.",
            f"{name} bot. Domain: {noun}, {other}.",
            f"Act as the {noun} desk of {name}.",
            f"# {name}\nYou {rng.choice(words.VERBS)} {other}s for our users.",
        )
    )
    return " ".join([head, *rng.sample(rules, rng.randint(1, 4))])


def two_nouns(rng: Random, own: Voice) -> tuple[str, str]:
    nouns = words.FIELDS[rng.choice(own.topics)]
    return rng.choice(nouns), rng.choice(nouns)


def sentence(rng: Random, own: Voice) -> str:  # noqa: PLR0911 - a form a line
    """A sentence somebody could have written about one of their topics."""
    if own.lang != "en":
        return foreign(rng, own.lang)
    a, b = two_nouns(rng, own)
    adj, adj2 = rng.choice(words.ADJECTIVES), rng.choice(words.ADJECTIVES)
    past, adv = rng.choice(words.PASTS), rng.choice(words.ADVERBS)
    link, place, verb = rng.choice(words.LINKS), rng.choice(words.PLACES), rng.choice(words.VERBS)
    form = rng.randrange(9)
    if form == 0:
        return f"The {adj} {a} {past} {adv} {link} {rng.choice(own.kin).capitalize()} {rng.choice(words.PASTS)} {place} the {b}."
    if form == 1:
        return f"{rng.choice(words.FIRSTS)} wants to {verb} every {adj} {a}, {link} our {b} {past}."
    if form == 2:
        return f"My {a} costs {rng.randint(3, 9_000)} {link} it {past} {adv}."
    if form == 3:
        return f"{adv.capitalize()}, {rng.randint(2, 40)} {adj} {a}s {past} {place} {rng.choice(own.kin).capitalize()}."
    if form == 4:
        return f"We {verb} {a}s {place} {adj} {b}s {adv}, {link} nothing {past}."
    if form == 5:
        return f"{a.capitalize()}: {adj}; {b}: {adj2}, {past} {adv}."
    if form == 6:
        return f"Whoever can {verb} a {adj} {a} {place} {rng.choice(words.FIRSTS)}'s {b} {past}."
    if form == 7:
        return (
            f"It {past} {adv} {place} the {adj} {b}, {link} {adj2} {a}s {rng.choice(words.PASTS)}."
        )
    return f"{rng.choice(own.kin).capitalize()} {past} when {rng.choice(words.FIRSTS)} tried to {verb} {rng.choice(('its', 'their', 'her', 'his'))} {adj} {b}."


def foreign(rng: Random, lang: str) -> str:
    """A short sentence in another language, from its own words."""
    t = words.TONGUES[lang]
    parts = [
        rng.choice(t["o"]),
        rng.choice(t["n"]),
        rng.choice(t["a"]),
        rng.choice(t["v"]),
        rng.choice(t["j"]),
        rng.choice(t["n"]),
    ]
    if rng.random() < 0.6:
        parts += [rng.choice(t["j"]), rng.choice(t["a"]), rng.choice(t["n"])]
    gap = "" if lang == "zh" else " "
    return gap.join(parts) + rng.choice(("?", ".", "!", "?"))


def chat(rng: Random, own: Voice) -> str:
    """A short question as people type it."""
    if own.lang != "en":
        return " ".join(foreign(rng, own.lang) for _ in range(rng.randint(1, 3)))
    a, b = two_nouns(rng, own)
    text = f"{rng.choice(words.OPENERS)} {rng.choice(words.VERBS)} {rng.choice(('a', 'my', 'the', 'this', 'our'))} {rng.choice(words.ADJECTIVES)} {a} {rng.choice(words.PLACES)} {rng.choice(('a', 'the', 'some'))} {b}"
    if rng.random() < 0.35:
        text += f" {rng.choice(words.LINKS)} {rng.choice(own.kin)} {rng.choice(words.PASTS)}"
    if rng.random() < 0.3:
        text += f". {sentence(rng, own)}"
    if rng.random() < 0.3:
        text += f", {rng.choice(words.TAILS)}"
    return (
        text.lower() if own.lower else text[0].upper() + text[1:] + rng.choice(("?", "", ".", "?"))
    )


def snippet(rng: Random) -> str:
    """A few lines of somebody's code."""
    f, g, x, y = (words.identifier(rng) for _ in range(4))
    n, m = rng.randint(2, 99), rng.randint(100, 9_999)
    return rng.choice(
        (
            f"def {f}({x}, {y}={n}):\n    for {g} in {x}:\n        if {g} > {y}:\n            yield {g} % {m}\n    return {x}[{n}]",
            f"const {f} = async ({x}) => {{\n  const {y} = await {g}({x}, {m});\n  return {y}?.{x} ?? {n};\n}};",
            f"SELECT {x}, count({y}) FROM {f}\nLEFT JOIN {g} USING ({x})\nWHERE {y} > {m} GROUP BY {x} LIMIT {n};",
            f"fn {f}({x}: &str) -> Option<u32> {{\n    let {y} = {g}({x})?;\n    {y}.checked_mul({m})\n}}",
            f"public int {f}(List<String> {x}) {{\n  int {y} = {n};\n  for (String {g} : {x}) {y} += {g}.length() % {m};\n  return {y};\n}}",
            f"{x}={m}\nwhile read {y}; do\n  {f} --{g} ${y} | head -{n}\ndone < {x}.txt",
            f".{x} {{ display: grid; gap: {n}px; }}\n.{y} > .{g} {{ width: calc(100% - {m}px); }}",
        )
    )


def error(rng: Random) -> str:
    """A line that a tool printed when it failed."""
    x, y, n = words.identifier(rng), words.identifier(rng), rng.randint(3, 2_400)
    return rng.choice(
        (f"KeyError: '{x}' at {y}.py:{n}", f"TypeError: {x} is not a function ({y}.js:{n}:{n % 60})", f"error[E0{n % 700}]: {x} moved into `{y}`",
         f"ERROR {n}: column {x} not in {y}", f"panic: {x}[{n}] out of range in {y}.go:{n}", f"segfault at 0x{n * 7919:x} in {y}", f"{y}: exit code {n % 255}, {x} missing")
    )  # fmt: skip


def code(rng: Random, own: Voice) -> str:
    lead = f"{rng.choice(('why', 'fix', 'bug:', 'review', 'faster?', 'types for', 'tests for', 'port to Go', 'refactor', 'what does', 'hmm', 'broken since'))} {words.identifier(rng)} {rng.choice(('here', 'pls', 'in prod', '', 'on CI', 'locally'))}"
    parts = [lead.strip(), snippet(rng)]
    if rng.random() < 0.55:
        parts.insert(rng.randint(0, 2), error(rng))
    if rng.random() < 0.3:
        parts.append(sentence(rng, own))
    return "\n\n".join(parts)


def mail(rng: Random, own: Voice) -> str:
    body = " ".join(sentence(rng, own) for _ in range(rng.randint(2, 5)))
    hi = rng.choice(("Dear", "Hi", "Hello", "Hey", "Good morning", "To"))
    end = rng.choice(("Best", "Cheers", "Kind regards", "Yours", "Thanks", "BR"))
    job = rng.choice(
        (
            "polish",
            "soften",
            "shorten",
            "reply to",
            "proofread",
            "make firmer",
            "translate",
            "tone check:",
        )
    )
    return f"{job} this:\n{hi} {rng.choice(words.FIRSTS)} {words.surname(rng)},\n{body}\n{end},\n{rng.choice(words.FIRSTS)}"


def table(rng: Random, own: Voice) -> str:
    nouns = words.FIELDS[rng.choice(own.topics)]
    columns = rng.sample(nouns, rng.randint(2, 4))
    rows = [
        ",".join([words.syllables(rng, 1, 1), *(str(rng.randint(0, 5_000)) for _ in columns[1:])])
        for _ in range(rng.randint(4, 11))
    ]
    job = rng.choice(
        (
            "sum",
            "sort",
            "chart",
            "pivot",
            "clean up",
            "spot mistakes in",
            "rank",
            "formula for",
            "convert",
        )
    )
    return (
        f"{job} {rng.choice(columns)} by {rng.choice(columns)}\n{','.join(columns)}\n"
        + "\n".join(rows)
    )


def prose(rng: Random, own: Voice) -> str:
    body = " ".join(sentence(rng, own) for _ in range(rng.randint(6, 14)))
    job = rng.choice(
        (
            "tl;dr",
            "summarise",
            "key points?",
            "rewrite simply",
            "edit:",
            "what's missing",
            "critique",
            "title ideas",
            "continue the text",
        )
    )
    return f"{job}\n\n{body}" if rng.random() < 0.7 else f"{body}\n\n{job}"


def listing(rng: Random, own: Voice) -> str:
    mark = rng.choice(("- ", "* ", "• ", ""))
    nouns = words.FIELDS[rng.choice(own.topics)]
    items = [
        f"{mark or f'{i + 1}. '}{rng.choice(words.VERBS)} {rng.choice(words.ADJECTIVES)} {rng.choice(nouns)}"
        for i in range(rng.randint(3, 8))
    ]
    return (
        f"{rng.choice(('prioritise', 'group these', 'add five more', 'estimate hours', 'turn into a plan', 'which first?', 'cut to three'))} ({rng.choice(own.kin)})\n"
        + "\n".join(items)
    )


def ordinary(rng: Random, own: Voice) -> list[Ask]:
    """A conversation of an ordinary customer: a first question, and what follows from it."""
    dice, system = (
        rng.random(),
        rng.choice(own.systems) if own.systems and rng.random() < 0.9 else None,
    )
    if own.codes and dice < 0.5:
        asks = [Ask(prompt=code(rng, own), kind="code", system=system)]
    elif dice < 0.62:
        asks = [
            Ask(
                prompt=chat(rng, own),
                kind="chat" if rng.random() < 0.8 else "reason",
                system=system,
            )
        ]
    elif dice < 0.74:
        asks = [Ask(prompt=mail(rng, own), kind="write", system=system)]
    elif dice < 0.82:
        asks = [Ask(prompt=table(rng, own), kind="data", system=system)]
    elif dice < 0.92:
        asks = [Ask(prompt=prose(rng, own), kind="write", system=system)]
    else:
        asks = [Ask(prompt=listing(rng, own), kind="chat", system=system)]
    while rng.random() < 0.45 and len(asks) < 12:
        asks.append(Ask(prompt=follow_up(rng, own), kind=asks[0].kind, system=system))
    return asks


def follow_up(rng: Random, own: Voice) -> str:
    if own.lang != "en":
        return foreign(rng, own.lang)
    noun, _ = two_nouns(rng, own)
    text = rng.choice(words.FOLLOW_UPS).format(noun, rng.choice(words.ADJECTIVES))
    return f"{text} {sentence(rng, own)}" if rng.random() < 0.4 else text
