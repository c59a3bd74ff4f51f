"""One seed's laboratory: its skills, teacher, base model, questions and answers."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gauger.errors import UsageError
from gauger.lab.harvest import Taken
from gauger.lab.measures import Measure, Serving
from gauger.lab.model import Model
from gauger.lab.ngram import Ngram
from gauger.lab.plan import Plan
from gauger.lab.skills import Item, Skill, generic_text, make_skills, worked
from gauger.lab.teacher import ask, make_teacher, marked_words
from gauger.lab.words import CONNECTIVES, EQUALS, STOP, VERBS, Text, answer_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Everything that one seed's students share."""

    skills: dict[str, Skill]
    teacher: Ngram
    base: Model
    open: tuple[Text, ...]
    held_out: dict[str, tuple[Item, ...]]
    seed: int

    @property
    def serving(self) -> Serving:
        """What measures may use."""
        return Serving(teacher=self.teacher, skills=self.skills, seed=self.seed)

    @property
    def key(self) -> bytes:
        """Key of the mark."""
        return f"lab mark {self.seed}".encode()


@lru_cache(maxsize=4)
def set_up(plan: Plan, seed: int) -> Bench:
    """Make one seed's laboratory; the same for the same plan and seed."""
    skills = make_skills(seed)
    rng = np.random.default_rng([seed, 9])
    held_out = {n: tuple(s.draw(rng) for _ in range(plan.held_out)) for n, s in skills.items()}
    open_ = tuple(worked(s.draw(rng), rng) for s in skills.values() for _ in range(plan.open))
    return Bench(
        skills=skills,
        teacher=make_teacher(skills, seed),
        base=_base(plan, skills, seed).learn(generic_text(plan.base_texts, skills, rng), seed),
        open=open_,
        held_out=held_out,
        seed=seed,
    )


def _base(plan: Plan, skills: dict[str, Skill], seed: int) -> Model:
    if plan.model == "ngram":
        return Ngram()
    try:
        import torch  # noqa: PLC0415 - heavy, and optional

        from gauger.lab.transformer import Shape, Transformer  # noqa: PLC0415
    except ModuleNotFoundError as seen:
        raise UsageError(
            "--model transformer needs PyTorch, which is not installed. "
            "Run `make lab`, or `pip install torch==2.13.0`; --model ngram works without."
        ) from seen
    torch.set_num_threads(1)  # one student a process: more threads change nothing but the order of sums
    rng = np.random.default_rng([seed, 12])
    seen_words = {
        w for s in skills.values() for _ in range(400) for w in _words_of(worked(s.draw(rng), rng))
    }
    generic = {w for t in generic_text(300, skills, rng) for w in _words_of(t)}
    words = sorted(seen_words | generic | {*CONNECTIVES, *VERBS, EQUALS, STOP})
    return Transformer(words, Shape(steps=plan.steps), seed)


def _words_of(text: Text) -> tuple[str, ...]:
    return (*text.prompt, *text.response)


def questions(bench: Bench, harvest: Taken, asks: int) -> list[tuple[str, ...]]:
    """What each exchange of the harvest asks; `asks` in a row ask the same.

    Held-out questions are never asked, except those of facts: a fact nobody asked about cannot be
    learned, so there the held-out questions are drawn from the same list.
    """
    closed = {i.prompt for items in bench.held_out.values() for i in items}
    found = []
    for i, name in enumerate(harvest.skills):
        first = i - i % asks
        skill = bench.skills[harvest.skills[first] if asks > 1 else name]
        rng = np.random.default_rng([bench.seed, 13, first])
        prompt = skill.draw(rng).prompt
        while prompt in closed and skill.name != "question-answering":
            prompt = skill.draw(rng).prompt
        found.append(prompt)
    return found


def served(bench: Bench, measure: Measure, prompts: list[tuple[str, ...]]) -> list[Text]:
    """What the accounts get: the teacher's answers, under the measure."""
    answers = ask(
        bench.teacher, prompts, bench.seed, marked_words(bench.key) if measure.marks else None
    )
    return [measure.serve(text, i, bench.serving) for i, text in enumerate(answers)]


def scores(bench: Bench, model: Model) -> tuple[dict[str, int], list[tuple[str, ...]]]:
    """Right answers of each skill, and all responses."""
    items = [(name, item) for name, own in bench.held_out.items() for item in own]
    said = model.answer([item.prompt for _, item in items])
    right = dict.fromkeys(bench.held_out, 0)
    for (name, item), response in zip(items, said, strict=True):
        right[name] += answer_of(response) == item.answer
    return right, said
