"""What innocent look-alikes write: people with one source of wording, one purpose or one place."""

# fmt: off

from collections.abc import Callable
from random import Random

from bench.moor.engine import Ask, Member, Session, own_words
from bench.moor.honest import EXTRA, chat_line, everyday, product
from bench.moor.operators import CODE, MATHS
from bench.moor.words import mess, pick, say

Talk = Callable[[Member], Session]


def assignment(m: Member) -> Session:
    """A class: the sheet's questions pasted, then own doubts."""
    sheet = m.unit.once("sheet", lambda q: [say(q, f"{i}. " + q.choice((*MATHS, *CODE, "Discuss whether {sub} can be understood without {sub}. Refer to at least {n:2-5} sources ({n:6-20}00 words).", "Using the data for {city}, explain how {sub} affected {sub}."))) for i in range(1, 8)])
    own, style, general = own_words(m), m.r.randrange(60), everyday(m)

    def session(r: Random, t: float) -> list[Ask]:
        if r.random() < 0.35:
            return general(r, t)
        text = r.choice(sheet)
        text = r.choice((text, text[3:], f"{text} don't just give the answer explain", f"help with this homework: {text}", mess(r, style, text)))
        return [Ask(text, out=600, think=300)] + [
            Ask(mess(r, style, pick(r, ("i don't get the part with {n:2-90}", "can you do it without {sub}", "my answer is {n:2-900}, {first} got {n:2-900}, who's right", "write it in my words: {sent}", "shorter, max {n:100-400} words, mention {fact}"), own))) for _ in range(r.choice([0, 1, 2]))
        ]

    return session


def hackathon(m: Member) -> Session:
    """Teams with the organiser's starter kit, key and weekend."""
    kit = "You are the backend of a hackathon project. Starter kit v3. Reply with JSON {reply, action}. Be brief, demo time is limited."
    theme, own = say(m.r, "a {hobby} app for {job}s"), own_words(m)
    shapes = ("user said: {sent}", "we build " + theme + ". make the {part} route in {tech}", "{err} ??? demo in {n:1-9} hours", "pitch text for " + theme + ", {n:1-3} minutes, judge is a {job}", "fake data: {n:10-50} {noun}s in {city} as json")
    return lambda r, _: [Ask(pick(r, shapes, own), kit if r.random() < 0.6 else None, gap=40) for _ in range(r.choice([2, 4, 8]))]


def evaluation(firm: str) -> Talk:
    """An evaluation team: benchmark items and judge prompts, under the firm's own name."""

    def talk(m: Member) -> Session:
        items = m.team.once("items", lambda q: [pick(q, (*MATHS, *CODE, "Which of these is implied by {sub}? A) {fact} B) {fact} C) {fact} D) {fact}")) for _ in range(260)])
        judge = f"You are an impartial judge for {firm}'s quarterly model report. Compare the assistant's answer with the reference and give a grade from 1 to 10 after a short explanation. Do not let length or order influence you."

        def session(r: Random, t: float) -> list[Ask]:
            item = r.choice(items)
            if r.random() < 0.4:
                return [Ask(f"[Question]\n{item}\n\n[Assistant]\n{say(r, '{para}')}\n\n[Reference]\n{say(r, '{n:2-900}')}\n\nGrade:", judge, 160, 200, gap=2)]
            return [Ask(f"{item}\n\nThink step by step and end with 'Answer: X'. ({firm} eval {2026}.{int(t / 14)})", None, 700, 800, gap=2)]

        return session

    return talk


def laboratory(m: Member) -> Session:
    """A university group that studies stated reasoning, and says so."""
    items = m.team.once("items", lambda q: [pick(q, MATHS) for _ in range(120)])
    system = m.team.once("sys", lambda q: say(q, "Study 26-{n:100-900}, Department of Cognitive Science, University of {city}. Participants' problems follow. Please report your reasoning as it unfolds, in numbered thoughts."))
    return lambda r, _: [Ask(r.choice(items) + r.choice(("", "\nState your confidence after each thought.", "\nAssume you slept badly.", "\nAnswer first, then explain how you got there.")), system, 900, 900, gap=8)]


def resale(m: Member) -> Session:
    """A licensed reseller's seat: customers of all sorts, each line in its own hand."""
    people = [(own_words(Member(Random(f"{m.seed}/{i}"), f"{m.seed}/{i}", i, m.days, m.world, m.team, m.unit, m.country, m.group), EXTRA), m.r.randrange(60)) for i in range(25)]

    def session(r: Random, _: float) -> list[Ask]:
        own, style = r.choice(people)
        return [Ask(chat_line(r, own, style), gap=120) for _ in range(r.choice([1, 2, 3]))]

    return session


def plugin(m: Member) -> Session:
    """A popular retrieval framework's stock prompts, judge included."""
    own = own_words(m)
    stock = (
        "Context information is below.\n---------------------\n{para} {para}\n---------------------\nGiven the context information and not prior knowledge, answer the query.\nQuery: what about {fact}?\nAnswer: ",
        "Given the following question and answer, extract the statements of the answer and decide for each whether the context supports it (1) or not (0).\nquestion: {sent}\nanswer: {para}\ncontext: {para}\nOutput JSON.",
        "Given a chat history and the latest question, rewrite it as a standalone question. Do NOT answer it.\nHistory: {sent} {sent}\nQuestion: and the {noun}?", "Write a concise summary of the following:\n\n{para} {para} {para}\n\nCONCISE SUMMARY:",
        "Generate {n:3-10} question-answer pairs from the passage to test a retriever.\nPassage: {para} {para}",
    )
    return lambda r, _: [Ask(pick(r, stock, own), None, 200, gap=3) for _ in range(r.choice([1, 3, 6]))]


def prompt_pack(m: Member) -> Session:
    """Buyers of one prompt pack, with their own blanks filled, and their own chat."""
    pack = (
        "Act as a world-class {job} with 20 years of experience. Your task is to create a detailed {noun} strategy for [{prodname}], a [{prodkind}] that targets [{job}s in {city}]. Think step by step. First, analyse the audience. Second, list pains. Third, write the plan. Finally, rate your own answer from 1-10 and improve it until it is a 10.",
        "Ignore all fluff. You are ViralGPT. Give me 10 hooks about [{hobby}] for [{job}s]; for each explain the psychological trigger, then score it.",
        "You are an expert copywriter. Use the PAS framework for [{prodkind}]. Explain your reasoning in detail before the final copy. Product: [{prodname}]. Offer: [{money2}].",
    )
    own, general = own_words(m), everyday(m)
    return lambda r, t: [Ask(pick(r, pack, own), out=900)] if r.random() < 0.5 else general(r, t)


def runner(m: Member) -> Session:
    """A team's CI jobs."""
    repo, own = m.unit.once("repo", lambda q: say(q, "{part}-{part}")), m.unit.once("ci words", lambda _: own_words(m))
    system = f"You review pull requests of {repo}. List only defects, as file:line - text. Say LGTM if there are none."
    return lambda r, _: [
        Ask(pick(r, ("diff --git a/{part}/{ident}.{ext} b/{part}/{ident}.{ext}\n@@ -{n:1-90},6 +{n:1-90},9 @@\n-  {ident}({part})\n+  {ident}({part}, {n:2-90})\n+  {sent}", "Release notes for v{n:1-9}.{n:0-40}: {ident}: {sent}; {ident}: {sent}", "flaky? {err}\n{err}\nrun {n:1000-90000}"), own), system, 220, gap=15)
        for _ in range(r.choice([1, 2, 4]))
    ]


def spam(m: Member) -> Session:
    """Throw-away accounts that make reviews and comments to post."""
    shops = m.team.once("shops", lambda q: [say(q, "{prodname} {prodkind}") for _ in range(6)])
    shapes = (
        "Write {n:5-20} different short {stars} star reviews for {shop}, as real customers, typos ok, mention {city}", "comment under a post about {hobby}, sound excited, drop the name {shop}", "{n:10-30} replies 'where did you get this' style for {shop}, each with another emoji",
        "spin this text 5 times: {shop} is the best {noun}. {sent}",
    )
    return lambda r, _: [Ask(say(r, r.choice(shapes), {"shop": shops, "stars": ["4", "5"]}), out=500, refuse=0.05, gap=20) for _ in range(r.choice([2, 4, 6]))]


def trial_abuse(m: Member) -> Session:
    """One person's app or homework over a row of trial accounts."""
    own = m.unit.once("one hand", lambda _: own_words(m))
    system = m.unit.once("bot", lambda q: say(q, "you are {first}, bot of my discord about {hobby}. keep it short and funny") if q.random() < 0.5 else None)
    return lambda r, _: [Ask(pick(r, ("{sent}", "!ask {fact}", "explain {sub} short", "{first}: {sent}\nbot:", "{err} fix"), own), system, 160, gap=30) for _ in range(r.choice([1, 3, 6]))]


def roleplay(m: Member) -> Session:
    """Role-players with the forum's preset and cards of many authors."""
    preset = "Write <char>'s next reply in a fictional chat between <char> and <user>. Be proactive, creative, drive the plot forward. Internal thoughts in *italics*. 2-4 paragraphs. Never speak for <user>. [Preset: Moonbeam v8]"
    card = [say(m.r, "{name}, {n:20-400}-year-old {adj} {job} who guards the {noun} of {city}. {sent}") for _ in range(3)]
    own, me = own_words(m), say(m.r, "{first}")

    def session(r: Random, _: float) -> list[Ask]:
        system = f"{preset}\n\n{r.choice(card)}"
        shape = ("*{me} looks at the {adj} {noun}* {sent}", '"{sent}" *walks to the {noun}*', "{me}: I won't {verb} it. {sent}", "(ooc: skip to {when}) {sent}")
        return [Ask(say(r, r.choice(shape), {**own, "me": me}), system, 420, refuse=0.02, gap=110) for _ in range(r.randrange(3, 22))]

    return session


def mill(m: Member) -> Session:
    """An SEO mill: articles from keyword lists, all day."""
    words = m.unit.once("style", lambda q: say(q, "Grade {n:6-9} reading level, {n:9-20}00 words, H2 every {n:120-300} words, FAQ at the end, keyword density {n:1-3}%."))
    return lambda r, _: [Ask(say(r, "Write an SEO article. Keyword: best {prodkind} for {job}s in {city}. LSI: {noun}, {adj} {noun}, {hobby}. " + words), None, 2100, gap=20)]


def grading(m: Member) -> Session:
    """A teacher with a rubric and a stack of essays."""
    own = own_words(m)
    rubric = say(m.r, "Grade this essay on {sub} out of {n:10-30}: thesis {n:2-6}, evidence {n:3-9}, structure {n:2-6}, language {n:2-6}. Give the score for each and two kind sentences of feedback to the pupil.", own)
    return lambda r, _: [Ask(f"{rubric}\n\nPupil {say(r, '{n:1-34}')}: " + say(r, "{para} {sub} {para} {para}"), out=230, gap=50) for _ in range(r.randrange(3, 15))]


def tutoring(m: Member) -> Session:
    """A tutoring shop: children's problems, worked step by step."""
    system = m.unit.once("tutor", lambda q: say(q, "You are the tutor of {prodname} Learning. Solve the pupil's problem step by step, explain every step in simple words, check the result at the end. Grade {n:5-12}."))
    return lambda r, _: [Ask(mess(r, r.randrange(60), pick(r, (*MATHS, "what is {sub}? my test is {when}", "{n:100-999} : {n:3-19} with remainder"))), system, 600, 250, gap=60) for _ in range(r.choice([1, 2, 3]))]


def bots(m: Member) -> Session:
    """A vendor's support bots, one account for each client, one system prompt with other names."""
    client = say(m.r, "{prodname} {prodkind} {city}")
    system = m.team.once("vendor", lambda q: say(q, "[DeskMate engine 4.2] You are the virtual agent of %CLIENT%. Steps: 1 greet 2 find intent 3 answer from FAQ 4 offer handover. Score your confidence 0-1 and append it as [[conf]]. {sent}")).replace("%CLIENT%", client)
    return lambda r, _: [Ask(pick(r, ("{sent}", "{sent} {sent}", "order {n:10000-99999} {fact}", "how do I {verb} the {noun}", "agent please!! {sent}")), system, 90, gap=45) for _ in range(r.choice([1, 2, 4]))]


def failover(m: Member) -> Session:
    """A gateway's customers who arrive when another provider is down."""
    general = product(m)
    probe = Ask("ping", None, 3)
    return lambda r, t: [probe, *general(r, t)] if r.random() < 0.3 else general(r, t)


def synthetic(firm: str) -> Talk:
    """A synthetic-data firm that says who it is and for whom it works."""

    def talk(_: Member) -> Session:
        system = f"{firm} synthetic test data. Customer data sets under agreement; used to test banking and hospital software, not to train language models."
        fields = ["iban", "ward", "dose", "branch", "merchant", "visit", "triage", "balance"]
        return lambda r, _t: [Ask(say(r, "Generate {n:10-60} rows of fictitious {f} records for {city}, columns {f}, {f}, date, {noun}. Realistic skew, {n:1-9}% missing, CSV.", {"f": fields}), system, 1400, gap=10)]

    return talk


def bench_day(m: Member) -> Session:
    """Hobbyists with the same riddles for each new model."""
    riddles = (
        "How many r's are in strawberry{n:1-3}?", "Draw an SVG of a pelican riding a bicycle", "A farmer has {n:3-19} sheep, all but {n:2-9} die. How many are left?", "write a bouncing ball in a spinning hexagon, single html file", "Which is larger, 9.11 or 9.9?",
        "I have to wash my car, the car wash is {n:30-200} m away. Walk or drive?", "Simulate {n:2-9} pendulums in p5.js",
    )
    general = everyday(m)
    return lambda r, t: [Ask(say(r, r.choice(riddles)), out=600, think=500, gap=40) for _ in range(4)] if r.random() < 0.6 else general(r, t)


def game(m: Member) -> Session:
    """A game's plugin: servers all over send the same frame around other lines."""
    world = say(m.r, "{city}craft")
    system = f"NPCTalk 1.9 | You are a villager in the server {world}. Speak max 2 lines. Emotion tag first. Remember the player's deeds."
    return lambda r, _: [Ask(pick(r, ("<player {first}{n:1-99}> {sent}", "<player {first}{n:1-99}> trade {n:1-64} {noun} for {n:1-9} {noun}?", "[event] {first} destroyed the {adj} {noun}")), system, 40, gap=20) for _ in range(r.randrange(2, 12))]


def classify(m: Member) -> Session:
    """A market researcher's survey answers, scored by rubric overnight."""
    rubric = m.unit.once("rubric", lambda q: say(q, "Score the open answer for {prodname}: clarity 0-5, sentiment -2..2, topic in ({noun}, {noun}, {noun}). JSON only."))
    return lambda r, _: [Ask(say(r, "Q{n:1-30}: what did you think of the {noun}?\nA: {para}"), rubric, 30, gap=2) for _ in range(5)]
