"""Time to the first flag in a run that goes from day to day, where the package has such a run."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from gauger.records.world import World

MODULE = "gauger.campaigns.early"


def available() -> bool:
    """Whether detection can go day by day."""
    return find_spec(MODULE) is not None


def live_before_flag(world: World) -> dict[str, float]:
    """By true campaign: the share of its exchanges taken before a daily run flagged it, 1 if never.

    Costs a detection a day of the world.
    """
    early: Any = import_module(MODULE)
    return {flag.campaign: flag.share_before for flag in early.time_to_flag(world)}
