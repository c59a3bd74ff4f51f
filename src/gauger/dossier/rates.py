"""Measured error rates that every pack states, with the command that gives them.

They are of one state of the weights. With other weights a pack says that they are of earlier ones,
until somebody measures again.
"""

from hashlib import sha256

import msgspec

from gauger.campaigns.weights import FILE
from gauger.dossier.model import ErrorRate

WEIGHTS = "ebd359"
"""First digits of the SHA-256 of the weights that were measured."""
_OURS = "50 simulated worlds of a seed that nobody had looked at"
_THEIRS = (
    "12 worlds by three authors who had not read the detector; the weights saw their other days"
)
_SUITE = (
    "gauger bench standard --seeds 1015 --no-early --peers none "
    "--rungs letter-*,report-*,gtig-*,acceptance,ladder-*"
)
_HANDS = "python -m bench.elsewhere, bench.afield, bench.beyond KIND --seed 1002"

_MEASURED = (
    ErrorRate(
        what="Honest accounts placed in a distillation campaign",
        rate="1 of 292,688 (3.4 per million; 95 % interval: up to 19)",
        measured_on=_OURS,
        command=_SUITE,
    ),
    ErrorRate(
        what="Innocent crowds called a distillation campaign",
        rate="0 of 3,146",
        measured_on=_OURS,
        command=_SUITE,
    ),
    ErrorRate(
        what="Campaigns not found",
        rate="10 of 60: all evasions at once, one who knows the source and one behind a reseller, "
        "twice each; one whose accounts differ wholly; three left undecided, one of 30 accounts",
        measured_on=_OURS,
        command=_SUITE,
    ),
    ErrorRate(
        what="Campaigns found as one with another operator's",
        rate="2 of 50, two of three operators on one relay network",
        measured_on=_OURS,
        command=_SUITE,
    ),
    ErrorRate(
        what="Honest accounts placed in a distillation campaign",
        rate="0 of 66,765",
        measured_on=_THEIRS,
        command=_HANDS,
    ),
    ErrorRate(
        what="Operators not accused",
        rate="6 of 13, four of them left undecided",
        measured_on=_THEIRS,
        command=_HANDS,
    ),
)


def measured() -> tuple[ErrorRate, ...]:
    """The rates, each saying so where the weights have changed since."""
    if sha256(FILE.read_bytes()).hexdigest().startswith(WEIGHTS):
        return _MEASURED
    return tuple(
        msgspec.structs.replace(r, measured_on=f"{r.measured_on}; with earlier weights")
        for r in _MEASURED
    )
