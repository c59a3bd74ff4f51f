"""The kinds of evidence: five of our own, and what partners say."""

from enum import StrEnum


class Family(StrEnum):
    """Kinds of evidence; evidence of one kind may have one cause, so it counts once."""

    IDENTITY = "identity"
    INFRASTRUCTURE = "infrastructure"
    TIMING = "timing"
    CONTENT = "content"
    BEHAVIOUR = "behaviour"
    PARTNERS = "partners"
    """Others' word. It is none of the two kinds that a distillation verdict needs."""
