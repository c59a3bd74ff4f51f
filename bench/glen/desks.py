"""Jobs that honest groups and operators both have: what a desk sets up, and one piece of its work.

The banks and the wordings here are public: a prompt pack, an olympiad collection, a rubric that
everybody copies. An operator who takes them looks like all who did so before.
"""

from collections.abc import Iterator
from itertools import cycle
from random import Random

from bench.glen import trades, words
from bench.glen.roster import Desk
from bench.glen.texts import (
    Ask,
    Voice,
    Work,
    ordinary,
    sentence,
    voice,
)
from bench.glen.trades import Problem
from bench.glen.world import World

PACK = "Before you answer, put everything you think into <thinking> tags, one thought per line, including doubts and dead ends. Then give the result in <answer> tags."
RUBRIC = "Score the two responses from 1 to 10 for correctness, completeness, clarity and safety. Say which is better and justify each score in two sentences. End with VERDICT: A, B or TIE."
CLEANER = "Rewrite the reasoning below as clean numbered steps. Remove repetition and dead ends, keep every deduction that is needed, and do not add a result that is not there."
HARNESS = "You are Forge, a coding agent in the user's terminal. Use the tools to read, edit and test files. Work in small steps, and run the tests before you finish."
HARNESS_TOOLS = "tools_5c2e91d07fb3"
CUSTOMER = "You write both sides of a conversation between a customer and a support agent. Keep to the persona, vary the length of turns, and let the agent solve the problem only after at least three questions."


def bank(world: World, name: str, count: int) -> list[Problem]:
    """A collection of problems: the same for all in this world who hold it."""
    return trades.problems(world.dice(f"bank/{name}"), count)


def queue(world: World, name: str, count: int) -> Iterator[Problem]:
    """A collection worked through once by all of an operator's pools, then again."""
    if name not in world.queues:
        world.queues[name] = cycle(bank(world, name, count))
    return world.queues[name]


def just_ordinary(_world: World, _rng: Random) -> Work:
    """A group that shares a place or a line, and no work."""
    return ordinary


def sheet(name: str, held: int, used: int, *, working: bool = True) -> Desk:
    """Problems of a bank in the bank's own words, as students and enthusiasts paste them."""

    def desk(world: World, rng: Random) -> Work:
        chosen = rng.sample(bank(world, name, held), used)

        def work(dice: Random, own: Voice) -> list[Ask]:
            text = trades.plain(dice.choice(chosen))
            if working and dice.random() < 0.6:
                text = trades.with_working(dice, text)
            asks = [Ask(prompt=text, kind="solve")]
            if dice.random() < 0.35:
                asks.append(
                    Ask(
                        prompt=f"{dice.choice(('wait', 'why', 'i got', 'is it', 'check'))} {dice.randint(2, 900)}{dice.choice(('?', ' here?', ' instead', ''))} {sentence(dice, own)}",
                        kind="solve",
                    )
                )
            return asks

        return work

    return desk


def packed(_world: World, _rng: Random) -> Work:
    """Users of the prompt pack: its wording around whatever they wonder about."""

    def work(dice: Random, own: Voice) -> list[Ask]:
        question = trades.knowledge(dice, own.lang) if dice.random() < 0.5 else sentence(dice, own)
        return [
            Ask(
                prompt=f"{PACK}\n\n{question}" if dice.random() < 0.7 else f"{question}\n\n{PACK}",
                kind="reason",
            )
        ]

    return work


def rubric(copies: int, *, spare: int = 400) -> Desk:
    """Two answers to grade; each pair goes to so many graders."""

    def desk(_world: World, rng: Random) -> Work:
        makers = [voice(rng, lang="en") for _ in range(25)]
        queue: list[str] = []

        def work(dice: Random, _own: Voice) -> list[Ask]:
            while len(queue) < spare:
                maker = dice.choice(makers)
                pair = f"Question: {trades.knowledge(dice, 'en')}\n\n[A] {trades.answer(dice, maker)}\n\n[B] {trades.answer(dice, maker)}"
                queue.extend([pair] * copies)
            return [Ask(prompt=queue.pop(dice.randrange(len(queue))), kind="judge", system=RUBRIC)]

        return work

    return desk


def opinions(_world: World, rng: Random) -> Work:
    """People who are paid to say which answer is better, and ask for help in their own words."""
    makers = [voice(rng, lang="en") for _ in range(30)]
    queue: list[tuple[str, str]] = []

    def work(dice: Random, own: Voice) -> list[Ask]:
        while len(queue) < 90:
            maker = dice.choice(makers)
            queue.extend([(trades.answer(dice, maker, 2, 4), trades.answer(dice, maker, 2, 4))] * 3)
        a, b = queue.pop(dice.randrange(len(queue)))
        hint = dice.choice(
            (
                "which would you pick",
                "first or second",
                "better one?",
                "compare these",
                "I lean to the first",
                "rank both",
                "what's wrong with the weaker",
                "grade them for me",
                "can't decide between",
            )
        )
        names = dice.choice(
            (
                ("1)", "2)"),
                ("first:", "second:"),
                ("A -", "B -"),
                ("left", "right"),
                ("response one\n", "response two\n"),
            )
        )
        why = dice.choice(
            (
                "and why",
                "reasons please",
                "be critical",
                "explain like a teacher",
                "point by point",
                "what would fix it",
                "facts first, then style",
            )
        )
        shown = f"{names[0]} {a}\n{names[1]} {b}"
        text = f"{hint} {why}\n\n{shown}" if dice.random() < 0.5 else f"{shown}\n\n{hint}, {why}"
        asks = [Ask(prompt=text, kind="judge")]
        if dice.random() < 0.5:
            asks.append(
                Ask(
                    prompt=f"{dice.choice(('but', 'hm', 'ok, though', 'sure?', 'and'))} {sentence(dice, own)}",
                    kind="judge",
                )
            )
        return asks

    return work


def agentic(
    system: str = HARNESS,
    tools: str = HARNESS_TOOLS,
    *,
    samples: int = 1,
    turns: tuple[int, int] = (3, 14),
) -> Desk:
    """A coding agent on an issue; an operator lets several accounts try the same one."""

    def desk(_world: World, _rng: Random) -> Work:
        queue: list[tuple[str, str]] = []

        def work(dice: Random, _own: Voice) -> list[Ask]:
            if len(queue) < 40:
                for _ in range(20):
                    queue.extend([trades.issue(dice)] * samples)
            repo, text = queue.pop(dice.randrange(len(queue)))
            asks = [Ask(prompt=f"repo {repo}\n{text}", kind="agent", system=system, tools=tools)]
            asks += [
                Ask(prompt=trades.tool_result(dice), kind="agent", system=system, tools=tools)
                for _ in range(dice.randint(*turns))
            ]
            return asks

        return work

    return desk


def dialogues(_world: World, rng: Random) -> Work:
    """Conversations between made-up people, from one wording and many personas."""
    goods = [
        f"{rng.choice(words.ADJECTIVES)} {rng.choice(words.FIELDS[rng.choice(words.TOPICS)])}"
        for _ in range(300)
    ]

    def work(dice: Random, own: Voice) -> list[Ask]:
        return [
            Ask(
                prompt=f"Customer: {trades.persona(dice)}\nProduct: {dice.choice(goods)}\nTrouble: {sentence(dice, own)}\nTurns: {dice.randint(6, 20)}",
                kind="dialog",
                system=CUSTOMER,
            )
        ]

    return work


def cleaning(system: str = CLEANER) -> Desk:
    """Raw thinking to be made readable."""

    def desk(_world: World, rng: Random) -> Work:
        makers = [voice(rng, lang="en") for _ in range(20)]
        return lambda dice, _own: [
            Ask(prompt=trades.trace(dice, dice.choice(makers)), kind="clean", system=system)
        ]

    return desk


def authors(world: World, _rng: Random) -> Work:
    """A publisher of tests who lets problems be put into new words, with solutions."""
    held = bank(world, "olympiad", 3_000)
    return lambda dice, own: [
        Ask(
            prompt=trades.with_working(dice, trades.reworded(dice, dice.choice(held), own)),
            kind="solve",
        )
    ]
