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
    open: int = 24
    """Worked examples of each skill that an adaptive student has from elsewhere."""
    base_texts: int = 2_000
    """Pieces of generic text that the base has read."""
    measures: tuple[str, ...] = ()
    """Names of countermeasures; all if empty."""
    adaptive: bool = True
    """Whether students that work round a measure are trained too."""
    steps: int = 600
    """Steps of each training of a transformer."""
    cap_per_day: int = 5
    """Exchanges an account may send in a day under the cap; 0 for no cap."""
    flags: tuple[float, ...] = (0.1, 0.25, 0.5)
    """Shares of the campaign's days after which its accounts are stopped."""

    def __post_init__(self) -> None:
        if len(self.seeds) < 2 or not self.sizes or min(self.sizes) < 1:
            raise UsageError("a laboratory run needs two seeds or more, and sizes of one or more.")


    @property
    def limits(self) -> tuple[str, ...]:
        """Names of the limits on accounts that are tried."""
        flags = tuple(f"flag-at-{share:.0%}" for share in self.flags)
        return (*flags, "capped") if self.cap_per_day else flags


def full(model: str, seeds: int = 3) -> Plan:
    """Everything: the run behind the n-gram figures in the documentation."""
    sizes = (24, 48, 96, 192, 384, 768, 1536, 3072) if model == "ngram" else (96, 384, 1536, 6144)
    return Plan(model=model, sizes=sizes, seeds=tuple(range(seeds)), base_texts=_texts(model))


def curve(model: str, seeds: int = 3) -> Plan:
    """From nothing to a gain curve with intervals: with and without reasoning, passive students."""
    sizes = (24, 96, 384, 1536) if model == "ngram" else (96, 384, 1536)
    return Plan(
        model=model, sizes=sizes, seeds=tuple(range(seeds)), base_texts=_texts(model),
        measures=("none", "no-reasoning"), adaptive=False, flags=(), cap_per_day=0,
    )  # fmt: skip


def reduced(model: str, seeds: int = 3) -> Plan:
    """A run of seconds that shows the same shapes with wider intervals."""
    if model == "ngram":
        return Plan(
            model=model, sizes=(48, 192, 768), seeds=tuple(range(seeds)), held_out=40,
            base_texts=300, measures=("none", "no-reasoning", "perturbed"), flags=(0.25,),
        )  # fmt: skip
    return Plan(
        model=model, sizes=(96, 384), seeds=tuple(range(seeds)), held_out=40, base_texts=1_000,
        measures=("none",), adaptive=False, steps=60, flags=(), cap_per_day=0,
    )  # fmt: skip


def _texts(model: str) -> int:
    return 1_000 if model == "ngram" else 6_000
