"""A scenario as data: a window, its events, and who is in it. One TOML file each.

`include` brings in the honest population and the crowds, which stand in one file each; a number
may be a range [low, high] and a word a table of weights: `draw` picks from them by seed.
"""

import tomllib
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from gauger.errors import UsageError

FOLDER = Path(__file__).parent / "scenarios"
POPULATION = Path(__file__).parent / "population"
VARIANTS = ("standard", "shifted")
Spec = dict[str, Any]
"""A cohort as it stands in the file, with ranges not yet drawn."""


def reporting_seeds_from() -> int:
    """Seeds from here on are for reporting alone: population/held_out.toml."""
    return int(read_table(POPULATION / "held_out.toml")["held_out"]["reporting_seeds_from"])


class Happening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event on a day of the scenario."""

    day: float
    kind: str
    name: str
    detail: str = ""


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A window, the events in it, and the cohorts as they stand in the file."""

    title: str
    start: datetime
    days: int
    honest_accounts: int
    honest_exchanges: int
    crowds: float = 1.0
    """Multiplies the usual number of innocent crowds; 0: none."""
    crowd_kinds: tuple[str, ...] = ()
    """Empty: all kinds."""
    campaign: tuple[Spec, ...] = ()
    event: tuple[Happening, ...] = ()
    reported: str = ""
    """What the publication says."""
    assumed: str = ""
    """What we made up to fill the gaps."""
    costs: str = ""
    """What a rung of the ladder costs the adversary."""
    variant: str = "standard"


def names() -> list[str]:
    """Names of the scenarios that come with Gauger."""
    return sorted(p.stem for p in FOLDER.glob("*.toml"))


def load(name: str, variant: str = "standard") -> Scenario:
    """Read a scenario by name, or from a TOML file. Raises UsageError."""
    if variant not in VARIANTS:
        raise UsageError(f"there is no variant {variant!r}; there are {', '.join(VARIANTS)}.")
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not path.is_file():
        near = get_close_matches(name, names(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"there is no scenario {name!r}; there are {', '.join(names())}.{hint}")
    try:
        found = msgspec.convert(_merged(path) | {"variant": variant}, Scenario)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as seen:
        raise UsageError(f"{path.name} is not a scenario: {seen}. Compare one of --list.") from seen
    if found.start.tzinfo is None:
        raise UsageError(f"{path.name}: start has no time zone. Write it as 2026-04-22T00:00:00Z.")
    return found


def read_table(path: Path) -> dict[str, Any]:
    """A TOML file of the population."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def at_day(scenario: Scenario, day: float) -> int:
    """Microseconds since 1970 of a day of the scenario."""
    return round(scenario.start.astimezone(UTC).timestamp() * 1e6 + day * 86_400e6)


def _merged(path: Path, depth: int = 0) -> dict[str, Any]:
    """The file over what it `like`s: campaigns inherit field by field, in order."""
    own = tomllib.loads(path.read_text(encoding="utf-8"))
    like = own.pop("like", "")
    campaigns = [_inherited(spec, path.parent) for spec in own.pop("campaign", [])]
    if not like:
        return own | ({"campaign": campaigns} if campaigns else {})
    if depth > 4:
        raise UsageError(f"{path.name}: `like` goes round in a circle. Name a file without `like`.")
    base = _merged(_beside(path.parent, like), depth + 1)
    changes = own.pop("change", {})
    inherited = [_layered(spec, changes) for spec in base.pop("campaign", [])]
    return base | own | {"campaign": inherited + campaigns}


def _inherited(spec: Spec, folder: Path) -> Spec:
    """A campaign over one of another file: `from = "file:name"`, or `"file"` for its namesake."""
    source = str(spec.get("from", ""))
    if not source:
        return spec
    file, _, name = source.partition(":")
    base: list[Spec] = _merged(_beside(folder, file)).get("campaign", [])
    found = [s for s in base if s["name"] == (name or file)]
    if not found:
        raise UsageError(f"{file}.toml has no campaign {name or file!r}. Mend `from = {source!r}`.")
    return _layered(found[0], {k: v for k, v in spec.items() if k != "from"})


def _layered(base: Spec, over: Spec) -> Spec:
    """`over` wins, over the base's shifted ranges as well: a rung stays the rung it is."""
    kept = {k: v for k, v in base.get("shifted", {}).items() if k not in over}
    shifted = kept | over.get("shifted", {})
    return base | over | ({"shifted": shifted} if shifted else {})


def _beside(folder: Path, name: str) -> Path:
    for path in (folder / f"{name}.toml", FOLDER / f"{name}.toml"):
        if path.is_file():
            return path
    raise UsageError(f"there is no scenario {name!r} to build on; there are {', '.join(names())}.")
