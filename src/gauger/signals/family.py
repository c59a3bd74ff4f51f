"""The five kinds of evidence."""

from enum import StrEnum


class Family(StrEnum):
    """Kinds of evidence; evidence of one kind may have one cause, so it counts once."""

    IDENTITY = "identity"
    INFRASTRUCTURE = "infrastructure"
    TIMING = "timing"
    CONTENT = "content"
    BEHAVIOUR = "behaviour"
