"""A suite as data: which worlds, at which scale, by which held-out seeds and variants.

One TOML file each, under `suites/` or of your own. A `[[world]]` names a scenario (or a pattern of
names), what kind of question it asks, and how often it is drawn; it becomes one `Cell` per
scenario, variant and seed.
"""

import tomllib
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

import msgspec

from gauger.errors import UsageError
from gauger.simulate.scenario import POPULATION, Scenario, load, names, read_table

FOLDER = Path(__file__).parent / "suites"
Kind = Literal["reported", "ladder", "crowds", "nobody", "mixed"]
RUNG = "ladder-"


class Worlds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Worlds of one scenario, or of all whose names fit a pattern."""

    kind: Kind
    scenario: str
    scale: float
    but: tuple[str, ...] = ()
    """Scenarios that the pattern fits and that are not meant."""
    seeds: tuple[int, ...] = ()
    """Empty: the suite's."""
    variants: tuple[str, ...] = ("standard",)
    peers: bool = False
    """Whether the peers run on them as well."""
    early: bool = False
    """Whether time to the flag is measured, which costs a detection a day."""
    each_crowd: bool = False
    """One world per kind of innocent crowd, with crowds of that kind alone."""
    change: dict[str, Any] = {}
    """Fields of the scenario that are otherwise than in its file."""


class Suite(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Worlds to measure on, and who is measured."""

    name: str = ""
    title: str
    split: str
    """What these worlds have to do with those that anything was tuned on."""
    seeds: tuple[int, ...]
    peers: tuple[str, ...] = ()
    world: tuple[Worlds, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One world of a suite."""

    kind: Kind
    label: str
    """The scenario, or a crowd's kind where a world holds that alone."""
    scenario: str
    variant: str
    seed: int
    scale: float
    peers: bool
    early: bool
    change: dict[str, Any]

    @property
    def key(self) -> tuple[str, str, int, float]:
        """What tells a world from all others of a suite."""
        return self.label, self.variant, self.seed, self.scale

    def load(self) -> Scenario:
        """Its scenario, with what the suite changes. Raises UsageError."""
        found = load(self.scenario, self.variant)
        try:
            return msgspec.convert(msgspec.to_builtins(found) | self.change, Scenario)
        except msgspec.ValidationError as seen:
            raise UsageError(f"suite, world {self.label}: change does not fit: {seen}.") from seen


def suites() -> list[str]:
    """Names of the suites that come with Gauger."""
    return sorted(p.stem for p in FOLDER.glob("*.toml"))


def read_suite(name: str) -> Suite:
    """A suite by name, or from a TOML file. Raises UsageError."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not path.is_file():
        raise UsageError(f"there is no suite {name!r}; there are {', '.join(suites())}.")
    try:
        found = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Suite)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as seen:
        raise UsageError(f"{path.name} is not a suite: {seen}. Compare one of --list.") from seen
    return msgspec.structs.replace(found, name=path.stem)


def cells(
    suite: Suite,
    *,
    seeds: tuple[int, ...] = (),
    scale: float | None = None,
    rungs: tuple[str, ...] = (),
) -> list[Cell]:
    """The worlds of a suite in order; seeds, scale and rungs given here win over the suite's.

    A rung is a world's label or a pattern of labels, with or without `ladder-` in front.
    Raises UsageError when nothing is left.
    """
    every = [
        Cell(
            kind=worlds.kind, label=label, scenario=scenario, variant=variant, seed=seed,
            scale=worlds.scale if scale is None else scale, peers=worlds.peers,
            early=worlds.early, change=change,
        )
        for worlds in suite.world
        for label, scenario, change in _named(worlds)
        for variant in worlds.variants
        for seed in seeds or worlds.seeds or suite.seeds
    ]  # fmt: skip
    kept = _once([c for c in every if not rungs or any(_fits(c.label, r) for r in rungs)])
    if not kept:
        labels = ", ".join(dict.fromkeys(c.label for c in every))
        raise UsageError(f"suite {suite.name} has no world {', '.join(rungs)}; it has {labels}.")
    return kept


def crowd_kinds() -> list[str]:
    """Kinds of innocent crowds that worlds may hold."""
    return [spec["name"] for spec in read_table(POPULATION / "crowds.toml")["crowd"]]


def _named(worlds: Worlds) -> list[tuple[str, str, dict[str, Any]]]:
    """Label, scenario and changes of each world."""
    if worlds.each_crowd:
        return [
            (f"only-{kind}", worlds.scenario, worlds.change | {"crowd_kinds": [kind]})
            for kind in crowd_kinds()
        ]
    fits = [n for n in names() if fnmatch(n, worlds.scenario) and n not in worlds.but]
    found = fits or [worlds.scenario]
    return [(Path(n).stem if n.endswith(".toml") else n, n, worlds.change) for n in found]


def _once(every: list[Cell]) -> list[Cell]:
    """Each world once; with peers and time to the flag if any of its entries asks for them."""
    found: dict[tuple[str, str, int, float], Cell] = {}
    for cell in every:
        same = found.setdefault(cell.key, cell)
        found[cell.key] = replace(
            same, peers=same.peers or cell.peers, early=same.early or cell.early
        )
    return list(found.values())


def _fits(label: str, rung: str) -> bool:
    return fnmatch(label, rung) or fnmatch(label, RUNG + rung)
