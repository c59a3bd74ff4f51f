"""What a run measured, as values and as JSON."""

from pathlib import Path

import msgspec

from gauger.errors import BrokenFile, InputError
from gauger.lab.plan import Plan


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One student scored on one skill."""

    model: str
    seed: int
    measure: str
    strategy: str
    exchanges: int
    """Of the whole harvest, all skills."""
    through_day: int
    """Day of the campaign on which the last of them was taken."""
    skill: str
    skill_exchanges: int
    asked: int
    right: int
    start_right: int
    """Right before the harvest: the base, with the open examples if the strategy uses them."""

    @property
    def gain(self) -> float:
        """Share of held-out questions won by the harvest."""
        return (self.right - self.start_right) / self.asked


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What a measure costs an honest reader who is served by it, beside the teacher's own."""

    measure: str
    seed: int
    asked: int
    right: int
    """Answers right."""
    steps: int
    """True steps of reasoning in the worked answers."""
    steps_shown: int
    """Of them, shown and right."""
    steps_wrong: int
    """Steps shown that are wrong."""
    wording_nats: float
    """Extra surprise of the served words under the teacher, nats per word."""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """What a limit on accounts does: to the campaign, and to everybody else in the world."""

    measure: str
    campaign_exchanges: int
    """Of the campaign, left over by the limit."""
    of_campaign_exchanges: int
    honest_accounts: int
    honest_hit: int
    honest_exchanges: int
    honest_refused: int


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the mark a student shows: share of keyed choices among its synonyms."""

    seed: int
    strategy: str
    exchanges: int
    choices: int
    """Distinct (word before, word) pairs."""
    share: float
    z: float
    """Against decoy keys: (share - mean) / standard deviation."""


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run."""

    version: str
    plan: Plan
    campaign: str
    campaign_exchanges: int
    harvest_mix: dict[str, int]
    """Of the thinned harvest, first seed."""
    rows: tuple[Row, ...]
    costs: tuple[Cost, ...]
    reach: tuple[Reach, ...]
    marks: tuple[Mark, ...]
    teacher_right: float
    """Share of held-out questions that the teachers' sampled answers get right."""
    seconds: float
    """Wall clock of the run; not part of what is equal for equal seeds."""


FILE = "lab.json"


def write_results(results: Results, folder: Path) -> None:
    """Write `results` into an existing folder."""
    text = msgspec.json.format(msgspec.json.encode(results), indent=1)
    (folder / FILE).write_bytes(text + b"\n")


def read_results(folder: Path) -> Results:
    """Read a run. Raises InputError naming what is missing or broken."""
    file = folder / FILE
    if not file.is_file():
        raise InputError(
            f"{folder} holds no laboratory run: there is no {FILE}. "
            "Make one with `gauger lab run --out LAB`."
        )
    try:
        return msgspec.json.decode(file.read_bytes(), type=Results)
    except (msgspec.MsgspecError, UnicodeDecodeError) as seen:
        raise BrokenFile(file, "a laboratory run", str(seen), "Run `gauger lab run` again.") from seen
