"""Jobs of honest houses: their assistants, pipelines, papers and pastimes."""

from random import Random

from bench.glen import trades, words
from bench.glen.desks import PACK, agentic
from bench.glen.roster import Desk
from bench.glen.texts import Ask, Voice, Work, code, mail, own_system, prose, sentence, voice
from bench.glen.world import World


def one_system(kind: str, *, tools: bool = False) -> Desk:
    """A house's own assistant: one system prompt, and each caller's matter."""

    def desk(world: World, rng: Random) -> Work:
        system = (
            own_system(rng, voice(rng, lang="en")) + " " + own_system(rng, voice(rng, lang="en"))
        )
        held = world.number("tools_", 48) if tools else None

        def work(dice: Random, own: Voice) -> list[Ask]:
            asks = [
                Ask(
                    prompt=" ".join(sentence(dice, own) for _ in range(dice.randint(1, 5))),
                    kind=kind,
                    system=system,
                    tools=held,
                )
            ]
            while dice.random() < 0.5 and len(asks) < 9:
                asks.append(Ask(prompt=sentence(dice, own), kind=kind, system=system, tools=held))
            return asks

        return work

    return desk


def audit(_world: World, _rng: Random) -> Work:
    """A bank that must keep why each case was decided, in tags that its archive reads."""
    system = f"Decide the case under policy. {PACK} The record is kept for the auditor."
    return lambda dice, own: [
        Ask(
            prompt=f"case {dice.randint(10_000, 99_999)}: amount {dice.randint(90, 90_000)}\n"
            + " ".join(sentence(dice, own) for _ in range(3)),
            kind="reason",
            system=system,
        )
    ]


def reviews(world: World, rng: Random) -> Work:
    """A pipeline that lets the model look at each change."""
    system, held = own_system(rng, voice(rng, lang="en")), world.number("tools_", 48)
    return lambda dice, own: [
        Ask(prompt=f"diff {i}\n{code(dice, own)}", kind="code", system=system, tools=held)
        for i in range(dice.randint(1, 6))
    ]


def essays(_world: World, rng: Random) -> Work:
    """Pupils' essays under a school's rubric, three classes on one question."""
    titles = [trades.knowledge(rng, "en") for _ in range(6)]
    return lambda dice, own: [
        Ask(
            prompt=f"Mark out of 20 by our rubric (content, structure, language, sources); reasons per criterion.\nTask: {dice.choice(titles)}\nPupil {dice.randint(1, 90)}: {trades.answer(dice, own, 4, 9)}",
            kind="judge",
        )
    ]


def published(_world: World, rng: Random) -> Work:
    """A list of tasks that a paper published, run in full in several languages."""
    tasks = [
        (lang, trades.knowledge(rng, lang)) for lang in ("en", *words.TONGUES) for _ in range(40)
    ]
    ways = (
        "Think step by step in the language of the question.",
        PACK,
        "Answer at once.",
        "First list what is known.",
    )
    return lambda dice, _own: [
        Ask(prompt=f"{q}\n{dice.choice(ways)}", kind="reason") for _, q in dice.sample(tasks, 3)
    ]


def translation(_world: World, rng: Random) -> Work:
    terms = "; ".join(
        f"{rng.choice(words.ADJECTIVES)} = {words.syllables(rng, 1, 2)}" for _ in range(8)
    )
    return lambda dice, own: [
        Ask(
            prompt=" ".join(sentence(dice, own) for _ in range(dice.randint(2, 6))),
            kind="translate",
            system=f"Translate for print. Glossary: {terms}. Keep tags.",
        )
        for _ in range(dice.randint(1, 7))
    ]


def articles(_world: World, rng: Random) -> Work:
    """Pages that only a search engine shall read, by the hundred from one wording."""
    sites = [words.firm(rng) for _ in range(9)]

    def work(dice: Random, own: Voice) -> list[Ask]:
        topic = dice.choice(words.FIELDS[dice.choice(own.topics)])
        return [
            Ask(
                prompt=f"Write a 1200 word SEO article with H2 headings and an FAQ. Keyword: {dice.choice(words.ADJECTIVES)} {topic} {words.surname(dice)}. Link to {dice.choice(sites)} twice.",
                kind="write",
            )
        ]

    return work


def cards(_world: World, rng: Random) -> Work:
    """Characters that a community passes around, and what its players say to them."""
    held = [
        f"[{trades.persona(rng)}] Stay in character. {sentence(rng, voice(rng, lang='en'))} Narrate in third person."
        for _ in range(14)
    ]

    def work(dice: Random, own: Voice) -> list[Ask]:
        card = dice.choice(held)
        return [
            Ask(
                prompt=f"*{dice.choice(words.VERBS)}s {dice.choice(words.ADVERBS)}* {sentence(dice, own)}",
                kind="story",
                system=card,
                refused_p=0.03,
            )
            for _ in range(dice.randint(3, 16))
        ]

    return work


def wire(_world: World, _rng: Random) -> Work:
    """A newsroom: agency copy to shorten, head-lines, mails to sources."""
    return lambda dice, own: [
        Ask(
            prompt=f"Desk style, 80 words, two headlines:\n{prose(dice, own)}"
            if dice.random() < 0.7
            else mail(dice, own),
            kind="write",
        )
    ]


def starter(world: World, rng: Random) -> Work:
    """A hackathon's starter kit: its system prompt and tools in everybody's first hours."""
    system, held = own_system(rng, voice(rng, lang="en")), world.number("tools_", 48)
    return lambda dice, own: [
        Ask(
            prompt=code(dice, own) if dice.random() < 0.6 else sentence(dice, own),
            kind="code",
            system=system,
            tools=held if dice.random() < 0.5 else None,
        )
        for _ in range(dice.randint(1, 8))
    ]


def first_look(_world: World, rng: Random) -> Work:
    """The questions that enthusiasts put to every new model."""
    asked = (
        [trades.plain(p) for p in trades.problems(rng, 15)]
        + [trades.knowledge(rng, "en") for _ in range(25)]
        + [snippet_task(rng) for _ in range(10)]
    )
    return lambda dice, _own: [
        Ask(prompt=q, kind="reason") for q in dice.sample(asked, dice.randint(1, 6))
    ]


def snippet_task(rng: Random) -> str:
    return f"Make one HTML file: a {rng.choice(words.ADJECTIVES)} {rng.choice(words.FIELDS[rng.choice(words.TOPICS)])} that can {rng.choice(words.VERBS)} and {rng.choice(words.VERBS)}, physics included"


def handed_over(world: World, _rng: Random) -> Work:
    """Teams whose agent sessions are resumed by a colleague, thinking signatures and all."""
    open_sessions = [world.number("th_") for _ in range(60)]
    inner = agentic(turns=(2, 7))(world, _rng)

    def work(dice: Random, own: Voice) -> list[Ask]:
        asks = inner(dice, own)
        if dice.random() < 0.5:
            asks[0].reuse = dice.choice(open_sessions)
        return asks

    return work
