"""Times as whole numbers are what the calendar says."""

from datetime import UTC, date, datetime

import pyarrow as pa

from gauger.engines.relations import Engine
from gauger.engines.times import DAY_S, date_of, hour_of_day, seconds, slot

LATE = datetime(2026, 5, 2, 23, 59, 59, 999_999, tzinfo=UTC)
MOMENTS = [LATE, datetime(2026, 5, 3, tzinfo=UTC), datetime(1969, 12, 31, 22, tzinfo=UTC), None]


def test_hours_days_and_seconds_are_those_of_the_calendar() -> None:
    """A microsecond before midnight, midnight, a time before 1970, and none."""
    engine = Engine(threads=1)
    table = engine.table(pa.table({"at": pa.array(MOMENTS, pa.timestamp("us", "UTC"))}))
    rows = table.select(
        second=seconds(table.at),
        hour=hour_of_day(table.at),
        day=date_of(slot(table.at, DAY_S)),
        quarter=slot(table.at, 900),
    )
    with engine.kept(rows) as kept:  # as the engine has it, whatever Ibis takes it for
        assert kept.schema() == rows.schema()
        found = [tuple(row.values()) for row in engine.arrow(kept).to_pylist()]
    assert found == [
        (LATE.timestamp(), 23, date(2026, 5, 2), 1_975_295),
        (LATE.timestamp() + 1e-6, 0, date(2026, 5, 3), 1_975_296),
        (-7_200.0, 22, date(1969, 12, 31), -8),
        (None, None, None, None),
    ]
