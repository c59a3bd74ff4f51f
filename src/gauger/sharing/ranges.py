"""Numbers as they may leave: counts in decades, times to the day, chances in words."""

from datetime import UTC, date, datetime

COUNT_RANGES = (
    "1-9",
    "10-99",
    "100-999",
    "1000-9999",
    "10000-99999",
    "100000-999999",
    "1000000-9999999",
    "10000000-99999999",
    "100000000-",
)
"""Decades: they say how large a campaign is, and nothing about one customer's volume."""

LIKELIHOODS = (
    (0.05, "almost-no-chance"),
    (0.20, "very-unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly-even-chance"),
    (0.80, "likely"),
    (0.95, "very-likely"),
    (1.01, "almost-certain"),
)
"""Words of estimative probability (ICD 203): upper bound, word."""

CONFIDENCES = {"low": 15, "moderate": 50, "high": 85}
"""STIX `confidence` of each word (STIX 2.1, appendix A, DNI scale's middle values)."""


def count_range(n: int) -> str:
    """The decade of a count.

    >>> count_range(7), count_range(4_800), count_range(151_000_000)
    ('1-9', '1000-9999', '100000000-')
    """
    return COUNT_RANGES[min(len(str(max(1, n))) - 1, len(COUNT_RANGES) - 1)]


def lowest(words: str) -> int:
    """Smallest count of a range.

    >>> lowest("1000-9999")
    1000
    """
    return int(words.partition("-")[0])


def highest(words: str) -> int | None:
    """Largest count of a range, None where it is open.

    >>> highest("1000-9999"), highest("100000000-")
    (9999, None)
    """
    end = words.partition("-")[2]
    return int(end) if end else None


def likelihood(p: float) -> str:
    """A probability in words.

    >>> likelihood(0.98), likelihood(0.5)
    ('almost-certain', 'roughly-even-chance')
    """
    return next(word for bound, word in LIKELIHOODS if p < bound)


def to_day(moment: datetime) -> date:
    """Day of a moment, UTC."""
    return moment.astimezone(UTC).date()


def stamp(moment: datetime | date) -> str:
    """A day or moment as STIX writes times, to the millisecond.

    >>> stamp(date(2026, 6, 5))
    '2026-06-05T00:00:00.000Z'
    """
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return (
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
    )
