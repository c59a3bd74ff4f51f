"""Measured error rates that every pack states, with the command that gives them."""

from gauger.dossier.model import ErrorRate

_WORLDS = "simulated worlds tour, quiet and acceptance at scale 0.3, seeds 101 and 102"
_COMMAND = "python -m bench 0.3 101 102"

MEASURED: tuple[ErrorRate, ...] = (
    ErrorRate(
        what="Honest accounts placed in a distillation campaign",
        rate="1 of 17,686 (57 per million)",
        measured_on=_WORLDS,
        command=_COMMAND,
    ),
    ErrorRate(
        what="Accounts of a campaign that were not found, by campaign",
        rate="17.8 %, 1.5 %, and none of eight others",
        measured_on=_WORLDS,
        command=_COMMAND,
    ),
    ErrorRate(
        what="An innocent crowd drawn into a campaign",
        rate="one class of 36, in one world",
        measured_on="simulated world acceptance at scale 0.3, seed 5",
        command="gauger simulate, detect, score",
    ),
)
