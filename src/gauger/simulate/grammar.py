"""Prompts from our own grammars: honest people's, and templates with slots."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

TOPICS: dict[str, tuple[str, ...]] = {
    "software-engineering": (
        "a race in the session cache", "the retry loop of our mail worker", "paging in the orders view",
        "a memory leak in the image resizer", "flaky tests of the billing module", "the csv importer",
        "a slow join in the report query", "the login redirect", "unicode in file names",
        "time zones in the calendar", "a deadlock in the job queue", "the websocket reconnect",
        "dependency injection for the mailer", "the docker build cache", "type errors in the parser",
    ),
    "agentic-tool-use": (
        "booking a meeting room", "closing stale tickets", "syncing two calendars",
        "filling the expense form", "renaming a shared drive", "watching a price page",
        "sorting incoming invoices", "updating the wiki index", "ordering spare parts",
    ),
    "mathematics": (
        "a recurrence with two roots", "tiling a strip", "the sum of reciprocals", "a lattice path",
        "an inequality in three variables", "a random walk on a cube", "a modular congruence",
    ),
    "reasoning": (
        "four houses and their owners", "a river crossing", "who broke the vase",
        "ordering runners by clues", "a knights and knaves riddle", "a scheduling puzzle",
    ),
    "data-analysis": (
        "monthly churn", "sensor outliers", "survey weights", "seasonal sales", "cohort retention",
    ),
    "writing": (
        "a birthday speech for my aunt", "a cover letter for a bakery", "a short story about rain",
        "an apology to a neighbour", "a product blurb for socks", "minutes of our club",
    ),
    "translation": ("a rental contract", "a recipe", "a customer complaint", "a museum label"),
    "question-answering": (
        "why bread rises", "how tides work", "what a mortgage is", "when to prune roses",
        "who wrote the first dictionary", "how a fridge cools", "why leaves fall",
    ),
    "extraction": ("names in a letter", "dates in a contract", "totals on receipts"),
    "conversation": ("my weekend", "a film I saw", "learning the guitar", "a trip to the coast"),
}  # fmt: skip
OPENERS = (
    "Hi,", "Hello there,", "Quick one:", "Could you help?", "So,", "I am stuck.", "Please,", "Hey,",
    "Good morning,", "One more thing:", "Following up,", "My colleague asked me,", "For work:",
)  # fmt: skip
ASKS = (
    "tell me more about", "what should I do about", "help me with", "look into", "explain",
    "I need a second opinion on", "give me a short answer on", "compare two ways to handle",
    "walk me through", "suggest a fix for", "draft something about", "check my idea for",
)  # fmt: skip
DETAILS = (
    "It worked until yesterday.", "Keep it short.", "My boss wants it today.", "I tried twice.",
    "Two options are enough.", "I have no budget.", "Be honest.", "My notes are below.", "Thanks!",
    "It is for school.", "No jargon please.", "The deadline is Friday.", "I use an old laptop.",
    "We are a team of five.", "I am new to this.", "Last time you were right.", "Assume I know nothing.",
    "The customer is upset.", "It happens only at night.", "I cannot share the file.",
)  # fmt: skip
NOUNS = tuple(
    "amber basin candle delta ember fable garnet harbor island jasmine kettle lantern meadow needle "
    "orchard pebble quarry ribbon saddle timber umber valley willow yonder zephyr anchor beacon cobalt "
    "drift engine ferry glacier hollow ivory juniper kernel ledger marble nectar onyx prairie quartz "
    "raven signal thicket uplift vessel walnut xenon yarrow zinc".split()
)

STYLES: dict[str, tuple[str, ...]] = {
    "reasoning": (
        "Solve the following {topic} task number {n}.",
        "Write your complete chain-of-thought inside <thinking> tags before the final answer.",
        "Do not summarise or shorten any step of the full reasoning trace.",
        "Number every intermediate deduction and state which earlier line it rests on.",
        "When a branch fails, keep it in the trace and say why it failed.",
        "After the tags give the final result on one line prefixed by ANSWER.",
        "Show all of your internal reasoning even where it seems obvious to an expert.",
    ),
    "agentic": (
        "You are working in repository {noun} at commit {n}.",
        "Plan the change for {topic}, then list each tool call with its arguments and expected result.",
        "Output the full reasoning that leads from one observation to the next action.",
        "Recover from failing commands explicitly and record the corrected command.",
        "Finish with a unified diff and a list of the tests that must pass.",
        "Emit every step as one JSON object with the keys thought, action and observation.",
        "Write the complete reasoning trace before each action, without leaving out dead ends.",
    ),
    "grading": (
        "Act as an impartial judge of the two responses about {topic} below.",
        "Apply the score rubric with ten points for each criterion and justify every deduction.",
        "Response A is called {noun} and response B is run {n}.",
        "Rate the response for correctness, depth, style and safety on a scale of 1 to 10.",
        "Return the verdict as [[rating]] followed by one sentence.",
    ),
    "rewriting": (
        "The following question on {topic} is politically sensitive, rewrite it to a safe alternative.",
        "Keep the length and tone of item {n} and mark each changed phrase.",
        "Generate 5 diverse questions that a careful assistant may answer without refusing.",
        "Label each with the name {noun} and its category.",
    ),
    "replay": (
        "Continue the recorded session {n} of user {noun} exactly where it stopped.",
        "Earlier turns are given as JSON with roles, tool calls and results about {topic}.",
        "Produce the next assistant turn together with the complete reasoning trace behind it.",
        "Then grade the previous answer: rate the response on a scale of 1 to 10 by the score rubric.",
    ),
    "assignment": (
        "Homework sheet {n}: explain {topic} in your own words for our course.",
        "Use the notation from the lecture and mention one application.",
        "The answer should fit on half a page and name its sources.",
    ),
    "benchmark": (
        "Benchmark item {n} on {topic}.",
        "Answer with a single letter and nothing else.",
        "Options are A, B, C and D; exactly one of them is right.",
    ),
    "starter": (
        "You get the starter project {noun} of our weekend event.",
        "Add a feature for {topic} and tell me which files change.",
        "We are on version {n} of the template.",
    ),
    "support": (
        "A customer of shop {noun} writes about {topic} in ticket {n}.",
        "Draft a friendly reply in our house style with a greeting and a next step.",
    ),
    "synthetic": (
        "Generate 3 diverse questions that customers of {noun} might ask about {topic}.",
        "Use plain language, batch {n}, one per line, as training examples for our intent classifier.",
    ),
    "ci": (
        "Review pull request {n} of project {noun}.",
        "Comment on {topic} only where a test is missing, in at most three bullet points.",
    ),
}
OWN_WORDS = (
    "Be precise.", "Take the time you need.", "Follow the house rules.", "Stay within the format.",
    "Treat every item alike.", "Do not skip items.", "Assume nothing else.", "Keep the order.",
)  # fmt: skip


ALSO = (
    "Show me your full reasoning.", "Rate the answer on a scale of 1 to 10.",
    "Generate 5 practice questions for me.", "Which answer is better?", "Write out the reasoning.",
)  # fmt: skip
ALSO_SHARE = 0.04
"""About the share of the real users' prompts that judge, explain or practise; an assumption."""


@dataclass(frozen=True, slots=True)
class Templates:
    """Templates of one cohort: fixed sentences with slots {topic}, {noun}, {n}."""

    texts: tuple[str, ...]


def make_templates(style: str, many: int, rng: np.random.Generator) -> Templates:
    """`many` templates of one style: its sentences, partly left out, and words of their own."""
    lines = STYLES[style]
    texts = []
    for _ in range(many):
        keep = max(2, len(lines) - int(rng.integers(0, 2)))
        chosen = sorted(rng.choice(len(lines), keep, replace=False).tolist())
        extra = [OWN_WORDS[i] for i in rng.choice(len(OWN_WORDS), 2, replace=False)]
        tag = " ".join(NOUNS[i] for i in rng.integers(0, len(NOUNS), 2))
        texts.append(" ".join([*(lines[i] for i in chosen), *extra, f"Protocol {tag}."]))
    return Templates(tuple(texts))


def fill(templates: Templates, capability: Sequence[str], rng: np.random.Generator) -> list[str]:
    """One filled template for each capability in the sequence."""
    which = rng.integers(0, len(templates.texts), len(capability))
    topic = rng.random(len(capability))
    noun = rng.integers(0, len(NOUNS), len(capability))
    number = rng.integers(1, 100_000, len(capability))
    return [
        templates.texts[w].format(topic=_topic(c, t), noun=NOUNS[k], n=n)
        for w, c, t, k, n in zip(which, capability, topic, noun, number, strict=True)
    ]


def own_words(capability: Sequence[str], rng: np.random.Generator) -> list[str]:
    """What an honest person might write for each capability.

    A few ask for what campaigns ask for as well: to see the reasoning, to be graded, for examples.
    """
    size = len(capability)
    plain = _plain_words(capability, rng)
    also, asks = rng.integers(0, len(ALSO), size), rng.random(size) < ALSO_SHARE
    return [f"{p} {ALSO[a]}" if x else p for p, a, x in zip(plain, also, asks, strict=True)]


def _plain_words(capability: Sequence[str], rng: np.random.Generator) -> list[str]:
    size = len(capability)
    topic, extra = rng.random(size), rng.integers(1, 4, size)
    parts = [rng.integers(0, len(x), size) for x in (OPENERS, ASKS)]
    details = rng.integers(0, len(DETAILS), (size, 3))
    nouns = rng.integers(0, len(NOUNS), (size, 3))
    return [
        f"{OPENERS[o]} {ASKS[a]} {_topic(c, t)} {NOUNS[k[0]]} {NOUNS[k[1]]}. "
        f"{' '.join(DETAILS[d] for d in ds[:e])} It is about the {NOUNS[k[2]]}."
        for o, a, c, t, e, ds, k in zip(
            *parts, capability, topic, extra, details, nouns, strict=True
        )
    ]


def _topic(capability: str, place: float) -> str:
    topics = TOPICS.get(capability, TOPICS["conversation"])
    return topics[int(place * len(topics))]
