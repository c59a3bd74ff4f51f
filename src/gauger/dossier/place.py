"""Where in a file a change lies, in words a person can use: lines of a text, rows of a table."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TEXTS = (".json", ".csv", ".html")


def place(file: Path, first: int, last: int) -> str:
    """Bytes `first` to `last` of a file that was changed there."""
    where = f"bytes {first:,} to {last:,}"
    if file.suffix in TEXTS:
        data = file.read_bytes()
        a, b = data[:first].count(b"\n") + 1, data[: last + 1].count(b"\n") + 1
        return f"{where} (lines {a:,} to {b:,})"
    if file.suffix == ".parquet":
        return f"{where} ({_rows(file, first, last)})"
    return where


def _rows(file: Path, first: int, last: int) -> str:
    try:
        footer = pq.read_metadata(file)
    except (OSError, pa.ArrowException, ValueError):  # a broken name is no text
        return "its footer is broken, so rows cannot be told"
    hit, start = [], 0
    for number in range(footer.num_row_groups):
        group = footer.row_group(number)
        for c in range(group.num_columns):
            chunk = group.column(c)
            begin = chunk.dictionary_page_offset or chunk.data_page_offset
            if begin <= last and first < begin + chunk.total_compressed_size:
                rows = f"rows {start + 1:,} to {start + group.num_rows:,}"
                hit.append(f"column {chunk.path_in_schema}, {rows}")
        start += group.num_rows
    return "; ".join(hit[:4]) if hit else "the file's own description of its columns"
