"""Tables of a pack's extract, read with the distrust that a stranger's file deserves."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gauger.dossier.tables import EXTRACTS
from gauger.errors import BrokenFile

MAX_ROWS = 20_000_000
"""A 25,000-account campaign has less than a tenth of it in its longest table."""
MAX_TEXT = 1_000
"""Bytes of one text; names of models and networks are far shorter."""
MAX_FOOTER = 16 * 1024**2
FIX = "Ask the issuer for the pack again."


def read_extract(folder: Path, name: str) -> pa.Table:
    """One table. Raises BrokenFile unless it has exactly its columns, within limits."""
    path = folder / "extract" / f"{name}.parquet"
    want = EXTRACTS[name]
    texts = [f.name for f in want if pa.types.is_string(f.type)]
    try:
        file = pq.ParquetFile(
            path,
            read_dictionary=texts,  # one long text repeated a million times stays one
            thrift_string_size_limit=MAX_FOOTER,
            thrift_container_size_limit=1_000_000,
        )
        if file.metadata.num_rows > MAX_ROWS:
            raise BrokenFile(_named(name), "a table", f"{file.metadata.num_rows:,} rows", FIX)
        plain = pa.schema([(f.name, _plain(f.type)) for f in file.schema_arrow])
        if plain != want:
            raise BrokenFile(_named(name), "a table of the extract", f"columns {plain.names}", FIX)
        table = file.read()
        for text in texts:
            _check_texts(name, table[text])
        return table.cast(want)
    except (OSError, pa.ArrowException, ValueError, OverflowError, UnicodeDecodeError) as seen:
        line = " ".join(str(seen).split())[:200]
        raise BrokenFile(_named(name), "Parquet", line, FIX) from seen


def _named(name: str) -> Path:
    return Path("extract") / f"{name}.parquet"


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _check_texts(name: str, column: pa.ChunkedArray) -> None:
    for chunk in column.chunks:
        words = chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk
        longest = max((len(w.as_buffer() or b"") for w in words if w.is_valid), default=0)
        if longest > MAX_TEXT:
            raise BrokenFile(_named(name), "a table", f"a text of {longest:,} bytes", FIX)
        words.validate(full=True)  # broken UTF-8 would surface later, and elsewhere
