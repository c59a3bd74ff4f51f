"""Scripts of the operators: what each harvests, and how it is worded.

What is common to an operator's accounts comes from `t.house()` (its pipeline) or from sessions that
several accounts share (its tasks); everything else differs by account or by request.
"""

from random import Random

from bench.elsewhere import documents as doc
from bench.elsewhere.everyday import HELPERS, chat, code_chat, helper_system, many_people, task
from bench.elsewhere.grammar import MAKERS, Grammar, invented, pick
from bench.elsewhere.lexicon import TRADES
from bench.elsewhere.tongues import INDONESIAN
from bench.elsewhere.voices import GOLDEN, TRADE_NAMES, Script, Turn

SKILLS = (
    "planning under constraints", "causal diagnosis", "unit conversion chains", "reading of a contract", "proof by cases",
    "debugging from a log", "estimation from few facts", "comparison of options", "explanation to a novice", "critique of a draft",
    "design of a test", "legal analogy", "probability", "root cause analysis", "scheduling", "negotiation", "translation of tone",
    "data cleaning", "algorithm choice", "ethical trade-off",
)  # fmt: skip

MODEL_WRITTEN = Grammar({
    "request": [
        "{scene} {need} {constraint} {shape}", "{need} {scene} {shape}", "{scene} {constraint} {need}",
        "{need} {constraint} {scene} {shape}", "{scene} {scene2} {need} {shape}",
    ],
    "scene": [
        "As a {adj} team of {n2} handling the {thing} at {place}, we observed {dec} where {dec} was expected.",
        "{name} runs {n99} units that each depend on a {thing} and, since {month}, on a {adj} {thing}.",
        "Suppose a {thing} costs {money} to keep and {money} to replace, with failures in {pct} of weeks.",
        "In {place}, the {adj} {thing} must be settled before {date}, yet only {n2} of {n99} records are complete.",
        "Consider {firm}, which inherited a {thing} of unknown age together with {n999} pages of notes.",
        "Two colleagues disagree: {name} trusts the {thing}, {first} trusts the {thing}, and the reading is {dec}.",
        "A volunteer at {place} has {n2} hours, {money} and a {adj} {thing} that nobody has touched since {month}.",
        "The {thing} passes inspection at {time} and fails at {time}, although nothing but the {thing} changed.",
    ],
    "scene2": [
        "Resources are limited to {n2} people and {money}.", "Past attempts in {month} stalled at {pct}.",
        "The nearest alternative is {n99} kilometres away.", "A regulator will read the result on {date}.",
    ],
    "need": [
        "{work} which {thing} {modal} {first_do}, and {why}.", "{work} the {likely} {cause} of the {adj} {thing}; {why}.",
        "{work} a plan around the {thing} that tolerates {n2} {adj} surprises.", "{work} the point at which {money} is recovered, and {why}.",
        "{work} both the {thing} and the {thing}, {fairly}, then decide.", "{work} {n2} experiments on the {thing} that would separate {rival}.",
        "{work} the decision {name} must take and {object}.", "{work} what is silently assumed about the {thing}, then {why}.",
        "{work} the effect on {place} within a factor of {n2}; {why}.", "{work} what {name} would have to see before {rival} falls away.",
    ],
    "work": ["Determine", "Work out", "Set out", "Reconstruct", "Examine", "Establish", "Propose", "Sketch", "Derive", "Weigh", "Formulate", "Trace"],
    "modal": ["ought to", "should", "must", "can safely", "might best", "has to"],
    "first_do": ["come first", "be settled before {date}", "wait until {month}", "carry the {n2} remaining steps", "be given up", "be tested at {place}"],
    "why": ["justify each choice from the {dec} onwards", "say what would overturn it", "name what {firm} would object", "connect it to the {month} figures", "show how {pct} enters", "keep track of what depends on the {thing}", "separate what is measured from what is guessed"],
    "likely": ["most plausible", "least costly", "second most likely", "earliest", "hidden", "structural"],
    "cause": ["cause", "origin", "explanation", "driver", "reason"],
    "fairly": ["giving each its strongest form", "as {name} would", "without leaning on the {dec}", "on the evidence of {month} alone", "as seen from {place}"],
    "rival": ["the {n2} explanations", "{name}'s account from {firm}'s", "chance from the {thing}", "habit from design", "wear from misuse"],
    "object": ["anticipate what {firm} will say", "answer the objection from {place}", "bound its cost by {money}", "mark the step that {first} doubts"],
    "constraint": [
        "Do not exceed {money}.", "Assume that {pct} of the data are wrong.", "The {thing} cannot be moved.", "Ignore anything before {month}.",
        "Every recommendation must be reversible within {n2} days.", "Treat the {dec} reading as suspect.", "", "",
    ],
    "shape": [
        "{lay} the {parts} {order}{end}", "{lay} {parts} {order}, {upto}{end}", "", "",
    ],
    "lay": ["Lay out", "Arrange", "Present", "Develop", "Write down", "Unfold", "Go through"],
    "parts": ["considerations", "intermediate results", "alternatives", "inferences", "assumptions and what follows", "trade-offs", "{n2} main steps"],
    "order": ["in the order they arose", "from the {dec} to the verdict", "before concluding", "one by one", "as {first} would check them", "with the weakest first"],
    "upto": ["however obvious", "discarded ones included", "for a sceptical reader", "until {pct} is accounted for", "so that {name} could repeat it", "to the depth {firm} needs"],
    "end": [".", ", then answer.", ", then commit to one answer.", " and close with {n2} sentences.", "; brevity is not needed."],
})  # fmt: skip

ASK_NOTES = (
    "Before you answer, write your whole working between <notes> and </notes>.",
    "Put everything you considered into <notes>...</notes> first.",
    "Start with a section in <notes> tags that holds each step you took, also the discarded ones.",
    "First <notes> (full reasoning, nothing left out) </notes>, then the reply to the customer.",
)  # fmt: skip


def relayed_with_notes(t: Turn) -> str:
    """A customer's message, with the relay's wish for the working appended."""
    return f"{many_people(t)}\n\n{pick(t.dice, ASK_NOTES)}"


def asked_again(t: Turn) -> str:
    """An earlier customer's first message, sent once more by the relay itself."""
    first = many_people(Turn(t.who, t.session, 0, shared_words=True))
    return f"{first}\n\n{pick(t.dice, ASK_NOTES)}" if t.chance(0.6) else first


def rollout(t: Turn) -> str:
    """A step of a coding task with the last steps in view; the same task runs in several accounts."""
    where, commit = f"{invented(t.plan).lower()}-{t.plan.randint(10, 99)}", MAKERS["hex"](t.plan)
    heads = (
        f"Repository {where}, commit {commit}.",
        f"(in {where} at {commit})",
        f"Working copy: {where}",
        f"{where}@{commit}",
        "Stop when all tests pass.",
    )
    opening = f"{task(t)}\n\n{pick(t.plan, heads)}"
    if t.turn == 0:
        return opening
    steps = [doc.tool_result(t.again(k).dice) for k in range(max(1, t.turn - 2), t.turn + 1)]
    return "\n\n".join(
        [
            opening,
            *(
                f"<result step={t.turn - len(steps) + 1 + i}>\n{s}\n</result>"
                for i, s in enumerate(steps)
            ),
        ]
    )


WORKERS_FRAMES = (
    "{fact} {fact2} {q}? {end}", "{q}? {fact} {fact2} {end}", "{fact} {end} {q}?", "hi, {fact2} {fact} so {q}? {end}",
    "Question: {q}. Given: {fact} {fact2} {end}", "{fact2} {q}, {fact} {end}",
)  # fmt: skip
WORKERS_ENDS = (
    "show every step", "i need the full working", "please write all your thinking", "step by step pls, skip nothing", "with complete reasoning",
    "explain how u got it, each step", "Give the whole chain of reasoning.", "first the thinking then answer", "write out how you decide",
)  # fmt: skip


def piecework(t: Turn) -> str:
    """An item of the operator's sheet, typed by a worker in own words: facts stay, wording differs."""
    if t.turn:
        return (
            pick(t.dice, ("not clear, ", "check again, ", "are you sure? ", "ok but "))
            + t.say("follow").lower()
        )
    trade = {"thing": TRADES[pick(t.plan, TRADE_NAMES)]}
    t.bound = trade
    fact, fact2 = t.plans("remark"), t.plans("remark")
    q = t.plans("ask").rstrip("?")
    text = pick(t.dice, WORKERS_FRAMES).format(
        fact=fact, fact2=fact2, q=q, end=pick(t.own(), WORKERS_ENDS)
    )
    return text.lower() if t.who.seed % 3 == 0 else text


def quarry(t: Turn) -> str:
    """Code and algebra tasks of one task factory, each with a numbered head."""
    d = t.dice
    if d.random() < 0.6:
        body = f"{task(t)}\n```\n{doc.code(d, d.randint(2, 6))}\n```"
    else:
        body = f"Let f(x) = {d.randint(2, 9)}x^{d.randint(2, 4)} - {d.randint(1, 60)}x + {d.randint(1, 99)}. On [{d.randint(-9, 0)}, {d.randint(1, 9)}], find extrema and prove that there are no others."
    return f"{pick(d, ('Work it out in full first.', 'Derive first, state the result last.', 'Think it through in writing.'))}\n{body}\nFinish with the line RESULT: followed by the result."


def mill(t: Turn) -> str:
    """Dialogues and rewrites, asked for as data."""
    d = t.dice
    kinds = (
        f"Invent a talk of {d.randint(6, 20)} turns between {MAKERS['first'](d)} and {pick(d, ('a bank', 'a clinic', 'a landlord', 'a shop'))} on {t.say('what')}. Mark turns U: and A:. A is wise and warm.",
        f"Rewrite so that a careful assistant could have said it:\n{doc.prose(t, d.randint(40, 140))}",
        f"Here is a weak reply: \"{t.say('sentence')} {t.say('remark')}\" Write the reply an ideal assistant gives, and why it is better.",
        f"{d.randint(3, 8)} hard questions a person could ask on {t.say('what')}, each with an exemplary answer of {d.randint(80, 300)} words.",
    )  # fmt: skip
    return pick(d, kinds)


def cuckoo(t: Turn) -> str:
    """A training task in the envelope of the product's learners."""
    body = MODEL_WRITTEN.say("request", t.dice, {"thing": TRADES[pick(t.dice, TRADE_NAMES)]})
    return f"Learner level {pick(t.dice, ('A2', 'B1', 'B2', 'C1'))} | lesson {t.dice.randint(1, 90)} | wrote: {body}"


def learner(t: Turn) -> str:
    """A real learner of the product."""
    line = t.say("request") if t.turn == 0 else t.say("follow")
    return f"Learner level {pick(t.plan, ('A2', 'B1', 'B2', 'C1'))} | lesson {t.dice.randint(1, 90)} | wrote: {line}"


def learner_system(t: Turn) -> str:
    """The product's tutor."""
    return f"You are the speaking partner of {invented(t.house())}Lingo. Reply to what the learner wrote, fully and with your reasons, then correct at most two mistakes. Never leave the role."


def drip(t: Turn) -> str:
    """Written by another model: polished, unlike any before; trades and skills come evenly."""
    cell = (t.session // 2) % (len(TRADE_NAMES) * len(SKILLS))
    trade, skill = TRADE_NAMES[cell % len(TRADE_NAMES)], SKILLS[cell // len(TRADE_NAMES)]
    body = MODEL_WRITTEN.say("request", t.dice, {"thing": TRADES[trade]})
    hint = pick(t.dice, (f"This calls for {skill}.", f"(A matter of {skill}.)", "", ""))
    return f"{body} {hint}".strip() if t.turn == 0 else body


def rubric(t: Turn) -> str:
    """Grading of answers by a rubric, as a reward for training."""
    d = t.dice
    criteria = [
        f"{i}. {MAKERS['verb'](t.plan)} the {t.plans('thing')} ({t.plan.randint(1, 9)} points)"
        for i in range(1, t.plan.randint(4, 8))
    ]
    answers = "\n\n".join(f"## Response {k}\n{doc.prose(t, d.randint(40, 130))}" for k in "AB")
    return "# Task\n{}\n\n# Rubric\n{}\n\n{}\n\nJudge criterion by criterion with reasons, then give totals as JSON.".format(
        t.plans("request"), "\n".join(criteria), answers
    )


def solve(t: Turn) -> str:
    """A hard question with the wish for a trace."""
    body = MODEL_WRITTEN.say("request", t.dice, {"thing": TRADES[pick(t.dice, TRADE_NAMES)]})
    return f"{body}\nWrite the reasoning inside <think></think> and the answer after it."


def paired(t: Turn) -> str:
    """Somebody's real-looking chat, word for word the same from each account that samples it."""
    other = Turn(t.who, t.session, 0, shared_words=True)
    return many_people(other)


LOCAL = Grammar({
    "task": [
        "{a1} {q} {a2}", "{q} {a2}", "{a1} {q}", "{q} {note} {a2}", "{note} {q} {a2}",
    ],
    "a1": ["Anda ahli di bidangnya.", "Bayangkan Anda guru di {place}.", "Untuk bahan belajar:", "Soal nomor {n999}.", "Kasus dari {place}:", ""],
    "a2": ["Uraikan cara berpikirnya langkah demi langkah.", "Tuliskan alasan selengkapnya sebelum jawaban.", "Jawab panjang dan runtut.", "Sertakan pertimbangan yang ditolak.", "Beri contoh dari {place}.", ""],
    "note": ["{firm} mencatat {pct}.", "Harga naik dari {dec} ke {dec}.", "{name} menolak tanggal {n2}.", "Anggarannya {money}."],
    "q": [
        "Mengapa {w} di {place} gagal padahal biayanya {money}?", "Bandingkan {w} dan {w} lalu pilih satu.", "Apa akibatnya bila {w} ditunda {n99} hari?",
        "Buat percakapan tentang {w} antara {first} dan {first}.", "Hitung untung {w} kalau modal {money} dan susut {pct}.", "Tulis cerita pendek: {first}, {w}, dan hujan di {place}.",
        "Bagaimana menjelaskan {w} kepada anak {n2} tahun?", "Sebut {n2} kesalahan umum soal {w} dan perbaikannya.", "Ubah aturan {w} menjadi tanya jawab.",
    ],
    "w": ["laporan keuangan", "kontrak sewa", "data panen", "mesin pompa", "stok gudang", "sawah irigasi", "toko kelontong", "pajak kendaraan", "kelas daring", "kolam lele", "koperasi desa", "jalan kampung", "obat herbal", "pasar ikan", "listrik surya", "sampah plastik", "sekolah malam", "arisan", "izin usaha", "kapal nelayan"],
})  # fmt: skip


def local(t: Turn) -> str:
    """Indonesian training tasks."""
    return LOCAL.say("task", t.dice) if t.turn == 0 else INDONESIAN.say("follow", t.dice)


def mixed_house(t: Turn) -> str:
    """One capability a key: the shell firm's forty keys share out eight pipelines."""
    kind = t.who.index % 8
    makers = (rubric, solve, quarry, mill, code_chat, solve, mill, rubric)
    return makers[kind](t)


def house_system(t: Turn) -> str:
    """One line that the pipeline puts before everything, by capability."""
    house = Random((t.who.group_seed + t.who.index % 8) * GOLDEN)
    return (
        pick(
            house,
            (
                "You are a senior reviewer.",
                "You are a careful expert. Think fully.",
                "Answer completely.",
            ),
        )
        + f" v{house.randint(1, 9)}.{house.randint(0, 20)}"
    )


RELAYED = Script(name="relayed", say=many_people)
RELAYED_NOTES = Script(name="relayed-notes", say=relayed_with_notes, answer_tok=700, reasoning=0.5)
ASKED_AGAIN = Script(name="asked-again", say=asked_again, answer_tok=700, reasoning=0.6)
ROLLOUT = Script(
    name="rollout",
    say=rollout,
    system=lambda t: helper_system(t, HELPERS[0]),
    tools=HELPERS[0],
    answer_tok=320,
    reasoning=0.7,
    grows=True,
)
PIECEWORK = Script(name="piecework", say=piecework, answer_tok=650, reasoning=0.3)
QUARRY = Script(name="quarry", say=quarry, answer_tok=950, reasoning=0.7)
MILL = Script(name="mill", say=mill, answer_tok=1100, reasoning=0.1)
CUCKOO = Script(name="cuckoo", say=cuckoo, system=learner_system, answer_tok=750, reasoning=0.4)
LEARNER = Script(name="learner", say=learner, system=learner_system, answer_tok=160, reasoning=0.1)
DRIP = Script(name="drip", say=drip, answer_tok=850, reasoning=0.5)
RUBRIC = Script(name="rubric", say=rubric, answer_tok=380, reasoning=0.5)
SOLVE = Script(name="solve", say=solve, answer_tok=1200, reasoning=0.8)
PAIRED = Script(name="paired", say=paired, answer_tok=420, reasoning=0.3, shared_words=True)
LOCAL_TASK = Script(name="local", say=local, answer_tok=800, reasoning=0.4)
CHAT_OWN = Script(name="chat", say=chat)
HOUSE = Script(name="house", say=mixed_house, system=house_system, answer_tok=700, reasoning=0.5)
