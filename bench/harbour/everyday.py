"""What honest people ask for: chats in many languages, code, and the traffic of small products."""

from random import Random

from bench.harbour.grammar import Own, coined, lexicon, one, tell
from bench.harbour.scene import Say, Scene

OPENERS: dict[str, tuple[str, ...]] = {
    "write": (
        "Write a <adj> <doc> for <name>, who works in <sector>",
        "Can you draft an email to my <relative> about the <event> on the <n>th",
        "make this sound more <adj>: <sent>",
        "Rewrite for a <adj> tone.\n\n<para>",
        "I need a <adj> <doc> for our <event> in <city>, about <k> words",
        "what should I say to my <relative>, I feel <feel> about the <event>",
        "Proofread: <para>",
    ),
    "home": (
        "what can I cook with <food>, <food> and <food>?",
        "recipe for <food> <dish> for <n> people, no <food>",
        "my <thing> makes a noise after <n> minutes, what could it be",
        "is it worth repairing a <thing> from <y>",
        "My <pet> keeps eating <food>. Should I worry?",
        "plan a week of dinners, <n> euros a day, lots of <food>",
        "how do I clean a <thing> without ruining it",
    ),
    "life": (
        "I've had <ill> for <n> days, when should I see a doctor",
        "<n> days in <city> with kids, what should we do?",
        "how do I get better at <hobby> if I only have <n> minutes a day",
        "Help me choose between moving to <city> and staying in <city>",
        "can my landlord keep <k> of the deposit for a broken <thing>",
        "gift ideas for my <relative> who loves <hobby>, under <k>",
        "train from <city> to <city> or fly? I'm <feel> about flying",
        "i feel <feel> about the <event> and can't sleep",
    ),
    "study": (
        "explain <subject> like I'm <n>",
        "Give me <n> flashcards on <subject> for <course>",
        "Summarise this for my <course> class:\n<para>",
        "what is the difference between <subject> and <subject>",
        "quiz me on <subject>, <n> questions, don't show the answers",
        "essay outline: how <subject> changed <city> after <y>",
        "check my answer: <subject> matters because <sent>",
    ),
    "code": (
        "<lang>: <error> when I call <func>, what does it mean",
        "Write a <lang> function <func> that takes <table> and returns the top <n> by <col>",
        "how do I join <table> and <table> on <col> without duplicates in <lib>",
        "refactor this\n\ndef <func>(<col>):\n    rows = load('<table>')\n    return [r for r in rows if r['<col>'] > <k>]",
        "unit tests for <func> in <lang> please",
        "What's the idiomatic way to do <algo> in <lang>?",
        "<lib> or <lib> for a <table> service with <m> users?",
        "regex that matches <col> like AB-<m>-<n>",
    ),
    "office": (
        "Excel formula: sum <col> where <col> is after <y> and region is <city>",
        "Turn these notes into minutes:\n<para>",
        "slide titles for a talk on <metric> in <sector>",
        "Compare our <metric> with the <sector> average and suggest <n> actions",
        "Write a reply: customer says <issue>, order <m>",
        "job description for a <sector> manager in <city>",
        "summarise in <n> bullets\n<para>",
        "<n> names for a <sector> start-up from <city>",
    ),
    "play": (
        "Tell me a <adj> story about a <pet> and a <thing>",
        "let's play: you are a <feel> wizard in <city> and I sell <food>",
        "write song lyrics about <hobby> and my <relative>",
        "a riddle about a <thing>",
        "D&D one-shot set at a <event>, level <n>, villain named <surname>",
        "would you rather questions about <hobby>",
    ),
    "es": (
        "escribe un correo formal a <name> sobre el pedido <m>",
        "que puedo cocinar con <food> y arroz para <n> personas",
        "explicame <subject> con un ejemplo sencillo",
        "Resume este texto en español:\n<para>",
        "plan de <n> dias en <city> con poco dinero",
        "corrige este codigo en <lang>, me da <error>",
    ),
    "pt": (
        "escreve uma mensagem para <name> a explicar o atraso de <n> dias",
        "receita facil com <food> para <n> pessoas",
        "me explica <subject> de um jeito simples",
        "traduz para portugues: <sent>",
        "ideias de presente para quem gosta de <hobby>, ate <k> reais",
    ),
    "de": (
        "Schreib eine Kündigung für meinen Vertrag bei <firm>, Kundennummer <m>",
        "Was koche ich mit <food> für <n> Personen?",
        "Erkläre <subject> in einfachen Worten",
        "Übersetze ins Deutsche: <sent>",
        "Warum kommt in <lang> der Fehler <error>?",
        "Urlaub in <city> mit zwei Kindern, <n> Tage",
    ),
    "fr": (
        "rédige un mail à <name> pour reporter le rendez-vous au <n>",
        "une recette rapide avec <food> pour <n> personnes",
        "explique-moi <subject> simplement",
        "traduis en français : <sent>",
        "que visiter à <city> en <n> jours",
    ),
    "id": (
        "buatkan surat lamaran untuk posisi admin di <city>, nama saya <name>",
        "jelaskan <subject> dengan bahasa sederhana",
        "ide usaha modal <n> juta di <city>",
        "terjemahkan: <sent>",
        "caption instagram untuk jualan <product>",
    ),
    "ja": (
        "<city>で<n>日間の旅行プランを作って",
        "<name>さんへの丁寧なメールを書いてください、件名は注文<m>",
        "<subject>をわかりやすく説明して",
        "次の文を日本語に訳して: <sent>",
        "<lang>で<error>が出ます。原因は?",
    ),
    "hi": (
        "<subject> ko aasan bhasha mein samjhao",
        "<name> ke liye <n> din ki chutti ka application likho",
        "मुझे <subject> पर <k> शब्दों का निबंध चाहिए",
        "<city> mein <n> hazaar tak ka accha <thing> batao",
        "translate to hindi: <sent>",
    ),
    "tr": (
        "<name> için <n> günlük izin dilekçesi yaz",
        "<subject> konusunu basitçe anlat",
        "<food> ile ne pişirebilirim, <n> kişi",
        "şunu Türkçeye çevir: <sent>",
    ),
}
"""Openings of a conversation, by topic; a two-letter topic is a language."""

POPULAR = (
    *("hi", "hello", "hey", "test", "what can you do?", "tell me a joke", "who made you?"),
    *("write a birthday message", "what is the meaning of life", "help me with my homework"),
    *("translate this to english", "roast me", "give me a workout plan", "who won the world cup"),
)
NEXT = (
    *("thanks", "continue", "shorter please", "why?", "make it more <adj>", "and in <city>?"),
    *("no, I meant the <thing>", "can you give an example", "ok but what about <name>", "again"),
    *("add something about <hobby>", "now as a table", "are you sure?", "<n> more", "perfect"),
    *(
        "that's too <adj>",
        "and if <name> says no?",
        "keep the part about <thing>",
        "use <n> points",
    ),
    *(
        "put <name> <surname> in the first line",
        "how long does that take",
        "not <adj> enough, try <adj>",
    ),
    *(
        "what does the second one mean",
        "we have only <food>",
        "also for <n> people",
        "in <k> words",
    ),
    *(
        "start from the <event>",
        "my <relative> disagrees: <sent>",
        "and with <subject>?",
        "yes, the <n>th",
    ),
    *(
        "drop <food>",
        "I tried that on <thing> already",
        "which would <name> like",
        "ok next: <subject>",
    ),
    *("that gives <error>", "use <lib> instead", "what if it's <k> instead of <n>", "translate it"),
)
LABELS = {"code": "coding", "write": "rewriting", "study": "tutoring", "office": "writing"}
TOPICS = ("write", "home", "life", "study", "code", "office", "play")


def typed(text: str, own: Own, chance: Random) -> str:
    """A prompt as its writer would type it: some never shift, some slip, some are polite."""
    manner = own["manner"]
    if "l" in manner:
        text = text[:1].lower() + text[1:]
    if "p" in manner and chance.random() < 0.4:
        text += " please"
    if "t" in manner and len(text) > 12 and chance.random() < 0.3:
        at = 3 + int(chance.random() * (len(text) - 5))
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text


def chat(scene: Scene) -> list[Say]:
    """A conversation of one person: an opening on one of their topics, then shorter turns."""
    chance, own = scene.chance, scene.own
    topics = own["topics"].split()
    topic = topics[min(int(chance.expovariate(0.9)), len(topics) - 1)]
    first = (
        POPULAR[int(chance.random() ** 2 * len(POPULAR))]
        if chance.random() < 0.035
        else typed(one(OPENERS[topic], chance, own), own, chance)
    )
    label = LABELS.get(topic, "chat")
    says = [Say(first, out=260, capability=label, refuse_p=0.004)]
    for _ in range(scene.turns - 1):
        if chance.random() < 0.6:
            text = one(NEXT, chance, own)
        else:
            text = typed(one(OPENERS[topic], chance, own), own, chance)
        says.append(Say(text, out=220, capability=label, refuse_p=0.004))
    return says


CODER_SYSTEM = (
    "You are a coding agent in the repository <project>. Use the tools; keep changes small.",
    "You are pairing with <name> on <project> (<lang>, <lib>). Answer with patches.",
    "Act as a senior <lang> engineer. Repository: <project>. Run tests after each edit.",
)
CODER_STEPS = (
    "tool_result read_file <path>:\n<k>: def <func>(<col>):\n<k>:     return <table>.get('<col>')",
    "tool_result run_tests: <k> passed, <n> failed: <func>: <error>",
    "tool_result search '<func>': <n> hits, first in <path>:<k>",
    "tool_result edit <path>:<k>: ok, <n> lines changed",
    "no, leave <path> alone and change <func> instead",
    "tool_result bash: exit <n>\n<path>:<k>: <error>",
)
CODER_ASKS = (
    "Fix: <error> in <path> when <col> is empty",
    "Add <col> to <table> and migrate; also update <func>",
    "Why is <func> slow with <m> rows? Profile and improve it",
    "Write the endpoint for <table> with <lib>, paging by <col>, at most <k> rows",
    "Upgrade <lib> in <project> and repair what breaks",
)


def coding(scene: Scene) -> list[Say]:
    """A developer's own agent: a request, then results of tools."""
    chance, own = scene.chance, scene.own
    system = own["coder"]
    label = "agentic" if scene.turns > 4 else "coding"
    says = [Say(one(CODER_ASKS, chance, own), system, own["tools"], label, out=420, think=300)]
    says += [
        Say(one(CODER_STEPS, chance, own), system, own["tools"], label, out=300, think=120)
        for _ in range(scene.turns - 1)
    ]
    return says


APPS: tuple[tuple[str, tuple[str, ...], int, str], ...] = (
    (
        "You are the help desk of <firm>, a <sector> company. Be <adj>. Never promise refunds.",
        (
            "<issue>, order <m>",
            "hello, <issue>!!",
            "Is the <product> available in <city>, <n> pieces?",
            "<issue> since <n> days, my name is <name> <surname>",
            "do you ship to <city>",
        ),
        120,
        "support",
    ),
    (
        "Extract <col>, <col> and <col> from the text as JSON for <firm>. No other text.",
        (
            "<para>",
            "Invoice <m>\n<firm>, <city>\n<n> x <product> at <k>\nTotal <m>",
            "From: <name> <surname>\n<sent> Our order: <product>.",
        ),
        60,
        "extraction",
    ),
    (
        "Classify the message into <table>, <table>, <table> or other. One word.",
        ("<issue>", "<sent>", "<name> asks about the <product> with <feature>, <since>"),
        4,
        "classification",
    ),
    (
        "Summarise the meeting for <firm> in at most <n> bullets, <adj> style.",
        ("<para> <para>", "<name>: <sent>\n<surname>: <sent>\n<name>: <sent>"),
        190,
        "summary",
    ),
    (
        "You write product texts for <firm> (<sector>). Tone: <adj>. <k> characters.",
        ("<product> with <feature>, price <k>", "<product>, <feature> and <feature>, for <hobby>"),
        160,
        "writing",
    ),
    (
        "You tutor <course> in the <firm> app. Ask before you tell. Be <adj>.",
        (
            "I don't get <subject>",
            "is <subject> the same as <subject>? my notes say <sent>",
            "question <n>: <subject>, why <adj>?",
            "<subject> in <city> in <y>, how come?",
            "my teacher <name> says <sent>",
            "why is it <k> and not <n> in the example on <subject>",
        ),
        170,
        "tutoring",
    ),
    (
        "Translate into the language of <city>, keep placeholders. Client: <firm>.",
        (
            "<sent>",
            "<product>: <feature>, <feature>, from <k>",
            "Button: save <product> <n>",
            "<para>",
        ),
        80,
        "translation",
    ),
)


def app(scene: Scene) -> list[Say]:
    """A product of one's own: one system prompt, many end customers."""
    chance, own = scene.chance, scene.own
    _, asks, out, label = APPS[int(own["app"])]
    return [
        Say(one(asks, chance, own), own["system"], "", label, out=out) for _ in range(scene.turns)
    ]


def settle(own: dict[str, str], trade: str, languages: tuple[str, ...], chance: Random) -> None:
    """Give a person the words, habits and product that stay theirs."""
    topics = chance.sample(TOPICS, 3)
    if languages and chance.random() < 0.75:
        topics.insert(0, chance.choice(languages))
    manner = "".join(chance.sample(("l", "p", "t", "-", "-"), 2))
    own |= {"topics": " ".join(topics), "manner": manner}
    own["project"] = tell(f"{coined(chance)}-<table>", chance, {})
    own["tools"] = f"coder-{chance.randrange(14)}"
    words = {"lang": tell("<lang>", chance, {}), "lib": tell("<lib>", chance, {})}
    own["coder"] = one(CODER_SYSTEM, chance, own | words)
    if trade == "code":
        own |= words | lexicon(chance)
    elif trade == "app":
        which = chance.randrange(len(APPS))
        own |= lexicon(chance) | {"firm": tell("<firm>", chance, {}), "app": str(which)}
        own["system"] = tell(APPS[which][0], chance, own)
