"""S36: accounts in education, research and start-up programmes."""

from ibis.expr.types import BooleanValue, Table

from gauger.signals.family import Family
from gauger.signals.model import Evidence, Unit, every

PROGRAMMES = ("education", "research", "startup", "security-research")
"""Programmes that the report names."""


def _hits(row: Table) -> BooleanValue:
    """Accounts in one of these programmes."""
    return row.programme.isin(PROGRAMMES)


SIGNAL = Evidence(
    name="abused-programmes",
    ids=("S36",),
    family=Family.IDENTITY,
    needs=("accounts.programme",),
    unit=Unit.ACCOUNT,
    hits=_hits,
    of=every,
    says="accounts are in an education, research or start-up programme",
    misses="ordinary plans",
    benign="schools, laboratories, founders",
    source="February 2026 report",
    work=False,
)
