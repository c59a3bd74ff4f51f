"""A scenario as data: who sends what, when, through what. One TOML file each."""

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

import msgspec

from gauger.errors import UsageError

FOLDER = Path(__file__).parent / "scenarios"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Accounts of one kind: an honest population, an innocent crowd, or a campaign."""

    name: str
    kind: str
    """`honest`, `crowd` or `campaign`."""
    accounts: int
    exchanges: int
    """Of all its accounts together."""
    sigma: float = 1.2
    """Spread of exchanges over accounts: standard deviation of their logarithm."""
    start_day: float = 0.0
    end_day: float = 1e9
    rhythm: str = "human"
    """`human`, `flat`, `night` or `office`."""
    network: str = "home"
    """`home`, `mobile`, `gateway`, `pool` or `hosting`."""
    addresses: int = 0
    """Addresses of a gateway, pool or hosting network."""
    owners: float = 0.0
    """Share of a pool's addresses that honest households use as well."""
    payment: str = "own"
    """`own`, `one` for the whole cohort, or `cells` of a few accounts."""
    organisation: str = "none"
    """`none`, `own` or `one`."""
    mail: str = "free"
    """`free`, `company`, `university` or `generated`."""
    signup: str = "spread"
    """`spread` over half a year before, or `burst`."""
    programme: str = ""
    verified: str = "email"
    client: str = ""
    """User agent and TLS fingerprint of the cohort's own software; empty: the market's."""
    system: str = ""
    """System prompt that all its accounts send."""
    templates: int = 0
    """Prompt templates that its accounts fill; 0: prompts of their own."""
    style: str = ""
    """Grammar of the templates."""
    template_share: float = 1.0
    capabilities: dict[str, float] = field(default_factory=dict)
    models: dict[str, float] = field(default_factory=dict)
    output_factor: float = 1.0
    """How much longer than usual its answers are."""
    pivot_to: str = ""
    """Model to which most traffic moves within a day of its release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event on a day of the scenario."""

    day: float
    kind: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A window, the events in it, and the cohorts."""

    title: str
    start: datetime
    days: int
    cohort: tuple[Cohort, ...]
    event: tuple[Happening, ...] = ()
    reported: str = ""
    """What the publication says."""
    assumed: str = ""
    """What we made up to fill the gaps."""


def names() -> list[str]:
    """Names of the scenarios that come with Gauger."""
    return sorted(p.stem for p in FOLDER.glob("*.toml"))


def load(name: str) -> Scenario:
    """Read a scenario by name, or from a TOML file. Raises UsageError."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not path.is_file():
        near = get_close_matches(name, names(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"there is no scenario {name!r}; there are {', '.join(names())}.{hint}")
    try:
        found = msgspec.convert(tomllib.loads(path.read_text()), Scenario)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as seen:
        raise UsageError(f"{path.name} is not a scenario: {seen}. Compare one of --list.") from seen
    if found.start.tzinfo is None:
        raise UsageError(f"{path.name}: start has no time zone. Write it as 2026-04-22T00:00:00Z.")
    return found


def at_day(scenario: Scenario, day: float) -> int:
    """Microseconds since 1970 of a day of the scenario."""
    return round(scenario.start.astimezone(UTC).timestamp() * 1e6 + day * 86_400e6)
