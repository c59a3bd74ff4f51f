"""Sums of whole numbers that stay whole numbers, wherever they are written."""

from ibis.expr.types import FloatingValue, IntegerValue, NumericColumn


def whole_sum(numbers: NumericColumn) -> IntegerValue:
    """Exact up to 2**53, in any order; null where there is nothing.

    DuckDB's own sum has 128 bits, which Parquet does not: it would be written as a float.
    """
    return numbers.cast("float64").sum().cast("int64")


def micro_usd(cost_usd: FloatingValue) -> IntegerValue:
    """A price in whole micro-dollars: sums of floats would depend on order."""
    return (cost_usd * 1e6).round().cast("int64")
