"""What became of a signal in a run. On its own, since who reads detections needs no engine."""

from dataclasses import dataclass

from gauger.signals.family import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalState:
    """Whether a signal ran, and if not, why."""

    signal: str
    family: Family
    on: bool
    reason: str
