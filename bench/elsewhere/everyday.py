"""Scripts of ordinary customers: chats, questions on code, coding helpers, products, batch jobs."""

from dataclasses import replace

from bench.elsewhere import documents as doc
from bench.elsewhere.english import ENGLISH
from bench.elsewhere.grammar import MAKERS, identifier, pick
from bench.elsewhere.voices import TRADE_NAMES, Script, Turn, grammar_of

HELPERS = ("Corvid", "Lathe", "Pairwell", "Stoker", "Nightjar", "Quillon")
"""Coding helpers that thousands of developers run, each with one system prompt and tool set."""


def styled(t: Turn, text: str) -> str:
    """A person's habits of writing: small letters, no full stop, exclamation, doubled spaces."""
    habit = t.who.seed % 11
    if habit < 3:
        text = text.lower()
    if habit in {2, 5, 6}:
        text = text.rstrip(".")
    if habit == 7:
        text = text.replace(". ", "... ")
    if habit == 8 and t.chance(0.5):
        text += "!!"
    return text


def ask(t: Turn) -> str:
    """A request or follow-up in the writer's language."""
    grammar = grammar_of(t.who.lang)
    return t.say("follow" if t.turn else "request", grammar)


def chat(t: Turn) -> str:
    """A person's chat; one in eight opens with something pasted."""
    text = styled(t, ask(t))
    if t.turn == 0 and t.chance(0.12):
        kind = t.dice.random()
        if kind < 0.6:
            pasted = doc.prose(t, doc.words_wanted(t.dice))
        elif kind < 0.85:
            pasted = doc.mail(t)
        else:
            pasted = doc.table(t, t.dice.randint(4, 40))
        return f"{text}\n\n{pasted}" if t.chance(0.7) else f"{pasted}\n\n{text}"
    return text


CODE_ASKS = (
    "why do I get this?", "what does {ident} do here", "make {ident} faster", "write a test for {ident}",
    "rename {ident} to {ident} everywhere", "is {ident} safe with {n99} threads?", "port this to {lang}",
    "{ident} returns {n999} instead of {n2}", "where should {ident} live?", "add a flag {ident}",
    "can {klass} be split", "it hangs after {n999} rows of {ident}", "explain the {ident} branch",
    "turn {ident} into a generator", "docs for {klass} please", "why is {ident} never called?",
)  # fmt: skip
LANGUAGES = (
    "Go",
    "Rust",
    "Kotlin",
    "TypeScript",
    "Python 3.12",
    "C++20",
    "Ruby",
    "Elixir",
    "Swift",
)


def code_chat(t: Turn) -> str:
    """A developer's question, mostly with code or a fault."""
    raw = pick(t.dice, CODE_ASKS).replace("{lang}", pick(t.dice, LANGUAGES))
    parts = [p if i % 2 == 0 else MAKERS[p](t.dice) for i, p in enumerate(_split(raw))]
    text = styled(t, "".join(parts))
    if t.turn and "{" in raw and t.chance(0.4):
        return f"{text} {t.say('remark')}" if t.chance(0.3) else text
    pasted = doc.fault(t.dice) if t.chance(0.35) else doc.code(t.dice, t.dice.randint(1, 7))
    return f"{text}\n```\n{pasted}\n```"


def _split(text: str) -> list[str]:
    return text.replace("{", "\0").replace("}", "\0").split("\0")


def helper_system(t: Turn, name: str) -> str:
    """The helper's system prompt: one text for all its users, then the user's own folder."""
    fixed = (
        f"You are {name}, a coding helper in a terminal. Work in small steps. Read before you write. "
        f"Run the tests after each change. Never touch files outside the project. Use the tools "
        f"{name.lower()}_read, {name.lower()}_edit, {name.lower()}_run and {name.lower()}_find. "
        "When the work is done, say what changed in two sentences."
    )
    own = t.own()
    return (
        f"{fixed}\n\nFolder: /home/{pick(own, doc.FOLDERS)}{own.randint(1, 999)}/{identifier(own)}"
    )


TASKS = (
    "Fix {ident}: {fault}", "Add {ident} to {klass} and cover it with tests.", "Remove the {adj} {ident} code.",
    "{klass} should accept {n99} {ident}.", "Split {path} in two.", "Make {ident} idempotent.",
    "Replace {ident} by {ident} in {path}.", "The {ident} endpoint answers {n999}; it should answer 200.",
    "Upgrade {ident} to version {n2}.{n99}.", "Write a migration that moves {ident} to {ident}.",
)  # fmt: skip


def task(t: Turn) -> str:
    """What a coding helper is asked for; the same at every turn of a session."""
    raw = pick(t.plan, TASKS)
    parts = _split(raw)
    made = {"fault": doc.fault, "path": doc.path}
    say = [p if i % 2 == 0 else (made.get(p) or MAKERS[p])(t.plan) for i, p in enumerate(parts)]
    return "".join(say)


def helped(t: Turn) -> str:
    """A turn of a coding helper: first the task, then what its tools gave."""
    if t.turn == 0:
        return styled(t, f"{task(t)} {t.say('remark')}" if t.chance(0.4) else task(t))
    return doc.tool_result(t.dice)


def helper(name: str) -> Script:
    """One coding helper."""
    return Script(
        name=name,
        say=helped,
        system=lambda t: helper_system(t, name),
        tools=name,
        answer_tok=260,
        reasoning=0.5,
        grows=True,
    )


def product_system(t: Turn) -> str:
    """The system prompt of a customer's product: its own, fixed."""
    own = t.own()
    bound = t.bound
    lines = [
        ENGLISH.say("role", own, bound),
        *(ENGLISH.say("rule", own, bound) for _ in range(own.randint(1, 9))),
    ]
    return " ".join(lines)


FRAMES = (
    "Ticket {n9999} from {name}: {body}\nReturn {key1} and {key2}.", "{body}\n---\n{instr}",
    "{instr}\n\n{body}", "<{key1}>{body}</{key1}>\n{instr}", "User said: {body}", "{body}",
    "{key1}: {short}\n{key2}: {n999}\n{instr}", "Item {product}. {instr} {short}",
    '{{"{key1}": "{short}", "{key2}": {n99}}}\n{instr}', "Note by {name}, {date}\n{body}\n{instr}",
)  # fmt: skip


def product(t: Turn) -> str:
    """A request of a customer's product: its own frame, its users' content."""
    own = t.own()
    key1, key2 = identifier(own), identifier(own)
    frame = pick(own, FRAMES)
    instr = ENGLISH.say("rule", own, t.bound)
    grammar = grammar_of(t.who.lang)
    short = t.say("request", grammar)
    body = short if t.chance(0.6) else doc.prose(t, doc.words_wanted(t.dice, 60, 0.7))
    made = {m: MAKERS[m](t.dice) for m in ("n9999", "name", "n999", "n99", "product", "date")}
    return frame.format(body=body, short=short, instr=instr, key1=key1, key2=key2, **made)


def batch(t: Turn) -> str:
    """A job over a customer's documents."""
    own = t.own()
    job = ENGLISH.say("rule", own, t.bound)
    body = (
        doc.prose(t, doc.words_wanted(t.dice, 150, 0.8))
        if own.random() < 0.6
        else doc.table(t, t.dice.randint(5, 30))
    )
    return f"{job} Fields: {identifier(own)}, {identifier(own)}, {identifier(own)}.\n\n{body}"


def many_people(t: Turn) -> str:
    """A chat of somebody else in every session: what a relay carries."""
    lang = pick(t.plan, ("en", "en", "en", "de", "es", "pt", "fr", "id", "ja"))
    trade = pick(t.plan, TRADE_NAMES)
    other = replace(t.who, seed=t.session & 0xFFFFFFFF, lang=lang, trade=trade)
    inner = Turn(other, t.session, t.turn, shared_words=True)
    return code_chat(inner) if t.session % 3 == 0 else chat(inner)


def house_product(t: Turn) -> str:
    """A request of a product that runs under several keys of one firm."""
    return product(as_house(t))


def as_house(t: Turn) -> Turn:
    """The same turn, spoken by the firm instead of the account."""
    return Turn(replace(t.who, seed=t.who.group_seed), t.session, t.turn, shared_words=False)


CHAT = Script(name="chat", say=chat)
CODE_CHAT = Script(name="code-chat", say=code_chat, answer_tok=500)
PRODUCT = Script(name="product", say=product, system=product_system, answer_tok=180, reasoning=0.05)
HOUSE_PRODUCT = Script(
    name="house-product",
    say=house_product,
    system=lambda t: product_system(as_house(t)),
    answer_tok=180,
    reasoning=0.05,
)
BATCH = Script(name="batch", say=batch, answer_tok=120, reasoning=0.02)
MANY_PEOPLE = Script(name="many-people", say=many_people)
HELPED = tuple(helper(name) for name in HELPERS)
