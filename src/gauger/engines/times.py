"""Times as whole numbers, taken from their microseconds.

An engine's own hours and days go through its calendars, at five times the cost of reading the
times. All times here are UTC, whose days have 24 hours.
"""

import ibis
from ibis.expr.types import DateValue, FloatingValue, IntegerValue, TimestampValue

MICROS = 1_000_000
HOUR_S = 3_600
DAY_S = 24 * HOUR_S


@ibis.udf.scalar.builtin(name="epoch_us", signature=(("timestamp('UTC', 6)",), "int64"))
def micros(at):  # type: ignore[no-untyped-def]
    """Microseconds since 1970."""


def seconds(at: TimestampValue) -> FloatingValue:
    """Seconds since 1970, fractions included."""
    return micros(at) / MICROS


def slot(at: TimestampValue, length_s: int) -> IntegerValue:
    """Which stretch of `length_s` seconds a time lies in, counted from 1970."""
    return (micros(at) // (length_s * MICROS)).cast("int64")


def hour_of_day(at: TimestampValue) -> IntegerValue:
    """0 to 23."""
    return slot(at, HOUR_S) - 24 * slot(at, DAY_S)


def date_of(day: IntegerValue) -> DateValue:
    """The date of a `slot` of DAY_S: for days already counted, since dates are what costs."""
    # A date and an interval are a time in some engines, whatever Ibis takes them for.
    return (ibis.date(1970, 1, 1) + day.as_interval("D")).cast("timestamp").cast("date")
