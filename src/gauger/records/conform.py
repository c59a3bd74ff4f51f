"""Tables that somebody else wrote, made canonical: types converted, rows without a must left out.

The contract names types loosely, and writers differ: identifiers are integers, times have another
unit or no zone (then they are UTC), strings are large, dictionary-coded or binary. Arrow converts
what it can; the rest goes value by value through `mapping.value_of`, and becomes null where it
does not fit.
"""

from collections import Counter
from math import isnan

import pyarrow as pa
import pyarrow.compute as pc

from gauger.records.mapping import BadValue, value_of
from gauger.records.schema import TIME

LAST_US = 4_102_444_800_000_000
"""Year 2100. A world may be simulated or moved in time, so the clock of today is no limit for it;
beyond this a time is a mistake, and one such row would stretch every timeline."""
LIST_TYPES = (
    pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list,
)  # fmt: skip


def conforms(seen: pa.DataType, want: pa.DataType) -> bool:
    """Whether every engine reads `seen` as it reads `want`, so that nothing has to be converted."""
    plain = seen.value_type if pa.types.is_dictionary(seen) else seen
    if pa.types.is_timestamp(want):
        return bool(pa.types.is_timestamp(plain) and plain.unit in ("ms", "us") and plain.tz)
    if pa.types.is_string(want):
        return bool(pa.types.is_string(plain) or pa.types.is_large_string(plain))
    if pa.types.is_list(want):
        return _is_list(plain) and pa.types.is_integer(plain.value_type)
    if pa.types.is_integer(want):
        signed = pa.types.is_signed_integer(plain) or plain in (pa.uint8(), pa.uint16())
        return bool(signed and plain.bit_width <= want.bit_width) or plain == pa.uint32()
    return bool(plain == want)


def convertible(seen: pa.DataType, want: pa.DataType) -> bool:
    """Whether values of `seen` can be values of `want` at all."""
    plain = seen.value_type if pa.types.is_dictionary(seen) else seen
    if pa.types.is_null(plain):
        return True
    if pa.types.is_list(want):
        return _is_list(plain) and pa.types.is_integer(plain.value_type)
    if pa.types.is_nested(plain) or pa.types.is_duration(plain):
        return False
    if pa.types.is_temporal(plain):
        dated = pa.types.is_timestamp(plain) or pa.types.is_date(plain)
        return bool(dated and pa.types.is_timestamp(want))
    return True


def canonical(rows: pa.Table, want: pa.Schema, amiss: Counter[str]) -> pa.Table:
    """The table's known columns in their canonical types; other columns go.

    Rows without a must, or with a time before 1970 or after 2099, go too. `amiss` counts those by
    reason, and values that do not fit.
    """
    have = [f for f in want if f.name in rows.column_names]
    made = [converted(rows[f.name], f) for f in have]
    for field, column in zip(have, made, strict=True):
        if field.nullable and (empty := _lost(rows[field.name], column)):
            amiss[f"values of {field.name} that do not fit, left empty"] += empty
    table = pa.Table.from_arrays(made, names=[f.name for f in have])
    for field in have:
        if not field.nullable:
            column = table[field.name]
            good = pc.is_valid(column)
            if pa.types.is_string(field.type):
                good = pc.and_(good, pc.not_equal(pc.fill_null(column, ""), ""))
            lost = len(good) - (pc.sum(good).as_py() or 0)
            if lost:
                amiss[f"rows without a usable {field.name}, left out"] += lost
                table = table.filter(good)
    return table


def _lost(seen: pa.ChunkedArray, made: pa.ChunkedArray) -> int:
    """Values that became null, but for those that said nothing: blanks, and a data frame's NaN."""
    gained = int(made.null_count - seen.null_count)
    if gained <= 0:
        return 0
    plain = seen.cast(seen.type.value_type) if pa.types.is_dictionary(seen.type) else seen
    if pa.types.is_string(plain.type) or pa.types.is_large_string(plain.type):
        blank = pc.sum(pc.equal(pc.utf8_trim_whitespace(plain), "")).as_py()
    else:
        blank = pc.sum(pc.is_nan(plain)).as_py() if pa.types.is_floating(plain.type) else 0
    return max(0, gained - int(blank or 0))


def converted(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    """A column in a canonical type; what does not fit is null."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    want, seen = field.type, column.type
    if pa.types.is_timestamp(want):
        return _times(column, field)
    if seen == want or pa.types.is_null(seen):
        return column.cast(want)
    if pa.types.is_list(want):
        return _lists(column, want)
    exact = pa.types.is_string(want) and (
        pa.types.is_large_string(seen) or pa.types.is_integer(seen) or _is(seen, "string_view")
    )
    if exact or (pa.types.is_integer(want) and pa.types.is_integer(seen)):
        try:
            return column.cast(want)
        except pa.ArrowInvalid:  # a number out of range: one by one
            pass
    return _one_by_one(column, field)


def _times(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    seen = column.type
    if pa.types.is_null(seen):
        return column.cast(TIME)
    if pa.types.is_date(seen):
        column, seen = column.cast(pa.timestamp("ms")), pa.timestamp("ms")
    if not pa.types.is_timestamp(seen):
        column = _one_by_one(column, field)
    else:
        column = _microseconds(column, seen)
    us = column.cast(pa.int64())
    fits = pc.and_(pc.greater_equal(us, 0), pc.less(us, LAST_US))
    return pc.if_else(fits, column, pa.scalar(None, TIME))


def _microseconds(column: pa.ChunkedArray, seen: pa.DataType) -> pa.ChunkedArray:
    """Any unit to microseconds, a finer one cut off; null where a coarse one overflows."""
    count = column.cast(pa.timestamp(seen.unit)).cast(pa.int64())
    scale = {"s": 1_000_000, "ms": 1_000}.get(seen.unit)
    if scale:
        fits = pc.and_(pc.greater_equal(count, 0), pc.less(count, LAST_US // scale))
        count = pc.multiply(pc.if_else(fits, count, pa.scalar(None, pa.int64())), scale)
    elif seen.unit == "ns":
        count = pc.divide(count, 1_000)
    return count.cast(pa.timestamp("us")).cast(TIME)


def _lists(column: pa.ChunkedArray, want: pa.DataType) -> pa.ChunkedArray:
    """Lists of integers; sketch values of another width are cut to theirs."""
    chunks = []
    for chunk in column.cast(pa.list_(column.type.value_type)).chunks:
        flat = chunk.flatten().cast(pa.int64(), safe=False)
        if want.value_type == pa.uint32():
            flat = pc.bit_wise_and(flat, 0xFFFFFFFF)
        lengths = pc.fill_null(pc.list_value_length(chunk), 0).to_pylist()
        offsets = [0]
        for length in lengths:
            offsets.append(offsets[-1] + length)
        made = pa.ListArray.from_arrays(
            pa.array(offsets, pa.int32()), pc.fill_null(flat, 0).cast(want.value_type)
        )
        chunks.append(pc.if_else(pc.is_valid(chunk), made, pa.scalar(None, want)))
    return pa.chunked_array(chunks, want)


def _one_by_one(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    """Each value through the door's coercion; bytes are UTF-8, whole floats are integers."""
    coded = pc.dictionary_encode(column).combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # a table without rows has no chunk to combine
        return pa.chunked_array([], field.type)
    kind = pa.int64() if pa.types.is_timestamp(field.type) else field.type
    made = pa.array([_coerced(v, field) for v in coded.dictionary.to_pylist()], kind)
    return pa.chunked_array([pc.take(made.cast(field.type), coded.indices)])


def _coerced(value: object, field: pa.Field) -> object:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, float) and pa.types.is_string(field.type):
        if not value.is_integer():
            return None if isnan(value) else str(value)  # NaN is a data frame's null
        value = int(value)  # an identifier that went through a data frame with gaps
    try:
        return value_of(value, field)
    except BadValue:
        return None


def _is_list(kind: pa.DataType) -> bool:
    return any(is_a(kind) for is_a in LIST_TYPES) or _is(kind, "list_view")


def _is(kind: pa.DataType, name: str) -> bool:
    """Types that newer Arrow versions alone can test for."""
    return str(kind).startswith(name)
