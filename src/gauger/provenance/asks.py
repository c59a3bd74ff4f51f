"""What a suspect is asked: cues of canaries, and the operator's own prompts, several times each.

A prompt must not come from marked answers: a model that copies its prompt would carry the mark.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from gauger.provenance.examine import Bench, canaries_of
from gauger.provenance.plan import PlannedTest
from gauger.provenance.suspects import Output, read_lines

SAMPLES = 5
"""Times that each cue is asked: the majority is the suspect's choice."""
COMPLETE = "Complete this sentence. Answer with the sentence alone.\n\n"


class Ask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question. `prompt` is what the tests read, `say` what is sent."""

    prompt: str
    say: str = ""
    topic: str = ""

    @property
    def sent(self) -> str:
        """What the suspect gets to read."""
        return self.say or self.prompt


def asks_for(bench: Bench, prompts: Sequence[Output], *, samples: int = SAMPLES) -> list[Ask]:
    """Everything that a plan's tests need an answer to, `samples` times each, in a fixed order."""
    wanted = [
        Ask(prompt=c.cue, say=COMPLETE + c.cue)
        for test in _canary_tests(bench)
        for c in canaries_of(test, bench)
    ]
    wanted += [Ask(prompt=p.prompt, topic=p.topic) for p in prompts]
    return [ask for ask in dict.fromkeys(wanted) for _ in range(samples)]


def missing(asks: Sequence[Ask], answered: Iterable[Output]) -> list[Ask]:
    """Asks without an answer yet."""
    left = Counter((a.prompt, a.topic) for a in answered)
    todo = []
    for ask in asks:
        if left[ask.prompt, ask.topic] > 0:
            left[ask.prompt, ask.topic] -= 1
        else:
            todo.append(ask)
    return todo


def collect(
    asks: Sequence[Ask],
    path: Path,
    answers: Callable[[Sequence[str]], Iterator[str]],
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Fill a file of outputs with what is missing, each answer on disk before the next is asked.

    An interrupted run goes on where it stopped, since answers cost money.
    """
    held = read_lines(path, Output, "outputs") if _has_any(path) else []
    todo = missing(asks, held)
    say(f"asking {len(todo)} of {len(asks)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        for ask, text in zip(todo, answers([a.sent for a in todo]), strict=False):
            row = Output(prompt=ask.prompt, topic=ask.topic, text=text)
            file.write(msgspec.json.encode(row) + b"\n")


def _has_any(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _canary_tests(bench: Bench) -> list[PlannedTest]:
    tests = [t for t in bench.plan.tests if t.kind == "canaries"]
    if bench.plan.which == "canaries":
        more = bench.registry.campaigns("canary")
        tests += [PlannedTest(kind="canaries", campaign=c) for c in more]
    return tests
