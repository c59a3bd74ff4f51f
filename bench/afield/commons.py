"""What circulates freely: frameworks, benchmarks, past papers, phrases that everybody copies."""

from random import Random

from bench.afield.text import ANYONE, Voice, Writer, bank, frames, repairs, rubrics, tickets, word


class Commons:
    """What circulates freely, so that strangers share it: frameworks, benchmarks, papers, phrases."""

    def __init__(self, rng: Random) -> None:
        lines = [
            f"{ANYONE.say(rng, 'manner')} You may call tools one at a time; {ANYONE.say(rng, 'rule')}."
            for _ in range(9)
        ]
        names = [word(rng).title() for _ in range(3)]
        self.frameworks = [
            (
                f"You are {n}, an autonomous software engineer. " + " ".join(rng.sample(lines, 6)),
                f"tools_{rng.getrandbits(48):012x}",
            )
            for n in names
        ]
        self.defaults = [
            "You are a helpful assistant.",
            "You are a helpful assistant. Answer concisely.",
            "Use the following context to answer the question. If you don't know, say so.",
            "You are an AI assistant that follows instructions extremely well.",
        ]
        self.benchmark = bank(rng, 900)
        self.papers = [bank(rng, 70) for _ in range(4)]
        self.ways = frames(rng, "reason", 14)
        self.rubrics = rubrics(rng, 5)
        self.tickets = tickets(rng, 45, 6)

    def agent(self, rng: Random, voice: Voice) -> Writer:
        """An open-source agent at work on somebody's own repositories, or on well-known ones."""
        system, tools = rng.choices(self.frameworks, (7, 3, 2))[0]
        own = tickets(rng, 3, 9, voice) + rng.sample(self.tickets, 2)
        return repairs(own, system, tools, voice=voice, turns=(2, 16))
