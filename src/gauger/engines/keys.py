"""Keys of strings inside a query: the same on every machine, and on every version of an engine."""

import ibis
from ibis.expr.types import IntegerValue, StringValue, Table, Value


@ibis.udf.scalar.builtin(name="md5_number_lower", signature=(("string",), "uint64"))
def _md5_half(text):  # type: ignore[no-untyped-def]
    """Lower half of the MD5 of a text, as an unsigned number."""


@ibis.udf.scalar.builtin(name="hash", signature=(("string",), "uint64"))
def _hash(text):  # type: ignore[no-untyped-def]
    """The engine's own hash of a text, cheaper than an MD5; not the same elsewhere."""


def lots(rows: Table, column: str, parts: int) -> list[Table]:
    """The rows in so many parts, all rows of one value of a column of text in one of them."""
    if parts <= 1:
        return [rows]
    lot = _hash(rows[column]) % parts
    return [rows.filter(lot == part) for part in range(parts)]


def text_key(*texts: Value) -> IntegerValue:
    """A 63-bit key of texts taken together, null where one is null. No secret protects it."""
    whole: StringValue = texts[0].cast("string")
    for text in texts[1:]:
        whole = whole + "|" + text.cast("string")
    return (_md5_half(whole) // 2).cast("int64")
