"""S14: traffic that moves to a new model within three days of its release."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit


def _hits(row: Table) -> BooleanValue:
    """Exchanges with a model first seen less than three days before."""
    return row.of_new_model


def _of(row: Table) -> BooleanValue:
    """Exchanges in the three days after a model was first seen."""
    return row.after_release


SIGNAL = Evidence(
    name="early-pivot",
    ids=("S14",),
    family=Family.TIMING,
    needs=("exchanges.model",),
    unit=Unit.EXCHANGE,
    hits=_hits,
    of=_of,
    says="exchanges within three days of a release went to the new model",
    misses="moves as slow as the market's",
    benign="release-day benchmarkers, developers",
    source="February 2026 report; joint advisory AA26-251A",
    harvest=1,
)
