"""What a question is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One figure: what it says, in which unit, and the query that gives it."""

    id: str
    label: str
    unit: str
    sql: str
    table: bool = False
    """Whether the answer is rows, not one value."""
