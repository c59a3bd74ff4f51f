"""What ordinary customers write."""

# fmt: off

import hashlib
from random import Random

from bench.moor.engine import Ask, Member, Session, own_words
from bench.moor.words import Own, mess, pick, say

_OPEN = ("", "", "", "", "hey, ", "Hi! ", "Quick question: ", "ok so ", "Help please. ", "Good morning. ", "I'm a {job}. ", "So, ", "Not sure where to ask this, but ", "weird one: ", "Could you help? ", "I've been going back and forth on this. ", "My {kin} says I should ask you: ")
_MATTER = (
    "{sent}", "{sent}", "{sent} {sent}", "{sent} {sent} {sent}",
    "{sent}", "{sent} {sent}", "my {kin} {first} bought {fact} and now the {noun} is {adj}.", "I need to {verb} the {noun} for my {kin} {when}.", "we're planning a {n:3-12}-day trip to {city} with {first} {when}, about {n:4-60}00 {money} in all.",
    "The {device} makes a {adj} sound when I {verb} the {noun}.", "I have {food}, {food} and {food} in the fridge, {n:2-7} people, and {n:15-70} minutes.", "my landlord in {city} won't {verb} the {adj} {noun} even though I told {first} {when}.",
    "I got an email from {first} {last} at work about {fact}.", "I've done {hobby} for {n:2-20} months and my {noun} is still {adj}.", "My {kin} turns {n:6-80} {when} and is into {hobby}.", "As a {job} in {city} I earn {n:14-90}00 {money} a month and want to {verb} a {noun}.",
    "Slept {n:3-6} hours a night {when} and {first} thinks it's the {noun}.", "the interview for the {job} position is {when}.", "I'm learning {biglang} and keep mixing up how to say '{adj} {noun}' and '{adj} {noun}'.", "our {noun} group of {n:5-60} people meets in {city} {when}.",
    "I pulled my left {bodypart} at {hobby} {when}.", "my ex, {first}, wants to {verb} {fact}.", "There's {n:200-9000} {money} of {noun} debt on my card at {n:11-29}.{n:1-9}%.", "My {noun} column has dates like {n:1-28}/{n:1-12}/2{n:0-6} mixed with text, {n:200-9000} rows.",
)
_WISH = (
    "{plea} {verb} {obj}{tail}?", "{plea} {verb} {obj} and {verb} {obj}{tail}?", "{plea} tell {first} about {obj}{tail}?", "{plea} decide between {obj} and {obj}?",
    "What would you do?", "Can you write a {tone} message to {first} about it?", "How do I {verb} the {noun} without upsetting {first}?", "Give me {n:3-9} ideas.", "Draft an email, {tone}, under {n:60-180} words.", "Is {n:30-900} {money} a fair price for the {noun}?",
    "Make me a plan for {n:2-8} weeks.", "What am I missing?", "Explain it like I know nothing about a {noun}.", "compare that with {fact}", "Which of the two would a {job} pick and why?", "Put it in a table with {noun}, {noun} and price.", "How long will it take to {verb}?",
    "should I wait until {month}?", "Can I {verb} it myself or do I need a {job}?", "what do I say when {first} calls {when}", 'Please check my wording: "{sent} {sent}"', "Write a short speech that mentions {fact}.", "Turn this into a polite complaint.", "What does that mean for the {noun}?",
    "which formula do I use to {verb} the {noun} column by {month}?", "Suggest a recipe that isn't {adj}.", "Tell me honestly.", "Think through the downsides for me.", "List the steps, please.", "Any idea why?",
)
_AFTER = (
    "{sent}", "{plea} {verb} {obj}{tail}", "{sent} {sent}", "hmm {sent}", "{obj}{tail}? {sent}", "and {obj}{tail}, {plea} {verb} it?",
    "what about {fact}?", "and if {first} says no to {obj}?", "can you mention {fact} too", "Shorter, and drop the bit on the {noun}.", "no, the {noun} is {adj}, not {adj}", '{first} answered: "{sent}" what now', "Rewrite it for {first} {last}, {tone}.", "and in {city}, for {n:2-60} {noun}s?",
    "How much would that be for {n:2-40} {noun}s?", "make the second paragraph about the {adj} {noun}", "Add a line on {fact} and take out {n:2-5}.", "ok, I'll {verb} the {noun} then. and the {noun}?", "why not the {device}? {sent}", "that's too {adj2}. more like what {first} would say",
    "is this still true for {obj} {when}?", "I tried that and the {noun} is now {adj}.", "can you do the same for {month} with {n:100-9000}",
)
COMMON = (
    "hi|hello|thanks|thank you!|continue|go on|make it shorter|shorter please|again|yes|ok|no|why?|are you there?|tell me a joke|who are you|what can you do|test|what is the capital of australia|how many days until christmas|rewrite this|translate to english|more|more formal|in spanish please|can you explain that again|give me an example|what does idk mean|write a haiku about autumn|what's 15% of 80|"
    "best movies 2026|what should i cook tonight|how to lose belly fat|synonym for important|how do i boil eggs|happy birthday message for my mom|write a poem about the sea|what is blockchain|meaning of serendipity|convert 5 feet 9 to cm|is water wet|how old is the universe|make a to do list|names for a black cat|excuse for being late to work|what is quantum computing|who won the world cup in 2022|"
    "write a cover letter|fix grammar|good baby names|how to tie a tie|explain inflation|what time is it in tokyo|are you chatgpt|sing a song|what's the meaning of life|roast me|play 20 questions with me|summarize|how to delete instagram account|gift ideas for dad|difference between affect and effect|what is rag|hola|bonjour|salut|merci|danke|gracias|oi|你好|继续|谢谢|こんにちは|ok thanks|perfect|great, now as a table|try again|that's wrong|what?|are you sure?|keep going|and then?|"
    "write a resignation letter|how to write a cv|explain recursion|what is a monad|center a div|reverse a string in python|regex for email|fibonacci in java|git undo last commit|how to exit vim|hello world in rust|how does photosynthesis work|what is osmosis|summary of hamlet|themes in 1984|causes of ww1|pythagoras theorem|what is mitosis|essay on climate change|quadratic formula"
).split("|")
_FOREIGN = {
    "ES": ("Hola, necesito {v} {x} para {first} antes del {n:2-28} de {mes}. {w}", "¿Cómo puedo {v} {x} en {city}? Tengo unos {n:30-900} euros.", "mi {k} {first} quiere {v} {x} y no sé qué decirle, {w}", "Escríbeme un correo a {first} {last} sobre {x} y {x}."),
    "DE": ("Wie kann ich {x} in {city} bis zum {n:2-28}. {mes} {v}? {w}", "Schreib bitte eine Mail an Frau {last} wegen {x} und {x}, {n:60-150} Wörter.", "Mein {k} {first} will {x} {v}. Lohnt sich das bei {n:100-900} Euro?", "Ich soll für die Arbeit {x} {v} und verstehe {x} nicht. {w}"),
    "FR": ("Bonjour, comment {v} {x} avant le {n:2-28} {mes} ? {w}", "Rédige un message pour {first} {last} au sujet de {x} et de {x}.", "mon {k} {first} veut {v} {x} à {city}, budget {n:100-900} euros, {w}", "Peux-tu m'expliquer {x} ? J'ai rendez-vous le {n:2-28} {mes}."),
    "BR": ("Oi, preciso {v} {x} até dia {n:2-28} de {mes}. {w}", "meu {k} {first} quer {v} {x} em {city} e tem {n:300-9000} reais", "Escreve uma mensagem pro {first} {last} sobre {x} e {x}, {w}", "como faço pra {v} {x} sem {v} {x}?"),
    "CN": ("我想在{n:2-12}月{n:2-28}号之前{v}{x}，{w}", "帮我给{first}写一封邮件，说明{x}和{x}的情况，{n:100-400}字左右", "我{k}{first}打算{v}{x}，预算{n:200-9000}块，{w}", "{x}和{x}有什么区别？我在{city}要{v}{x}"),
    "JP": ("{n:2-12}月{n:2-28}日までに{x}を{v}たいのですが、{w}", "{first}さんに{x}と{x}についてのメールを{n:100-400}字で書いてください。", "{k}の{first}が{city}で{x}を{v}たいと言っています。予算は{n:2-90}000円です。{w}", "{x}と{x}、どちらを先に{v}べきですか。"),
    "ID": ("Gimana cara {v} {x} sebelum tanggal {n:2-28} {mes}? {w}", "tolong buatkan pesan untuk {first} {last} soal {x} dan {x}", "{k} saya {first} mau {v} {x} di {city}, dana {n:2-90} juta, {w}", "apa bedanya {x} sama {x} kalau mau {v}?"),
}
_FOREIGN_WORDS = {
    "ES": {
        "v": "renovar|vender|arreglar|reservar|cancelar|comparar|alquilar|pintar",
        "x": "el contrato|la caldera|el seguro del coche|la boda|la matrícula|el piso|una tarta|la declaración|el huerto|la bicicleta|un taller|el pasaporte|la beca|el informe|la mudanza",
        "w": "¿qué me recomiendas?|dame {n:3-8} ideas|explícalo paso a paso|sé breve|¿merece la pena?",
        "k": "hermano|madre|jefe|vecina|novia|profesor",
        "mes": "enero|marzo|mayo|junio|julio|octubre",
    },
    "DE": {
        "v": "verlängern|verkaufen|reparieren|buchen|kündigen|vergleichen|mieten|streichen",
        "x": "den Mietvertrag|die Heizung|die Versicherung|das Gartenhaus|den Antrag|das Fahrrad|die Steuererklärung|den Kuchen|die Wohnung|den Vortrag|die Hausarbeit|den Umzug|das Zeugnis|die Rechnung",
        "w": "Was rätst du mir?|Gib mir {n:3-8} Ideen.|Bitte Schritt für Schritt.|Kurz bitte.|Stimmt das so?",
        "k": "Bruder|Chef|Nachbar|Freund|Sohn|Kollege",
        "mes": "Januar|März|Mai|Juni|Juli|Oktober",
    },
    "FR": {
        "v": "renouveler|vendre|réparer|réserver|annuler|comparer|louer|repeindre",
        "x": "le contrat|la chaudière|l'assurance|le mariage|le dossier|l'appartement|un gâteau|la déclaration|le potager|le vélo|l'exposé|le passeport|la bourse|le rapport|le déménagement",
        "w": "que me conseilles-tu ?|donne {n:3-8} idées|étape par étape|sois bref|c'est rentable ?",
        "k": "frère|père|patron|voisin|copain|fils",
        "mes": "janvier|mars|mai|juin|juillet|octobre",
    },
    "BR": {
        "v": "renovar|vender|consertar|reservar|cancelar|comparar|alugar|pintar",
        "x": "o contrato|o chuveiro|o seguro|o casamento|a matrícula|o apartamento|um bolo|o imposto|a horta|a moto|o TCC|o passaporte|a bolsa|o relatório|a mudança",
        "w": "o que você acha?|me dá {n:3-8} ideias|passo a passo por favor|seja breve|vale a pena?",
        "k": "irmão|pai|chefe|vizinho|namorado|professor",
        "mes": "janeiro|março|maio|junho|julho|outubro",
    },
    "CN": {"v": "续签|卖掉|修理|预订|取消|对比|租|装修", "x": "租房合同|热水器|车险|婚礼|毕业论文|二手房|生日蛋糕|年终总结|阳台花园|电动车|签证|奖学金|周报|搬家|考研复习|简历|短视频脚本", "w": "有什么建议|给我{n:3-8}个方案|一步一步说|简短一点|划算吗", "k": "弟弟|妈妈|老板|邻居|女朋友|同事", "mes": "一月|三月"},
    "JP": {
        "v": "更新し|売り|修理し|予約し|解約し|比較し|借り|塗り替え",
        "x": "賃貸契約|給湯器|自動車保険|結婚式|卒論|中古マンション|ケーキ|確定申告|家庭菜園|自転車|ビザ|奨学金|週報|引っ越し|履歴書",
        "w": "どうすればいいですか。|案を{n:3-8}つください。|手順を教えて。|短くお願いします。|お得ですか。",
        "k": "弟|母|上司|隣人|友人|同僚",
        "mes": "一月|三月",
    },
    "ID": {
        "v": "perpanjang|jual|perbaiki|pesan|batalkan|bandingkan|sewa|cat",
        "x": "kontrak rumah|pompa air|asuransi motor|acara nikah|skripsi|kos|kue ulang tahun|laporan pajak|kebun|sepeda|paspor|beasiswa|laporan mingguan|pindahan|CV",
        "w": "menurut kamu gimana?|kasih {n:3-8} ide|langkah demi langkah ya|singkat saja|worth it ga?",
        "k": "adik|ibu|bos|tetangga|pacar|guru",
        "mes": "Januari|Maret|Mei|Juni|Juli|Oktober",
    },
}
FOREIGN = {c: {k: v.split("|") for k, v in words.items()} for c, words in _FOREIGN_WORDS.items()}
_SPEAKS = {"MX": "ES", "ES": "ES", "SG": "CN"}
EXTRA = {"plea": ["can you help me", "how should I", "what's the best way to", "should we", "is it smart to", "would you", "any tips on how to", "do you know how I could", "when is it ok to", "what would it take to", "please help us", "who can"], "tone": ["friendly", "firm", "formal", "funny", "warm", "neutral", "apologetic", "short and dry"], "bodypart": ["knee", "shoulder", "calf", "wrist", "hip", "ankle"], "adj2": ["stiff", "long", "cheesy", "blunt", "vague", "salesy"]}


def chat_line(r: Random, own: Own, style: int) -> str:
    """One first message of everyday chat."""
    matters = " ".join(say(r, r.choice(_MATTER), own) for _ in range(r.choice([1, 1, 2])))
    text = say(r, r.choice(_OPEN), own) + matters + " " + say(r, r.choice(_WISH), own)
    if r.random() < 0.12:
        text += "\n\n" + say(r, "{para}\n{para}", own)
    return mess(r, style, text)


def everyday(m: Member) -> Session:
    """A person's chat: own affairs, own hand, the own language for many."""
    own, style, r0 = own_words(m, EXTRA), m.r.randrange(60), m.r
    tongue = _SPEAKS.get(m.country, m.country)
    native = 0.75 if tongue in _FOREIGN and r0.random() < 0.8 else 0.0
    words = {**own, **{k: (r0.sample(v, max(2, len(v) * 2 // 3))) for k, v in FOREIGN.get(tongue, {}).items()}}
    long = r0.choice([1, 2, 2, 3, 5])

    def session(r: Random, _: float) -> list[Ask]:
        asks = []
        for turn in range(1 + int(r.expovariate(1 / long))):
            if r.random() < 0.03:
                text = r.choice(COMMON)
            elif r.random() < native:
                text = " ".join(say(r, r.choice(_FOREIGN[tongue]), words) for _ in range(r.choice([1, 1, 2])))
            else:
                text = mess(r, style, say(r, r.choice(_AFTER), own)) if turn and r.random() < 0.8 else chat_line(r, own, style)
                if turn and r.random() < 0.5:
                    text += " " + mess(r, style, say(r, "{sent}", own))
            asks.append(Ask(text, out=r.choice([90, 260, 420, 700]), think=r.choice([0, 0, 0, 300]), refuse=0.008))
        return asks

    return session


AGENT_SYSTEM = "You are an interactive coding agent that helps users with software engineering tasks. Use the tools available to you. Keep answers short. Never commit unless asked. Follow the conventions of the code base; look at neighbouring files before you write. Mark todos as done as soon as they are.\n\n<env>\nPlatform: {plat}\nIs directory a git repo: Yes\n</env>"
_TASKS = (
    "{err} when I run the {part} tests, fix it", "add a {verbc} option to {ident} in {part}/{ident}.{ext} and update the callers", "why does {ident} get called twice after a {verbc}? don't change anything yet", "Refactor {ident} so that {part} no longer depends on {part}.",
    "write tests for {ident}.{ext}, cover the {adj} {part} case", "the {part} page is {adj} on mobile since {when}", "upgrade {tech} and fix whatever breaks in {part}/", "migrate {ident} from {db} to {db}, keep the old {part} table until {month}", "rename {ident} to {ident} everywhere",
    "look at the diff and tell me if {ident} can race with {ident}", "implement the {part} endpoint like in {part}/{ident}.{ext}, return 404 if the {noun} is missing", "CI fails: {err}. Only on the {part} job.", "make {ident} {n:2-9}x faster, profile first; {n:3-90}k rows of {noun}s",
    "read docs/{part}.md and do step {n:2-7}",
)
_TOOL_TURNS = (
    "<tool_result>{ident}.{ext}:{n:4-900}: {err}</tool_result>", "<tool_result>{n:1-40} passed, {n:1-9} failed in {n:1-90}.{n:10-99}s\nFAILED {part}/test_{ident} - {err}</tool_result>",
    "<tool_result>     {n:1-300}  def {ident}({part}, {part}=None):\n     {n:1-300}      return {ident}({part})\n</tool_result>", "<tool_result>M {part}/{ident}.{ext}\n?? {part}/{ident}.{ext}</tool_result>", "<tool_result>The file {part}/{ident}.{ext} has been updated.</tool_result>",
    "no, keep {ident} as it is, {part} still calls {ident}", "ok now the same for {ident} and {ident} in {part}", "{sent} does that touch {ident}?", "<tool_result>{part}/{ident}.{ext}\n{part}/{ident}.{ext}\n{ident}.{ext}</tool_result>", "also handle {err} in {ident}", "<tool_result>exit code {n:0-3} ({n:1-60}.{n:10-99}s)\n{ident}: {sent}</tool_result>",
)


def tool_set(*what: object) -> str:
    return "tools_" + hashlib.sha256(repr(what).encode()).hexdigest()[:12]


def coder(m: Member) -> Session:
    """A developer with the provider's coding agent: thousands share its system prompt and tools."""
    own, style = own_words(m), m.r.randrange(60)
    system = say(m.r, AGENT_SYSTEM, {"plat": ["darwin", "linux", "win32", "linux", "darwin"]})
    tail = "" if m.r.random() < 0.4 else say(m.r, "\n\n# Project notes\nThis is {part}, a {tech} app on {db}. {sent}", own)

    def session(r: Random, t: float) -> list[Ask]:
        tools = tool_set("agent", int(t // 9))
        asks = [Ask(mess(r, style, pick(r, _TASKS, own)), system + tail, 380, 500, tools, 0.001, 25)]
        asks += [Ask(pick(r, _TOOL_TURNS, own), system + tail, 300, 250, tools, 0.001, 22) for _ in range(int(r.expovariate(1 / 7)))]
        return asks

    return session


def snippets(m: Member) -> Session:
    """Questions on code without an agent."""
    own, style = own_words(m), m.r.randrange(60)
    shapes = (
        "{err} in {tech}\n\n```{ext}\n{ident} = {ident}({n:2-90})\n{part}.{ident}({ident}, {n:2-900})\n```\n{sent}", "how do I {verbc} a {part} with {tech} and {db} if the {noun} is {adj}", "{tech}: best way to {verbc} {n:2-90}0 {part}s into {db} without {ident} blocking?",
        "write a {ext} function that takes a list of {noun}s and {verbc}s the {adj} ones by {noun}, {n:2-9} tests", "explain this sql: select {part}, count(*) from {part}s join {part}_{part} using ({part}_id) where {noun} > {n:2-900} group by 1 having count(*) > {n:2-40}",
        "generate {n:10-40} example {noun} messages as json so I can test my {tech} {part} ({ident})", "evaluate my answer from 1 to 10 like an interviewer would and explain your reasoning: {tech} {part}, {sent} {sent}", "make me a small labelled dataset, {n:20-60} rows, text + label ({noun}/{noun}/{noun}), it's for the {part} demo in our {tech} course", "think step by step: why is {ident} {adj} when {ident} {verbc}s {n:2-900}k rows in {db}? show the reasoning", "Is it ok that {ident} holds a {db} connection while it {verbc}s the {part}?",
    )
    return lambda r, _: [Ask(mess(r, style if i else 1, pick(r, shapes, own)), out=520, think=r.choice([0, 400])) for i in range(r.choice([1, 1, 2, 3, 4]))]


def learner(m: Member) -> Session:
    """A student on a course of the own choice."""
    own, style = own_words(m, EXTRA), m.r.randrange(60)
    shapes = (
        "explain {sub} with an example about a {noun}, exam is {when}", "I have to write {n:5-30}00 words on {sub} and {sub} for {first} {last}'s course. outline?", "is this right? {sent} so {sub} means {fact}",
        "Question {n:2-14}: compare {sub} with {sub} (${n:4-20} marks)".replace("$", ""),
        "make {n:5-20} flashcards about {sub}, chapter {n:2-19}, skip {sub}", "what did my lecturer {last} mean by '{sub} is only {sub} with a {adj} {noun}'", "A {noun} of mass {n:2-90} kg slides down {n:10-60} degrees, friction 0.{n:11-59}. Find the acceleration and explain",
        "{msetup} {mcond}. {mques} explain pls", "stuck on this: {msetup}, {mcond}. {mques}", "solve {n:2-19}x^2 - {n:2-90}x + {n:2-60} = {n:2-40} and show steps", "proofread: {para} {para}", "quiz me on {sub} until i get {n:3-9} right",
    )
    return lambda r, _: [Ask(mess(r, style, pick(r, shapes, own)), out=480, think=r.choice([0, 0, 350])) for _ in range(1 + int(r.expovariate(0.6)))]


def linguist(m: Member) -> Session:
    """A translator at work: pieces of own documents."""
    own, pair = own_words(m), say(m.r, "{biglang}")
    head = m.r.choice((f"Translate into {pair}, keep the tone:\n\n", f"EN > {pair}. Glossary: {{noun}} = leave in English.\n", f"Please translate the following text to {pair}.\n\n", f"How would you put this in {pair}? "))
    return lambda r, _: [Ask(say(r, head + r.choice(("{para} {para}", "{para}", "{para}\n\n{para}\n\n{para}")), own), out=300) for _ in range(r.choice([1, 2, 4, 6]))]


def seller(m: Member) -> Session:
    """Marketing for the own few products."""
    own = own_words(m, EXTRA)
    shapes = (
        "Write {n:3-8} Instagram captions for {prodname}, our {prodkind}, {tone}, mention {fact}", "Subject lines for the {month} newsletter of {prodname} ({prodkind}); last one had {n:11-39}% opens. {sent}", "Rewrite this product text for a {job} who likes {hobby}: {prodname} {prodkind}. {para}",
        'landing page hero for a {prodkind} in {city}, competitor says "{fact}"', "Google ads, 30/90 characters, {prodkind} {city}, price {money2} {money}", "reply to this {n:1-3}-star review: {sent} {sent}",
        "content plan for {month}: {prodname}, {n:2-5} posts a week, themes {noun}, {hobby}, {noun}",
    )
    return lambda r, _: [Ask(pick(r, shapes, own), out=420) for _ in range(r.choice([1, 2, 2, 4]))]


# Products: one system prompt of the firm's own, its customers' words.


def product(m: Member) -> Session:
    """A firm's product on the API: support, retrieval, extraction, classification or writing."""
    u = m.unit
    own = u.once("product words", lambda _: own_words(m))
    sort = u.once("product", lambda q: q.choices(["support", "rag", "extract", "label", "write", "sql", "voice", "check", "steps"], [5, 5, 5, 3, 3, 2, 2, 2, 2])[0])
    system = u.once("product system", lambda q: pick(q, _SYSTEMS[sort], own))
    head = u.once("product head", lambda q: q.choice(("", "", "User: ", "### Input\n", "Message from customer {name}:\n", "<document>\n")))
    split = u.once("split", lambda q: q.random() < 0.75)
    shapes, out = _FEEDS[sort]

    def session(r: Random, _: float) -> list[Ask]:
        asks = []
        for _turn in range(1 + int(r.expovariate(1.2)) if sort in {"support", "voice"} else 1):
            text = say(r, head) + pick(r, shapes)
            asks.append(Ask(text if split else f"{system}\n\n{text}", system if split else None, out, gap=60))
        return asks

    return session


_SYSTEMS = {
    "support": (
        "You are {first}, the support assistant of {prodname} ({prodkind}). Answer only from the policy below. Returns within {n:14-60} days. Shipping {n:2-9} days. If the customer is angry, offer a call with {first}. {sent}",
        "Du bist der Assistent von {prodname}. Antworte freundlich, kurz und nur zu {prodkind}. Öffnungszeiten {n:8-10} bis {n:17-20} Uhr.", "Role: customer care bot, {prodname}\nScope: orders, refunds, {noun}\nNever promise a date. Escalate with #HUMAN.\n{sent}",
        "You help the guests of {prodname} in {city}. House rules: {sent} {sent}",
    ),
    "rag": (
        "Answer the question with the context only. Cite the passage numbers. If the context lacks it, say that you do not know. Product: {prodname} {part} search. {sent}",
        "You are the knowledge assistant for the staff of {prodname}. Use the excerpts; keep to {n:60-200} words; British spelling. {sent}", "Given CONTEXT and QUESTION, reply in markdown, sources as [n]. Tenant: {prodname}-{n:10-99}.",
    ),
    "extract": (
        "Extract the fields {noun}, {noun}, date, amount, currency from the document. Reply with JSON that matches the schema v{n:2-9} of {prodname}, null where missing.", "You turn {adj} {noun} documents into rows for {prodname}: supplier, number, due date, lines[]. No prose.",
        'Return only valid JSON: {{"{noun}": string, "{part}": string, "total": number}}. Documents come from {job}s in {city}.'.replace("{{", "{ ").replace("}}", " }"),
    ),
    "label": ("Classify the {noun} message into one of: {noun}, {noun}, {noun}, other. Reply with the label only. ({prodname} triage v{n:2-30})", "You moderate comments for {prodname}. Rate toxicity 0-3 and give the rule number from the house rules ({n:4-12} rules). JSON."),
    "write": ("You write listing texts for {prodname}, marketplace for {prodkind}s. {n:80-200} words, no exclamation marks, mention size and condition. {sent}", "You are {prodname}'s meeting minutes writer. Output decisions, actions with owner, open points."),
    "sql": ("Translate the analyst's question to {db} SQL over tables {part}s, {part}s, {part}_{part}. Read only. {prodname} BI.",),
    "check": ("You review answers of {prodname}'s support bot before they go out. Grade helpfulness 1-5, policy 1-5 and tone 1-5, explain each in one sentence, JSON. Policy: {sent} {sent}", "As QA lead of {prodname}, compare the two drafts for the customer, say which is better (A/B) and why. House style: {sent}"),
    "steps": ("You advise {job}s at {prodname}. First think step by step inside <thinking> tags, then give the advice in <answer> tags. {sent}", "{prodname} quote engine. Work out the price of the {noun} step by step, show each calculation, then PRICE=."),
    "voice": ("You are the phone agent of {prodname} in {city}. One or two sentences, no lists. Book slots with book({part}). {sent}",),
}
_FEEDS: dict[str, tuple[tuple[str, ...], float]] = {
    "support": (("where is my order {n:10000-99999}? {sent}", "i want to return the {adj} one, bought {when}. {sent}", "{sent} {sent} Can somebody call me", "does it fit a {device}? my {kin} has {fact}", "you charged me {money2} twice {when}", "how do I {verb} my {noun} in the app, says error {n:100-999}"), 110),
    "rag": (("CONTEXT\n[1] {para}\n[2] {para}\n[3] {para}\nQUESTION\nwhat is the {noun} limit for {fact}?", "[1] {para}\n[2] {para}\n\nQ: who has to {verb} the {noun} {when}?", "Excerpts:\n- {para}\n- {para}\n- {para}\nQuestion: can {first} {verb} {fact}?"), 190),
    "extract": (
        (
            "INVOICE {n:1000-99999} {first} {last} {city}\n{n:1-28}.{n:1-12}.2026\n{n:1-40} x {adj} {noun} {money2}\n{n:1-9} x {noun} {money2}\nTotal {money2} {money}", "From: {first} {last}\nSubject: {noun} {n:100-9999}\n\n{para} Amount {money2} {money}, due {n:1-28} {month}.",
            "{name}; {job}; {city}; +{n:30-99} {n:100000-999999}; {para}",
        ),
        130,
    ),
    "label": (("{sent} {sent}", "{para}", "{fact}?? {sent}"), 12),
    "write": (("{prodkind}, {adj}, {n:20-200} cm, {money2} {money}, {city}. {sent}", "transcript: {first}: {para} {first}: {para} {first}: {para}"), 260),
    "sql": (("{noun}s per {part} {when} where {part} is {adj}, top {n:3-50}", "how many {part}s did {first} {last} {verbc} in {month}, by {city} and week"), 140),
    "check": (("Customer: {sent}\nBot: {para}", "Question: {sent} {sent}\nA: {sent} {sent}\nB: {para}"), 120),
    "steps": (("{para} What should {first} {verb} first?", "{n:2-60} {noun}s at {money2}, {n:2-30} {adj} {noun}s at {money2}, {n:2-25}% off, {city}"), 420),
    "voice": (("uh yes I'd like to {verb} the {noun} {when} please", "it's {first} {last}, {n:2-12} {city} street, about {fact}", "no not {day}, {day} at {n:8-18}"), 45),
}
