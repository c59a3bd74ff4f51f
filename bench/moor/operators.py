"""What operators ask for: thirteen harvests, worded as engineers of training data word them."""

# fmt: off

import json
from collections.abc import Callable, Sequence
from random import Random

from bench.moor.engine import Ask, Member, Session
from bench.moor.honest import FOREIGN, tool_set
from bench.moor.words import pick, say

Talk = Callable[[Member], Session]

MATHS = (
    "Let a_1={n:2-9} and a_(n+1)=a_n^2-{n:2-9}a_n+{n:2-20}. Determine a_{n:4-9} mod {n:7-97}.", "How many {n:5-12}-digit numbers use only the digits 1, 2, {n:3-9} and have no two equal neighbours, if the sum is divisible by {n:3-11}?",
    "In triangle ABC, AB={n:7-40}, AC={n:7-40} and the median from A has length {n:5-30}. Find the area.", "Find all integer pairs (x,y) with x^2-{n:2-19}y^2={n:2-60} and |x|<{n:100-900}.",
    "A bag holds {n:4-19} red and {n:4-19} blue marbles. {first} draws {n:2-6} without replacement, {first} wins on an even number of reds. What is the probability?", "Evaluate the integral of x^{n:2-6} e^(-{n:2-9}x) from 0 to {n:1-5}.",
    "Let f be continuous on [0,{n:2-9}] with f(x)f({n:2-9}-x)={n:2-16}. Compute the integral of 1/(1+f(x)).", "The polynomial x^{n:3-5}-{n:2-30}x+{n:2-30} has roots r_i. Find the sum of 1/(r_i^2+{n:1-9}).",
    "{n:5-40} lines in the plane, no two parallel, exactly {n:3-4} through one point. Into how many regions is the plane cut?", "Prove that for n>={n:3-9} the number n^{n:3-7}-n is divisible by {n:3-42} whenever n is odd, or give a counterexample.",
    "Two trains leave {city} and {city}, {n:120-900} km apart, at {n:60-160} and {n:60-160} km/h; a drone flies between them at {n:170-300}. How far until they meet?", "Given a {n:3-5}x{n:3-5} matrix of rank {n:1-3} with trace {n:2-20} and A^2={n:2-9}A, find its eigenvalues.",
    "一个数列满足 a_1={n:1-9}，a_(n+1)={n:2-7}a_n+{n:1-30}，求 a_{n:6-20} 除以 {n:7-53} 的余数。", "已知圆心在原点、半径为{n:3-20}的圆与直线 y={n:1-7}x+{n:2-40} 相交于 A、B 两点，求弦 AB 的长。", "从{n:6-15}名{job}中选{n:3-5}人排班，{first}和{first}不能同班，共有多少种方法？",
    *("{msetup} {mcond}. {mques}", "{msetup}, {mcond}. {mques}", "{msetup}. {fn} holds too, {mcond}. {mques}", "{mques} {msetup} {mcond}.") * 10,
)
CODE = (
    "Given an array of up to {n:2-9}e5 integers and {n:1-9}e5 queries (l, r, k), report the number of elements in [l, r] that occur exactly k times modulo {n:3-97}.",
    "You have a grid of {n:20-900} by {n:20-900} cells; {adj} cells cost {n:2-9}, others 1. Find the cheapest path that turns at most {n:2-30} times.", "Implement a {part} cache with {verbc}() and {verbc}() in O(1) that evicts the {adj} entry after {n:5-600} s.",
    "A tree has n<={n:1-9}e5 nodes with weights. Remove {n:2-5} edges to minimise the largest component weight. Input: n, weights, edges. Output one integer.", "Write a function that merges overlapping {noun} intervals and returns the {n:2-9} longest gaps; stable for equal starts.",
    "Strings s and t, length <= {n:2-9}000: count subsequences of s equal to t, with at most {n:1-4} mismatches, mod 1e9+{n:7-9}.", "Simulate {n:2-90} elevators in a tower of {n:9-80} floors under the {adj} policy and return the mean waiting time of the calls given.",
    "Parse a log in which each line is `{ident}|{part}|ms`, and return the p{n:80-99} of ms per {part}; memory below {n:16-256} MB.", "Design a data structure with add(x), remove(x) and kth_missing(k) for x up to 10^{n:6-12}.",
    "Write SQL that finds {part}s with at least {n:2-9} consecutive days of {noun} events, table {part}_{part}(id, day, kind).", "给定长度不超过{n:1-9}00000的数组，求和为{n:3-97}的倍数且长度至少{n:2-40}的子数组个数。",
    "Implement {n:2-5}-SAT style scheduling: {n:10-90} {job}s, pairs who cannot share a shift, {n:2-6} shifts. Return any assignment or -1.",
    *("{cgiven}, {cgoal}. {climit}", "{cgiven}. {cgoal}, then {cgoal}. {climit}", "{cgoal}: {cgiven}. {climit} {climit}", "{cgiven}, {cgoal}. {climit} {sent}") * 9,
)


def _seeds(m: Member, name: str, shapes: Sequence[str], each: int) -> list[str]:
    """The operator's task list, made once."""
    return m.team.once(name, lambda q: [pick(q, shapes) for _ in range(max(12, int(m.group.size * each)))])


def covered(share: float, cover: Talk, harvest: Talk) -> Talk:
    """A share of the sittings is somebody's ordinary use."""

    def talk(m: Member) -> Session:
        plain, taking = cover(m), harvest(m)
        own = min(0.95, max(0.05, m.r.gauss(share, 0.08)))
        return lambda r, t: plain(r, t) if r.random() < own else taking(r, t)

    return talk


def reasoning(m: Member) -> Session:
    """Inline thoughts on problems, several samples each; the wording is changed half way."""
    seeds = _seeds(m, "problems", MATHS + CODE, 60)
    first = "You will be given a problem. Think inside <think></think> before the answer. The thinking must be complete: write every intermediate step, failed attempts and checks included, do not summarise. Then give the final answer inside <answer></answer>.\n\nProblem:\n"
    second = ("Solve the task. Put your full working between [[R]] and [[/R]] (first person, at least {n:400-900} words, verify twice, backtrack if wrong), then `FINAL: ...`\n\n### Task\n", "请逐步思考，把完整推理过程写在<think>标签里（包括试错和自我检查，不要省略），最后在\\boxed{}里给出答案。\n\n题目：")
    system = "You are a careful expert solver. Always show the complete chain of reasoning. Output format is machine-checked."

    def session(r: Random, t: float) -> list[Ask]:
        task = r.choice(seeds)
        head = first if t < m.days * 0.45 else say(r, second[r.random() < 0.4])
        answer = say(r, "<think>Let me set this up. {sent} So {n:2-90}. Wait, check {n:2-90} again: {sent}</think><answer>{n:1-900}</answer>")
        return [Ask(head + task, system if r.random() < 0.6 else None, 1500, 900, answer=answer, refuse=0.006, gap=4)] * r.choice([1, 1, 2, 4])

    return session


def agentic(m: Member) -> Session:
    """Trajectories of a harness in sandboxes, many steps, tools of the operator's own."""
    systems = m.team.once(
        "harness",
        lambda _: [
            "You operate a Linux container through the functions below. One call per turn. State a one-line plan before every call. When the objective is met call finish(summary).\n\nfunctions:\n"
            + json.dumps([{"name": n, "args": a} for n, a in (("shell", ["cmd", "timeout_s"]), ("edit", ["path", "old", "new"]), ("browse", ["url"]), ("finish", ["summary"]))]),
            "# Environment\nworkspace=/srv/task  net=off  budget=40 steps\n# Contract\nReply with <plan>..</plan> and then exactly one <call>{json}</call>. Observations arrive as <obs>. Recover from errors by yourself; never ask the user.",
        ],
    )
    goals = (
        "Objective: make `make check` green. Repo {ident}, {tech}, {n:2-9} failing tests in {part}. Do not edit tests.", "objective: the nightly {part} export is {n:2-30}% too low for {month}; find out why in /srv/task/{db} and write report.md",
        "Task #{n:1000-99999} [{part}] {err}\nReproduce, fix, add a regression test.", "任务：在 {db} 上实现 {part} 的 {verbc} 功能，接口见 spec/{ident}.md，完成后运行测试。", "You have tools search_orders, get_{part}, refund. Customer {name}: {sent} Policy: no refunds after {n:14-60} days. Act.",
    )
    seen = ("<obs>{err}\nexit={n:1-3}</obs>", "<obs>{ident}.{ext} {ident}.{ext} {part}/ README.md\nexit=0</obs>", "<obs>{n:1-90} passed, {n:0-9} failed\nFAILED {ident}: {err}</obs>", "<obs>ok ({n:10-9000} bytes)</obs>", "<obs>{sent}\n{n:100-9000} rows</obs>")
    system = m.r.choice(systems)
    tools = m.team.once("tools", lambda q: [tool_set("harness", m.group.name, i, q.random()) for i in range(3)])

    def session(r: Random, t: float) -> list[Ask]:
        tool = tools[min(2, int(t / m.days * 3))]
        asks = [Ask(pick(r, goals), system, 420, 600, tool, 0.002, 9)]
        return asks + [Ask(pick(r, seen), system, 330, 300, tool, 0.002, 9) for _ in range(r.randrange(6, 26))]

    return session


_TIDY = (
    "Rewrite|Tidy up|Please clean|Edit|Could you straighten out|Revise|Make readable", "this worked solution|these notes|the following draft|the scratch work below|a colleague's working|this rough explanation",
    "so that a {job} can follow it|so each step follows from the last|and drop the detours|without losing any step|keeping the wrong turns that taught something|into numbered steps|in plain English",
    "Keep the result.|The result must not change.|If a step is wrong, put it right and carry on.|Don't add new ideas.|No headings.|Same order of ideas.",
)


def traces(m: Member) -> Session:
    """Another model's raw traces, to be made clean; every request worded anew."""
    raw = (
        "Hmm okay so we need {n:2-90}... wait no. {sent} Let me recompute: {n:2-90}*{n:2-90}={n:100-8000}. Hmm. {task} Ok. alternatively try mod {n:3-11}. {sent} So answer {n:2-900}? check: yes.",
        "First idea: brute force over {n:10-900} cases. too slow. {task} Second idea: sort, then two pointers. {sent} Actually the tie case breaks it, fix with <=. done -> {n:2-900}",
        "{task}\nok the user wants {verb}. Let me think about {ident}. {sent} Not that. {sent} Right: {verbc} first, then {verbc}. I am fairly sure. Answer below: {n:2-90}",
    )

    def session(r: Random, _: float) -> list[Ask]:
        asks = []
        for _turn in range(r.choice([1, 1, 2, 3])):
            parts = [r.choice(part.split("|")) for part in _TIDY]
            lead = f"{parts[0]} {parts[1]} {parts[2]}. {parts[3]}" if r.random() < 0.7 else f"{parts[3]} {parts[0]} {parts[1]}"
            body = pick(r, raw, {"task": [pick(r, MATHS + CODE)]})
            text = f"{lead}\n\n{body}" if r.random() < 0.6 else f"{body}\n\n---\n{lead}"
            asks.append(Ask(say(r, text), "You are an editor for a technical team." if m.i % 4 == 0 else None, 520, 0, gap=140))
        return asks

    return session


def persona(m: Member) -> Session:
    """Dialogues in character, both sides or one, over many characters."""
    cards = m.team.once("characters", lambda q: [say(q, "{name}, {n:19-70}, {job} from {city}, into {hobby}, speaks {tone}ly, secret: {fact}", {"tone": ["dry", "warm", "sharp", "shy", "breathless", "sarcastic"]}) for _ in range(max(20, m.group.size * 3))])
    shapes = (
        "请扮演以下角色与我对话，保持人设，每次回复不少于{n:80-200}字，包含动作和心理描写。\n角色：{card}\n场景：{sent}\n用户：{sent}", 'Write a {n:8-20}-turn dialogue between A and B. A: {card} B: {card} Topic: {fact}. Natural, no narration, each turn 1-3 sentences, they must disagree once. Output JSON [{"role":..,"text":..}].',
        "[character]\n{card}\n[/character]\n[scene] {sent} [/scene]\nStay in character. First message from user: {sent}", "Persona: {card}\nContinue for 6 rounds, label the lines U: and P:. Emotion of P moves from calm to {emo}. Rounds should refer back to {fact}.",
        "角色卡：{card}。请生成一段{n:6-16}轮的多轮对话，用户情绪为{emo}，角色需要记住前文提到的{noun}，不要出现旁白。",
    )
    emo = ["angry", "tender", "jealous", "relieved", "ashamed", "hopeful"]
    mine = m.r.sample(shapes, 3)

    def session(r: Random, _: float) -> list[Ask]:
        own = {"card": r.sample(cards, 2), "emo": emo}
        asks = [Ask(say(r, r.choice(mine), own), out=900, refuse=0.02, gap=35)]
        return asks + [Ask(say(r, r.choice(("继续，保持人设。{sent}", "Next scene: {sent} Same persona, same format.", "U: {sent}", "now the same two, {when}, about {fact}")), own), out=700, gap=35) for _ in range(r.choice([0, 1, 2, 4]))]

    return session


def rare_languages(m: Member) -> Session:
    """Pieces put into languages with little text, worded as a person would word them."""
    tongues = m.r.sample(["Swahili", "Amharic", "Yoruba", "Khmer", "Lao", "Sinhala", "Nepali", "Uzbek", "Kazakh", "Tigrinya", "Hausa", "Burmese", "Uyghur", "Mongolian"], 4)
    ask = (
        "How do you say this in {tongue}? {bit}", "{bit}\n\nin {tongue} please, the way people in {city} really talk", "could i get a {tongue} version of: {bit}", "{tongue}: {bit} (also say which words you were unsure of)", "Put into {tongue}, then back into English so I can check.\n{bit}",
        "my {kin} only reads {tongue}. write: {bit}", "{bit} >> {tongue}, formal and informal",
    )
    words = {k: FOREIGN["CN"][k] for k in ("v", "x")}

    def bit(r: Random) -> str:
        return pick(r, ("{para}", "{sent} {sent}", "我想{v}{x}，然后{v}{x}，{sent}", "To {verb} the {noun}, first {verb} the {adj} {noun}. {sent}", '{name} ({n:20-70}), {job}: "{sent}"'), words)

    return lambda r, _: [Ask(say(r, r.choice(ask), {"tongue": tongues, "bit": bit(r)}), out=260, gap=120) for _ in range(r.choice([1, 2, 3, 5]))]


def judging(m: Member) -> Session:
    """Scores for answers of models in training; rubric in the system prompt or the prompt."""
    rubric = 'You score answers for a reward model. Dimensions: correctness 0-4, instruction following 0-3, completeness 0-2, style 0-1. Think about the flaws first, then output one line of JSON: {"c":_, "i":_, "k":_, "s":_, "total":_, "why":"<=25 words"}. Do not be generous; the median answer deserves 5.'
    shapes = (
        "<q>{q}</q>\n<a>{a}</a>", "### prompt\n{q}\n### response (ckpt-{n:100-9000})\n{a}\n### score", '{"id": {n:10000-999999}, "query": "{q}", "response": "{a}"}', "请根据评分标准给下面的回答打分（0-10），先指出问题再给分。\n【问题】{q}\n【回答】{a}",
        "Question: {q}\nCandidate answer: {a}\nReference: {n:2-900}\nIs the candidate right? Reply with yes/no and confidence 0-1.",
    )
    pool = _seeds(m, "questions", (*MATHS, *CODE, "{sent} What would a {job} do?", "Explain {sub} to a {job}.", "Write {n:3-8} lines on {fact}."), 40)

    def session(r: Random, t: float) -> list[Ask]:
        shape = shapes[int(t / m.days * 3) % 3] if r.random() < 0.7 else r.choice(shapes)
        text = say(r, shape, {"q": r.choice(pool), "a": say(r, "{para} {n:2-900}")})
        return [Ask(text, rubric if "打分" not in shape else None, 90, 250, gap=3)]

    return session


def task_writing(m: Member) -> Session:
    """New exercises and instructions from seeds; each firm words it as part of its own trade."""
    trade = m.unit.once("trade", lambda q: q.choice(["training courses for {job}s", "an onboarding app", "a quiz product on {sub}", "an internal helpdesk academy", "practice material for {tech} developers"]))
    ways = (
        "We make {trade}. Come up with {n:5-15} things a {job} could plausibly ask an assistant about {fact}; mix easy and awkward ones, no two alike.", "Here are three exercises from our set:\n- {sent}\n- {code}\n- {maths}\nWrite {n:4-10} more that look nothing like them but are about as hard.",
        "Take this and make it harder in one way (extra condition, odd input, rarer knowledge): {code}", "Starting from {sub}: what would somebody have to solve who really understands it? {n:3-6} problems, each with what a good answer must contain.", "harder version pls: {maths}",
        "Scenario for {trade}: {sent} Write the request as the {job} would type it, then the ideal reply's outline.", 'Vary: "{sent}" -> {n:6-12} ways people ask for that, from different {job}s, a few with typos',
    )

    def session(r: Random, _: float) -> list[Ask]:
        own = {"trade": trade, "code": pick(r, CODE), "maths": pick(r, MATHS)}
        return [Ask(say(r, r.choice(ways), own), out=820, gap=200) for _ in range(r.choice([1, 1, 2, 3]))]

    return session


def pairs(m: Member) -> Session:
    """A good and a worse answer to the same request, or which of two is better."""
    shapes = (
        'Instruction: {q}\n\nProduce two responses. <chosen> is the best answer you can give. <rejected> looks plausible but has exactly one flaw of type "{flaw}". Do not label the flaw.',
        "A: {a}\nB: {b}\nUser asked: {q}\nWhich one would a demanding user prefer? Answer A or B, margin 1-3, one sentence.", "{q}\n\nGive answer v1 (concise, correct). Then v2: same length, subtle {flaw}. JSON keys good,bad.", "改写下面的回答，使其看起来同样流畅但包含一处{flaw}：\n问题：{q}\n回答：{a}\n只输出改写后的回答。",
    )
    flaws = ["unsupported claim", "ignores one constraint", "wrong unit", "over-hedging", "sycophancy", "missing edge case", "事实错误", "格式不符"]
    pool = _seeds(m, "requests", ("{sent} What should {first} do?", *CODE, "Summarise: {para}", "Write an email to {name} about {fact}", "Is it true that {sub} explains {sub}?"), 50)
    mine = m.team.once("mine", lambda q: q.sample(shapes, 3))
    return lambda r, _: [Ask(say(r, r.choice(mine), {"q": r.choice(pool), "a": say(r, "{para}"), "b": say(r, "{para}"), "flaw": flaws}), out=700, think=200, refuse=0.01, gap=5)]


def structured(m: Member) -> Session:
    """Made-up documents with their true records, over many schemas."""
    docs = (
        "{name}, {city}, {n:1-28} {month} 2026. {para} Total {money2} {money}.", "TICKET {n:1000-99999}\n{sent}\n{sent}\nstatus: {adj}", "{n:2-40} x {noun} @ {money2}\n{n:2-9} x {adj} {noun} @ {money2}\nship to {name}, {city}", "病历摘要：{name}，{n:18-90}岁，{job}。{sent}",
        "{first}: {sent}\n{first}: {sent}\n{first}: ok, {when}",
    )

    def schema(r: Random) -> str:
        keys = r.sample(["name", "city", "date", "total", "items", "status", "party", "due", "items[].qty", "items[].price", "age", "summary", "actions", "currency", "risk"], r.randrange(4, 8))
        return json.dumps({"type": "object", "required": keys[:3], "properties": {k: {"type": r.choice(["string", "number", "array", "null"])} for k in keys}})

    def session(r: Random, _: float) -> list[Ask]:
        doc, form = pick(r, docs), schema(r)
        text = r.choice(
            (
                f"schema:\n{form}\ninput:\n{doc}", f"{doc}\n\n==> {form}\nStrict. Unknown -> null. First explain in `_notes` how each value was found.",
                f"Write {r.randrange(2, 6)} documents different from this one whose extraction under {form} is non-trivial (ambiguous dates, two totals, negation), each with its gold JSON.\n{doc}",
                f"The record below was extracted wrongly. Give the corrected record and the list of edits.\nschema={form}\ntext={doc}\nrecord={json.dumps({'name': say(r, '{name}'), 'total': r.randrange(999)})}",
            )
        )
        return [Ask(text, "Return JSON only." if m.i % 2 else "Data engine. Output: JSON. Temperature low. No apologies.", 380, gap=6)]

    return session


def boundary(m: Member) -> Session:
    """Where the model stops, and how it says so; put as a moderation team's work."""
    topics = [
        "self-harm in a poem", "lock picking", "election rumours", "a medicine's highest dose", "insults between friends", "a banned protest", "tax avoidance", "gun parts", "a phishing mail in a training", "the 1989 events", "religious satire", "home chemistry", "stalking an ex", "school bullying",
        "censorship of a film", "a strike", "border disputes", "piracy of a series",
    ]
    shapes = (
        'A user on our forum writes about {topic}: "{sent}" Would you answer? Write the answer you would give, or the refusal, and one line on why.', "Reply as helpfully as you can while staying within what is proper: someone asks about {topic}, says {sent}",
        "{topic}. {sent} How far can an assistant go here? Give the reply itself.", "Rewrite so that a cautious reader is not offended but nothing true is lost ({topic}): {para}", "Same question asked by a {job}, a teenager and a journalist: {topic} / {fact}. Three replies.",
        "我们在做内容审核培训，用户提到“{topic}”：{sent} 请给出合适的回复，并说明是否应当拒绝。",
    )
    return lambda r, _: [Ask(say(r, r.choice(shapes), {"topic": topics}), m.unit.once("mod", lambda q: q.choice([None, "You advise the trust team of a community site."])), 340, refuse=0.16, gap=150) for _ in range(r.choice([1, 2, 3]))]


def long_form(_: Member) -> Session:
    """Whole chapters, reports and articles from outlines."""
    shapes = (
        'Write a complete {genre} of {n:18-40}00 words titled "{title}". Sections: {noun}; {noun}; {sub}; what {first} learnt. No bullet points, vary sentence length, end without a summary.', "写一篇{n:20-50}00字的{genre}，主题是“{title}”，要求结构完整、文笔自然、有具体细节，不要分点。",
        "{genre} | {title} | {n:20-45}00 words | second person | setting {city} | must contain: {fact}; {fact}", "Chapter {n:2-30} of {title}. So far: {para}\nContinue for {n:15-30}00 words in the voice of {name}.",
        "Outline first (12 points), then the full text, {n:2-5}000 words. Form: {genre}. Subject: {title}.",
    )
    genre = ["short story", "essay", "travel report", "white paper", "novel chapter", "memoir", "feature article", "短篇小说", "随笔", "深度报道"]
    titles = ["The {adj} {noun} of {city}", "{sub} after {month}", "What {first} {last} left", "{hobby} and {sub}", "A {job}'s {noun}"]
    return lambda r, _: [Ask(say(r, r.choice(shapes), {"genre": genre, "title": titles}), out=3200, gap=15)]


def plain_list(m: Member) -> Session:
    """Nothing but the questions of a list, each sent once by one account, and now and then again."""
    tasks = _seeds(m, "list", MATHS + CODE, 170)
    mine = tasks[m.i % m.group.size :: m.group.size] or tasks[:5]
    at = iter(range(10**9))

    def session(r: Random, _: float) -> list[Ask]:
        return [Ask(mine[next(at) % len(mine)] if r.random() < 0.96 else r.choice(tasks), None, 1100, 1400, gap=30) for _ in range(r.choice([1, 2, 3, 4]))]

    return session


def replay(m: Member) -> Session:
    """Stored sessions of the operator's own users, run again turn by turn under a harness."""
    systems = m.team.once("systems", lambda q: ["You are Kestrel, an AI pair programmer built by Kestrel Lab. Never name another company. Work in the user's repository through tools.", "You are {}, terminal assistant. cwd=/workspace. Tools: read, write, bash.".format(q.choice(["OpenPaw", "Kestrel CLI"]))])
    tool = tool_set("kestrel", m.group.name)
    own = {"ext": ["py", "ts", "go"]}
    goals = ("[session {n:100000-999999} turn 0] {err} in {part}/{ident}.{ext}, please fix", "[resume] user: {verbc} the {part} in {tech}, see {ident}.{ext}", "用户：{part} 模块的 {ident} 报错 {err}，帮我修复并补测试", "{verbc} {ident} in {part}, keep the API. context: {sent}")
    turns = ("tool> {err}", "tool> {n:1-80} passed, {n:0-7} failed in {n:1-90}.{n:10-99}s\ntool> {ident}: {err}", "tool> {part}/{ident}.{ext} written ({n:20-9000} bytes)", "user> no, {ident} must stay. {sent}", "tool> {ident}.{ext}:{n:2-800}: {verbc}({part})", "user> 继续，{part} 里的 {ident} 也一起改，{verbc} 不要动")

    def session(r: Random, _: float) -> list[Ask]:
        system = r.choice(systems)
        return [Ask(pick(r, goals, own), system, 450, 700, tool, gap=6)] + [Ask(pick(r, turns, own), system, 320, 300, tool, gap=6) for _ in range(r.randrange(3, 14))]

    return session
