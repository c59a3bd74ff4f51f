"""What a laboratory run does: sizes, seeds, measures; a full one and a reduced one."""

from dataclasses import dataclass

from gauger.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run of the laboratory."""

    model: str
    """`ngram` or `transformer`: what the student is."""
    sizes: tuple[int, ...]
    """Exchanges of the thinned harvest at which a student is trained, ascending."""
    seeds: tuple[int, ...] = (0, 1, 2)
    """Each makes other facts, another teacher, base, harvest and held-out questions."""
    held_out: int = 100
    """Questions of each skill that score a student."""
    open: int = 4
    """Worked examples of each skill that an adaptive student has from elsewhere."""
    base_texts: int = 2_000
    """Pieces of generic text that the base has read."""
    measures: tuple[str, ...] = ()
    """Names of countermeasures; all if empty."""
    cap_per_day: int = 5
    """Exchanges an account may send in a day under the cap."""
    flags: tuple[float, ...] = (0.1, 0.25, 0.5)
    """Shares of the campaign's days after which its accounts are stopped."""

    def __post_init__(self) -> None:
        if len(self.seeds) < 2 or not self.sizes or min(self.sizes) < 1:
            raise UsageError("a laboratory run needs two seeds or more, and sizes of one or more.")


def full(model: str, seeds: int = 3) -> Plan:
    """The run behind the figures in the documentation."""
    seeds_ = tuple(range(seeds))
    if model == "ngram":
        return Plan(model=model, sizes=(24, 48, 96, 192, 384, 768, 1536, 3072), seeds=seeds_)
    return Plan(
        model=model, sizes=(384, 1536, 6144), seeds=seeds_, open=32, base_texts=6_000,
        measures=("none", "no-reasoning", "summarised", "marked", "perturbed", "decoy-steps"),
    )  # fmt: skip


def reduced(model: str) -> Plan:
    """A run of seconds that shows the same shapes with wider intervals."""
    if model == "ngram":
        return Plan(
            model=model, sizes=(48, 192, 768), held_out=40, base_texts=500,
            measures=("none", "no-reasoning", "summarised", "perturbed"),
        )  # fmt: skip
    return Plan(
        model=model, sizes=(96, 768), seeds=(0, 1), held_out=40, open=16, base_texts=3_000,
        measures=("none", "no-reasoning"), flags=(),
    )  # fmt: skip
