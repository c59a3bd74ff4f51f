"""Scripts of innocent crowds: what is alike in them is alike for a reason of their own."""

from random import Random

from bench.elsewhere import documents as doc
from bench.elsewhere.english import ENGLISH
from bench.elsewhere.everyday import styled
from bench.elsewhere.grammar import MAKERS, invented, pick
from bench.elsewhere.lexicon import PEOPLE_WORDS, VERBS
from bench.elsewhere.voices import GOLDEN, Script, Turn, grammar_of


def made(t: Turn, *names: str) -> dict[str, str]:
    """Values of several makers, for a frame."""
    return {name: MAKERS[name](t.dice) for name in names}


def judged(t: Turn) -> str:
    """An evaluation firm's nightly suite: a published judge template over its customers' bots."""
    question, answer = t.plans("request"), t.say("sentence")
    scale = 5 if t.house().random() < 0.5 else 10
    return (
        f"[Question]\n{question}\n\n[Answer of the bot]\n{answer} {t.say('sentence')} {t.say('sentence')}\n\n"
        f"Rate helpfulness, correctness and tone from 1 to {scale}. First give your reasons, then the three numbers."
    )


def suite(t: Turn) -> str:
    """An item of a public benchmark: the same words from everybody."""
    d = t.dice
    a, b, c = d.randint(12, 900), d.randint(3, 60), d.randint(2, 9)
    place, name = invented(d), MAKERS["first"](d)
    items = (
        f"{name} buys {a} {t.say('thing')}s at {b} each and returns one in {c}. What is paid in the end? Give reasoning, then 'Answer: N'.",
        f"Implement `{MAKERS['ident'](d)}(xs, k)` which returns the {c} largest gaps of a list. Code only.\n{doc.code(d, 1)}",
        f"True or false, and why: {t.say('sentence')} {t.say('sentence')}",
        f"A train leaves {place} at {MAKERS['time'](d)} with {a} seats, {b} % taken; at each of {c} stops a third leave. How many sit at the end? Think step by step.",
        f"Which option follows? {t.say('sentence')}\n(A) {t.say('remark')}\n(B) {t.say('remark')}\n(C) {t.say('remark')}\n(D) none\nAnswer with one letter.",
    )
    return pick(d, items)


def utterances(t: Turn) -> str:
    """A synthetic-data customer: training lines for its own small classifier, with permission."""
    own = t.own()
    intents = [ENGLISH.say("thing", own, t.bound).replace(" ", "_") for _ in range(12)]
    intent = pick(t.dice, intents)
    return (
        f"Write {t.dice.randint(5, 30)} different messages a customer could send for the intent `{intent}`. "
        f"Vary length, mood and spelling. Persona: {pick(t.dice, PEOPLE_WORDS)}, {pick(t.dice, ('angry', 'calm', 'in a hurry', 'lost', 'polite'))}, "
        f"situation: {t.say('remark')} One JSON object a line with text and intent."
    )


def npc_system(t: Turn) -> str:
    """A figure of a game, by session; the world's rules by studio."""
    house, plan = t.house(), t.plan
    return (
        f"World of {invented(house)}. Nobody there knows of machines or of our world. You play {MAKERS['first'](plan)}, "
        f"a {pick(plan, VERBS).split()[0]}-happy {pick(plan, ('smith', 'ferryman', 'witch', 'guard', 'thief', 'miller', 'scribe'))} of {invented(plan)}, "
        f"who {pick(plan, ('owes', 'hates', 'loves', 'fears'))} {MAKERS['name'](plan)}. Two sentences at most. Offer hints, never answers."
    )


def npc(t: Turn) -> str:
    """A player's line, asked several times for variants of the answer."""
    d = Random((t.session * 7 + t.turn // 4) * GOLDEN)  # four samples of each line
    line = ENGLISH.say("ask", d, t.bound)
    return f"Player ({pick(d, ('level', 'rank'))} {d.randint(1, 60)}): {line} I carry {d.randint(1, 90)} coins from {invented(d)}."


def translated(t: Turn) -> str:
    """A segment of a client's document at a translation bureau."""
    target = pick(
        t.plan, ("French", "German", "Spanish", "Polish", "Dutch", "Japanese", "Indonesian")
    )
    return f"Segment {t.turn + 1} into {target}:\n{doc.prose(t, doc.words_wanted(t.dice, 70, 0.6))}"


def bureau_system(t: Turn) -> str:
    """The bureau's house rules and the client's glossary."""
    house = t.house()
    terms = "; ".join(f"{invented(house)} = {invented(house)}" for _ in range(8))
    return (
        f"House rules of {MAKERS['firm'](house)}: translate, do not explain. Keep tags, numbers and names. Formal address. "
        f"Glossary of client {invented(t.plan)}: {terms}. Return only the translation."
    )


def contact_system(t: Turn) -> str:
    """One contact centre's instruction, the same at every desk."""
    house = t.house()
    lines = " ".join(ENGLISH.say("rule", house, t.bound) for _ in range(6))
    return f"You draft replies for the service desk of {MAKERS['firm'](house)}. {lines} Sign with the desk's first name."


def contact(t: Turn) -> str:
    """A customer's message with one of the desk's macros around it."""
    house = t.house()
    macros = [
        f"{ENGLISH.say('rule', house, t.bound)} {ENGLISH.say('rule', house, t.bound)}"
        for _ in range(9)
    ]
    grammar = grammar_of(t.who.lang)
    body = f"{t.say('request', grammar)} {t.say('request', grammar)}"
    return f"CASE {MAKERS['n9999'](t.dice)}-{MAKERS['hex'](t.dice)}\nMACRO: {pick(t.dice, macros)}\nCUSTOMER: {body}"


HOMEWORK = (
    "A box holds {a} red and {b} green {thing}s. Two are taken. How likely are both red?",
    "Solve {b}x + {a} = {c}{a} for x.", "A {thing} costs {a}, plus {b} % tax. What does one pay for {c}?",
    "Why did {place} lose its {thing} after {month}? Two reasons.", "Name the parts of a {thing}.",
    "Find the slope through ({b}, {a}) and ({a}, {c}).", "Turn into passive: {name} broke {n99} {thing}s.",
    "Write an essay plan: is a {adj} {thing} fair to {people}?", "Balance: {c} Fe + {b} O2 -> ? and explain it.",
)  # fmt: skip


def homework(t: Turn) -> str:
    """A pupil's question in a homework app, which asks for all steps."""
    if t.turn:
        return styled(t, f"i dont get step {t.dice.randint(1, 5)}, {t.say('ask').lower()}")
    text = pick(t.dice, HOMEWORK)
    words = made(t, "place", "month", "name", "n99", "adj", "people")
    a, b, c = (t.dice.randint(2, 97) for _ in range(3))
    question = text.format(a=a, b=b, c=c, thing=t.say("thing"), **words)
    return f"Grade {t.who.seed % 7 + 5} pupil asks: {styled(t, question)}"


def tutor_system(t: Turn) -> str:
    """A homework app's tutor: reasons in full before the answer, as schools wish."""
    return (
        f"You are the tutor of {invented(t.house())}School. Show your complete reasoning step by step before any result, number the steps, "
        "name the rule used in each, check the result, and end with one question that lets the pupil try alone."
    )


def accessible(t: Turn) -> str:
    """A reading aid: the page a reader has open."""
    return f"Level {t.who.seed % 3 + 1} reader. Page text:\n{doc.prose(t, doc.words_wanted(t.dice, 200, 0.8))}"


def aid_system(t: Turn) -> str:
    """The reading aid's instruction, the same for all its users."""
    return (
        f"{invented(t.house())} Read makes pages readable for people with low vision or dyslexia. Short sentences, one thought each. "
        "Keep every fact, number and warning. Explain rare words in brackets. No opinions. Mark headings with #."
    )


def newsroom(t: Turn) -> str:
    """An agency report that a whole newsroom pastes, and what one editor wants of it."""
    plan = t.plan
    lines = " ".join(ENGLISH.say("sentence", plan, t.bound) for _ in range(plan.randint(5, 30)))
    wish = styled(
        t,
        t.say("verb")
        + pick(
            t.dice,
            (
                " this for the web",
                " this, 400 characters",
                " for radio at {}".format(MAKERS["time"](t.dice)),
                "; what is new against yesterday?",
                " and find three people to call",
            ),
        ),
    )
    return (
        f"{wish}\n\n{MAKERS['place'](plan).upper()} - {lines}"
        if t.turn == 0
        else styled(t, t.say("follow"))
    )


def letter(t: Turn) -> str:
    """A hospital's discharge letter: fixed headings, another patient each time."""
    d = t.dice
    return (
        f"WARD {t.who.index % 23 + 1} / CASE {MAKERS['hex'](d)}\nDiagnosis: {t.say('adj')} {t.say('thing')}\nCourse: {t.say('remark')} {t.say('remark')}\n"
        f"Medication: {invented(d)} {d.randint(1, 500)} mg, {invented(d)} {d.randint(1, 80)} mg\nFollow-up: {MAKERS['date'](d)}\n\n"
        "Write the discharge letter in our format: summary, findings, course, medication table, advice to the family doctor. Invent nothing."
    )


def shop(t: Turn) -> str:
    """A franchise's shop, with the head office's prompt of the week."""
    house = Random((t.who.group_seed + t.session % 20) * GOLDEN)
    frame = f"{ENGLISH.say('rule', house, t.bound)} {ENGLISH.say('rule', house, t.bound)} {ENGLISH.say('what', house, t.bound).capitalize()} goes first."
    own = t.own()
    return f"Shop {t.who.index + 100} {invented(own)}, open {own.randint(6, 10)} to {own.randint(17, 23)}. {frame}\nThis week: {t.say('remark')} {t.say('remark')}"


def packed(t: Turn) -> str:
    """A prompt of a pack that hundreds bought, filled with one's own matter."""
    item = Random((t.who.group_seed + t.dice.randint(0, 119)) * GOLDEN)
    body = " ".join(
        ENGLISH.say("rule", item, {"thing": "matter"})
        if item.random() < 0.5
        else f"Then {MAKERS['verb'](item)} it."
        for _ in range(item.randint(6, 14))
    )
    return f"{styled(t, t.say('what'))}\n\nAct as a {MAKERS['adj'](item)} expert with {item.randint(10, 40)} years in the field. {body} Think aloud before each part, and grade your own answer at the end."


def starter_system(t: Turn) -> str:
    """A tutorial's app template, copied unchanged by most."""
    text = "You are a helpful assistant inside StarterKit. Use the context below. If the context does not hold the answer, say so. Answer in Markdown."
    return text if t.own().random() < 0.8 else f"{text} {ENGLISH.say('rule', t.own(), t.bound)}"


def starter(t: Turn) -> str:
    """Retrieved passages and a user's question, in the template's frame."""
    passages = "\n".join(
        f"[{i}] {t.say('sentence')} {t.say('sentence')}" for i in range(1, t.dice.randint(2, 6))
    )
    return f"Context:\n{passages}\n\nQuestion: {t.say('ask')}\nAnswer:"


def spam(t: Turn) -> str:
    """Reviews, posts and mails by the hundred: against the rules, but no harvest."""
    own = t.own()
    goods = [MAKERS["product"](own) for _ in range(5)]
    what = pick(t.dice, ("review", "forum post", "short mail", "comment", "advert"))
    return f"Write {t.dice.randint(3, 20)} {what}s for {pick(t.dice, goods)}, each by another buyer from {invented(t.dice)}, {t.say('adj')} tone, mention {pick(t.dice, PEOPLE_WORDS)}. {t.say('limit').strip()}"


def gamer(t: Turn) -> str:
    """A chat bot that plays and trades in games."""
    d = t.dice
    return f"[guild {invented(t.own())}] <{invented(d)}{d.randint(1, 99)}> {t.say('ask').lower()} wts {d.randint(1, 40)} {invented(d)} {d.randint(1, 900)}g\nreply like a bored player, max {d.randint(6, 20)} words"


def assignment(t: Turn) -> str:
    """A course's exercise: half the students paste it, half say it in their own words."""
    plan = t.plan
    sheet = f"Exercise {t.session % 12 + 1}. {ENGLISH.say('sentence', plan, t.bound)} {ENGLISH.say('sentence', plan, t.bound)} Show how you get there, and discuss {ENGLISH.say('what', plan, t.bound)}."
    if t.turn:
        return styled(t, t.say("follow"))
    return (
        f"{styled(t, t.say('open') + 'help with this')}\n{sheet}"
        if t.chance(0.5)
        else styled(
            t, f"{t.say('remark')} {ENGLISH.say('what', plan, t.bound)}, how? {t.say('ask')}"
        )
    )


JUDGED = Script(name="judged", say=judged, answer_tok=220, reasoning=0.4)
SUITE = Script(name="suite", say=suite, answer_tok=420, reasoning=0.6, shared_words=True)
UTTERANCES = Script(name="utterances", say=utterances, answer_tok=900, reasoning=0.05)
NPC = Script(name="npc", say=npc, system=npc_system, answer_tok=70, reasoning=0.0)
TRANSLATED = Script(
    name="translated", say=translated, system=bureau_system, answer_tok=160, reasoning=0.0
)
CONTACT = Script(name="contact", say=contact, system=contact_system, answer_tok=150, reasoning=0.0)
TUTOR = Script(name="tutor", say=homework, system=tutor_system, answer_tok=480, reasoning=0.3)
READER = Script(name="reader", say=accessible, system=aid_system, answer_tok=300, reasoning=0.0)
NEWSROOM = Script(name="newsroom", say=newsroom)
LETTER = Script(name="letter", say=letter, answer_tok=420, reasoning=0.05)
SHOP = Script(name="shop", say=shop, answer_tok=260)
PACKED = Script(name="packed", say=packed, answer_tok=800, reasoning=0.4)
STARTER = Script(name="starter", say=starter, system=starter_system, answer_tok=190, reasoning=0.05)
SPAM = Script(name="spam", say=spam, answer_tok=700, reasoning=0.0)
GAMER = Script(name="gamer", say=gamer, answer_tok=25, reasoning=0.0)
ASSIGNMENT = Script(name="assignment", say=assignment, answer_tok=550, reasoning=0.4)
