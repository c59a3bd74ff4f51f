"""Measured error rates that every pack states, with the command that gives them.

They are of one state of the weights. With other weights a pack says that they are of earlier ones,
until somebody measures again.
"""

from hashlib import sha256

import msgspec

from gauger.campaigns.weights import FILE
from gauger.dossier.model import ErrorRate

WEIGHTS = "f97af3"
"""First digits of the SHA-256 of the weights that were measured."""
_OURS = "75 simulated worlds of a seed that nobody had looked at"
_THEIRS = (
    "36 worlds by five authors who had not read the detector; the weights saw their other days"
)
_STRANGERS = "6 worlds by an author who had not read the detector, and to whom nothing was fitted"
_SUITE = "gauger bench standard --seeds 1022 --no-early --peers none"
_HANDS = (
    "python -m bench.elsewhere, bench.afield, bench.beyond KIND --seed 1003; "
    "bench.yonder, bench.harbour KIND --seed 1001"
)
_MOOR = "python -m bench.moor KIND --seed 1"

_MEASURED = (
    ErrorRate(
        what="Honest accounts placed in a distillation campaign",
        rate="3 of 345,184 (8.7 per million; 95 % interval: up to 25)",
        measured_on=_OURS,
        command=_SUITE,
    ),
    ErrorRate(
        what="Innocent crowds called a distillation campaign",
        rate="0 of 4,238",
        measured_on=_OURS,
        command=_SUITE,
    ),
    ErrorRate(
        what="Campaigns not found",
        rate="7 of 60: all evasions at once and one who knows the source, twice each; one behind a "
        "reseller; two left undecided, one of a school's domain, one whose accounts differ wholly",
        measured_on=_OURS,
        command=_SUITE,
    ),
    ErrorRate(
        what="Campaigns found as one with another operator's",
        rate="2 of 53, on one relay network",
        measured_on=_OURS,
        command=_SUITE,
    ),
    ErrorRate(
        what="Honest accounts placed in a distillation campaign",
        rate="0 of 207,278",
        measured_on=_THEIRS,
        command=_HANDS,
    ),
    ErrorRate(
        what="Operators not accused",
        rate="33 of 49, eight of them left undecided",
        measured_on=_THEIRS,
        command=_HANDS,
    ),
    ErrorRate(
        what="Honest accounts placed in a distillation campaign",
        rate="8 of 24,951, tutors who ask what an operator asks",
        measured_on=_STRANGERS,
        command=_MOOR,
    ),
    ErrorRate(
        what="Operators not accused",
        rate="10 of 13, five of them left undecided",
        measured_on=_STRANGERS,
        command=_MOOR,
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
