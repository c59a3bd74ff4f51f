"""What a Parquet footer tells about a table, without reading a row."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gauger.errors import BrokenFile
from gauger.records.conform import LAST_US, conforms

FIRST = datetime.fromtimestamp(0, UTC)
LAST = datetime.fromtimestamp(LAST_US // 1_000_000, UTC)


class Footer:
    """Columns of a file, with their counts of nulls; raises BrokenFile."""

    def __init__(self, file: Path) -> None:
        try:
            meta = pq.read_metadata(file)
            self._schema = pq.read_schema(file)
        except (OSError, pa.ArrowException) as seen:
            raise BrokenFile(file, "Parquet", str(seen), "Export it again.") from seen
        self.rows: int = meta.num_rows
        self._chunks: dict[str, list[pq.ColumnChunkMetaData]] = {}
        for group in range(meta.num_row_groups):
            for place in range(meta.num_columns):
                chunk = meta.row_group(group).column(place)
                self._chunks.setdefault(chunk.path_in_schema.split(".")[0], []).append(chunk)

    def unlike(self, want: pa.Schema) -> bool:
        """Whether a column has another type than the table's."""
        known = [f for f in self._schema if f.name in want.names]
        return any(not conforms(f.type, want.field(f.name).type) for f in known)

    def nulls(self, name: str) -> int:
        """Rows without a value: all where the column is missing, none where nobody counted."""
        if name not in self._schema.names:
            return self.rows
        counts = [c.statistics for c in self._chunks.get(name, [])]
        return sum(s.null_count for s in counts if s is not None and s.has_null_count)

    def filled(self, name: str) -> bool:
        """Whether some row has a value, as far as the footer tells."""
        return name in self._schema.names and self.nulls(name) < self.rows

    def unusable(self, field: pa.Field) -> bool:
        """Whether a row lacks a column that must be there, or has a time that cannot be."""
        if self.nulls(field.name):
            return True
        if not pa.types.is_timestamp(field.type):
            return False
        return any(_absurd(chunk) for chunk in self._chunks.get(field.name, []))


def _absurd(chunk: pq.ColumnChunkMetaData) -> bool:
    counts = chunk.statistics
    if counts is None or not counts.has_min_max:
        return False
    try:
        low, high = (t.replace(tzinfo=UTC) for t in (counts.min, counts.max))
    except (ValueError, OverflowError, AttributeError):  # beyond what Python can write down
        return True
    return bool(low < FIRST or high >= LAST)
