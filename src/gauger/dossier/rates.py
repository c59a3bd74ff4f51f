"""Measured error rates that every pack states, with the command that gives them."""

from gauger.dossier.model import ErrorRate

_WORLDS = (
    "simulated worlds tour, quiet and acceptance at scale 0.3, seeds 101 and 102, "
    "on none of which weights were fitted"
)
_COMMAND = "python -m bench 0.3 101 102"

MEASURED: tuple[ErrorRate, ...] = (
    ErrorRate(
        what="Honest accounts placed in a distillation campaign",
        rate="0 of 21,295 (95 % sure: below 141 per million)",
        measured_on=_WORLDS,
        command=_COMMAND,
    ),
    ErrorRate(
        what="Accounts of a campaign that were not found, by campaign",
        rate="none, of ten campaigns",
        measured_on=_WORLDS,
        command=_COMMAND,
    ),
    ErrorRate(
        what="An innocent crowd called a distillation campaign",
        rate="none, in six worlds",
        measured_on=_WORLDS,
        command=_COMMAND,
    ),
)
