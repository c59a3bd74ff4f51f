"""What people write who have a job to do with the model, honest or not: the same jobs for both.

Problems with numbers, knowledge questions in many languages, repositories to mend, answers to
grade, traces to clean, customers to play. Crowds and operators draw from the same makers, and some
of the same banks, so the topic alone tells nothing.
"""

from dataclasses import dataclass
from random import Random

from bench.glen import words
from bench.glen.texts import Voice, error, sentence, snippet

FACTS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("{p} drives {a} km from {x} to {y}", "the road between {x} and {y}, {a} km, is taken by {p}", "{x} and {y} lie {a} km apart; {p} goes by car", "{p}'s trip {x}-{y} measures {a} kilometres"),
        ("a fuel stop takes {b} minutes", "{b} min are lost refuelling", "refuelling: {b} minutes", "there's a {b} minute break for petrol"),
        ("the second half is done at {c} km/h", "after halfway the speed is {c} km/h", "{c} km/h from the midpoint on", "past the middle, {p} holds {c} km/h"),
    ),
    (
        ("an urn holds {a} red and {b} blue balls", "{a} red balls lie with {b} blue ones in an urn", "urn: red {a}, blue {b}", "there are {b} blue balls and {a} red ones"),
        ("{c} are drawn without replacement", "someone takes {c} and puts none back", "draw {c}, no replacement", "{c} leave the urn for good"),
        ("{p} wins if red outnumbers blue", "a majority of red pays {p}", "{p} hopes for more reds than blues", "more red than blue counts as success for {p}"),
    ),
    (
        ("a tank of {a} litres drains through two valves", "two valves empty {a} l of water", "{a} litres leave a vessel by a pair of valves", "volume {a} l, outlets: two"),
        ("the first alone needs {b} hours", "valve one would take {b} h by itself", "{b} hours for valve A alone", "alone, A empties it in {b} h"),
        ("the other clogs after {c} minutes", "from minute {c} valve B is blocked", "B fails at {c} min", "past {c} minutes nothing passes B"),
    ),
    (
        ("f(x) = x^3 - {a}x + {b}", "the cubic has coefficients 1, 0, -{a}, {b}", "take x cubed minus {a} x plus {b}", "let f be x³−{a}x+{b}"),
        ("the tangent at x = {c} is drawn", "consider the tangent line where x equals {c}", "at abscissa {c} a tangent touches", "tangent point: x={c}"),
        ("it meets the curve once more at {p}", "name the other intersection {p}", "{p} denotes the second meeting point", "call {p} where they cross again"),
    ),
    (
        ("{a} mol of gas sit in {b} litres", "a vessel of {b} l contains {a} moles", "n = {a}, V = {b} l", "{b} litres confine {a} mol"),
        ("it is heated by {c} kelvin", "temperature rises {c} K", "warming: {c} K", "{c} degrees are added"),
        ("{p} lets the piston move freely afterwards", "then {p} releases the piston", "the piston, freed by {p}, moves", "afterwards pressure equalises as {p} unlocks it"),
    ),
    (
        ("{p} owes {a} at {b} percent a year", "a loan of {a}, yearly rate {b} %, burdens {p}", "principal {a}; interest {b}% p.a.; debtor {p}", "{b} % is charged on {p}'s {a}"),
        ("{c} is paid back each month", "monthly instalments of {c}", "every month {c} goes to the bank", "repayment {c} monthly"),
        ("fees in {x} double after year two", "from the third year {x} charges twice the fee", "{x}'s fee doubles later", "year three brings a doubled fee at {x}"),
    ),
    (
        ("a graph has {a} nodes, each of degree {b}", "every one of {a} vertices meets {b} edges", "{b}-regular graph, order {a}", "take {a} vertices of valency {b}"),
        ("{c} edges are coloured red", "red is the colour of {c} edges", "paint {c} edges red", "{c} of the edges turn red"),
        ("{p} removes a vertex at random", "at random, {p} deletes one vertex", "a uniformly chosen node goes, says {p}", "one node disappears by {p}'s lot"),
    ),
    (
        ("{a} g of a salt dissolve in {b} ml", "in {b} ml somebody dissolves {a} grams of salt", "mass {a} g, volume {b} ml", "a {b} ml flask takes up {a} g"),
        ("the acid is {c} millimolar", "acid at {c} mM", "{c} mmol/l acid is used", "an acid of {c} mM stands ready"),
        ("{p} titrates to pH seven", "{p} goes on until neutral", "neutral point reached by {p}", "titration by {p} ends neutral"),
    ),
)  # fmt: skip
GOALS = (
    (
        "how long does it take",
        "find the duration",
        "time needed?",
        "when is it over",
        "work out the total time",
    ),
    (
        "what is the probability",
        "how likely is it",
        "chance?",
        "compute the odds",
        "give the likelihood as a fraction",
    ),
    (
        "what is the final value",
        "find the end state",
        "what results",
        "determine the outcome",
        "give the last figure",
    ),
    (
        "derive a closed form",
        "find a formula",
        "can it be written in closed form",
        "generalise to n",
        "express it symbolically",
    ),
    (
        "prove the bound is tight",
        "show nothing better exists",
        "argue optimality",
        "is that the best possible",
        "establish the lower bound",
    ),
)
FRAMES = (
    "Stuck on this: {0} {1}", "{1}? Given: {0}", "My cousin asked. {0} {1}", "{0} So: {1}", "From a worksheet. {0} Task: {1}", "I get different answers. {0} {1}, please",
    "Setting:\n{0}\n\n{1}", "{0} Now {1}.", "Think about {1}. {0}", "Curious about one thing; {0} {1}?", "{0} I'd love to understand: {1}", "Puzzle night! {0} {1}",
)  # fmt: skip
WORKINGS = (
    "show the working", "write out each line", "don't skip algebra", "justify every move", "why does each step hold", "I want to follow the logic", "go slowly", "with reasons",
    "explain how you got there", "all intermediate results too", "derive, don't state", "tell me what you considered", "check it at the end", "start from what is known",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with its numbers; `number` is its place in its bank."""

    number: int
    family: int
    goal: int
    slots: tuple[tuple[str, str], ...]


def problems(rng: Random, count: int) -> list[Problem]:
    """A bank of problems, as somebody would keep in a file."""
    bank = []
    for number in range(count):
        slots = {
            "p": rng.choice(words.FIRSTS),
            "x": words.surname(rng),
            "y": words.surname(rng),
            "a": str(rng.randint(20, 900)),
            "b": str(rng.randint(3, 60)),
            "c": str(rng.randint(2, 150)),
        }
        bank.append(
            Problem(
                number, rng.randrange(len(FACTS)), rng.randrange(len(GOALS)), tuple(slots.items())
            )
        )
    return bank


def plain(problem: Problem) -> str:
    """A problem as it stands in the bank: the same words for whoever asks it."""
    facts = ". ".join(variants[0] for variants in FACTS[problem.family]).format(
        **dict(problem.slots)
    )
    return f"{facts[0].upper()}{facts[1:]}. {GOALS[problem.goal][0].capitalize()}?"


def reworded(rng: Random, problem: Problem, own: Voice | None = None) -> str:
    """A problem in new words, order and setting, as a model would rewrite it."""
    facts = [
        rng.choice(variants).format(**dict(problem.slots)) for variants in FACTS[problem.family]
    ]
    rng.shuffle(facts)
    text = rng.choice(FRAMES).format(
        rng.choice((". ", "; ", ", and ", "\n")).join(facts) + ".", rng.choice(GOALS[problem.goal])
    )
    if own and rng.random() < 0.5:
        text = (
            f"{sentence(rng, own)} {text}" if rng.random() < 0.5 else f"{text} {sentence(rng, own)}"
        )
    return text


def with_working(rng: Random, text: str) -> str:
    """The same question, asked so that the answer shows how it was found."""
    return f"{text} {rng.choice(WORKINGS).capitalize()}{rng.choice(('.', '!', ', please.', ''))}"


def knowledge(rng: Random, lang: str) -> str:
    """A question of a field in a language, asked in full so that the answer is long."""
    if lang == "en":
        field = words.FIELDS[rng.choice(words.TOPICS)]
        a, b, c = rng.sample(field, 3)
        adj = rng.choice(words.ADJECTIVES)
        return rng.choice(
            (f"why does a {adj} {a} change the {b}, and what follows for the {c}", f"compare {a} with {b} where the {c} is {adj}", f"how would an expert judge a {adj} {c}, given {a} and {b}",
             f"history of the {adj} {a}: which {b} mattered, which {c} did not", f"teach {a} to somebody who knows only {b}; use a {adj} {c}", f"{a} or {b}? decide for a {adj} {c}")
        )  # fmt: skip
    t = words.TONGUES[lang]
    gap = "" if lang == "zh" else " "
    parts = [
        rng.choice(t["o"]),
        rng.choice(t["v"]),
        rng.choice(t["n"]),
        rng.choice(t["a"]),
        rng.choice(t["j"]),
        rng.choice(t["n"]),
        rng.choice(t["j"]),
        rng.choice(t["n"]),
        rng.choice(t["a"]),
    ]
    return gap.join(parts) + "? " + rng.choice(t["r"])


def issue(rng: Random) -> tuple[str, str]:
    """A repository's name and an issue in it."""
    repo = f"{words.syllables(rng, 1, 2)}/{words.identifier(rng)}"
    a, b, c = (words.identifier(rng) for _ in range(3))
    return (
        repo,
        f"{a} {rng.choice(words.PASTS)} when {b} is {rng.choice(words.ADJECTIVES)} ({c} ignored)\n{error(rng)}\n{snippet(rng)}",
    )


def tool_result(rng: Random) -> str:
    """What a coding harness sends back after a tool ran."""
    path = f"src/{words.identifier(rng)}/{words.identifier(rng)}.{rng.choice(('py', 'ts', 'go', 'rs'))}"
    return rng.choice(
        (
            f"$ cat {path}\n{snippet(rng)}",
            f"$ grep -rn {words.identifier(rng)} src\n{path}:{rng.randint(1, 900)}: {words.identifier(rng)}",
            f"FAILED {path}::{words.identifier(rng)} - {error(rng)}",
            f"edited {path} (+{rng.randint(1, 60)} -{rng.randint(0, 30)})\n{snippet(rng)}",
            f"{rng.randint(3, 80)} passed, {rng.randint(0, 4)} failed in {rng.randint(1, 90)}.{rng.randint(10, 99)}s\n{error(rng)}",
        )
    )


def answer(rng: Random, own: Voice, low: int = 2, high: int = 6) -> str:
    """An answer that some model gave before, pasted back in."""
    return " ".join(sentence(rng, own) for _ in range(rng.randint(low, high)))


def trace(rng: Random, own: Voice) -> str:
    """A model's raw thinking with its detours."""
    marks = (
        "hmm",
        "wait",
        "okay so",
        "let me check",
        "alternatively",
        "no,",
        "right:",
        "scratch that",
        "so",
        "again",
    )
    return " ".join(
        f"{rng.choice(marks)} {sentence(rng, own)[:-1].lower()} = {rng.randint(2, 999)}."
        for _ in range(rng.randint(5, 11))
    )


def persona(rng: Random) -> str:
    """Somebody for the model to be, or to talk to."""
    return f"{rng.choice(words.FIRSTS)} {words.surname(rng)}, {rng.randint(19, 82)}, {rng.choice(words.ADJECTIVES)}, {rng.choice(words.ADJECTIVES)}, owns a {rng.choice(words.ADJECTIVES)} {rng.choice(words.FIELDS[rng.choice(words.TOPICS)])}, lives in {words.surname(rng)}"
